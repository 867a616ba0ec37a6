"""Batches: what was imported from a file, and undoing an import as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, func, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import SQLCoreOperations

from db import cleanup, collaborations, tables
from db.copies.evidence_files import list_hashes_of
from db.observations.tallies import recount_tallies
from db.people import bump_data_version, lock_collaboration, require_permission
from db.rows import count_where, get_own_row
from impact.access import Act
from impact.model import MIN_RINGS, Who


@dataclass(frozen=True)
class ImportBatch:
    """One import: how many rows it had, how many of these remain, and how many of those were changed since."""

    id: str
    file_name: str
    imported_at: datetime
    imported_by: str
    row_count: int
    remaining: int
    changed: int


@dataclass(frozen=True)
class ImportedFile:
    """A file that observations came from, and when."""

    id: str
    file_name: str
    imported_at: datetime


def list_imported_files(session: Session, who: Who) -> tuple[ImportedFile, ...]:
    """Return the files that were imported into this collaboration, newest first."""
    require_permission(session, who, Act.LOOK)
    batch = tables.Batch
    query = select(batch.id, batch.file_name, batch.created_at).where(batch.collaboration_id == who.collaboration_id)
    return tuple(ImportedFile(*row) for row in session.execute(query.order_by(batch.id.desc())))


def list_batches(session: Session, who: Who) -> tuple[ImportBatch, ...]:
    """Return every import into this collaboration, newest first."""
    require_permission(session, who, Act.LOOK)
    batch, observation, person = tables.Batch, tables.Observation, tables.Person
    observation_count = select(func.count()).select_from(observation).where(observation.batch_id == batch.id)
    query = (
        select(
            batch,
            person.name,
            observation_count.scalar_subquery(),
            observation_count.where(observation.version > 1).scalar_subquery(),
        )
        .outerjoin(person, person.id == batch.created_by)
        .where(batch.collaboration_id == who.collaboration_id)
        .order_by(batch.id.desc())
    )
    return tuple(
        ImportBatch(row.id, row.file_name, row.created_at, person_name or "", row.rows, remaining or 0, changed or 0)
        for row, person_name, remaining, changed in session.execute(query)
    )


def undo_batch(session: Session, who: Who, batch_id: str) -> bool:
    """Delete everything an import brought, and what it made that nothing else uses.

    Return whether the collaboration was deleted too: it was made for this import and holds nothing else. Raise
    NotAllowed or NotFound.
    """
    lock_collaboration(session, who, Act.MANAGE)
    batch = get_own_row(session, who, tables.Batch, batch_id)
    made_for_batch = _is_collaboration_made_for(session, who, batch_id)
    observation = tables.Observation
    cleanup.record_remains(
        session, list_hashes_of(session, select(observation.id).where(observation.batch_id == batch_id))
    )
    session.execute(delete(observation).where(observation.batch_id == batch_id))
    _remove_unused_items(session, batch_id)
    if made_for_batch and _is_empty_collaboration(session, who):
        collaborations.remove_collaboration(session, who)
        return True
    if not made_for_batch:
        _remove_unused_rings(session, who, batch_id)
    session.delete(batch)
    session.flush()
    recount_tallies(session, who.collaboration_id)
    bump_data_version(session, who)
    return False


def _is_collaboration_made_for(session: Session, who: Who, batch_id: str) -> bool:
    """Return whether every ring came with this batch: then the collaboration was made for it."""
    theme = tables.Theme
    is_unexpected_theme = (theme.collaboration_id == who.collaboration_id) & theme.unexpected
    return not session.scalar(select(exists().where(is_unexpected_theme, theme.batch_id.is_distinct_from(batch_id))))


def _list_unused_conditions(
    id_: SQLCoreOperations[str], uses: Sequence[SQLCoreOperations[str | None]]
) -> list[ColumnElement[bool]]:
    return [~exists().where(use == id_) for use in uses]


def _remove_unused_items(session: Session, batch_id: str) -> None:
    observation, theme = tables.Observation, tables.Theme
    activity, organisation = tables.Activity, tables.Organisation
    unused_activity = _list_unused_conditions(activity.id, (observation.activity_id, tables.Ripple.cause_activity_id))
    # A version above 1 says that somebody has changed it since: then it is no longer only the import's.
    session.execute(delete(activity).where(activity.batch_id == batch_id, activity.version == 1, *unused_activity))
    unused_organisation = _list_unused_conditions(organisation.id, (observation.organisation_id,))
    session.execute(
        delete(organisation).where(organisation.batch_id == batch_id, organisation.version == 1, *unused_organisation)
    )
    unused_theme = _list_unused_conditions(theme.id, (observation.theme_id, tables.WantedStep.theme_id))
    untouched_theme = (theme.batch_id == batch_id) & ~theme.unexpected & (theme.version == 1)
    session.execute(delete(theme).where(untouched_theme, *unused_theme))


def _remove_unused_rings(session: Session, who: Who, batch_id: str) -> None:
    ring, theme, observation = tables.Ring, tables.Theme, tables.Observation
    imported_ring_ids = select(theme.ring_id).where(theme.batch_id == batch_id, theme.unexpected)
    is_own_ring = ring.collaboration_id == who.collaboration_id
    remaining_rings = count_where(session, is_own_ring, ring.id.not_in(imported_ring_ids))
    if remaining_rings < MIN_RINGS:
        return
    rings_with_wishes = select(theme.ring_id).where(~theme.unexpected)
    rings_with_observations = select(theme.ring_id).join(observation, observation.theme_id == theme.id)
    rings_with_milestones = select(tables.Milestone.ring_id).where(tables.Milestone.ring_id.is_not(None))
    unused_conditions = [
        ring.id.not_in(ring_ids) for ring_ids in (rings_with_wishes, rings_with_observations, rings_with_milestones)
    ]
    session.execute(
        delete(ring).where(is_own_ring, ring.id.in_(imported_ring_ids), ring.version == 1, *unused_conditions)
    )


def _is_empty_collaboration(session: Session, who: Who) -> bool:
    """Return whether the collaboration holds nothing now but its rings and this one batch."""
    collaboration_id = who.collaboration_id
    for table in (tables.Observation, tables.Organisation, tables.Activity, tables.Milestone):
        if session.scalar(select(exists().where(table.collaboration_id == collaboration_id))):
            return False
    theme = tables.Theme
    has_wishes = session.scalar(select(exists().where(theme.collaboration_id == collaboration_id, ~theme.unexpected)))
    return not has_wishes and count_where(session, tables.Batch.collaboration_id == collaboration_id) == 1
