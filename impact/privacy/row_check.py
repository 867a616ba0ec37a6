"""Personal data in a file that is brought in: which lines are marked, what and why."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from impact.importing.plan.parsed_sheet import SheetRow
from impact.model import OBSERVATION_FIELDS, FieldKind
from impact.observation.field_values import list_free_texts
from impact.privacy import PrivacyReason, find_personal_data

# Any file that the Data screen takes fits: about five seconds of looking.
MAX_CHECKED_CHARACTERS = 6_000_000


@dataclass(frozen=True)
class MarkedText:
    """A piece of text in a file that may point to somebody: the line it stands on, the piece itself and why."""

    line_number: int
    text: str
    reason: PrivacyReason


@dataclass(frozen=True)
class PrivacyReport:
    """What was found in the first `row_count` rows of a file: not all of them when it has too much text."""

    marks: tuple[MarkedText, ...]
    row_count: int

    @property
    def line_numbers(self) -> tuple[int, ...]:
        """The lines on which something is marked, in order."""
        return tuple(dict.fromkeys(mark.line_number for mark in self.marks))

    @property
    def reasons(self) -> tuple[PrivacyReason, ...]:
        """Why something is marked, each reason once."""
        return tuple(dict.fromkeys(mark.reason for mark in self.marks))


def check_rows_for_privacy(
    sheet_rows: Iterable[SheetRow], max_characters: int = MAX_CHECKED_CHARACTERS
) -> PrivacyReport:
    """Check row after row until about `max_characters` of text were read; a text that comes back is checked once."""
    hits_by_text: dict[str, tuple[tuple[str, PrivacyReason], ...]] = {}
    marks: list[MarkedText] = []
    character_count = row_count = 0
    for row in sheet_rows:
        if character_count >= max_characters:
            break
        row_count += 1
        for text in _list_row_texts(row):
            if text not in hits_by_text:
                character_count += len(text)
                hits_by_text[text] = tuple((text[hit.start : hit.end], hit.reason) for hit in find_personal_data(text))
            marks += (MarkedText(row.line, piece, reason) for piece, reason in hits_by_text[text])
    return PrivacyReport(tuple(marks), row_count)


def _list_row_texts(row: SheetRow) -> Iterator[str]:
    references = (field for field in OBSERVATION_FIELDS if field.kind is FieldKind.REFERENCE)
    places = (getattr(row, column) for field in references for column in field.columns)
    yield from filter(None, (*list_free_texts(vars(row.observation)), *places))
