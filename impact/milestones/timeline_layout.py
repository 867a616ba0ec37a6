"""The timeline as numbers: phases, what was seen month by month, the time it spans, and the lane of each milestone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from impact.model import COUNTING_STATES, Milestone, MilestoneKind, Phase, Ring, Tally
from impact.months import get_month, shift_month

MIN_TIMELINE_MONTHS = 12
# More would push the observations below the first screen.
MAX_LANES = 8


@dataclass(frozen=True)
class PhaseBand:
    """One phase in time: from its first day to the first day of the next; open when none follows yet."""

    phase: Phase
    start: date
    end: date
    is_open: bool = False


@dataclass(frozen=True)
class MonthlyCount:
    """How many observations that count were seen in one ring in one month; more than none."""

    month: date
    ring_id: str
    count: int


@dataclass(frozen=True)
class MilestoneStretch:
    """What a milestone takes from left to right: its mark with its number, and that with its title beside it."""

    mark_span: tuple[float, float]
    title_span: tuple[float, float]


def count_by_month(
    rings: Sequence[Ring], tallies: Iterable[Tally], ring_id: str | None = None
) -> tuple[MonthlyCount, ...]:
    """Per month and per ring how many observations count, of all rings or of one; by month, then as the rings lie."""
    shown_rings = [ring for ring in rings if ring_id in (None, ring.id)]
    ring_index_by_theme = {theme.id: index for index, ring in enumerate(shown_rings) for theme in ring.themes}
    sums: dict[tuple[date, int], int] = {}
    for tally in tallies:
        if tally.state in COUNTING_STATES and tally.theme_id in ring_index_by_theme:
            key = tally.month, ring_index_by_theme[tally.theme_id]
            sums[key] = sums.get(key, 0) + tally.n
    return tuple(
        MonthlyCount(month, shown_rings[index].id, count) for (month, index), count in sorted(sums.items()) if count
    )


def compute_span(
    counts: Sequence[MonthlyCount], milestones: Sequence[Milestone], bands: Sequence[PhaseBand], until: date
) -> tuple[date, date]:
    """The first day of the timeline and the first day after it: whole months, at least a year."""
    days = [item.month for item in counts] + [item.details.on for item in milestones] + [band.start for band in bands]
    first_day_after = shift_month(get_month(max([*days, until])))
    return min(get_month(min([*days, until])), shift_month(first_day_after, -MIN_TIMELINE_MONTHS)), first_day_after


def assign_lanes(stretches: Sequence[MilestoneStretch], max_lanes: int = MAX_LANES) -> tuple[tuple[int, bool], ...]:
    """For each stretch, given in any order, its lane and whether there is room for its title in it.

    A stretch takes the first lane that is free for mark and title. When none of the lanes is, it takes the one
    whose last mark lies furthest back, and that mark gives up its title.
    """
    lane_ends: list[float] = []
    last_in_lane: list[int] = []
    placements = [(0, True)] * len(stretches)
    for index in sorted(range(len(stretches)), key=lambda stretch: stretches[stretch].mark_span):
        stretch = stretches[index]
        lane = next((lane for lane, end in enumerate(lane_ends) if end <= stretch.title_span[0]), len(lane_ends))
        has_room = lane < max_lanes
        if not has_room:
            lane = min(range(max_lanes), key=lambda lane: stretches[last_in_lane[lane]].mark_span[1])
            placements[last_in_lane[lane]] = lane, False
            has_room = stretch.title_span[0] >= stretches[last_in_lane[lane]].mark_span[1]
        lane_ends[lane : lane + 1] = [max(stretch.title_span[1] if has_room else 0, stretch.mark_span[1])]
        last_in_lane[lane : lane + 1] = [index]
        placements[index] = lane, has_room
    return tuple(placements)


def list_phases(milestones: Iterable[Milestone], until: date) -> tuple[PhaseBand, ...]:
    """The phases up to and including `until`, in time; what is held ready or starts later is left out.

    Of several changes on one day the last one given counts, and entering the phase one is in already changes nothing.
    """
    entered: dict[date, Phase] = {}
    for milestone in milestones:
        if _is_phase_change_until(milestone, until) and milestone.details.phase is not None:
            entered[milestone.details.on] = milestone.details.phase
    starts: list[tuple[date, Phase]] = []
    for start, phase in sorted(entered.items()):
        if not starts or starts[-1][1] is not phase:
            starts.append((start, phase))
    ends = [start for start, _ in starts[1:]]
    closed = [PhaseBand(phase, start, end) for (start, phase), end in zip(starts, ends, strict=False)]
    return tuple(closed + [PhaseBand(phase, start, until, is_open=True) for start, phase in starts[-1:]])


def _is_phase_change_until(milestone: Milestone, until: date) -> bool:
    return (
        milestone.details.kind is MilestoneKind.PHASE_CHANGE
        and not milestone.is_held_ready
        and milestone.details.on <= until
    )
