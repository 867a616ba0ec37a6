"""What is drawn of the ripples: everything by itself, or bundles when there is much; loops hang nothing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from impact.model import Activity, Certainty, Ring, Ripple, RippleKind, Rung
from impact.ripples.bundles import (
    MAX_BUNDLED_LINES,
    MAX_SINGLE_RIPPLES,
    BundleSize,
    get_bundle_end,
    get_bundle_start,
)
from impact.ripples.chains import ObservationNode
from impact.ripples.graph import (
    MAX_UNLINKED_MARKS,
    GraphQuery,
    LinkFilter,
    RippleGraph,
    RippleNetwork,
    build_graph,
    build_network,
)

DAY = date(2026, 1, 10)
RINGS = (Ring("r1", "Docenten"), Ring("r2", "Scholen"))


def node(key: str, ring: str = "r1", days: int = 0) -> ObservationNode:
    return ObservationNode(key, ring, f"theme of {ring}", Rung.SEEN_MYSELF, DAY + timedelta(days=days))


def ripple(cause: str, effect: str, kind: RippleKind = RippleKind.LEADS_TO) -> Ripple:
    begin = {"cause_activity_id": cause} if cause.startswith("stone") else {"cause_observation_id": cause}
    return Ripple(f"{cause}>{effect}", effect, kind, Certainty.PLAUSIBLE, **begin)


def made(nodes: Sequence[ObservationNode], ripples: Sequence[Ripple], started_on: date | None = None) -> RippleNetwork:
    return build_network(
        RINGS, {one.id: one for one in nodes}, [Activity("stone", "Docentstages", started_on)], ripples
    )


def small() -> RippleNetwork:
    nodes = [node("a"), node("b", "r2", 30), node("x", "r1", 40), node("y", "r2", 50), node("z", "r2", 120)]
    return made(nodes, [ripple("stone", "a"), ripple("a", "b"), ripple("x", "y", RippleKind.HINDERS)])


def keys(found: RippleGraph) -> set[str]:
    return {mark.key for mark in found.marks}


def many(count: int, nodes: int = 2_000, seed: int = 1) -> RippleNetwork:
    """A random pond full of circles: nothing minds which of two was seen first."""
    chance = Random(seed)
    seen = [node(f"o{n}", f"r{chance.randint(1, 2)}", chance.randint(0, 1_700)) for n in range(nodes)]
    pairs: set[tuple[str, str]] = set()
    while len(pairs) < count:
        cause, effect = chance.sample(range(nodes), 2)
        pairs.add((f"o{cause}", f"o{effect}"))
    return made(seen, [ripple("stone", "o0"), *(ripple(*pair) for pair in sorted(pairs))])


def test_rings_are_lanes_below_the_activities_and_what_no_activity_leads_to_is_loose() -> None:
    drawn = build_graph(small(), GraphQuery())
    assert {mark.key: (mark.lane, mark.order, mark.is_loose, mark.is_unlinked) for mark in drawn.marks} == {
        "stone": (0, None, False, False),
        "a": (1, 1, False, False),
        "b": (2, 2, False, False),
        "x": (1, None, True, False),
        "y": (2, None, True, False),
        "z": (2, None, True, True),
    }
    assert (drawn.observation_count, drawn.ripple_count, drawn.loose_ids) == (5, 3, ("z", "y", "x"))
    assert drawn.count_by_order == {1: 1, 2: 1}
    assert [(one.cause_key, one.effect_key, one.is_hindering) for one in drawn.lines][-1] == ("x", "y", True)


def test_an_activity_lies_on_its_day_or_just_before_its_first_effect() -> None:
    nodes, links = [node("a", days=9), node("b", days=3)], [ripple("stone", "a"), ripple("stone", "b")]
    assert made(nodes, links).activity_days["stone"] == DAY + timedelta(days=3 - 14)
    assert made(nodes, links, date(2025, 5, 1)).activity_days["stone"] == date(2025, 5, 1)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (GraphQuery(link_filter=LinkFilter.LINKED), {"stone", "a", "b", "x", "y"}),
        (GraphQuery(link_filter=LinkFilter.LOOSE), {"x", "y", "z"}),
        (GraphQuery(ring_id="r1"), {"stone", "a", "b", "x", "y"}),
        (GraphQuery(ring_id="r2"), {"a", "b", "x", "y", "z"}),
        (GraphQuery(since=DAY + timedelta(days=45)), {"x", "y", "z"}),
        (GraphQuery(until=DAY + timedelta(days=5)), {"stone", "a"}),
        (GraphQuery(around_id="b"), {"stone", "a", "b"}),
        (GraphQuery(around_id="z"), {"z"}),
        (GraphQuery(around_id="z", link_filter=LinkFilter.LINKED), set()),
    ],
)
def test_the_reader_narrows_it(wanted: GraphQuery, expected: set[str]) -> None:
    assert keys(build_graph(small(), wanted)) == expected


def test_a_circle_and_several_causes_are_drawn_once_each() -> None:
    nodes = [node(key) for key in "abcd"]
    circle = [ripple("a", "b"), ripple("b", "c"), ripple("c", "a"), ripple("b", "a"), ripple("d", "a")]
    whole = made(nodes, [*circle, ripple("stone", "a")])
    drawn = build_graph(whole, GraphQuery(around_id="b"))
    assert keys(drawn) == {"a", "b", "c", "d", "stone"}
    assert len(drawn.lines) == 6
    assert whole.order_by_observation == {"a": 1, "b": 2, "c": 3}


def test_a_ripple_whose_end_does_not_count_is_left_out() -> None:
    whole = made([node("a")], [ripple("gone", "a"), ripple("a", "gone"), ripple("stone elsewhere", "a")])
    assert whole.ripples == ()
    assert build_graph(whole, GraphQuery()).loose_ids == ("a",)


def test_ten_thousand_ripples_are_bundled_and_none_is_lost_from_the_numbers() -> None:
    drawn = build_graph(many(10_000), GraphQuery())
    assert drawn.bundle_size is not BundleSize.ONE
    assert len(drawn.lines) <= MAX_BUNDLED_LINES
    assert drawn.ripple_count == 10_001
    assert (
        sum(one.count for one in drawn.lines)
        + sum(mark.ripples_inside for mark in drawn.marks)
        + drawn.thin_ripple_count
        == 10_001
    )
    assert sum(mark.count for mark in drawn.marks if mark.lane) == drawn.observation_count == 2_000


def test_bundles_are_years_when_quarters_are_still_too_many() -> None:
    assert build_graph(many(400, nodes=40), GraphQuery()).bundle_size is BundleSize.YEAR
    close = [node(f"o{n}", f"r{n % 2 + 1}", n % 80) for n in range(800)]
    links = [ripple(f"o{n}", f"o{n + 1}") for n in range(700)]
    assert build_graph(made(close, links), GraphQuery()).bundle_size is BundleSize.QUARTER


def test_what_hinders_does_not_drop_out_of_the_bundles_because_there_is_less_of_it() -> None:
    whole = many(10_000)
    some = [
        replace(one, kind=RippleKind.HINDERS) if place % 20 == 0 else one for place, one in enumerate(whole.ripples)
    ]
    lines = build_graph(made(list(whole.observations.values()), some), GraphQuery()).lines
    pairs = {(one.cause_key, one.effect_key) for one in lines}
    assert len([one for one in lines if one.is_hindering]) > len(pairs) / 2


def test_around_one_observation_the_nearest_ripples_are_drawn_one_by_one() -> None:
    drawn = build_graph(many(10_000), GraphQuery(around_id="o7"))
    assert drawn.bundle_size is BundleSize.ONE
    assert len(drawn.lines) == MAX_SINGLE_RIPPLES
    assert drawn.far_ripple_count > 9_000
    assert any("o7" in (one.cause_key, one.effect_key) for one in drawn.lines)


def test_very_many_loose_observations_become_one_mark_per_ring_and_quarter() -> None:
    nodes = [node(f"o{n}", f"r{n % 2 + 1}", n % 365) for n in range(MAX_UNLINKED_MARKS * 50)]
    drawn = build_graph(made(nodes, [ripple("stone", "o1"), ripple("o1", "o3")]), GraphQuery())
    assert drawn.bundle_size is BundleSize.ONE
    assert {"stone", "o1", "o3"} < keys(drawn)
    assert len(drawn.marks) < 20
    assert len(drawn.loose_ids) == MAX_UNLINKED_MARKS * 50 - 2


def test_a_quarter_and_a_year_begin_and_end_on_whole_months() -> None:
    found = [get_bundle_start(date(2024, 12, 31), step) for step in BundleSize]
    assert found == [date(2024, 12, 31), date(2024, 10, 1), date(2024, 1, 1)]
    assert [get_bundle_end(start, step) for start, step in zip(found, BundleSize, strict=True)] == [
        date(2024, 12, 31)
    ] * 3
