"""Bundles: the marks and lines of the ripple graph, and many of them drawn as one per ring and quarter or year."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from impact.model import Certainty, Ripple, RippleKind, Rung
from impact.months import get_day_before, shift_month

# More lines than these cannot be told apart by eye.
MAX_SINGLE_RIPPLES, MAX_BUNDLED_LINES = 300, 120


class BundleSize(StrEnum):
    """What one mark stands for: one observation, or all of one ring in a quarter or a year."""

    ONE = "one"
    QUARTER = "quarter"
    YEAR = "year"


MONTHS_PER_BUNDLE = {BundleSize.QUARTER: 3, BundleSize.YEAR: 12}


@dataclass(frozen=True)
class GraphMark:
    """One mark: an activity (lane 0) or an observation (lane 1 and up, as the rings lie), or a bundle of these.

    It lies between its first and its last day, one day for a single one. Loose is what no activity leads to, unlinked
    what no ripple begins or ends at. `count` is how many a bundle holds, `ripples_inside` how many ripples begin and
    end in it.
    """

    key: str
    lane: int
    first_day: date
    last_day: date
    order: int | None = None
    rung: Rung | None = None
    is_loose: bool = False
    is_unlinked: bool = False
    count: int = 1
    ripples_inside: int = 0

    @property
    def middle_day(self) -> date:
        """The day it is drawn at."""
        return self.first_day + (self.last_day - self.first_day) / 2


@dataclass(frozen=True)
class GraphLine:
    """A ripple between two marks, or a bundle of `count` of them, which has no certainty."""

    cause_key: str
    effect_key: str
    is_hindering: bool
    count: int = 1
    certainty: Certainty | None = None
    ripple: Ripple | None = None


def get_cause_id(ripple: Ripple) -> str:
    """The id at the beginning of a ripple, of an observation or an activity."""
    return ripple.cause_observation_id or ripple.cause_activity_id or ""


def get_bundle_start(day: date, bundle_size: BundleSize) -> date:
    """The first day of the quarter or year this day lies in; the day itself for a single observation."""
    if bundle_size is BundleSize.ONE:
        return day
    return day.replace(
        month=(day.month - 1) // MONTHS_PER_BUNDLE[bundle_size] * MONTHS_PER_BUNDLE[bundle_size] + 1, day=1
    )


def get_bundle_end(start: date, bundle_size: BundleSize) -> date:
    """The last day of the quarter or year that starts on this day."""
    return (
        start if bundle_size is BundleSize.ONE else get_day_before(shift_month(start, MONTHS_PER_BUNDLE[bundle_size]))
    )


def build_graph_line(ripple: Ripple) -> GraphLine:
    """A ripple by itself."""
    return GraphLine(
        get_cause_id(ripple), ripple.effect_id, ripple.kind is RippleKind.HINDERS, 1, ripple.certainty, ripple
    )


def bundle_ripples(
    single_marks: Mapping[str, GraphMark], ripples: Iterable[Ripple], bundle_size: BundleSize
) -> tuple[dict[str, GraphMark], tuple[GraphLine, ...]]:
    """Per lane and quarter or year one mark for what is loose and one for the rest; the fullest lines come first."""
    key_of = {key: _build_bundle_key(mark, bundle_size) for key, mark in single_marks.items()}
    count_by_pair = Counter(
        (key_of[get_cause_id(link)], key_of[link.effect_id], link.kind is RippleKind.HINDERS) for link in ripples
    )
    count_inside: Counter[str] = Counter()
    for (cause, effect, _), count in count_by_pair.items():
        count_inside[cause] += count if cause == effect else 0
    marks = {
        key: _build_bundle_mark(key, count, count_inside[key], bundle_size)
        for key, count in sorted(Counter(key_of.values()).items())
    }
    # What hinders stands beside what helps between the same two marks: it never drops out because there is less of it.
    count_between: Counter[tuple[str, str]] = Counter()
    for (cause, effect, _), count in count_by_pair.items():
        count_between[cause, effect] += count
    lines = [GraphLine(*pair, count=count) for pair, count in count_by_pair.items() if pair[0] != pair[1]]
    lines.sort(
        key=lambda link: (
            -count_between[link.cause_key, link.effect_key],
            link.cause_key,
            link.effect_key,
            link.is_hindering,
        )
    )
    return marks, tuple(lines)


def _build_bundle_key(mark: GraphMark, bundle_size: BundleSize) -> str:
    return f"{mark.lane} {get_bundle_start(mark.first_day, bundle_size)} {'loose' if mark.is_loose else 'linked'}"


def _build_bundle_mark(key: str, count: int, ripples_inside: int, bundle_size: BundleSize) -> GraphMark:
    lane, start, loose_or_linked = key.split()
    first_day = date.fromisoformat(start)
    return GraphMark(
        key,
        int(lane),
        first_day,
        get_bundle_end(first_day, bundle_size),
        is_loose=loose_or_linked == "loose",
        count=count,
        ripples_inside=ripples_inside,
    )
