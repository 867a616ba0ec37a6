"""What the ripple graph is drawn from, as the store gives it, on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from db import collaborations
from db.observations import records
from db.ripples import links
from impact.errors import NotAllowed
from impact.model import RippleKind, Rung, State, Who
from impact.ripples.graph import GraphQuery, RippleNetwork, build_network
from impact.ripples.graph import build_graph as graph_of
from tests.build import make_collaboration, make_observation, rings_of
from tests.db.linking import EARLY, LATE, join, stone, theme_of, two


def whole(session: Session, who: Who) -> RippleNetwork:
    stones = collaborations.list_activities(session, who)
    return build_network(
        rings_of(session, who), links.list_nodes(session, who), stones, links.list_ripples(session, who)
    )


def test_every_observation_that_counts_is_there_linked_or_not(session: Session) -> None:
    who = make_collaboration(session)
    cause, effect = two(session, who)
    loose = make_observation(session, who, "Scholen", seen_on=LATE + timedelta(days=1), rung=Rung.DOCUMENT)
    make_observation(session, who, state=State.DRAFT)
    make_observation(session, who, state=State.WITHDRAWN)
    join(session, who, effect, cause)
    found = links.list_nodes(session, who)
    assert list(found) == [cause, effect, loose]
    assert found[loose].rung is Rung.DOCUMENT
    assert found[cause].seen_on == EARLY
    assert found[cause].theme_id == theme_of(session, who, "Docenten")


def test_only_what_was_asked_for_and_counts_is_read_out(session: Session) -> None:
    who = make_collaboration(session)
    made = [make_observation(session, who, what=f"Stap {n}") for n in range(3)]
    draft = make_observation(session, who, what="Nog niet", state=State.DRAFT)
    assert links.list_sentences(session, who, [made[0], made[2], draft]) == {made[0]: "Stap 0", made[2]: "Stap 2"}
    assert links.list_sentences(session, who, []) == {}


def test_more_sentences_than_fit_in_one_question_all_come(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "SENTENCES_PER_QUERY", 2)
    who = make_collaboration(session)
    made = [make_observation(session, who, what=f"Stap {n}") for n in range(5)]
    assert list(links.list_sentences(session, who, made).values()) == [f"Stap {n}" for n in range(5)]


def test_another_collaboration_is_never_shown(session: Session) -> None:
    who, other = make_collaboration(session), make_collaboration(session, name="Een andere")
    theirs = make_observation(session, other)
    assert links.list_nodes(session, who) == {}
    assert links.list_sentences(session, who, [theirs]) == {}
    stranger = Who(who.person_id, other.collaboration_id)
    with pytest.raises(NotAllowed):
        links.list_nodes(session, stranger)
    with pytest.raises(NotAllowed):
        links.list_sentences(session, stranger, [theirs])


def test_a_circle_in_the_store_is_drawn_with_its_orders(session: Session) -> None:
    who = make_collaboration(session)
    rings = ("Docenten", "Scholen", "Curriculum")
    first, second, third = (make_observation(session, who, ring, seen_on=EARLY) for ring in rings)
    join(session, who, second, first)
    join(session, who, third, second, kind=RippleKind.HINDERS)
    join(session, who, first, third)
    assert graph_of(whole(session, who), GraphQuery()).loose_ids == tuple(sorted((first, second, third), reverse=True))
    join(session, who, first, cause_activity_id=stone(session, who))
    drawn = graph_of(whole(session, who), GraphQuery())
    assert (drawn.loose_ids, drawn.count_by_order) == ((), {1: 1, 2: 1, 3: 1})
    assert [one.is_hindering for one in drawn.lines].count(True) == 1


def test_what_is_withdrawn_leaves_the_picture_and_its_effect_becomes_loose(session: Session) -> None:
    who = make_collaboration(session)
    cause, effect = two(session, who)
    join(session, who, cause, cause_activity_id=stone(session, who))
    join(session, who, effect, cause)
    assert whole(session, who).order_by_observation == {cause: 1, effect: 2}
    records.judge_observation(session, who, cause, State.WITHDRAWN, version=1, reason="Dubbel")
    assert graph_of(whole(session, who), GraphQuery()).loose_ids == (effect,)
