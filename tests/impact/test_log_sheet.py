"""The log sheet: what can be chosen in it, and that an import knows its columns and its words."""

import csv
from datetime import date
from io import BytesIO, StringIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.datavalidation import DataValidation

from impact.exchange.columns import DIRECTIONS, LEVELS, REQUIRED, RUNGS, UNEXPECTED, column_of, meanings, same
from impact.exchange.csv_in import read
from impact.exchange.log_sheet import FIELDS, FIRST, HEAD, LAST, NEEDED, ROWS, Choices, header, written
from impact.model import Direction, Level, Ring, Rung, Theme
from impact.words import LANGUAGES, say

both = pytest.mark.parametrize("language", LANGUAGES)


def ring(name: str, *labels: str, unexpected: str = "Onverwacht") -> Ring:
    themes = [Theme(f"{name}-{label}", name, label, wish=f"Wens van {label}") for label in labels]
    return Ring(name, name, (*themes, Theme(f"{name}-u", name, unexpected, unexpected=True)))


CHOICES = Choices(
    (ring("Leerlingen", "Motivatie", "Doorstroom"), ring("=Scholen"), ring("Wie? ~*", "Tijd")), ("ROC", "-Vak"), ()
)


def book(language: str = "nl", choices: Choices = CHOICES) -> Workbook:
    return load_workbook(BytesIO(written("Leerroute", choices, language)))


def rules(found: Workbook) -> dict[str, DataValidation]:
    """The rule of each column, by the letter of the column."""
    return {str(one.sqref)[0]: one for one in found.worksheets[0].data_validations.dataValidation}


def cells(found: Workbook, source: str) -> list[Any]:
    """What stands in the cells of a list, like =Lijsten!$C$1:$C$3."""
    name, area = source.lstrip("=").split("!")
    return [row[0].value for row in found[name][area.replace("$", "")]]


@both
def test_an_import_knows_every_column_and_finds_all_it_needs(language: str) -> None:
    headers = [cell.value for cell in book(language).worksheets[0][HEAD + 1]]
    assert [column_of(name) for name in headers] == list(FIELDS)
    assert set(REQUIRED) == set(NEEDED) == {field for field in FIELDS if header(field, language).endswith("*")}


@both
def test_an_import_knows_every_word_that_can_be_chosen(language: str) -> None:
    found = book(language)
    for letter, words, wanted in (("E", DIRECTIONS, Direction), ("F", LEVELS, Level), ("G", RUNGS, Rung)):
        known = meanings(words)  # type: ignore[type-var]
        chosen = cells(found, rules(found)[letter].formula1)
        assert [known[same(word)] for word in chosen] == list(wanted)
    assert same(say(language, "model.unexpected")) in UNEXPECTED


@both
def test_no_other_row_of_the_book_looks_like_headers_of_ours(language: str) -> None:
    found = book(language)
    for sheet in found.worksheets:
        for row in sheet.iter_rows(values_only=True):
            known = [column_of(str(cell)) for cell in row if cell]
            assert sum(field is not None for field in known) in (0, 1, len(FIELDS))


def test_rings_organisations_and_activities_are_those_of_the_collaboration() -> None:
    found = book()
    assert cells(found, rules(found)["B"].formula1) == ["Leerlingen", "=Scholen", "Wie? ~*"]
    assert cells(found, rules(found)["H"].formula1) == ["ROC", "-Vak"]
    assert rules(found)["I"].type in (None, "none"), "there is nothing to choose from, so anything goes"


def test_the_desired_impacts_that_can_be_chosen_are_those_of_the_ring_in_the_same_row() -> None:
    found = book()
    rule = rules(found)["C"].formula1
    assert rule.startswith("OFFSET(Lijsten!$B$1,MATCH(SUBSTITUTE(")
    assert rule.endswith("Lijsten!$A$1:$A$6,0)-1,0,SUMPRODUCT(--(Lijsten!$A$1:$A$6=$B4)),1)")
    assert len(rule) < 255, "Excel takes no longer rule"
    pairs = list(found["Lijsten"].iter_rows(max_col=2, max_row=6, values_only=True))
    assert pairs == [
        ("Leerlingen", "Motivatie"), ("Leerlingen", "Doorstroom"), ("Leerlingen", "Onverwacht"),
        ("=Scholen", "Onverwacht"), ("Wie? ~*", "Tijd"), ("Wie? ~*", "Onverwacht"),
    ]  # fmt: skip


def test_there_are_two_hundred_empty_rows_with_rules_and_an_example_above_the_headers() -> None:
    found = book()
    sheet = found.worksheets[0]
    assert {str(one.sqref) for one in rules(found).values()} == {
        f"{letter}{FIRST + 1}:{letter}{LAST + 1}" for letter in "ABCDEFGHIJK"
    }
    assert LAST - FIRST + 1 == ROWS == 200
    assert all(cell is None for row in sheet.iter_rows(min_row=FIRST + 1, values_only=True) for cell in row)
    assert sheet["A2"].value == "Voorbeeld:\n12-03-2026"
    assert (sheet["B2"].value, sheet["C2"].value) == ("Leerlingen", "Motivatie")
    assert (sheet.freeze_panes, sheet[f"A{FIRST + 1}"].number_format) == ("B4", "dd-mm-yyyy")


def test_nothing_in_it_is_a_formula() -> None:
    assert all(cell.data_type != "f" for sheet in book().worksheets for row in sheet.iter_rows() for cell in row)


@both
def test_the_guide_tells_what_each_column_asks_and_what_each_ring_hopes_for(language: str) -> None:
    guide = "\n".join(str(cell) for row in book(language).worksheets[1].iter_rows(values_only=True) for cell in row)
    assert all(say(language, f"sheet.help.{field}") in guide for field in FIELDS)
    assert "Leerlingen · Motivatie" in guide
    assert "Wens van Tijd" in guide


def test_the_lists_are_out_of_sight_and_every_cell_tells_what_belongs_there() -> None:
    found = book()
    assert [sheet.sheet_state for sheet in found.worksheets] == ["visible", "visible", "hidden"]
    assert all(one.promptTitle and one.prompt for one in rules(found).values())
    assert {letter for letter, one in rules(found).items() if one.errorStyle == "warning"} == {"A", "H", "I"}


@both
def test_what_is_chosen_and_typed_is_understood_without_a_question(language: str) -> None:
    found = book(language)
    sheet = found.worksheets[0]
    last = [cells(found, rules(found)[letter].formula1)[-1] for letter in "EFG"]
    filled = ["2026-03-12", "Leerlingen", "Doorstroom", "Zij gaan samen.", *last, "ROC", "Open dag", "Verslag", "Fijn."]
    text = StringIO()
    csv.writer(text, delimiter=";").writerows([[cell.value for cell in sheet[HEAD + 1]], filled])
    understood = read(text.getvalue().encode(), date(2026, 11, 15))
    assert (understood.refused, len(understood.rows)) == ((), 1)
    row = understood.rows[0]
    assert (row.ring, row.theme, row.organisation, row.activity) == ("Leerlingen", "Doorstroom", "ROC", "Open dag")
    assert (row.said.direction, row.said.level, row.said.rung) == (Direction.NO_CHANGE, 0, Rung.CONFIRMED_OUTSIDE)
    assert (row.said.evidence[0].text, row.said.why) == ("Verslag", "Fijn.")
