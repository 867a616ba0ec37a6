"""Looking through all rows of a file before anything is kept: what becomes of each, and where they would go.

The observations themselves are not held; they are read again when they are taken in. So a large file stays small.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import islice

from impact.exchange.columns import same
from impact.exchange.plan import Plan
from impact.exchange.remarks import remarks_of_table
from impact.exchange.rows_in import Read, Reader
from impact.exchange.sheet import Remark, SheetRow
from impact.exchange.table import Row, Table
from impact.model import Direction

MOST_REMARKS = 20_000
AT_ONCE = 2_000


class Verdict(IntEnum):
    """What becomes of a row."""

    IN = 0
    NEW = 1
    OTHERWISE = 2
    DOUBLE = 3
    REFUSED = 4
    OUT = 5


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row goes, in words."""

    ring: str
    theme: str
    organisation: str
    activity: str


@dataclass(frozen=True)
class Through:
    """A file that was looked through. `codes` has one verdict for each row, `places` where each fit row goes.

    `rows` are the places, each once; `count` the rows that are fit. `seen_for` tells of each row, fit or not, which of
    the rings with a direction in `seen` it is about. Of very many remarks the first are kept.
    """

    codes: bytes
    places: Sequence[int]
    rows: tuple[Place, ...]
    seen_for: Sequence[int]
    seen: tuple[tuple[str, Direction | None], ...]
    count: int
    refused_rows: int
    refused: tuple[Remark, ...]
    notices: tuple[Remark, ...]


def looked_through(
    table: Table, reader: Callable[[Row], Read], step: Callable[[int], None] = lambda _: None
) -> Through:
    """Look at every row of this table; `step` is told how many were done, now and then."""
    codes, places, seen_for = bytearray(), array("l"), array("l")
    known: dict[Place, int] = {}
    seen: dict[tuple[str, Direction | None], int] = {}
    refused: list[Remark] = []
    notices = remarks_of_table(table)
    for found in map(reader, table.rows):
        codes.append(_first_verdict(found))
        row = found.row
        place = Place(row.ring, row.theme, row.organisation, row.activity) if row else None
        places.append(known.setdefault(place, len(known)) if place else -1)
        seen_for.append(seen.setdefault((found.ring, found.direction), len(seen)))
        refused += found.refused if len(refused) < MOST_REMARKS else ()
        notices += found.notices if len(notices) < MOST_REMARKS else ()
    fit = sum(codes.count(verdict) for verdict in (Verdict.IN, Verdict.OTHERWISE))
    never = codes.count(Verdict.REFUSED)
    return Through(
        bytes(codes), places, tuple(known), seen_for, tuple(seen), fit, never, tuple(refused), tuple(notices)
    )


def _first_verdict(found: Read) -> Verdict:
    if found.refused:
        return Verdict.REFUSED
    if found.row is None:
        return Verdict.OUT
    return Verdict.OTHERWISE if found.notices else Verdict.IN


def verdicts(through: Through, wanted: Plan, doubles: frozenset[int]) -> bytes:
    """The verdict of each row, now that it is known what would be new and which rows are there already."""
    fresh = {same(ring) for ring in wanted.rings}
    themes = {(same(ring), same(label)) for ring, label in wanted.themes}
    new = [same(one.ring) in fresh or (same(one.ring), same(one.theme)) in themes for one in through.rows]
    found = bytearray(through.codes)
    for at, place in enumerate(through.places):
        if at in doubles:
            found[at] = Verdict.DOUBLE
        elif found[at] == Verdict.IN and new[place]:
            found[at] = Verdict.NEW
    return bytes(found)


def fit_rows(table: Table, reader: Reader, through: Through, leave: frozenset[int]) -> Iterator[SheetRow]:
    """The observations of the rows that are fit, without those at the places in `leave`."""
    for at, row in enumerate(table.rows):
        if through.places[at] >= 0 and at not in leave and (found := reader(row).row):
            yield found


def in_pieces(rows: Iterable[SheetRow], at_once: int = AT_ONCE) -> Iterator[Sequence[SheetRow]]:
    """These rows, so many at once."""
    waiting = iter(rows)
    while some := list(islice(waiting, at_once)):
        yield some
