"""Answers to a survey that were not finished, not sent or only tried out, as the tools mark them."""

from dataclasses import dataclass

from impact.exchange.columns import same
from impact.exchange.headers import worded
from impact.exchange.table import Row, Table

# What stands in the column that says how an answer ended: Typeform and Qualtrics.
_STATES = frozenset({
    "partial", "partially completed", "incomplete", "disqualified", "survey preview", "survey test", "spam",
    "gedeeltelijk", "onvolledig", "niet voltooid", "niet afgerond",
})  # fmt: skip
_NOT_FINISHED = frozenset({"false", "0", "no", "nee", "onwaar"})
_BY_HEADER = {
    **dict.fromkeys(("response type", "response status", "status"), _STATES),
    **dict.fromkeys(("finished", "completed", "complete", "voltooid"), _NOT_FINISHED),
    "submitdate": frozenset({""}),
}


@dataclass(frozen=True)
class UnfinishedMark:
    """The column that tells whether an answer was finished: its place, its header, and what stands there if not."""

    place: int
    header: str
    texts: frozenset[str]

    def is_on(self, row: Row) -> bool:
        """Whether this row was not finished."""
        cells = row[1]
        return same(cells[self.place] if self.place < len(cells) else "") in self.texts


def find_mark(table: Table) -> UnfinishedMark | None:
    """The column of this table that tells whether an answer was finished, or None when no tool wrote one."""
    by_words = dict(_BY_HEADER)
    if "submitdate" in map(worded, table.headers) and "lastpage" not in map(worded, table.headers):
        by_words.pop("submitdate")  # only LimeSurvey has both, and leaves the one empty until an answer is sent
    marks = (
        UnfinishedMark(place, header, by_words[words])
        for place, header in enumerate(table.headers)
        if (words := worded(header)) in by_words
    )
    return next((mark for mark in marks if any(map(mark.is_on, table.rows))), None)
