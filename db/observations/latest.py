"""What came last: the newest observations of a theme, since a visit or in a ring, and what was disputed last."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Subquery, func, select
from sqlalchemy.orm import Session

from db import tables
from db.counting import is_counting, list_view_conditions
from db.observations.history import ChangeEntry, find_deciding_changes
from db.observations.records import is_listed, load_observations
from db.people import require_permission
from impact.access import Act
from impact.model import Observation, State, Who


def list_newest(
    session: Session,
    who: Who,
    theme_ids: Sequence[str],
    after: date | None,
    until: date,
    limit: int = 3,
    organisation_id: str | None = None,
    confirmed_only: bool = False,
) -> dict[str, tuple[Observation, ...]]:
    """Return by theme the newest observations that count, seen after `after` (None: ever) up to `until`."""
    require_permission(session, who, Act.LOOK)
    observation = tables.Observation
    counting = select(observation).where(observation.collaboration_id == who.collaboration_id, is_counting())
    counting = counting.where(observation.seen_on <= until, *list_view_conditions(organisation_id, confirmed_only))
    if after is not None:
        counting = counting.where(observation.seen_on > after)
    rows: list[tables.Observation] = []
    for theme_id in theme_ids:
        theme_query = counting.where(observation.theme_id == theme_id)
        rows += session.scalars(theme_query.order_by(observation.seen_on.desc(), observation.id.desc()).limit(limit))
    entries = load_observations(session, who, rows)
    return {theme_id: tuple(entry for entry in entries if entry.details.theme_id == theme_id) for theme_id in theme_ids}


def list_last_logged(session: Session, who: Who) -> dict[str, datetime | None]:
    """Return by ring when something that counts was last logged; None when nothing was."""
    require_permission(session, who, Act.LOOK)
    observation, theme = tables.Observation, tables.Theme
    logged_query = select(observation.created_at).where(observation.theme_id == theme.id, is_counting())
    last_logged_at = logged_query.order_by(observation.created_at.desc()).limit(1).scalar_subquery()
    query = select(theme.ring_id, last_logged_at).where(theme.collaboration_id == who.collaboration_id)
    last_by_ring: dict[str, datetime | None] = {}
    for ring_id, logged_at in session.execute(query):
        last_by_ring[ring_id] = max(filter(None, (last_by_ring.get(ring_id), logged_at)), default=None)
    return last_by_ring


def list_logged_since(
    session: Session, who: Who, since: datetime, limit: int = 5
) -> tuple[int, tuple[Observation, ...]]:
    """Return how many observations were shared after this moment, and the newest of them.

    What was logged as a draft is new from the moment it was shared.
    """
    require_permission(session, who, Act.LOOK)
    observation = tables.Observation
    shared = _select_shared_since(who, since)
    counting = (observation.collaboration_id == who.collaboration_id) & is_counting()
    # Two queries, each with an index of its own: one query with an "or" would read every observation.
    is_logged_since = (
        counting & (observation.created_at > since) & observation.id.not_in(select(shared.c.observation_id))
    )
    queries = (
        select(observation, observation.created_at.label("at")).where(is_logged_since),
        select(observation, shared.c.at).join(shared, shared.c.observation_id == observation.id).where(counting),
    )
    rows: list[tuple[tables.Observation, datetime]] = []
    count = 0
    for query in queries:
        count += session.scalar(query.with_only_columns(func.count())) or 0
        last_query = query.order_by(query.selected_columns["at"].desc(), observation.id.desc()).limit(limit)
        rows += [(row, moment) for row, moment in session.execute(last_query)]
    rows.sort(key=lambda dated_row: (dated_row[1], dated_row[0].id), reverse=True)
    return count, load_observations(session, who, [row for row, _ in rows[:limit]])


def _select_shared_since(who: Who, since: datetime) -> Subquery:
    """Select which drafts became shared after this moment, and when, from their history."""
    change = tables.Change
    was_draft = change.before["state"].as_string() == State.DRAFT.value
    query = select(change.observation_id, func.max(change.at).label("at")).where(
        change.collaboration_id == who.collaboration_id, change.at > since, was_draft
    )
    return query.group_by(change.observation_id).subquery()


def list_own_disputed(session: Session, who: Who, limit: int = 3) -> tuple[tuple[Observation, ChangeEntry | None], ...]:
    """Return what this person logged and is disputed now, newest first, each with the change that did so, if known."""
    require_permission(session, who, Act.LOOK)
    observation = tables.Observation
    query = select(observation).where(
        is_listed(who), observation.created_by == who.person_id, observation.state == State.DISPUTED
    )
    rows = session.scalars(query.order_by(observation.updated_at.desc(), observation.id.desc()).limit(limit)).all()
    entries = load_observations(session, who, rows)
    deciding_changes = find_deciding_changes(session, entries)
    return tuple((entry, deciding_changes.get(entry.id)) for entry in entries)
