from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise, permutations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impact.model import Certainty, Ripple, RippleKind, Rung
from impact.ripples.chains import (
    ObservationNode,
    RippleChain,
    compute_orders,
    compute_strength,
    compute_strongest_chain,
)

DAY = date(2026, 1, 1)


def node(key: str, ring: str, rung: int = 2, days: int = 0) -> ObservationNode:
    return ObservationNode(key, ring, f"theme of {key}", Rung(rung), DAY + timedelta(days=days))


def nodes(*several: ObservationNode) -> dict[str, ObservationNode]:
    return {one.id: one for one in several}


def ripple(
    cause: str, effect: str, certainty: Certainty = Certainty.PLAUSIBLE, kind: RippleKind = RippleKind.LEADS_TO
) -> Ripple:
    return Ripple(f"{cause}>{effect}", effect, kind, certainty, cause_observation_id=cause)


def thrown(activity: str, effect: str) -> Ripple:
    return Ripple(f"{activity}>{effect}", effect, RippleKind.LEADS_TO, Certainty.PLAUSIBLE, cause_activity_id=activity)


def told(chain: RippleChain | None) -> str:
    return "" if chain is None else " ".join(one.id for one in chain.nodes)


def test_what_a_stone_causes_is_of_the_first_order_and_what_follows_of_the_second():
    assert compute_orders([thrown("stone", "a"), ripple("a", "b"), ripple("b", "c")]) == {"a": 1, "b": 2, "c": 3}


def test_the_shortest_way_from_any_stone_counts():
    links = [thrown("stone", "a"), ripple("a", "b"), ripple("b", "c"), thrown("other stone", "c"), ripple("c", "d")]
    assert compute_orders(links) == {"a": 1, "b": 2, "c": 1, "d": 2}


def test_an_observation_no_stone_leads_to_is_loose():
    assert compute_orders([thrown("stone", "a"), ripple("x", "y"), ripple("y", "a")]) == {"a": 1}


def test_a_loop_hangs_no_order():
    assert compute_orders([thrown("stone", "a"), ripple("a", "b"), ripple("b", "a"), ripple("b", "b")]) == {
        "a": 1,
        "b": 2,
    }


def test_without_ripples_there_is_no_order():
    assert compute_orders([]) == {}


def test_a_hundred_thousand_ripples_in_one_line_have_their_order():
    line = [ripple(f"o{place}", f"o{place + 1}") for place in range(100_000)]
    assert compute_orders([thrown("stone", "o0"), *line])["o100000"] == 100_001


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=24), st.sets(st.integers(0, 7), max_size=3))
def test_every_order_is_one_more_than_its_nearest_cause(pairs: list[tuple[int, int]], firsts: set[int]):
    links = [thrown("stone", f"o{first}") for first in firsts] + [ripple(f"o{a}", f"o{b}") for a, b in pairs]
    found = compute_orders(links)
    for place in range(8):
        causes = [found[f"o{a}"] for a, b in pairs if b == place and f"o{a}" in found]
        assert found.get(f"o{place}") == (1 if place in firsts else min(causes) + 1 if causes else None)


@pytest.mark.parametrize(
    ("certainty", "cause", "effect", "expected"),
    [
        (Certainty.SUSPECTED, 1, 5, 1),
        (Certainty.PLAUSIBLE, 3, 4, 6),
        (Certainty.SUBSTANTIATED, 5, 4, 12),
        (Certainty.SUBSTANTIATED, 5, 5, 15),
    ],
)
def test_strength_is_certainty_times_the_lower_rung(certainty: Certainty, cause: int, effect: int, expected: int):
    assert compute_strength(certainty, Rung(cause), Rung(effect)) == expected


def test_without_a_link_between_rings_there_is_no_chain():
    assert compute_strongest_chain({}, []) is None
    assert compute_strongest_chain(nodes(node("a", "students"), node("b", "students")), [ripple("a", "b")]) is None


def test_a_hindrance_makes_no_chain():
    both = nodes(node("a", "students"), node("b", "teachers"))
    assert compute_strongest_chain(both, [ripple("a", "b", kind=RippleKind.HINDERS)]) is None


def test_a_stone_and_what_nobody_may_see_are_left_out():
    both = nodes(node("a", "students"), node("b", "teachers"))
    assert told(compute_strongest_chain(both, [thrown("stone", "a"), ripple("draft", "a"), ripple("a", "b")])) == "a b"


def test_reaching_more_rings_beats_stronger_ripples():
    four = nodes(node("a", "1", 5), node("b", "2", 5), node("c", "3", 1), node("d", "4", 5))
    links = [ripple("a", "b", Certainty.SUSPECTED), ripple("b", "c", Certainty.SUSPECTED)]
    assert told(compute_strongest_chain(four, [*links, ripple("a", "d", Certainty.SUBSTANTIATED)])) == "a b c"


def test_the_strongest_weakest_ripple_beats_a_larger_sum():
    # a>b>c: 15 and 2, together 17, weakest 2. a>d>e: 6 and 6, together 12, weakest 6.
    five = nodes(node("a", "1", 5), node("b", "2", 5), node("c", "3", 2), node("d", "2", 3), node("e", "3", 3))
    links = [ripple("a", "b", Certainty.SUBSTANTIATED), ripple("b", "c", Certainty.SUSPECTED)]
    found = compute_strongest_chain(five, [*links, ripple("a", "d"), ripple("d", "e")])
    assert (told(found), found and found.weakest_strength, found and found.total_strength) == ("a d e", 6, 12)


def test_with_an_equal_weakest_ripple_the_larger_sum_wins():
    # a>b>d: 4 and 4. c>b>d would be weaker in nothing: 3·2 = 6 and 4.
    four = nodes(node("a", "1"), node("b", "2"), node("c", "1"), node("d", "3"))
    links = [ripple("a", "b"), ripple("c", "b", Certainty.SUBSTANTIATED), ripple("b", "d")]
    found = compute_strongest_chain(four, links)
    assert (told(found), found and found.weakest_strength, found and found.total_strength) == ("c b d", 4, 10)


def test_a_start_that_looks_weaker_may_still_win_in_the_end():
    # To c lead a>x>c with 10 and 4 (weakest 4, sum 14) and a>y>c with 6 and 6 (weakest 6, sum 12).
    # The last ripple c>z is 2, so both end with weakest 2, and the larger sum wins: 16 over 14.
    five = nodes(node("a", "1", 5), node("x", "2", 5), node("y", "2", 3), node("c", "3", 4), node("z", "4", 2))
    links = [
        ripple("a", "x", Certainty.PLAUSIBLE),
        ripple("x", "c", Certainty.SUSPECTED),
        ripple("a", "y", Certainty.PLAUSIBLE),
        ripple("y", "c", Certainty.PLAUSIBLE),
        ripple("c", "z", Certainty.SUSPECTED),
    ]
    found = compute_strongest_chain(five, links)
    assert (told(found), found and found.weakest_strength, found and found.total_strength) == ("a x c z", 2, 16)


def test_of_equals_the_newest_last_effect_wins_and_then_the_lowest_ids():
    four = nodes(node("a", "1"), node("b", "2", days=1), node("c", "2", days=2), node("d", "2", days=2))
    assert told(compute_strongest_chain(four, [ripple("a", "b"), ripple("a", "d"), ripple("a", "c")])) == "a c"


def test_no_ring_is_crossed_twice_not_even_through_a_loop():
    four = nodes(node("a", "1"), node("b", "2"), node("c", "1"), node("d", "3"))
    links = [ripple("a", "b"), ripple("b", "c"), ripple("c", "a"), ripple("c", "d"), ripple("b", "a")]
    assert told(compute_strongest_chain(four, links)) == "b c d"
    assert told(compute_strongest_chain(four, [*links, ripple("d", "b")])) == "d b a"


def test_a_chain_names_the_strongest_ripple_between_two_observations():
    both = nodes(node("a", "1"), node("b", "2"))
    strong = Ripple("strong", "b", RippleKind.MAKES_POSSIBLE, Certainty.SUBSTANTIATED, cause_observation_id="a")
    found = compute_strongest_chain(both, [ripple("a", "b"), strong])
    assert found is not None
    assert found.ripples == (strong,)


@pytest.mark.parametrize("observations", [80, 1000, 5000])
def test_ten_thousand_ripples_over_eight_rings_still_give_one_chain(observations: int):
    chance = Random(observations)
    many = nodes(*(node(f"o{place}", f"ring {place % 8}", chance.randint(1, 5)) for place in range(observations)))
    links = []
    for number in range(10_000):
        cause, effect = chance.sample(range(observations), 2)
        certainty = chance.choice(list(Certainty))
        links.append(Ripple(f"r{number}", f"o{effect}", RippleKind.LEADS_TO, certainty, f"o{cause}"))
    found = compute_strongest_chain(many, links)
    assert found is not None
    assert {one.ring_id for one in found.nodes} == {f"ring {place}" for place in range(8)}
    assert found.weakest_strength == min(_strengths(many, found.ripples))
    assert found.total_strength == sum(_strengths(many, found.ripples))


def _strengths(observations: dict[str, ObservationNode], ripples: tuple[Ripple, ...]) -> list[int]:
    return [
        compute_strength(
            one.certainty, observations[one.cause_observation_id or ""].rung, observations[one.effect_id].rung
        )
        for one in ripples
    ]


@st.composite
def ponds(draw: st.DrawFn) -> tuple[dict[str, ObservationNode], list[Ripple]]:
    """Up to seven observations in up to five rings, with any ripples between them, loops and repeats included."""
    count = draw(st.integers(1, 7))
    some = nodes(
        *(
            node(f"o{place}", f"ring {draw(st.integers(0, 4))}", draw(st.integers(1, 5)), draw(st.integers(0, 2)))
            for place in range(count)
        )
    )
    ends = st.integers(0, count - 1)
    drawn = draw(st.lists(st.tuples(ends, ends, st.sampled_from(Certainty), st.sampled_from(RippleKind)), max_size=20))
    links = [Ripple(f"r{n}", f"o{b}", kind, sure, f"o{a}") for n, (a, b, sure, kind) in enumerate(drawn)]
    return some, links


def _every_path(
    observations: dict[str, ObservationNode], best: dict[tuple[str, str], int]
) -> Iterator[tuple[ObservationNode, ...]]:
    for length in range(2, len(observations) + 1):
        for path in permutations(observations.values(), length):
            if len({one.ring_id for one in path}) == length and all((a.id, b.id) in best for a, b in pairwise(path)):
                yield path


@given(ponds())
def test_no_other_path_is_better_than_the_chain_that_was_found(pond: tuple[dict[str, ObservationNode], list[Ripple]]):
    observations, links = pond
    best: dict[tuple[str, str], int] = {}
    for link in links:
        if link.kind is not RippleKind.HINDERS:
            pair = (link.cause_observation_id or "", link.effect_id)
            best[pair] = max(best.get(pair, 0), *_strengths(observations, (link,)))

    def merit(path: tuple[ObservationNode, ...]) -> tuple[object, ...]:
        strengths = [best[a.id, b.id] for a, b in pairwise(path)]
        ids = tuple(one.id for one in reversed(path))
        return -len(path), -min(strengths), -sum(strengths), -path[-1].seen_on.toordinal(), ids

    expected = min(_every_path(observations, best), key=merit, default=None)
    found = compute_strongest_chain(observations, links)
    assert (found and found.nodes) == expected
    if found and expected:
        assert found.weakest_strength == min(_strengths(observations, found.ripples))
        assert found.total_strength == sum(_strengths(observations, found.ripples))
        assert [(one.cause_observation_id, one.effect_id) for one in found.ripples] == [
            (a.id, b.id) for a, b in pairwise(found.nodes)
        ]
