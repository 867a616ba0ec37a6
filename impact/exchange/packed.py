"""Zip files that Rimpel writes and reads: the same bytes for the same content, and nothing out of a hostile one."""

from collections.abc import Callable
from re import Pattern
from typing import IO, TypeVar
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from impact.errors import BrokenFile, place_error
from impact.evidence import TORN

END, END_LENGTH = b"PK\x05\x06", 22
WIDE, WIDE_LENGTH = b"PK\x06\x07", 20
LISTED_PER_PART = 400
MOST_COMMENT = 65_535
EARLIEST = (1980, 1, 1, 0, 0, 0)
ENCRYPTED = 0x1
T = TypeVar("T")


def part(name: str, *, squeezed: bool = False) -> ZipInfo:
    """A place in a zip that looks the same whenever and wherever it is written."""
    made = ZipInfo(name, EARLIEST)
    made.compress_type = ZIP_DEFLATED if squeezed else ZIP_STORED
    made.create_system = 3
    made.external_attr = 0o600 << 16
    return made


def opened(stream: IO[bytes], most_parts: int) -> ZipFile:
    """A zip whose list of parts is no longer than that. Raises BrokenFile (torn, too_many_parts).

    The list is measured before it is read: a small file can hold a list that fills the memory.
    """
    stream.seek(0, 2)
    size = stream.tell()
    stream.seek(max(size - END_LENGTH - WIDE_LENGTH, 0))
    tail = stream.read()
    if len(tail) < END_LENGTH or tail[-END_LENGTH:][:4] != END or tail[-2:] != b"\0\0":
        raise BrokenFile(reason="torn")
    listed = int.from_bytes(tail[-END_LENGTH:][12:16], "little")
    if listed > most_parts * LISTED_PER_PART or tail[:4] == WIDE:
        raise BrokenFile(reason="too_many_parts", most=most_parts)
    return sound(lambda: ZipFile(stream))


def list_length(stream: IO[bytes]) -> int:
    """How many bytes the list of parts of a zip takes, as its end says; 0 without an end that says so."""
    size = stream.seek(0, 2)
    stream.seek(max(size - END_LENGTH - MOST_COMMENT, 0))
    tail = stream.read()
    end = tail.rfind(END)
    return int.from_bytes(tail[end + 12 : end + 16], "little") if end >= 0 else 0


def sound(read: Callable[[], T]) -> T:
    """What this reads from a zip. Raises BrokenFile (torn) when it cannot be read.

    When not the zip but the disk is the trouble, such as a full one, it raises what says so.
    """
    try:
        return read()
    except TORN as error:
        if isinstance(error, OSError) and (trouble := place_error(error)):
            raise trouble from error
        raise BrokenFile(reason="torn") from error


def parts(packed: ZipFile, named: Pattern[str], most_bytes: int) -> dict[str, ZipInfo]:
    """Every part by its name. Raises BrokenFile for a name that does not belong, twice the same, or too much of it."""
    found: dict[str, ZipInfo] = {}
    for one in packed.infolist():
        if not named.fullmatch(one.filename) or one.filename in found:
            raise BrokenFile(reason="strange_part")
        if one.flag_bits & ENCRYPTED or one.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise BrokenFile(reason="strange_part")
        found[one.filename] = one
    if sum(one.file_size for one in found.values()) > most_bytes:
        raise BrokenFile(reason="too_much", most=most_bytes // 1_000_000)
    return found


def content(packed: ZipFile, one: ZipInfo) -> bytes:
    """The content of a part, no more of it than its list said. Raises BrokenFile (torn)."""

    def read() -> bytes:
        with packed.open(one) as stream:
            held = stream.read(one.file_size + 1)
        if len(held) != one.file_size:
            raise BadZipFile
        return held

    return sound(read)
