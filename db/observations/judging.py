"""Judging: which state a person may give an observation. What is offered and what is done follow the same rule."""

from sqlalchemy.orm import Session

from db import tables
from db.observations.history import list_past_states
from db.people import is_allowed
from impact.access import Act
from impact.errors import LevelNotSettled, NotAllowed
from impact.model import State, Who
from impact.observation.state_rules import (
    JUDGED_STATES,
    NEXT_STATES,
    PastJudgement,
    check_reason,
    find_past_judgement,
    is_reason_needed,
    is_state_change_allowed,
)


def list_next_states(session: Session, who: Who, row: tables.Observation) -> tuple[State, ...]:
    """Return the next states that this person, who wrote this observation or may judge, may give it.

    An observation without a level is not judged before it has one.
    """
    past, may_judge = read_judging_past(session, who, row), is_allowed(session, who, Act.JUDGE)
    allowed_states = (
        next_state
        for next_state in NEXT_STATES[row.state]
        if is_state_change_allowed(row.state, next_state, past, may_judge)
    )
    return tuple(
        next_state for next_state in allowed_states if row.level is not None or next_state not in JUDGED_STATES
    )


def list_states_needing_reason(session: Session, who: Who, row: tables.Observation) -> tuple[State, ...]:
    """Return those of the next states for which this person has to give a reason."""
    past = read_judging_past(session, who, row)
    return tuple(next_state for next_state in NEXT_STATES[row.state] if is_reason_needed(row.state, next_state, past))


def check_state_allowed(session: Session, who: Who, row: tables.Observation, next_state: State) -> None:
    """Raise NotAllowed when this person, who wrote it or may judge, may not give this observation that state."""
    if not is_state_change_allowed(
        row.state, next_state, read_judging_past(session, who, row), is_allowed(session, who, Act.JUDGE)
    ):
        raise NotAllowed(act=Act.JUDGE.value)


def check_level_settled(row: tables.Observation, next_state: State) -> None:
    """Raise LevelNotSettled when this would judge an observation without a level."""
    if next_state in JUDGED_STATES and next_state is not row.state and row.level is None:
        raise LevelNotSettled


def check_judgement(session: Session, who: Who, row: tables.Observation, next_state: State, reason: str) -> str:
    """Return the cleaned reason for the step to this state.

    Raise NotAllowed for a step that is not offered, LevelNotSettled, or Invalid.
    """
    check_level_settled(row, next_state)
    if next_state not in list_next_states(session, who, row):
        raise NotAllowed(act=Act.JUDGE.value)
    return check_reason(reason, is_reason_needed(row.state, next_state, read_judging_past(session, who, row)))


def read_judging_past(session: Session, who: Who, row: tables.Observation) -> PastJudgement:
    """Return whether this observation is or was judged, and whether this person withdrew it."""
    if row.state is State.WITHDRAWN:
        return find_past_judgement(list_past_states(session, row.id), who.person_id, row.created_by)
    return PastJudgement(row.state in JUDGED_STATES)
