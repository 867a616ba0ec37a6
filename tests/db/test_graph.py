"""What the ripple graph is drawn from, as the store gives it, on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from db import collaborations, graph, observations, ripples
from impact.errors import NotAllowed
from impact.graph import Pond, Wanted, pond
from impact.graph import graph as graph_of
from impact.model import RippleKind, Rung, State, Who
from tests.build import make_collaboration, make_observation, rings_of
from tests.db.linking import EARLY, LATE, join, stone, theme_of, two


def whole(session: Session, who: Who) -> Pond:
    stones = collaborations.activities(session, who)
    return pond(rings_of(session, who), graph.nodes(session, who), stones, ripples.ripples(session, who))


def test_every_observation_that_counts_is_there_linked_or_not(session: Session) -> None:
    who = make_collaboration(session)
    cause, effect = two(session, who)
    loose = make_observation(session, who, "Scholen", seen_on=LATE + timedelta(days=1), rung=Rung.DOCUMENT)
    make_observation(session, who, state=State.DRAFT)
    make_observation(session, who, state=State.WITHDRAWN)
    join(session, who, effect, cause)
    found = graph.nodes(session, who)
    assert list(found) == [cause, effect, loose]
    assert found[loose].rung is Rung.DOCUMENT
    assert found[cause].seen_on == EARLY
    assert found[cause].theme_id == theme_of(session, who, "Docenten")


def test_only_what_was_asked_for_and_counts_is_read_out(session: Session) -> None:
    who = make_collaboration(session)
    made = [make_observation(session, who, what=f"Stap {n}") for n in range(3)]
    draft = make_observation(session, who, what="Nog niet", state=State.DRAFT)
    assert graph.sentences(session, who, [made[0], made[2], draft]) == {made[0]: "Stap 0", made[2]: "Stap 2"}
    assert graph.sentences(session, who, []) == {}


def test_more_sentences_than_fit_in_one_question_all_come(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graph, "AT_ONCE", 2)
    who = make_collaboration(session)
    made = [make_observation(session, who, what=f"Stap {n}") for n in range(5)]
    assert list(graph.sentences(session, who, made).values()) == [f"Stap {n}" for n in range(5)]


def test_another_collaboration_is_never_shown(session: Session) -> None:
    who, other = make_collaboration(session), make_collaboration(session, name="Een andere")
    theirs = make_observation(session, other)
    assert graph.nodes(session, who) == {}
    assert graph.sentences(session, who, [theirs]) == {}
    stranger = Who(who.person_id, other.collaboration_id)
    with pytest.raises(NotAllowed):
        graph.nodes(session, stranger)
    with pytest.raises(NotAllowed):
        graph.sentences(session, stranger, [theirs])


def test_a_circle_in_the_store_is_drawn_with_its_orders(session: Session) -> None:
    who = make_collaboration(session)
    rings = ("Docenten", "Scholen", "Curriculum")
    first, second, third = (make_observation(session, who, ring, seen_on=EARLY) for ring in rings)
    join(session, who, second, first)
    join(session, who, third, second, kind=RippleKind.HINDERS)
    join(session, who, first, third)
    assert graph_of(whole(session, who), Wanted()).loose == tuple(sorted((first, second, third), reverse=True))
    join(session, who, first, cause_activity_id=stone(session, who))
    drawn = graph_of(whole(session, who), Wanted())
    assert (drawn.loose, drawn.per_order) == ((), {1: 1, 2: 1, 3: 1})
    assert [one.hinders for one in drawn.lines].count(True) == 1


def test_what_is_withdrawn_leaves_the_picture_and_its_effect_becomes_loose(session: Session) -> None:
    who = make_collaboration(session)
    cause, effect = two(session, who)
    join(session, who, cause, cause_activity_id=stone(session, who))
    join(session, who, effect, cause)
    assert whole(session, who).orders == {cause: 1, effect: 2}
    observations.judge(session, who, cause, State.WITHDRAWN, version=1, reason="Dubbel")
    assert graph_of(whole(session, who), Wanted()).loose == (effect,)
