"""Merged cells: what stands in the first of them holds for each row they cover, as whoever looks at them reads it."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import replace

from impact.errors import BrokenFile
from impact.exchange.table import MOST_CELLS, Row, Table

_AREA = re.compile(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})")


def fill_merged(table: Table, areas: Iterable[str]) -> Table:
    """The table with the value of each merged area in every row of its first column; `merged` counts those cells.

    Areas such as A5:A6, by the lines of the file. To the right a value is not repeated: there it is a title.
    Raises BrokenFile (too_many_cells).
    """
    if table.joined:  # its columns do not stand where they stood in the file
        return table
    lines = [line for line, _ in table.rows]
    rows = list(table.rows)
    filled = visited = 0
    for area in areas:
        if not (found := _AREA.fullmatch(area)) or found[2] == found[4]:
            continue
        at = _place(found[1])
        first, after = bisect_left(lines, int(found[2])), bisect_right(lines, int(found[4]))
        visited += max(after - first, 0)
        if visited > MOST_CELLS:
            raise BrokenFile(reason="too_many_cells", most=MOST_CELLS)
        if at >= len(table.headers) or first >= len(lines) or lines[first] != int(found[2]):
            continue
        value = _cell(rows[first], at)
        for place in range(first + 1, after):
            if value and not _cell(rows[place], at):
                rows[place] = _with_cell(rows[place], at, value)
                filled += 1
    return replace(table, rows=tuple(rows), merged=filled) if filled else table


def _place(letters: str) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place - 1


def _cell(row: Row, at: int) -> str:
    return row[1][at] if at < len(row[1]) else ""


def _with_cell(row: Row, at: int, value: str) -> Row:
    line, cells = row
    wide = (*cells, *[""] * (at + 1 - len(cells)))
    return line, (*wide[:at], value, *wide[at + 1 :])
