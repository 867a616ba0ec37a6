"""Imports that are not finished: kept for the person who began one, so that a reload or another page loses nothing.

One for each person in a collaboration. Two tabs of one person share it: each writes it whole, and only as long as it
is the import that this tab knows, in the phase that this tab knows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import CursorResult, delete, select, update
from sqlalchemy.orm import Session

from db import remains
from db.once import inserting
from db.people import permit
from db.tables import ImportDraft, ImportPhase
from db.types import new_id, now
from impact.access import Act
from impact.errors import BrokenFile
from impact.model import Who

KEPT_FOR = timedelta(days=30)  # without a change; it may hold what nobody has looked at yet
MOST_BYTES = 20_000_000  # a file of 10 MB, or the rows of one that stayed out
FILE_NAME_LIMIT = 255


@dataclass(frozen=True)
class KeptImport:
    """An import that is not finished, as it was kept last."""

    id: str
    phase: ImportPhase
    file_name: str
    content: bytes
    told: Mapping[str, Any]
    progress: Mapping[str, Any]


def read_standing(session: Session, who: Who) -> tuple[str, ImportPhase] | None:
    """Which import of this person is kept here, and how far it is; None for none. Raises NotAllowed."""
    permit(session, who, Act.MANAGE)
    row = session.execute(select(ImportDraft.id, ImportDraft.phase).where(_mine(who))).first()
    return (row.id, row.phase) if row else None


def read_import(session: Session, who: Who) -> KeptImport | None:
    """The import of this person that is kept here. Raises NotAllowed."""
    permit(session, who, Act.MANAGE)
    row = session.scalar(select(ImportDraft).where(_mine(who)))
    if row is None:
        return None
    return KeptImport(row.id, row.phase, row.file_name, row.content, row.told, row.progress)


def keep_import(
    session: Session, who: Who, phase: ImportPhase, file_name: str, content: bytes, told: Mapping[str, Any]
) -> str:
    """Keep this import in the place of an earlier one of this person here; returns its id.

    What everybody left alone for too long goes. Raises NotAllowed and BrokenFile (too_big).
    """
    permit(session, who, Act.MANAGE)
    if len(content) > MOST_BYTES:
        raise BrokenFile(reason="too_big", most=MOST_BYTES // 1_000_000)
    session.execute(delete(ImportDraft).where(ImportDraft.updated_at < now() - KEPT_FOR))
    values = {
        "id": new_id(),
        "phase": phase,
        "file_name": file_name[-FILE_NAME_LIMIT:],
        "content": content,
        "told": dict(told),
        "progress": {},
        "updated_at": now(),
    }
    adding = inserting(session, ImportDraft).values(
        collaboration_id=who.collaboration_id, person_id=who.person_id, **values
    )
    newer = {name: adding.excluded[name] for name in values}
    session.execute(adding.on_conflict_do_update(index_elements=["collaboration_id", "person_id"], set_=newer))
    return str(values["id"])


def save_choices(session: Session, who: Who, id_: str, told: Mapping[str, Any]) -> bool:
    """Keep what was chosen so far; returns whether this import is still the one that is being matched."""
    return _change(session, who, id_, ImportPhase.MATCHING, told=dict(told))


def start_running(session: Session, who: Who, id_: str, told: Mapping[str, Any]) -> bool:
    """From here on this import is on its way in; returns whether it was this call that began it."""
    return _change(session, who, id_, ImportPhase.MATCHING, phase=ImportPhase.RUNNING, told=dict(told), progress={})


def save_progress(session: Session, who: Who, id_: str, progress: Mapping[str, Any]) -> bool:
    """Keep how far this import came; returns whether it is still on its way."""
    return _change(session, who, id_, ImportPhase.RUNNING, progress=dict(progress))


def stop_running(session: Session, who: Who, id_: str) -> bool:
    """Back to what was chosen, with nothing of it in; returns whether it was on its way."""
    return _change(session, who, id_, ImportPhase.RUNNING, phase=ImportPhase.MATCHING, progress={})


def drop_import(session: Session, who: Who, id_: str) -> None:
    """Let go of this import; when it is gone already nothing happens. Raises NotAllowed."""
    permit(session, who, Act.MANAGE)
    result = session.execute(delete(ImportDraft).where(_mine(who), ImportDraft.id == id_))
    assert isinstance(result, CursorResult)
    if result.rowcount:
        remains.leave(session)  # a whole file may stand in parts of the database that are no longer used


def _mine(who: Who) -> Any:
    fresh = ImportDraft.updated_at >= now() - KEPT_FOR
    return (ImportDraft.collaboration_id == who.collaboration_id) & (ImportDraft.person_id == who.person_id) & fresh


def _change(session: Session, who: Who, id_: str, during: ImportPhase, **values: Any) -> bool:
    permit(session, who, Act.MANAGE)
    here = _mine(who) & (ImportDraft.id == id_) & (ImportDraft.phase == during)
    result = session.execute(update(ImportDraft).where(here).values(**values, updated_at=now()))
    assert isinstance(result, CursorResult)
    return bool(result.rowcount)
