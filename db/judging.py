"""Judging: what this person may do with the state of an observation; what is offered and done follow one rule."""

from sqlalchemy.orm import Session

from db import tables
from db.history import states_left
from db.people import allowed
from impact.access import Act
from impact.errors import LevelNotSettled, NotAllowed
from impact.judge import JUDGED, NEXT, Past, fit_reason, fits, past_of, reason_needed
from impact.model import State, Who


def offered(session: Session, who: Who, row: tables.Observation) -> tuple[State, ...]:
    """The states that come next for this observation and that this person, its writer or a judge, may put it in.

    What waits for a level is not judged before that is settled.
    """
    past, judges = past_for(session, who, row), allowed(session, who, Act.JUDGE)
    fit = (then for then in NEXT[row.state] if fits(row.state, then, past, judges))
    return tuple(then for then in fit if row.level is not None or then not in JUDGED)


def reasoned(session: Session, who: Who, row: tables.Observation) -> tuple[State, ...]:
    """Those of the states that come next for which this person has to give a reason."""
    past = past_for(session, who, row)
    return tuple(then for then in NEXT[row.state] if reason_needed(row.state, then, past))


def refuse_unfit(session: Session, who: Who, row: tables.Observation, then: State) -> None:
    """Raises NotAllowed when this person, its writer or a judge, may not put this observation in that state."""
    if not fits(row.state, then, past_for(session, who, row), allowed(session, who, Act.JUDGE)):
        raise NotAllowed(act=Act.JUDGE.value)


def refuse_unsettled(row: tables.Observation, then: State) -> None:
    """Raises LevelNotSettled when an observation would be judged that waits for a level."""
    if then in JUDGED and then is not row.state and row.level is None:
        raise LevelNotSettled


def refuse_next(session: Session, who: Who, row: tables.Observation, then: State, reason: str) -> str:
    """The clean reason for the step to this state.

    Raises NotAllowed for a step that is not offered, LevelNotSettled, or Invalid.
    """
    refuse_unsettled(row, then)
    if then not in offered(session, who, row):
        raise NotAllowed(act=Act.JUDGE.value)
    return fit_reason(reason, reason_needed(row.state, then, past_for(session, who, row)))


def past_for(session: Session, who: Who, row: tables.Observation) -> Past:
    """Whether a judgement of this observation stands, and whether this person withdrew it."""
    if row.state is State.WITHDRAWN:
        return past_of(states_left(session, row.id), who.person_id, row.created_by)
    return Past(row.state in JUDGED)
