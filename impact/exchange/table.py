"""A file as a plain table: one line of names, and rows of texts with the line they stand on in the file."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain, islice
from string import ascii_uppercase

from impact.errors import BrokenFile
from impact.exchange.columns import COLUMNS, column_of
from impact.exchange.dates import is_day
from impact.exchange.headers import recognised
from impact.exchange.number_formats import SheetFigure
from impact.exchange.options import JoinedColumn, join_options
from impact.exchange.sub_headers import read_head
from impact.safe_text import drop_unsafe

LONGEST_NAME = 150  # signs; a question of a form is hardly ever longer
MOST_ROWS = 200_000
MOST_COLUMNS = 200
MOST_CELLS = 4_000_000
SOUGHT_IN = 30  # the line of names stands among the first so many lines that are not empty
Record = tuple[int, Sequence[str]]
Row = tuple[int, tuple[str, ...]]


@dataclass(frozen=True)
class Table:
    """What a file holds. `headers` are the names of its columns, no two the same; `line` is where they stand.

    A row is its line in the file and its cells; cells that are missing at its end are empty. `sheets` are the sheets
    of a workbook that hold something, `sheet` the one this is. `several` are by field the texts that hold several
    answers and were not taken apart. `above` are the lines before that of the names, `skipped` those below it that are
    no rows, `joined` columns that were made of several, `zones` the zone of times by header, where the file names one.
    `merged` is how many cells got the value of the merged cell they are part of, `uncalculated` how many hold a formula
    without an outcome.
    `doubtful_names` is the line of names as it stands there when it looks like a row; it is one where not `named`.
    """

    headers: tuple[str, ...]
    rows: tuple[Row, ...]
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
    above: tuple[Row, ...] = ()

    @cached_property
    def own(self) -> bool:
        """Whether it has every column of an export of ours: then names stand there exactly as they are."""
        return {column_of(header) for header in self.headers} >= COLUMNS.keys()

    def cell(self, row: Row, header: str) -> str:
        """The text of this row under this header."""
        at = self.headers.index(header)
        return row[1][at] if at < len(row[1]) else ""

    def column(self, header: str) -> Iterator[str]:
        """The texts under this header, from the first row to the last."""
        at = self.headers.index(header)
        return (cells[at] if at < len(cells) else "" for _, cells in self.rows)


@dataclass(frozen=True)
class Found:
    """A line of names among the first lines of a sheet: how many columns it names that we know, and how many in all."""

    at: int
    known: int
    width: int


def gathered(records: Iterable[Record], sheet: str = "", sheets: tuple[str, ...] = ()) -> Table:
    """A table of these records. Raises BrokenFile (empty, no_rows, too_many_columns, too_many_rows, too_many_cells)."""
    # What cannot be kept is left out here, so that names of columns and texts are known again by what was kept.
    waiting = ((line, [drop_unsafe(cell) for cell in cells]) for line, cells in records)
    first = list(islice(waiting, SOUGHT_IN))
    if not first:
        raise BrokenFile(reason="empty")
    found = names_among(first)
    head = read_head(first, found.at)
    if found.width > MOST_COLUMNS:
        raise BrokenFile(reason="too_many_columns", most=MOST_COLUMNS)
    rows = tuple(_rows(chain(first[head.rows_from :], waiting), _sharing()))
    rows, again = _without_names(rows, head.names)
    if not rows:
        raise BrokenFile(reason="no_rows")
    doubtful = first[found.at][1] if not found.known and _look_like_values(first[found.at :]) else ()
    names = head.names[: found.width] if head.rows_from == found.at + 1 else head.names
    named = _told_apart(names)
    headers, rows, joined = join_options(named, rows)
    zones = {name: zone for name, zone in zip(named, head.zones, strict=False) if zone}
    raw = tuple(doubtful)
    return Table(
        headers,
        rows,
        head.line,
        sheet,
        sheets,
        skipped=(*head.skipped, *again),
        joined=joined,
        zones=zones,
        doubtful_names=raw,
        above=tuple((line, tuple(cells)) for line, cells in first[: found.at]),
    )


def _look_like_values(lines: Sequence[Record]) -> bool:
    """Whether the first of these lines holds a day, a figure, a long text, or a text that comes back below it."""
    (_, cells), *below = lines
    columns = [{row[at].strip() for _, row in below if at < len(row)} for at in range(len(cells))]
    return any(
        text and (_is_value(text) or text in columns[at]) for at, text in enumerate(cell.strip() for cell in cells)
    )


def _is_value(text: str) -> bool:
    return len(text) > LONGEST_NAME or text.replace(".", "").replace(",", "").isdigit() or is_day(text)


def take_names_as_row(table: Table) -> Table:
    """The table of a file without names: its first line is a row like the others, and columns go by their letters."""
    begin = (table.line, table.doubtful_names)
    width = min(max(len(cells) for _, cells in (begin, *table.rows)), MOST_COLUMNS)
    headers = tuple(f"({_letter(at)})" for at in range(width))
    return replace(table, headers=headers, rows=(begin, *table.rows), named=False)


def names_among(first: Sequence[Record]) -> Found:
    """Which of these first lines names the columns: the one with most names we know, else the first that looks so."""
    found = [Found(at, *_names_in(cells)) for at, (_, cells) in enumerate(first)]
    known = max(found, key=lambda one: (one.known, -one.at))
    if known.known:
        return known
    usual = max((one.width for one in found), default=0)
    return next((one for one in found if one.width * 2 > usual), found[0])


def _names_in(cells: Sequence[str]) -> tuple[int, int]:
    known = {found for cell in cells[:MOST_COLUMNS] if (found := recognised(cell))}
    return len(known), max((at for at, cell in enumerate(cells, 1) if cell.strip()), default=0)


def _rows(records: Iterable[Record], shared: Callable[[str], str]) -> Iterator[Row]:
    cells_so_far = 0
    for count, (line, cells) in enumerate(records, 1):
        if count > MOST_ROWS:
            raise BrokenFile(reason="too_many_rows", most=MOST_ROWS)
        width = next((at for at in range(len(cells), 0, -1) if cells[at - 1]), 0)
        cells_so_far += width
        if cells_so_far > MOST_CELLS:
            raise BrokenFile(reason="too_many_cells", most=MOST_CELLS)
        yield line, tuple(shared(cell) for cell in cells[:width])


def _without_names(rows: tuple[Row, ...], names: Sequence[str]) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """The rows, and apart the lines that repeat the names of all columns, as lists that were put together have them."""
    plain = [name.strip() for name in names]
    if sum(map(bool, plain)) < 2:  # of one name a row may well say the same
        return rows, ()
    width = max((at for at, name in enumerate(plain, 1) if name), default=0)
    again = tuple(  # the first cell tells most rows apart, without a look at their others
        (line, cells)
        for line, cells in rows
        if len(cells) >= width and cells[0].strip() == plain[0] and [*map(str.strip, cells)] == plain[: len(cells)]
    )
    if not again:
        return rows, ()
    lines = {line for line, _ in again}
    return tuple(row for row in rows if row[0] not in lines), again


def _sharing() -> Callable[[str], str]:
    """Keeps one copy of a short text that comes back: the words of a list stand in the memory once."""
    known: dict[str, str] = {}

    def shared(text: str) -> str:
        if isinstance(text, SheetFigure):  # a text that reads the same would be taken for it
            return text
        if len(text) > 60 or len(known) > 50_000:
            return known.get(text, text)
        return known.setdefault(text, text)

    return shared


def _told_apart(names: Sequence[str]) -> tuple[str, ...]:
    """Each name as one line; a column without one by its letter, and a name that comes back with a number."""
    found: list[str] = []
    for at, name in enumerate(names):
        plain = " ".join(name.split()) or f"({_letter(at)})"
        again = (f"{plain} ({number})" for number in range(2, len(names) + 2))
        found.append(next(one for one in chain((plain,), again) if one not in found))
    return tuple(found)


def _letter(at: int) -> str:
    above, place = divmod(at, 26)
    return (ascii_uppercase[above - 1] if above else "") + ascii_uppercase[place]
