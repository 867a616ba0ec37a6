"""Reading all rows of a file before anything is kept: what becomes of each, and where they would go.

The observations themselves are not kept but read again when they are taken in, so that a large file stays small.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import islice

from impact.importing.files.table import FileTable
from impact.importing.plan.import_plan import ImportPlan
from impact.importing.plan.parsed_sheet import Remark, SheetRow, list_table_remarks
from impact.importing.plan.row_reader import RowReader, RowResult
from impact.importing.rows import TableRow
from impact.model import Direction
from impact.text.fold import normalise_name

# Nobody reads more, and a wrong column of a long file gives one for every row.
MAX_REMARKS = 20_000
# Taken in at once: longer pieces hold up everybody else who writes.
ROWS_PER_PIECE = 2_000


class RowVerdict(IntEnum):
    """What becomes of a row."""

    IN = 0
    NEW = 1
    OTHERWISE = 2
    DOUBLE = 3
    REFUSED = 4
    OUT = 5


@dataclass(frozen=True, slots=True)
class RowPlace:
    """Where a row goes, in words."""

    ring: str
    theme: str
    organisation: str
    activity: str


@dataclass(frozen=True)
class ImportCheck:
    """A file of which every row was read: one verdict and one place (or -1) for each row.

    `rows` are the places, each once; `count` is how many rows can be kept. `ring_direction_indexes` say of each row,
    kept or not, which of the `ring_directions` it is about. Of very many remarks the first are kept.
    """

    verdict_codes: bytes
    place_indexes: Sequence[int]
    rows: tuple[RowPlace, ...]
    ring_direction_indexes: Sequence[int]
    ring_directions: tuple[tuple[str, Direction | None], ...]
    count: int
    refused_row_count: int
    refused: tuple[Remark, ...]
    notices: tuple[Remark, ...]


def check_rows(
    table: FileTable, reader: Callable[[TableRow], RowResult], report_progress: Callable[[int], None] = lambda _: None
) -> ImportCheck:
    """Read every row of this table and return what becomes of it."""
    verdict_codes, place_indexes, ring_direction_indexes = bytearray(), array("l"), array("l")
    index_by_place: dict[RowPlace, int] = {}
    index_by_ring_direction: dict[tuple[str, Direction | None], int] = {}
    refused: list[Remark] = []
    notices = list_table_remarks(table)
    for result in map(reader, table.rows):
        verdict_codes.append(_get_first_verdict(result))
        row = result.row
        place = RowPlace(row.ring, row.theme, row.organisation, row.activity) if row else None
        place_indexes.append(index_by_place.setdefault(place, len(index_by_place)) if place else -1)
        ring_direction_indexes.append(
            index_by_ring_direction.setdefault((result.ring, result.direction), len(index_by_ring_direction))
        )
        refused += result.refused if len(refused) < MAX_REMARKS else ()
        notices += result.notices if len(notices) < MAX_REMARKS else ()
    fit_count = sum(verdict_codes.count(verdict) for verdict in (RowVerdict.IN, RowVerdict.OTHERWISE))
    refused_row_count = verdict_codes.count(RowVerdict.REFUSED)
    return ImportCheck(
        bytes(verdict_codes),
        place_indexes,
        tuple(index_by_place),
        ring_direction_indexes,
        tuple(index_by_ring_direction),
        fit_count,
        refused_row_count,
        tuple(refused),
        tuple(notices),
    )


def _get_first_verdict(result: RowResult) -> RowVerdict:
    if result.refused:
        return RowVerdict.REFUSED
    if result.row is None:
        return RowVerdict.OUT
    return RowVerdict.OTHERWISE if result.notices else RowVerdict.IN


def settle_verdicts(import_check: ImportCheck, plan: ImportPlan, doubles: frozenset[int]) -> bytes:
    """Return the verdict of each row, once it is known what would be new and which rows are there already."""
    new_rings = {normalise_name(ring) for ring in plan.rings}
    new_themes = {(normalise_name(ring), normalise_name(label)) for ring, label in plan.themes}
    is_new = [
        normalise_name(row_place.ring) in new_rings
        or (normalise_name(row_place.ring), normalise_name(row_place.theme)) in new_themes
        for row_place in import_check.rows
    ]
    verdict_codes = bytearray(import_check.verdict_codes)
    for row_index, place_index in enumerate(import_check.place_indexes):
        if row_index in doubles:
            verdict_codes[row_index] = RowVerdict.DOUBLE
        elif verdict_codes[row_index] == RowVerdict.IN and is_new[place_index]:
            verdict_codes[row_index] = RowVerdict.NEW
    return bytes(verdict_codes)


def read_fit_rows(
    table: FileTable, reader: RowReader, import_check: ImportCheck, excluded: frozenset[int]
) -> Iterator[SheetRow]:
    """Yield the observations of the rows that can be kept, without those at the excluded places."""
    for row_index, row in enumerate(table.rows):
        if import_check.place_indexes[row_index] >= 0 and row_index not in excluded and (sheet_row := reader(row).row):
            yield sheet_row


def split_into_pieces(rows: Iterable[SheetRow], rows_per_piece: int = ROWS_PER_PIECE) -> Iterator[Sequence[SheetRow]]:
    """Yield these rows, so many at once."""
    remaining = iter(rows)
    while piece := list(islice(remaining, rows_per_piece)):
        yield piece
