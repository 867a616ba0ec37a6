"""Where the names, the periods and the figures of a table of figures stand, in either direction."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from impact.importing.files.table import HEADER_SEARCH_LINES, FileTable
from impact.importing.headers.known_headers import normalise_header
from impact.importing.rows import TableRow, get_cell_text
from impact.importing.values.number_formats import SheetFigure
from impact.importing.values.periods import Period, is_bare_number, parse_period
from impact.observation.observation_rules import clean_line
from impact.text.fold import join_white_space

# The name becomes part of a sentence, which has room for little more.
MAX_NAME_CHARACTERS = 120
NAME_SEPARATOR = " · "
# No figure is longer.
MAX_FIGURE_CHARACTERS = 40
EMPTY_SIGNS = frozenset({"", "-", "–", "—", ".", "..", "…", ":"})
SUM_HEADERS = frozenset(
    {"totaal", "total", "som", "sum", "gemiddelde", "average", "mean", "grand total", "eindtotaal", "ytd"}
)
# Columns that say nothing of what was counted.
REMARK_HEADERS = frozenset({
    "toelichting", "opmerking", "opmerkingen", "bron", "note", "notes", "comment", "comments", "source", "remark",
    "remarks", "footnote", "voetnoot",
})  # fmt: skip
# Headers of the one column with figures of a long table: they add nothing to the name.
VALUE_HEADERS = frozenset(
    {"value", "waarde", "aantal", "number", "count", "figure", "cijfer", "amount", "n", "obs value"}
)
PERIOD_HEADERS = frozenset({
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
class FigureCell:
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
class WideLayout:
    """The cells of a table with figures, the columns that were not read, and the lines without figures."""

    cells: tuple[FigureCell, ...]
    unread_columns: tuple[str, ...]
    skipped_lines: tuple[str, ...]


def is_figure(text: str) -> bool:
    """Return whether this is a number as people write it: 1.234,5 or 1,234.5 or 1 234, with a sign, € or %."""
    if isinstance(text, SheetFigure):
        return any(sign.isdigit() for sign in text)
    plain = drop_footnote(text)
    if plain.startswith("(") and plain.endswith(")"):  # as bookkeepers write a number below zero
        plain = plain[1:-1]
    plain = re.sub(rf"^([+\-−]?)[{_SPACES}]*([€$£]?)[{_SPACES}]*", r"\1\2", plain)
    return len(plain) <= MAX_FIGURE_CHARACTERS and _FIGURE.fullmatch(re.sub(rf"[{_SPACES}]+%$", "%", plain)) is not None


def drop_footnote(text: str) -> str:
    """Return a figure without the signs after it that refer to a note."""
    return _FOOTNOTE.sub("", text.strip()[: MAX_FIGURE_CHARACTERS + 20])


def is_empty_cell(text: str) -> bool:
    """Return whether there is no figure here, and none was meant."""
    return text.strip() in EMPTY_SIGNS


def find_layout(table: FileTable) -> WideLayout | None:
    """Return the layout of this table, or None when it has no periods."""
    # A line of names that comes back further down holds no figures.
    skipped = [(line, tuple(cells)) for line, cells in table.skipped if not set(cells) <= {*table.headers, ""}]
    lines: list[TableRow] = [*table.above, (table.line, table.headers), *skipped, *table.rows]
    period_line, count_across = _find_period_line(lines)
    period_column, first_line, count_down = _find_period_column(lines)
    if not count_across and not count_down:
        return None
    if count_across and count_across >= count_down:
        return _read_across(lines, period_line)
    return _read_down(lines, period_column, first_line)


def _find_period_line(lines: Sequence[TableRow]) -> tuple[int, int]:
    """Return the line with most periods above something, beyond the first cell, and how many it has."""
    best, most_periods = 0, 0
    for line_index, (_, cells) in enumerate(lines[:HEADER_SEARCH_LINES]):
        columns = [index for index, text in enumerate(cells) if index and parse_period(text)]
        below = lines[line_index + 1 :]
        if len(columns) > most_periods and any(
            not is_empty_cell(get_cell_text(row, index)) for _, row in below for index in columns
        ):
            best, most_periods = line_index, len(columns)
    return best, most_periods


def _find_period_column(lines: Sequence[TableRow]) -> tuple[int, int, int]:
    """Return the column with most periods, its first line with one, and how many; figures may look like years."""
    width = max(len(cells) for _, cells in lines)
    best = (0, 0, 0)
    for index in range(width):
        line_indexes = [
            line_index for line_index, (_, cells) in enumerate(lines) if parse_period(get_cell_text(cells, index))
        ]
        is_named = (
            bool(line_indexes)
            and line_indexes[0] > 0
            and normalise_header(get_cell_text(lines[line_indexes[0] - 1][1], index)) in PERIOD_HEADERS
        )
        if (
            index
            and not is_named
            and all(is_bare_number(get_cell_text(lines[line_index][1], index)) for line_index in line_indexes)
        ):
            continue
        if len(line_indexes) > best[2] or (is_named and len(line_indexes) == best[2]):
            best = (index, line_indexes[0], len(line_indexes))
    return best


def _list_headers(cells: Sequence[str], width: int) -> list[str]:
    return [join_white_space(get_cell_text(cells, index)) for index in range(width)]


def _read_across(lines: Sequence[TableRow], head: int) -> WideLayout:
    """Read indicators by rows with periods above the columns: the texts before the first period are the name."""
    width = max(len(cells) for _, cells in lines[head:])
    headers = _list_headers(lines[head][1], width)
    rows = [(line, cells) for line, cells in lines[head + 1 :] if any(cell.strip() for cell in cells)]
    periods_come_first = parse_period(headers[0]) is not None and not _holds_texts(
        rows, 0
    )  # then the names stand after the periods
    periods = {
        index: parsed_period
        for index, header in enumerate(headers)
        if (index or periods_come_first) and (parsed_period := parse_period(header))
    }
    before = range(width) if periods_come_first else range(min(periods))
    names = [
        index
        for index in before
        if _holds_texts(rows, index) and normalise_header(headers[index]) not in REMARK_HEADERS
    ] or [0]
    unread = [header for index, header in enumerate(headers) if header and index not in periods and index not in names]
    cells: list[FigureCell] = []
    skipped = [_format_skipped_line(row) for _, row in lines[:head]]
    for line, row in rows:
        if repeated_periods := _find_repeated_periods(row, headers, periods, names):
            headers, periods = _list_headers(row, width), repeated_periods
            continue
        texts = {index: get_cell_text(row, index) for index in periods}
        if all(is_empty_cell(text) for text in texts.values()):
            skipped.append(_format_skipped_line(row))
            continue
        name = _join_indicator_name(get_cell_text(row, index) for index in names)
        cells += [
            FigureCell((line,), name, periods[index], line, headers[index], text) for index, text in texts.items()
        ]
    return WideLayout(tuple(cells), tuple(unread), tuple(filter(None, skipped)))


def _find_repeated_periods(
    row: Sequence[str], headers: Sequence[str], periods: Mapping[int, Period], names: Sequence[int]
) -> dict[int, Period]:
    """Return the periods of a further table below the first, when this is its line of names; else nothing.

    A figure may look like a year, so the columns of names must be called as they were, or not at all.
    """
    text_by_index = {index: text for index in periods if (text := join_white_space(get_cell_text(row, index)))}
    repeated_periods = {
        index: parsed_period for index, text in text_by_index.items() if (parsed_period := parse_period(text))
    }
    name_pairs = [
        (join_white_space(get_cell_text(row, index)).casefold(), headers[index].casefold()) for index in names
    ]
    names_match = all(text in ("", header) for text, header in name_pairs)  # figures without a name could not be kept
    return repeated_periods if repeated_periods and names_match and len(repeated_periods) == len(text_by_index) else {}


def _read_down(lines: Sequence[TableRow], index: int, first: int) -> WideLayout:
    """Read periods in a column: every column of figures is an indicator, for each combination of the other texts."""
    width = max(len(cells) for _, cells in lines)
    headers = _list_headers(lines[first - 1][1], width) if first else [""] * width
    rows = [(line, cells) for line, cells in lines[first:] if any(cell.strip() for cell in cells)]
    dated = [
        (line, cells, parsed_period)
        for line, cells in rows
        if (parsed_period := parse_period(get_cell_text(cells, index)))
    ]
    others = [column_index for column_index in range(width) if column_index != index]
    texts = [
        column_index
        for column_index in others
        if _holds_texts([(line, cells) for line, cells, _ in dated], column_index)
    ]
    remarks = [column_index for column_index in texts if normalise_header(headers[column_index]) in REMARK_HEADERS]
    figures = [column_index for column_index in others if column_index not in texts]
    sums = [
        column_index
        for column_index in figures
        if len(figures) > 1 and normalise_header(headers[column_index]) in SUM_HEADERS
    ]
    figures = [column_index for column_index in figures if column_index not in sums]
    names = [column_index for column_index in texts if column_index not in remarks]
    cells: list[FigureCell] = []
    for line, row, parsed_period in dated:
        name_texts = [get_cell_text(row, column_index) for column_index in names]
        for column_index in figures:
            adds_nothing = (
                bool(names) and len(figures) == 1 and normalise_header(headers[column_index]) in VALUE_HEADERS
            )
            name = _join_indicator_name([*name_texts, "" if adds_nothing else headers[column_index]])
            series = (column_index, *(clean_line(text).casefold() for text in name_texts))
            cells.append(
                FigureCell(series, name, parsed_period, line, headers[column_index], get_cell_text(row, column_index))
            )
    undated_lines = {line for line, _ in rows} - {line for line, _, _ in dated}
    skipped = [_format_skipped_line(row) for _, row in lines[: max(first - 1, 0)]]
    skipped += [_format_skipped_line(row) for line, row in rows if line in undated_lines]
    unread = [headers[column_index] for column_index in (*remarks, *sums) if headers[column_index]]
    return WideLayout(tuple(cells), tuple(unread), tuple(filter(None, skipped)))


def _holds_texts(rows: Sequence[TableRow], index: int) -> bool:
    """Return whether this column holds words rather than figures, in most of its cells that hold something."""
    filled_texts = [text for _, cells in rows if not is_empty_cell(text := get_cell_text(cells, index))]
    return sum(not is_figure(text) for text in filled_texts) * 2 > len(filled_texts)


def _join_indicator_name(texts: Sequence[str] | Iterator[str]) -> str:
    plain = NAME_SEPARATOR.join(filter(None, (clean_line(text) for text in texts)))
    return plain if len(plain) <= MAX_NAME_CHARACTERS else plain[: MAX_NAME_CHARACTERS - 1] + "…"


def _format_skipped_line(cells: Sequence[str]) -> str:
    """Return a line as it is shown: each of its texts once."""
    return _join_indicator_name(list(dict.fromkeys(text.strip() for text in cells)))
