"""An import that is not finished, kept for who began it: it survives another page, a reload and a second tab.

What the database holds is what counts. A tab that knows something else (another tab went on, or threw it away) lets go
of what it knows and shows what is kept.
"""

import json
import zlib
from array import array
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any

import streamlit as st

from db.imports import drafts
from db.imports.drafts import StoredImportDraft
from db.tables import ImportPhase
from impact.importing.plan.matching import FileMatching
from impact.importing.plan.import_plan import KnownPlaces
from impact.importing.plan.parsed_sheet import Remark
from impact.importing.files.table import FileTable
from impact.model import Who
from pages.ui.database import read_session, write_session

SESSION_IMPORT_KEY = "data_held"
# Choices of widgets that are gone from the session once another page was shown.
CHOICE_KEYS = ("data_sheet", "data_into", "data_apart_name", "data_allow", "data_whole", "data_doubles", "data_named")


@dataclass
class SessionImport:
    """The import this tab knows: the file, the choices of widgets, and the rest as it was kept last."""

    id: str
    phase: ImportPhase
    file_name: str
    content: bytes
    state: Mapping[str, Any] = field(default_factory=dict)
    progress: Mapping[str, Any] = field(default_factory=dict)
    is_fresh: bool = True  # what is told was not taken over into this session yet


def get_session_import() -> SessionImport | None:
    """The import this tab knows."""
    session_import: SessionImport | None = st.session_state.get(SESSION_IMPORT_KEY)
    return session_import


def follow_stored_import(who: Who) -> bool:
    """Take over what is kept where this tab knows something else; returns whether it had to."""
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
    """Keep this file from here on, in the place of an earlier one."""
    _store_import(who, ImportPhase.MATCHING, file_name, content, {})


def save_report(who: Who, file_name: str, content: bytes, state: Mapping[str, Any]) -> None:
    """Keep the report of an import that is over, and no longer its file."""
    _store_import(who, ImportPhase.REPORT, file_name, content, state)


def _store_import(who: Who, phase: ImportPhase, file_name: str, content: bytes, state: Mapping[str, Any]) -> None:
    with write_session() as session:
        id_ = drafts.save_import_draft(session, who, phase, file_name, content, state)
    st.session_state[SESSION_IMPORT_KEY] = SessionImport(id_, phase, file_name, content, state, is_fresh=False)


def save_choices(who: Who, setup_state: Mapping[str, Any]) -> None:
    """Keep how the file is matched so far, and the choices that stand on the page, when something changed."""
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
        st.rerun()  # another tab went on with it: what is kept is shown
    session_import.state = state


def restore_choices(session_import: SessionImport) -> None:
    """Put the choices of widgets back that the session no longer holds."""
    for name, value in session_import.state.get("choices", {}).items():
        if name in CHOICE_KEYS and name not in st.session_state:
            st.session_state[name] = value


def start_running(who: Who, running_state: Mapping[str, Any]) -> bool:
    """From here on the import is on its way in; False when another tab began it, or threw it away."""
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
    """Back to the choices, with nothing of it in."""
    session_import = get_session_import()
    if session_import:
        with write_session() as session:
            drafts.stop_import_run(session, who, session_import.id)
        session_import.phase, session_import.progress = ImportPhase.MATCHING, {}


def drop_import(who: Who) -> None:
    """Let go of the import that is kept."""
    session_import = get_session_import()
    st.session_state.pop(SESSION_IMPORT_KEY, None)
    if session_import:
        with write_session() as session:
            drafts.delete_import_draft(session, who, session_import.id)


def _normalise_json(state: Mapping[str, Any]) -> dict[str, Any]:
    """The same as it comes back from JSON, so that it can be compared."""
    normalised: dict[str, Any] = json.loads(json.dumps(state))
    return normalised


def matching_to_json(matching: FileMatching) -> dict[str, Any]:
    """All of a matching, for the same file."""
    return asdict(matching)


def matching_from_json(document: Mapping[str, Any]) -> FileMatching:
    """The matching that was told."""
    return FileMatching(
        **{
            matching_field.name: document[matching_field.name]
            for matching_field in fields(FileMatching)
            if matching_field.name in document
        }
    )


def known_places_to_json(known_places: KnownPlaces) -> dict[str, Any]:
    """The places there were."""
    rings = {ring: list(labels) for ring, labels in known_places.rings.items()}
    return {
        "rings": rings,
        "organisations": list(known_places.organisations),
        "activities": list(known_places.activities),
    }


def known_places_from_json(document: Mapping[str, Any]) -> KnownPlaces:
    """The places that were told."""
    return KnownPlaces(document["rings"], document["organisations"], document["activities"])


def positions_to_text(positions: Sequence[int]) -> str:
    """Places of rows as a short text."""
    return b64encode(zlib.compress(array("l", sorted(positions)).tobytes())).decode()


def positions_from_text(text: str) -> frozenset[int]:
    """The places of rows in this text."""
    positions = array("l")
    positions.frombytes(zlib.decompress(b64decode(text)))
    return frozenset(positions)


def refused_rows_to_bytes(table: FileTable, remarks: Sequence[Remark]) -> bytes:
    """Rows that stayed out and why, packed."""
    document = {
        "headers": table.headers,
        "rows": table.rows,
        "line": table.line,
        "remarks": [asdict(remark) for remark in remarks],
    }
    return zlib.compress(json.dumps(document, default=str).encode())


def refused_rows_from_bytes(content: bytes) -> tuple[FileTable, tuple[Remark, ...]]:
    """The rows that stayed out and why."""
    document = json.loads(zlib.decompress(content))
    rows = tuple((line, tuple(cells)) for line, cells in document["rows"])
    return FileTable(tuple(document["headers"]), rows, document["line"]), tuple(
        Remark(**remark) for remark in document["remarks"]
    )
