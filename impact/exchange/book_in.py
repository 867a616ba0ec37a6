"""A workbook (XLSX) as a table: what is packed is looked at before anything is unpacked, and then read as a stream."""

import posixpath
import re
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile, ZipFile

from impact.errors import BrokenFile
from impact.exchange.book_parts import Contents, Rows, Styles, Texts, relations
from impact.exchange.table import MOST_COLUMNS, SOUGHT_IN, Record, Table, gathered, names_among

MOST_PARTS = 2_000
MOST_SHEETS = 50
MOST_UNPACKED = 260_000_000
MOST_TEXTS = 50_000_000  # of the texts the sheets share, unpacked
MOST_BESIDE = 20_000_000  # of its list of sheets and its styles
CLEAR = 4  # so many names of ours make a sheet a list of ours
BESIDE = 10  # so many cells beside the named columns are still seen
BOOK, STYLES, TEXTS = "xl/workbook.xml", "xl/styles.xml", re.compile(r"xl/sharedStrings\.xml", re.IGNORECASE)
WRONG = (
    BadZipFile,
    ExpatError,
    zlib.error,
    NotImplementedError,
    EOFError,
    OSError,
    ValueError,
    LookupError,
    RuntimeError,
)


@dataclass(frozen=True)
class _Book:
    """An opened workbook: the part of each sheet that shows, by its name, and what is needed to read one."""

    packed: ZipFile
    sheets: dict[str, str]
    texts: list[str]
    kinds: dict[str, str]
    from_1904: bool

    def rows(self, sheet: str, width: int = MOST_COLUMNS + 1) -> Iterator[Record]:
        with self.packed.open(self.sheets[sheet]) as stream:
            yield from Rows(self.texts, self.kinds, self.from_1904, width).read(stream)


def opened(content: bytes, sheet: str | None = None) -> Table:
    """The table in this workbook: of the sheet of this name, or of the one that looks most like a list of ours.

    Raises BrokenFile (not_a_sheet, damaged_sheet, too_packed, too_many_lines, and whatever `gathered` raises).
    """
    with _told_plainly(), ZipFile(BytesIO(content)) as packed:
        _must_be_modest(packed)
        book = _opened(packed)
        begins = {name: first for name in book.sheets if (first := list(islice(book.rows(name), SOUGHT_IN)))}
        if not begins:
            raise BrokenFile(reason="empty")
        best = max(begins, key=lambda name: _likeness(begins[name]))
        chosen = sheet if sheet and sheet in begins else best
        width = min(names_among(begins[chosen]).width + BESIDE, MOST_COLUMNS + 1)
        return gathered(book.rows(chosen, width), chosen, _offered(begins, best))


def _offered(begins: dict[str, list[Record]], best: str) -> tuple[str, ...]:
    """The sheets to choose from: beside a list that is clearly one of ours, no guide or list of words."""
    known = {name: names_among(first).known for name, first in begins.items()}
    return tuple(name for name in begins if name == best or known[best] < CLEAR or known[name] > 1)


def _likeness(first: Sequence[Record]) -> tuple[int, bool, int]:
    found = names_among(first)
    return found.known, len(first) > found.at + 1, min(found.width, 3)


def _must_be_modest(packed: ZipFile) -> None:
    """Look at the list of what is packed, which says how large each part is; more than that is never read of it."""
    parts = packed.infolist()
    sizes = {part.filename: part.file_size for part in parts}
    if BOOK not in sizes:
        raise BrokenFile(reason="not_a_sheet")
    texts = max((size for name, size in sizes.items() if TEXTS.fullmatch(name)), default=0)
    beside = max((size for name, size in sizes.items() if name in (BOOK, STYLES) or "_rels/" in name), default=0)
    if len(parts) > MOST_PARTS or sum(sizes.values()) > MOST_UNPACKED:
        raise BrokenFile(reason="too_packed")
    if texts > MOST_TEXTS or beside > MOST_BESIDE:
        raise BrokenFile(reason="too_packed")


def _opened(packed: ZipFile) -> _Book:
    names = packed.namelist()
    with packed.open(BOOK) as stream:
        contents = Contents(stream)
    with packed.open("xl/_rels/workbook.xml.rels") as stream:
        parts = {
            id_: posixpath.normpath(posixpath.join("/xl", target))[1:] for id_, target in relations(stream).items()
        }
    there = [(name, shows, parts.get(relation, "")) for name, shows, relation in contents.sheets[:MOST_SHEETS]]
    sheets = [one for one in there if one[2] in names and "/worksheets/" in f"/{one[2]}"]
    shown = [one for one in sheets if one[1]] or sheets
    return _Book(packed, {name: part for name, _, part in shown}, _texts(packed), _kinds(packed), contents.from_1904)


def _texts(packed: ZipFile) -> list[str]:
    name = next((name for name in packed.namelist() if TEXTS.fullmatch(name)), None)
    if name is None:
        return []
    with packed.open(name) as stream:
        return Texts(stream).all


def _kinds(packed: ZipFile) -> dict[str, str]:
    if STYLES not in packed.namelist():
        return {}
    with packed.open(STYLES) as stream:
        return Styles(stream).kinds


@contextmanager
def _told_plainly() -> Iterator[None]:
    """Whatever goes wrong in reading a workbook comes down to the same thing: it is damaged."""
    try:
        yield
    except WRONG as error:
        raise BrokenFile(reason="damaged_sheet") from error
