"""The parts of a workbook that matter, read as a stream: its sheets, its texts, which cells are days, and its rows.

A row is handed on and forgotten, so that a sheet of any size costs no more than one row of it. Nothing is worked out
or carried out: a formula is the value it last had, and macros are never looked at.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import IO
from xml.parsers import expat

from impact.errors import BrokenFile
from impact.exchange.number_formats import (
    BUILT_IN,
    DAYS_BUILT_IN,
    GENERAL,
    CellFormat,
    CellKind,
    format_number,
    read_format,
)
from impact.exchange.table import Record

CHUNK = 65_536
MOST_SCANNED = 1_100_000  # rows, empty ones too
MOST_SIGNS = 150_000_000  # of all cells of a sheet; one text may stand in many of them
MOST_MERGED = 20_000  # areas of merged cells
MOST_STYLES = 65_536  # as Excel has it
LONGEST_FORMAT = 255  # as Excel has it; in a longer one brackets could be sought without end
_NUMBERED = re.compile(r"_x([0-9A-Fa-f]{4})_")
Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]


def parsed(stream: IO[bytes], start: Start, end: End | None = None, text: End | None = None) -> Iterator[None]:
    """Read this XML, a piece with each step. Raises BrokenFile for XML with definitions of its own."""
    reader = expat.ParserCreate()
    reader.buffer_text = True
    reader.StartDoctypeDeclHandler = _refuse  # these can unfold into anything; no spreadsheet program writes them
    reader.StartElementHandler = start
    reader.EndElementHandler = end
    reader.CharacterDataHandler = text
    while piece := stream.read(CHUNK):
        reader.Parse(piece, False)
        yield
    reader.Parse(b"", True)
    yield


def _refuse(*_: object) -> None:
    raise BrokenFile(reason="damaged_sheet")


def bare(name: str) -> str:
    """The name of an element without its prefix."""
    return name.rpartition(":")[2]


def unescaped(text: str) -> str:
    """The text with the signs back that a workbook writes by their number, such as _x000D_; half a sign is none."""
    return _NUMBERED.sub(_sign, text) if "_x" in text else text


def _sign(found: re.Match[str]) -> str:
    sign = chr(int(found[1], 16))
    return sign if sign.isprintable() or sign in "\t\n\r" else ""


class Contents:
    """The sheets of a workbook in their order: (name, whether it shows, which relation), and how it counts days."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.sheets: list[tuple[str, bool, str]] = []
        self.from_1904 = False
        for _ in parsed(stream, self._start):
            pass

    def _start(self, name: str, told: dict[str, str]) -> None:
        if bare(name) == "sheet":
            relation = next((value for key, value in told.items() if bare(key) == "id" and key != "id"), "")
            self.sheets.append((told.get("name", ""), told.get("state", "visible") == "visible", relation))
        elif bare(name) == "workbookPr":
            self.from_1904 = told.get("date1904") in ("1", "true")


def relations(stream: IO[bytes]) -> dict[str, str]:
    """The part behind each relation."""
    found: dict[str, str] = {}

    def start(name: str, told: dict[str, str]) -> None:
        if bare(name) == "Relationship":
            found[told.get("Id", "")] = told.get("Target", "")

    for _ in parsed(stream, start):
        pass
    return found


class Styles:
    """The format of each style of cells that has one, by the number of the style."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.formats: dict[str, CellFormat] = {}
        self._codes: dict[str, str] = {}
        self._within = False
        self._count = 0
        for _ in parsed(stream, self._start, self._end):
            pass

    def _start(self, name: str, told: dict[str, str]) -> None:
        plain = bare(name)
        if plain == "numFmt":
            self._codes[told.get("numFmtId", "")] = told.get("formatCode", "")[:LONGEST_FORMAT]
        elif plain == "cellXfs":
            self._within = True
        elif plain == "xf" and self._within:
            if self._count >= MOST_STYLES:
                raise BrokenFile(reason="too_packed")
            if (form := self._format(told.get("numFmtId", "0"))) != GENERAL:
                self.formats[str(self._count)] = form
            self._count += 1

    def _end(self, name: str) -> None:
        if bare(name) == "cellXfs":
            self._within = False

    def _format(self, number: str) -> CellFormat:
        if number in self._codes:
            return read_format(self._codes[number])
        plain = int(number) if number.isdigit() else 0
        if plain in DAYS_BUILT_IN:
            return CellFormat(CellKind.DAY)
        return read_format(BUILT_IN[plain]) if plain in BUILT_IN else GENERAL


class Texts:
    """The texts the sheets share; what helps to pronounce them is left out."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.all: list[str] = []
        self._pieces: list[str] = []
        self._reading = self._aside = False
        for _ in parsed(stream, self._start, self._end, self._text):
            pass

    def _start(self, name: str, _told: dict[str, str]) -> None:
        plain = bare(name)
        if plain == "si":
            self._pieces = []
        elif plain == "rPh":
            self._aside = True
        self._reading = plain == "t" and not self._aside

    def _end(self, name: str) -> None:
        plain = bare(name)
        self._reading = False
        if plain == "rPh":
            self._aside = False
        elif plain == "si":
            self.all.append(unescaped("".join(self._pieces)))

    def _text(self, text: str) -> None:
        if self._reading:
            self._pieces.append(text)


class Rows:
    """The rows of one sheet that hold something: with their line, and each cell as a plain text."""

    def __init__(self, texts: list[str], formats: dict[str, CellFormat], from_1904: bool, width: int) -> None:
        self.texts, self.formats, self.width = texts, formats, width
        self.from_1904 = from_1904
        self.done: list[Record] = []
        self.line = self.scanned = self.column = self.signs = self.uncalculated = 0
        self.cells: list[str] = []
        self.kind = self.style = ""
        self.is_formula = False
        self.merged: list[str] = []
        self.pieces: list[str] = []
        self.reading = self.aside = False

    def read(self, stream: IO[bytes]) -> Iterator[list[Record]]:
        """The rows in each piece of the stream, as it is parsed. Raises BrokenFile (too_many_lines, too_packed)."""
        for _ in parsed(stream, self._start, self._end, self._text):
            done, self.done = self.done, []
            yield done

    def _start(self, name: str, told: dict[str, str]) -> None:
        plain = bare(name) if ":" in name else name  # this runs for every cell: a call less counts
        if plain in ("v", "t"):
            self.reading = not self.aside
        elif plain == "c":
            self.column = _column(told["r"]) if "r" in told else self.column + 1
            self.kind, self.style, self.pieces = told.get("t", "n"), told.get("s", ""), []
            self.is_formula = False
        elif plain == "rPh":
            self.aside = True
        elif plain == "row":
            self._begin(told)
        elif plain == "f":
            self.is_formula = True
        elif plain == "mergeCell":
            self._merge(told.get("ref", ""))

    def _begin(self, told: dict[str, str]) -> None:
        self.scanned += 1
        if self.scanned > MOST_SCANNED:
            raise BrokenFile(reason="too_many_lines", most=MOST_SCANNED)
        self.line = int(told["r"]) if "r" in told else self.line + 1
        self.column, self.cells = 0, []

    def _merge(self, area: str) -> None:
        self.merged.append(area)
        if len(self.merged) > MOST_MERGED:
            raise BrokenFile(reason="too_packed")

    def _text(self, text: str) -> None:
        if self.reading:
            self.pieces.append(text)

    def _end(self, name: str) -> None:
        plain = bare(name) if ":" in name else name
        if plain in ("v", "t"):
            self.reading = False
        elif plain == "c":
            if self.pieces:
                self._keep("".join(self.pieces))
            elif self.is_formula and self.kind != "str":  # a text may well be empty
                self.uncalculated += 1
        elif plain == "rPh":
            self.aside = False
        elif plain == "row" and self.cells:
            self.done.append((self.line, self.cells))

    def _keep(self, raw: str) -> None:
        if not len(self.cells) < self.column <= self.width:
            return
        text = self._told(raw)
        if text.strip():
            self.cells.extend([""] * (self.column - 1 - len(self.cells)))
            self.cells.append(text)
            self.signs += len(text)
            if self.signs > MOST_SIGNS:
                raise BrokenFile(reason="too_packed")

    def _told(self, raw: str) -> str:
        """What a reader sees in this cell, as plain as can be: a day as 2026-03-12, a whole number without a point."""
        if self.kind == "s":
            return self.texts[int(raw)]
        if self.kind == "b":
            return str(raw == "1")
        if self.kind == "d":
            return raw.removesuffix("T00:00:00")
        if self.kind != "n":
            return unescaped(raw)
        form = self.formats.get(self.style)
        if form is None and raw.isdigit():
            return raw
        return format_number(float(raw), form or GENERAL, self.from_1904)


def _column(place: str) -> int:
    """Which column a cell such as AB12 stands in, counted from 1."""
    return _counted(place.rstrip("0123456789")[:5].upper())


@lru_cache(maxsize=2_048)
def _counted(letters: str) -> int:
    found = 0
    for sign in letters:
        found = found * 26 + ord(sign) - 64
    return found
