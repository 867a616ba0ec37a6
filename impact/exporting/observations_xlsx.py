"""Observations as an XLSX file: the columns of the CSV file, with real days and numbers, and texts that stay text."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import IntEnum
from io import BytesIO
from itertools import chain, islice

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from impact.exporting.observations_csv import PlaceNames, format_observation_cells
from impact.importing.headers.columns import COLUMN_NAMES
from impact.model import OBSERVATION_FIELDS, FieldKind, Observation, Precision
from impact.words import load_word_table

# What a sheet holds below its header.
MAX_SHEET_ROWS = 1_048_575
# What a cell holds.
MAX_CELL_CHARACTERS = 32_767
# The steps of a scale and what is counted; everything else is text.
NUMBER_FIELDS = tuple(
    field.name
    for field in OBSERVATION_FIELDS
    if field.kind is FieldKind.NUMBER or (field.words is not None and issubclass(field.words, IntEnum))
)
DEFAULT_COLUMN_WIDTH = 18
COLUMN_WIDTHS = {"seen_on": 12, "what": 60, "level": 9, "rung": 9, "why": 40, "evidence": 40, "id": 38}
# Rows go to a temporary file as they are written: a large file takes no more memory than a small one.
WORKBOOK_OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
FIXED_CREATED_AT = datetime(2000, 1, 1)  # noqa: DTZ001  the file has no clock: the same observations give the same bytes


def write_workbook(
    observations: Iterable[Observation], names: PlaceNames, language: str, max_rows: int = MAX_SHEET_ROWS
) -> bytes:
    """Return these observations as an XLSX file; more than `max_rows` go on in a next sheet."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, WORKBOOK_OPTIONS) as book:
        book.set_properties({"created": FIXED_CREATED_AT})
        header_format = book.add_format({"bold": True, "bottom": 1})
        day_format = book.add_format({"num_format": "dd-mm-yyyy"})
        for number, part in enumerate(_split_into_sheets(observations, max_rows), 1):
            sheet_name = load_word_table(language, "files")["sheet"]
            name = sheet_name if number == 1 else f"{sheet_name} {number}"
            _write_observation_sheet(book.add_worksheet(name), part, names, language, header_format, day_format)
    return buffer.getvalue()


def _split_into_sheets(observations: Iterable[Observation], max_rows: int) -> Iterator[Iterator[Observation]]:
    """Yield the observations in parts of so many rows; at least one part."""
    remaining = iter(observations)
    yield islice(remaining, max_rows)
    for first in remaining:
        yield islice(chain((first,), remaining), max_rows)


def _write_observation_sheet(
    sheet: Worksheet,
    part: Iterator[Observation],
    names: PlaceNames,
    language: str,
    header_format: Format,
    day_format: Format,
) -> None:
    sheet.freeze_panes(1, 0)
    for column, (field, header) in enumerate(COLUMN_NAMES.items()):
        sheet.set_column(column, column, COLUMN_WIDTHS.get(field, DEFAULT_COLUMN_WIDTH))
        sheet.write_string(0, column, header[language], header_format)
    row = 0
    for row, observation in enumerate(part, 1):
        _write_observation_row(sheet, row, observation, names, language, day_format)
    sheet.autofilter(0, 0, row, len(COLUMN_NAMES) - 1)


def _write_observation_row(
    sheet: Worksheet, row: int, observation: Observation, names: PlaceNames, language: str, day_format: Format
) -> None:
    cells = format_observation_cells(observation, names, language)
    for column, field in enumerate(COLUMN_NAMES):
        text = cells[field]
        if field == "seen_on" and observation.details.precision is Precision.DAY:
            sheet.write_datetime(row, column, observation.details.seen_on, day_format)
        elif text.isdecimal() and field in NUMBER_FIELDS:
            sheet.write_number(row, column, int(text))
        elif text:
            sheet.write_string(row, column, shorten_cell(text))


def shorten_cell(text: str) -> str:
    """Return the text as far as a cell holds it, with … where it goes on."""
    return text if len(text) <= MAX_CELL_CHARACTERS else text[: MAX_CELL_CHARACTERS - 1] + "…"
