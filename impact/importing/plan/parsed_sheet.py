"""What was found in a file: the rows that are fit to keep, the ones that are not and why, and what was put right."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from impact.model import NewObservation, State

MAX_IMPORT_BYTES = 40_000_000
MAX_SHOWN_CHARACTERS = 80


@dataclass(frozen=True)
class SheetRow:
    """One observation as the file tells it; places and names are still words. An empty theme is Unexpected."""

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

    `left_out`: the row comes in without this cell. `absent`: the field of ours for which the file has no column.
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
    """A file as it was understood. `refused` are cells that keep their row out, `notices` what was read otherwise."""

    rows: tuple[SheetRow, ...]
    refused: tuple[Remark, ...] = ()
    notices: tuple[Remark, ...] = ()

    @property
    def count(self) -> int:
        """How many rows are fit."""
        return len(self.rows)

    @property
    def refused_row_count(self) -> int:
        """How many rows stay out."""
        return len({remark.line for remark in self.refused})
