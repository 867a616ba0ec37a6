"""Days that stand only in the first of several rows, as in a list with merged cells: asked, and filled in below."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from impact.exchange.table import Row, Table
from impact.exchange.unfinished import find_mark

ABOVE = "above:seen_on"
FILL, LEAVE = "fill", "leave"


def count_empty_days(table: Table, columns: Mapping[str, str]) -> int:
    """How many rows with a sentence have no day, below a row that has one.

    An answer to a survey that was not finished has no day of its own: that is asked about by itself.
    """
    if "seen_on" not in columns or "what" not in columns:
        return 0
    mark = find_mark(table)
    day_above, count = False, 0
    texts = zip(table.rows, table.column(columns["seen_on"]), table.column(columns["what"]), strict=True)
    for row, day, sentence in texts:
        if day.strip():
            day_above = True
        elif day_above and sentence.strip() and not (mark and mark.is_on(row)):
            count += 1
    return count


def fill_days(table: Table, columns: Mapping[str, str], answers: Mapping[str, str]) -> Table:
    """The table with the day of the row above in the rows that have none, when that was chosen."""
    if answers.get(ABOVE) != FILL or "seen_on" not in columns:
        return table
    return replace(table, rows=tuple(_filled(table, table.headers.index(columns["seen_on"]))))


def _filled(table: Table, place: int) -> Iterator[Row]:
    above = ""
    for line, cells in table.rows:
        held = cells[place] if place < len(cells) else ""
        if held.strip():
            above = held
        wide = (*cells, *[""] * (place + 1 - len(cells)))
        yield line, cells if held.strip() else (*wide[:place], above, *wide[place + 1 :])
