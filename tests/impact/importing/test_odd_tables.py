"""Tables of figures and workbooks as people and offices make them: what comes in of each, figure by figure."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from impact.importing.files.file_format import read_table
from impact.importing.plan.matching import guess_matching
from impact.importing.plan.row_reader import RowReader
from impact.importing.plan.wide_table import (
    WideTable,
    build_indicator_observation,
    is_figure,
    read_wide_table,
)
from impact.importing.values.number_formats import SheetFigure, format_sheet_number, parse_format_code
from impact.importing.values.periods import FigureRole, PeriodLength, parse_period
from impact.model import Direction, Level, Precision
from tests.exports import raw_row, raw_workbook, saved

TODAY = date(2026, 11, 28)
ODD = Path(__file__).parents[2] / "data" / "odd"
LISTED_HEAD = ("wanneer", "voor_wie", "gewenste_impact", "wat_is_er_veranderd", "richting", "niveau", "bewijs")


def read(given: str | bytes, language: str = "nl") -> WideTable:
    """A file of this name among the odd ones, or a table in this text or workbook."""
    content = given if isinstance(given, bytes) else given.encode()
    if isinstance(given, str) and (ODD / given).is_file():
        content = (ODD / given).read_bytes()
    return read_wide_table(read_table(content), TODAY, language)


def figures(found: WideTable) -> dict[str, dict[str, str]]:
    return {one.name: {when.label: figure for when, figure in one.figures} for one in found.indicators}


def remarks(found: WideTable) -> list[tuple[int, str, str, str]]:
    return [(one.line, one.column, one.value, one.reason) for one in found.refused]


def sentence(found: WideTable, at: int = 0, language: str = "nl") -> str:
    return build_indicator_observation(
        found.indicators[at], Direction.POSITIVE, Level.FIRST_SIGNS, TODAY, language
    ).what


def book(rows: list[list[Any]], **formats: str) -> bytes:
    """A workbook with these rows, and a format for some of its cells."""
    made = Workbook()
    for row in rows:
        made.active.append(row)
    for place, code in formats.items():
        made.active[place].number_format = code
    return saved(made)


def test_all_columns_of_texts_before_the_first_period_are_the_name() -> None:
    found = read("same-first-column.csv")
    assert figures(found) == {
        "Noord · Aanmeldingen": {"2023": "120"},
        "Noord · Uitval %": {"2023": "4,1", "2024": "3,9", "2025": "3,2"},
    }
    assert (remarks(found), found.unread_columns, found.skipped_lines) == ([], (), ())
    assert sentence(found, 1) == "Noord · Uitval %: van 4,1 (2023) naar 3,2 (2025)."


def test_rows_of_the_same_name_stay_apart() -> None:
    found = read("School;2023;2024\nNoord;1;2\nZuid;5;6\nNoord;3;4\n")
    assert figures(found) == {
        "Noord": {"2023": "1", "2024": "2"},
        "Zuid": {"2023": "5", "2024": "6"},
        "Noord (2)": {"2023": "3", "2024": "4"},
    }


def test_a_number_of_the_row_is_no_part_of_its_name() -> None:
    found = read("Nr;Indicator;2023;2024\n1;Uitval;5;6\n2;Instroom;7;8\n")
    assert (list(figures(found)), found.unread_columns) == (["Uitval", "Instroom"], ("Nr",))


def test_months_and_a_year_never_stand_in_one_sentence() -> None:
    found = read("months-and-total.csv")
    assert figures(found) == {"Bezoeken": {"jan 2025": "10", "feb 2025": "12"}}
    assert remarks(found) == [(2, "2025", "22", "other_length")]
    assert sentence(found) == "Bezoeken: van 10 (jan 2025) naar 12 (feb 2025)."


def test_quarters_stay_together_and_what_lasts_longer_or_shorter_is_told() -> None:
    found = read("quarters.csv")
    assert figures(found) == {"X": {"Q1 2025": "1", "2025-Q2": "2", "2025 Q3": "3", "Q4-25": "4"}}
    assert [(column, value) for _, column, value, _ in remarks(found)] == [
        ("SY 2025-26", "7"),
        ("FY2025", "5"),
        ("2025/26", "6"),
        ("Apr-25", "8"),
        ("2025M05", "9"),
        ("H1 2025", "10"),
        ("T1 2025", "11"),
        ("Week 11 2025", "12"),
    ]
    assert {reason for *_, reason in remarks(found)[1:]} == {"other_length"}
    assert found.unread_columns == ("Total",)


def test_a_cell_is_what_its_reader_sees() -> None:
    found = read("percent.xlsx")
    assert figures(found) == {
        "Slagingspercentage": {"2024": "61,5%", "2025": "63,0%"},
        "Budget": {"2024": "€ 1.200,50", "2025": "€ 1.500,00"},
        "Groot": {"2024": "1234567,891", "2025": "0,3"},
        "Fout": {"2025": "3"},
    }
    assert remarks(found) == [(5, "2024", "#N/A", "sheet_error")]
    assert figures(read("percent.xlsx", "en"))["Budget"] == {"2024": "€ 1,200.50", "2025": "€ 1,500.00"}


def test_a_day_shown_as_a_year_is_a_year() -> None:
    found = read("year-format.xlsx")
    assert figures(found) == {"Bezoeken": {"2024": "10", "2025": "12"}}
    assert [when.length for when, _ in found.indicators[0].figures] == [PeriodLength.YEAR] * 2


def test_a_title_and_a_source_are_told_and_not_read() -> None:
    found = read("cbs-statline.csv")
    assert figures(found) == {"Totaal mbo · Totaal (aantal)": {"2022/'23": "24 630", "2023/'24*": "23 140"}}
    assert found.skipped_lines == ("Voortijdig schoolverlaters · Voortijdig schoolverlaters (2)", "Bron: CBS")
    assert build_indicator_observation(
        found.indicators[0], Direction.POSITIVE, Level.ANCHORED, TODAY, "nl"
    ).seen_on == date(2024, 7, 31)


def test_a_long_table_is_read_by_its_texts_its_periods_and_its_values() -> None:
    found = read("dhis2-long.csv")
    assert figures(found) == {
        "ANC 1st visit · Bo": {"January 2026": "123", "February 2026": "130"},
        "ANC 1st visit · Bombali": {"January 2026": "90"},
    }
    assert (remarks(found), found.unread_columns, found.skipped_lines) == ([], (), ())


def test_a_result_framework_is_read_row_by_row() -> None:
    assert figures(read("baseline-col-year.csv")) == {
        "R1 · Teachers trained · female": {"2024": "12", "2025": "20"},
        "R1 · Teachers trained · male": {"2024": "8", "2025": "9"},
        "R1 · Pupils reached · all": {"2024": "100", "2025": "150"},
    }


def test_a_target_is_told_and_is_no_figure_that_was_seen() -> None:
    found = read("targets-in-years.csv")
    assert figures(found) == {"Docenten getraind": {"2023": "0", "2024": "45", "2025": "80"}}
    assert remarks(found) == [(2, "2026 (doel)", "120", "target")]


def test_a_year_to_come_is_told_and_stays_out() -> None:
    found = read("future-year.csv")
    assert figures(found) == {"Leerlingen techniek": {"2024": "120", "2025": "130", "2026": "140"}}
    assert remarks(found) == [(2, "2027", "160", "period_ahead"), (2, "2028", "180", "period_ahead")]


@pytest.mark.parametrize("head", ["Baseline", "Baseline 2022", "Nulmeting (2022)", "Baseline 2023"])
def test_a_baseline_is_the_first_figure(head: str) -> None:
    found = read(f"Indicator;2023;{head};2024;Target 2030\nx;4;3;5;9\n")
    assert list(figures(found)["x"].items()) == [(head, "3"), ("2023", "4"), ("2024", "5")]
    assert sentence(found) == f"x: van 3 ({head}) naar 5 (2024)."
    assert [reason for *_, reason in remarks(found)] == ["target"]


def test_a_baseline_without_any_other_figure_is_told() -> None:
    found = read("Indicator;Nulmeting;2024\nx;3;\ny;1;2\n")
    assert (list(figures(found)), remarks(found)) == (["y"], [(2, "Nulmeting", "3", "baseline_only")])


def test_indicators_may_be_called_as_columns_of_ours_below_a_title() -> None:
    found = read("Cijfers van de leerroute;;\nWat;2023;2024\nNiveau;1;2\nOrganisatie;3;4\nBron: eigen telling;;\n")
    assert figures(found) == {"Niveau": {"2023": "1", "2024": "2"}, "Organisatie": {"2023": "3", "2024": "4"}}
    assert found.skipped_lines == ("Cijfers van de leerroute", "Bron: eigen telling")


def test_sums_and_remarks_beside_figures_are_told_and_left_out() -> None:
    found = read("Jaar;Noord;Zuid;Totaal;Opmerking\n2023;1;2;3;goed\n2024;4;5;9;beter\n")
    assert figures(found) == {"Noord": {"2023": "1", "2024": "4"}, "Zuid": {"2023": "2", "2024": "5"}}
    assert set(found.unread_columns) == {"Totaal", "Opmerking"}


@pytest.mark.parametrize(
    ("text", "start", "length"),
    [
        ("2022/'23", date(2022, 8, 1), PeriodLength.SCHOOL_YEAR),
        ("2023/'24*", date(2023, 8, 1), PeriodLength.SCHOOL_YEAR),
        ("SY 2025-26", date(2025, 8, 1), PeriodLength.SCHOOL_YEAR),
        ("SY 2011-12", date(2011, 8, 1), PeriodLength.SCHOOL_YEAR),
        ("Apr-25", date(2025, 4, 1), PeriodLength.MONTH),
        ("2025M05", date(2025, 5, 1), PeriodLength.MONTH),
        ("2025MM05", date(2025, 5, 1), PeriodLength.MONTH),
        ("202605", date(2026, 5, 1), PeriodLength.MONTH),
        ("FY2025", date(2025, 1, 1), PeriodLength.YEAR),
        ("2.024", date(2024, 1, 1), PeriodLength.YEAR),
        ("2024,00", date(2024, 1, 1), PeriodLength.YEAR),
        ("2024 1)", date(2024, 1, 1), PeriodLength.YEAR),
        ("H1 2025", date(2025, 1, 1), PeriodLength.HALF),
        ("T1 2025", date(2025, 1, 1), PeriodLength.TERM),
        ("Q4-25", date(2025, 10, 1), PeriodLength.QUARTER),
        ("1e kwartaal 2025", date(2025, 1, 1), PeriodLength.QUARTER),
        ("Week 11 2025", date(2025, 3, 10), PeriodLength.WEEK),
        ("2025-W11", date(2025, 3, 10), PeriodLength.WEEK),
        ("Realisatie 2024", date(2024, 1, 1), PeriodLength.YEAR),
        ("mei '25", date(2025, 5, 1), PeriodLength.MONTH),
    ],
)
def test_a_period_as_offices_write_it_is_known(text: str, start: date, length: PeriodLength) -> None:
    found = parse_period(text)
    assert found is not None
    assert (found.start, found.length, found.role) == (start, length, FigureRole.SEEN)


@pytest.mark.parametrize("text", ["Total 2025", "Week 60 2025", "11/12", "mei", "H1", "Doel", "x" * 100_000])
def test_what_only_looks_like_a_period_is_none(text: str) -> None:
    assert parse_period(text) is None


@pytest.mark.parametrize("text", ["24 630", "24\u202f630*", "12,5¹", "(1.200)", "1,2E+05"])
def test_a_figure_as_offices_write_it_is_a_figure(text: str) -> None:
    assert is_figure(text)


@pytest.mark.parametrize(
    ("number", "code", "plain", "dutch"),
    [
        (0.615, "0.0%", "61.5%", "61,5%"),
        (-0.05, "0%", "-5%", "-5%"),
        (1234567, "#,##0", "1234567", "1.234.567"),
        (1200.5, "[$€-413] #,##0.00", "€ 1200.50", "€ 1.200,50"),
        (-5, "€ #,##0.00", "-€ 5.00", "-€ 5,00"),
        (-1200, "#,##0_);(#,##0)", "(1200)", "(1.200)"),
        (0, '0;-0;"-"', "-", "-"),
        (5, "00000", "00005", "00005"),
        (0.1 + 0.2, "General", "0.3", "0,3"),
        (1 / 3, "General", "0.3333333333", "0,3333333333"),
        (1e20, "General", "1E+20", "1E+20"),
        (123456, "0.00E+00", "1.23E+05", "1,23E+05"),
        (1.5, "# ?/?", "1 1/2", "1 1/2"),
        (1234567, '0.0,,"M"', "1.2M", "1,2M"),
        (-0.4, "0", "0", "0"),
        (12, '0" leerlingen"', "12 leerlingen", "12 leerlingen"),
        (2.5, "0", "3", "3"),
        (5, ";;;", "5", "5"),
        (612345678, "00-00000000", "612345678", "612345678"),
        (45292, "yyyy", "2024", "2024"),
        (45292, "mmm-yy", "2024-01", "2024-01"),
        (45306, "[$-413]mmmm\\ yyyy;@", "2024-01", "2024-01"),
        (45292, "d mmm", "2024-01-01", "2024-01-01"),
        (0.5, "h:mm", "12:00:00", "12:00:00"),
        (1.5, "[h]:mm", "36:00", "36:00"),
        (1, "d-m-yyyy", "1900-01-01", "1900-01-01"),
        (-1, "d-m-yyyy", "-1", "-1"),
    ],
)
def test_a_number_is_read_by_the_format_of_its_cell(number: float, code: str, plain: str, dutch: str) -> None:
    text = format_sheet_number(float(number), parse_format_code(code))
    assert text == plain
    assert (text.format_in_language("nl") if isinstance(text, SheetFigure) else text) == dutch


def test_days_from_1904_on_are_read_so() -> None:
    assert format_sheet_number(0.0 + 1, parse_format_code("d-m-yyyy"), from_1904=True) == "1904-01-02"


def test_a_number_typed_as_text_stays_as_it_was_typed() -> None:
    found = read(book([["Wat", 2023, 2024], ["a", "1.234", 1.234], ["b", "12.5%", 5]]))
    assert figures(found) == {"a": {"2023": "1.234", "2024": "1,234"}, "b": {"2023": "12.5%", "2024": "5"}}


def test_a_year_formatted_as_a_number_stays_that_year() -> None:
    found = read(book([["Wat", 2023, 2024], ["a", 1, 2]], B1="#,##0", C1="0.00"))
    assert figures(found) == {"a": {"2023": "1", "2024": "2"}}


def test_a_merged_cell_holds_for_every_row_it_covers_and_is_told() -> None:
    table = read_table((ODD / "excel-merged.xlsx").read_bytes())
    assert (table.line, table.merged) == (4, 2)
    assert [cells[:3] for _, cells in table.rows] == [
        ("2026-03-12", "Docenten", "Docenten geven elke week samen les."),
        ("2026-03-12", "Docenten", "Leerlingen kiezen vaker voor techniek."),
        ("2026-04-02", "Leerlingen", "Leerlingen kiezen vaker voor techniek. ook"),
        ("Totaal", "", ""),
    ]
    assert [cells for _, cells in table.above] == [("Impactlijst werkplaats",), ("Bijgewerkt: 12 maart 2026",)]


def test_merged_areas_of_a_whole_sheet_cost_no_more_than_its_cells() -> None:
    areas = b'</sheetData><mergeCells><mergeCell ref="A2:XFD1048576"/></mergeCells><sheetData>'
    table = read_table(raw_workbook([raw_row("a", "b", line=1), raw_row("x", line=2), raw_row("", "y", line=3), areas]))
    assert [cells for _, cells in table.rows] == [("x",), ("x", "y")]


def test_months_and_days_of_a_workbook_are_read_as_they_are_shown() -> None:
    table = read_table((ODD / "excel-months.xlsx").read_bytes())
    matching, _ = guess_matching(table)
    assert [cells[0] for _, cells in table.rows] == ["2026-03", "2026-03", "2026-03", "46093", "'2026-03-12", ""]
    words = {"level": {"1": "1"}, "rung": {"2": "2"}}
    rows = [RowReader(table, replace(matching, values=words, fixed={"theme": ""}), TODAY)(row) for row in table.rows]
    kept = [(one.row.observation.seen_on, one.row.observation.precision) if one.row else None for one in rows]
    month, day = (date(2026, 3, 1), Precision.MONTH), (date(2026, 3, 12), Precision.DAY)
    assert kept == [month, month, month, day, day, None]
    assert table.uncalculated == 1


def test_an_error_of_a_spreadsheet_is_told_and_never_kept() -> None:
    row = ["2026-03-12", "Docenten", "", "Iets.", "positief", "eerste tekenen", "gehoord", "#N/B", "#REF!"]
    lines = [";".join([*LISTED_HEAD, "organisatie", "bron"]), ";".join(row), ";".join(["#N/A", *row[1:]])]
    table = read_table("\n".join(lines).encode())
    matching, _ = guess_matching(table)
    kept, refused = (RowReader(table, matching, TODAY)(row) for row in table.rows)
    assert kept.row is not None
    assert (kept.row.organisation, kept.row.observation.evidence) == ("", ())
    assert {(one.column, one.reason) for one in kept.notices} == {
        ("organisatie", "sheet_error"),
        ("bron", "sheet_error"),
    }
    assert [(one.column, one.reason) for one in refused.refused] == [("wanneer", "sheet_error")]


def test_reading_a_workbook_for_an_import_gives_plain_numbers() -> None:
    content = book(
        [[*LISTED_HEAD, "hoeveel_mensen"], ["2026-03-12", "D", "", "x", "+", 1, 2, 1200]], F2="0.00", H2="#,##0"
    )
    assert read_table(content).rows[0][1][5:] == ("1.00", "2", "1200")
    assert BytesIO(content).read(2) == b"PK"


@pytest.mark.parametrize("head", ["2023;2024;2023;2024", "2023;2024;FY 2023;2024 (voorlopig)"])
def test_figures_of_the_same_period_are_never_spliced(head: str) -> None:
    found = read(f"Indicator;{head}\nA;1;2;3;4")
    assert sentence(found) == "A: van 1 (2023) naar 2 (2024)."
    assert [(value, reason) for *_, value, reason in remarks(found)] == [
        ("3", "double_figure"),
        ("4", "double_figure"),
    ]


def test_a_line_of_periods_that_comes_back_holds_no_figures() -> None:
    found = read("Indicator;2023;2024\nA;1;2\nIndicator;2023;2024\nB;3;4")
    assert figures(found) == {"A": {"2023": "1", "2024": "2"}, "B": {"2023": "3", "2024": "4"}}


def test_names_may_stand_after_the_periods() -> None:
    assert figures(read("2023;2024;Indicator\n1;2;A\n3;4;B")) == {
        "A": {"2023": "1", "2024": "2"},
        "B": {"2023": "3", "2024": "4"},
    }


@pytest.mark.parametrize("name", ["Indicator", ""])
def test_a_further_table_below_the_first_has_its_own_periods(name: str) -> None:
    found = read(f"{name};2023;2024\nA;1;2\n{name};2025;2026\nA;3;4\nB;2025;2026")
    assert figures(found) == {
        "A": {"2023": "1", "2024": "2"},
        "A (2)": {"2025": "3", "2026": "4"},
        "B": {"2025": "2025", "2026": "2026"},
    }
