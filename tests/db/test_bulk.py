"""Judging several at once and taking that back as a whole, on both databases."""

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from db import bulk
from db.bulk import MAX_CHOSEN, BulkResult
from db.observations import records
from db.observations.tallies import count_tally_differences
from db.session import open_read_session, open_write_session
from impact.access import Role
from impact.errors import Invalid, NotAllowed
from impact.model import State, Who
from tests.build import REASON, TODAY, make_collaboration, make_observation, make_person, make_said, token
from tests.db.counting import counting
from tests.db.test_desired_together import at_once


@pytest.fixture
def who(session: Session) -> Who:
    return make_collaboration(session)


def confirm(session: Session, who: Who, made: list[str], reason: str = REASON, **fields: str) -> BulkResult:
    chosen = [(one, 1) for one in made]
    return bulk.judge_observations(session, who, chosen, State.CONFIRMED, reason, token=fields.get("token", token()))


def states(session: Session, who: Who, made: list[str]) -> list[State]:
    return [records.get_observation(session, who, one).state for one in made]


def test_several_are_judged_for_one_reason_each_with_its_own_history(session: Session, who: Who) -> None:
    made = [make_observation(session, who) for _ in range(3)]
    outcome = confirm(session, who, made, "  Staat in de cijfers. ")
    assert outcome == BulkResult(tuple((one, 2) for one in made), ())
    assert states(session, who, made) == [State.CONFIRMED] * 3
    for one in made:
        assert [change.reason for change in records.list_observation_changes(session, who, one)] == [
            "Staat in de cijfers."
        ]
    assert count_tally_differences(session, who.collaboration_id) == 0


def test_what_cannot_be_judged_is_left_and_told_why(session: Session, who: Who) -> None:
    fine, changed, withdrawn, elsewhere = (make_observation(session, who) for _ in range(4))
    theme = records.get_observation(session, who, changed).details.theme_id
    records.change_observation(session, who, changed, make_said(theme, what="Anders."), TODAY, version=1)
    records.judge_observation(session, who, withdrawn, State.WITHDRAWN, version=1, reason=REASON)
    other = make_observation(session, make_collaboration(session, name="Elders"))
    chosen = [(fine, 1), (changed, 1), (withdrawn, 2), (other, 1)]
    outcome = bulk.judge_observations(session, who, chosen, State.CONFIRMED, REASON, token=token())
    assert outcome.done == ((fine, 2),)
    told = ((changed, "changed_meanwhile"), (withdrawn, "not_allowed"), (other, "not_found"))
    assert outcome.refused == told
    assert states(session, who, [fine, changed, withdrawn, elsewhere]) == [
        State.CONFIRMED,
        State.SHARED,
        State.WITHDRAWN,
        State.SHARED,
    ]


def test_the_same_token_judges_once_and_tells_the_same(session: Session, who: Who) -> None:
    made = [make_observation(session, who) for _ in range(2)]
    again = token()
    first = confirm(session, who, made, token=again)
    assert confirm(session, who, made, token=again) == first
    assert [len(records.list_observation_changes(session, who, one)) for one in made] == [1, 1]


def test_it_is_taken_back_as_a_whole_but_for_what_changed_since(session: Session, who: Who) -> None:
    made = [make_observation(session, who) for _ in range(3)]
    outcome = confirm(session, who, made)
    records.judge_observation(session, who, made[0], State.DISPUTED, version=2, reason=REASON)
    back = bulk.undo_changes(session, who, outcome.done)
    assert back.refused == ((made[0], "changed_meanwhile"),)
    assert states(session, who, made) == [State.DISPUTED, State.SHARED, State.SHARED]
    assert len(bulk.undo_changes(session, who, outcome.done).refused) == 3
    assert count_tally_differences(session, who.collaboration_id) == 0


@pytest.mark.parametrize(
    ("number", "reason", "field"), [(1, " ", "reason"), (0, REASON, "chosen"), (MAX_CHOSEN + 1, REASON, "chosen")]
)
def test_none_too_many_or_no_reason_is_refused_as_a_whole(
    session: Session, who: Who, number: int, reason: str, field: str
) -> None:
    made = make_observation(session, who)
    with pytest.raises(Invalid) as refused:
        confirm(session, who, [made] * number, reason)
    assert refused.value.facts["field"] == field
    assert states(session, who, [made]) == [State.SHARED]


@pytest.mark.parametrize("role", [Role.VIEWER, Role.MEMBER])
def test_only_who_may_judge_judges_several_or_takes_that_back(session: Session, who: Who, role: Role) -> None:
    somebody = make_person(session, who.collaboration_id, role)
    made = make_observation(session, who)
    with pytest.raises(NotAllowed):
        confirm(session, somebody, [made])
    with pytest.raises(NotAllowed):
        bulk.undo_changes(session, somebody, [(made, 1)])


def test_two_who_judge_the_same_at_once_share_the_work_and_lose_nothing(engine: Engine) -> None:
    with open_write_session(engine) as session:
        who = make_collaboration(session)
        other = make_person(session, who.collaboration_id, Role.COORDINATOR)
        made = [make_observation(session, who) for _ in range(30)]

    def judging(person: Who, state: State, order: list[str]):  # type: ignore[no-untyped-def]
        chosen, again = [(one, 1) for one in order], token()
        return lambda session: bulk.judge_observations(session, person, chosen, state, REASON, token=again)

    outcomes = at_once(engine, [judging(who, State.CONFIRMED, made), judging(other, State.DISPUTED, made[::-1])])
    done = [one for outcome in outcomes if isinstance(outcome, BulkResult) for one, _ in outcome.done]
    assert sorted(done) == sorted(made)
    with open_read_session(engine) as session:
        assert count_tally_differences(session, who.collaboration_id) == 0


def test_judging_twice_as_many_asks_no_more_than_twice_as_much(engine: Engine) -> None:
    with open_write_session(engine) as session:
        who = make_collaboration(session)
        made = [make_observation(session, who) for _ in range(30)]

    def judged_and_taken_back(some: list[str]) -> int:
        with counting(engine) as asked:
            with open_write_session(engine) as session:
                outcome = confirm(session, who, some)
            with open_write_session(engine) as session:
                back = bulk.undo_changes(session, who, outcome.done)
        assert (len(outcome.done), len(back.done)) == (len(some), len(some))
        return len(asked)

    assert judged_and_taken_back(made[:10]) * 2 >= judged_and_taken_back(made[10:])
