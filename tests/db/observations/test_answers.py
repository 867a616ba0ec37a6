"""What others found of what somebody logged, on both databases."""

from sqlalchemy.orm import Session

from db.observations import disputed
from impact.access import Role
from impact.model import State
from tests.build import REASON, make_collaboration, make_observation, make_person


def test_a_writer_is_told_what_was_disputed_and_why_and_nobody_else(session: Session) -> None:
    who = make_collaboration(session)
    writer = make_person(session, who.collaboration_id, Role.MEMBER)
    made = make_observation(session, writer, state=State.DISPUTED)
    make_observation(session, writer, state=State.CONFIRMED)
    ((one, why),) = disputed.list_own_disputed(session, writer)
    assert one.id == made
    assert why is not None
    assert (why.reason, why.person_name.startswith("coordinator")) == (REASON, True)
    assert disputed.list_own_disputed(session, who) == ()
    assert disputed.list_own_disputed(session, make_person(session, who.collaboration_id)) == ()
