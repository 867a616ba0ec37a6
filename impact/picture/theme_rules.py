"""What makes a ring, a theme or a wanted level fit to keep: cleaning what was typed, and saying what is wrong."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from impact.errors import Invalid
from impact.model import MAX_SENTENCE_LENGTH, MAX_TEXT_LENGTH, TOP_LEVEL, Level, Theme, WantedStep
from impact.observation.observation_rules import EARLIEST_DAY, check_name, clean_line
from impact.text.safe_text import clean_text

MAX_LABEL_LENGTH = 60
MAX_WORDING_LENGTH = MAX_SENTENCE_LENGTH
LATEST_WANTED_DAY = date(2100, 12, 31)
WANTED_LEVELS = tuple(half / 2 for half in range(2 * TOP_LEVEL + 1))


def tidy_theme(theme: Theme) -> Theme:
    """The theme with clean texts and one wording for each level. Raises Invalid for what is empty or too long."""
    wish, wordings = clean_text(theme.wish), tuple(clean_line(wording) for wording in theme.wordings)
    if len(wish) > MAX_TEXT_LENGTH:
        raise Invalid(field="wish", reason="too_long", limit=MAX_TEXT_LENGTH)
    if len(wordings) != len(Level):
        raise Invalid(field="wordings", reason="out_of_range")
    if any(len(wording) > MAX_WORDING_LENGTH for wording in wordings):
        raise Invalid(field="wordings", reason="too_long", limit=MAX_WORDING_LENGTH)
    return replace(theme, label=check_name(theme.label, MAX_LABEL_LENGTH, "label"), wish=wish, wordings=wordings)


def check_wanted_step(step: WantedStep) -> WantedStep:
    """The wanted level, when it is one of 0 to 4 in halves and its day can be. Raises Invalid otherwise."""
    if step.level not in WANTED_LEVELS:
        raise Invalid(field="wanted_level", reason="halves", most=TOP_LEVEL)
    if not EARLIEST_DAY <= step.from_on <= LATEST_WANTED_DAY:
        raise Invalid(field="from_on", reason="too_early" if step.from_on < EARLIEST_DAY else "too_late")
    return step


def refuse_duplicate_name(name: str, others: Iterable[str], field: str) -> None:
    """Raises Invalid when one of the others has this name, whatever its capitals."""
    if name.casefold() in {other.casefold() for other in others}:
        raise Invalid(field=field, reason="double")


def move_item(order: Sequence[str], item: str, steps: int) -> list[str]:
    """This order with one of it moved so many places later (or earlier, when negative), as far as there is room."""
    rest = [other for other in order if other != item]
    index = min(max(order.index(item) + steps, 0), len(rest))
    return [*rest[:index], item, *rest[index:]]
