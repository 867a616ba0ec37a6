"""Batches: what was taken in from a file, and taking all of it out again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, func, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import SQLCoreOperations

from db import collaborations, remains, tables
from db.files import files_of
from db.people import alone, permit, touched
from db.tallies import recount
from impact.access import Act
from impact.errors import NotFound
from impact.model import FEWEST_RINGS, Who


@dataclass(frozen=True)
class Batch:
    """One import: `rows` as it came in, `left` of those still here, `changed` of those touched since."""

    id: str
    file_name: str
    at: datetime
    by: str
    rows: int
    left: int
    changed: int


@dataclass(frozen=True)
class Source:
    """A file that observations came from, and when."""

    id: str
    file_name: str
    at: datetime


def sources(session: Session, who: Who) -> tuple[Source, ...]:
    """The files that were taken in here, newest first."""
    permit(session, who, Act.LOOK)
    batch = tables.Batch
    query = select(batch.id, batch.file_name, batch.created_at).where(batch.collaboration_id == who.collaboration_id)
    return tuple(Source(*row) for row in session.execute(query.order_by(batch.id.desc())))


def batches(session: Session, who: Who) -> tuple[Batch, ...]:
    """Every import into this collaboration, newest first."""
    permit(session, who, Act.LOOK)
    batch, seen, person = tables.Batch, tables.Observation, tables.Person
    of_it = select(func.count()).select_from(seen).where(seen.batch_id == batch.id)
    query = (
        select(batch, person.name, of_it.scalar_subquery(), of_it.where(seen.version > 1).scalar_subquery())
        .outerjoin(person, person.id == batch.created_by)
        .where(batch.collaboration_id == who.collaboration_id)
        .order_by(batch.id.desc())
    )
    return tuple(
        Batch(row.id, row.file_name, row.created_at, by or "", row.rows, left or 0, changed or 0)
        for row, by, left, changed in session.execute(query)
    )


def undo_batch(session: Session, who: Who, batch_id: str) -> bool:
    """Take out everything an import brought, and what it made that nothing else uses.

    Returns whether the collaboration itself went: it was made for this import and holds nothing else.
    Raises NotAllowed or NotFound.
    """
    alone(session, who, Act.MANAGE)
    batch = tables.Batch
    mine = (batch.id == batch_id) & (batch.collaboration_id == who.collaboration_id)
    if session.scalar(select(batch.id).where(mine)) is None:
        raise NotFound(what="batch")
    made_for_it = _made_for(session, who, batch_id)
    seen = tables.Observation
    remains.leave(session, files_of(session, select(seen.id).where(seen.batch_id == batch_id)))
    session.execute(delete(seen).where(seen.batch_id == batch_id))
    _remove_unused(session, batch_id)
    if made_for_it and _is_bare(session, who):
        collaborations.remove(session, who)
        return True
    if not made_for_it:
        _remove_unused_rings(session, who, batch_id)
    session.execute(delete(batch).where(mine))
    recount(session, who.collaboration_id)
    touched(session, who)
    return False


def _made_for(session: Session, who: Who, batch_id: str) -> bool:
    """Whether every ring came with this batch: then so did the collaboration."""
    theme = tables.Theme
    earlier = (theme.collaboration_id == who.collaboration_id) & theme.unexpected
    return not session.scalar(select(exists().where(earlier, theme.batch_id.is_distinct_from(batch_id))))


def _unused(id_: SQLCoreOperations[str], uses: Sequence[SQLCoreOperations[str | None]]) -> list[ColumnElement[bool]]:
    return [~exists().where(use == id_) for use in uses]


def _remove_unused(session: Session, batch_id: str) -> None:
    seen, theme = tables.Observation, tables.Theme
    activity, organisation = tables.Activity, tables.Organisation
    by_activity = _unused(activity.id, (seen.activity_id, tables.Ripple.cause_activity_id))
    session.execute(delete(activity).where(activity.batch_id == batch_id, activity.version == 1, *by_activity))
    standing = _unused(organisation.id, (seen.organisation_id,))
    session.execute(delete(organisation).where(organisation.batch_id == batch_id, organisation.version == 1, *standing))
    untouched = _unused(theme.id, (seen.theme_id, tables.Wanted.theme_id))
    labelled = (theme.batch_id == batch_id) & ~theme.unexpected & (theme.version == 1)
    session.execute(delete(theme).where(labelled, *untouched))


def _remove_unused_rings(session: Session, who: Who, batch_id: str) -> None:
    ring, theme, seen = tables.Ring, tables.Theme, tables.Observation
    came = select(theme.ring_id).where(theme.batch_id == batch_id, theme.unexpected)
    mine = ring.collaboration_id == who.collaboration_id
    staying = session.scalar(select(func.count()).select_from(ring).where(mine, ring.id.not_in(came))) or 0
    if staying < FEWEST_RINGS:
        return
    wished = select(theme.ring_id).where(~theme.unexpected)
    spoken_of = select(theme.ring_id).join(seen, seen.theme_id == theme.id)
    marked = select(tables.Milestone.ring_id).where(tables.Milestone.ring_id.is_not(None))
    bare = [ring.id.not_in(some) for some in (wished, spoken_of, marked)]
    session.execute(delete(ring).where(mine, ring.id.in_(came), ring.version == 1, *bare))


def _is_bare(session: Session, who: Who) -> bool:
    """Whether the collaboration holds nothing now but its rings and this one batch."""
    mine = who.collaboration_id
    for table in (tables.Observation, tables.Organisation, tables.Activity, tables.Milestone):
        if session.scalar(select(exists().where(table.collaboration_id == mine))):
            return False
    theme, batch = tables.Theme, tables.Batch
    wished = session.scalar(select(exists().where(theme.collaboration_id == mine, ~theme.unexpected)))
    imports = session.scalar(select(func.count()).select_from(batch).where(batch.collaboration_id == mine))
    return not wished and imports == 1
