"""Wanted, seen and confirmed: the formulas of the method (docs/method.md, "Wanted, seen, confirmed")."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from impact.model import TOP_LEVEL, Direction, Level, Rung, State, WantedStep

# Signs times two: "mixed" counts for half, and whole numbers add up without a remainder.
DOUBLE_SIGNS = {Direction.POSITIVE: 2, Direction.NEGATIVE: -2, Direction.MIXED: 1, Direction.NO_CHANGE: 0}


@dataclass(frozen=True)
class SectorReading:
    """What a sector shows at one date: levels from −4 to 4 (None: not yet seen), and the counts behind them."""

    wanted: float | None
    seen: float | None
    confirmed: float | None
    n: int = 0
    confirmed_n: int = 0
    negatives: int = 0
    disputed: int = 0
    fresh: int = 0


def compute_double_weighted_level(direction: Direction, level: Level, rung: Rung) -> int:
    """2·w·s·l of one observation: a whole number, since s comes in halves."""
    return DOUBLE_SIGNS[direction] * int(level) * int(rung)


def get_wanted_level(steps: Iterable[WantedStep], day: date) -> float | None:
    """Return the level of the latest step on or before this day; None before the first."""
    past_steps = [step for step in steps if step.from_on <= day]
    return max(past_steps, key=lambda step: step.from_on).level if past_steps else None


class CountedTally(Protocol):
    """What was counted in one state: a tally, or several added up. weight = Σ w and twice = Σ 2·w·s·l."""

    @property
    def state(self) -> State:
        """The state all of it is in."""

    @property
    def weight(self) -> int:
        """The evidence rungs together."""

    @property
    def twice(self) -> int:
        """Twice the weighted levels together, so that mixed ones stay whole."""


def compute_seen_level(tallies: Collection[CountedTally]) -> float | None:
    """Σ w·s·l / Σ w over all of these; None when nothing was counted: not yet seen is not zero."""
    return _divide_by_weight(sum([tally.twice for tally in tallies]), tallies)


def compute_confirmed_level(tallies: Collection[CountedTally]) -> float | None:
    """The same sum with only confirmed observations in the numerator; None when nothing was counted."""
    return _divide_by_weight(sum([tally.twice for tally in tallies if tally.state is State.CONFIRMED]), tallies)


def _divide_by_weight(twice: int, tallies: Collection[CountedTally]) -> float | None:
    weight = sum([tally.weight for tally in tallies])
    return twice / 2 / weight if weight else None


def clamp_level(level: float) -> float:
    """A level as it is drawn: between 0 and 4."""
    return min(max(level, 0.0), float(TOP_LEVEL))


def clamp_confirmed_level(reading: "SectorReading") -> float | None:
    """The confirmed level as it is drawn: between 0 and 4 and never above seen."""
    if reading.seen is None or reading.confirmed is None:
        return None
    return min(clamp_level(reading.confirmed), clamp_level(reading.seen))
