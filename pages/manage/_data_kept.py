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

from db import import_drafts
from db.import_drafts import KeptImport
from db.tables import ImportPhase
from impact.exchange.matching import Matching
from impact.exchange.plan import Known
from impact.exchange.sheet import Remark
from impact.exchange.table import Table
from impact.model import Who
from pages.ui.database import act, look

HELD = "data_held"
# Choices of widgets that are gone from the session once another page was shown.
CHOICES = ("data_sheet", "data_into", "data_apart_name", "data_allow", "data_whole", "data_doubles", "data_named")


@dataclass
class HeldImport:
    """The import this tab knows: the file, the choices of widgets, and the rest as it was kept last."""

    id: str
    phase: ImportPhase
    name: str
    content: bytes
    told: Mapping[str, Any] = field(default_factory=dict)
    progress: Mapping[str, Any] = field(default_factory=dict)
    fresh: bool = True  # what is told was not taken over into this session yet


def held_import() -> HeldImport | None:
    """The import this tab knows."""
    found: HeldImport | None = st.session_state.get(HELD)
    return found


def follow_kept(who: Who) -> bool:
    """Take over what is kept where this tab knows something else; returns whether it had to."""
    with look() as session:
        standing = import_drafts.read_standing(session, who)
        known = held_import()
        if standing == (known and (known.id, known.phase)):
            return False
        kept = import_drafts.read_import(session, who) if standing else None
    if kept:
        st.session_state[HELD] = _as_held(kept)
    else:
        st.session_state.pop(HELD, None)
    return True


def _as_held(kept: KeptImport) -> HeldImport:
    return HeldImport(kept.id, kept.phase, kept.file_name, kept.content, kept.told, kept.progress)


def begin_import(who: Who, name: str, content: bytes) -> None:
    """Keep this file from here on, in the place of an earlier one."""
    _keep(who, ImportPhase.MATCHING, name, content, {})


def keep_report(who: Who, name: str, content: bytes, told: Mapping[str, Any]) -> None:
    """Keep the report of an import that is over, and no longer its file."""
    _keep(who, ImportPhase.REPORT, name, content, told)


def _keep(who: Who, phase: ImportPhase, name: str, content: bytes, told: Mapping[str, Any]) -> None:
    with act() as session:
        id_ = import_drafts.keep_import(session, who, phase, name, content, told)
    st.session_state[HELD] = HeldImport(id_, phase, name, content, told, fresh=False)


def save_choices(who: Who, work: Mapping[str, Any]) -> None:
    """Keep how the file is matched so far, and the choices that stand on the page, when something changed."""
    held = held_import()
    if held is None or held.phase is not ImportPhase.MATCHING:
        return
    choices = dict(held.told.get("choices", {}))
    choices |= {name: st.session_state[name] for name in CHOICES if name in st.session_state}
    told = _plain({"choices": choices, "work": work})
    if told == held.told:
        return
    with act() as session:
        stands = import_drafts.save_choices(session, who, held.id, told)
    if not stands:
        st.rerun()  # another tab went on with it: what is kept is shown
    held.told = told


def restore_choices(held: HeldImport) -> None:
    """Put the choices of widgets back that the session no longer holds."""
    for name, value in held.told.get("choices", {}).items():
        if name in CHOICES and name not in st.session_state:
            st.session_state[name] = value


def start_running(who: Who, running: Mapping[str, Any]) -> bool:
    """From here on the import is on its way in; False when another tab began it, or threw it away."""
    held = held_import()
    if held is None:
        return False
    told = _plain({**held.told, "running": running})
    with act() as session:
        stands = import_drafts.start_running(session, who, held.id, told)
    if stands:
        held.phase, held.told, held.progress = ImportPhase.RUNNING, told, {}
    return stands


def stop_running(who: Who) -> None:
    """Back to the choices, with nothing of it in."""
    held = held_import()
    if held:
        with act() as session:
            import_drafts.stop_running(session, who, held.id)
        held.phase, held.progress = ImportPhase.MATCHING, {}


def drop_import(who: Who) -> None:
    """Let go of the import that is kept."""
    held = held_import()
    st.session_state.pop(HELD, None)
    if held:
        with act() as session:
            import_drafts.drop_import(session, who, held.id)


def _plain(told: Mapping[str, Any]) -> dict[str, Any]:
    """The same as it comes back from JSON, so that it can be compared."""
    found: dict[str, Any] = json.loads(json.dumps(told))
    return found


def matching_to_json(matching: Matching) -> dict[str, Any]:
    """All of a matching, for the same file."""
    return asdict(matching)


def matching_from_json(told: Mapping[str, Any]) -> Matching:
    """The matching that was told."""
    return Matching(**{one.name: told[one.name] for one in fields(Matching) if one.name in told})


def known_to_json(known: Known) -> dict[str, Any]:
    """The places there were."""
    rings = {ring: list(labels) for ring, labels in known.rings.items()}
    return {"rings": rings, "organisations": list(known.organisations), "activities": list(known.activities)}


def known_from_json(told: Mapping[str, Any]) -> Known:
    """The places that were told."""
    return Known(told["rings"], told["organisations"], told["activities"])


def places_to_text(places: Sequence[int]) -> str:
    """Places of rows as a short text."""
    return b64encode(zlib.compress(array("l", sorted(places)).tobytes())).decode()


def places_from_text(text: str) -> frozenset[int]:
    """The places of rows in this text."""
    found = array("l")
    found.frombytes(zlib.decompress(b64decode(text)))
    return frozenset(found)


def rows_to_bytes(table: Table, remarks: Sequence[Remark]) -> bytes:
    """Rows that stayed out and why, packed."""
    told = {
        "headers": table.headers,
        "rows": table.rows,
        "line": table.line,
        "remarks": [asdict(one) for one in remarks],
    }
    return zlib.compress(json.dumps(told, default=str).encode())


def rows_from_bytes(content: bytes) -> tuple[Table, tuple[Remark, ...]]:
    """The rows that stayed out and why."""
    told = json.loads(zlib.decompress(content))
    rows = tuple((line, tuple(cells)) for line, cells in told["rows"])
    return Table(tuple(told["headers"]), rows, told["line"]), tuple(Remark(**one) for one in told["remarks"])
