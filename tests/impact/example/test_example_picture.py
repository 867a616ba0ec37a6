from collections import defaultdict
from datetime import date
from functools import cache
from statistics import mean

import pytest

from impact.example import Example, build_example
from impact.model import (
    COUNTING_STATES,
    Certainty,
    Direction,
    Level,
    NewObservation,
    RippleKind,
    State,
    Tally,
)
from impact.months import count_months_between, get_month, list_months
from impact.picture.discs import DiscPicture, Sector, build_picture
from impact.picture.level_formulas import compute_double_weighted_level
from impact.ripples.chains import ObservationNode, compute_orders, compute_strongest_chain

TODAY = date(2026, 11, 15)
DAYS = (date(2026, 11, 1), TODAY, date(2026, 3, 31), date(2028, 2, 29))
BOTH = ("nl", "en")
OPENING = -1
LABEL_LIMIT = 22


@cache
def told(language: str = "nl", today: date = TODAY) -> Example:
    return build_example(language, today)


def ring_names(of: Example) -> dict[str, str]:
    return {theme.id: ring.id for ring in of.rings for theme in ring.themes}


def counting(of: Example) -> list[tuple[str, NewObservation, State]]:
    return [(one.key, one.details, one.state) for one in of.observations if one.state in COUNTING_STATES]


def tallies(of: Example) -> list[Tally]:
    heaps: dict[tuple[str, date, State], list[NewObservation]] = defaultdict(list)
    for _key, said, state in counting(of):
        heaps[said.theme_id, get_month(said.seen_on), state].append(said)
    return [
        Tally(
            theme_id=theme,
            month=month,
            state=state,
            n=len(heap),
            weight=sum(said.rung for said in heap),
            twice=sum(compute_double_weighted_level(said.direction, said.level, said.rung) for said in heap),
            negatives=sum(said.direction is Direction.NEGATIVE for said in heap),
        )
        for (theme, month, state), heap in heaps.items()
    ]


@cache
def drawn(language: str = "nl", today: date = TODAY) -> DiscPicture:
    of = told(language, today)
    seen = [said.seen_on for _key, said, _state in counting(of)]
    return build_picture(of.rings, tallies(of), list_months(min(seen), max(seen)))


def sectors(of: DiscPicture, unexpected: bool = False) -> list[Sector]:
    return [sector for disc in of.discs for sector in disc.sectors if sector.theme.unexpected is unexpected]


def nodes(of: Example) -> dict[str, ObservationNode]:
    rings = ring_names(of)
    return {
        key: ObservationNode(key, rings[said.theme_id], said.theme_id, said.rung, said.seen_on)
        for key, said, _ in counting(of)
    }


@pytest.mark.parametrize("language", BOTH)
def test_every_label_fits_its_lane(language: str):
    for sector in sectors(drawn(language)):
        assert 0 < len(sector.theme.label) <= LABEL_LIMIT
        assert sector.short_label == sector.theme.label


def test_every_ring_has_seen_something_unexpected():
    for sector in sectors(drawn(), unexpected=True):
        assert sector.readings[OPENING].n >= 2


@pytest.mark.parametrize("today", DAYS)
def test_the_opening_month_shows_every_mark_of_the_picture(today: date):
    now = {sector.theme.id: sector.readings[OPENING] for sector in sectors(drawn("nl", today))}
    assert sum(one.seen is None for one in now.values()) == 2
    assert [key for key, one in now.items() if one.seen == 0 and one.n >= 2] == ["credit"]
    assert sum(one.negatives > 0 for one in now.values()) >= 2
    assert sum(one.disputed > 0 for one in now.values()) >= 3
    assert sum(one.fresh > 0 for one in now.values()) >= 5
    assert any(one.n and not one.fresh for one in now.values())
    assert any(one.n and one.confirmed_n == one.n for one in now.values())
    assert any((one.seen or 0) > 1 and one.confirmed_n == 0 for one in now.values())
    assert any((one.seen or 0) < 0 for one in now.values())
    assert any((one.seen or 0) > (one.wanted or 4) for one in now.values())
    assert any((one.seen or 0) < (one.wanted or 0) for one in now.values())


def test_one_wish_was_never_seen_and_one_not_for_a_year():
    shown = {sector.theme.id: sector.readings for sector in sectors(drawn())}
    assert all(one.seen is None for one in shown["money"])
    assert shown["basics"][OPENING].seen is None
    assert any(one.seen is not None for one in shown["basics"])


def mean_seen(month: int) -> float:
    """The mean of all seen levels of the wishes in this month of the example, 0 being the first."""
    levels = [sector.readings[month].seen for sector in sectors(drawn())]
    return mean(level for level in levels if level is not None)


def test_it_starts_slowly_dips_in_the_middle_and_ends_anchored():
    slow, risen, dipped, ended = mean_seen(3), mean_seen(11), mean_seen(17), mean_seen(29)
    assert slow < 0.5 < risen
    assert dipped < risen
    assert ended > 2 * risen


def test_pupils_and_students_notice_little_in_the_first_half_year():
    of = told()
    rings = ring_names(of)
    first = min(one.details.seen_on for one in of.observations)
    early = [
        said.level
        for _key, said, _state in counting(of)
        if rings[said.theme_id] == "students" and count_months_between(first, said.seen_on) < 6
    ]
    assert len(early) >= 6
    assert mean(early) < 0.5


def test_the_strongest_chain_crosses_all_rings_and_is_clearly_the_strongest():
    of = told()
    best = compute_strongest_chain(nodes(of), of.ripples)
    assert best is not None
    assert [one.id for one in best.nodes] == ["coteach06", "line07", "transfer08", "lead08"]
    assert (best.weakest_strength, best.total_strength) == (12, 39)
    used = {one.id for one in best.ripples}
    assert all(one.certainty is Certainty.SUBSTANTIATED and one.why for one in best.ripples)
    second = compute_strongest_chain(nodes(of), [one for one in of.ripples if one.id not in used])
    assert second is not None
    assert len(second.nodes) == 4
    assert second.weakest_strength < best.weakest_strength / 2


def test_ripples_run_from_a_stone_to_the_fourth_order():
    of = told()
    found = compute_orders(of.ripples)
    assert [found[key] for key in ("coteach06", "line07", "transfer08", "lead08")] == [1, 2, 3, 4]
    assert {1, 2, 3, 4} <= set(found.values())


def test_several_ripples_hang_loose():
    of = told()
    reached = compute_orders(of.ripples)
    assert sum(one.effect_id not in reached for one in of.ripples) >= 5


def test_ripples_form_no_loop_and_none_is_there_twice():
    of = told()
    ends = [(one.cause_observation_id or one.cause_activity_id, one.effect_id) for one in of.ripples]
    assert len(set(ends)) == len(ends)
    left = set(ends)
    while ends_here := {(a, b) for a, b in left if b not in {cause for cause, _ in left}}:
        left -= ends_here
    assert not left


def test_ripples_are_of_every_kind_and_certainty_and_cross_every_ring():
    of = told()
    known = nodes(of)
    assert {one.kind for one in of.ripples} == set(RippleKind)
    assert {one.certainty for one in of.ripples} == set(Certainty)
    crossing = {
        frozenset((known[one.cause_observation_id].ring_id, known[one.effect_id].ring_id))
        for one in of.ripples
        if one.cause_observation_id
    }
    assert {ring.id for ring in of.rings} == set().union(*(pair for pair in crossing if len(pair) == 2))


def test_no_ripple_hangs_on_what_does_not_count():
    known = nodes(told())
    for one in told().ripples:
        assert {one.effect_id, one.cause_observation_id or one.effect_id} <= known.keys()


def test_eight_stones_were_thrown_and_each_led_to_something():
    of = told()
    assert len(of.activities) == 8
    assert all(activity.started_on for activity in of.activities)
    assert {activity.id for activity in of.activities} <= {one.cause_activity_id for one in of.ripples}


def test_no_change_is_always_level_zero():
    for one in told().observations:
        assert (one.details.direction is Direction.NO_CHANGE) == (one.details.level is Level.NOTHING_YET)
