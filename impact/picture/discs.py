"""The turning discs: what each sector shows month by month, and where each mark of the picture lies.

Lengths are units of a square with sides of PICTURE_SIZE and the centre in the middle; angles are degrees clockwise
from 12 o'clock, at rotation 0. The live picture, the still picture and the text twin all read from here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, pairwise
from math import pi, sqrt

from impact.model import COUNTING_STATES, TOP_LEVEL, Ring, State, Tally, Theme
from impact.months import count_months_between, get_last_day, get_window_start
from impact.picture.level_formulas import (
    SectorReading,
    clamp_confirmed_level,
    clamp_level,
    compute_confirmed_level,
    compute_seen_level,
    get_wanted_level,
)
from impact.text.measure import shorten_to_letters

PICTURE_SIZE = 1000.0
STONE_RADIUS = 80.0
INNER_RADIUS = 86.0
OUTER_RADIUS = 464.0
MAX_LANE_WIDTH = 16.0
# With many rings the lanes would leave no room for the levels.
MAX_LANE_SHARE = 0.4
# Keeps neighbouring rings apart for who does not see their colours.
RING_GAP = 3.0
# Of the letters of a label on average; narrower ones would let labels run into each other.
LETTER_WIDTH = 6.9
WINDOWS_IN_MONTHS: tuple[int | None, ...] = (3, 6, 12, 24, None)
DEFAULT_WINDOW_IN_MONTHS = 12


@dataclass(frozen=True)
class SectorRadii:
    """Where the marks of one sector lie in one month; None: there is no such mark."""

    seen: float | None
    confirmed: float | None
    wanted: float | None


@dataclass(frozen=True)
class Sector:
    """One desired impact: its place on the disc, and month by month what it shows and where that is drawn."""

    theme: Theme
    short_label: str
    start: float
    end: float
    readings: tuple[SectorReading, ...]
    radii: tuple[SectorRadii, ...]

    @property
    def middle_angle(self) -> float:
        """The angle of the middle of the sector, degrees."""
        return (self.start + self.end) / 2


@dataclass(frozen=True)
class Disc:
    """One ring: edges, the room for the levels (base to top), the lane for the labels above it, and its sectors."""

    ring: Ring
    number: int
    inner_radius: float
    outer_radius: float
    base_radius: float
    top_radius: float
    level_radii: tuple[float, ...]
    sectors: tuple[Sector, ...]

    @property
    def lane_radius(self) -> float:
        """The radius of the middle of the lane for the labels."""
        return (self.top_radius + self.outer_radius - RING_GAP) / 2


@dataclass(frozen=True)
class DiscPicture:
    """The discs through time. `observation_counts` are the numbers of observations in the window, month by month."""

    months: tuple[date, ...]
    window: int | None
    confirmed_only: bool
    discs: tuple[Disc, ...]
    observation_counts: tuple[int, ...]

    def get_sector(self, theme_id: str) -> Sector:
        """The sector of this theme; KeyError when it stands on no disc."""
        for disc in self.discs:
            for sector in disc.sectors:
                if sector.theme.id == theme_id:
                    return sector
        raise KeyError(theme_id)


@dataclass(frozen=True)
class _TallySum:
    """Tallies of one theme in one state, added up."""

    state: State
    n: int = 0
    weight: int = 0
    twice: int = 0
    negatives: int = 0

    def __add__(self, other: "_TallySum") -> "_TallySum":
        n, weight, twice = self.n + other.n, self.weight + other.weight, self.twice + other.twice
        return _TallySum(self.state, n, weight, twice, self.negatives + other.negatives)

    def __sub__(self, other: "_TallySum") -> "_TallySum":
        n, weight, twice = self.n - other.n, self.weight - other.weight, self.twice - other.twice
        return _TallySum(self.state, n, weight, twice, self.negatives - other.negatives)


def compute_ring_edges(count: int) -> tuple[float, ...]:
    """The count + 1 radii that cut the room into rings of equal area: r_k = sqrt(r_0² + k·(r_n² − r_0²)/n)."""
    return tuple(
        sqrt(INNER_RADIUS**2 + k * (OUTER_RADIUS**2 - INNER_RADIUS**2) / max(count, 1)) for k in range(count + 1)
    )


def compute_lane_width(edges: Sequence[float]) -> float:
    """Return the width of the lane for the labels: at most two fifths of the narrowest ring, so levels keep room."""
    narrowest = min((outer - inner for inner, outer in pairwise(edges)), default=MAX_LANE_WIDTH)
    return min(MAX_LANE_WIDTH, MAX_LANE_SHARE * (narrowest - 2 * RING_GAP))


def compute_level_radius(level: float, base: float, top: float) -> float:
    """The radius of a level from 0 to 4, true to area: r(l) = sqrt(b² + l/4·(t² − b²))."""
    return sqrt(base**2 + level / TOP_LEVEL * (top**2 - base**2))


def compute_sector_angles(count: int) -> tuple[tuple[float, float], ...]:
    """Start and end of `count` equal sectors, the first with its middle at 12 o'clock."""
    width = 360.0 / max(count, 1)
    return tuple((index * width - width / 2, index * width + width / 2) for index in range(count))


def shorten_label(label: str, radius: float, degrees: float) -> str:
    """The label as it fits on an arc of this radius and width, cut with an ellipsis where it must be."""
    max_length = int(radius * pi * degrees / 180.0 / LETTER_WIDTH) - 1
    return shorten_to_letters(label, max_length)


def compute_rotation(position: int, count: int) -> float:
    """How far a disc of `count` sectors turns to bring sector `position` to 12 o'clock, degrees in (−360, 0]."""
    return -(position % max(count, 1)) * 360.0 / max(count, 1)


def compute_readings(
    tallies: Iterable[Tally], theme: Theme, months: Sequence[date], window: int | None, confirmed_only: bool = False
) -> tuple[SectorReading, ...]:
    """What one theme shows in each of these consecutive months, over the `window` months up to and including it.

    Tallies of other months than these are left out of account.
    """
    states = (State.CONFIRMED,) if confirmed_only else COUNTING_STATES
    running_sums = {state: _accumulate_tallies(tallies, state, months) for state in states}
    return tuple(_compute_reading(running_sums, theme, month, index, window) for index, month in enumerate(months))


def _accumulate_tallies(tallies: Iterable[Tally], state: State, months: Sequence[date]) -> list[_TallySum]:
    monthly = [_TallySum(state)] * len(months)
    for tally in tallies:
        index = count_months_between(months[0], tally.month)
        if tally.state is state and 0 <= index < len(months):
            monthly[index] += _TallySum(state, tally.n, tally.weight, tally.twice, tally.negatives)
    return list(accumulate(monthly, initial=_TallySum(state)))


def _compute_reading(
    running_sums: dict[State, list[_TallySum]], theme: Theme, month: date, index: int, window: int | None
) -> SectorReading:
    start = get_window_start(index, window)
    sum_by_state = {state: sums[index + 1] - sums[start] for state, sums in running_sums.items()}
    window_sums = sum_by_state.values()
    disputed = sum_by_state.get(State.DISPUTED)
    return SectorReading(
        wanted=get_wanted_level(theme.wanted, get_last_day(month)),
        seen=compute_seen_level(window_sums),
        confirmed=compute_confirmed_level(window_sums),
        n=sum([window_sum.n for window_sum in window_sums]),
        confirmed_n=sum_by_state[State.CONFIRMED].n,
        negatives=sum([window_sum.negatives for window_sum in window_sums]),
        disputed=disputed.n if disputed else 0,
        fresh=sum(sums[index + 1].n - sums[index].n for sums in running_sums.values()),
    )


def _compute_radii(reading: SectorReading, base: float, top: float) -> SectorRadii:
    confirmed = clamp_confirmed_level(reading)
    return SectorRadii(
        seen=None if reading.seen is None else compute_level_radius(clamp_level(reading.seen), base, top),
        confirmed=None if confirmed is None else compute_level_radius(confirmed, base, top),
        wanted=None if reading.wanted is None else compute_level_radius(clamp_level(reading.wanted), base, top),
    )


def build_picture(
    rings: Sequence[Ring],
    tallies: Iterable[Tally],
    months: Sequence[date],
    window: int | None = DEFAULT_WINDOW_IN_MONTHS,
    confirmed_only: bool = False,
) -> DiscPicture:
    """The discs of these rings over these consecutive months (at least one)."""
    tallies_by_theme: dict[str, list[Tally]] = {}
    for tally in tallies:
        tallies_by_theme.setdefault(tally.theme_id, []).append(tally)
    edges = compute_ring_edges(len(rings))
    lane_width = compute_lane_width(edges)
    discs = []
    for index, ring in enumerate(rings):
        inner, outer = edges[index], edges[index + 1]
        base, top = inner + RING_GAP, outer - lane_width - RING_GAP
        sectors = []
        for theme, (start, end) in zip(ring.themes, compute_sector_angles(len(ring.themes)), strict=True):
            sector_readings = compute_readings(
                tallies_by_theme.get(theme.id, ()), theme, months, window, confirmed_only
            )
            radii = tuple(_compute_radii(reading, base, top) for reading in sector_readings)
            label = shorten_label(theme.label, outer - lane_width / 2, end - start)
            sectors.append(Sector(theme, label, start, end, sector_readings, radii))
        level_radii = tuple(compute_level_radius(level, base, top) for level in range(1, TOP_LEVEL + 1))
        discs.append(Disc(ring, index, inner, outer, base, top, level_radii, tuple(sectors)))
    observation_counts = tuple(
        sum(sector.readings[index].n for disc in discs for sector in disc.sectors) for index in range(len(months))
    )
    return DiscPicture(tuple(months), window, confirmed_only, tuple(discs), observation_counts)
