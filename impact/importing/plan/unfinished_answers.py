"""Answers to a survey that were not finished, not sent or only tried out, as the tools mark them."""

from dataclasses import dataclass

from impact.importing.files.table import FileTable, TableRow
from impact.importing.headers.columns import normalise_name
from impact.importing.headers.known_headers import normalise_header

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
    """The column that tells whether an answer was finished: its place, its header, and what stands there if not."""

    column_index: int
    header: str
    texts: frozenset[str]

    def is_unfinished(self, row: TableRow) -> bool:
        """Whether this row was not finished."""
        cells = row[1]
        return normalise_name(cells[self.column_index] if self.column_index < len(cells) else "") in self.texts


def find_unfinished_mark(table: FileTable) -> UnfinishedMark | None:
    """The column of this table that tells whether an answer was finished, or None when no tool wrote one."""
    texts_by_header = dict(_UNFINISHED_TEXTS_BY_HEADER)
    if "submitdate" in map(normalise_header, table.headers) and "lastpage" not in map(normalise_header, table.headers):
        texts_by_header.pop("submitdate")  # only LimeSurvey has both, and leaves the one empty until an answer is sent
    marks = (
        UnfinishedMark(column_index, header, texts_by_header[header_words])
        for column_index, header in enumerate(table.headers)
        if (header_words := normalise_header(header)) in texts_by_header
    )
    return next((mark for mark in marks if any(map(mark.is_unfinished, table.rows))), None)
