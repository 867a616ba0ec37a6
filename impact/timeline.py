"""The timeline as numbers: what was seen month by month, the time it spans, and the lane each milestone stands in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from impact.model import COUNTING, Milestone, Ring, Tally
from impact.months import month_after, month_of
from impact.phases import Band

FEWEST_MONTHS = 12
MOST_LANES = 8


@dataclass(frozen=True)
class Monthly:
    """How many observations that count were seen in one ring in one month; more than none."""

    month: date
    ring_id: str
    n: int


@dataclass(frozen=True)
class Stretch:
    """What a milestone takes from left to right: its mark with its number, and that with its title beside it."""

    mark: tuple[float, float]
    title: tuple[float, float]


def monthly(rings: Sequence[Ring], tallies: Iterable[Tally], ring_id: str | None = None) -> tuple[Monthly, ...]:
    """Per month and per ring how many observations count, of all rings or of one; by month, then as the rings lie."""
    shown = [ring for ring in rings if ring_id in (None, ring.id)]
    ring_of = {theme.id: index for index, ring in enumerate(shown) for theme in ring.themes}
    sums: dict[tuple[date, int], int] = {}
    for tally in tallies:
        if tally.state in COUNTING and tally.theme_id in ring_of:
            key = tally.month, ring_of[tally.theme_id]
            sums[key] = sums.get(key, 0) + tally.n
    return tuple(Monthly(month, shown[index].id, n) for (month, index), n in sorted(sums.items()) if n)


def span(
    counts: Sequence[Monthly], milestones: Sequence[Milestone], bands: Sequence[Band], until: date
) -> tuple[date, date]:
    """The first day of the timeline and the first day after it: whole months, at least a year."""
    days = [one.month for one in counts] + [one.said.on for one in milestones] + [band.start for band in bands]
    last = month_after(month_of(max([*days, until])))
    return min(month_of(min([*days, until])), month_after(last, -FEWEST_MONTHS)), last


def lanes(stretches: Sequence[Stretch], most: int = MOST_LANES) -> tuple[tuple[int, bool], ...]:
    """For each stretch, given in any order, its lane and whether there is room for its title in it.

    A stretch takes the first lane that is free for mark and title. When none of the `most` lanes is, it takes the one
    whose last mark lies furthest back, and that mark gives up its title.
    """
    ends: list[float] = []
    last: list[int] = []
    found = [(0, True)] * len(stretches)
    for index in sorted(range(len(stretches)), key=lambda one: stretches[one].mark):
        one = stretches[index]
        lane = next((lane for lane, end in enumerate(ends) if end <= one.title[0]), len(ends))
        roomy = lane < most
        if not roomy:
            lane = min(range(most), key=lambda lane: stretches[last[lane]].mark[1])
            found[last[lane]] = lane, False
            roomy = one.title[0] >= stretches[last[lane]].mark[1]
        ends[lane : lane + 1] = [max(one.title[1] if roomy else 0, one.mark[1])]
        last[lane : lane + 1] = [index]
        found[index] = lane, roomy
    return tuple(found)
