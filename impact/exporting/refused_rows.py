"""The rows that stayed out, as a file with one column more: why not. Corrected, it comes in by the same matching."""

from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO

from xlsxwriter import Workbook

from impact.exporting.observations_csv import format_csv_lines
from impact.exporting.observations_xlsx import MAX_CELL_CHARACTERS
from impact.importing.files.table import FileTable
from impact.importing.headers.known_headers import is_refusal_header
from impact.importing.plan.parsed_sheet import Remark, format_remark, format_remark_column
from impact.importing.rows import get_cell_text
from impact.text.safe_text import drop_unsafe, guard_formula


def explain_refusals(remarks: Iterable[Remark], language: str) -> dict[int, str]:
    """Return for each line why its row was refused: every cell that was wrong, by the name of its column."""
    reasons_by_line: dict[int, list[str]] = {}
    for remark in remarks:
        column, reason = format_remark_column(language, remark), format_remark(language, remark)
        reasons_by_line.setdefault(remark.line, []).append(f"{column}: {reason}" if column else reason)
    # Rows that were one line of the file may share a reason.
    return {line: " ".join(dict.fromkeys(reasons)) for line, reasons in reasons_by_line.items()}


def write_refused_csv(table: FileTable, reasons: Mapping[int, str], reason_header: str) -> bytes:
    """Return these rows of the table as CSV: UTF-8 with its mark, semicolons, harmless in a spreadsheet."""
    rows = _list_refused_lines(table, reasons, reason_header)
    return BOM_UTF8 + format_csv_lines(map(drop_unsafe, row) for row in rows)


def write_refused_workbook(table: FileTable, reasons: Mapping[int, str], reason_header: str) -> bytes:
    """Return these rows of the table as a workbook of one sheet, every cell a text."""
    stream = BytesIO()
    with Workbook(stream, {"in_memory": True, "constant_memory": True}) as book:
        sheet = book.add_worksheet("Rimpel")
        sheet.freeze_panes(1, 0)
        for row_index, row in enumerate(_list_refused_lines(table, reasons, reason_header)):
            for column_index, cell in enumerate(row):
                sheet.write_string(row_index, column_index, _format_workbook_cell(cell))
    return stream.getvalue()


def _format_workbook_cell(cell: str) -> str:
    """Return a text that a workbook can hold, with a quote before a formula, also for who saves it as CSV."""
    return guard_formula(drop_unsafe(cell))[:MAX_CELL_CHARACTERS]


def _list_refused_lines(table: FileTable, reasons: Mapping[int, str], reason_header: str) -> Iterator[list[str]]:
    """Yield the line of names and the refused rows, without an earlier column of reasons."""
    column_indexes = [index for index, header in enumerate(table.headers) if not is_refusal_header(header)]
    yield [table.headers[index] for index in column_indexes] + [reason_header]
    for line, cells in table.rows:
        if line in reasons:
            yield [get_cell_text(cells, index) for index in column_indexes] + [reasons[line]]
