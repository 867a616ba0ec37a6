"""Storing an import that is not finished: it survives another page, a reload and a second tab.

The database is right. A session that knows another state (because another tab went on with the file, or dropped it)
forgets its own state and shows the stored one.
"""

import json
import zlib
from array import array
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any

import streamlit as st

from db.imports import drafts
from db.imports.drafts import StoredImportDraft
from db.tables import ImportPhase
from impact.importing.files.table import FileTable
from impact.importing.plan.import_plan import KnownPlaces
from impact.importing.plan.matching import FileMatching
from impact.importing.plan.parsed_sheet import Remark
from impact.model import Who
from pages.ui.database import read_session, write_session

SESSION_IMPORT_KEY = "data_held"
# Choices that Streamlit drops from the session while another page is shown.
CHOICE_KEYS = ("data_sheet", "data_into", "data_apart_name", "data_allow", "data_whole", "data_doubles", "data_named")


@dataclass
class SessionImport:
    """The import as this session knows it: the file, the choices in widgets, and what was stored last."""

    id: str
    phase: ImportPhase
    file_name: str
    content: bytes
    state: Mapping[str, Any] = field(default_factory=dict)
    progress: Mapping[str, Any] = field(default_factory=dict)


def get_session_import() -> SessionImport | None:
    """Return the import that this session knows, or None."""
    session_import: SessionImport | None = st.session_state.get(SESSION_IMPORT_KEY)
    return session_import


def follow_stored_import(who: Who) -> bool:
    """Replace what this session knows by what is stored, when they differ; return whether they did."""
    with read_session() as session:
        stored_state = drafts.read_import_phase(session, who)
        session_import = get_session_import()
        if stored_state == (session_import and (session_import.id, session_import.phase)):
            return False
        stored_import = drafts.read_import_draft(session, who) if stored_state else None
    if stored_import:
        st.session_state[SESSION_IMPORT_KEY] = _to_session_import(stored_import)
    else:
        st.session_state.pop(SESSION_IMPORT_KEY, None)
    return True


def _to_session_import(stored_import: StoredImportDraft) -> SessionImport:
    return SessionImport(
        stored_import.id,
        stored_import.phase,
        stored_import.file_name,
        stored_import.content,
        stored_import.state,
        stored_import.progress,
    )


def begin_import(who: Who, file_name: str, content: bytes) -> None:
    """Store this file, in the place of an earlier one."""
    _store_import(who, ImportPhase.MATCHING, file_name, content, {})


def save_report(who: Who, file_name: str, content: bytes, state: Mapping[str, Any]) -> None:
    """Store the report of an import that is over, in the place of its file."""
    _store_import(who, ImportPhase.REPORT, file_name, content, state)


def _store_import(who: Who, phase: ImportPhase, file_name: str, content: bytes, state: Mapping[str, Any]) -> None:
    with write_session() as session:
        id_ = drafts.save_import_draft(session, who, phase, file_name, content, state)
    st.session_state[SESSION_IMPORT_KEY] = SessionImport(id_, phase, file_name, content, state)


def save_choices(who: Who, setup_state: Mapping[str, Any]) -> None:
    """Store how the file is matched so far, and the choices in widgets, when something changed."""
    session_import = get_session_import()
    if session_import is None or session_import.phase is not ImportPhase.MATCHING:
        return
    choices = dict(session_import.state.get("choices", {}))
    choices |= {name: st.session_state[name] for name in CHOICE_KEYS if name in st.session_state}
    state = _normalise_json({"choices": choices, "work": setup_state})
    if state == session_import.state:
        return
    with write_session() as session:
        is_current = drafts.save_choices(session, who, session_import.id, state)
    if not is_current:
        st.rerun()  # another tab went on with this file, so this session shows what is stored
    session_import.state = state


def restore_choices(session_import: SessionImport) -> None:
    """Put back the choices in widgets that Streamlit dropped from the session."""
    for name, value in session_import.state.get("choices", {}).items():
        if name in CHOICE_KEYS and name not in st.session_state:
            st.session_state[name] = value


def start_running(who: Who, running_state: Mapping[str, Any]) -> bool:
    """Store that the import is running; False when another tab began or dropped it first."""
    session_import = get_session_import()
    if session_import is None:
        return False
    state = _normalise_json({**session_import.state, "running": running_state})
    with write_session() as session:
        is_started = drafts.start_import_run(session, who, session_import.id, state)
    if is_started:
        session_import.phase, session_import.state, session_import.progress = ImportPhase.RUNNING, state, {}
    return is_started


def stop_running(who: Who) -> None:
    """Store that the import is no longer running, after all of it was undone."""
    session_import = get_session_import()
    if session_import:
        with write_session() as session:
            drafts.stop_import_run(session, who, session_import.id)
        session_import.phase, session_import.progress = ImportPhase.MATCHING, {}


def drop_import(who: Who) -> None:
    """Delete the stored import."""
    session_import = get_session_import()
    st.session_state.pop(SESSION_IMPORT_KEY, None)
    if session_import:
        with write_session() as session:
            drafts.delete_import_draft(session, who, session_import.id)


def _normalise_json(state: Mapping[str, Any]) -> dict[str, Any]:
    """Return the state as it comes back from JSON (lists for tuples), so that it can be compared with a stored one."""
    normalised: dict[str, Any] = json.loads(json.dumps(state))
    return normalised


def matching_to_json(matching: FileMatching) -> dict[str, Any]:
    """Return a matching as JSON values."""
    return asdict(matching)


def matching_from_json(document: Mapping[str, Any]) -> FileMatching:
    """Return the matching in this document; a field that an older version did not store gets its default."""
    return FileMatching(
        **{
            matching_field.name: document[matching_field.name]
            for matching_field in fields(FileMatching)
            if matching_field.name in document
        }
    )


def known_places_to_json(known_places: KnownPlaces) -> dict[str, Any]:
    """Return known places as JSON values."""
    rings = {ring: list(labels) for ring, labels in known_places.rings.items()}
    return {
        "rings": rings,
        "organisations": list(known_places.organisations),
        "activities": list(known_places.activities),
    }


def known_places_from_json(document: Mapping[str, Any]) -> KnownPlaces:
    """Return the known places in this document."""
    return KnownPlaces(document["rings"], document["organisations"], document["activities"])


def positions_to_text(positions: Iterable[int]) -> str:
    """Return positions of rows as a short text; thousands of them may be stored at every piece."""
    # "q" has eight bytes everywhere: a draft may be read on another machine than the one that stored it.
    return b64encode(zlib.compress(array("q", sorted(positions)).tobytes())).decode()


def positions_from_text(text: str) -> frozenset[int]:
    """Return the positions of rows in this text."""
    positions = array("q")
    positions.frombytes(zlib.decompress(b64decode(text)))
    return frozenset(positions)


def refused_rows_to_bytes(table: FileTable, remarks: Sequence[Remark]) -> bytes:
    """Return refused rows and their remarks as compressed JSON."""
    document = {
        "headers": table.headers,
        "rows": table.rows,
        "line": table.line,
        "remarks": [asdict(remark) for remark in remarks],
    }
    return zlib.compress(json.dumps(document, default=str).encode())


def refused_rows_from_bytes(content: bytes) -> tuple[FileTable, tuple[Remark, ...]]:
    """Return the refused rows and their remarks."""
    document = json.loads(zlib.decompress(content))
    rows = tuple((line, tuple(cells)) for line, cells in document["rows"])
    return FileTable(tuple(document["headers"]), rows, document["line"]), tuple(
        Remark(**remark) for remark in document["remarks"]
    )
