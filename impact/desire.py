"""What makes a ring, a theme or a wanted level fit to keep: cleaning what was typed, and saying what is wrong."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from impact.errors import Invalid
from impact.model import SENTENCE_LIMIT, TEXT_LIMIT, TOP_LEVEL, Level, Theme, WantedStep
from impact.observe import EARLIEST, clean, named, one_line

LABEL_LIMIT = 60
WORDING_LIMIT = SENTENCE_LIMIT
LATEST = date(2100, 12, 31)
WANTED_LEVELS = tuple(half / 2 for half in range(2 * TOP_LEVEL + 1))


def tidied(theme: Theme) -> Theme:
    """The theme with clean texts and one wording for each level. Raises Invalid for what is empty or too long."""
    wish, wordings = clean(theme.wish), tuple(one_line(wording) for wording in theme.wordings)
    if len(wish) > TEXT_LIMIT:
        raise Invalid(field="wish", reason="too_long", limit=TEXT_LIMIT)
    if len(wordings) != len(Level):
        raise Invalid(field="wordings", reason="out_of_range")
    if any(len(wording) > WORDING_LIMIT for wording in wordings):
        raise Invalid(field="wordings", reason="too_long", limit=WORDING_LIMIT)
    return replace(theme, label=named(theme.label, LABEL_LIMIT, "label"), wish=wish, wordings=wordings)


def checked_step(step: WantedStep) -> WantedStep:
    """The wanted level, when it is one of 0 to 4 in halves and its day can be. Raises Invalid otherwise."""
    if step.level not in WANTED_LEVELS:
        raise Invalid(field="wanted_level", reason="halves", most=TOP_LEVEL)
    if not EARLIEST <= step.from_on <= LATEST:
        raise Invalid(field="from_on", reason="too_early" if step.from_on < EARLIEST else "too_late")
    return step


def refuse_double(name: str, others: Iterable[str], field: str) -> None:
    """Raises Invalid when one of the others has this name, whatever its capitals."""
    if name.casefold() in {other.casefold() for other in others}:
        raise Invalid(field=field, reason="double")


def moved(order: Sequence[str], one: str, steps: int) -> list[str]:
    """This order with one of it moved so many places later (or earlier, when negative), as far as there is room."""
    rest = [other for other in order if other != one]
    place = min(max(order.index(one) + steps, 0), len(rest))
    return [*rest[:place], one, *rest[place:]]
