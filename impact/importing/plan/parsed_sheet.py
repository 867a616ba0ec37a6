"""What was read from a file: the rows to keep, the cells that keep a row out, and what was read otherwise, in words."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from impact.importing.files.table import FileTable
from impact.importing.headers.columns import COLUMN_NAMES
from impact.model import NewObservation, State
from impact.words import get_text

# Of a cell in a remark: enough to find it in the file, and no whole story on the screen.
MAX_SHOWN_CHARACTERS = 80


@dataclass(frozen=True)
class SheetRow:
    """One observation as the file has it; places and names are still words. An empty theme is Unexpected."""

    line: int
    ring: str
    theme: str
    observation: NewObservation
    state: State = State.SHARED
    organisation: str = ""
    activity: str = ""
    id: str = ""


@dataclass(frozen=True)
class Remark:
    """Something about one cell: the line in the file, the column as the file names it, and the reason (a text key).

    With `left_out` the row comes in without this cell. `absent` is the field of ours for which the file has no column.
    """

    line: int
    column: str
    value: str
    reason: str
    facts: Mapping[str, object] = field(default_factory=dict)
    left_out: bool = False
    absent: str = ""


@dataclass(frozen=True)
class ParsedSheet:
    """A file as it was read. `refused` are cells that keep their row out, `notices` what was read otherwise."""

    rows: tuple[SheetRow, ...]
    refused: tuple[Remark, ...] = ()
    notices: tuple[Remark, ...] = ()

    @property
    def count(self) -> int:
        """Return how many rows can be kept."""
        return len(self.rows)

    @property
    def refused_row_count(self) -> int:
        """Return how many rows stay out."""
        return len({remark.line for remark in self.refused})


def format_remark(language: str, remark: Remark) -> str:
    """Return why this cell keeps its row out, was read otherwise, or was left out of its row."""
    reason = get_text(language, f"data.reason.{remark.reason}", **remark.facts)
    return get_text(language, "data.left_out", reason=reason) if remark.left_out else reason


def format_remark_column(language: str, remark: Remark) -> str:
    """Return the column as the file calls it, or in this language the field for which it has none."""
    return COLUMN_NAMES[remark.absent][language] if remark.absent else remark.column


def list_table_remarks(table: FileTable) -> list[Remark]:
    """Return what was read otherwise of the whole file: lines that are no rows, and columns taken together."""
    skipped = [
        Remark(line, "", next((text for text in cells if text.strip()), "")[:MAX_SHOWN_CHARACTERS], "sub_header")
        for line, cells in table.skipped
    ]
    joined = [
        Remark(table.line, column.header, "; ".join(column.options)[:MAX_SHOWN_CHARACTERS], "joined_columns")
        for column in table.joined
    ]
    return skipped + joined
