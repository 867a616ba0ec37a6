"""Stretches of time where a day is asked: a year, a quarter, a season, a school year, or from one day to another."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impact.importing.files.file_format import read_table
from impact.importing.values.date_spans import FIRST_DAY, LAST_DAY, parse_span
from impact.importing.values.dates import DayRules
from impact.model import Precision
from tests.impact.importing.odd import TODAY, days, left, match_file, questions_of_file, read_file, read_text

HEAD = "Wanneer;Voor wie;Wat is er veranderd;Richting;Niveau;Bewijs"


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025", "2025-01", "2025-12"), ("Q3 2025", "2025-07", "2025-09"), ("2025-Q3", "2025-07", "2025-09"),
        ("3e kwartaal 2025", "2025-07", "2025-09"), ("third quarter of 2025", "2025-07", "2025-09"),
        ("eerste helft van 2025", "2025-01", "2025-06"), ("H1 2025", "2025-01", "2025-06"),
        ("mid 2025", "2025-05", "2025-08"), ("Mid-2025", "2025-05", "2025-08"), ("medio 2025", "2025-05", "2025-08"),
        ("begin 2025", "2025-01", "2025-04"), ("late 2025", "2025-09", "2025-12"), ("eind 2025", "2025-09", "2025-12"),
        ("najaar 2025", "2025-09", "2025-11"), ("het voorjaar van 2025", "2025-03", "2025-05"),
        ("summer of 2025", "2025-06", "2025-08"), ("schooljaar 2024-2025", "2024-08", "2025-07"),
        ("2024/2025", "2024-08", "2025-07"),
        ("schooljaar '24-'25", "2024-08", "2025-07"), ("schooljaar 24/25", "2024-08", "2025-07"),
        ("SY 2024-25", "2024-08", "2025-07"), ("voorjaar '25", "2025-03", "2025-05"),
        ("1e kw 2025", "2025-01", "2025-03"), ("maart-april 2026", "2026-03", "2026-04"),
        ("Jan - Mar 2026", "2026-01", "2026-03"),
    ],
)  # fmt: skip
def test_a_stretch_of_time_has_a_first_and_a_last_month(text: str, first: str, last: str) -> None:
    span = parse_span(text, DayRules())
    assert span is not None
    assert [span.choose_day(end, TODAY)[0].isoformat()[:7] for end in (FIRST_DAY, LAST_DAY)] == [first, last]
    assert span.choose_day(LAST_DAY, TODAY) == (date.fromisoformat(f"{last}-01"), Precision.MONTH)


@pytest.mark.parametrize(
    "text", ["March 12, 2026 → March 14, 2026", "12-3-2026 t/m 14-3-2026", "2026-03-12 - 2026-03-14"]
)
def test_from_one_day_to_another_keeps_its_days(text: str) -> None:
    span = parse_span(text, DayRules())
    assert span is not None
    assert [span.choose_day(end, TODAY)[0] for end in (FIRST_DAY, LAST_DAY)] == [date(2026, 3, 12), date(2026, 3, 14)]
    assert span.precision is Precision.DAY


def test_of_a_stretch_that_is_not_over_the_last_month_is_this_one() -> None:
    span = parse_span("2026", DayRules())
    assert span is not None
    assert span.choose_day(LAST_DAY, TODAY)[0] == date(2026, 11, 1)


@pytest.mark.parametrize(
    "text", ["gisteren", "winter 2025", "5e kwartaal 2025", "2025 of zo", "2026 → 2025", "", "x" * 200]
)
def test_what_names_no_stretch_of_time_is_not_guessed(text: str) -> None:
    assert parse_span(text, DayRules()) is None


def test_periods_are_asked_about_once_for_the_file() -> None:
    rows = [
        f"{when};Docenten;Iets {at};positief;1;2" for at, when in enumerate(("Q3 2025", "12-3-2026", "2024", "2027"))
    ]
    table = read_table("\n".join((HEAD, *rows)).encode())
    assert questions_of_file(table, match_file(table)) == [("period", "Q3 2025")]
    assert [reason for *_, reason in left(read_text(HEAD, *rows))] == ["whole_period"] * 3
    for answer, kept in (
        ("last", ["2025-09-01", "2026-03-12", "2024-12-01"]),
        ("first", ["2025-07-01", "2026-03-12", "2024-01-01"]),
        ("out", ["2026-03-12"]),
    ):
        found = read_file(table, match_file(table, {"period": answer}))
        assert days(found) == kept
        assert [reason for *_, reason in left(found)] == ([] if answer == "out" else ["future"])


@given(st.text(max_size=60))
def test_no_text_whatever_ends_in_anything_but_a_stretch_of_time_or_none(text: str) -> None:
    span = parse_span(text, DayRules())
    assert span is None or span.first <= span.last
