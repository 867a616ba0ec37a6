"""A wide table of figures: which way it lies, what is a period and a figure, and what it becomes."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from impact.errors import BrokenFile
from impact.importing.files.file_format import read_table
from impact.importing.plan.parsed_sheet import Remark
from impact.importing.plan.wide_table import (
    MAX_INDICATORS,
    WideTable,
    build_indicator_observation,
    is_figure,
    read_wide_table,
)
from impact.importing.values.periods import parse_period
from impact.model import Direction, EvidenceKind, Level, Rung

TODAY = date(2026, 11, 26)


def read(text: str, language: str = "nl") -> WideTable:
    return read_wide_table(read_table(text.encode()), TODAY, language)


def told(found: WideTable) -> dict[str, list[tuple[str, str]]]:
    return {one.name: [(when.label, figure) for when, figure in one.figures] for one in found.indicators}


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2023-2024", date(2023, 8, 1), date(2024, 7, 31)),
        ("2023/24", date(2023, 8, 1), date(2024, 7, 31)),
        ("2023-24", date(2023, 8, 1), date(2024, 7, 31)),
        ("schooljaar 2023-2024", date(2023, 8, 1), date(2024, 7, 31)),
        ("2023-12", date(2023, 12, 1), date(2023, 12, 31)),
        ("Q1 2024", date(2024, 1, 1), date(2024, 3, 31)),
        ("2024 kwartaal 4", date(2024, 10, 1), date(2024, 12, 31)),
        ("2024-H2", date(2024, 7, 1), date(2024, 12, 31)),
        ("mrt 2024", date(2024, 3, 1), date(2024, 3, 31)),
        ("12-03-2024", date(2024, 3, 12), date(2024, 3, 12)),
    ],
)
def test_a_period_in_any_usual_form_is_known(text: str, start: date, end: date) -> None:
    found = parse_period(f" {text} ")
    assert found is not None
    assert (found.label, found.start, found.end) == (text, start, end)


@pytest.mark.parametrize("text", ["", "Totaal", "46093", "0000", "1", "2023-2025", "2024-13", "Q5 2024", "3024"])
def test_what_is_no_period_is_none(text: str) -> None:
    assert parse_period(text) is None


@pytest.mark.parametrize(
    "text",
    ["1", "1.234", "1,234", "1.234,5", "1 234", "1\u00a0234", "1.234.567,89", "1,234.5", "12,5", "12.5 %", "82%", "€ 5",
     "-3", "−3", "+4", "1'000", "- € 5"],
)  # fmt: skip
def test_a_number_as_people_write_it_is_a_figure(text: str) -> None:
    assert is_figure(text)


@pytest.mark.parametrize(
    "text", ["", "x", "n.v.t.", "1e5", "1.23.4", "1.234.5", "12,34,5", "€", "=1", "ca. 5", "%", "5%%", "1" * 60, "٣"]
)
def test_what_is_no_number_is_no_figure(text: str) -> None:
    assert not is_figure(text)


ROWS = "Indicator\t2022\t2023\t2024\nAangemelde studenten\t120\t\t128\nUitval\t12,5%\t-\t10%\n"
COLUMNS = "Jaar;Aangemelde studenten;Uitval\n2022;120;12,5%\n2023;;-\n2024;128;10%\n"


@pytest.mark.parametrize("text", [ROWS, COLUMNS])
def test_it_may_lie_either_way_and_empty_cells_are_skipped(text: str) -> None:
    found = read(text)
    assert told(found) == {
        "Aangemelde studenten": [("2022", "120"), ("2024", "128")],
        "Uitval": [("2022", "12,5%"), ("2024", "10%")],
    }
    assert (found.refused, found.unread_columns) == ((), ())


def test_what_is_no_figure_is_refused_with_its_cell_and_the_rest_goes_on() -> None:
    found = read("Wat;2023;2024;Eenheid;2030\nUitval;veel;10;aantal;3\n;5;;;\nUitval;7;11;;\n")
    assert told(found) == {"Uitval": [("2024", "10")], "Uitval (2)": [("2023", "7"), ("2024", "11")]}
    assert found.unread_columns == ("Eenheid",)
    assert found.refused == (
        Remark(2, "2023", "veel", "not_a_figure"),
        Remark(2, "2030", "3", "period_ahead"),
        Remark(3, "2023", "5", "no_indicator"),
    )


def test_an_indicator_becomes_one_observation_with_all_its_figures() -> None:
    one = read("Wat;2024;2022\nAangemelde studenten;128;1.120\n").indicators[0]
    said = build_indicator_observation(one, Direction.POSITIVE, Level.FIRST_SIGNS, TODAY, "nl")
    assert said.what == "Aangemelde studenten: van 1.120 (2022) naar 128 (2024)."
    assert (said.seen_on, said.direction, said.level, said.rung) == (
        date(2024, 12, 31), Direction.POSITIVE, Level.FIRST_SIGNS, Rung.DOCUMENT,
    )  # fmt: skip
    assert {proof.kind for proof in said.evidence} == {EvidenceKind.FIGURE}
    assert [proof.text for proof in said.evidence] == [
        "Aangemelde studenten, 2022: 1.120", "Aangemelde studenten, 2024: 128",
    ]  # fmt: skip


def test_a_running_period_was_seen_today_and_one_figure_has_a_sentence() -> None:
    one = read("Wat,2026\nDropouts,4\n").indicators[0]
    said = build_indicator_observation(one, Direction.NO_CHANGE, Level.ANCHORED, TODAY, "en")
    assert (said.what, said.seen_on, said.level) == ("Dropouts: 4 (2026).", TODAY, Level.NOTHING_YET)


@pytest.mark.parametrize(("language", "figure"), [("nl", "0,3"), ("en", "0.3")])
def test_numbers_of_a_workbook_are_written_as_the_reader_writes_them(language: str, figure: str) -> None:
    book, content = Workbook(), BytesIO()
    rows: list[list[Any]] = [["Wat", 2023, 2024], ["Aandeel", 0.1 + 0.2, 12]]
    for row in rows:
        book.active.append(row)
    book.save(content)
    found = read_wide_table(read_table(content.getvalue()), TODAY, language)
    assert told(found) == {"Aandeel": [("2023", figure), ("2024", "12")]}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Naam;Kleur\nx;rood\n", "no_periods"),
        ("Wat;2023;2024\nUitval;veel;\n", "no_figures"),
        ("Wat;2023\n" + "".join(f"Rij {at};1\n" for at in range(MAX_INDICATORS + 1)), "many_indicators"),
    ],
)
def test_a_table_that_cannot_be_used_says_why(text: str, reason: str) -> None:
    with pytest.raises(BrokenFile) as refused:
        read(text)
    assert refused.value.facts["reason"] == reason


names = st.text(st.characters(categories=["Lu", "Ll", "Nd"], include_characters=" ,.%"), min_size=1, max_size=200)


@given(st.dictionaries(names.filter(str.strip), st.integers(-(10**9), 10**9), min_size=1, max_size=4))
def test_whatever_is_counted_fits_in_an_observation(counted: dict[str, int]) -> None:
    found = read("Wat\t2023\t2024\n" + "".join(f"a {name}\t{figure}\t1\n" for name, figure in counted.items()))
    for one in found.indicators:
        said = build_indicator_observation(one, Direction.MIXED, Level.FIRST_SIGNS, TODAY, "nl")
        assert 0 < len(said.what) <= 280
        assert len(said.evidence) == len(one.figures) == 2
