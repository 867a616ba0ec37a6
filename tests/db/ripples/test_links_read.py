"""Ripples as the discs, the panel and the chains read them, on both databases."""

from datetime import date
from functools import partial

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from db import collaborations
from db.observations import records
from db.ripples import links
from db.session import open_read_session, open_write_session
from impact.model import RippleKind, Rung, State
from impact.picture.disc_data import RippleCount
from impact.ripples.chains import compute_orders, compute_strongest_chain
from tests.build import REASON, make_collaboration, make_observation, rings_of
from tests.db.counting import counting
from tests.db.linking import EARLY, LATE, join, kept, stone, theme_of, two


@pytest.mark.parametrize("state", [State.DRAFT, State.WITHDRAWN])
@pytest.mark.parametrize("end", [0, 1])
def test_a_ripple_counts_only_while_both_ends_do(session: Session, state: State, end: int) -> None:
    who = make_collaboration(session)
    states = [state if place == end else State.SHARED for place in (0, 1)]
    cause = make_observation(session, who, "Docenten", seen_on=EARLY, state=states[0])
    effect = make_observation(session, who, "Leerlingen en studenten", seen_on=LATE, state=states[1])
    ends = (cause, effect)
    join(session, who, ends[1], ends[0])
    everything = [one.id for ring in rings_of(session, who) for one in ring.themes]
    assert links.list_ripples(session, who) == ()
    assert links.list_nodes(session, who, linked_only=True) == {}
    assert links.count_ripples(session, who) == ()
    assert links.list_ripples_between(session, who, everything, None, LATE) == ()
    version = records.get_observation(session, who, ends[end]).version
    records.judge_observation(session, who, ends[end], State.SHARED, version=version, reason=REASON)
    assert len(links.list_ripples(session, who)) == len(links.count_ripples(session, who)) == 1


def test_counts_add_up_per_theme_kind_and_month_of_the_effect(session: Session) -> None:
    who = make_collaboration(session)
    cause, effect = two(session, who)
    same_month = make_observation(session, who, "Leerlingen en studenten", seen_on=date(2026, 9, 1))
    next_month = make_observation(session, who, "Leerlingen en studenten", seen_on=date(2026, 10, 1))
    for one in (effect, same_month, next_month):
        join(session, who, one, cause)
    join(session, who, next_month, same_month, kind=RippleKind.HINDERS)
    join(session, who, effect, cause_activity_id=stone(session, who))
    teachers, pupils = theme_of(session, who, "Docenten"), theme_of(session, who, "Leerlingen en studenten")
    assert set(links.count_ripples(session, who)) == {
        RippleCount(teachers, pupils, RippleKind.LEADS_TO, date(2026, 9, 1), 2),
        RippleCount(teachers, pupils, RippleKind.LEADS_TO, date(2026, 10, 1), 1),
        RippleCount(pupils, pupils, RippleKind.HINDERS, date(2026, 10, 1), 1),
    }


def test_counts_follow_the_filters_at_both_ends(session: Session) -> None:
    who = make_collaboration(session)
    school, college = (one.id for one in collaborations.list_organisations(session, who))
    cause = make_observation(session, who, seen_on=EARLY, organisation_id=school, state=State.CONFIRMED)
    ours = make_observation(session, who, "Scholen", organisation_id=school, state=State.CONFIRMED)
    theirs = make_observation(session, who, "Scholen", organisation_id=college)
    for effect in (ours, theirs):
        join(session, who, effect, cause)
    assert [one.n for one in links.count_ripples(session, who)] == [2]
    assert [one.n for one in links.count_ripples(session, who, organisation_id=school)] == [1]
    assert links.count_ripples(session, who, organisation_id=college) == ()
    assert [one.n for one in links.count_ripples(session, who, confirmed_only=True)] == [1]


def test_between_tells_both_sentences_of_the_window_newest_first(session: Session) -> None:
    who = make_collaboration(session)
    cause = make_observation(session, who, what="Docenten bezoeken elkaars les.", seen_on=EARLY)
    old, new, newer = (
        make_observation(session, who, "Scholen", what=f"Scholen stemmen af, keer {n}.", seen_on=date(2026, 6 + n, 1))
        for n in range(3)
    )
    for effect in (new, old, newer):
        join(session, who, effect, cause)
    asked = [theme_of(session, who, "Docenten"), theme_of(session, who, "Scholen")]
    told = links.list_ripples_between(session, who, asked, date(2026, 6, 1), date(2026, 8, 1))
    assert [(one.cause_text, one.effect_text) for one in told] == [
        ("Docenten bezoeken elkaars les.", "Scholen stemmen af, keer 2."),
        ("Docenten bezoeken elkaars les.", "Scholen stemmen af, keer 1."),
    ]
    assert {(one.from_theme_id, one.to_theme_id) for one in told} == {tuple(asked)}
    assert len(links.list_ripples_between(session, who, asked, None, date(2026, 8, 1))) == 3
    assert links.list_ripples_between(session, who, asked[:1], None, date(2026, 8, 1)) == ()


def test_around_one_observation_stand_its_causes_and_its_effects(session: Session) -> None:
    who = make_collaboration(session)
    cause, middle = two(session, who)
    effect = make_observation(session, who, "Curriculum", what="De leerlijn is herschreven.", seen_on=LATE)
    join(session, who, middle, cause)
    join(session, who, middle, cause_activity_id=stone(session, who))
    join(session, who, effect, middle)
    causes, effects = links.list_ripples_around(session, who, middle)
    before = records.get_observation(session, who, cause).details.what
    assert [(one.cause_text, one.from_theme_id is None) for one in causes] == [(before, False), ("Docentstages", True)]
    assert [one.effect_text for one in effects] == ["De leerlijn is herschreven."]


def test_nodes_are_only_what_is_linked_to_another_observation(session: Session) -> None:
    who = make_collaboration(session)
    cause, effect = two(session, who, rung=Rung.DOCUMENT)
    alone = make_observation(session, who)
    join(session, who, effect, cause)
    join(session, who, alone, cause_activity_id=stone(session, who))
    found = links.list_nodes(session, who, linked_only=True)
    pupils = rings_of(session, who)[0]
    assert set(found) == {cause, effect}
    assert (found[effect].ring_id, found[effect].theme_id) == (pupils.id, pupils.themes[0].id)
    assert (found[effect].rung, found[effect].seen_on, found[effect].id) == (Rung.DOCUMENT, LATE, effect)


def test_order_and_strongest_chain_follow_from_what_is_kept_even_in_a_loop(session: Session) -> None:
    who = make_collaboration(session)
    first, second, third = (
        make_observation(session, who, ring, seen_on=LATE) for ring in ("Docenten", "Scholen", "Curriculum")
    )
    join(session, who, first, cause_activity_id=stone(session, who))
    for cause, effect in ((first, second), (second, third), (third, first)):
        join(session, who, effect, cause)
    kept_ones = links.list_ripples(session, who)
    assert compute_orders(kept_ones) == {first: 1, second: 2, third: 3}
    chain = compute_strongest_chain(links.list_nodes(session, who, linked_only=True), kept_ones)
    assert chain is not None
    assert len(chain.nodes) == 3


def test_ripples_go_with_the_observation_and_the_activity_they_hang_on(session: Session) -> None:
    who = make_collaboration(session)
    cause, effect = two(session, who)
    join(session, who, effect, cause)
    join(session, who, effect, cause_activity_id=stone(session, who))
    records.undo_logging(session, who, cause)
    assert [one.cause_observation_id for one in links.list_ripples(session, who)] == [None]
    records.undo_logging(session, who, effect)
    assert kept(session) == 0


def test_the_number_of_statements_does_not_follow_the_number_of_ripples(engine: Engine) -> None:
    with open_write_session(engine) as session:
        who = make_collaboration(session)
        cause, effect = two(session, who)
        join(session, who, effect, cause)
        everything = [one.id for ring in rings_of(session, who) for one in ring.themes]

    def statements() -> int:
        with counting(engine) as asked, open_read_session(engine) as session:
            for read in (links.list_ripples, partial(links.list_nodes, linked_only=True), links.count_ripples):
                assert read(session, who)
            assert links.list_ripples_between(session, who, everything, None, LATE)
            assert links.list_ripples_around(session, who, effect)[0]
        return len(asked)

    few = statements()
    with open_write_session(engine) as session:
        for _ in range(20):
            join(session, who, effect, make_observation(session, who, seen_on=EARLY))
    assert statements() == few
