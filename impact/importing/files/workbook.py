"""A workbook (XLSX) as a table: its sizes are checked before anything is unpacked, then it is read as a stream."""

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
from impact.importing.files.merged_cells import fill_merged_cells
from impact.importing.files.table import HEADER_SEARCH_LINES, MAX_COLUMNS, FileTable, build_table, find_header_line
from impact.importing.files.workbook_parts import (
    CHUNK_BYTES,
    MAX_OTHER_TAGS,
    MAX_SHARED_TEXT_TAGS,
    CellStyles,
    SharedTexts,
    SheetRowParser,
    WorkbookContents,
    check_part_size,
    check_sheet_size,
    read_relations,
)
from impact.importing.rows import Record
from impact.importing.values.number_formats import CellFormat
from impact.whole.zip_parts import DIRECTORY_BYTES_PER_PART, read_directory_size

# A small file can unpack into anything: these limit what one upload costs. Our own export of 100,000 observations
# stays below them.
MAX_PARTS = 2_000
MAX_SHEETS = 50
MAX_UNPACKED_BYTES = 260_000_000
# Of the texts the sheets share, unpacked.
MAX_SHARED_TEXTS_BYTES = 50_000_000
# Of its list of sheets and its styles.
MAX_SIDE_PART_BYTES = 20_000_000
# Of one sheet, unpacked, to see whether it is the list.
MAX_PREVIEW_BYTES = 1_000_000
# Of all sheets.
MAX_PREVIEW_BYTES_OF_ALL_SHEETS = 2_000_000
# So many names of ours make a sheet a list of ours.
MIN_KNOWN_HEADERS = 4
# So many cells beside the named columns are still seen.
MAX_EXTRA_COLUMNS = 10
WORKBOOK_PART, STYLES_PART = "xl/workbook.xml", "xl/styles.xml"
# Some programs write it in small letters.
SHARED_TEXTS_PART = re.compile(r"xl/sharedStrings\.xml", re.IGNORECASE)
RELATIONS_PART = "xl/_rels/workbook.xml.rels"
# All that zipfile, zlib and expat raise for a file that is broken, or was made to break them.
WORKBOOK_ERRORS = (
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
class _Workbook:
    """An opened workbook: the part of each sheet that shows, by its name, and what is needed to read one."""

    zip_file: ZipFile
    part_by_sheet: dict[str, str]
    shared_texts: list[str]
    format_by_style: dict[str, CellFormat]
    from_1904: bool

    def begin_sheet(self, sheet_name: str, max_bytes: int) -> "_PartlyReadSheet":
        """Return this sheet, read up to its first records and no further than so many bytes."""
        row_parser = SheetRowParser(self.shared_texts, self.format_by_style, self.from_1904, MAX_COLUMNS + 1)
        partly_read = _PartlyReadSheet(
            row_parser, row_parser.read_rows(self.zip_file.open(self.part_by_sheet[sheet_name]))
        )
        partly_read.read_more(max_bytes)
        return partly_read


@dataclass
class _PartlyReadSheet:
    """A sheet that is read once: the records so far, and an iterator that gives the others in pieces."""

    row_parser: SheetRowParser
    remaining_records: Iterator[list[Record]]
    first_records: list[Record] = field(default_factory=list)
    is_read: bool = False

    def read_more(self, max_bytes: int) -> None:
        """Read on until the line of names must be among the records, the sheet ends, or so many bytes were read."""
        for count, records in enumerate(self.remaining_records, 1):
            self.first_records += records
            if len(self.first_records) >= HEADER_SEARCH_LINES or count * CHUNK_BYTES >= max_bytes:
                return
        self.is_read = True

    def iterate_records(self) -> Iterator[Record]:
        """Yield every record of the sheet, hardly wider than its line of names."""
        self.row_parser.width = min(
            find_header_line(self.first_records[:HEADER_SEARCH_LINES]).width + MAX_EXTRA_COLUMNS, MAX_COLUMNS + 1
        )
        yield from self.first_records
        for records in self.remaining_records:
            yield from records


def read_workbook(content: bytes, sheet_name: str | None = None) -> FileTable:
    """Return the table on the sheet of this name, or on the sheet that looks most like a list of ours.

    A sheet is read once, and only after its cells were counted. Raise BrokenFile (empty, not_a_sheet, damaged_sheet,
    too_packed, too_many_lines, and what `build_table` raises).
    """
    stream = BytesIO(content)
    if read_directory_size(stream) > MAX_PARTS * DIRECTORY_BYTES_PER_PART:
        raise BrokenFile(reason="too_packed")
    with _raise_as_damaged(), ZipFile(stream) as zip_file:
        _check_packed_sizes(zip_file)
        workbook = _parse_workbook(zip_file)
        partly_read_sheets = _begin_sheets(workbook)
        if not partly_read_sheets:
            raise BrokenFile(reason="empty")
        likeliest_name = max(
            partly_read_sheets, key=lambda name: _rate_list_likeness(partly_read_sheets[name].first_records)
        )
        chosen_name = sheet_name if sheet_name and sheet_name in partly_read_sheets else likeliest_name
        with zip_file.open(workbook.part_by_sheet[chosen_name]) as sheet_stream:
            check_sheet_size(sheet_stream)
        partly_read_sheets[chosen_name].read_more(MAX_UNPACKED_BYTES)
        if not partly_read_sheets[chosen_name].first_records:
            raise BrokenFile(reason="empty")
        table = build_table(
            partly_read_sheets[chosen_name].iterate_records(),
            chosen_name,
            _list_offered_sheets(partly_read_sheets, likeliest_name),
        )
        row_parser = partly_read_sheets[chosen_name].row_parser
        return fill_merged_cells(replace(table, uncalculated=row_parser.uncalculated), row_parser.merged_areas)


def _begin_sheets(workbook: _Workbook) -> dict[str, _PartlyReadSheet]:
    """Return every sheet that holds something, or of which too little was read to tell."""
    partly_read_sheets: dict[str, _PartlyReadSheet] = {}
    max_bytes = min(MAX_PREVIEW_BYTES, MAX_PREVIEW_BYTES_OF_ALL_SHEETS // max(len(workbook.part_by_sheet), 1))
    for name in workbook.part_by_sheet:
        sheet = workbook.begin_sheet(name, max_bytes)
        if sheet.first_records or not sheet.is_read:
            partly_read_sheets[name] = sheet
    return partly_read_sheets


def _list_offered_sheets(partly_read_sheets: dict[str, _PartlyReadSheet], likeliest_name: str) -> tuple[str, ...]:
    """Return the sheets to choose from: no guide or list of words beside a clear list of ours."""
    known_header_counts = {
        name: _rate_list_likeness(sheet.first_records)[0] for name, sheet in partly_read_sheets.items()
    }
    return tuple(
        name
        for name in partly_read_sheets
        if name == likeliest_name
        or known_header_counts[likeliest_name] < MIN_KNOWN_HEADERS
        or known_header_counts[name] > 1
    )


def _rate_list_likeness(first_records: Sequence[Record]) -> tuple[int, bool, int]:
    if not first_records:
        return 0, False, 0
    header_line = find_header_line(first_records[:HEADER_SEARCH_LINES])
    return header_line.known_count, len(first_records) > header_line.index + 1, min(header_line.width, 3)


def _check_packed_sizes(zip_file: ZipFile) -> None:
    """Check the sizes that the zip names for its parts; no more than that is ever read of them."""
    parts = zip_file.infolist()
    if any(part.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for part in parts):
        raise BrokenFile(reason="damaged_sheet")  # other ways to pack are far slower, and no spreadsheet program's
    sizes = {part.filename: part.file_size for part in parts}
    if WORKBOOK_PART not in sizes:
        raise BrokenFile(reason="not_a_sheet")
    shared_texts_size = max((size for name, size in sizes.items() if SHARED_TEXTS_PART.fullmatch(name)), default=0)
    side_part_size = max(
        (size for name, size in sizes.items() if name in (WORKBOOK_PART, STYLES_PART) or "_rels/" in name), default=0
    )
    if len(parts) > MAX_PARTS or sum(sizes.values()) > MAX_UNPACKED_BYTES:
        raise BrokenFile(reason="too_packed")
    if shared_texts_size > MAX_SHARED_TEXTS_BYTES or side_part_size > MAX_SIDE_PART_BYTES:
        raise BrokenFile(reason="too_packed")


def _parse_workbook(zip_file: ZipFile) -> _Workbook:
    names = zip_file.namelist()
    for name in names:
        if SHARED_TEXTS_PART.fullmatch(name) or name in (WORKBOOK_PART, STYLES_PART, RELATIONS_PART):
            with zip_file.open(name) as stream:
                check_part_size(stream, MAX_SHARED_TEXT_TAGS if SHARED_TEXTS_PART.fullmatch(name) else MAX_OTHER_TAGS)
    with zip_file.open(WORKBOOK_PART) as stream:
        contents = WorkbookContents(stream)
    with zip_file.open(RELATIONS_PART) as stream:
        part_by_relation = {
            id_: posixpath.normpath(posixpath.join("/xl", target))[1:] for id_, target in read_relations(stream).items()
        }
    listed_sheets = [
        (name, is_visible, part_by_relation.get(relation, ""))
        for name, is_visible, relation in contents.sheets[:MAX_SHEETS]
    ]
    worksheets = [sheet for sheet in listed_sheets if sheet[2] in names and "/worksheets/" in f"/{sheet[2]}"]
    visible_sheets = [sheet for sheet in worksheets if sheet[1]] or worksheets
    return _Workbook(
        zip_file,
        {name: part for name, _, part in visible_sheets},
        _read_shared_texts(zip_file),
        _read_cell_formats(zip_file),
        contents.from_1904,
    )


def _read_shared_texts(zip_file: ZipFile) -> list[str]:
    name = next((name for name in zip_file.namelist() if SHARED_TEXTS_PART.fullmatch(name)), None)
    if name is None:
        return []
    with zip_file.open(name) as stream:
        return SharedTexts(stream).texts


def _read_cell_formats(zip_file: ZipFile) -> dict[str, CellFormat]:
    if STYLES_PART not in zip_file.namelist():
        return {}
    with zip_file.open(STYLES_PART) as stream:
        return CellStyles(stream).format_by_style


@contextmanager
def _raise_as_damaged() -> Iterator[None]:
    """Turn every error of reading a workbook into one: the workbook is damaged."""
    try:
        yield
    except WORKBOOK_ERRORS as error:
        raise BrokenFile(reason="damaged_sheet") from error
