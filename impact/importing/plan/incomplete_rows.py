"""Rows that are not complete: answers to a survey that were not finished, and rows without a day of their own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from impact.importing.files.table import FileTable
from impact.importing.headers.known_headers import normalise_header
from impact.importing.rows import TableRow, get_cell_text, replace_cell_text
from impact.text.fold import normalise_name

# Stored with a matching, so these stay as they are.
EMPTY_DAYS_KEY = "above:seen_on"
FILL_DAYS, LEAVE_EMPTY = "fill", "leave"
# What stands in the column that says how an answer ended: Typeform and Qualtrics.
_UNFINISHED_STATES = frozenset({
    "partial", "partially completed", "incomplete", "disqualified", "survey preview", "survey test", "spam",
    "gedeeltelijk", "onvolledig", "niet voltooid", "niet afgerond",
})  # fmt: skip
_NOT_FINISHED_TEXTS = frozenset({"false", "0", "no", "nee", "onwaar"})
_UNFINISHED_TEXTS_BY_HEADER = {
    **dict.fromkeys(("response type", "response status", "status"), _UNFINISHED_STATES),
    **dict.fromkeys(("finished", "completed", "complete", "voltooid"), _NOT_FINISHED_TEXTS),
    "submitdate": frozenset({""}),
}


@dataclass(frozen=True)
class UnfinishedMark:
    """The column that says whether an answer was finished: its place, its header, and what it holds if not."""

    column_index: int
    header: str
    texts: frozenset[str]

    def is_unfinished(self, row: TableRow) -> bool:
        """Return whether this row was not finished."""
        return normalise_name(get_cell_text(row[1], self.column_index)) in self.texts


def find_unfinished_mark(table: FileTable) -> UnfinishedMark | None:
    """Return the column that says whether an answer was finished, or None when no tool wrote one."""
    texts_by_header = dict(_UNFINISHED_TEXTS_BY_HEADER)
    if "submitdate" in map(normalise_header, table.headers) and "lastpage" not in map(normalise_header, table.headers):
        texts_by_header.pop("submitdate")  # only LimeSurvey has both, and leaves the one empty until an answer is sent
    marks = (
        UnfinishedMark(column_index, header, texts_by_header[header_words])
        for column_index, header in enumerate(table.headers)
        if (header_words := normalise_header(header)) in texts_by_header
    )
    return next((mark for mark in marks if any(map(mark.is_unfinished, table.rows))), None)


def count_empty_days(table: FileTable, columns: Mapping[str, str]) -> int:
    """Return how many rows with a sentence have no day, below a row that has one, as in a list with merged cells.

    An answer to a survey that was not finished has no day of its own: that is asked about separately.
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
    """Return the table with the day of the row above in the rows that have none, when that was chosen."""
    if answers.get(EMPTY_DAYS_KEY) != FILL_DAYS or "seen_on" not in columns:
        return table
    return replace(table, rows=tuple(_iterate_filled_rows(table, table.headers.index(columns["seen_on"]))))


def _iterate_filled_rows(table: FileTable, column_index: int) -> Iterator[TableRow]:
    day_above = ""
    for row in table.rows:
        day_text = get_cell_text(row[1], column_index)
        if day_text.strip():
            day_above = day_text
            yield row
        else:
            yield replace_cell_text(row, column_index, day_above)
