"""What of a file comes in and what stays out, per ring and direction, so that nobody brings in only good news."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from impact.importing.files.table import FileTable
from impact.importing.plan.parsed_sheet import format_remark_column
from impact.importing.plan.row_checks import ImportCheck, RowVerdict
from impact.model import Direction
from impact.text.fold import normalise_name

COMING_IN_VERDICTS = (RowVerdict.IN, RowVerdict.NEW, RowVerdict.OTHERWISE)


@dataclass(frozen=True)
class ImportOutcome:
    """The rows of one ring and one direction: how many come in, and how many stay out for each reason.

    `ring` is empty and `direction` None where a row does not say. `wrong_columns` are the columns in which something is
    wrong with the refused rows, with how often.
    """

    ring: str
    direction: Direction | None
    coming_in_count: int
    staying_out: Mapping[RowVerdict, int]
    wrong_columns: Mapping[str, int]

    @property
    def staying_out_count(self) -> int:
        """Return how many rows stay out."""
        return sum(self.staying_out.values())


def count_outcomes(
    table: FileTable, import_check: ImportCheck, verdict_codes: bytes, language: str
) -> tuple[ImportOutcome, ...]:
    """Return the outcomes of these verdicts (one for each row), ring by ring in the order of the file."""
    counts: dict[tuple[str, Direction | None], Counter[RowVerdict]] = {}
    wrong_columns: dict[tuple[str, Direction | None], Counter[str]] = {}
    first_spellings: dict[str, str] = {}
    columns_by_line = _group_columns_by_line(import_check, language)
    for row_index, (verdict_code, seen_index) in enumerate(
        zip(verdict_codes, import_check.ring_direction_indexes, strict=True)
    ):
        ring, direction = import_check.ring_directions[seen_index]
        group = (first_spellings.setdefault(normalise_name(ring), ring), direction)
        counts.setdefault(group, Counter())[RowVerdict(verdict_code)] += 1
        if verdict_code == RowVerdict.REFUSED:
            wrong_columns.setdefault(group, Counter()).update(columns_by_line.get(table.rows[row_index][0], ()))
    rings = list(first_spellings.values())
    directions: list[Direction | None] = [*Direction, None]

    def rank_group(group: tuple[str, Direction | None]) -> tuple[bool, int, int]:
        return not group[0], rings.index(group[0]), directions.index(group[1])

    return tuple(
        ImportOutcome(
            ring,
            direction,
            sum(counts[ring, direction][verdict] for verdict in COMING_IN_VERDICTS),
            {verdict: count for verdict, count in counts[ring, direction].items() if verdict not in COMING_IN_VERDICTS},
            wrong_columns.get((ring, direction), {}),
        )
        for ring, direction in sorted(counts, key=rank_group)
    )


def _group_columns_by_line(import_check: ImportCheck, language: str) -> dict[int, set[str]]:
    columns_by_line: dict[int, set[str]] = {}
    for remark in import_check.refused:
        columns_by_line.setdefault(remark.line, set()).add(format_remark_column(language, remark))
    return columns_by_line


def list_lost_directions(outcomes: tuple[ImportOutcome, ...]) -> tuple[tuple[Direction, int], ...]:
    """Return the directions of which no row comes in, with how many rows that are."""
    coming_in_counts: Counter[Direction] = Counter()
    row_counts: Counter[Direction] = Counter()
    for outcome in outcomes:
        if outcome.direction is not None:
            coming_in_counts[outcome.direction] += outcome.coming_in_count
            row_counts[outcome.direction] += (
                outcome.coming_in_count + outcome.staying_out_count - outcome.staying_out.get(RowVerdict.DOUBLE, 0)
            )
    return tuple(
        (direction, row_counts[direction])
        for direction in Direction
        if row_counts[direction] and not coming_in_counts[direction]
    )
