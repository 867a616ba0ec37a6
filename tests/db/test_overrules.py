"""What writers let stand: written down without the text, counted by reason, for who may manage."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from db import overrules, tables
from db.types import now
from impact.access import Role
from impact.errors import NotAllowed
from impact.model import Who
from impact.privacy import Reason
from tests.build import make_collaboration, make_person, token

YEAR = timedelta(days=365)


def kept(session: Session) -> list[tables.Overrule]:
    return list(session.scalars(select(tables.Overrule)))


def test_an_overrule_says_who_where_and_why_and_nothing_else(session: Session) -> None:
    who = make_collaboration(session)
    overrules.note(session, who, "log", [Reason.NAME, Reason.HEALTH, Reason.NAME], token=token())
    [row] = kept(session)
    assert (row.by, row.collaboration_id, row.area, row.reasons) == (
        who.person_id, who.collaboration_id, "log", ["health", "name"],
    )  # fmt: skip
    columns = {column.name for column in tables.Overrule.__table__.columns}
    assert columns == {"id", "collaboration_id", "at", "by_person", "area", "reasons"}


def test_the_same_decision_is_written_down_once(session: Session) -> None:
    who, decision = make_collaboration(session), token()
    for _ in range(2):
        overrules.note(session, who, "log", [Reason.PHONE], token=decision)
    assert len(kept(session)) == 1


def test_without_a_reason_nothing_is_written(session: Session) -> None:
    overrules.note(session, make_collaboration(session), "log", [], token=token())
    assert kept(session) == []


def test_it_is_counted_per_reason_and_only_for_the_time_asked(session: Session) -> None:
    who = make_collaboration(session)
    overrules.note(session, who, "log", [Reason.PHONE], token=token())
    session.execute(update(tables.Overrule).values(at=now() - 2 * YEAR))
    overrules.note(session, who, "log", [Reason.NAME, Reason.HEALTH], token=token())
    overrules.note(session, who, "change", [Reason.NAME], token=token())
    overrules.note(session, make_collaboration(session), "log", [Reason.EMAIL], token=token())
    assert overrules.counted(session, who, now() - YEAR) == {Reason.NAME: 2, Reason.HEALTH: 1}


@pytest.mark.parametrize("role", [Role.VIEWER, Role.MEMBER])
def test_only_who_may_manage_sees_the_counts(session: Session, role: Role) -> None:
    who = make_collaboration(session)
    with pytest.raises(NotAllowed):
        overrules.counted(session, make_person(session, who.collaboration_id, role), now() - YEAR)


def test_nobody_from_outside_writes_one_down(session: Session) -> None:
    who = make_collaboration(session)
    stranger = Who(make_person(session).person_id, who.collaboration_id)
    with pytest.raises(NotAllowed):
        overrules.note(session, stranger, "log", [Reason.NAME], token=token())
    assert session.scalar(select(func.count()).select_from(tables.Overrule)) == 0
