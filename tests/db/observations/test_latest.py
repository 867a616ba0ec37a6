"""What is new since a visit, and what others found of what somebody logged, on both databases."""

from datetime import timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from db import tables
from db.observations import latest, records
from db.types import get_utc_now
from impact.access import Role
from impact.model import State
from tests.build import REASON, make_collaboration, make_observation, make_person

HOUR = timedelta(hours=1)


def test_a_draft_that_was_shared_later_is_new_from_then_on(session: Session) -> None:
    who = make_collaboration(session)
    draft, known = make_observation(session, who, state=State.DRAFT), make_observation(session, who)
    session.execute(update(tables.Observation).values(created_at=get_utc_now() - 3 * HOUR))
    visit = get_utc_now() - HOUR
    assert latest.list_logged_since(session, who, visit) == (0, ())
    records.judge_observation(session, who, draft, State.SHARED, version=1)
    count, new = latest.list_logged_since(session, who, visit)
    assert (count, [one.id for one in new]) == (1, [draft])
    assert [one.id for one in latest.list_logged_since(session, who, visit - 5 * HOUR)[1]] == [draft, known]


def test_another_change_does_not_make_it_new(session: Session) -> None:
    who = make_collaboration(session)
    made = make_observation(session, who)
    session.execute(update(tables.Observation).values(created_at=get_utc_now() - 3 * HOUR))
    records.judge_observation(session, who, made, State.DISPUTED, version=1, reason="Besproken in het overleg.")
    assert latest.list_logged_since(session, who, get_utc_now() - HOUR) == (0, ())


def test_two_steps_of_one_draft_count_once(session: Session) -> None:
    who = make_collaboration(session)
    draft = make_observation(session, who, state=State.DRAFT)
    records.judge_observation(session, who, draft, State.SHARED, version=1)
    assert latest.list_logged_since(session, who, get_utc_now() - HOUR)[0] == 1


def test_a_writer_is_told_what_was_disputed_and_why_and_nobody_else(session: Session) -> None:
    who = make_collaboration(session)
    writer = make_person(session, who.collaboration_id, Role.MEMBER)
    made = make_observation(session, writer, state=State.DISPUTED)
    make_observation(session, writer, state=State.CONFIRMED)
    ((one, why),) = latest.list_own_disputed(session, writer)
    assert one.id == made
    assert why is not None
    assert (why.reason, why.person_name.startswith("coordinator")) == (REASON, True)
    assert latest.list_own_disputed(session, who) == ()
    assert latest.list_own_disputed(session, make_person(session, who.collaboration_id)) == ()
