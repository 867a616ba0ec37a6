"""Numbers of people as they are written, and that an optional cell never costs its row."""

from dataclasses import replace

import pytest

from impact.importing.headers.columns import COLUMN_NAMES, REQUIRED_COLUMNS
from impact.importing.plan.parsed_sheet import format_remark
from impact.importing.plan.row_reader import OPTIONAL_FIELDS
from impact.importing.values.people_counts import PeopleCount, read_people_count
from tests.impact.importing.odd import left, match_file, noted, open_odd, read_file, read_text

HEAD = "Wanneer;Voor wie;Wat is er veranderd;Richting;Niveau;Bewijs"
ROW = "12-3-2026;Docenten;Er veranderde iets.;positief;1;2"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("30", 30), ("1.000", 1000), ("12.500", 12_500), ("1 200", 1200), ("1\N{NO-BREAK SPACE}200", 1200),
        ("1\N{NARROW NO-BREAK SPACE}200", 1200), ("1,200", 1200), ("1'000", 1000), ("1’000", 1000),
        ("1.000.000", 1_000_000), ("25,0", 25), ("25.00", 25), ("1.200,00", 1200), ("1,200.00", 1200), ("0", 0),
        (" 7 ", 7),
    ],
)  # fmt: skip
def test_a_number_of_people_is_read_with_the_signs_between_its_thousands(text: str, number: int) -> None:
    assert read_people_count(text) == PeopleCount(number, is_rough=False)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("ca. 30", 30), ("ca 1.200", 1200), ("±30", 30), ("± 30", 30), ("30+", 30), ("~30", 30), ("ongeveer 30", 30),
        ("30 leerlingen", 30), ("zo'n 30 docenten", 30), ("meer dan 100", 100), (">100", 100), ("about 30 people", 30),
        ("30 leerlingen en docenten", 30), ("30 of meer", 30), ("30 lln.", 30), ("at least 30", 30),
    ],
)  # fmt: skip
def test_of_a_rough_number_the_number_is_read_and_that_is_known(text: str, number: int) -> None:
    assert read_people_count(text) == PeopleCount(number, is_rough=True)


@pytest.mark.parametrize(
    "text",
    [
        "30-40", "30 à 40", "12,5", "1.5", "0.500", "1.00.000", "1.000,5", "2 klassen", "klas 4",
        "30 leerlingen, 2 docenten",
        "dertig", "veel", "-5", "30%", "1k", "2026-03-12", "3 van de 4", "1.200.00", "", "x" * 500,
        "1 " * 400, "a " * 400,
    ],
)  # fmt: skip
def test_what_is_no_single_number_of_people_is_not_guessed(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_people_count(text)


def test_thousands_come_in_as_thousands() -> None:
    table = open_odd("people-1000.csv")
    found = read_file(table, match_file(table))
    assert [row.observation.reached for row in found.rows] == [1000, 12_500]
    assert (left(found), noted(found)) == ([], [])


def test_a_rough_number_comes_in_and_a_range_is_left_out_with_a_notice() -> None:
    found = read_text(f"{HEAD};Hoeveel mensen", *(f"{ROW};{text}" for text in ("ca. 30", "30-40", "30")))
    assert [row.observation.reached for row in found.rows] == [30, None, 30]
    assert noted(found) == [
        (2, "Hoeveel mensen", "ca. 30", "read_as_number"), (3, "Hoeveel mensen", "30-40", "not_a_number"),
    ]  # fmt: skip
    assert [format_remark("en", remark) for remark in found.notices] == [
        "Read as 30.", "This should be a whole number. This cell is left out; its row is imported.",
    ]  # fmt: skip
    assert left(found) == []


UNREADABLE = {
    "evidence": "x" * 2001, "organisation": "x" * 121, "intended": "wie weet", "activity": "x" * 121,
    "change_kind": "wie weet", "why": "x" * 2001, "contribution": "x" * 2001, "circumstances": "x" * 2001,
    "observer_role": "x" * 81, "reached": "9999999", "id": "geen nummer van ons",
}  # fmt: skip


@pytest.mark.parametrize("field", sorted(OPTIONAL_FIELDS))
def test_a_row_comes_in_without_an_optional_cell_that_cannot_be_read(field: str) -> None:
    header = COLUMN_NAMES[field]["nl"]
    plain = read_text(HEAD, ROW).rows[0]
    found = read_text(f"{HEAD};{header}", f"{ROW};{UNREADABLE[field]}")
    assert [replace(row, line=2) for row in found.rows] == [plain]
    assert left(found) == []
    assert [(line, column) for line, column, *_ in noted(found)] == ([] if field == "id" else [(2, header)])
    assert all(remark.left_out for remark in found.notices)


def test_every_field_but_the_state_is_required_or_optional() -> None:
    assert {*REQUIRED_COLUMNS, *OPTIONAL_FIELDS, "state"} == set(COLUMN_NAMES)
    found = read_text(f"{HEAD};toestand", f"{ROW};wie weet")
    assert (found.rows, left(found)) == ((), [(2, "toestand", "wie weet", "unknown_word")])
