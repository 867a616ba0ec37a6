"""Linking: who may make a ripple and take it away, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from itertools import pairwise
from threading import Barrier

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from db import collaborations, people
from db.observations import records
from db.ripples import links
from db.session import open_read_session, open_write_session
from impact.access import Act, Role, may
from impact.errors import Invalid, NotAllowed, NotFound
from impact.model import Certainty, Precision, RippleKind, State, Who
from tests.build import make_collaboration, make_observation, make_person, token
from tests.db.linking import EARLY, LATE, join, kept, stone, two


def test_a_ripple_reads_back_as_it_was_linked(session: Session) -> None:
    who = make_collaboration(session)
    cause, effect = two(session, who)
    made = join(session, who, effect, cause, kind=RippleKind.HINDERS, why="  Dat zeiden ze zelf. ")
    (found,) = links.list_ripples(session, who)
    assert (found.id, found.cause_observation_id, found.effect_id) == (made, cause, effect)
    assert (found.kind, found.certainty, found.why) == (RippleKind.HINDERS, Certainty.PLAUSIBLE, "Dat zeiden ze zelf.")
    assert (found.cause_activity_id, found.version) == (None, 1)


def test_an_activity_may_be_the_cause(session: Session) -> None:
    who = make_collaboration(session)
    _, effect = two(session, who)
    made = join(session, who, effect, cause_activity_id=stone(session, who))
    assert [(one.id, one.cause_observation_id) for one in links.list_ripples(session, who)] == [(made, None)]


def test_every_link_makes_the_caches_stale(session: Session) -> None:
    who = make_collaboration(session)
    cause, effect = two(session, who)
    versions = [collaborations.get_collaboration(session, who).data_version]
    made = join(session, who, effect, cause)
    session.expire_all()
    versions.append(collaborations.get_collaboration(session, who).data_version)
    links.remove_ripple(session, who, made)
    session.expire_all()
    versions.append(collaborations.get_collaboration(session, who).data_version)
    assert [after - before for before, after in pairwise(versions)] == [1, 1]


def test_a_double_click_links_once(engine: Engine) -> None:
    with open_write_session(engine) as session:
        who = make_collaboration(session)
        cause, effect = two(session, who)
    again, made = token(), set()
    for _ in range(2):
        with open_write_session(engine) as session:
            made.add(join(session, who, effect, cause, token=again))
    with open_read_session(engine) as session:
        assert (len(made), kept(session)) == (1, 1)


@pytest.mark.parametrize("from_stone", [False, True])
def test_the_same_link_is_made_only_once(session: Session, from_stone: bool) -> None:
    who = make_collaboration(session)
    cause, effect = two(session, who)
    ends = {"cause_activity_id": stone(session, who)} if from_stone else {"cause": cause}
    join(session, who, effect, **ends)  # type: ignore[arg-type]
    with pytest.raises(Invalid, match="linked"):
        join(session, who, effect, kind=RippleKind.HINDERS, **ends)  # type: ignore[arg-type]
    assert kept(session) == 1


def test_two_who_link_the_same_at_once_make_one_ripple(engine: Engine) -> None:
    with open_write_session(engine) as session:
        who = make_collaboration(session)
        pairs = [two(session, who) for _ in range(8)]
    together = Barrier(2)

    def attempt(pair: tuple[str, str]) -> str:
        together.wait(10)
        try:
            with open_write_session(engine) as session:
                join(session, who, pair[1], pair[0])
        except Invalid as refused:
            return str(refused.facts["reason"])
        return "made"

    with ThreadPoolExecutor(2) as two_people:
        for pair in pairs:
            assert sorted(two_people.map(attempt, [pair, pair])) == ["linked", "made"]
    with open_read_session(engine) as session:
        assert kept(session) == len(pairs)


def test_nothing_leads_to_itself(session: Session) -> None:
    who = make_collaboration(session)
    _, effect = two(session, who)
    with pytest.raises(Invalid, match="itself"):
        join(session, who, effect, effect)


def test_exactly_one_cause_is_asked_for(session: Session) -> None:
    who = make_collaboration(session)
    cause, effect = two(session, who)
    for ends in ({}, {"cause": cause, "cause_activity_id": stone(session, who)}):
        with pytest.raises(Invalid, match="cause"):
            join(session, who, effect, **ends)  # type: ignore[arg-type]
    assert kept(session) == 0


def test_a_cause_is_not_seen_later_than_its_effect(session: Session) -> None:
    who = make_collaboration(session)
    early, late = two(session, who)
    with pytest.raises(Invalid, match="later_than_effect"):
        join(session, who, early, late)
    same_day = make_observation(session, who, seen_on=LATE)
    assert join(session, who, late, same_day)


def test_an_effect_known_by_its_month_may_have_a_cause_in_that_month(session: Session) -> None:
    who = make_collaboration(session)
    month = make_observation(session, who, seen_on=LATE, precision=Precision.MONTH)
    last = make_observation(session, who, seen_on=date(2026, 9, 30))
    after = make_observation(session, who, seen_on=date(2026, 10, 1))
    assert join(session, who, month, last)
    with pytest.raises(Invalid, match="later_than_effect"):
        join(session, who, month, after)


def test_a_why_that_is_too_long_is_refused(session: Session) -> None:
    who = make_collaboration(session)
    cause, effect = two(session, who)
    with pytest.raises(Invalid, match="too_long"):
        join(session, who, effect, cause, why="a" * 2001)


@pytest.mark.parametrize("act", ["link", "unlink"])
@pytest.mark.parametrize("role", list(Role))
def test_who_may_log_may_link_and_the_maker_or_a_judge_may_unlink(session: Session, role: Role, act: str) -> None:
    who = make_collaboration(session)
    cause, effect = two(session, who)
    somebody = make_person(session, who.collaboration_id, role)
    made = join(session, who, effect, cause) if act != "link" else ""
    acts = {
        "link": lambda: join(session, somebody, effect, cause),
        "unlink": lambda: links.remove_ripple(session, somebody, made),
    }
    if may(role, Act.LOG if act == "link" else Act.JUDGE):
        acts[act]()
        assert kept(session) == (0 if act == "unlink" else 1)
    else:
        with pytest.raises(NotAllowed):
            acts[act]()


def test_a_member_may_take_an_own_ripple_away(session: Session) -> None:
    who = make_collaboration(session)
    cause, effect = two(session, who)
    member = make_person(session, who.collaboration_id, Role.MEMBER)
    links.remove_ripple(session, member, join(session, member, effect, cause))
    assert kept(session) == 0


def test_a_stranger_sees_and_changes_nothing(session: Session) -> None:
    who = make_collaboration(session)
    cause, effect = two(session, who)
    made = join(session, who, effect, cause)
    stranger = Who(make_collaboration(session, name="Andere route").person_id, who.collaboration_id)
    for ask in (
        lambda: links.list_ripples(session, stranger),
        lambda: links.list_nodes(session, stranger, linked_only=True),
        lambda: links.count_ripples(session, stranger),
        lambda: links.list_ripples_around(session, stranger, effect),
        lambda: links.list_ripples_between(session, stranger, [], None, LATE),
        lambda: links.remove_ripple(session, stranger, made),
        lambda: join(session, stranger, effect, cause),
    ):
        with pytest.raises(NotAllowed):
            ask()


def test_nothing_of_another_collaboration_can_be_linked_or_reached(session: Session) -> None:
    who, other = make_collaboration(session), make_collaboration(session, name="Andere route")
    cause, effect = two(session, who)
    their_cause, their_effect = two(session, other)
    their_stone, theirs = stone(session, other), join(session, other, their_effect, their_cause)
    for ends in ((their_effect, cause), (effect, their_cause)):
        with pytest.raises(NotFound):
            join(session, who, *ends)
    with pytest.raises(NotFound):
        join(session, who, effect, cause_activity_id=their_stone)
    with pytest.raises(NotFound):
        links.remove_ripple(session, who, theirs)
    assert (
        links.list_ripples(session, who),
        links.list_nodes(session, who, linked_only=True),
        links.count_ripples(session, who),
    ) == ((), {}, ())
    assert links.list_ripples_around(session, who, their_effect) == ((), ())


def test_a_draft_of_somebody_else_cannot_be_linked(session: Session) -> None:
    who = make_collaboration(session)
    member = make_person(session, who.collaboration_id)
    draft = make_observation(session, member, state=State.DRAFT, seen_on=EARLY)
    _, effect = two(session, who)
    with pytest.raises(NotFound):
        join(session, who, effect, draft)
    assert join(session, member, effect, draft)
    assert links.list_ripples(session, who) == ()
    assert links.list_ripples_around(session, who, effect) == ((), ())


@pytest.mark.parametrize("end", [0, 1])
def test_nothing_leads_to_or_from_what_lies_in_the_bin(session: Session, end: int) -> None:
    who = make_collaboration(session)
    ends = two(session, who)
    binned = records.lock_observation(session, who, ends[end], 1)
    records.save_change(session, who, binned, records.get_observation(session, who, ends[end]).details, State.BINNED)
    with pytest.raises(NotFound):
        join(session, who, ends[1], ends[0])
    assert kept(session) == 0


@pytest.mark.parametrize("role", list(Role))
def test_taking_away_is_offered_to_exactly_who_may_do_it(session: Session, role: Role) -> None:
    who = make_collaboration(session)
    somebody = make_person(session, who.collaboration_id, role)
    made = [join(session, who, *reversed(two(session, who)))]
    if may(role, Act.LOG):
        made.append(join(session, somebody, *reversed(two(session, who))))
    for one in made:
        offered = one in links.list_removable_ids(session, somebody, made)
        before = kept(session)
        with suppress(NotAllowed):
            links.remove_ripple(session, somebody, one)
        assert (kept(session) < before) is offered


def test_a_person_who_left_no_longer_links(session: Session) -> None:
    who = make_collaboration(session)
    cause, effect = two(session, who)
    outsider = Who(people.create_profile(session, "Iemand", Role.COORDINATOR), who.collaboration_id)
    with pytest.raises(NotAllowed):
        join(session, outsider, effect, cause)
    assert kept(session) == 0
