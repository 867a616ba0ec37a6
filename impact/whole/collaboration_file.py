"""A whole collaboration as one file: a zip with rimpel.json, always written the same way, and the files it names.

docs/format.md describes it, whole.schema.json beside this file holds it to its shape, `meaning_check` to its meaning.
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
from impact.text.safe_text import make_safe
from impact.whole import meaning_check, zip_parts
from impact.whole.collaboration_data import CollaborationData, list_file_references
from impact.whole.format_upgrades import upgrade_data

FILE_FORMAT, FORMAT_VERSION = "rimpel.collaboration", 2
DATA_FILE_NAME, FILES_FOLDER = "rimpel.json", "files/"
ALLOWED_PART_NAMES = re.compile(rf"{re.escape(DATA_FILE_NAME)}|{FILES_FOLDER}[0-9a-f]{{64}}")
# What a server with little memory can read back; docs/format.md names these limits.
MAX_PARTS = 20_000
MAX_DATA_BYTES = 60_000_000
# Each becomes an object in memory; MAX_DATA_BYTES as we write them hold some 1,500,000.
MAX_DATA_VALUES = 2_500_000
MAX_TOTAL_BYTES = 2_000_000_000


@dataclass(frozen=True)
class CollaborationFile:
    """A file that was checked: its data, and the zip with the files it holds."""

    data: CollaborationData
    zip_file: ZipFile

    def read_files(self) -> Iterator[bytes]:
        """Yield the content of every file, one at a time."""
        for file in self.data["files"]:
            yield zip_parts.read_part(self.zip_file, self.zip_file.getinfo(FILES_FOLDER + file["hash"]))


@cache
def load_schema() -> dict[str, Any]:
    """Return the JSON Schema of rimpel.json, as it is shipped."""
    schema_json: dict[str, Any] = json.loads(
        files(__package__).joinpath("whole.schema.json").read_text(encoding="utf-8")
    )
    return schema_json


def format_canonical_json(data: CollaborationData) -> bytes:
    """Return the data as bytes: rows by their id, names by the alphabet, one indent, UTF-8, LF."""
    ordered = {name: _order_rows(value) for name, value in data.items()}
    return (json.dumps(ordered, sort_keys=True, indent=1, ensure_ascii=False) + "\n").encode()


def _order_rows(rows: Any) -> Any:
    if not isinstance(rows, list):
        return rows
    nested = ("evidence", "wanted")
    ordered_rows = [row | {name: _order_rows(row[name]) for name in nested if name in row} for row in rows]
    return sorted(ordered_rows, key=lambda row: str(row.get("id") or row.get("hash")))


def write_collaboration_file(
    stream: IO[bytes], data: CollaborationData, read_content: Callable[[str], bytes | None]
) -> None:
    """Write the data and, by their hash, the files it lists. Raise BrokenFile when it grows too big."""
    data_bytes = format_canonical_json(data)
    if len(data_bytes) > MAX_DATA_BYTES or sum(file["size"] for file in data["files"]) > MAX_TOTAL_BYTES:
        raise _build_too_big_error()
    with ZipFile(stream, "w") as zip_file:
        zip_file.writestr(zip_parts.build_part_info(DATA_FILE_NAME, compressed=True), data_bytes, compresslevel=9)
        for file_hash in sorted(file["hash"] for file in data["files"]):
            file_content = read_content(file_hash)
            if file_content is None:
                raise BrokenFile(reason="differs")
            zip_file.writestr(zip_parts.build_part_info(FILES_FOLDER + file_hash), file_content)


def _build_too_big_error() -> BrokenFile:
    return BrokenFile(reason="whole_too_big", most=MAX_DATA_BYTES // 1_000_000)


def read_collaboration_file(stream: IO[bytes], today: date) -> CollaborationFile:
    """Return the file, checked to its last byte. Raise BrokenFile or Invalid for the first thing that is wrong."""
    zip_file = zip_parts.open_zip(stream, MAX_PARTS)
    parts = zip_parts.list_parts(zip_file, ALLOWED_PART_NAMES, MAX_TOTAL_BYTES)
    if DATA_FILE_NAME not in parts:
        raise BrokenFile(reason="not_whole")
    if parts[DATA_FILE_NAME].file_size > MAX_DATA_BYTES:
        raise _build_too_big_error()
    raw_data = _parse_data(zip_parts.read_part(zip_file, parts[DATA_FILE_NAME]))
    _check_version(raw_data)
    data = upgrade_data(raw_data)
    _check_schema(data)
    data = make_safe(data)
    meaning_check.check_meaning(data, today)
    listed_sizes = {FILES_FOLDER + file["hash"]: file["size"] for file in data["files"]}
    if listed_sizes != {name: file.file_size for name, file in parts.items() if name != DATA_FILE_NAME}:
        raise BrokenFile(reason="whole_unfit", place="files")
    collaboration_file = CollaborationFile(data, zip_file)
    meaning_check.check_files(
        list_file_references(data),
        zip((file["hash"] for file in data["files"]), collaboration_file.read_files(), strict=True),
    )
    return collaboration_file


def _parse_data(content: bytes) -> Any:
    if sum(content.count(sign) for sign in (b"{", b"[", b",")) > MAX_DATA_VALUES:
        raise _build_too_big_error()
    try:
        data = json.loads(content, object_pairs_hook=_refuse_repeated_names, parse_constant=_refuse_non_number)
        # Half a character can be read as JSON, and written nowhere: this raises for it.
        json.dumps(data, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise BrokenFile(reason="not_whole") from error
    return data


def _refuse_repeated_names(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a name occurs twice in one object")
    return members


def _refuse_non_number(_word: str) -> NoReturn:
    raise ValueError("not a number")


def _check_version(data: Any) -> None:
    """Raise BrokenFile for what is no such file, or one of a version that is newer than this app."""
    version = data.get("version") if isinstance(data, dict) and data.get("format") == FILE_FORMAT else None
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise BrokenFile(reason="not_whole")
    if version > FORMAT_VERSION:
        raise BrokenFile(reason="whole_newer")


def _check_schema(data: CollaborationData) -> None:
    violation = next(Draft202012Validator(load_schema()).iter_errors(data), None)
    if violation is not None:
        raise BrokenFile(reason="whole_unfit", place=meaning_check.format_path(violation.absolute_path))
