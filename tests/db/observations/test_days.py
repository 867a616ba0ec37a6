"""A cause is not seen later than its effect, also when a day changes later; and undo beside other people's links."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from db import undo
from db.observations import records
from impact.errors import InUse, Invalid
from impact.model import Precision, Who
from tests.build import TODAY, make_collaboration, make_observation, make_person, make_said
from tests.db.linking import EARLY, LATE, join, kept, two


@pytest.fixture
def who(session: Session) -> Who:
    return make_collaboration(session)


def move(session: Session, who: Who, made: str, day: date, precision: Precision = Precision.DAY) -> None:
    now = records.get_observation(session, who, made)
    said = make_said(now.details.theme_id, seen_on=day, precision=precision)
    records.change_observation(session, who, made, said, TODAY, version=now.version)


def day_of(session: Session, who: Who, made: str) -> date:
    return records.get_observation(session, who, made).details.seen_on


def test_a_cause_does_not_move_behind_its_effect(session: Session, who: Who) -> None:
    cause, effect = two(session, who)
    join(session, who, effect, cause)
    with pytest.raises(Invalid) as refused:
        move(session, who, cause, LATE.replace(day=21))
    assert refused.value.facts == {"field": "seen_on", "reason": "after_effect"}
    move(session, who, cause, LATE)
    assert day_of(session, who, cause) == LATE


def test_an_effect_does_not_move_before_its_cause(session: Session, who: Who) -> None:
    cause, effect = two(session, who)
    join(session, who, effect, cause)
    with pytest.raises(Invalid) as refused:
        move(session, who, effect, EARLY.replace(day=9))
    assert refused.value.facts == {"field": "seen_on", "reason": "before_cause"}
    move(session, who, effect, EARLY.replace(day=9), Precision.MONTH)
    assert day_of(session, who, effect) == EARLY.replace(day=1)


def test_a_cause_may_move_within_the_month_of_its_effect(session: Session, who: Who) -> None:
    cause, effect = two(session, who, precision=Precision.MONTH)
    join(session, who, effect, cause)
    move(session, who, cause, date(2026, 9, 30))
    with pytest.raises(Invalid, match="after_effect"):
        move(session, who, cause, date(2026, 10, 1))
    with pytest.raises(Invalid, match="before_cause"):
        move(session, who, effect, date(2026, 9, 29))


def test_taking_back_a_day_is_held_to_the_same_rule(session: Session, who: Who) -> None:
    cause, effect = two(session, who)
    move(session, who, effect, EARLY.replace(day=9))
    move(session, who, cause, EARLY.replace(day=8))
    join(session, who, effect, cause)
    with pytest.raises(Invalid, match="after_effect"):
        undo.undo_last_change(session, who, cause, version=2)


@pytest.mark.parametrize("end", [0, 1])
def test_undo_is_refused_while_a_ripple_of_somebody_else_hangs_on_it(session: Session, who: Who, end: int) -> None:
    ends = two(session, who)
    join(session, make_person(session, who.collaboration_id), ends[1], ends[0])
    with pytest.raises(InUse) as refused:
        records.undo_logging(session, who, ends[end])
    assert refused.value.facts["count"] == 1
    assert kept(session) == 1


def test_undo_takes_ones_own_ripples_along(session: Session, who: Who) -> None:
    cause, effect = two(session, who)
    join(session, who, effect, cause)
    records.undo_logging(session, who, effect)
    assert kept(session) == 0
    assert make_observation(session, who)
