"""Bundles: the marks and lines of the ripple graph, and many of them drawn as one per ring and quarter or year."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from impact.model import Certainty, Ripple, RippleKind, Rung
from impact.months import day_before, month_after

MOST, MOST_BUNDLES = 300, 120


class Step(StrEnum):
    """What one mark stands for: one observation, or all of one ring in a quarter or a year."""

    ONE = "one"
    QUARTER = "quarter"
    YEAR = "year"


MONTHS = {Step.QUARTER: 3, Step.YEAR: 12}


@dataclass(frozen=True)
class Mark:
    """One mark: an activity (lane 0) or an observation (lane 1 and up, as the rings lie), or a bundle of `n` of them.

    It lies between `first` and `last`, one day for a single one. Loose is what no activity leads to, alone what is
    linked to nothing. `inside` counts the ripples that begin and end in this bundle.
    """

    key: str
    lane: int
    first: date
    last: date
    order: int | None = None
    rung: Rung | None = None
    loose: bool = False
    alone: bool = False
    n: int = 1
    inside: int = 0

    @property
    def middle(self) -> date:
        """The day it is drawn at."""
        return self.first + (self.last - self.first) / 2


@dataclass(frozen=True)
class Line:
    """A ripple between two marks, or a bundle of `n` of them, which has no certainty."""

    cause: str
    effect: str
    hinders: bool
    n: int = 1
    certainty: Certainty | None = None
    ripple: Ripple | None = None


def cause_of(ripple: Ripple) -> str:
    """The id at the beginning of a ripple, of an observation or an activity."""
    return ripple.cause_observation_id or ripple.cause_activity_id or ""


def start_of(day: date, step: Step) -> date:
    """The first day of the quarter or year this day lies in; the day itself for a single observation."""
    if step is Step.ONE:
        return day
    return day.replace(month=(day.month - 1) // MONTHS[step] * MONTHS[step] + 1, day=1)


def end_of(start: date, step: Step) -> date:
    """The last day of the quarter or year that starts on this day."""
    return start if step is Step.ONE else day_before(month_after(start, MONTHS[step]))


def line(one: Ripple) -> Line:
    """A ripple by itself."""
    return Line(cause_of(one), one.effect_id, one.kind is RippleKind.HINDERS, 1, one.certainty, one)


def bundled(
    single: Mapping[str, Mark], ripples: Iterable[Ripple], step: Step
) -> tuple[dict[str, Mark], tuple[Line, ...]]:
    """Per lane and quarter or year one mark for what is loose and one for the rest; the fullest lines come first."""
    key_of = {key: _key(mark, step) for key, mark in single.items()}
    pairs = Counter((key_of[cause_of(one)], key_of[one.effect_id], one.kind is RippleKind.HINDERS) for one in ripples)
    inside: Counter[str] = Counter()
    for (cause, effect, _), n in pairs.items():
        inside[cause] += n if cause == effect else 0
    marks = {key: _bundle(key, n, inside[key], step) for key, n in sorted(Counter(key_of.values()).items())}
    # What hinders stands beside what helps between the same two marks: it never drops out because there is less of it.
    joined: Counter[tuple[str, str]] = Counter()
    for (cause, effect, _), n in pairs.items():
        joined[cause, effect] += n
    lines = [Line(*pair, n=n) for pair, n in pairs.items() if pair[0] != pair[1]]
    lines.sort(key=lambda one: (-joined[one.cause, one.effect], one.cause, one.effect, one.hinders))
    return marks, tuple(lines)


def _key(mark: Mark, step: Step) -> str:
    return f"{mark.lane} {start_of(mark.first, step)} {'loose' if mark.loose else 'linked'}"


def _bundle(key: str, n: int, inside: int, step: Step) -> Mark:
    lane, start, which = key.split()
    first = date.fromisoformat(start)
    return Mark(key, int(lane), first, end_of(first, step), loose=which == "loose", n=n, inside=inside)
