"""Reading a file: bytes in, a table or all its observations out. What is inside decides, never the name of the file."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from impact.errors import BrokenFile
from impact.exchange import book_in, text_in
from impact.exchange.ask import asked, sure
from impact.exchange.columns import COLUMNS, REQUIRED, column_of
from impact.exchange.headers import is_why
from impact.exchange.matching import Matching, first_match, ordered, prepared
from impact.exchange.plan import Known
from impact.exchange.remarks import remarks_of_table
from impact.exchange.rows_in import Reader
from impact.exchange.sheet import MOST_BYTES, Remark, Sheet, SheetRow
from impact.exchange.table import Table, gathered

WORKBOOK, OLD_WORKBOOK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def opened(content: bytes, sheet: str | None = None, most_bytes: int = MOST_BYTES) -> Table:
    """The table in this file; of a workbook that on the sheet of this name, or the likeliest. Raises BrokenFile."""
    if len(content) > most_bytes:
        raise BrokenFile(reason="too_big", most=most_bytes // 1_000_000)
    if content.startswith(OLD_WORKBOOK):
        raise BrokenFile(reason="old_sheet")
    if content.startswith(WORKBOOK):
        return book_in.opened(content, sheet)
    return gathered(text_in.records(content))


def read(content: bytes, today: date, most_bytes: int = MOST_BYTES) -> Sheet:
    """What a file with our own columns tells, seen from `today`, without asking anything. Raises BrokenFile.

    What is not sure is not guessed: such a row is refused, with the reason.
    """
    table = opened(content, most_bytes=most_bytes)
    matching = _own(table)
    table = prepared(table, matching)
    matching = matching.settled(sure(asked(table, matching, Known(), apart=True)))
    return told(table, matching, today)


def told(table: Table, matching: Matching, today: date) -> Sheet:
    """Every row of this table by this matching."""
    reader = Reader(table, matching, today)
    rows: list[SheetRow] = []
    refused: list[Remark] = []
    notices = [Remark(table.line, name, "", "unknown_column") for name in unread(table, matching.columns)]
    notices += remarks_of_table(table)
    for found in map(reader, table.rows):
        if found.row:
            rows.append(found.row)
        refused += found.refused
        notices += found.notices
    return Sheet(tuple(rows), tuple(refused), tuple(notices))


def unread(table: Table, columns: Mapping[str, str]) -> tuple[str, ...]:
    """The columns of this table that stand for nothing of ours."""
    taken = set(columns.values())
    return tuple(name for name in table.headers if name not in taken and not is_why(name) and not _is_bare(table, name))


def _is_bare(table: Table, header: str) -> bool:
    """Whether this column has neither a name nor a text in it: nothing of it can be missed."""
    return table.named and header.startswith("(") and not any(map(str.strip, table.column(header)))


def check_columns(table: Table, columns: Mapping[str, str]) -> None:
    """Raises BrokenFile (double_column) when two columns of this table have a name of ours for the same field."""
    for name in table.headers:
        field = column_of(name)
        if field and columns.get(field, name) != name:
            raise BrokenFile(reason="double_column", column=name)


def _own(table: Table) -> Matching:
    """The columns as they are sure. Raises BrokenFile (no_header, double_column, missing_column)."""
    found, unsure = first_match(table)
    columns = {field: header for field, header in found.columns.items() if field not in unsure}
    if not columns:
        raise BrokenFile(reason="no_header", columns=", ".join(COLUMNS[field]["nl"] for field in REQUIRED))
    check_columns(table, columns)
    matching = replace(found, columns=columns)
    if missing := [COLUMNS[field]["nl"] for field in matching.missing]:
        raise BrokenFile(reason="missing_column", columns=", ".join(missing))
    return ordered(table, matching)[0]
