"""The XLSX file: the rows and columns of the CSV, texts that stay text, and no more memory for more rows."""

import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from impact.exporting import observations_csv
from impact.exporting.observations_csv import PlaceNames, format_observation_cells
from impact.exporting.observations_xlsx import MAX_CELL_CHARACTERS, shorten_cell, write_workbook
from impact.importing.headers.columns import COLUMN_NAMES
from impact.importing.plan.file_reader import read_own_file
from impact.model import NewObservation, Observation, Precision, State
from tests.build import make_said
from tests.impact.exporting.test_observations_csv import TODAY, observation, saids

NAMES = PlaceNames(
    {"t1": ("Docenten", "Samen ontwikkelen"), "t2": ("Docenten", ""), "t3": ("=Scholen", "-Tijd")},
    {"o1": "+31"},
    {"a1": "@kring"},
)


def rows(content: bytes, sheet: int = 0) -> list[dict[str, Any]]:
    """The rows of a sheet, by column; what Excel writes as _x000D_ is read back as the sign it stands for."""
    read = load_workbook(BytesIO(content)).worksheets[sheet]
    lines = list(read.iter_rows(values_only=True))
    assert all(cell.data_type != "f" for line in read.iter_rows() for cell in line)
    return [dict(zip(COLUMN_NAMES, map(plain, line), strict=True)) for line in lines[1:]]


def plain(cell: Any) -> Any:
    return unescape(cell) if isinstance(cell, str) else "" if cell is None else cell


def some(count: int, **fields: Any) -> Iterator[Observation]:
    said = make_said("t1", **fields)
    return (observation(replace(said, reached=number), State.SHARED) for number in range(count))


@settings(max_examples=60)
@given(st.lists(saids, max_size=4))
def test_every_text_comes_back_the_same_and_none_is_a_formula(said: list[NewObservation]) -> None:
    observations = [observation(one, State.CONFIRMED) for one in said]
    found = rows(write_workbook(observations, NAMES, "nl"))
    assert len(found) == len(observations)
    for one, row in zip(observations, found, strict=True):
        expected: dict[str, Any] = dict(format_observation_cells(one, NAMES, "nl"))
        for field in ("level", "rung", "reached"):
            expected[field] = int(expected[field]) if expected[field] else ""
        if one.details.precision is Precision.DAY:
            expected["seen_on"] = datetime.combine(one.details.seen_on, datetime.min.time())
        assert row == expected


@pytest.mark.parametrize("text", ["=1+1", "+31", "-5", "@SUM(A1)", "\tx", "{=1}", "http://x.nl", "_x0041_", "  twee"])
def test_what_a_spreadsheet_would_calculate_or_link_stays_text(text: str) -> None:
    found = rows(write_workbook(some(1, why=text), NAMES, "nl"))
    assert found[0]["why"] == text


def test_a_day_is_a_real_day_and_a_month_stays_a_month() -> None:
    day = write_workbook(some(1, seen_on=date(2026, 3, 12)), NAMES, "nl")
    cell = load_workbook(BytesIO(day)).active["A2"]
    assert (cell.value, cell.number_format) == (datetime(2026, 3, 12), "dd-mm-yyyy")  # noqa: DTZ001
    month = write_workbook(some(1, seen_on=date(2026, 3, 1), precision=Precision.MONTH), NAMES, "nl")
    assert rows(month)[0]["seen_on"] == "2026-03"


@pytest.mark.parametrize(("language", "name"), [("nl", "Waarnemingen"), ("en", "Observations")])
def test_the_header_stays_in_sight_and_every_column_can_be_filtered(language: str, name: str) -> None:
    book = load_workbook(BytesIO(write_workbook(some(3), NAMES, language)))
    sheet = book.active
    assert book.sheetnames == [name]
    assert [cell.value for cell in sheet[1]] == [header[language] for header in COLUMN_NAMES.values()]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:S4")
    assert sheet.column_dimensions["D"].width > sheet.column_dimensions["A"].width


def test_what_does_not_fit_in_one_sheet_goes_on_in_the_next() -> None:
    content = write_workbook(some(5), NAMES, "nl", max_rows=2)
    assert load_workbook(BytesIO(content)).sheetnames == ["Waarnemingen", "Waarnemingen 2", "Waarnemingen 3"]
    assert [row["reached"] for sheet in range(3) for row in rows(content, sheet)] == [0, 1, 2, 3, 4]


def test_nothing_to_write_still_gives_the_columns() -> None:
    assert rows(write_workbook((), NAMES, "en")) == []


def test_the_same_observations_give_the_same_bytes() -> None:
    assert write_workbook(some(3), NAMES, "nl") == write_workbook(some(3), NAMES, "nl")


def test_a_text_longer_than_a_cell_is_cut_and_says_so() -> None:
    assert shorten_cell("x" * MAX_CELL_CHARACTERS) == "x" * MAX_CELL_CHARACTERS
    assert shorten_cell("x" * (MAX_CELL_CHARACTERS + 1)) == "x" * (MAX_CELL_CHARACTERS - 1) + "…"


def test_ten_times_the_rows_take_hardly_more_memory() -> None:
    def most(count: int) -> int:
        tracemalloc.start()
        content = write_workbook(some(count), NAMES, "nl")
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak - len(content)

    most(10)
    assert most(2_000) < 2 * most(200) + 500_000


@settings(max_examples=60)
@given(st.lists(saids, min_size=1, max_size=4))
def test_an_import_reads_the_same_from_xlsx_as_from_csv(said: list[NewObservation]) -> None:
    observations = [observation(one, State.CONFIRMED) for one in said]
    sheets = [
        read_own_file(write(observations, NAMES, "nl"), TODAY) for write in (observations_csv.write_csv, write_workbook)
    ]
    by_csv, by_xlsx = ([replace(row, line=0) for row in sheet.rows] for sheet in sheets)
    assert by_xlsx == by_csv
    assert len(by_csv) == len(said)


@pytest.mark.parametrize("text", ["_x0041_", "=1+1", "a\nb", "\N{GRINNING FACE}", "1e5", "TRUE", "2026-03-12"])
def test_an_import_reads_awkward_texts_from_xlsx_as_they_were(text: str) -> None:
    (row,) = read_own_file(write_workbook(some(1, why=text), NAMES, "nl"), TODAY).rows
    assert row.observation.why == text
