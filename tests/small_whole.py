"""The least a collaboration can be as a file, that file with something wrong in it, and what is said of it."""

import io
import json
import zipfile
from typing import Any

import pytest

from impact.errors import BrokenFile, Invalid
from impact.whole import collaboration_file
from impact.words.error_text import describe_error
from tests.whole import CONTENT, Told, unpacked

KEY = next(iter(CONTENT))


def small() -> Told:
    """The least a collaboration can be."""
    kept = {"version": 1, "created_at": "2026-01-02T03:04:05.000006Z", "updated_at": "2026-01-02T03:04:05.000006Z"}
    kept |= {"created_by": None, "updated_by": None}
    ids = [f"00000000-0000-4000-8000-00000000000{number}" for number in range(10)]
    told: Told = {name: [] for name in collaboration_file.load_schema()["properties"]}
    told |= {"format": collaboration_file.FILE_FORMAT, "version": collaboration_file.FORMAT_VERSION}
    told["collaboration"] = kept | {"id": ids[0], "name": "Leerroute", "fictional": False}
    told["rings"] = [kept | {"id": ids[n], "name": f"Ring {n}", "position": n} for n in (1, 2)]
    blank = {"label": "", "wish": "", "unexpected": True, "position": 0, "wordings": [""] * 5, "batch_id": None}
    told["themes"] = [kept | blank | {"id": ids[n + 2], "ring_id": ids[n], "wanted": []} for n in (1, 2)]
    said = {
        "what": "Iets.", "theme_id": ids[3], "seen_on": "2026-01-01", "precision": "day", "direction": "positive",
        "level": 1, "rung": 2, "state": "shared", "why": "", "contribution": "", "circumstances": "",
        "intended": "unknown", "change_kind": None, "observer_role": "", "reached": None, "activity_id": None,
        "organisation_id": None, "batch_id": None, "evidence": [],
    }  # fmt: skip
    told["observations"] = [kept | said | {"id": ids[n]} for n in (5, 6)]
    return told


def zipped(parts: dict[str, bytes], **more: Any) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made_of:
        for name, content in parts.items():
            made_of.writestr(name, content)
    return stream.getvalue()


def telling(told: Any) -> bytes:
    return zipped({"rimpel.json": json.dumps(told).encode()})


def reason(content: bytes) -> str:
    with pytest.raises((BrokenFile, Invalid)) as refused:
        unpacked(content)
    assert describe_error("nl", refused.value) != describe_error("en", refused.value)
    return str(refused.value.facts["reason"])


def spot(told: Told) -> str:
    with pytest.raises(BrokenFile) as refused:
        unpacked(telling(told))
    assert refused.value.facts["reason"] == "whole_unfit"
    return str(refused.value.facts["place"])


def changed(path: str, value: Any) -> Told:
    """The small collaboration with one thing in it made otherwise; a path as "observations.0.what"."""
    told = small()
    inner: Any = told
    *steps, last = path.split(".")
    for step in steps:
        inner = inner[int(step) if step.isdigit() else step]
    inner[int(last) if last.isdigit() else last] = value
    return told


def with_photo() -> Told:
    told = small()
    file = {"hash": KEY, "name": "werkplaats.jpg", "media": "image/jpeg", "size": len(CONTENT[KEY]), "consent": "ja"}
    kept = {name: told["observations"][0][name] for name in ("version", "created_at", "updated_at")}
    proof = kept | {"created_by": None, "updated_by": None, "number": 1, "kind": "photo", "text": "", "file": file}
    told["observations"][0]["evidence"] = [proof | {"id": "00000000-0000-4000-8000-000000000008"}]
    told["files"] = [{"hash": KEY, "size": len(CONTENT[KEY])}]
    return told
