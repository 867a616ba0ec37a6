"""Where in a table of figures the names, the periods and the figures stand, whichever way it lies."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from impact.exchange.headers import worded
from impact.exchange.number_formats import SheetFigure
from impact.exchange.periods import Period, is_bare_number, period
from impact.exchange.table import Row, Table
from impact.observe import one_line

SOUGHT_IN = 30  # the line of periods stands among the first so many lines
NAME_SHOWN = 120
BETWEEN = " · "
LONGEST = 40  # no figure has more signs
NOTHING = frozenset({"", "-", "–", "—", ".", "..", "…", ":"})
SUMS = frozenset({"totaal", "total", "som", "sum", "gemiddelde", "average", "mean", "grand total", "eindtotaal", "ytd"})
# Columns that say nothing of what was counted.
REMARKS = frozenset({
    "toelichting", "opmerking", "opmerkingen", "bron", "note", "notes", "comment", "comments", "source", "remark",
    "remarks", "footnote", "voetnoot",
})  # fmt: skip
# Headers of the one column with figures of a long table: they add nothing to the name.
VALUES = frozenset({"value", "waarde", "aantal", "number", "count", "figure", "cijfer", "amount", "n", "obs value"})
TIMES = frozenset({
    "period", "periode", "perioden", "periods", "jaar", "year", "schooljaar", "school year", "maand", "month",
    "kwartaal", "quarter", "week", "datum", "date", "time", "time period", "tijd", "peildatum", "jaren", "years",
})  # fmt: skip
_SPACES = " \u00a0\u2009\u202f"
# Groups of three apart by one and the same sign, then decimals after the other one; or no groups at all.
_NUMBER = (
    rf"(?:\d{{1,3}}(?P<apart>[.,'’{_SPACES}])\d{{3}}(?:(?P=apart)\d{{3}})*(?:(?!(?P=apart))[.,]\d+)?"
    r"|\d+(?:[.,]\d+)?(?:E[+-]\d{2,3})?)"
)
_FIGURE = re.compile(rf"[+\-−]?[€$£]?{_NUMBER}%?", re.ASCII)
_FOOTNOTE = re.compile(r"(?<=\d)[*†‡¹²³⁰⁴-⁹]+$|(?<=%)[*†‡¹²³⁰⁴-⁹]+$")


@dataclass(frozen=True)
class Cell:
    """One figure as it stands in the file: of which indicator and period, on which line and under which header.

    `series` tells indicators of the same name apart.
    """

    series: tuple[object, ...]
    indicator: str
    period: Period
    line: int
    column: str
    text: str


@dataclass(frozen=True)
class Layout:
    """The cells of a table with figures, the columns that were not read, and the lines that hold no figures."""

    cells: tuple[Cell, ...]
    unread: tuple[str, ...]
    skipped: tuple[str, ...]


def is_figure(text: str) -> bool:
    """Whether this is a number as people write it: 1.234,5 or 1,234.5 or 1 234, with a sign, € or % if need be."""
    if isinstance(text, SheetFigure):
        return any(sign.isdigit() for sign in text)
    plain = without_footnote(text)
    if plain.startswith("(") and plain.endswith(")"):  # as bookkeepers write a number below zero
        plain = plain[1:-1]
    plain = re.sub(rf"^([+\-−]?)[{_SPACES}]*([€$£]?)[{_SPACES}]*", r"\1\2", plain)
    return len(plain) <= LONGEST and _FIGURE.fullmatch(re.sub(rf"[{_SPACES}]+%$", "%", plain)) is not None


def without_footnote(text: str) -> str:
    """A figure without the signs after it that refer to a note."""
    return _FOOTNOTE.sub("", text.strip()[: LONGEST + 20])


def is_empty(text: str) -> bool:
    """Whether there is no figure here, and none was meant."""
    return text.strip() in NOTHING


def lay_out(table: Table) -> Layout | None:
    """The layout of this table, or None when it has no periods."""
    # A line of names that comes back further down holds no figures.
    skipped = [(line, tuple(cells)) for line, cells in table.skipped if not set(cells) <= {*table.headers, ""}]
    lines: list[Row] = [*table.above, (table.line, table.headers), *skipped, *table.rows]
    across, count = _line_of_periods(lines)
    down, first, count_down = _column_of_periods(lines)
    if not count and not count_down:
        return None
    if count and count >= count_down:
        return _across(lines, across)
    return _down(lines, down, first)


def _cell(cells: Sequence[str], at: int) -> str:
    return cells[at] if at < len(cells) else ""


def _line_of_periods(lines: Sequence[Row]) -> tuple[int, int]:
    """The line with most periods beyond its first cell that has something below them, and how many."""
    best, most = 0, 0
    for place, (_, cells) in enumerate(lines[:SOUGHT_IN]):
        columns = [at for at, text in enumerate(cells) if at and period(text)]
        below = lines[place + 1 :]
        if len(columns) > most and any(not is_empty(_cell(row, at)) for _, row in below for at in columns):
            best, most = place, len(columns)
    return best, most


def _column_of_periods(lines: Sequence[Row]) -> tuple[int, int, int]:
    """The column with most periods, the line of the first of them, and how many; figures may look like years."""
    width = max(len(cells) for _, cells in lines)
    best = (0, 0, 0)
    for at in range(width):
        places = [place for place, (_, cells) in enumerate(lines) if period(_cell(cells, at))]
        named = bool(places) and places[0] > 0 and worded(_cell(lines[places[0] - 1][1], at)) in TIMES
        if at and not named and all(is_bare_number(_cell(lines[place][1], at)) for place in places):
            continue
        if len(places) > best[2] or (named and len(places) == best[2]):
            best = (at, places[0], len(places))
    return best


def _headers(cells: Sequence[str], width: int) -> list[str]:
    return [" ".join(_cell(cells, at).split()) for at in range(width)]


def _across(lines: Sequence[Row], head: int) -> Layout:
    """Indicators by rows, periods above the columns: all columns with texts before the first period are the name."""
    width = max(len(cells) for _, cells in lines[head:])
    headers = _headers(lines[head][1], width)
    rows = [(line, cells) for line, cells in lines[head + 1 :] if any(cell.strip() for cell in cells)]
    begins = period(headers[0]) is not None and not _holds_texts(rows, 0)  # then the names stand after the periods
    periods = {at: found for at, header in enumerate(headers) if (at or begins) and (found := period(header))}
    before = range(width) if begins else range(min(periods))
    names = [at for at in before if _holds_texts(rows, at) and worded(headers[at]) not in REMARKS] or [0]
    unread = [header for at, header in enumerate(headers) if header and at not in periods and at not in names]
    cells: list[Cell] = []
    skipped = [_told(row) for _, row in lines[:head]]
    for line, row in rows:
        if again := _periods_again(row, headers, periods, names):
            headers, periods = _headers(row, width), again
            continue
        texts = {at: _cell(row, at) for at in periods}
        if all(is_empty(text) for text in texts.values()):
            skipped.append(_told(row))
            continue
        name = _name(_cell(row, at) for at in names)
        cells += [Cell((line,), name, periods[at], line, headers[at], text) for at, text in texts.items()]
    return Layout(tuple(cells), tuple(unread), tuple(filter(None, skipped)))


def _periods_again(
    row: Sequence[str], headers: Sequence[str], periods: Mapping[int, Period], names: Sequence[int]
) -> dict[int, Period]:
    """The periods of a further table below the first, when this is its line of names; else none.

    A figure may look like a year, so the columns of names must be called as they were, or not at all.
    """
    held = {at: text for at in periods if (text := " ".join(_cell(row, at).split()))}
    found = {at: when for at, text in held.items() if (when := period(text))}
    named = [(" ".join(_cell(row, at).split()).casefold(), headers[at].casefold()) for at in names]
    called = all(text in ("", header) for text, header in named)  # figures without a name could not be kept
    return found if found and called and len(found) == len(held) else {}


def _down(lines: Sequence[Row], at: int, first: int) -> Layout:
    """Periods in a column: every column of figures is an indicator, of each combination of texts in the others."""
    width = max(len(cells) for _, cells in lines)
    headers = _headers(lines[first - 1][1], width) if first else [""] * width
    rows = [(line, cells) for line, cells in lines[first:] if any(cell.strip() for cell in cells)]
    dated = [(line, cells, found) for line, cells in rows if (found := period(_cell(cells, at)))]
    others = [place for place in range(width) if place != at]
    texts = [place for place in others if _holds_texts([(line, cells) for line, cells, _ in dated], place)]
    remarks = [place for place in texts if worded(headers[place]) in REMARKS]
    figures = [place for place in others if place not in texts]
    sums = [place for place in figures if len(figures) > 1 and worded(headers[place]) in SUMS]
    figures = [place for place in figures if place not in sums]
    names = [place for place in texts if place not in remarks]
    cells: list[Cell] = []
    for line, row, found in dated:
        named = [_cell(row, place) for place in names]
        for place in figures:
            adds_nothing = bool(names) and len(figures) == 1 and worded(headers[place]) in VALUES
            name = _name([*named, "" if adds_nothing else headers[place]])
            series = (place, *(one_line(text).casefold() for text in named))
            cells.append(Cell(series, name, found, line, headers[place], _cell(row, place)))
    without = {line for line, _ in rows} - {line for line, _, _ in dated}
    skipped = [_told(row) for _, row in lines[: max(first - 1, 0)]]
    skipped += [_told(row) for line, row in rows if line in without]
    unread = [headers[place] for place in (*remarks, *sums) if headers[place]]
    return Layout(tuple(cells), tuple(unread), tuple(filter(None, skipped)))


def _holds_texts(rows: Sequence[Row], at: int) -> bool:
    """Whether this column holds words rather than figures, in most of its cells that hold something."""
    held = [text for _, cells in rows if not is_empty(text := _cell(cells, at))]
    return sum(not is_figure(text) for text in held) * 2 > len(held)


def _name(texts: Sequence[str] | Iterator[str]) -> str:
    plain = BETWEEN.join(filter(None, (one_line(text) for text in texts)))
    return plain if len(plain) <= NAME_SHOWN else plain[: NAME_SHOWN - 1] + "…"


def _told(cells: Sequence[str]) -> str:
    """A line as it is told: each of its texts once."""
    return _name(list(dict.fromkeys(text.strip() for text in cells)))
