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

from db import cleanup
from db.once import build_insert
from db.people import require_permission
from db.tables import ImportDraft, ImportPhase
from db.types import create_id, get_utc_now
from impact.access import Act
from impact.errors import BrokenFile
from impact.model import Who

MAX_DRAFT_AGE = timedelta(days=30)  # without a change; it may hold what nobody has looked at yet
MAX_CONTENT_BYTES = 20_000_000  # a file of 10 MB, or the rows of one that stayed out
MAX_FILE_NAME_LENGTH = 255


@dataclass(frozen=True)
class StoredImportDraft:
    """An import that is not finished, as it was kept last."""

    id: str
    phase: ImportPhase
    file_name: str
    content: bytes
    state: Mapping[str, Any]
    progress: Mapping[str, Any]


def read_import_phase(session: Session, who: Who) -> tuple[str, ImportPhase] | None:
    """Which import of this person is kept here, and how far it is; None for none. Raises NotAllowed."""
    require_permission(session, who, Act.MANAGE)
    row = session.execute(select(ImportDraft.id, ImportDraft.phase).where(_is_own_draft(who))).first()
    return (row.id, row.phase) if row else None


def read_import_draft(session: Session, who: Who) -> StoredImportDraft | None:
    """The import of this person that is kept here. Raises NotAllowed."""
    require_permission(session, who, Act.MANAGE)
    row = session.scalar(select(ImportDraft).where(_is_own_draft(who)))
    if row is None:
        return None
    return StoredImportDraft(row.id, row.phase, row.file_name, row.content, row.told, row.progress)


def save_import_draft(
    session: Session, who: Who, phase: ImportPhase, file_name: str, content: bytes, state: Mapping[str, Any]
) -> str:
    """Keep this import in the place of an earlier one of this person here; returns its id.

    What everybody left alone for too long goes. Raises NotAllowed and BrokenFile (too_big).
    """
    require_permission(session, who, Act.MANAGE)
    if len(content) > MAX_CONTENT_BYTES:
        raise BrokenFile(reason="too_big", most=MAX_CONTENT_BYTES // 1_000_000)
    session.execute(delete(ImportDraft).where(ImportDraft.updated_at < get_utc_now() - MAX_DRAFT_AGE))
    values = {
        "id": create_id(),
        "phase": phase,
        "file_name": file_name[-MAX_FILE_NAME_LENGTH:],
        "content": content,
        "told": dict(state),
        "progress": {},
        "updated_at": get_utc_now(),
    }
    statement = build_insert(session, ImportDraft).values(
        collaboration_id=who.collaboration_id, person_id=who.person_id, **values
    )
    new_values = {name: statement.excluded[name] for name in values}
    session.execute(statement.on_conflict_do_update(index_elements=["collaboration_id", "person_id"], set_=new_values))
    return str(values["id"])


def save_choices(session: Session, who: Who, id_: str, state: Mapping[str, Any]) -> bool:
    """Keep what was chosen so far; returns whether this import is still the one that is being matched."""
    return _update_draft(session, who, id_, ImportPhase.MATCHING, told=dict(state))


def start_import_run(session: Session, who: Who, id_: str, state: Mapping[str, Any]) -> bool:
    """From here on this import is on its way in; returns whether it was this call that began it."""
    return _update_draft(
        session, who, id_, ImportPhase.MATCHING, phase=ImportPhase.RUNNING, told=dict(state), progress={}
    )


def save_progress(session: Session, who: Who, id_: str, progress: Mapping[str, Any]) -> bool:
    """Keep how far this import came; returns whether it is still on its way."""
    return _update_draft(session, who, id_, ImportPhase.RUNNING, progress=dict(progress))


def stop_import_run(session: Session, who: Who, id_: str) -> bool:
    """Back to what was chosen, with nothing of it in; returns whether it was on its way."""
    return _update_draft(session, who, id_, ImportPhase.RUNNING, phase=ImportPhase.MATCHING, progress={})


def delete_import_draft(session: Session, who: Who, id_: str) -> None:
    """Let go of this import; when it is gone already nothing happens. Raises NotAllowed."""
    require_permission(session, who, Act.MANAGE)
    result = session.execute(delete(ImportDraft).where(_is_own_draft(who), ImportDraft.id == id_))
    assert isinstance(result, CursorResult)
    if result.rowcount:
        cleanup.record_remains(session)  # a whole file may stand in parts of the database that are no longer used


def _is_own_draft(who: Who) -> Any:
    is_recent = ImportDraft.updated_at >= get_utc_now() - MAX_DRAFT_AGE
    return (ImportDraft.collaboration_id == who.collaboration_id) & (ImportDraft.person_id == who.person_id) & is_recent


def _update_draft(session: Session, who: Who, id_: str, expected_phase: ImportPhase, **values: Any) -> bool:
    require_permission(session, who, Act.MANAGE)
    is_expected_draft = _is_own_draft(who) & (ImportDraft.id == id_) & (ImportDraft.phase == expected_phase)
    result = session.execute(update(ImportDraft).where(is_expected_draft).values(**values, updated_at=get_utc_now()))
    assert isinstance(result, CursorResult)
    return bool(result.rowcount)
