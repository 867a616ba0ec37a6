"""A file as a plain table: the names of its columns, and rows of texts with their line in the file."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain, islice

from impact.errors import BrokenFile
from impact.importing.files.option_columns import JoinedColumn, join_option_columns
from impact.importing.headers.columns import COLUMN_NAMES, find_own_field
from impact.importing.headers.known_headers import recognise_field
from impact.importing.headers.sub_headers import read_table_head
from impact.importing.rows import Record, TableRow, format_column_letters, get_cell_text
from impact.importing.values.dates import is_day
from impact.importing.values.number_formats import SheetFigure
from impact.text.fold import join_white_space
from impact.text.safe_text import drop_unsafe

# A question of a form is hardly ever longer.
MAX_HEADER_CHARACTERS = 150
# The whole table stays in memory, and everybody on the server waits for the interpreter that reads it: no school has
# as many observations as these limits allow, and a file beyond them is no list.
MAX_ROWS = 200_000
MAX_COLUMNS = 200
MAX_CELLS = 4_000_000
# The line of names stands among the first so many lines that are not empty.
HEADER_SEARCH_LINES = 30


@dataclass(frozen=True)
class FileTable:
    """What a file holds: the names of its columns (no two the same), and its rows as (line, cells).

    Cells that are missing at the end of a row are empty. `line` is the line of the names, `sheet` the sheet of a
    workbook that this is, `sheets` all its sheets that hold something. `several` are, by field, the texts that hold
    several answers and were not split. `above` are the lines before that of the names, `skipped` those below it that
    are no rows, `joined` the columns made of several, `zones` by header the zone of its times where the file names one.
    `merged` is how many cells got the value of a merged cell, `uncalculated` how many hold a formula without a result.
    `doubtful_names` are the names as they stand in the file when they look like a row; with `named` false they are one.
    """

    headers: tuple[str, ...]
    rows: tuple[TableRow, ...]
    line: int
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    several: Mapping[str, frozenset[str]] = field(default_factory=dict)
    skipped: tuple[Record, ...] = ()
    joined: tuple[JoinedColumn, ...] = ()
    zones: Mapping[str, str] = field(default_factory=dict)
    named: bool = True
    doubtful_names: tuple[str, ...] = ()
    merged: int = 0
    uncalculated: int = 0
    above: tuple[TableRow, ...] = ()

    @cached_property
    def is_own_export(self) -> bool:
        """Return whether it has every column of an export of ours: then its names are exactly what they seem."""
        return {find_own_field(header) for header in self.headers} >= COLUMN_NAMES.keys()

    def get_cell(self, row: TableRow, header: str) -> str:
        """Return the text of this row under this header."""
        return get_cell_text(row[1], self.headers.index(header))

    def list_column_texts(self, header: str) -> Iterator[str]:
        """Return the texts under this header, from the first row to the last."""
        index = self.headers.index(header)
        return (get_cell_text(cells, index) for _, cells in self.rows)


@dataclass(frozen=True)
class HeaderCandidate:
    """A line that may name the columns: how many names of it we know, and how many columns it has."""

    index: int
    known_count: int
    width: int


def build_table(records: Iterable[Record], sheet: str = "", sheets: tuple[str, ...] = ()) -> FileTable:
    """Return a table of these records.

    Raise BrokenFile (empty, no_rows, too_many_columns, too_many_rows, too_many_cells).
    """
    # What cannot be kept is left out here, so that names of columns and texts are known again by what was kept.
    numbered_lines = ((line, [drop_unsafe(cell) for cell in cells]) for line, cells in records)
    first_lines = list(islice(numbered_lines, HEADER_SEARCH_LINES))
    if not first_lines:
        raise BrokenFile(reason="empty")
    candidate = find_header_line(first_lines)
    head = read_table_head(first_lines, candidate.index)
    if candidate.width > MAX_COLUMNS:
        raise BrokenFile(reason="too_many_columns", most=MAX_COLUMNS)
    rows = tuple(_read_table_rows(chain(first_lines[head.rows_from :], numbered_lines), _create_text_cache()))
    rows, repeated_lines = _drop_repeated_names(rows, head.names)
    if not rows:
        raise BrokenFile(reason="no_rows")
    doubtful_cells = (
        first_lines[candidate.index][1]
        if not candidate.known_count and _look_like_values(first_lines[candidate.index :])
        else ()
    )
    names = head.names[: candidate.width] if head.rows_from == candidate.index + 1 else head.names
    unique_names = _make_headers_unique(names)
    headers, rows, joined = join_option_columns(unique_names, rows)
    zones = {name: zone for name, zone in zip(unique_names, head.zones, strict=False) if zone}
    doubtful_names = tuple(doubtful_cells)
    return FileTable(
        headers,
        rows,
        head.line,
        sheet,
        sheets,
        skipped=(*head.skipped, *repeated_lines),
        joined=joined,
        zones=zones,
        doubtful_names=doubtful_names,
        above=tuple((line, tuple(cells)) for line, cells in first_lines[: candidate.index]),
    )


def _look_like_values(lines: Sequence[Record]) -> bool:
    """Return whether the first line holds a day, a figure, a long text, or a text that comes back below it."""
    (_, cells), *below = lines
    columns = [{row[index].strip() for _, row in below if index < len(row)} for index in range(len(cells))]
    return any(
        text and (_looks_like_value(text) or text in columns[index])
        for index, text in enumerate(cell.strip() for cell in cells)
    )


def _looks_like_value(text: str) -> bool:
    return len(text) > MAX_HEADER_CHARACTERS or text.replace(".", "").replace(",", "").isdigit() or is_day(text)


def take_names_as_row(table: FileTable) -> FileTable:
    """Return the table of a file without names: its first line becomes a row, and columns go by their letters."""
    begin = (table.line, table.doubtful_names)
    width = min(max(len(cells) for _, cells in (begin, *table.rows)), MAX_COLUMNS)
    headers = tuple(f"({format_column_letters(index)})" for index in range(width))
    return replace(table, headers=headers, rows=(begin, *table.rows), named=False)


def find_header_line(first_lines: Sequence[Record]) -> HeaderCandidate:
    """Return the line that names the columns: the one with most names we know, else the first wide enough."""
    candidates = [HeaderCandidate(index, *_count_names(cells)) for index, (_, cells) in enumerate(first_lines)]
    best = max(candidates, key=lambda candidate: (candidate.known_count, -candidate.index))
    if best.known_count:
        return best
    greatest_width = max((candidate.width for candidate in candidates), default=0)
    return next((candidate for candidate in candidates if candidate.width * 2 > greatest_width), candidates[0])


def _count_names(cells: Sequence[str]) -> tuple[int, int]:
    known_fields = {known_field for cell in cells[:MAX_COLUMNS] if (known_field := recognise_field(cell))}
    return len(known_fields), max((index for index, cell in enumerate(cells, 1) if cell.strip()), default=0)


def _read_table_rows(records: Iterable[Record], share_text: Callable[[str], str]) -> Iterator[TableRow]:
    cells_so_far = 0
    for count, (line, cells) in enumerate(records, 1):
        if count > MAX_ROWS:
            raise BrokenFile(reason="too_many_rows", most=MAX_ROWS)
        width = next((index for index in range(len(cells), 0, -1) if cells[index - 1]), 0)
        cells_so_far += width
        if cells_so_far > MAX_CELLS:
            raise BrokenFile(reason="too_many_cells", most=MAX_CELLS)
        yield line, tuple(share_text(cell) for cell in cells[:width])


def _drop_repeated_names(
    rows: tuple[TableRow, ...], names: Sequence[str]
) -> tuple[tuple[TableRow, ...], tuple[TableRow, ...]]:
    """Return the rows, and apart from them the lines that repeat all names, as lists put together have them."""
    plain = [name.strip() for name in names]
    if sum(map(bool, plain)) < 2:  # of one name a row may well say the same
        return rows, ()
    width = max((index for index, name in enumerate(plain, 1) if name), default=0)
    repeated_lines = tuple(  # the first cell tells most rows apart, without a look at their others
        (line, cells)
        for line, cells in rows
        if len(cells) >= width and cells[0].strip() == plain[0] and [*map(str.strip, cells)] == plain[: len(cells)]
    )
    if not repeated_lines:
        return rows, ()
    lines = {line for line, _ in repeated_lines}
    return tuple(row for row in rows if row[0] not in lines), repeated_lines


def _create_text_cache() -> Callable[[str], str]:
    """Return what keeps one copy of a short text that comes back, so that the words of a list cost memory once."""
    cached_texts: dict[str, str] = {}

    def share_text(text: str) -> str:
        if isinstance(text, SheetFigure):  # a text that reads the same would be taken for it
            return text
        if len(text) > 60 or len(cached_texts) > 50_000:  # sentences hardly ever come back
            return cached_texts.get(text, text)
        return cached_texts.setdefault(text, text)

    return share_text


def _make_headers_unique(names: Sequence[str]) -> tuple[str, ...]:
    """Return each name on one line; one that is empty becomes its letter, one that comes back gets a number."""
    unique_names: list[str] = []
    for index, name in enumerate(names):
        plain = join_white_space(name) or f"({format_column_letters(index)})"
        numbered_names = (f"{plain} ({number})" for number in range(2, len(names) + 2))
        unique_names.append(
            next(candidate for candidate in chain((plain,), numbered_names) if candidate not in unique_names)
        )
    return tuple(unique_names)
