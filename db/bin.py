"""The bin: throwing an observation away, and putting it back where it stood. It counts nowhere while it lies there."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import tables
from db.history import Changed, standing, states_left
from db.observations import changeable, get, observations, put, readable, readable_row
from db.people import allowed, permit
from impact.access import Act
from impact.errors import NotAllowed, NotFound
from impact.judge import JUDGED, REASON_LIMIT
from impact.model import Observation, State, Who
from impact.observe import named

MOST = 100


@dataclass(frozen=True)
class Binned:
    """An observation in the bin: who threw it away, when and why, and whether this person may restore or erase it."""

    one: Observation
    thrown: Changed | None
    mine: bool


def may_throw_away(session: Session, who: Who, observation_id: str) -> bool:
    """Whether this person may throw this observation away: who may judge, or its writer while nobody judged it."""
    row = readable_row(session, who, observation_id)
    return row.state not in (State.DRAFT, State.BINNED) and _may(session, who, row)


def _may(session: Session, who: Who, row: tables.Observation) -> bool:
    if allowed(session, who, Act.JUDGE):
        return True
    own = row.created_by == who.person_id and allowed(session, who, Act.LOG)
    judged = row.state in JUDGED or any(state in JUDGED for state, _ in states_left(session, row.id))
    return own and not judged


def throw_away(session: Session, who: Who, observation_id: str, *, version: int, reason: str = "") -> None:
    """Put an observation in the bin; a draft is not thrown away but erased. Raises NotAllowed or ChangedMeanwhile."""
    row = changeable(session, who, observation_id, version)
    if not may_throw_away(session, who, observation_id):
        raise NotAllowed(act=Act.JUDGE.value)
    told = named(reason, REASON_LIMIT, "reason") if reason.strip() else ""
    put(session, who, row, get(session, who, row.id).said, State.BINNED, told)


def restore(session: Session, who: Who, observation_id: str, *, version: int) -> State:
    """Put it back in the state it had: by who threw it away, or who may judge. Raises NotFound when it is not there."""
    row = changeable(session, who, observation_id, version)
    left = next(states_left(session, row.id), None)
    if row.state is not State.BINNED or left is None:
        raise NotFound(what="observation")
    state, thrown_by = left
    if thrown_by != who.person_id and not allowed(session, who, Act.JUDGE):
        raise NotAllowed(act=Act.JUDGE.value)
    put(session, who, row, get(session, who, row.id).said, state)
    return state


def in_bin(session: Session, who: Who, observation_id: str | None = None) -> tuple[tuple[Binned, ...], int]:
    """What lies in the bin, last thrown away first, at most 100 of it, and how much there is; or only this one."""
    permit(session, who, Act.LOOK)
    seen = tables.Observation
    here = readable(who) & (seen.state == State.BINNED)
    if observation_id is not None:
        here &= seen.id == observation_id
    total = session.scalar(select(func.count()).select_from(seen).where(here)) or 0
    rows = session.scalars(select(seen).where(here).order_by(seen.updated_at.desc(), seen.id).limit(MOST)).all()
    found = observations(session, who, rows)
    why, judges = standing(session, found), allowed(session, who, Act.JUDGE)
    threw = {row.id: next(states_left(session, row.id), (None, None))[1] for row in rows}
    return tuple(Binned(one, why.get(one.id), judges or threw[one.id] == who.person_id) for one in found), total
