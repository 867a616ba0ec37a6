"""What writers let stand: written down without the text, counted by reason, for who may manage."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from db import tables
from db.observations import overrules
from db.types import get_utc_now
from impact.access import Role
from impact.errors import NotAllowed
from impact.model import Who
from impact.privacy import PrivacyReason
from tests.build import make_collaboration, make_person, token

YEAR = timedelta(days=365)


def kept(session: Session) -> list[tables.Overrule]:
    return list(session.scalars(select(tables.Overrule)))


def test_an_overrule_says_who_where_and_why_and_nothing_else(session: Session) -> None:
    who = make_collaboration(session)
    overrules.record_overrule(
        session, who, "log", [PrivacyReason.NAME, PrivacyReason.HEALTH, PrivacyReason.NAME], token=token()
    )
    [row] = kept(session)
    assert (row.by, row.collaboration_id, row.area, row.reasons) == (
        who.person_id, who.collaboration_id, "log", ["health", "name"],
    )  # fmt: skip
    columns = {column.name for column in tables.Overrule.__table__.columns}
    assert columns == {"id", "collaboration_id", "at", "by_person", "area", "reasons"}


def test_the_same_decision_is_written_down_once(session: Session) -> None:
    who, decision = make_collaboration(session), token()
    for _ in range(2):
        overrules.record_overrule(session, who, "log", [PrivacyReason.PHONE], token=decision)
    assert len(kept(session)) == 1


def test_without_a_reason_nothing_is_written(session: Session) -> None:
    overrules.record_overrule(session, make_collaboration(session), "log", [], token=token())
    assert kept(session) == []


def test_it_is_counted_per_reason_and_only_for_the_time_asked(session: Session) -> None:
    who = make_collaboration(session)
    overrules.record_overrule(session, who, "log", [PrivacyReason.PHONE], token=token())
    session.execute(update(tables.Overrule).values(at=get_utc_now() - 2 * YEAR))
    overrules.record_overrule(session, who, "log", [PrivacyReason.NAME, PrivacyReason.HEALTH], token=token())
    overrules.record_overrule(session, who, "change", [PrivacyReason.NAME], token=token())
    overrules.record_overrule(session, make_collaboration(session), "log", [PrivacyReason.EMAIL], token=token())
    assert overrules.count_overrules(session, who, get_utc_now() - YEAR) == {
        PrivacyReason.NAME: 2,
        PrivacyReason.HEALTH: 1,
    }


@pytest.mark.parametrize("role", [Role.VIEWER, Role.MEMBER])
def test_only_who_may_manage_sees_the_counts(session: Session, role: Role) -> None:
    who = make_collaboration(session)
    with pytest.raises(NotAllowed):
        overrules.count_overrules(session, make_person(session, who.collaboration_id, role), get_utc_now() - YEAR)


def test_nobody_from_outside_writes_one_down(session: Session) -> None:
    who = make_collaboration(session)
    stranger = Who(make_person(session).person_id, who.collaboration_id)
    with pytest.raises(NotAllowed):
        overrules.record_overrule(session, stranger, "log", [PrivacyReason.NAME], token=token())
    assert session.scalar(select(func.count()).select_from(tables.Overrule)) == 0
