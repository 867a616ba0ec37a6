"""Exports of survey tools and tables as the tools write them: each row that comes in, what is asked, what stays out."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from impact.importing.plan.matching import guess_matching
from impact.importing.plan.parsed_sheet import ParsedSheet
from impact.model import Direction, Level, Rung
from tests.impact.importing.odd import (
    days,
    left,
    match_file,
    noted,
    open_odd,
    questions_of_file,
    questions_of_words,
    read_file,
)

Places = list[tuple[int, str, str, Direction, Level, Rung]]
UP, DOWN = Direction.POSITIVE, Direction.NEGATIVE
FIRST_SIGNS, SEVERAL_PLACES = Level.FIRST_SIGNS, Level.SEVERAL_PLACES
HEARD, MYSELF, SOURCES = Rung.HEARD, Rung.SEEN_MYSELF, Rung.SEVERAL_SOURCES


def read_odd(name: str, answers: Mapping[str, str] | None = None, **values: dict[str, str | None]) -> ParsedSheet:
    table = open_odd(name)
    return read_file(table, match_file(table, answers, **values))


def asked_of_file(name: str) -> list[tuple[str, str]]:
    table = open_odd(name)
    return questions_of_file(table, match_file(table))


def asked_of_words(name: str, answers: Mapping[str, str] | None = None) -> list[tuple[str, str, str | None]]:
    table = open_odd(name)
    return questions_of_words(table, match_file(table, answers))


def rows(found: ParsedSheet) -> Places:
    """Each row that comes in: its line, day, ring, direction, level and evidence."""
    return [
        (
            row.line,
            row.observation.seen_on.isoformat(),
            row.ring,
            row.observation.direction,
            row.observation.level,
            row.observation.rung,
        )
        for row in found.rows
    ]  # type: ignore[misc]


def test_qualtrics_comes_in_by_its_questions_in_the_zone_it_names() -> None:
    assert (asked_of_file("qualtrics.csv"), asked_of_words("qualtrics.csv")) == ([], [])
    found = read_odd("qualtrics.csv")
    assert rows(found) == [
        (4, "2026-03-12", "Teachers", UP, FIRST_SIGNS, MYSELF),
        (5, "2026-04-02", "Students", UP, SEVERAL_PLACES, SOURCES),
    ]
    assert [row.organisation for row in found.rows] == ["North School", "South College"]
    assert [(line, reason) for line, _, _, reason in noted(found) if reason == "sub_header"] == [
        (1, "sub_header"), (3, "sub_header"),
    ]  # fmt: skip


def test_surveymonkey_asks_only_for_the_order_of_its_days() -> None:
    assert asked_of_file("surveymonkey.csv") == [("order:/", "03/12/2026")]
    assert asked_of_words("surveymonkey.csv") == []
    found = read_odd("surveymonkey.csv", {"order:/": "month_first"})
    assert rows(found) == [
        (3, "2026-03-12", "Teachers", UP, FIRST_SIGNS, MYSELF), (4, "2026-04-01", "Students", DOWN, FIRST_SIGNS, HEARD),
    ]  # fmt: skip
    assert (2, "", "Open-Ended Response", "sub_header") in noted(found)


def test_typeform_in_utc_gives_days_of_the_reader_and_asks_about_partials() -> None:
    assert asked_of_file("typeform.csv") == [("unfinished", "Response Type")]
    assert asked_of_words("typeform.csv") == []
    coming = [
        (2, "2026-03-12", "Teachers", UP, FIRST_SIGNS, MYSELF), (3, "2026-03-14", "Students", DOWN, FIRST_SIGNS, HEARD),
    ]  # fmt: skip
    assert rows(read_odd("typeform.csv")) == rows(read_odd("typeform.csv", {"unfinished": "out"})) == coming
    assert left(read_odd("typeform.csv")) == [(4, "Response Type", "", "unfinished")]
    brought = left(read_odd("typeform.csv", {"unfinished": "keep"}))
    assert {(line, reason) for line, _, _, reason in brought} == {(4, "empty")}


def test_limesurvey_joins_options_and_asks_about_unsent_dayless_answers() -> None:
    assert asked_of_file("limesurvey.csv") == [
        ("far", "1980-01-01"), ("unfinished", "submitdate. Datum verzonden"),
    ]  # fmt: skip
    assert asked_of_words("limesurvey.csv") == []
    found = read_odd("limesurvey.csv", {"far": "out", "unfinished": "out"})
    assert rows(found) == [(2, "2026-03-12", "Docenten", UP, FIRST_SIGNS, MYSELF)]
    assert (1, "Q02. Voor wie is dat?", "Leerlingen; Docenten", "joined_columns") in noted(found)
    kept = read_odd("limesurvey.csv", {"far": "keep", "unfinished": "keep"})
    assert [row[:3] for row in rows(kept)] == [(2, "2026-03-12", "Docenten"), (4, "1980-01-01", "Leerlingen")]
    assert left(kept) == [(3, "Q05. Hoe weet je dat?", "", "empty")]


def test_the_codes_of_limesurvey_have_no_meaning_and_are_asked_about() -> None:
    assert asked_of_words("limesurvey-codes.csv") == [
        ("ring", "A2", None), ("direction", "A1", None), ("level", "A2", None), ("rung", "A3", None),
    ]  # fmt: skip
    answers: dict[str, dict[str, str | None]] = {
        "ring": {"a2": "Docenten"}, "direction": {"a1": "positive"}, "level": {"a2": "1"}, "rung": {"a3": "2"},
    }  # fmt: skip
    found = read_odd("limesurvey-codes.csv", **answers)
    assert rows(found) == [(2, "2026-03-12", "Docenten", UP, FIRST_SIGNS, MYSELF)]


def test_airtable_finds_its_day_and_asks_for_the_order_and_the_two_rings() -> None:
    assert asked_of_file("airtable.csv") == [("order:/", "3/12/2026"), ("several:ring", "Students,Teachers")]
    answers = {"order:/": "month_first", "several:ring": "each"}
    assert asked_of_words("airtable.csv", answers) == []
    assert rows(read_odd("airtable.csv", answers)) == [
        (2, "2026-03-12", "Teachers", UP, FIRST_SIGNS, MYSELF),
        (3, "2026-04-05", "Students", UP, SEVERAL_PLACES, HEARD),
        (3, "2026-04-05", "Teachers", UP, SEVERAL_PLACES, HEARD),
    ]  # fmt: skip


def test_notion_reads_its_days_and_asks_once_about_a_day_to_a_day() -> None:
    assert asked_of_file("notion.csv") == [("period", "March 12, 2026 → March 14, 2026")]
    assert asked_of_words("notion.csv") == []
    assert days(read_odd("notion.csv", {"period": "last"})) == ["2026-03-12", "2026-03-14", "2026-03-12"]
    assert days(read_odd("notion.csv", {"period": "first"})) == ["2026-03-12"] * 3


def test_google_forms_asks_only_about_two_answers_in_one_cell() -> None:
    assert asked_of_file("google-forms.csv") == [("several:ring", "Teachers;Schools")]
    assert asked_of_words("google-forms.csv", {"several:ring": "each"}) == []
    assert [row[:3] for row in rows(read_odd("google-forms.csv", {"several:ring": "each"}))] == [
        (2, "2026-03-12", "Teachers"), (2, "2026-03-12", "Schools"), (3, "2026-11-09", "Students"),
    ]  # fmt: skip


def test_google_forms_in_dutch_asks_nothing() -> None:
    assert (asked_of_file("google-forms-nl.csv"), asked_of_words("google-forms-nl.csv")) == ([], [])
    assert rows(read_odd("google-forms-nl.csv")) == [
        (2, "2026-03-12", "Docenten", UP, FIRST_SIGNS, MYSELF),
        (3, "2026-11-12", "Leerlingen", UP, SEVERAL_PLACES, HEARD),
    ]  # fmt: skip


def test_the_numbers_and_two_answers_of_google_sheets_are_asked_about() -> None:
    answers = {"several:ring": "each"}
    assert asked_of_file("google-sheets-nl.csv") == [("several:ring", "Docenten, Scholen")]
    assert asked_of_words("google-sheets-nl.csv", answers) == [
        ("level", "1", "1"), ("level", "2", "2"), ("rung", "Gehoord, Zelf gezien", "2"),
    ]  # fmt: skip
    found = read_odd("google-sheets-nl.csv", answers, level={"1": "1", "2": "2"}, rung={"gehoord, zelf gezien": "2"})
    assert rows(found) == [
        (2, "2026-03-12", "Docenten", UP, FIRST_SIGNS, MYSELF), (2, "2026-03-12", "Scholen", UP, FIRST_SIGNS, MYSELF),
        (3, "2026-03-02", "Leerlingen", UP, SEVERAL_PLACES, MYSELF),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["kobo-labels.csv", "kobo-group-labels.csv", "kobo-xml.csv"])
def test_kobotoolbox_is_understood_with_labels_with_groups_and_with_names(name: str) -> None:
    (asked,) = asked_of_file(name)
    assert asked[0] == "several:ring"
    assert asked_of_words(name, {"several:ring": "each"}) == []
    found = read_odd(name, {"several:ring": "each"})
    assert rows(found) == [
        (2, "2026-03-12", "Docenten", UP, FIRST_SIGNS, MYSELF),
        (3, "2026-03-13", "Leerlingen", UP, SEVERAL_PLACES, HEARD),
        (3, "2026-03-13", "Docenten", UP, SEVERAL_PLACES, HEARD),
    ]  # fmt: skip
    assert left(found) == []


def test_the_moment_of_sending_of_kobotoolbox_is_in_utc() -> None:
    table = open_odd("kobo-labels.csv")
    matching = match_file(table, {"several:ring": "out"})
    sent = {**matching.columns, "seen_on": "_submission_time"}
    assert days(read_file(table, type(matching)(sent, matching.fixed, answers=matching.answers))) == ["2026-03-12"]
    late = {**sent, "seen_on": "end"}
    assert days(read_file(table, type(matching)(late, matching.fixed))) == ["2026-03-12"]


def test_activityinfo_comes_in_without_a_question() -> None:
    assert (asked_of_file("activityinfo.csv"), asked_of_words("activityinfo.csv")) == ([], [])
    found = read_odd("activityinfo.csv")
    assert rows(found) == [(2, "2026-03-12", "Teachers", UP, FIRST_SIGNS, MYSELF)]
    assert [row.observation.reached for row in found.rows] == [1200]


def test_power_automate_has_lists_moments_and_numbers_of_days() -> None:
    assert asked_of_file("power-automate.csv") == [("order:/", "3/12/2026"), ("several:ring", '["Docenten","Scholen"]')]
    answers = {"order:/": "month_first", "several:ring": "each"}
    assert asked_of_words("power-automate.csv", answers) == []
    assert [row[:3] for row in rows(read_odd("power-automate.csv", answers))] == [
        (2, "2026-03-12", "Docenten"), (2, "2026-03-12", "Scholen"), (3, "2026-03-12", "Docenten"),
        (4, "2026-03-12", "Docenten"),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["ms-forms-en.xlsx", "ms-forms-quiz.xlsx"])
def test_microsoft_forms_in_english_comes_in_without_a_question(name: str) -> None:
    assert (asked_of_file(name), asked_of_words(name)) == ([], [])
    assert rows(read_odd(name)) == [(2, "2026-03-12", "Teachers", UP, FIRST_SIGNS, MYSELF)]


def test_dutch_forms_asks_about_two_answers_and_reads_a_rough_number() -> None:
    assert asked_of_file("ms-forms-nl.xlsx") == [("several:ring", "Leerlingen;Docenten;")]
    answers = {"several:ring": "each"}
    assert asked_of_words("ms-forms-nl.xlsx", answers) == [("rung", "Gehoord;Zelf gezien", "2")]
    found = read_odd("ms-forms-nl.xlsx", answers, rung={"gehoord;zelf gezien": "2"})
    assert rows(found) == [
        (2, "2026-03-12", "Docenten", UP, FIRST_SIGNS, MYSELF),
        (3, "2026-04-01", "Leerlingen", UP, SEVERAL_PLACES, MYSELF),
        (3, "2026-04-01", "Docenten", UP, SEVERAL_PLACES, MYSELF),
    ]  # fmt: skip
    assert [row.observation.reached for row in found.rows] == [25, 30, 30]
    assert [value for *_, value, reason in noted(found) if reason == "read_as_number"] == ["ongeveer 30"] * 2


@pytest.mark.parametrize(
    "name", sorted(file.name for file in (Path(__file__).parents[2] / "data" / "odd").glob("*.csv"))
)
def test_no_column_about_a_person_or_a_tool_is_proposed(name: str) -> None:
    columns = guess_matching(open_odd(name))[0].columns
    assert not {"IP Address", "Recipient Email", "Owner", "Created by", "Name", "E-mailadres"} & set(columns.values())
