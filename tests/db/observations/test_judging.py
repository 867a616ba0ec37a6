"""Who gives, keeps and lifts a judgement, and what the history of a draft keeps to itself, on both databases."""

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from db import logbook, undo
from db.observations import records
from db.observations.tallies import count_tally_differences
from impact.access import Role
from impact.errors import NotAllowed, NotFound
from impact.model import Evidence, EvidenceKind, State, Who
from tests.build import REASON, TODAY, make_collaboration, make_observation, make_person, make_said, token

JUDGEMENTS = (State.CONFIRMED, State.DISPUTED)


@pytest.fixture
def who(session: Session) -> Who:
    return make_collaboration(session)


@pytest.fixture
def writer(session: Session, who: Who) -> Who:
    return make_person(session, who.collaboration_id, Role.MEMBER)


def state_of(session: Session, who: Who, made: str) -> State:
    return records.get_observation(session, who, made).state


def judge(session: Session, who: Who, made: str, state: State) -> None:
    version = records.get_observation(session, who, made).version
    records.judge_observation(session, who, made, state, version=version, reason=REASON)


def reword(session: Session, who: Who, made: str, what: str) -> None:
    now = records.get_observation(session, who, made)
    said = make_said(now.details.theme_id, what=what)
    records.change_observation(session, who, made, said, TODAY, version=now.version)


def take_back(session: Session, who: Who, made: str) -> None:
    undo.undo_last_change(session, who, made, version=records.get_observation(session, who, made).version)


@pytest.mark.parametrize("judgement", JUDGEMENTS)
def test_a_writer_does_not_take_back_what_others_found(
    session: Session, who: Who, writer: Who, judgement: State
) -> None:
    made = make_observation(session, writer, state=judgement)
    with pytest.raises(NotAllowed):
        take_back(session, writer, made)
    assert state_of(session, who, made) is judgement
    take_back(session, who, made)
    assert state_of(session, who, made) is State.SHARED


@pytest.mark.parametrize("judgement", JUDGEMENTS)
def test_withdrawing_and_sharing_again_does_not_lift_a_judgement(
    session: Session, who: Who, writer: Who, judgement: State
) -> None:
    made = make_observation(session, writer, state=judgement)
    judge(session, writer, made, State.WITHDRAWN)
    reword(session, writer, made, "Nu met andere woorden.")
    assert logbook.get_allowed_actions(session, writer, made).states == ()
    with pytest.raises(NotAllowed):
        judge(session, writer, made, State.SHARED)
    assert logbook.get_allowed_actions(session, who, made).states == (State.SHARED,)
    judge(session, who, made, State.SHARED)
    assert state_of(session, who, made) is State.SHARED


def test_what_nobody_judged_its_writer_shares_again(session: Session, writer: Who) -> None:
    made = make_observation(session, writer)
    judge(session, writer, made, State.WITHDRAWN)
    judge(session, writer, made, State.SHARED)
    judge(session, writer, made, State.WITHDRAWN)
    take_back(session, writer, made)
    assert state_of(session, writer, made) is State.SHARED


@pytest.mark.parametrize("judgement", JUDGEMENTS)
def test_a_judgement_is_lifted_when_its_writer_changes_the_text(
    session: Session, who: Who, writer: Who, judgement: State
) -> None:
    made = make_observation(session, writer, state=judgement)
    reword(session, writer, made, "Iets heel anders.")
    assert state_of(session, who, made) is State.SHARED
    last = records.list_observation_changes(session, who, made)[0]
    assert (last.before["state"], last.after["state"]) == (judgement.value, "shared")
    assert last.after["what"] == "Iets heel anders."
    assert count_tally_differences(session, who.collaboration_id) == 0
    with pytest.raises(NotAllowed):
        take_back(session, writer, made)


def test_a_judgement_stays_when_nothing_changes_or_a_judge_changes_it(session: Session, who: Who, writer: Who) -> None:
    made = make_observation(session, writer, state=State.CONFIRMED)
    reword(session, writer, made, records.get_observation(session, who, made).details.what)
    assert state_of(session, who, made) is State.CONFIRMED
    reword(session, who, made, "Netter gezegd.")
    assert state_of(session, who, made) is State.CONFIRMED


def test_what_a_draft_said_before_it_was_shared_is_never_told(session: Session, who: Who, writer: Who) -> None:
    made = make_observation(session, writer, state=State.DRAFT, what="Nog niet voor anderen.")
    reword(session, writer, made, "Nu wel voor anderen.")
    with pytest.raises(NotFound):
        take_back(session, writer, made)
    judge(session, writer, made, State.SHARED)
    told = [(one.before, one.after) for one in records.list_observation_changes(session, who, made)]
    assert told == [({"state": "draft"}, {"state": "shared"})]


@pytest.mark.parametrize("then", [State.SHARED, State.WITHDRAWN])
def test_nobody_takes_back_their_own_sharing(session: Session, who: Who, then: State) -> None:
    made = make_observation(session, who, state=State.DRAFT)
    judge(session, who, made, then)
    with pytest.raises(NotAllowed):
        take_back(session, who, made)
    assert state_of(session, who, made) is then


@pytest.mark.parametrize("role", [Role.MEMBER, Role.COORDINATOR, Role.ADMINISTRATOR])
@pytest.mark.parametrize("state", [State.CONFIRMED, State.DISPUTED, State.WITHDRAWN])
def test_nothing_is_logged_as_judged_or_withdrawn(session: Session, who: Who, role: Role, state: State) -> None:
    person = make_person(session, who.collaboration_id, role)
    theme = records.get_observation(session, who, make_observation(session, who)).details.theme_id
    with pytest.raises(NotAllowed):
        records.log_observation(session, person, make_said(theme), TODAY, token=token(), state=state)


def test_judging_leaves_the_evidence_as_it_is(session: Session, who: Who) -> None:
    quote = Evidence(EvidenceKind.QUOTE, "Kijk!")
    made = make_observation(session, who, evidence=(quote,))
    asked: list[str] = []
    event.listen(session.connection(), "before_cursor_execute", lambda *facts: asked.append(facts[2]))
    judge(session, who, made, State.CONFIRMED)
    assert records.get_observation(session, who, made).details.evidence == (quote,)
    assert [one for one in asked if "evidence" in one and not one.startswith("SELECT")] == []
    reword(session, who, made, "Zonder bewijs.")
    assert records.get_observation(session, who, made).details.evidence == ()
