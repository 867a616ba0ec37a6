"""Merged cells: the value of the first one holds for every row they cover, as a reader of the sheet takes it."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import replace

from impact.errors import BrokenFile
from impact.importing.files.table import MAX_CELLS, FileTable
from impact.importing.rows import get_cell_text, parse_column_letters, replace_cell_text

_AREA = re.compile(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})")


def fill_merged_cells(table: FileTable, areas: Iterable[str]) -> FileTable:
    """Return the table with the value of each merged area in every row of the area's first column.

    Areas are written as A5:A6, by the lines of the file. To the right a value is not repeated: there it is a title.
    `merged` of the table counts the cells that were filled. Raise BrokenFile (too_many_cells).
    """
    if table.joined:  # its columns do not stand where they stood in the file
        return table
    lines = [line for line, _ in table.rows]
    rows = list(table.rows)
    filled_count = visited_count = 0
    for area in areas:
        if not (match := _AREA.fullmatch(area)) or match[2] == match[4]:
            continue
        column_index = parse_column_letters(match[1]) - 1
        first_row, row_after = bisect_left(lines, int(match[2])), bisect_right(lines, int(match[4]))
        visited_count += max(row_after - first_row, 0)
        if visited_count > MAX_CELLS:  # areas may lie over each other, so that few of them cover any number of cells
            raise BrokenFile(reason="too_many_cells", most=MAX_CELLS)
        if column_index >= len(table.headers) or first_row >= len(lines) or lines[first_row] != int(match[2]):
            continue
        value = get_cell_text(rows[first_row][1], column_index)
        for row_index in range(first_row + 1, row_after):
            if value and not get_cell_text(rows[row_index][1], column_index):
                rows[row_index] = replace_cell_text(rows[row_index], column_index, value)
                filled_count += 1
    return replace(table, rows=tuple(rows), merged=filled_count) if filled_count else table
