"""A text file as records: whatever its encoding, its delimiter and its line ends."""

import csv
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO, TextIOWrapper

from impact.errors import BrokenFile
from impact.exchange.headers import recognised
from impact.exchange.table import Record

DELIMITERS = ";,\t|"
ENCODINGS = ("utf-8-sig", "cp1252")
MOST_SIGNS = 2_000_000  # of one row; more is a quotation mark that was never closed, or no table at all
MOST_LINES = 2_000_000
LOOKED_AT = 20_000
NO_LIST = ("<html", "<!doctype", "<?xml", "<table", '{"', '[{"')  # a page or data of a program, whatever its name says
BINARY = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"{\\rtf", b"SQLite f")


def records(content: bytes) -> Iterator[Record]:
    """Each row that is not blank, with the line of the file it begins on.

    Raises BrokenFile (empty, binary, quotes, long_row, too_many_rows).
    """
    encoding, begin = _encoding(content)
    stream = TextIOWrapper(BytesIO(content), encoding, newline="")
    delimiter = _delimiter(begin)
    lines = _Lines(stream)
    # In a file with a space before its quotes those are no part of the texts; in any other they are.
    spaced = f'{delimiter} "' in begin.partition("\n")[0]
    reader = csv.reader(lines, delimiter=delimiter, strict=True, skipinitialspace=spaced)
    begins = 1
    try:
        for record in reader:
            if any(cell.strip() for cell in record) and not (begins == 1 and _names_delimiter(record)):
                yield begins, record
            begins = reader.line_num + 1
            lines.signs = 0
    except csv.Error as error:
        raise BrokenFile(reason="quotes", line=begins) from error


class _Lines:
    """The lines of a text, counted, so that no row grows without end."""

    def __init__(self, stream: TextIOWrapper) -> None:
        self.stream = stream
        self.signs = self.count = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self.stream.readline(MOST_SIGNS + 1)
        if not line:
            raise StopIteration
        self.signs += len(line)
        self.count += 1
        if self.signs > MOST_SIGNS:
            raise BrokenFile(reason="long_row", line=self.count)
        if self.count > MOST_LINES:
            raise BrokenFile(reason="too_many_lines", most=MOST_LINES)
        return line


def _names_delimiter(record: list[str]) -> bool:
    return record[0].lower().startswith("sep=")


def _encoding(content: bytes) -> tuple[str, str]:
    """The encoding of a text, and how it begins."""
    if content.startswith(BINARY):
        raise BrokenFile(reason="binary")
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if wide else ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        if not text.strip():
            raise BrokenFile(reason="empty")
        begin = text.lstrip()[:LOOKED_AT]
        if begin.casefold().startswith(NO_LIST):
            break
        return encoding, begin
    raise BrokenFile(reason="binary")


def _delimiter(begin: str) -> str:
    """The sign that cuts the first lines into most names we know; else the one that cuts most lines alike."""
    if begin[:4].lower() == "sep=" and begin[4:5] in DELIMITERS:
        return begin[4]
    rows = {delimiter: _cut(begin, delimiter) for delimiter in DELIMITERS}

    def fit(delimiter: str) -> tuple[int, int]:
        known = max((sum(recognised(cell) is not None for cell in row) for row in rows[delimiter]), default=0)
        widths = Counter(len(row) for row in rows[delimiter] if len(row) > 1)
        alike = max((times * (width - 1) for width, times in widths.items()), default=0)
        return known, alike

    return max(DELIMITERS, key=fit)


def _cut(begin: str, delimiter: str) -> list[list[str]]:
    reader = csv.reader(begin.splitlines()[:30], delimiter=delimiter)
    found: list[list[str]] = []
    with suppress(csv.Error):  # what is wrong will be said by the real reading
        found.extend(reader)
    return found
