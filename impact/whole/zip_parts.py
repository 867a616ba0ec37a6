"""Zip files that Rimpel writes and reads: the same bytes for the same content, and nothing out of a hostile one."""

from collections.abc import Callable
from re import Pattern
from typing import IO, TypeVar
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from impact.errors import BrokenFile, get_place_error
from impact.observation.evidence_files import ZIP_ERRORS

END_SIGNATURE, END_RECORD_BYTES = b"PK\x05\x06", 22
ZIP64_SIGNATURE, ZIP64_LOCATOR_BYTES = b"PK\x06\x07", 20
# An entry is 46 bytes and a name; some programs add fields of their own.
DIRECTORY_BYTES_PER_PART = 400
MAX_COMMENT_BYTES = 65_535
# The earliest that a zip can hold: a clock would make the same content different bytes.
FIXED_TIMESTAMP = (1980, 1, 1, 0, 0, 0)
ENCRYPTED_FLAG = 0x1
T = TypeVar("T")


def build_part_info(name: str, *, compressed: bool = False) -> ZipInfo:
    """Return the entry of a part that looks the same whenever and wherever it is written."""
    part_info = ZipInfo(name, FIXED_TIMESTAMP)
    part_info.compress_type = ZIP_DEFLATED if compressed else ZIP_STORED
    part_info.create_system = 3
    part_info.external_attr = 0o600 << 16
    return part_info


def open_zip(stream: IO[bytes], max_parts: int) -> ZipFile:
    """Return a zip whose list of parts is no longer than that. Raise BrokenFile (torn, too_many_parts).

    The list is measured before it is read: a small file can hold a list that fills the memory.
    """
    stream.seek(0, 2)
    size = stream.tell()
    stream.seek(max(size - END_RECORD_BYTES - ZIP64_LOCATOR_BYTES, 0))
    tail = stream.read()
    if len(tail) < END_RECORD_BYTES or tail[-END_RECORD_BYTES:][:4] != END_SIGNATURE or tail[-2:] != b"\0\0":
        raise BrokenFile(reason="torn")
    directory_bytes = int.from_bytes(tail[-END_RECORD_BYTES:][12:16], "little")
    if directory_bytes > max_parts * DIRECTORY_BYTES_PER_PART or tail[:4] == ZIP64_SIGNATURE:
        raise BrokenFile(reason="too_many_parts", most=max_parts)
    return guard_zip_read(lambda: ZipFile(stream))


def read_directory_size(stream: IO[bytes]) -> int:
    """Return how many bytes the list of parts of a zip takes, as its end says; 0 without such an end."""
    size = stream.seek(0, 2)
    stream.seek(max(size - END_RECORD_BYTES - MAX_COMMENT_BYTES, 0))
    tail = stream.read()
    end = tail.rfind(END_SIGNATURE)
    return int.from_bytes(tail[end + 12 : end + 16], "little") if end >= 0 else 0


def guard_zip_read(read: Callable[[], T]) -> T:
    """Return what `read` returns. Raise BrokenFile (torn) when the zip cannot be read.

    When the disk and not the zip is the cause, such as a full one, raise the error that says so.
    """
    try:
        return read()
    except ZIP_ERRORS as error:
        if isinstance(error, OSError) and (disk_error := get_place_error(error)):
            raise disk_error from error
        raise BrokenFile(reason="torn") from error


def list_parts(zip_file: ZipFile, allowed_names: Pattern[str], max_bytes: int) -> dict[str, ZipInfo]:
    """Return every part by its name. Raise BrokenFile for an unknown or repeated name, or for too many bytes."""
    info_by_name: dict[str, ZipInfo] = {}
    for part_info in zip_file.infolist():
        if not allowed_names.fullmatch(part_info.filename) or part_info.filename in info_by_name:
            raise BrokenFile(reason="strange_part")
        if part_info.flag_bits & ENCRYPTED_FLAG or part_info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise BrokenFile(reason="strange_part")
        info_by_name[part_info.filename] = part_info
    if sum(part_info.file_size for part_info in info_by_name.values()) > max_bytes:
        raise BrokenFile(reason="too_much", most=max_bytes // 1_000_000)
    return info_by_name


def read_part(zip_file: ZipFile, part_info: ZipInfo) -> bytes:
    """Return the content of a part, no more of it than its entry said. Raise BrokenFile (torn)."""

    def read_exactly() -> bytes:
        with zip_file.open(part_info) as stream:
            data = stream.read(part_info.file_size + 1)
        if len(data) != part_info.file_size:
            raise BadZipFile
        return data

    return guard_zip_read(read_exactly)
