"""What came last: the newest observations of a sector, when a ring was last logged in, what is new since a visit."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import tables
from db.observations import observations
from db.people import permit
from impact.access import Act
from impact.model import COUNTING, Observation, State, Who


def newest(
    session: Session,
    who: Who,
    theme_ids: Sequence[str],
    after: date | None,
    until: date,
    limit: int = 3,
    organisation_id: str | None = None,
    confirmed_only: bool = False,
) -> dict[str, tuple[Observation, ...]]:
    """Per theme the latest observations that count, seen after `after` (None: ever) and up to and including `until`."""
    permit(session, who, Act.LOOK)
    seen = tables.Observation
    counting = select(seen).where(seen.collaboration_id == who.collaboration_id, seen.state.in_(COUNTING))
    counting = counting.where(seen.seen_on <= until)
    if after is not None:
        counting = counting.where(seen.seen_on > after)
    if confirmed_only:
        counting = counting.where(seen.state == State.CONFIRMED)
    if organisation_id is not None:
        counting = counting.where(seen.organisation_id == organisation_id)
    rows: list[tables.Observation] = []
    for theme_id in theme_ids:
        mine = counting.where(seen.theme_id == theme_id)
        rows += session.scalars(mine.order_by(seen.seen_on.desc(), seen.id.desc()).limit(limit))
    found = observations(session, who, rows)
    return {theme_id: tuple(one for one in found if one.said.theme_id == theme_id) for theme_id in theme_ids}


def last_logged(session: Session, who: Who) -> dict[str, datetime | None]:
    """Per ring when something was last logged that counts; None when nothing was yet."""
    permit(session, who, Act.LOOK)
    seen, theme = tables.Observation, tables.Theme
    latest = select(seen.created_at).where(seen.theme_id == theme.id, seen.state.in_(COUNTING))
    latest_one = latest.order_by(seen.created_at.desc()).limit(1).scalar_subquery()
    query = select(theme.ring_id, latest_one).where(theme.collaboration_id == who.collaboration_id)
    found: dict[str, datetime | None] = {}
    for ring_id, at in session.execute(query):
        found[ring_id] = max(filter(None, (found.get(ring_id), at)), default=None)
    return found


def logged_since(session: Session, who: Who, since: datetime, limit: int = 5) -> tuple[int, tuple[Observation, ...]]:
    """How many observations were logged after this moment, and the newest of them."""
    permit(session, who, Act.LOOK)
    seen = tables.Observation
    mine = (seen.collaboration_id == who.collaboration_id) & (seen.created_at > since) & seen.state.in_(COUNTING)
    count = session.scalar(select(func.count()).select_from(seen).where(mine)) or 0
    rows = session.scalars(select(seen).where(mine).order_by(seen.created_at.desc(), seen.id.desc()).limit(limit)).all()
    return count, observations(session, who, rows)
