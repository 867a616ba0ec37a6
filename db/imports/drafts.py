"""Drafts of imports: an import that is not finished is stored, so that a reload or another page loses nothing.

There is one for each person in a collaboration. Two tabs of one person share it: each writes the whole draft, and
only while it is still the import, in the phase, that this tab knows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import CursorResult, delete, select, update
from sqlalchemy.orm import Session

from db import cleanup
from db.imports.batch_rows import MAX_FILE_NAME_LENGTH
from db.once import build_insert
from db.people import require_permission
from db.tables import ImportDraft, ImportPhase
from db.types import create_id, get_utc_now
from impact.access import Act
from impact.errors import BrokenFile
from impact.model import Who

MAX_DRAFT_AGE = timedelta(days=30)  # since the last change: a draft may hold personal data nobody has checked yet
MAX_CONTENT_BYTES = 20_000_000  # a file of 10 MB, or the rows of one that were refused


@dataclass(frozen=True)
class StoredImportDraft:
    """An import that is not finished, as it was last stored."""

    id: str
    phase: ImportPhase
    file_name: str
    content: bytes
    state: Mapping[str, Any]
    progress: Mapping[str, Any]


def read_import_phase(session: Session, who: Who) -> tuple[str, ImportPhase] | None:
    """Return the id and the phase of this person's import, or None. Raise NotAllowed."""
    require_permission(session, who, Act.MANAGE)
    row = session.execute(select(ImportDraft.id, ImportDraft.phase).where(_is_own_draft(who))).first()
    return (row.id, row.phase) if row else None


def read_import_draft(session: Session, who: Who) -> StoredImportDraft | None:
    """Return this person's import, or None. Raise NotAllowed."""
    require_permission(session, who, Act.MANAGE)
    row = session.scalar(select(ImportDraft).where(_is_own_draft(who)))
    if row is None:
        return None
    return StoredImportDraft(row.id, row.phase, row.file_name, row.content, row.told, row.progress)


def save_import_draft(
    session: Session, who: Who, phase: ImportPhase, file_name: str, content: bytes, state: Mapping[str, Any]
) -> str:
    """Store this import in the place of an earlier one of this person, and return its id.

    Drafts of anybody that are too old are deleted. Raise NotAllowed or BrokenFile (too_big).
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
    """Store what was chosen so far, and return whether this import is still the one that is being matched."""
    return _update_draft(session, who, id_, ImportPhase.MATCHING, told=dict(state))


def start_import_run(session: Session, who: Who, id_: str, state: Mapping[str, Any]) -> bool:
    """Start to run this import, and return whether this call did so: of two tabs only one does."""
    return _update_draft(
        session, who, id_, ImportPhase.MATCHING, phase=ImportPhase.RUNNING, told=dict(state), progress={}
    )


def save_progress(session: Session, who: Who, id_: str, progress: Mapping[str, Any]) -> bool:
    """Store how far this import came, and return whether it is still running."""
    return _update_draft(session, who, id_, ImportPhase.RUNNING, progress=dict(progress))


def stop_import_run(session: Session, who: Who, id_: str) -> bool:
    """Go back to what was chosen, when nothing was imported, and return whether it was running."""
    return _update_draft(session, who, id_, ImportPhase.RUNNING, phase=ImportPhase.MATCHING, progress={})


def delete_import_draft(session: Session, who: Who, id_: str) -> None:
    """Delete this import, if it is still there. Raise NotAllowed."""
    require_permission(session, who, Act.MANAGE)
    result = session.execute(delete(ImportDraft).where(_is_own_draft(who), ImportDraft.id == id_))
    assert isinstance(result, CursorResult)
    if result.rowcount:
        cleanup.record_remains(session)  # a whole file may remain in unused parts of the database


def _is_own_draft(who: Who) -> Any:
    is_recent = ImportDraft.updated_at >= get_utc_now() - MAX_DRAFT_AGE
    return (ImportDraft.collaboration_id == who.collaboration_id) & (ImportDraft.person_id == who.person_id) & is_recent


def _update_draft(session: Session, who: Who, id_: str, expected_phase: ImportPhase, **values: Any) -> bool:
    require_permission(session, who, Act.MANAGE)
    is_expected_draft = _is_own_draft(who) & (ImportDraft.id == id_) & (ImportDraft.phase == expected_phase)
    result = session.execute(update(ImportDraft).where(is_expected_draft).values(**values, updated_at=get_utc_now()))
    assert isinstance(result, CursorResult)
    return bool(result.rowcount)
