"""A workbook (XLSX) as records: sheet by sheet, row by row, and never more of it unpacked than it may hold.

Macros are data here: nothing of a file is ever carried out.
"""

import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from io import BytesIO
from itertools import islice
from typing import Any
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook

from impact.errors import BrokenFile
from impact.exchange.table import MOST_COLUMNS, SOUGHT_IN, Record, Table, gathered, names_among

MOST_PARTS = 2_000
MOST_SHEETS = 50
MOST_UNPACKED = 400_000_000
MOST_WORDS = 50_000_000  # of the texts the sheets share, unpacked
MOST_STYLES = 8_000_000  # of any other part that is read whole
MOST_SCANNED = 1_100_000  # rows, empty ones too
PROLOGUE = 65_536
BESIDE = 10  # so many cells beside the named columns are still seen
SHEETS, WORDS = re.compile(r"xl/worksheets/[^/]+\.xml"), re.compile(r"xl/sharedStrings\d*\.xml", re.IGNORECASE)
READ_WHOLE = re.compile(
    r"\[Content_Types\]\.xml|(xl/)?_rels/[^/]+|xl/(workbook|styles|theme/\w+)\.xml|docProps/\w+\.xml"
)


def opened(content: bytes, sheet: str | None = None) -> Table:
    """The table in this workbook: of the sheet of this name, or of the one that looks most like a list of ours.

    Raises BrokenFile (not_a_sheet, damaged, too_packed, and whatever `gathered` raises).
    """
    _must_be_safe(content)
    with _told_plainly():
        book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
        pages = {page.title: page for page in book.worksheets[:MOST_SHEETS]}
        seen = {name: page for name, page in pages.items() if page.sheet_state == "visible"} or pages
        begins = {name: first for name, page in seen.items() if (first := list(islice(_records(page), SOUGHT_IN)))}
        if not begins:
            raise BrokenFile(reason="empty")
        chosen = sheet if sheet and sheet in begins else max(begins, key=lambda name: _likeness(begins[name]))
        width = names_among(begins[chosen]).width + BESIDE
        return gathered(_records(pages[chosen], width), chosen, tuple(begins))


def _likeness(first: Sequence[Record]) -> tuple[int, bool, int]:
    found = names_among(first)
    return found.known, len(first) > found.at + 1, min(found.width, 3)


def _must_be_safe(content: bytes) -> None:
    """Look at the list of what is packed before anything is unpacked."""
    try:
        with ZipFile(BytesIO(content)) as packed:
            parts = packed.infolist()
            names = {part.filename for part in parts}
            if "xl/workbook.xml" not in names:
                raise BrokenFile(reason="not_a_sheet")
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise BrokenFile(reason="too_packed")
            for part in parts:
                _must_be_modest(part.filename, part.file_size)
            for name in names:
                if name.endswith((".xml", ".rels")) and (
                    SHEETS.fullmatch(name) or WORDS.fullmatch(name) or _whole(name)
                ):
                    with packed.open(name) as stream:
                        _must_be_plain(stream.read(PROLOGUE))
    except (BadZipFile, NotImplementedError, EOFError, OSError, ValueError, RuntimeError) as error:
        raise BrokenFile(reason="damaged_sheet") from error


def _is_read(name: str) -> bool:
    return any(kind.fullmatch(name) for kind in (SHEETS, WORDS, READ_WHOLE))


def _whole(name: str) -> bool:
    return READ_WHOLE.fullmatch(name) is not None


def _must_be_modest(name: str, size: int) -> None:
    if (WORDS.fullmatch(name) and size > MOST_WORDS) or (_whole(name) and size > MOST_STYLES):
        raise BrokenFile(reason="too_packed")


def _must_be_plain(begin: bytes) -> None:
    """XML that brings definitions of its own can unfold into anything; no spreadsheet program writes it."""
    if b"\0" in begin or b"<!DOCTYPE" in begin.upper() or not re.search(rb"<[A-Za-z_]", begin):
        raise BrokenFile(reason="damaged_sheet")


@contextmanager
def _told_plainly() -> Iterator[None]:
    """Whatever goes wrong in reading a workbook comes down to the same thing: it is damaged."""
    with warnings.catch_warnings(action="ignore"):  # about what it leaves alone: pictures, rules, styles
        try:
            yield
        except BrokenFile:
            raise
        except Exception as error:
            raise BrokenFile(reason="damaged_sheet") from error


def _records(page: Any, width: int = MOST_COLUMNS + 1) -> Iterator[Record]:
    """The rows of a sheet that hold something, each of this width."""
    page.reset_dimensions()  # some programs write a size that is not true
    for line, cells in enumerate(page.iter_rows(values_only=True, max_col=min(width, MOST_COLUMNS + 1)), 1):
        if line > MOST_SCANNED:
            raise BrokenFile(reason="too_many_lines", most=MOST_SCANNED)
        if any(cell is not None for cell in cells):
            texts = [_text(cell) for cell in cells]
            if any(texts):
                yield line, texts


def _text(cell: object) -> str:
    """What a reader sees in this cell, as plain as can be: a day as 2026-03-12, a whole number without a point."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell if cell.strip() else ""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "seconds")
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)
