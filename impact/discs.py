"""The turning discs: what each sector shows month by month, and where each mark of the picture lies.

Lengths are units of a square of SIZE by SIZE with the centre in the middle; angles are degrees clockwise from
12 o'clock, at rotation 0. The live picture, the still picture and the text twin all read from here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, pairwise
from math import pi, sqrt

from impact.level import Reading, confirmed_level, drawn, drawn_confirmed, seen_level, wanted_level
from impact.model import COUNTING, TOP_LEVEL, Ring, State, Tally, Theme
from impact.months import last_day, months_between

SIZE = 1000.0
STONE = 80.0
INNER = 86.0
OUTER = 464.0
LANE = 16.0
MOST_LANE = 0.4
GAP = 3.0
LETTER = 6.9
WINDOWS: tuple[int | None, ...] = (3, 6, 12, 24, None)
DEFAULT_WINDOW = 12


@dataclass(frozen=True)
class Radii:
    """Where the marks of one sector lie in one month; None: there is no such mark."""

    seen: float | None
    confirmed: float | None
    wanted: float | None


@dataclass(frozen=True)
class Sector:
    """One desired impact: its place on the disc, and month by month what it shows and where that is drawn."""

    theme: Theme
    label: str
    start: float
    end: float
    readings: tuple[Reading, ...]
    radii: tuple[Radii, ...]

    @property
    def middle(self) -> float:
        """The angle of the middle of the sector, degrees."""
        return (self.start + self.end) / 2


@dataclass(frozen=True)
class Disc:
    """One ring: edges, the room for the levels (base to top), the lane for the labels above it, and its sectors."""

    ring: Ring
    number: int
    inner: float
    outer: float
    base: float
    top: float
    levels: tuple[float, ...]
    sectors: tuple[Sector, ...]

    @property
    def lane(self) -> float:
        """The radius of the middle of the lane for the labels."""
        return (self.top + self.outer - GAP) / 2


@dataclass(frozen=True)
class Picture:
    """The discs through time. `counted` is the number of observations in the window, month by month."""

    months: tuple[date, ...]
    window: int | None
    confirmed_only: bool
    discs: tuple[Disc, ...]
    counted: tuple[int, ...]

    def sector(self, theme_id: str) -> Sector:
        """The sector of this theme; KeyError when it stands on no disc."""
        for disc in self.discs:
            for sector in disc.sectors:
                if sector.theme.id == theme_id:
                    return sector
        raise KeyError(theme_id)


@dataclass(frozen=True)
class _Sum:
    """Tallies of one theme in one state, added up."""

    state: State
    n: int = 0
    weight: int = 0
    twice: int = 0
    negatives: int = 0

    def __add__(self, other: "_Sum") -> "_Sum":
        n, weight, twice = self.n + other.n, self.weight + other.weight, self.twice + other.twice
        return _Sum(self.state, n, weight, twice, self.negatives + other.negatives)

    def __sub__(self, other: "_Sum") -> "_Sum":
        n, weight, twice = self.n - other.n, self.weight - other.weight, self.twice - other.twice
        return _Sum(self.state, n, weight, twice, self.negatives - other.negatives)


def ring_edges(count: int) -> tuple[float, ...]:
    """The count + 1 radii that cut the room into rings of equal area: r_k = sqrt(r_0² + k·(r_n² − r_0²)/n)."""
    return tuple(sqrt(INNER**2 + k * (OUTER**2 - INNER**2) / max(count, 1)) for k in range(count + 1))


def label_lane(edges: Sequence[float]) -> float:
    """The width of the lane for the labels: LANE, but at most two fifths of the narrowest ring, so levels keep room."""
    narrowest = min((outer - inner for inner, outer in pairwise(edges)), default=LANE)
    return min(LANE, MOST_LANE * (narrowest - 2 * GAP))


def level_radius(level: float, base: float, top: float) -> float:
    """The radius of a level from 0 to 4, true to area: r(l) = sqrt(b² + l/4·(t² − b²))."""
    return sqrt(base**2 + level / TOP_LEVEL * (top**2 - base**2))


def sector_angles(count: int) -> tuple[tuple[float, float], ...]:
    """Start and end of `count` equal sectors, the first with its middle at 12 o'clock."""
    width = 360.0 / max(count, 1)
    return tuple((index * width - width / 2, index * width + width / 2) for index in range(count))


def cut_label(label: str, radius: float, degrees: float) -> str:
    """The label as it fits on an arc of this radius and width, cut with an ellipsis where it must be."""
    room = int(radius * pi * degrees / 180.0 / LETTER) - 1
    return label if len(label) <= room else label[: max(room - 1, 1)].rstrip() + "…"


def rotation(position: int, count: int) -> float:
    """How far a disc of `count` sectors turns to bring sector `position` to 12 o'clock, degrees in (−360, 0]."""
    return -(position % max(count, 1)) * 360.0 / max(count, 1)


def readings(
    tallies: Iterable[Tally], theme: Theme, months: Sequence[date], window: int | None, confirmed_only: bool = False
) -> tuple[Reading, ...]:
    """What one theme shows in each of these consecutive months, over the `window` months up to and including it.

    Tallies of other months than these are left out of account.
    """
    states = (State.CONFIRMED,) if confirmed_only else COUNTING
    running = {state: _running(tallies, state, months) for state in states}
    return tuple(_reading(running, theme, month, index, window) for index, month in enumerate(months))


def _running(tallies: Iterable[Tally], state: State, months: Sequence[date]) -> list[_Sum]:
    monthly = [_Sum(state)] * len(months)
    for tally in tallies:
        index = months_between(months[0], tally.month)
        if tally.state is state and 0 <= index < len(months):
            monthly[index] += _Sum(state, tally.n, tally.weight, tally.twice, tally.negatives)
    return list(accumulate(monthly, initial=_Sum(state)))


def _reading(running: dict[State, list[_Sum]], theme: Theme, month: date, index: int, window: int | None) -> Reading:
    start = 0 if window is None else max(index + 1 - window, 0)
    inside = {state: sums[index + 1] - sums[start] for state, sums in running.items()}
    counted = inside.values()
    disputed = inside.get(State.DISPUTED)
    return Reading(
        wanted=wanted_level(theme.wanted, last_day(month)),
        seen=seen_level(counted),
        confirmed=confirmed_level(counted),
        n=sum([one.n for one in counted]),
        confirmed_n=inside[State.CONFIRMED].n,
        negatives=sum([one.negatives for one in counted]),
        disputed=disputed.n if disputed else 0,
        fresh=sum(sums[index + 1].n - sums[index].n for sums in running.values()),
    )


def _radii(reading: Reading, base: float, top: float) -> Radii:
    confirmed = drawn_confirmed(reading)
    return Radii(
        seen=None if reading.seen is None else level_radius(drawn(reading.seen), base, top),
        confirmed=None if confirmed is None else level_radius(confirmed, base, top),
        wanted=None if reading.wanted is None else level_radius(drawn(reading.wanted), base, top),
    )


def picture(
    rings: Sequence[Ring],
    tallies: Iterable[Tally],
    months: Sequence[date],
    window: int | None = DEFAULT_WINDOW,
    confirmed_only: bool = False,
) -> Picture:
    """The discs of these rings over these consecutive months (at least one)."""
    by_theme: dict[str, list[Tally]] = {}
    for tally in tallies:
        by_theme.setdefault(tally.theme_id, []).append(tally)
    edges = ring_edges(len(rings))
    lane = label_lane(edges)
    discs = []
    for index, ring in enumerate(rings):
        inner, outer = edges[index], edges[index + 1]
        base, top = inner + GAP, outer - lane - GAP
        sectors = []
        for theme, (start, end) in zip(ring.themes, sector_angles(len(ring.themes)), strict=True):
            shown = readings(by_theme.get(theme.id, ()), theme, months, window, confirmed_only)
            radii = tuple(_radii(reading, base, top) for reading in shown)
            label = cut_label(theme.label, outer - lane / 2, end - start)
            sectors.append(Sector(theme, label, start, end, shown, radii))
        levels = tuple(level_radius(level, base, top) for level in range(1, TOP_LEVEL + 1))
        discs.append(Disc(ring, index, inner, outer, base, top, levels, tuple(sectors)))
    counted = tuple(
        sum(sector.readings[index].n for disc in discs for sector in disc.sectors) for index in range(len(months))
    )
    return Picture(tuple(months), window, confirmed_only, tuple(discs), counted)
