"""A whole collaboration as one file: a zip with rimpel.json, always written the same way, and the files it names.

docs/format.md describes it, whole.schema.json beside this file holds it to its shape, `whole_check` to its meaning.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import IO, Any, NoReturn
from zipfile import ZipFile

from jsonschema import Draft202012Validator

from impact.errors import BrokenFile
from impact.exchange import packed, whole_check
from impact.exchange.whole_parts import Told, references
from impact.exchange.whole_versions import bring_up_to_date
from impact.safe_text import make_safe

FORMAT, VERSION = "rimpel.collaboration", 2
TOLD, FOLDER = "rimpel.json", "files/"
NAMED = re.compile(rf"{re.escape(TOLD)}|{FOLDER}[0-9a-f]{{64}}")
MOST_PARTS = 20_000
MOST_TOLD = 60_000_000
MOST_VALUES = 2_500_000  # of MOST_TOLD bytes as we write them, some 1,500,000 are values
MOST_BYTES = 2_000_000_000


@dataclass(frozen=True)
class Whole:
    """A file that was looked through: what it tells, and where the files are that it holds."""

    told: Told
    zip: ZipFile

    def files(self) -> Iterator[bytes]:
        """The content of every file, one at a time."""
        for one in self.told["files"]:
            yield packed.content(self.zip, self.zip.getinfo(FOLDER + one["hash"]))


@cache
def schema() -> dict[str, Any]:
    """The JSON Schema of rimpel.json, as it is shipped."""
    found: dict[str, Any] = json.loads(files(__package__).joinpath("whole.schema.json").read_text(encoding="utf-8"))
    return found


def canonical(told: Told) -> bytes:
    """What is told as bytes: rows by their id, names by the alphabet, one indent, UTF-8, LF."""
    ordered = {name: _ordered(value) for name, value in told.items()}
    return (json.dumps(ordered, sort_keys=True, indent=1, ensure_ascii=False) + "\n").encode()


def _ordered(rows: Any) -> Any:
    if not isinstance(rows, list):
        return rows
    nested = ("evidence", "wanted")
    anew = [row | {name: _ordered(row[name]) for name in nested if name in row} for row in rows]
    return sorted(anew, key=lambda row: str(row.get("id") or row.get("hash")))


def write(stream: IO[bytes], told: Told, content: Callable[[str], bytes | None]) -> None:
    """Write the file: what is told and, by their hash, the files it lists. Raises BrokenFile when it grows too big."""
    held = canonical(told)
    if len(held) > MOST_TOLD or sum(one["size"] for one in told["files"]) > MOST_BYTES:
        raise BrokenFile(reason="whole_too_big", most=MOST_TOLD // 1_000_000)
    with ZipFile(stream, "w") as made:
        made.writestr(packed.part(TOLD, squeezed=True), held, compresslevel=9)
        for key in sorted(one["hash"] for one in told["files"]):
            kept = content(key)
            if kept is None:
                raise BrokenFile(reason="differs")
            made.writestr(packed.part(FOLDER + key), kept)


def read(stream: IO[bytes], today: date) -> Whole:
    """The file, looked through to the last byte. Raises BrokenFile or Invalid with the first thing that is wrong."""
    opened = packed.opened(stream, MOST_PARTS)
    found = packed.parts(opened, NAMED, MOST_BYTES)
    if TOLD not in found:
        raise BrokenFile(reason="not_whole")
    if found[TOLD].file_size > MOST_TOLD:
        raise BrokenFile(reason="whole_too_big", most=MOST_TOLD // 1_000_000)
    read_as = _told(packed.content(opened, found[TOLD]))
    _must_be_known(read_as)
    told = bring_up_to_date(read_as)
    _must_fit(told)
    told = make_safe(told)
    whole_check.checked(told, today)
    listed = {FOLDER + one["hash"]: one["size"] for one in told["files"]}
    if listed != {name: one.file_size for name, one in found.items() if name != TOLD}:
        raise BrokenFile(reason="whole_unfit", place="files")
    whole = Whole(told, opened)
    whole_check.checked_files(references(told), zip((one["hash"] for one in told["files"]), whole.files(), strict=True))
    return whole


def _told(content: bytes) -> Any:
    if sum(content.count(sign) for sign in (b"{", b"[", b",")) > MOST_VALUES:
        raise BrokenFile(reason="whole_too_big", most=MOST_TOLD // 1_000_000)
    try:
        told = json.loads(content, object_pairs_hook=_once_each, parse_constant=_no_number)
        # What stands in it as half a sign can be read as JSON, and written nowhere.
        json.dumps(told, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise BrokenFile(reason="not_whole") from error
    return told


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands there twice")
    return found


def _no_number(_word: str) -> NoReturn:
    raise ValueError("not a number")


def _must_be_known(told: Any) -> None:
    """Raises BrokenFile for what is no such file, or one of a version that is newer than this app."""
    version = told.get("version") if isinstance(told, dict) and told.get("format") == FORMAT else None
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise BrokenFile(reason="not_whole")
    if version > VERSION:
        raise BrokenFile(reason="whole_newer")


def _must_fit(told: Told) -> None:
    wrong = next(Draft202012Validator(schema()).iter_errors(told), None)
    if wrong is not None:
        raise BrokenFile(reason="whole_unfit", place=whole_check.place(wrong.absolute_path))
