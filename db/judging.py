"""Judging: in which state an observation may be put, and by whom. What is offered and what is done follow one rule."""

from sqlalchemy.orm import Session

from db import tables
from db.history import state_before
from db.people import allowed
from impact.access import Act
from impact.errors import NotAllowed
from impact.model import State, Who

JUDGED = (State.CONFIRMED, State.DISPUTED)
NEXT: dict[State, tuple[State, ...]] = {
    State.DRAFT: (State.SHARED, State.WITHDRAWN),
    State.SHARED: (State.CONFIRMED, State.DISPUTED, State.WITHDRAWN),
    State.CONFIRMED: (State.DISPUTED, State.SHARED, State.WITHDRAWN),
    State.DISPUTED: (State.CONFIRMED, State.SHARED, State.WITHDRAWN),
    State.WITHDRAWN: (State.SHARED,),
    State.BINNED: (),
}


def offered(session: Session, who: Who, row: tables.Observation) -> tuple[State, ...]:
    """The states that come next for this observation and that this person, its writer or a judge, may put it in."""
    return tuple(then for then in NEXT[row.state] if _fits(session, who, row, then))


def refuse_unfit(session: Session, who: Who, row: tables.Observation, then: State) -> None:
    """Raises NotAllowed when this person, its writer or a judge, may not put this observation in that state."""
    if not _fits(session, who, row, then):
        raise NotAllowed(act=Act.JUDGE.value)


def _fits(session: Session, who: Who, row: tables.Observation, then: State) -> bool:
    """No way back to a draft and none to the bin (`db.bin`); a writer may withdraw, and share what nobody judged."""
    if then in (State.DRAFT, State.BINNED) or row.state is State.BINNED:
        return False
    if then is State.WITHDRAWN or allowed(session, who, Act.JUDGE):
        return True
    return then is State.SHARED and not _judgement_stands(session, row)


def _judgement_stands(session: Session, row: tables.Observation) -> bool:
    """Whether it is judged, or was when it was withdrawn: withdrawing does not lift what others found of it."""
    if row.state is State.WITHDRAWN:
        return state_before(session, row.id) in JUDGED
    return row.state in JUDGED
