"""The parts of a workbook that matter, read as a stream: its sheets, its texts, its cell formats and its rows.

What a part may hold is counted while it is unpacked, before any of it is parsed. A row is handed on and forgotten, so a
sheet of any size costs no more memory than one row of it. No formula is calculated and no macro is looked at: a formula
is the value it last had.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import IO
from xml.parsers import expat

from impact.errors import BrokenFile
from impact.importing.rows import Record, parse_column_letters
from impact.importing.values.number_formats import (
    BUILT_IN_DAY_FORMATS,
    BUILT_IN_FORMATS,
    GENERAL_FORMAT,
    CellFormat,
    CellKind,
    format_sheet_number,
    parse_format_code,
)

CHUNK_BYTES = 65_536
# Empty ones too; a sheet of Excel holds 1,048,576.
MAX_SCANNED_ROWS = 1_100_000
# Of all cells together, as one shared text may stand in many of them.
MAX_SHEET_CHARACTERS = 150_000_000
# Each of them is looked up among the rows.
MAX_MERGED_AREAS = 20_000
# As in Excel.
MAX_CELL_STYLES = 65_536
# As in Excel; a longer one would keep the patterns for brackets busy without end.
MAX_FORMAT_LENGTH = 255
# Cells that hold nothing count too: each of them is parsed. Our own export of 100,000 observations has 1,900,000.
MAX_WORKBOOK_CELLS = 2_000_000
# With a text of its own: c, is and t, each opened and closed.
TAGS_PER_CELL = 6
TAGS_PER_ROW = 2
# Of the texts the sheets share: 1,250,000 of them.
MAX_SHARED_TEXT_TAGS = 5_000_000
# Of the styles, the list of sheets, its links, and beside the cells of a sheet.
MAX_OTHER_TAGS = 1_000_000
MAX_SHEET_TAGS = TAGS_PER_CELL * MAX_WORKBOOK_CELLS + 2 * MAX_OTHER_TAGS
# A cell holds at most 32,767 characters, so no true workbook has a piece like this without a tag.
PIECE_BYTES = 262_144
_ESCAPED_CHARACTER = re.compile(r"_x([0-9A-Fa-f]{4})_")
_WORKSHEET_TAG = re.compile(rb"<(\w+:)?worksheet\b")
StartHandler = Callable[[str, dict[str, str]], None]
StringHandler = Callable[[str], None]


def check_sheet_size(stream: IO[bytes]) -> None:
    """Raise BrokenFile for more cells (too_many_cells) or more tags and attributes (too_packed) than a list has."""
    cells = rows = tags = 0
    prefix = b""
    for index, piece in enumerate(_read_pieces(stream, MAX_SHEET_TAGS)):
        if not index and (worksheet_tag := _WORKSHEET_TAG.search(piece)):
            prefix = worksheet_tag[1] or b""
        cells += _count_tag(piece, b"<" + prefix + b"c")
        rows += _count_tag(piece, b"<" + prefix + b"row")
        tags += piece.count(b"<")
        if cells > MAX_WORKBOOK_CELLS:
            raise BrokenFile(reason="too_many_cells", most=MAX_WORKBOOK_CELLS)
    if tags > TAGS_PER_CELL * cells + TAGS_PER_ROW * rows + MAX_OTHER_TAGS:
        raise BrokenFile(reason="too_packed")


def _count_tag(piece: bytes, opening: bytes) -> int:
    """Return how often this tag is opened."""
    return sum(piece.count(opening + end) for end in (b" ", b">", b"/"))


def check_part_size(stream: IO[bytes], max_tags: int) -> None:
    """Raise BrokenFile (too_packed) for more tags or attributes in this part."""
    for _ in _read_pieces(stream, max_tags):
        pass


def _read_pieces(stream: IO[bytes], max_tags: int) -> Iterator[bytes]:
    """Yield the part piece by piece; a full piece without a tag belongs to a text or an attribute without end."""
    tags = attributes = 0
    while piece := stream.read(PIECE_BYTES):
        new_tags = piece.count(b"<")
        tags += new_tags
        attributes += piece.count(b'="') + piece.count(b"='")
        if tags > max_tags or attributes > max_tags or (not new_tags and len(piece) == PIECE_BYTES):
            raise BrokenFile(reason="too_packed")
        yield piece


def parse_xml(
    stream: IO[bytes], on_start: StartHandler, on_end: StringHandler | None = None, on_text: StringHandler | None = None
) -> Iterator[None]:
    """Parse this XML, a piece with each step. Raise BrokenFile (damaged_sheet) for XML with definitions of its own."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    # Definitions can unfold into anything, and no spreadsheet program writes them.
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = on_start
    parser.EndElementHandler = on_end
    parser.CharacterDataHandler = on_text
    while chunk := stream.read(CHUNK_BYTES):
        parser.Parse(chunk, False)
        yield
    parser.Parse(b"", True)
    yield


def _refuse_doctype(*_: object) -> None:
    raise BrokenFile(reason="damaged_sheet")


def strip_prefix(name: str) -> str:
    """Return the name of an element without its prefix."""
    return name.rpartition(":")[2]


def unescape_text(text: str) -> str:
    """Return the text with the characters back that a workbook writes by their number, such as _x000D_."""
    return _ESCAPED_CHARACTER.sub(_decode_character, text) if "_x" in text else text


def _decode_character(match: re.Match[str]) -> str:
    character = chr(int(match[1], 16))
    return character if character.isprintable() or character in "\t\n\r" else ""


class WorkbookContents:
    """The sheets of a workbook in order, as (name, whether it shows, relation), and how it counts days."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.sheets: list[tuple[str, bool, str]] = []
        self.from_1904 = False
        for _ in parse_xml(stream, self._handle_start):
            pass

    def _handle_start(self, name: str, attributes: dict[str, str]) -> None:
        if strip_prefix(name) == "sheet":
            relation = next(
                (value for key, value in attributes.items() if strip_prefix(key) == "id" and key != "id"), ""
            )
            self.sheets.append((attributes.get("name", ""), attributes.get("state", "visible") == "visible", relation))
        elif strip_prefix(name) == "workbookPr":
            self.from_1904 = attributes.get("date1904") in ("1", "true")


def read_relations(stream: IO[bytes]) -> dict[str, str]:
    """Return the part behind each relation."""
    target_by_id: dict[str, str] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        if strip_prefix(name) == "Relationship":
            target_by_id[attributes.get("Id", "")] = attributes.get("Target", "")

    for _ in parse_xml(stream, start):
        pass
    return target_by_id


class CellStyles:
    """The format of each style of cells that has one, by the number of the style."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.format_by_style: dict[str, CellFormat] = {}
        self._code_by_format_id: dict[str, str] = {}
        self._in_cell_styles = False
        self._style_count = 0
        for _ in parse_xml(stream, self._handle_start, self._handle_end):
            pass

    def _handle_start(self, name: str, attributes: dict[str, str]) -> None:
        plain = strip_prefix(name)
        if plain == "numFmt":
            self._code_by_format_id[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")[
                :MAX_FORMAT_LENGTH
            ]
        elif plain == "cellXfs":
            self._in_cell_styles = True
        elif plain == "xf" and self._in_cell_styles:
            if self._style_count >= MAX_CELL_STYLES:
                raise BrokenFile(reason="too_packed")
            if (cell_format := self._read_style_format(attributes.get("numFmtId", "0"))) != GENERAL_FORMAT:
                self.format_by_style[str(self._style_count)] = cell_format
            self._style_count += 1

    def _handle_end(self, name: str) -> None:
        if strip_prefix(name) == "cellXfs":
            self._in_cell_styles = False

    def _read_style_format(self, format_id: str) -> CellFormat:
        if format_id in self._code_by_format_id:
            return parse_format_code(self._code_by_format_id[format_id])
        built_in_id = int(format_id) if format_id.isdigit() else 0
        if built_in_id in BUILT_IN_DAY_FORMATS:
            return CellFormat(CellKind.DAY)
        return parse_format_code(BUILT_IN_FORMATS[built_in_id]) if built_in_id in BUILT_IN_FORMATS else GENERAL_FORMAT


class SharedTexts:
    """The texts that the sheets share, without what helps to pronounce them."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.texts: list[str] = []
        self._pieces: list[str] = []
        self._is_reading = self._is_phonetic = False
        for _ in parse_xml(stream, self._handle_start, self._handle_end, self._handle_text):
            pass

    def _handle_start(self, name: str, _attributes: dict[str, str]) -> None:
        plain = strip_prefix(name)
        if plain == "si":
            self._pieces = []
        elif plain == "rPh":
            self._is_phonetic = True
        self._is_reading = plain == "t" and not self._is_phonetic

    def _handle_end(self, name: str) -> None:
        plain = strip_prefix(name)
        self._is_reading = False
        if plain == "rPh":
            self._is_phonetic = False
        elif plain == "si":
            self.texts.append(unescape_text("".join(self._pieces)))

    def _handle_text(self, text: str) -> None:
        if self._is_reading:
            self._pieces.append(text)


class SheetRowParser:
    """The rows of one sheet that hold something: with their line, and each cell as a plain text."""

    def __init__(
        self, shared_texts: list[str], format_by_style: dict[str, CellFormat], from_1904: bool, width: int
    ) -> None:
        self.shared_texts, self.format_by_style, self.width = shared_texts, format_by_style, width
        self.from_1904 = from_1904
        self.finished_rows: list[Record] = []
        self.line = self.scanned_rows = self.column = self.character_count = self.uncalculated = 0
        self.cells: list[str] = []
        self.cell_type = self.style_id = ""
        self.is_formula = False
        self.merged_areas: list[str] = []
        self.pieces: list[str] = []
        self.is_reading = self.is_phonetic = False

    def read_rows(self, stream: IO[bytes]) -> Iterator[list[Record]]:
        """Yield the rows in each piece of the stream. Raise BrokenFile (too_many_lines, too_packed)."""
        for _ in parse_xml(stream, self._handle_start, self._handle_end, self._handle_text):
            finished_rows, self.finished_rows = self.finished_rows, []
            yield finished_rows

    def _handle_start(self, name: str, attributes: dict[str, str]) -> None:
        plain = strip_prefix(name) if ":" in name else name  # this runs for every cell: a call less counts
        if plain in ("v", "t"):
            self.is_reading = not self.is_phonetic
        elif plain == "c":
            self.column = (
                _parse_column_number(attributes["r"].rstrip("0123456789")) if "r" in attributes else self.column + 1
            )
            self.cell_type, self.style_id, self.pieces = attributes.get("t", "n"), attributes.get("s", ""), []
            self.is_formula = False
        elif plain == "rPh":
            self.is_phonetic = True
        elif plain == "row":
            self._begin_row(attributes)
        elif plain == "f":
            self.is_formula = True
        elif plain == "mergeCell":
            self._add_merged_area(attributes.get("ref", ""))

    def _begin_row(self, attributes: dict[str, str]) -> None:
        self.scanned_rows += 1
        if self.scanned_rows > MAX_SCANNED_ROWS:
            raise BrokenFile(reason="too_many_lines", most=MAX_SCANNED_ROWS)
        self.line = int(attributes["r"]) if "r" in attributes else self.line + 1
        self.column, self.cells = 0, []

    def _add_merged_area(self, area: str) -> None:
        self.merged_areas.append(area)
        if len(self.merged_areas) > MAX_MERGED_AREAS:
            raise BrokenFile(reason="too_packed")

    def _handle_text(self, text: str) -> None:
        if self.is_reading:
            self.pieces.append(text)

    def _handle_end(self, name: str) -> None:
        plain = strip_prefix(name) if ":" in name else name
        if plain in ("v", "t"):
            self.is_reading = False
        elif plain == "c":
            if self.pieces:
                self._add_cell("".join(self.pieces))
            elif self.is_formula and self.cell_type != "str":  # a text may well be empty
                self.uncalculated += 1
        elif plain == "rPh":
            self.is_phonetic = False
        elif plain == "row" and self.cells:
            self.finished_rows.append((self.line, self.cells))

    def _add_cell(self, raw_text: str) -> None:
        if not len(self.cells) < self.column <= self.width:
            return
        text = self._read_cell_text(raw_text)
        if text.strip():
            self.cells.extend([""] * (self.column - 1 - len(self.cells)))
            self.cells.append(text)
            self.character_count += len(text)
            if self.character_count > MAX_SHEET_CHARACTERS:
                raise BrokenFile(reason="too_packed")

    def _read_cell_text(self, raw_text: str) -> str:
        """Return what a reader sees in this cell: a day as 2026-03-12, a whole number without decimals."""
        if self.cell_type == "s":
            return self.shared_texts[int(raw_text)]
        if self.cell_type == "b":
            return str(raw_text == "1")
        if self.cell_type == "d":
            return raw_text.removesuffix("T00:00:00")
        if self.cell_type != "n":
            return unescape_text(raw_text)
        cell_format = self.format_by_style.get(self.style_id)
        if cell_format is None and raw_text.isdigit():
            return raw_text
        return format_sheet_number(float(raw_text), cell_format or GENERAL_FORMAT, self.from_1904)


@lru_cache(maxsize=2_048)
def _parse_column_number(letters: str) -> int:
    # No sheet has columns of more than three letters; thousands of them would make a number of thousands of digits.
    return parse_column_letters(letters[:5].upper())
