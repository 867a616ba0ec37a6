"""A text file as records, whatever its encoding, its delimiter and its line ends."""

import csv
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO, TextIOWrapper

from impact.errors import BrokenFile
from impact.importing.files.table import HEADER_SEARCH_LINES
from impact.importing.headers.known_headers import recognise_field
from impact.importing.rows import Record

DELIMITERS = ";,\t|"
# In this order: nearly every file can be read as the second.
ENCODINGS = ("utf-8-sig", "cp1252")
# Of one row; more is a quotation mark that was never closed, or no table at all.
MAX_ROW_CHARACTERS = 2_000_000
# Empty ones too, which cost time and give no row.
MAX_LINES = 2_000_000
# Some hundred lines, which is enough to see the delimiter.
SAMPLE_CHARACTERS = 20_000
# A page or the data of a program, whatever its name says.
NON_TABLE_STARTS = ("<html", "<!doctype", "<?xml", "<table", '{"', '[{"')
# How PDF, PNG, JPEG, GIF, gzip, RAR, 7-Zip, RTF and SQLite begin: in cp1252 they would read as text.
BINARY_SIGNATURES = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"Rar!",
    b"7z\xbc\xaf",
    b"{\\rtf",
    b"SQLite f",
)


def read_records(content: bytes) -> Iterator[Record]:
    """Yield each row that is not blank, with the line of the file it begins on.

    Raise BrokenFile (empty, binary, quotes, long_row, too_many_lines).
    """
    encoding, sample = _detect_encoding(content)
    stream = TextIOWrapper(BytesIO(content), encoding, newline="")
    delimiter = _detect_delimiter(sample)
    lines = _CountedLines(stream)
    # In a file with a space before its quotes those are no part of the texts; in any other they are.
    has_spaced_quotes = f'{delimiter} "' in sample.partition("\n")[0]
    reader = csv.reader(lines, delimiter=delimiter, strict=True, skipinitialspace=has_spaced_quotes)
    first_line = 1
    try:
        for record in reader:
            if any(cell.strip() for cell in record) and not (first_line == 1 and _is_delimiter_record(record)):
                yield first_line, record
            first_line = reader.line_num + 1
            lines.character_count = 0
    except csv.Error as error:
        raise BrokenFile(reason="quotes", line=first_line) from error


class _CountedLines:
    """The lines of a text, counted, so that no row grows without end."""

    def __init__(self, stream: TextIOWrapper) -> None:
        self.stream = stream
        self.character_count = self.line_count = 0

    def __iter__(self) -> "_CountedLines":
        return self

    def __next__(self) -> str:
        line = self.stream.readline(MAX_ROW_CHARACTERS + 1)
        if not line:
            raise StopIteration
        self.character_count += len(line)
        self.line_count += 1
        if self.character_count > MAX_ROW_CHARACTERS:
            raise BrokenFile(reason="long_row", line=self.line_count)
        if self.line_count > MAX_LINES:
            raise BrokenFile(reason="too_many_lines", most=MAX_LINES)
        return line


def _is_delimiter_record(record: list[str]) -> bool:
    return record[0].lower().startswith("sep=")


def _detect_encoding(content: bytes) -> tuple[str, str]:
    """Return the encoding of a text, and how the text begins."""
    if content.startswith(BINARY_SIGNATURES):
        raise BrokenFile(reason="binary")
    is_utf_16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if is_utf_16 else ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:  # no text holds it, and UTF-16 without its mark holds little else
            break
        if not text.strip():
            raise BrokenFile(reason="empty")
        sample = text.lstrip()[:SAMPLE_CHARACTERS]
        if sample.casefold().startswith(NON_TABLE_STARTS):
            break
        return encoding, sample
    raise BrokenFile(reason="binary")


def _detect_delimiter(sample: str) -> str:
    """Return the sign that splits the first lines into most names we know, else into most lines of one width."""
    if sample[:4].lower() == "sep=" and sample[4:5] in DELIMITERS:
        return sample[4]
    rows = {delimiter: _split_sample(sample, delimiter) for delimiter in DELIMITERS}

    def score_delimiter(delimiter: str) -> tuple[int, int]:
        known = max((sum(recognise_field(cell) is not None for cell in row) for row in rows[delimiter]), default=0)
        widths = Counter(len(row) for row in rows[delimiter] if len(row) > 1)
        alike = max((times * (width - 1) for width, times in widths.items()), default=0)
        return known, alike

    return max(DELIMITERS, key=score_delimiter)


def _split_sample(sample: str, delimiter: str) -> list[list[str]]:
    reader = csv.reader(sample.splitlines()[:HEADER_SEARCH_LINES], delimiter=delimiter)
    rows: list[list[str]] = []
    with suppress(csv.Error):  # what is wrong will be said by the real reading
        rows.extend(reader)
    return rows
