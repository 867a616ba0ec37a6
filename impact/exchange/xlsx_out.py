"""Writing an XLSX file: the rows and columns of the CSV file, with real days and numbers, and texts that stay text."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import IntEnum
from io import BytesIO
from itertools import chain, islice

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from impact.exchange.columns import COLUMNS
from impact.exchange.csv_out import Names, told
from impact.model import FIELDS, FieldKind, Observation, Precision

SHEET = {"nl": "Waarnemingen", "en": "Observations"}
ROWS = 1_048_575  # what a sheet holds below its header
LONGEST = 32_767  # what a cell holds
# The steps of a scale and what is counted; everything else is text.
NUMBERS = tuple(
    field.name
    for field in FIELDS
    if field.kind is FieldKind.NUMBER or (field.words is not None and issubclass(field.words, IntEnum))
)
USUAL, WIDTHS = 18, {"seen_on": 12, "what": 60, "level": 9, "rung": 9, "why": 40, "evidence": 40, "id": 38}
# Rows go to a temporary file as they are written: a large file takes no more memory than a small one.
OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
MADE = datetime(2000, 1, 1)  # noqa: DTZ001  the file has no clock: the same observations give the same bytes


def written(observations: Iterable[Observation], names: Names, language: str, rows: int = ROWS) -> bytes:
    """These observations as an XLSX file in this language; what does not fit in `rows` goes on in a next sheet."""
    content = BytesIO()
    with xlsxwriter.Workbook(content, OPTIONS) as book:
        book.set_properties({"created": MADE})
        head, day = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "dd-mm-yyyy"})
        for number, part in enumerate(_parts(observations, rows), 1):
            name = SHEET[language] if number == 1 else f"{SHEET[language]} {number}"
            _fill(book.add_worksheet(name), part, names, language, head, day)
    return content.getvalue()


def _parts(observations: Iterable[Observation], rows: int) -> Iterator[Iterator[Observation]]:
    """The observations in parts of so many rows; at least one part."""
    waiting = iter(observations)
    yield islice(waiting, rows)
    for first in waiting:
        yield islice(chain((first,), waiting), rows)


def _fill(
    sheet: Worksheet, part: Iterator[Observation], names: Names, language: str, head: Format, day: Format
) -> None:
    sheet.freeze_panes(1, 0)
    for column, (field, header) in enumerate(COLUMNS.items()):
        sheet.set_column(column, column, WIDTHS.get(field, USUAL))
        sheet.write_string(0, column, header[language], head)
    row = 0
    for row, one in enumerate(part, 1):
        _row(sheet, row, one, names, language, day)
    sheet.autofilter(0, 0, row, len(COLUMNS) - 1)


def _row(sheet: Worksheet, row: int, one: Observation, names: Names, language: str, day: Format) -> None:
    cells = told(one, names, language)
    for column, field in enumerate(COLUMNS):
        text = cells[field]
        if field == "seen_on" and one.said.precision is Precision.DAY:
            sheet.write_datetime(row, column, one.said.seen_on, day)
        elif text.isdecimal() and field in NUMBERS:
            sheet.write_number(row, column, int(text))
        elif text:
            sheet.write_string(row, column, cut(text))


def cut(text: str) -> str:
    """The text as far as a cell holds it, with … where it goes on."""
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
