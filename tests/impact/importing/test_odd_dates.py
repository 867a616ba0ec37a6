"""The days in files of other tools: what comes in row by row, what is asked, and what stays out with its reason."""

from dataclasses import replace

import pytest

from impact.importing.files.file_format import read_table
from impact.importing.plan.matching import add_file_answers, from_reusable_json, to_reusable_json
from tests.impact.importing.odd import days, left, match_file, open_odd, questions_of_file, read_file


def test_the_order_one_file_tells_says_nothing_of_the_next() -> None:
    first, second = open_odd("order-1-en.csv"), open_odd("order-2-nl.csv")
    matching = match_file(first)
    assert questions_of_file(first, matching) == []
    assert days(read_file(first, matching)) == ["2026-03-17"]
    remembered = from_reusable_json(to_reusable_json(matching), second.headers)
    assert remembered.answers == {}
    assert days(read_file(second, remembered)) == ["2026-03-04"]


def test_a_chosen_order_holds_for_the_next_file_unless_that_shows_another() -> None:
    table = open_odd("airtable.csv")
    chosen = match_file(table, {"order:/": "month_first"})
    remembered = from_reusable_json(to_reusable_json(chosen), table.headers)
    assert remembered.answers == {"order:/": "month_first"}
    assert add_file_answers(table, remembered)[0].answers["order:/"] == "month_first"


def test_real_days_beside_month_first_texts_can_be_swapped_back() -> None:
    table = open_odd("excel-half-swapped.xlsx")
    assert questions_of_file(table, match_file(table)) == [("order:year", "2017-01-07")]
    swapped = match_file(table, {"order:year": "day_first"})
    assert days(read_file(table, swapped)) == ["2017-07-01", "2020-11-01", "2018-10-17", "2020-01-28"]
    as_they_are = match_file(table, {"order:year": "month_first"})
    assert days(read_file(table, as_they_are)) == ["2017-01-07", "2020-01-11", "2018-10-17", "2020-01-28"]
    asked = read_file(table, match_file(table))
    assert (days(asked), {reason for *_, reason in left(asked)}) == (["2018-10-17", "2020-01-28"], {"unclear_date"})
    assert left(read_file(table, swapped)) == left(read_file(table, as_they_are)) == []


def test_moments_in_utc_are_days_in_the_zone_of_the_reader() -> None:
    table = open_odd("utc-midnight.csv")
    assert questions_of_file(table, match_file(table)) == []
    found = read_file(table, match_file(table))
    assert (days(found), left(found)) == (["2026-03-01", "2026-03-02"], [])


def test_the_day_of_an_anonymous_limesurvey_answer_is_asked_about() -> None:
    table = open_odd("lime-1980.csv")
    assert questions_of_file(table, match_file(table)) == [("far", "1980-01-01")]
    assert left(read_file(table, match_file(table))) == [(2, "Submit date", "1980-01-01 00:00:00", "far_day")]
    assert read_file(table, match_file(table, {"far": "out"})).rows == ()
    assert days(read_file(table, match_file(table, {"far": "keep"}))) == ["1980-01-01"]
    assert to_reusable_json(match_file(table, {"far": "keep"}))["answers"] == {}


@pytest.mark.parametrize(
    ("texts", "far"),
    [
        (["2026-01-01", "2025-01-01"], []),
        (["2026-01-01", "2010-01-01"], ["2010-01-01"]),
        (["2026-01-01", "1999-12-31", "2001-01-01"], ["1999-12-31"]),
        (["1994-01-01", "1997-01-01"], []),
        (["1970-01-01", "1970-01-01 01:00"], ["1970-01-01"]),
        (["2018-01-01", "2009-01-01", "2026-01-01"], []),
    ],
)
def test_days_far_before_all_others_are_asked_about(texts: list[str], far: list[str]) -> None:
    head = "Wanneer,Voor wie,Wat is er veranderd,Richting,Niveau,Bewijs"
    lines = [f"{text},Docenten,Iets {at}.,positief,1,2" for at, text in enumerate(texts)]
    table = read_table("\n".join((head, *lines)).encode())
    assert questions_of_file(table, match_file(table)) == [("far", text) for text in far]


def test_years_and_quarters_of_an_outcome_harvest_are_kept_as_answered() -> None:
    table = open_odd("outcome-harvest.csv")
    asked = [key for key, _ in questions_of_file(table, match_file(table))]
    assert asked == ["period", "several:ring", "long:what"]
    answers = {"period": "last", "several:ring": "each", "long:what": "split"}
    fixed = {"theme": "", "level": "1", "rung": "4"}
    matching = replace(match_file(table, answers, direction={"positive and unintended": "positive"}), fixed=fixed)
    found = read_file(table, matching)
    assert [
        (row.line, row.ring, row.observation.seen_on.isoformat(), row.observation.precision) for row in found.rows
    ] == [
        (2, "Schools", "2026-03-01", "month"),
        (3, "Teachers", "2025-08-01", "month"),
        (4, "Teachers", "2025-12-01", "month"),
        (5, "Teachers", "2025-09-01", "month"),
        (5, "Schools", "2025-09-01", "month"),
    ]
    assert left(found) == []
    assert [row.observation.evidence[0].text for row in found.rows][1:] == ["report.pdf"] * 4


def test_days_in_words_and_with_a_stroke_of_a_numbers_file_come_in() -> None:
    table = open_odd("numbers-nl.csv")
    assert questions_of_file(table, match_file(table)) == [("order:/", "12/03/2026")]
    found = read_file(table, match_file(table, {"order:/": "day_first"}))
    assert (days(found), left(found)) == (["2026-03-12", "2026-03-12"], [])
