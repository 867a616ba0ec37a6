"""Answers: what others found of what somebody logged."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import tables
from db.observations.history import ChangeEntry, find_deciding_changes
from db.observations.records import is_listed, load_observations
from db.people import require_permission
from impact.access import Act
from impact.model import Observation, State, Who


def list_own_disputed(session: Session, who: Who, limit: int = 3) -> tuple[tuple[Observation, ChangeEntry | None], ...]:
    """What this person logged and is disputed now, latest first, each with by whom, when and why when that is known."""
    require_permission(session, who, Act.LOOK)
    observation = tables.Observation
    query = select(observation).where(
        is_listed(who), observation.created_by == who.person_id, observation.state == State.DISPUTED
    )
    rows = session.scalars(query.order_by(observation.updated_at.desc(), observation.id.desc()).limit(limit)).all()
    entries = load_observations(session, who, rows)
    deciding_changes = find_deciding_changes(session, entries)
    return tuple((entry, deciding_changes.get(entry.id)) for entry in entries)
