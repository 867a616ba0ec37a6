"""Days that stand only in the first of several rows, as in a list with merged cells: asked, and filled in below."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from impact.importing.files.table import FileTable, TableRow
from impact.importing.plan.unfinished_answers import find_unfinished_mark

EMPTY_DAYS_KEY = "above:seen_on"
FILL_DAYS, LEAVE_EMPTY = "fill", "leave"


def count_empty_days(table: FileTable, columns: Mapping[str, str]) -> int:
    """How many rows with a sentence have no day, below a row that has one.

    An answer to a survey that was not finished has no day of its own: that is asked about by itself.
    """
    if "seen_on" not in columns or "what" not in columns:
        return 0
    unfinished_mark = find_unfinished_mark(table)
    has_day_above, count = False, 0
    texts = zip(
        table.rows, table.list_column_texts(columns["seen_on"]), table.list_column_texts(columns["what"]), strict=True
    )
    for row, day, sentence in texts:
        if day.strip():
            has_day_above = True
        elif has_day_above and sentence.strip() and not (unfinished_mark and unfinished_mark.is_unfinished(row)):
            count += 1
    return count


def fill_empty_days(table: FileTable, columns: Mapping[str, str], answers: Mapping[str, str]) -> FileTable:
    """The table with the day of the row above in the rows that have none, when that was chosen."""
    if answers.get(EMPTY_DAYS_KEY) != FILL_DAYS or "seen_on" not in columns:
        return table
    return replace(table, rows=tuple(_iterate_filled_rows(table, table.headers.index(columns["seen_on"]))))


def _iterate_filled_rows(table: FileTable, column_index: int) -> Iterator[TableRow]:
    day_above = ""
    for line, cells in table.rows:
        day_text = cells[column_index] if column_index < len(cells) else ""
        if day_text.strip():
            day_above = day_text
        padded_cells = (*cells, *[""] * (column_index + 1 - len(cells)))
        yield (
            line,
            cells if day_text.strip() else (*padded_cells[:column_index], day_above, *padded_cells[column_index + 1 :]),
        )
