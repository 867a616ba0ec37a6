"""What makes an observation fit to keep: cleaning what was typed, and saying what is wrong with it."""

from dataclasses import replace
from datetime import date
from typing import Any

from impact.errors import Invalid
from impact.model import (
    BLOCKS,
    MOST_REACHED,
    TEXT_LIMIT,
    TEXTS,
    Direction,
    Evidence,
    EvidenceKind,
    Level,
    NewObservation,
    Precision,
)
from impact.months import month_of
from impact.safe_text import clean_text

EARLIEST = date(1950, 1, 1)
MOST_FILES = 10
CONSENT_LIMIT = 200


def clean(text: str) -> str:
    """The text as it is kept (`impact.safe_text.clean_text`); its line ends stay."""
    return clean_text(text)


def one_line(text: str) -> str:
    """The text as it is kept, as one line: every run of white space a single space."""
    return " ".join(clean_text(text).split())


def tidied(said: NewObservation) -> NewObservation:
    """The observation with clean texts, a month kept as its first day, and "no change" at level 0."""
    texts: dict[str, Any] = {
        name: clean(getattr(said, name)) if name in BLOCKS else one_line(getattr(said, name)) for name in TEXTS
    }
    return replace(
        said,
        **texts,
        seen_on=month_of(said.seen_on) if said.precision is Precision.MONTH else said.seen_on,
        level=Level.NOTHING_YET if said.direction is Direction.NO_CHANGE else said.level,
        evidence=tuple(_tidied(one) for one in said.evidence if clean(one.text) or one.file),
    )


def _tidied(one: Evidence) -> Evidence:
    file = one.file and replace(one.file, consent=one_line(one.file.consent))
    return replace(one, text=clean(one.text), file=file)


def problems(said: NewObservation, today: date) -> tuple[Invalid, ...]:
    """Everything that keeps this (tidied) observation from being saved, one error per field; empty when it is fine."""
    found = _of_texts(said)
    if not EARLIEST <= said.seen_on <= today:
        found.append(Invalid(field="seen_on", reason="future" if said.seen_on > today else "too_early"))
    if any(len(one.text) > TEXT_LIMIT for one in said.evidence):
        found.append(Invalid(field="evidence", reason="too_long", limit=TEXT_LIMIT))
    found += _of_files(said)
    if said.reached is not None and not 0 <= said.reached <= MOST_REACHED:
        found.append(Invalid(field="reached", reason="out_of_range"))
    return tuple(found)


def _of_texts(said: NewObservation) -> list[Invalid]:
    found = []
    for name, field in TEXTS.items():
        text = getattr(said, name)
        if field.required and not text:
            found.append(Invalid(field=name, reason="empty"))
        elif len(text) > field.limit:
            found.append(Invalid(field=name, reason="too_long", limit=field.limit))
    return found


def _of_files(said: NewObservation) -> list[Invalid]:
    files = [one.file for one in said.evidence if one.file]
    found = []
    if len(files) > MOST_FILES:
        found.append(Invalid(field="evidence", reason="too_many_files", limit=MOST_FILES))
    if any(one.kind is EvidenceKind.PHOTO and one.file and not one.file.consent for one in said.evidence):
        found.append(Invalid(field="evidence", reason="consent"))
    if any(len(file.consent) > CONSENT_LIMIT for file in files):
        found.append(Invalid(field="evidence", reason="too_long", limit=CONSENT_LIMIT))
    return found


def checked(said: NewObservation, today: date) -> NewObservation:
    """The observation, tidied. Raises Invalid with the first problem."""
    fit = tidied(said)
    for problem in problems(fit, today):
        raise problem
    return fit


def named(text: str, limit: int, field: str = "name") -> str:
    """A name as one clean line. Raises Invalid when it is empty or longer than `limit`."""
    name = one_line(text)
    if not name:
        raise Invalid(field=field, reason="empty")
    if len(name) > limit:
        raise Invalid(field=field, reason="too_long", limit=limit)
    return name
