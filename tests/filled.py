"""An observation with something in every field, made from the description of the fields."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from enum import IntEnum
from typing import Any

from impact.model import (
    OBSERVATION_FIELDS,
    TYPED_FIELDS,
    Evidence,
    EvidenceKind,
    FieldKind,
    NewObservation,
    ObservationField,
    Precision,
)
from impact.observation.evidence_files import accept_file, build_evidence

References = Mapping[str, tuple[str, str]]
# For each field that names something by its id, two ids to choose from.
IDS: References = {
    field.name: (f"{field.short_name}0", f"{field.short_name}1")
    for field in TYPED_FIELDS
    if field.kind is FieldKind.REFERENCE
}
DAYS = (date(2026, 3, 1), date(2026, 4, 1))  # the first of a month, so that a month keeps it
NUMBERS = (4321, 5432)


def word_of(name: str, number: int = 0) -> str:
    """A word that stands in the text of this field and nowhere else."""
    return f"woord{name.replace('_', '')}{number}"


def mail_of(name: str, number: int = 0) -> str:
    """An e-mail address that stands in the text of this field and nowhere else; it is marked as personal data."""
    return f"{name.replace('_', '')}{number}@voorbeeld.nl"


def text_of(field: ObservationField, number: int) -> str:
    """What stands in this field: in a block on two lines."""
    between = " " if field.kind is FieldKind.LINE else "\n"
    return f"{word_of(field.name, number)}{between}{mail_of(field.name, number)}"


def value_of(field: ObservationField, number: int, ids: References) -> Any:
    """What stands in this field in the first (0) or the second (1) observation; the two differ."""
    if field.words:
        # A scale begins at its second step: "nothing yet" cannot be chosen for a change that was seen.
        return list(field.words)[number + 1 if issubclass(field.words, IntEnum) else number]
    if field.kind is FieldKind.EVIDENCE:
        return (Evidence(EvidenceKind.QUOTE, text_of(field, number)),)
    if field.kind is FieldKind.REFERENCE:
        return ids[field.name][number]
    values: dict[FieldKind, Any] = {FieldKind.DAY: DAYS[number], FieldKind.NUMBER: NUMBERS[number]}
    return values.get(field.kind) or text_of(field, number)


def make_filled(number: int = 0, ids: References = IDS) -> NewObservation:
    """The first (0) or the second (1) observation with something in every field; they differ in all of them."""
    return NewObservation(**{field.name: value_of(field, number, ids) for field in TYPED_FIELDS})


def with_file(observation: NewObservation, number: int = 0) -> tuple[NewObservation, bytes]:
    """The same observation with a document under it as well, and the content of that document."""
    content = f"Verslag {number}".encode()
    document = build_evidence(accept_file(content, f"{word_of('file', number)}.txt"), mail_of("caption", number))
    return replace(observation, evidence=(*observation.evidence, document)), content


def list_differing(one: NewObservation, other: NewObservation) -> list[str]:
    """The names of the fields in which these two differ."""
    return [field.name for field in TYPED_FIELDS if getattr(one, field.name) != getattr(other, field.name)]


def list_words(number: int = 0) -> dict[str, str]:
    """For each free text the word that stands in it and nowhere else."""
    return {field.name: word_of(field.name, number) for field in OBSERVATION_FIELDS if field.is_free_text}


assert {Precision.DAY, Precision.MONTH} == set(Precision), "a month is kept as its first day, see DAYS"
