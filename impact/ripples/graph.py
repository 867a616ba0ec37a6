"""The ripple graph: which observations, activities and ripples are drawn, each by itself or many in one bundle."""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

from impact.model import Activity, Ring, Ripple
from impact.ripples.bundles import (
    MAX_BUNDLED_LINES,
    MAX_SINGLE_RIPPLES,
    BundleSize,
    GraphLine,
    GraphMark,
    build_graph_line,
    bundle_ripples,
    get_cause_id,
)
from impact.ripples.chains import ObservationNode, compute_orders

MAX_UNLINKED_MARKS = 100
TIME_BEFORE_FIRST_EFFECT = timedelta(days=14)


class LinkFilter(StrEnum):
    """Which part of the graph: everything, only what is linked, or only what no activity leads to."""

    ALL = "all"
    LINKED = "linked"
    LOOSE = "loose"


@dataclass(frozen=True)
class GraphQuery:
    """What to draw: of one ring (None: all), between two days, linked or loose, around one observation."""

    ring_id: str | None = None
    since: date | None = None
    until: date | None = None
    link_filter: LinkFilter = LinkFilter.ALL
    around_id: str | None = None


@dataclass(frozen=True)
class RippleNetwork:
    """All there is to draw: observations that count, activities and ripples, and what follows from these.

    `order_by_observation` holds the order of each observation an activity leads to, `activity_days` the day of each
    activity that leads to something, and `linked_ids` every observation at an end of a ripple.
    """

    rings: tuple[Ring, ...]
    observations: Mapping[str, ObservationNode]
    activities: Mapping[str, Activity]
    ripples: tuple[Ripple, ...]
    order_by_observation: Mapping[str, int]
    activity_days: Mapping[str, date]
    linked_ids: frozenset[str]


@dataclass(frozen=True)
class RippleGraph:
    """What is drawn, and the numbers of it: how many observations, ripples, loose ones, and how many per order.

    Ripples far from the one observation that was asked for, and those in the smallest bundles, may be left out; they
    are counted.
    """

    marks: tuple[GraphMark, ...]
    lines: tuple[GraphLine, ...]
    bundle_size: BundleSize
    observation_count: int = 0
    ripple_count: int = 0
    loose_ids: tuple[str, ...] = ()
    count_by_order: Mapping[int, int] = field(default_factory=dict)
    far_ripple_count: int = 0
    thin_ripple_count: int = 0


def build_network(
    rings: Sequence[Ring],
    observations: Mapping[str, ObservationNode],
    activities: Iterable[Activity],
    ripples: Iterable[Ripple],
) -> RippleNetwork:
    """Everything the graph is drawn from. Ripples whose ends are not among the observations are left out."""
    activity_by_id = {item.id: item for item in activities}
    whole_ripples = tuple(item for item in ripples if _has_both_ends(item, observations, activity_by_id))
    end_ids = {item.effect_id for item in whole_ripples} | {item.cause_observation_id for item in whole_ripples}
    linked_ids = frozenset(end for end in end_ids if end is not None)
    return RippleNetwork(
        tuple(rings),
        observations,
        activity_by_id,
        whole_ripples,
        compute_orders(whole_ripples),
        _compute_activity_days(observations, activity_by_id, whole_ripples),
        linked_ids,
    )


def _has_both_ends(
    ripple: Ripple, observations: Mapping[str, ObservationNode], activities: Mapping[str, Activity]
) -> bool:
    has_cause = ripple.cause_observation_id in observations or ripple.cause_activity_id in activities
    return has_cause and ripple.effect_id in observations


def _compute_activity_days(
    observations: Mapping[str, ObservationNode], activities: Mapping[str, Activity], ripples: Iterable[Ripple]
) -> dict[str, date]:
    """The day each activity began; when nobody wrote that down, a little before its first effect."""
    first_effect_days: dict[str, date] = {}
    for ripple in ripples:
        if ripple.cause_activity_id is not None:
            day = observations[ripple.effect_id].seen_on
            first_effect_days[ripple.cause_activity_id] = min(day, first_effect_days.get(ripple.cause_activity_id, day))
    return {key: activities[key].started_on or day - TIME_BEFORE_FIRST_EFFECT for key, day in first_effect_days.items()}


def build_graph(network: RippleNetwork, query: GraphQuery) -> RippleGraph:
    """Return what is drawn; more than MAX_SINGLE_RIPPLES ripples are bundled per ring and quarter, or else per year."""
    near_ripples, far_count = (
        _select_ripples_around(network, query.around_id) if query.around_id else (network.ripples, 0)
    )
    ripples = [item for item in near_ripples if _matches_query(network, query, item)]
    unlinked_nodes = _list_unlinked_nodes(network, query)
    linked_nodes = [network.observations[key] for key in _list_end_ids(ripples) if key in network.observations]
    drawing = _build_marks_and_lines(network, ripples, unlinked_nodes)
    nodes = [*linked_nodes, *unlinked_nodes]
    loose_nodes = [item for item in nodes if item.id not in network.order_by_observation]
    count_by_order = Counter(
        network.order_by_observation[item.id] for item in nodes if item.id in network.order_by_observation
    )
    return replace(
        drawing,
        observation_count=len(nodes),
        ripple_count=len(ripples),
        loose_ids=tuple(
            item.id for item in sorted(loose_nodes, key=lambda item: (item.seen_on, item.id), reverse=True)
        ),
        count_by_order=dict(sorted(count_by_order.items())),
        far_ripple_count=far_count,
    )


def _list_end_ids(ripples: Iterable[Ripple]) -> dict[str, None]:
    """The ids at the ends of these ripples, each once, in the order in which they come."""
    return {key: None for ripple in ripples for key in (get_cause_id(ripple), ripple.effect_id)}


def _select_ripples_around(network: RippleNetwork, middle_id: str) -> tuple[tuple[Ripple, ...], int]:
    """The ripples that lead to this observation and away from it, nearest first, and how many more there are.

    Both ways are walked by steps, so a circle ends where it began.
    """
    nearest_by_id: dict[str, tuple[int, Ripple]] = {}
    for get_start, get_end in ((_get_effect_id, get_cause_id), (get_cause_id, _get_effect_id)):
        for distance, ripple in _walk_ripples(network.ripples, middle_id, get_start, get_end):
            if ripple.id not in nearest_by_id or distance < nearest_by_id[ripple.id][0]:
                nearest_by_id[ripple.id] = distance, ripple
    nearest = sorted(nearest_by_id.values(), key=lambda ripple: (ripple[0], ripple[1].id))[:MAX_SINGLE_RIPPLES]
    return tuple(ripple for _, ripple in nearest), len(nearest_by_id) - len(nearest)


def _get_effect_id(ripple: Ripple) -> str:
    return ripple.effect_id


def _walk_ripples(
    ripples: Iterable[Ripple], start: str, get_start: Callable[[Ripple], str], get_end: Callable[[Ripple], str]
) -> Iterable[tuple[int, Ripple]]:
    ripples_by_start: dict[str, list[Ripple]] = {}
    for ripple in ripples:
        ripples_by_start.setdefault(get_start(ripple), []).append(ripple)
    distance_by_id, queue = {start: 0}, deque([start])
    while queue:
        current_id = queue.popleft()
        for ripple in ripples_by_start.get(current_id, ()):
            yield distance_by_id[current_id], ripple
            if get_end(ripple) not in distance_by_id:
                distance_by_id[get_end(ripple)] = distance_by_id[current_id] + 1
                queue.append(get_end(ripple))


def _matches_query(network: RippleNetwork, query: GraphQuery, ripple: Ripple) -> bool:
    """Whether this ripple is asked for: its effect seen in the period, one of its ends in the ring."""
    effect, cause = network.observations[ripple.effect_id], network.observations.get(ripple.cause_observation_id or "")
    if not _is_in_period(query, effect.seen_on):
        return False
    if query.link_filter is LinkFilter.LOOSE and effect.id in network.order_by_observation:
        return False
    ring_ids = {effect.ring_id, cause.ring_id if cause else effect.ring_id}
    return query.ring_id is None or query.ring_id in ring_ids


def _is_in_period(query: GraphQuery, day: date) -> bool:
    return (query.since is None or day >= query.since) and (query.until is None or day <= query.until)


def _list_unlinked_nodes(network: RippleNetwork, query: GraphQuery) -> list[ObservationNode]:
    """The observations asked for that are linked to nothing."""
    if query.link_filter is LinkFilter.LINKED:
        return []
    return [
        node
        for node in network.observations.values()
        if node.id not in network.linked_ids
        and query.around_id in (None, node.id)
        and query.ring_id in (None, node.ring_id)
        and _is_in_period(query, node.seen_on)
    ]


def _build_marks_and_lines(
    network: RippleNetwork, ripples: Sequence[Ripple], unlinked_nodes: Sequence[ObservationNode]
) -> RippleGraph:
    """The marks and lines, without the numbers."""
    linked_marks, unlinked_marks = (
        _build_single_marks(network, _list_end_ids(ripples)),
        _build_single_marks(network, (item.id for item in unlinked_nodes)),
    )
    bundle_size = BundleSize.ONE
    lines = tuple(build_graph_line(item) for item in ripples) if len(ripples) <= MAX_SINGLE_RIPPLES else ()
    if not lines and ripples:
        linked_marks, lines, bundle_size = _bundle_by_size(linked_marks, ripples)
    if bundle_size is not BundleSize.ONE or len(unlinked_marks) > MAX_UNLINKED_MARKS:
        unlinked_marks, _ = bundle_ripples(
            unlinked_marks, (), BundleSize.QUARTER if bundle_size is BundleSize.ONE else bundle_size
        )
    shown_lines = lines if bundle_size is BundleSize.ONE else lines[:MAX_BUNDLED_LINES]
    return RippleGraph(
        _join_marks(linked_marks, unlinked_marks),
        shown_lines,
        bundle_size,
        thin_ripple_count=sum(item.count for item in lines[len(shown_lines) :]),
    )


def _bundle_by_size(
    single_marks: Mapping[str, GraphMark], ripples: Sequence[Ripple]
) -> tuple[dict[str, GraphMark], tuple[GraphLine, ...], BundleSize]:
    """In bundles per quarter, or per year when that would still be too many lines to follow."""
    marks, lines = bundle_ripples(single_marks, ripples, BundleSize.QUARTER)
    if len(lines) <= MAX_BUNDLED_LINES:
        return marks, lines, BundleSize.QUARTER
    return *bundle_ripples(single_marks, ripples, BundleSize.YEAR), BundleSize.YEAR


def _join_marks(
    linked_marks: Mapping[str, GraphMark], unlinked_marks: Mapping[str, GraphMark]
) -> tuple[GraphMark, ...]:
    """All marks; a bundle of what is linked and one of what is not become one when both are loose."""
    mark_by_key = dict(linked_marks)
    for key, mark in unlinked_marks.items():
        mark_by_key[key] = (
            replace(mark, count=mark.count + mark_by_key[key].count, ripples_inside=mark_by_key[key].ripples_inside)
            if key in mark_by_key
            else mark
        )
    return tuple(mark_by_key.values())


def _build_single_marks(network: RippleNetwork, keys: Iterable[str]) -> dict[str, GraphMark]:
    lane_by_ring = {ring.id: lane for lane, ring in enumerate(network.rings, 1)}
    marks = {}
    for key in keys:
        node = network.observations.get(key)
        if node is None:
            marks[key] = GraphMark(key, 0, network.activity_days[key], network.activity_days[key])
        else:
            order, is_unlinked = network.order_by_observation.get(key), key not in network.linked_ids
            marks[key] = GraphMark(
                key,
                lane_by_ring[node.ring_id],
                node.seen_on,
                node.seen_on,
                order,
                node.rung,
                order is None,
                is_unlinked,
            )
    return marks
