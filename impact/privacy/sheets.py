"""Personal data in a file that is brought in: which lines are marked, what and why."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from impact.exchange.sheet import SheetRow
from impact.model import FIELDS, FieldKind
from impact.privacy import Reason, hits
from impact.texts import list_texts

# Any file that the Data screen takes fits: about five seconds of looking.
MOST_SIGNS = 6_000_000


@dataclass(frozen=True)
class Mark:
    """A piece of text in a file that may point to somebody: the line it stands on, the piece itself and why."""

    line: int
    piece: str
    reason: Reason


@dataclass(frozen=True)
class Looked:
    """What was found in the first `rows` of a file; fewer than it has when there was too much text to look at all."""

    marks: tuple[Mark, ...]
    rows: int

    @property
    def lines(self) -> tuple[int, ...]:
        """The lines on which something is marked, in order."""
        return tuple(dict.fromkeys(mark.line for mark in self.marks))

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why something is marked, each reason once."""
        return tuple(dict.fromkeys(mark.reason for mark in self.marks))


def looked_at(rows_in: Iterable[SheetRow], most: int = MOST_SIGNS) -> Looked:
    """Look at row after row until about `most` signs of text were read; a text that comes back is looked at once."""
    known: dict[str, tuple[tuple[str, Reason], ...]] = {}
    found: list[Mark] = []
    signs = rows = 0
    for row in rows_in:
        if signs >= most:
            break
        rows += 1
        for text in _texts(row):
            if text not in known:
                signs += len(text)
                known[text] = tuple((text[hit.start : hit.end], hit.reason) for hit in hits(text))
            found += (Mark(row.line, piece, reason) for piece, reason in known[text])
    return Looked(tuple(found), rows)


def _texts(row: SheetRow) -> Iterator[str]:
    references = (field for field in FIELDS if field.kind is FieldKind.REFERENCE)
    places = (getattr(row, column.name) for field in references for column in field.columns)
    yield from filter(None, (*list_texts(vars(row.said)), *places))
