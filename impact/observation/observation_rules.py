"""What makes an observation fit to keep: cleaning what was typed, and saying what is wrong with it."""

from dataclasses import replace
from datetime import date
from typing import Any

from impact.errors import Invalid
from impact.model import (
    MAX_PEOPLE_REACHED,
    MAX_TEXT_LENGTH,
    MULTILINE_FIELD_NAMES,
    TEXT_FIELDS,
    Direction,
    Evidence,
    EvidenceKind,
    Level,
    NewObservation,
    Precision,
)
from impact.months import get_month
from impact.text.fold import join_white_space
from impact.text.safe_text import clean_text

EARLIEST_DAY = date(1950, 1, 1)
MAX_EVIDENCE_FILES = 10
MAX_CONSENT_LENGTH = 200


def clean_line(text: str) -> str:
    """The text as it is kept, as one line: every run of white space a single space."""
    return join_white_space(clean_text(text))


def tidy_observation(observation: NewObservation) -> NewObservation:
    """The observation with clean texts, a month kept as its first day, and "no change" at level 0."""
    texts: dict[str, Any] = {
        name: clean_text(getattr(observation, name))
        if name in MULTILINE_FIELD_NAMES
        else clean_line(getattr(observation, name))
        for name in TEXT_FIELDS
    }
    return replace(
        observation,
        **texts,
        seen_on=get_month(observation.seen_on) if observation.precision is Precision.MONTH else observation.seen_on,
        level=Level.NOTHING_YET if observation.direction is Direction.NO_CHANGE else observation.level,
        evidence=tuple(_tidy_evidence(piece) for piece in observation.evidence if clean_text(piece.text) or piece.file),
    )


def _tidy_evidence(evidence: Evidence) -> Evidence:
    file = evidence.file and replace(evidence.file, consent=clean_line(evidence.file.consent))
    return replace(evidence, text=clean_text(evidence.text), file=file)


def list_observation_problems(observation: NewObservation, today: date) -> tuple[Invalid, ...]:
    """Everything that keeps this (tidied) observation from being saved, one error per field; empty when it is fine."""
    errors = _list_text_problems(observation)
    if not EARLIEST_DAY <= observation.seen_on <= today:
        errors.append(Invalid(field="seen_on", reason="future" if observation.seen_on > today else "too_early"))
    if any(len(piece.text) > MAX_TEXT_LENGTH for piece in observation.evidence):
        errors.append(Invalid(field="evidence", reason="too_long", limit=MAX_TEXT_LENGTH))
    errors += _list_file_problems(observation)
    if observation.reached is not None and not 0 <= observation.reached <= MAX_PEOPLE_REACHED:
        errors.append(Invalid(field="reached", reason="out_of_range"))
    return tuple(errors)


def _list_text_problems(observation: NewObservation) -> list[Invalid]:
    errors = []
    for name, field in TEXT_FIELDS.items():
        text = getattr(observation, name)
        if field.is_required and not text:
            errors.append(Invalid(field=name, reason="empty"))
        elif len(text) > field.limit:
            errors.append(Invalid(field=name, reason="too_long", limit=field.limit))
    return errors


def _list_file_problems(observation: NewObservation) -> list[Invalid]:
    files = [piece.file for piece in observation.evidence if piece.file]
    errors = []
    if len(files) > MAX_EVIDENCE_FILES:
        errors.append(Invalid(field="evidence", reason="too_many_files", limit=MAX_EVIDENCE_FILES))
    if any(
        piece.kind is EvidenceKind.PHOTO and piece.file and not piece.file.consent for piece in observation.evidence
    ):
        errors.append(Invalid(field="evidence", reason="consent"))
    if any(len(file.consent) > MAX_CONSENT_LENGTH for file in files):
        errors.append(Invalid(field="evidence", reason="too_long", limit=MAX_CONSENT_LENGTH))
    return errors


def check_observation(observation: NewObservation, today: date) -> NewObservation:
    """The observation, tidied. Raises Invalid with the first problem."""
    tidied_observation = tidy_observation(observation)
    for problem in list_observation_problems(tidied_observation, today):
        raise problem
    return tidied_observation


def check_name(text: str, limit: int, field: str = "name") -> str:
    """A name as one clean line. Raises Invalid when it is empty or longer than `limit`."""
    name = clean_line(text)
    if not name:
        raise Invalid(field=field, reason="empty")
    if len(name) > limit:
        raise Invalid(field=field, reason="too_long", limit=limit)
    return name


def check_text(text: str, limit: int, field: str) -> str:
    """Return a text that may be empty, cleaned. Raise Invalid when it is longer than `limit` characters."""
    cleaned_text = clean_text(text)
    if len(cleaned_text) > limit:
        raise Invalid(field=field, reason="too_long", limit=limit)
    return cleaned_text
