"""A workbook (XLSX) as a table: what is packed is looked at before anything is unpacked, and then read as a stream."""

import posixpath
import re
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from io import BytesIO
from xml.parsers.expat import ExpatError
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from impact.errors import BrokenFile
from impact.exchange.book_limits import MOST_OTHER_TAGS, MOST_TEXT_TAGS, check_part, check_sheet
from impact.exchange.book_parts import CHUNK, Contents, Rows, Styles, Texts, relations
from impact.exchange.merged import fill_merged
from impact.exchange.number_formats import CellFormat
from impact.exchange.packed import LISTED_PER_PART, list_length
from impact.exchange.table import MOST_COLUMNS, SOUGHT_IN, Record, Table, gathered, names_among

MOST_PARTS = 2_000
MOST_SHEETS = 50
MOST_UNPACKED = 260_000_000
MOST_TEXTS = 50_000_000  # of the texts the sheets share, unpacked
MOST_BESIDE = 20_000_000  # of its list of sheets and its styles
LOOKED_AT = 1_000_000  # of one sheet, unpacked, to see whether it is the list
LOOKED_AT_IN_ALL = 2_000_000  # of all sheets
CLEAR = 4  # so many names of ours make a sheet a list of ours
BESIDE = 10  # so many cells beside the named columns are still seen
BOOK, STYLES, TEXTS = "xl/workbook.xml", "xl/styles.xml", re.compile(r"xl/sharedStrings\.xml", re.IGNORECASE)
RELATIONS = "xl/_rels/workbook.xml.rels"
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
    formats: dict[str, CellFormat]
    from_1904: bool

    def begin(self, sheet: str, most_bytes: int) -> "_BegunSheet":
        """This sheet, read up to its first records and no further than so many bytes."""
        rows = Rows(self.texts, self.formats, self.from_1904, MOST_COLUMNS + 1)
        begun = _BegunSheet(rows, rows.read(self.packed.open(self.sheets[sheet])))
        begun.read_on(most_bytes)
        return begun


@dataclass
class _BegunSheet:
    """A sheet that is read once: `first` are the records so far, `rest` gives the others in pieces."""

    rows: Rows
    rest: Iterator[list[Record]]
    first: list[Record] = field(default_factory=list)
    is_read: bool = False

    def read_on(self, most_bytes: int) -> None:
        """Read until there are enough records to find the line of names in, the sheet ends, or so many bytes were."""
        for count, records in enumerate(self.rest, 1):
            self.first += records
            if len(self.first) >= SOUGHT_IN or count * CHUNK >= most_bytes:
                return
        self.is_read = True

    def records(self) -> Iterator[Record]:
        """Every record of the sheet, no wider than its line of names and a little more."""
        self.rows.width = min(names_among(self.first[:SOUGHT_IN]).width + BESIDE, MOST_COLUMNS + 1)
        yield from self.first
        for records in self.rest:
            yield from records


def opened(content: bytes, sheet: str | None = None) -> Table:
    """The table in this workbook: of the sheet of this name, or of the one that looks most like a list of ours.

    A sheet is read once, and only after its cells were counted. Raises BrokenFile (not_a_sheet, damaged_sheet,
    too_packed, too_many_lines, and whatever `gathered` raises).
    """
    stream = BytesIO(content)
    if list_length(stream) > MOST_PARTS * LISTED_PER_PART:
        raise BrokenFile(reason="too_packed")
    with _told_plainly(), ZipFile(stream) as packed:
        _must_be_modest(packed)
        book = _opened(packed)
        begun = _begin_sheets(book)
        if not begun:
            raise BrokenFile(reason="empty")
        best = max(begun, key=lambda name: _likeness(begun[name].first))
        chosen = sheet if sheet and sheet in begun else best
        with packed.open(book.sheets[chosen]) as part:
            check_sheet(part)
        begun[chosen].read_on(MOST_UNPACKED)
        if not begun[chosen].first:
            raise BrokenFile(reason="empty")
        table = gathered(begun[chosen].records(), chosen, _offered(begun, best))
        rows = begun[chosen].rows
        return fill_merged(replace(table, uncalculated=rows.uncalculated), rows.merged)


def _begin_sheets(book: _Book) -> dict[str, _BegunSheet]:
    """Every sheet that holds something, or that holds nothing in as much of it as is looked at."""
    begun: dict[str, _BegunSheet] = {}
    each = min(LOOKED_AT, LOOKED_AT_IN_ALL // max(len(book.sheets), 1))
    for name in book.sheets:
        sheet = book.begin(name, each)
        if sheet.first or not sheet.is_read:
            begun[name] = sheet
    return begun


def _offered(begun: dict[str, _BegunSheet], best: str) -> tuple[str, ...]:
    """The sheets to choose from: beside a list that is clearly one of ours, no guide or list of words."""
    known = {name: _likeness(sheet.first)[0] for name, sheet in begun.items()}
    return tuple(name for name in begun if name == best or known[best] < CLEAR or known[name] > 1)


def _likeness(first: Sequence[Record]) -> tuple[int, bool, int]:
    if not first:
        return 0, False, 0
    found = names_among(first[:SOUGHT_IN])
    return found.known, len(first) > found.at + 1, min(found.width, 3)


def _must_be_modest(packed: ZipFile) -> None:
    """Look at the list of what is packed, which says how large each part is; more than that is never read of it."""
    parts = packed.infolist()
    if any(part.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for part in parts):
        raise BrokenFile(reason="damaged_sheet")  # other ways to pack are far slower, and no spreadsheet program's
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
    for name in names:
        if TEXTS.fullmatch(name) or name in (BOOK, STYLES, RELATIONS):
            with packed.open(name) as stream:
                check_part(stream, MOST_TEXT_TAGS if TEXTS.fullmatch(name) else MOST_OTHER_TAGS)
    with packed.open(BOOK) as stream:
        contents = Contents(stream)
    with packed.open(RELATIONS) as stream:
        parts = {
            id_: posixpath.normpath(posixpath.join("/xl", target))[1:] for id_, target in relations(stream).items()
        }
    there = [(name, shows, parts.get(relation, "")) for name, shows, relation in contents.sheets[:MOST_SHEETS]]
    sheets = [one for one in there if one[2] in names and "/worksheets/" in f"/{one[2]}"]
    shown = [one for one in sheets if one[1]] or sheets
    return _Book(packed, {name: part for name, _, part in shown}, _texts(packed), _formats(packed), contents.from_1904)


def _texts(packed: ZipFile) -> list[str]:
    name = next((name for name in packed.namelist() if TEXTS.fullmatch(name)), None)
    if name is None:
        return []
    with packed.open(name) as stream:
        return Texts(stream).all


def _formats(packed: ZipFile) -> dict[str, CellFormat]:
    if STYLES not in packed.namelist():
        return {}
    with packed.open(STYLES) as stream:
        return Styles(stream).formats


@contextmanager
def _told_plainly() -> Iterator[None]:
    """Whatever goes wrong in reading a workbook comes down to the same thing: it is damaged."""
    try:
        yield
    except WRONG as error:
        raise BrokenFile(reason="damaged_sheet") from error
