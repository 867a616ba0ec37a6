"""What came last: the newest observations of a sector, when a ring was last logged in, what is new since a visit."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Subquery, func, select
from sqlalchemy.orm import Session

from db import tables
from db.counting import is_counting
from db.observations import observations
from db.people import permit
from impact.access import Act
from impact.model import Observation, State, Who


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
    counting = select(seen).where(seen.collaboration_id == who.collaboration_id, is_counting())
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
    latest = select(seen.created_at).where(seen.theme_id == theme.id, is_counting())
    latest_one = latest.order_by(seen.created_at.desc()).limit(1).scalar_subquery()
    query = select(theme.ring_id, latest_one).where(theme.collaboration_id == who.collaboration_id)
    found: dict[str, datetime | None] = {}
    for ring_id, at in session.execute(query):
        found[ring_id] = max(filter(None, (found.get(ring_id), at)), default=None)
    return found


def logged_since(session: Session, who: Who, since: datetime, limit: int = 5) -> tuple[int, tuple[Observation, ...]]:
    """How many observations were shared after this moment, and those that were shared last.

    What was logged as a draft is new from the moment it was shared.
    """
    permit(session, who, Act.LOOK)
    seen = tables.Observation
    shared = _shared_since(who, since)
    counting = (seen.collaboration_id == who.collaboration_id) & is_counting()
    # Two questions, each with an index of its own; as one, with an "or", it would read every observation there is.
    logged = counting & (seen.created_at > since) & seen.id.not_in(select(shared.c.observation_id))
    queries = (
        select(seen, seen.created_at.label("at")).where(logged),
        select(seen, shared.c.at).join(shared, shared.c.observation_id == seen.id).where(counting),
    )
    rows: list[tuple[tables.Observation, datetime]] = []
    count = 0
    for query in queries:
        count += session.scalar(query.with_only_columns(func.count())) or 0
        last = query.order_by(query.selected_columns["at"].desc(), seen.id.desc()).limit(limit)
        rows += [(row, at) for row, at in session.execute(last)]
    rows.sort(key=lambda found: (found[1], found[0].id), reverse=True)
    return count, observations(session, who, [row for row, _ in rows[:limit]])


def _shared_since(who: Who, since: datetime) -> Subquery:
    """Which drafts became shared after this moment, and when: their history tells."""
    kept = tables.Change
    was_draft = kept.before["state"].as_string() == State.DRAFT.value
    ours = select(kept.observation_id, func.max(kept.at).label("at")).where(
        kept.collaboration_id == who.collaboration_id, kept.at > since, was_draft
    )
    return ours.group_by(kept.observation_id).subquery()
