"""What of a file comes in and what stays out, per ring and per direction, so that nobody brings in only good news."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from impact.exchange.columns import same
from impact.exchange.remarks import column_in_words
from impact.exchange.table import Table
from impact.exchange.through import Through, Verdict
from impact.model import Direction

COMES_IN = (Verdict.IN, Verdict.NEW, Verdict.OTHERWISE)


@dataclass(frozen=True)
class Outcome:
    """The rows of one ring and one direction: how many come in, and how many stay out for each reason.

    `ring` is empty and `direction` None where a row does not tell. `columns` are the columns in which something is
    wrong with the refused ones, by how often.
    """

    ring: str
    direction: Direction | None
    coming_in: int
    staying_out: Mapping[Verdict, int]
    columns: Mapping[str, int]

    @property
    def out(self) -> int:
        """How many rows stay out."""
        return sum(self.staying_out.values())


def count_outcomes(table: Table, through: Through, codes: bytes, language: str) -> tuple[Outcome, ...]:
    """The outcomes of these verdicts (one for each row), ring by ring in the order of the file, in this language."""
    counts: dict[tuple[str, Direction | None], Counter[Verdict]] = {}
    wrong: dict[tuple[str, Direction | None], Counter[str]] = {}
    spelled: dict[str, str] = {}
    columns = _columns_by_line(through, language)
    for at, (code, seen) in enumerate(zip(codes, through.seen_for, strict=True)):
        ring, direction = through.seen[seen]
        place = (spelled.setdefault(same(ring), ring), direction)
        counts.setdefault(place, Counter())[Verdict(code)] += 1
        if code == Verdict.REFUSED:
            wrong.setdefault(place, Counter()).update(columns.get(table.rows[at][0], ()))
    rings = list(spelled.values())
    directions: list[Direction | None] = [*Direction, None]

    def rank(place: tuple[str, Direction | None]) -> tuple[bool, int, int]:
        return not place[0], rings.index(place[0]), directions.index(place[1])

    return tuple(
        Outcome(
            ring,
            direction,
            sum(counts[ring, direction][verdict] for verdict in COMES_IN),
            {verdict: count for verdict, count in counts[ring, direction].items() if verdict not in COMES_IN},
            wrong.get((ring, direction), {}),
        )
        for ring, direction in sorted(
            counts, key=lambda one: (not one[0], rings.index(one[0]), directions.index(one[1]))
        )
    )


def _columns_by_line(through: Through, language: str) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for remark in through.refused:
        found.setdefault(remark.line, set()).add(column_in_words(language, remark))
    return found


def directions_lost(outcomes: tuple[Outcome, ...]) -> tuple[tuple[Direction, int], ...]:
    """The directions of which no row comes in, with how many rows that are."""
    coming: Counter[Direction] = Counter()
    rows: Counter[Direction] = Counter()
    for one in outcomes:
        if one.direction is not None:
            coming[one.direction] += one.coming_in
            rows[one.direction] += one.coming_in + one.out - one.staying_out.get(Verdict.DOUBLE, 0)
    return tuple((direction, rows[direction]) for direction in Direction if rows[direction] and not coming[direction])
