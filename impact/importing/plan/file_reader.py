"""All observations of a table, and of a file with our own columns without asking anything."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from impact.errors import BrokenFile
from impact.importing.files.file_format import MAX_IMPORT_BYTES, read_table
from impact.importing.files.table import FileTable
from impact.importing.headers.columns import COLUMN_NAMES, REQUIRED_COLUMNS, find_own_field
from impact.importing.headers.known_headers import is_refusal_header
from impact.importing.plan.import_plan import KnownPlaces
from impact.importing.plan.matching import FileMatching, add_file_answers, guess_matching, prepare_rows
from impact.importing.plan.parsed_sheet import ParsedSheet, Remark, SheetRow, list_table_remarks
from impact.importing.plan.row_reader import RowReader
from impact.importing.plan.word_questions import find_words_to_match, get_sure_meanings
from impact.words import DEFAULT_LANGUAGE


def read_own_file(content: bytes, today: date, max_bytes: int = MAX_IMPORT_BYTES) -> ParsedSheet:
    """Return what a file with our own columns holds, seen from `today`, without asking anything. Raise BrokenFile.

    What is not sure is not guessed: such a row is refused, with the reason.
    """
    table = read_table(content, max_bytes=max_bytes)
    matching = _match_own_columns(table)
    table = prepare_rows(table, matching)
    matching = matching.add_meanings(
        get_sure_meanings(find_words_to_match(table, matching, KnownPlaces(), for_new_collaboration=True))
    )
    return read_sheet(table, matching, today)


def read_sheet(table: FileTable, matching: FileMatching, today: date) -> ParsedSheet:
    """Return every row of this table, read by this matching."""
    row_reader = RowReader(table, matching, today)
    rows: list[SheetRow] = []
    refused: list[Remark] = []
    notices = [Remark(table.line, name, "", "unknown_column") for name in list_unread_columns(table, matching.columns)]
    notices += list_table_remarks(table)
    for result in map(row_reader, table.rows):
        if result.row:
            rows.append(result.row)
        refused += result.refused
        notices += result.notices
    return ParsedSheet(tuple(rows), tuple(refused), tuple(notices))


def list_unread_columns(table: FileTable, columns: Mapping[str, str]) -> tuple[str, ...]:
    """Return the columns of this table that stand for no field of ours."""
    taken_headers = set(columns.values())
    return tuple(
        name
        for name in table.headers
        if name not in taken_headers and not is_refusal_header(name) and not _is_nameless_and_empty(table, name)
    )


def _is_nameless_and_empty(table: FileTable, header: str) -> bool:
    """Return whether this column has neither a name nor a text in it, so that nothing of it is lost."""
    return table.named and header.startswith("(") and not any(map(str.strip, table.list_column_texts(header)))


def check_columns(table: FileTable, columns: Mapping[str, str]) -> None:
    """Raise BrokenFile (double_column) when two columns have a name of ours for the same field."""
    for name in table.headers:
        field = find_own_field(name)
        if field and columns.get(field, name) != name:
            raise BrokenFile(reason="double_column", column=name)


def _match_own_columns(table: FileTable) -> FileMatching:
    """Return the columns that are sure. Raise BrokenFile (no_header, double_column, missing_column)."""
    likely_matching, unsure = guess_matching(table)
    columns = {field: header for field, header in likely_matching.columns.items() if field not in unsure}
    if not columns:
        raise BrokenFile(
            reason="no_header", columns=", ".join(COLUMN_NAMES[field][DEFAULT_LANGUAGE] for field in REQUIRED_COLUMNS)
        )
    check_columns(table, columns)
    matching = replace(likely_matching, columns=columns)
    if missing_names := [COLUMN_NAMES[field][DEFAULT_LANGUAGE] for field in matching.missing_fields]:
        raise BrokenFile(reason="missing_column", columns=", ".join(missing_names))
    return add_file_answers(table, matching)[0]
