"""The ripple graph: which observations, activities and ripples are drawn, each by itself or many in one bundle."""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

from impact.bundles import MOST, MOST_BUNDLES, Line, Mark, Step, bundled, cause_of, line
from impact.chains import Node, orders
from impact.model import Activity, Ring, Ripple

MOST_LOOSE = 100
BEFORE = timedelta(days=14)


class Shown(StrEnum):
    """Which part of the graph: everything, only what is linked, or only what no activity leads to."""

    ALL = "all"
    LINKED = "linked"
    LOOSE = "loose"


@dataclass(frozen=True)
class Wanted:
    """What to draw: of one ring (None: all), between two days, linked or loose, around one observation."""

    ring_id: str | None = None
    since: date | None = None
    until: date | None = None
    shown: Shown = Shown.ALL
    around: str | None = None


@dataclass(frozen=True)
class Pond:
    """All there is to draw: observations that count, activities and ripples, and what follows from these.

    `orders` holds the order of each observation an activity leads to; `stones` the day of each activity that leads to
    something; `linked` every observation at an end of a ripple.
    """

    rings: tuple[Ring, ...]
    observations: Mapping[str, Node]
    activities: Mapping[str, Activity]
    ripples: tuple[Ripple, ...]
    orders: Mapping[str, int]
    stones: Mapping[str, date]
    linked: frozenset[str]


@dataclass(frozen=True)
class Graph:
    """What is drawn, and the numbers of it: how many observations, ripples, loose ones, and how many per order.

    `far` ripples around one observation and `thin` ones in the smallest bundles were left out.
    """

    marks: tuple[Mark, ...]
    lines: tuple[Line, ...]
    step: Step
    observations: int = 0
    ripples: int = 0
    loose: tuple[str, ...] = ()
    per_order: Mapping[int, int] = field(default_factory=dict)
    far: int = 0
    thin: int = 0


def pond(
    rings: Sequence[Ring], observations: Mapping[str, Node], activities: Iterable[Activity], ripples: Iterable[Ripple]
) -> Pond:
    """Everything the graph is drawn from. Ripples whose ends are not among the observations are left out."""
    known = {one.id: one for one in activities}
    kept = tuple(one for one in ripples if _whole(one, observations, known))
    ends = {one.effect_id for one in kept} | {one.cause_observation_id for one in kept}
    linked = frozenset(end for end in ends if end is not None)
    return Pond(tuple(rings), observations, known, kept, orders(kept), _stones(observations, known, kept), linked)


def _whole(ripple: Ripple, observations: Mapping[str, Node], activities: Mapping[str, Activity]) -> bool:
    cause = ripple.cause_observation_id in observations or ripple.cause_activity_id in activities
    return cause and ripple.effect_id in observations


def _stones(
    observations: Mapping[str, Node], activities: Mapping[str, Activity], ripples: Iterable[Ripple]
) -> dict[str, date]:
    """The day each activity began; when nobody wrote that down, a little before its first effect."""
    first: dict[str, date] = {}
    for one in ripples:
        if one.cause_activity_id is not None:
            day = observations[one.effect_id].seen_on
            first[one.cause_activity_id] = min(day, first.get(one.cause_activity_id, day))
    return {key: activities[key].started_on or day - BEFORE for key, day in first.items()}


def graph(pond: Pond, wanted: Wanted) -> Graph:
    """What is drawn of the pond; more than MOST ripples are bundled per ring and quarter, or else per year."""
    near, far = _around(pond, wanted.around) if wanted.around else (pond.ripples, 0)
    ripples = [one for one in near if _fits(pond, wanted, one)]
    lonely = _lonely(pond, wanted)
    seen = [pond.observations[key] for key in _ends(ripples) if key in pond.observations]
    drawn = _drawn(pond, ripples, lonely)
    both = [*seen, *lonely]
    loose = [one for one in both if one.id not in pond.orders]
    per_order = Counter(pond.orders[one.id] for one in both if one.id in pond.orders)
    return replace(
        drawn,
        observations=len(both),
        ripples=len(ripples),
        loose=tuple(one.id for one in sorted(loose, key=lambda one: (one.seen_on, one.id), reverse=True)),
        per_order=dict(sorted(per_order.items())),
        far=far,
    )


def _ends(ripples: Iterable[Ripple]) -> dict[str, None]:
    """The ids at the ends of these ripples, each once, in the order in which they come."""
    return {key: None for one in ripples for key in (cause_of(one), one.effect_id)}


def _around(pond: Pond, middle: str) -> tuple[tuple[Ripple, ...], int]:
    """The ripples that lead to this observation and away from it, nearest first, and how many more there are.

    Both ways are walked by steps, so a circle ends where it began.
    """
    found: dict[str, tuple[int, Ripple]] = {}
    for here, there in ((_effect, cause_of), (cause_of, _effect)):
        for distance, one in _walk(pond.ripples, middle, here, there):
            if one.id not in found or distance < found[one.id][0]:
                found[one.id] = distance, one
    nearest = sorted(found.values(), key=lambda one: (one[0], one[1].id))[:MOST]
    return tuple(one for _, one in nearest), len(found) - len(nearest)


def _effect(ripple: Ripple) -> str:
    return ripple.effect_id


def _walk(
    ripples: Iterable[Ripple], start: str, here: Callable[[Ripple], str], there: Callable[[Ripple], str]
) -> Iterable[tuple[int, Ripple]]:
    leaving: dict[str, list[Ripple]] = {}
    for one in ripples:
        leaving.setdefault(here(one), []).append(one)
    distance, waiting = {start: 0}, deque([start])
    while waiting:
        at = waiting.popleft()
        for one in leaving.get(at, ()):
            yield distance[at], one
            if there(one) not in distance:
                distance[there(one)] = distance[at] + 1
                waiting.append(there(one))


def _fits(pond: Pond, wanted: Wanted, ripple: Ripple) -> bool:
    """Whether this ripple is asked for: its effect seen in the period, one of its ends in the ring."""
    effect, cause = pond.observations[ripple.effect_id], pond.observations.get(ripple.cause_observation_id or "")
    if not _then(wanted, effect.seen_on):
        return False
    if wanted.shown is Shown.LOOSE and effect.id in pond.orders:
        return False
    rings = {effect.ring_id, cause.ring_id if cause else effect.ring_id}
    return wanted.ring_id is None or wanted.ring_id in rings


def _then(wanted: Wanted, day: date) -> bool:
    return (wanted.since is None or day >= wanted.since) and (wanted.until is None or day <= wanted.until)


def _lonely(pond: Pond, wanted: Wanted) -> list[Node]:
    """The observations asked for that are linked to nothing."""
    if wanted.shown is Shown.LINKED:
        return []
    return [
        one
        for one in pond.observations.values()
        if one.id not in pond.linked
        and wanted.around in (None, one.id)
        and wanted.ring_id in (None, one.ring_id)
        and _then(wanted, one.seen_on)
    ]


def _drawn(pond: Pond, ripples: Sequence[Ripple], lonely: Sequence[Node]) -> Graph:
    """The marks and lines, without the numbers."""
    single, alone = _singles(pond, _ends(ripples)), _singles(pond, (one.id for one in lonely))
    step = Step.ONE
    lines = tuple(line(one) for one in ripples) if len(ripples) <= MOST else ()
    if not lines and ripples:
        single, lines, step = _gathered(single, ripples)
    if step is not Step.ONE or len(alone) > MOST_LOOSE:
        alone, _ = bundled(alone, (), Step.QUARTER if step is Step.ONE else step)
    kept = lines if step is Step.ONE else lines[:MOST_BUNDLES]
    return Graph(_joined(single, alone), kept, step, thin=sum(one.n for one in lines[len(kept) :]))


def _gathered(single: Mapping[str, Mark], ripples: Sequence[Ripple]) -> tuple[dict[str, Mark], tuple[Line, ...], Step]:
    """In bundles per quarter, or per year when that would still be too many lines to follow."""
    marks, lines = bundled(single, ripples, Step.QUARTER)
    if len(lines) <= MOST_BUNDLES:
        return marks, lines, Step.QUARTER
    return *bundled(single, ripples, Step.YEAR), Step.YEAR


def _joined(linked: Mapping[str, Mark], alone: Mapping[str, Mark]) -> tuple[Mark, ...]:
    """All marks; a bundle of what is linked and one of what is not become one when both are loose."""
    both = dict(linked)
    for key, mark in alone.items():
        both[key] = replace(mark, n=mark.n + both[key].n, inside=both[key].inside) if key in both else mark
    return tuple(both.values())


def _singles(pond: Pond, keys: Iterable[str]) -> dict[str, Mark]:
    lanes = {ring.id: number for number, ring in enumerate(pond.rings, 1)}
    marks = {}
    for key in keys:
        one = pond.observations.get(key)
        if one is None:
            marks[key] = Mark(key, 0, pond.stones[key], pond.stones[key])
        else:
            order, alone = pond.orders.get(key), key not in pond.linked
            marks[key] = Mark(key, lanes[one.ring_id], one.seen_on, one.seen_on, order, one.rung, order is None, alone)
    return marks
