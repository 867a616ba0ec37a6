"""Answers: what others found of what somebody logged."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import tables
from db.history import Changed, standing
from db.observations import listed, observations
from db.people import permit
from impact.access import Act
from impact.model import Observation, State, Who


def disputed(session: Session, who: Who, limit: int = 3) -> tuple[tuple[Observation, Changed | None], ...]:
    """What this person logged and is disputed now, latest first, each with by whom, when and why when that is known."""
    permit(session, who, Act.LOOK)
    seen = tables.Observation
    mine = select(seen).where(listed(who), seen.created_by == who.person_id, seen.state == State.DISPUTED)
    rows = session.scalars(mine.order_by(seen.updated_at.desc(), seen.id.desc()).limit(limit)).all()
    found = observations(session, who, rows)
    why = standing(session, found)
    return tuple((one, why.get(one.id)) for one in found)
