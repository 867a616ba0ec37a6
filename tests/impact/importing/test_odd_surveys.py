"""Exports of survey tools and lists by hand: what comes in row by row, what is asked, and what stays out and why."""

import pytest

from impact.importing.files.file_format import read_table
from impact.importing.plan.file_reader import read_own_file
from impact.importing.plan.matching import guess_matching
from impact.model import Level
from tests.impact.importing.odd import (
    TODAY,
    left,
    match_file,
    open_odd,
    questions_of_words,
    read_file,
    read_text,
)

HEAD = "Wanneer;Voor wie;Wat is er veranderd;Richting"
ROW = "12-3-2026;Docenten;Er veranderde iets {at}.;positief"


def asked_numbers(header: str, texts: str) -> list[tuple[str, str | None]]:
    """The numbers in a column with this header that are asked about, and what is proposed for each."""
    lines = [f"{ROW.format(at=at)};{text}" for at, text in enumerate(texts.split())]
    table = read_table("\n".join((f"{HEAD};{header}", *lines)).encode())
    return sorted((text, meaning) for _, text, meaning in questions_of_words(table, match_file(table)))


def test_a_rating_from_1_to_5_is_asked_about_and_proposed_on_our_scale() -> None:
    table = open_odd("likert-1-5.csv")
    asked = questions_of_words(table, match_file(table))
    assert asked == [("level", "1", "0"), ("level", "3", "2"), ("level", "5", "4"), ("rung", "2", "2")]
    unanswered = read_file(table, match_file(table))
    assert (unanswered.rows, {reason for *_, reason in left(unanswered)}) == ((), {"doubtful_number", "unknown_word"})
    answered = match_file(table, level={"1": "0", "3": "2", "5": "4"}, rung={"2": "2"})
    assert [row.observation.level for row in read_file(table, answered).rows] == [0, 2, 4]


def test_a_level_of_schooling_is_doubtful_as_a_column_and_as_numbers() -> None:
    table = open_odd("mbo-niveau.csv")
    assert "level" in guess_matching(table)[1]
    assert questions_of_words(table, match_file(table)) == [("level", "2", None), ("level", "4", None)]
    assert read_file(table, match_file(table)).rows == ()


@pytest.mark.parametrize(
    ("header", "texts", "asked"),
    [
        ("Niveau", "0 1 4", []),
        ("Level", "1,0 2", []),
        ("Niveau (0-4)", "1 2", []),
        ("Niveau (1-4)", "1 4", [("1", "0"), ("4", "4")]),
        ("Niveau", "1 5", [("1", "0"), ("5", "4")]),
        ("Niveau", "1,0 2,5", [("1,0", "1"), ("2,5", "2")]),
        ("Niveau", "0 5 10", [("0", "0"), ("10", "4"), ("5", "2")]),
        ("Niveau", "0 50 100", [("0", "0"), ("100", "4"), ("50", "2")]),
        ("Niveau", "-1 2", [("-1", None), ("2", None)]),
        ("Hoe ver is het?", "1 2", [("1", "1"), ("2", "2")]),
        ("Hoe ver is het? (schaal 1 t/m 5)", "1 2", [("1", "0"), ("2", "1")]),
        ("Bewijs", "1 5", []),
        ("Bewijs", "0 4", [("0", "1"), ("4", "5")]),
        ("Hoe weten jullie dat?", "2", [("2", "2")]),
        ("Bedoeld", "0 1", []),
        ("Bedoeld", "1 2", [("1", "intended"), ("2", "unintended")]),
        ("Was het bedoeld?", "0 1", [("0", "unintended"), ("1", "intended")]),
        ("Niveau", "1-eerste_tekenen 3", []),
    ],
)
def test_bare_numbers_are_sure_only_under_our_header_and_when_all_fit(
    header: str, texts: str, asked: list[tuple[str, str | None]]
) -> None:
    assert asked_numbers(header, texts) == asked


def test_better_and_worse_as_numbers_are_asked_about_with_a_proposal() -> None:
    lines = [f"12-3-2026;Docenten;Iets {at}.;{text}" for at, text in enumerate(("1", "0", "-1"))]
    table = read_table("\n".join((HEAD, *lines)).encode())
    asked = questions_of_words(table, match_file(table))
    assert asked == [("direction", "1", "positive"), ("direction", "0", "no_change"), ("direction", "-1", "negative")]


def test_without_anybody_to_ask_a_doubtful_number_keeps_its_row_out() -> None:
    head = "wanneer;voor_wie;gewenste_impact;wat_is_er_veranderd;richting;niveau;bewijs"
    found = read_own_file(
        f"{head}\n12-3-2026;Docenten;;a b;positief;1;2\n12-3-2026;Docenten;;a c;positief;5;2".encode(), TODAY
    )
    assert (found.rows, left(found)) == (
        (), [(2, "niveau", "1", "doubtful_number"), (3, "niveau", "5", "unknown_word")],
    )  # fmt: skip


def test_numbers_of_a_dutch_sheet_are_read_and_half_levels_are_asked_about() -> None:
    table = open_odd("excel-nl.csv")
    assert questions_of_words(table, match_file(table)) == [("level", "1,0", "1"), ("level", "2,5", "2")]
    found = read_file(table, match_file(table, level={"1,0": "1", "2,5": "2"}))
    assert [(row.observation.level, row.observation.rung, row.observation.reached) for row in found.rows] == [
        (1, 2, 1200),
        (2, 2, None),
    ]
    assert [(one.line, one.value, one.reason, one.left_out) for one in found.notices] == [
        (3, "12,5", "not_a_number", True)
    ]
    assert [row.observation.what for row in found.rows][1] == 'Leerlingen kiezen "vaker"; ook hier'


def test_a_number_that_was_answered_for_counts_and_one_that_fits_does_too() -> None:
    found = read_text(f"{HEAD};Niveau;Bewijs", f"{ROW};2;3")
    assert [(row.observation.level, row.observation.rung) for row in found.rows] == [(Level.SEVERAL_PLACES, 3)]
