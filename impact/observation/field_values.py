"""The fields of an observation as plain values that JSON knows and back, and those that somebody typed freely."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import Enum
from typing import Any

from impact.model import (
    OBSERVATION_FIELDS,
    TYPED_FIELDS,
    Evidence,
    FieldKind,
    NewObservation,
    ObservationField,
)
from impact.observation.evidence_files import NOBODY_RECOGNISABLE

PLAIN_FIELDS = tuple(field for field in TYPED_FIELDS if field.kind is not FieldKind.EVIDENCE)


def to_plain_value(value: Any) -> Any:
    """One value of a field, but evidence, as JSON knows it."""
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def from_plain_value(field: ObservationField, value: Any) -> Any:
    """Return the value that `to_plain_value` made this of. Raises ValueError for what this field cannot hold."""
    if value is None:
        return None
    if field.words:
        return field.words(value)
    return date.fromisoformat(value) if field.kind is FieldKind.DAY else value


def write_fields(observation: NewObservation) -> dict[str, Any]:
    """Every field of an observation but its evidence, as plain values by name."""
    return {field.name: to_plain_value(getattr(observation, field.name)) for field in PLAIN_FIELDS}


def read_fields(values: Mapping[str, Any], evidence: Iterable[Evidence]) -> NewObservation:
    """The observation with these plain values and this evidence. Raises KeyError, TypeError or ValueError."""
    plain_values = {field.name: from_plain_value(field, values[field.name]) for field in PLAIN_FIELDS}
    return NewObservation(**plain_values, evidence=tuple(evidence))


def list_free_texts(values: Mapping[str, Any]) -> tuple[str, ...]:
    """Every free text among these values by field, as `vars` gives them of an observation; empty ones as well."""
    texts: list[str] = []
    for field in OBSERVATION_FIELDS:
        if field.kind is FieldKind.EVIDENCE:
            texts += list_evidence_texts(values[field.name])
        elif field.is_free_text:
            texts.append(values[field.name])
    return tuple(texts)


def list_evidence_texts(evidence: Iterable[Evidence]) -> tuple[str, ...]:
    """Every free text in evidence: captions and quotes, names of files, and how the people on a photo agreed."""
    pieces = list(evidence)
    files = [piece.file for piece in pieces if piece.file]
    # NOBODY_RECOGNISABLE is a word of the app and not something that was typed.
    consents = (file.consent for file in files if file.consent != NOBODY_RECOGNISABLE)
    return (*(piece.text for piece in pieces), *(file.name for file in files), *consents)
