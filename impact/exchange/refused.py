"""The rows that stayed out, as a file with one column more: why not. Mended, it comes in by the same matching."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO, StringIO

from xlsxwriter import Workbook

from impact.exchange.csv_out import DELIMITER
from impact.exchange.headers import is_why
from impact.exchange.remarks import column_in_words, remark_in_words
from impact.exchange.sheet import Remark
from impact.exchange.table import Table
from impact.safe_text import drop_unsafe, guard_formula

MOST_SIGNS_OF_A_CELL = 32_767


def why(remarks: Iterable[Remark], language: str) -> dict[int, str]:
    """For each line why its row was refused, in this language: every cell that was wrong, by the name of its column."""
    found: dict[int, list[str]] = {}
    for remark in remarks:
        column, reason = column_in_words(language, remark), remark_in_words(language, remark)
        found.setdefault(remark.line, []).append(f"{column}: {reason}" if column else reason)
    # Rows that were one line of the file may share a reason.
    return {line: " ".join(dict.fromkeys(reasons)) for line, reasons in found.items()}


def as_csv(table: Table, reasons: Mapping[int, str], name: str) -> bytes:
    """These rows of the table as CSV: UTF-8 with its mark, semicolons, harmless in a spreadsheet."""
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=DELIMITER, lineterminator="\r\n")
    writer.writerows([guard_formula(drop_unsafe(cell)) for cell in row] for row in _lines(table, reasons, name))
    return text.getvalue().encode("utf-8-sig")


def as_workbook(table: Table, reasons: Mapping[int, str], name: str) -> bytes:
    """These rows of the table as a workbook of one sheet, every cell a text."""
    stream = BytesIO()
    with Workbook(stream, {"in_memory": True, "constant_memory": True}) as book:
        sheet = book.add_worksheet("Rimpel")
        sheet.freeze_panes(1, 0)
        for line, row in enumerate(_lines(table, reasons, name)):
            for place, cell in enumerate(row):
                sheet.write_string(line, place, _text(cell))
    return stream.getvalue()


def _text(cell: str) -> str:
    """A text that a workbook can hold; what looks like a formula has its quote, also for who saves it as CSV."""
    return guard_formula(drop_unsafe(cell))[:MOST_SIGNS_OF_A_CELL]


def _lines(table: Table, reasons: Mapping[int, str], name: str) -> Iterator[list[str]]:
    """The line of names and the refused rows, as wide as the table; an earlier column of reasons is left out."""
    kept = [at for at, header in enumerate(table.headers) if not is_why(header)]
    yield [table.headers[at] for at in kept] + [name]
    for line, cells in table.rows:
        if line in reasons:
            yield [cells[at] if at < len(cells) else "" for at in kept] + [reasons[line]]
