"""The log sheet: what can be chosen in it, and that an import knows its columns and its words."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.datavalidation import DataValidation

from impact.errors import BrokenFile
from impact.exporting import log_sheet
from impact.exporting.log_sheet import (
    FIRST_LOG_ROW,
    HEADER_ROW,
    LAST_LOG_ROW,
    LOG_ROW_COUNT,
    REQUIRED_SHEET_FIELDS,
    SHEET_FIELDS,
    LogSheetChoices,
    format_header,
    write_log_sheet,
)
from impact.importing.files.file_format import read_table
from impact.importing.headers.columns import (
    LIST_WORDS,
    REQUIRED_COLUMNS,
    UNEXPECTED_WORDS,
    find_own_field,
    map_spellings,
)
from impact.importing.plan.file_reader import read_own_file
from impact.importing.plan.import_plan import KnownPlaces
from impact.importing.plan.matching import guess_matching
from impact.importing.plan.word_questions import find_words_to_match
from impact.importing.rows import format_column_letters
from impact.model import Direction, Level, Ring, Rung, Theme
from impact.text.fold import normalise_name
from impact.words import LANGUAGES, get_text

TODAY = date(2026, 11, 15)
both = pytest.mark.parametrize("language", LANGUAGES)


def ring(name: str, *labels: str, unexpected: str = "Onverwacht") -> Ring:
    themes = [Theme(f"{name}-{label}", name, label, wish=f"Wens van {label}") for label in labels]
    return Ring(name, name, (*themes, Theme(f"{name}-u", name, unexpected, unexpected=True)))


CHOICES = LogSheetChoices(
    (ring("Leerlingen", "Motivatie", "Doorstroom"), ring("=Scholen"), ring("Wie? ~*", "Tijd")), ("ROC", "-Vak"), ()
)


def book(language: str = "nl", choices: LogSheetChoices = CHOICES) -> Workbook:
    return load_workbook(BytesIO(write_log_sheet("Leerroute", choices, language)))


def rules(found: Workbook) -> dict[str, DataValidation]:
    """The rule of each column, by the letter of the column."""
    return {str(one.sqref)[0]: one for one in found.worksheets[0].data_validations.dataValidation}


def cells(found: Workbook, source: str) -> list[Any]:
    """What stands in the cells of a list, like =Lijsten!$C$1:$C$3."""
    name, area = source.lstrip("=").split("!")
    return [row[0].value for row in found[name][area.replace("$", "")]]


@both
def test_an_import_knows_every_column_and_finds_all_it_needs(language: str) -> None:
    headers = [cell.value for cell in book(language).worksheets[0][HEADER_ROW + 1]]
    assert [find_own_field(name) for name in headers] == list(SHEET_FIELDS)
    assert (
        set(REQUIRED_COLUMNS)
        == set(REQUIRED_SHEET_FIELDS)
        == {field for field in SHEET_FIELDS if format_header(field, language).endswith("*")}
    )


@both
def test_an_import_knows_every_word_that_can_be_chosen(language: str) -> None:
    found = book(language)
    for letter, words, wanted in (
        ("E", LIST_WORDS["direction"], Direction),
        ("F", LIST_WORDS["level"], Level),
        ("G", LIST_WORDS["rung"], Rung),
    ):
        known = map_spellings(words)  # type: ignore[type-var]
        chosen = cells(found, rules(found)[letter].formula1)
        assert [known[normalise_name(word)] for word in chosen] == list(wanted)
    assert normalise_name(get_text(language, "model.unexpected")) in UNEXPECTED_WORDS


@both
def test_no_other_row_of_the_book_looks_like_headers_of_ours(language: str) -> None:
    found = book(language)
    for sheet in found.worksheets:
        for row in sheet.iter_rows(values_only=True):
            known = [find_own_field(str(cell)) for cell in row if cell]
            assert sum(field is not None for field in known) in (0, 1, len(SHEET_FIELDS))


def test_rings_organisations_and_activities_are_those_of_the_collaboration() -> None:
    found = book()
    assert cells(found, rules(found)["B"].formula1) == ["Leerlingen", "=Scholen", "Wie? ~*"]
    assert cells(found, rules(found)["H"].formula1) == ["ROC", "-Vak"]
    assert rules(found)["I"].type in (None, "none"), "there is nothing to choose from, so anything goes"


def test_desired_impacts_to_choose_are_those_of_the_ring_in_the_same_row() -> None:
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


def test_rings_that_differ_in_capitals_offer_the_desired_impacts_of_both() -> None:
    rings = [
        Ring(str(at), name, (Theme(f"t{at}", str(at), label),))
        for at, (name, label) in enumerate((("Docenten", "Samen"), ("Scholen", "Tijd"), ("docenten", "Rust")))
    ]
    # What is offered begins at the first row with such a name and is as long as there are rows with such a name.
    assert LogSheetChoices(rings).list_themes() == [("Docenten", "Samen"), ("docenten", "Rust"), ("Scholen", "Tijd")]


def test_two_hundred_empty_rows_have_rules_and_an_example_stands_above() -> None:
    found = book()
    sheet = found.worksheets[0]
    assert {str(one.sqref) for one in rules(found).values()} == {
        f"{letter}{FIRST_LOG_ROW + 1}:{letter}{LAST_LOG_ROW + 1}" for letter in "ABCDEFGHIJK"
    }
    assert LAST_LOG_ROW - FIRST_LOG_ROW + 1 == LOG_ROW_COUNT == 200
    assert all(cell is None for row in sheet.iter_rows(min_row=FIRST_LOG_ROW + 1, values_only=True) for cell in row)
    assert sheet["A2"].value == "Voorbeeld:\n12-03-2026"
    assert (sheet["B2"].value, sheet["C2"].value) == ("Leerlingen", "Motivatie")
    assert (sheet.freeze_panes, sheet[f"A{FIRST_LOG_ROW + 1}"].number_format) == ("B4", "dd-mm-yyyy")


def test_nothing_in_it_is_a_formula() -> None:
    assert all(cell.data_type != "f" for sheet in book().worksheets for row in sheet.iter_rows() for cell in row)


@both
def test_the_guide_names_what_each_column_asks_and_each_ring_hopes_for(language: str) -> None:
    guide = "\n".join(str(cell) for row in book(language).worksheets[1].iter_rows(values_only=True) for cell in row)
    assert all(get_text(language, f"sheet.help.{field}") in guide for field in SHEET_FIELDS)
    assert "Leerlingen · Motivatie" in guide
    assert "Wens van Tijd" in guide


def test_the_guide_has_letters_for_more_columns_than_there_are_now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_sheet, "SHEET_FIELDS", SHEET_FIELDS * 3)
    first_column = [row[0] for row in book().worksheets[1].iter_rows(values_only=True)]
    letters = [text.split(" · ")[0] for text in first_column if text and format_header("what", "nl") in text]
    assert letters == [
        format_column_letters(SHEET_FIELDS.index("what") + len(SHEET_FIELDS) * times) for times in range(3)
    ]


def test_the_lists_are_hidden_and_every_cell_says_what_belongs_there() -> None:
    found = book()
    assert [sheet.sheet_state for sheet in found.worksheets] == ["visible", "visible", "hidden"]
    assert all(one.promptTitle and one.prompt for one in rules(found).values())
    assert {letter for letter, one in rules(found).items() if one.errorStyle == "warning"} == {"A", "H", "I"}


def filled_in(language: str, rows: list[list[Any]]) -> bytes:
    """The sheet with these rows in it, as somebody saves it who was on the road."""
    found, content = book(language), BytesIO()
    for number, row in enumerate(rows, FIRST_LOG_ROW + 1):
        for column, value in enumerate(row, 1):
            cell = found.worksheets[0].cell(number, column, value)
            cell.data_type = "s" if isinstance(value, str) else cell.data_type  # chosen from a list, "=Scholen" is text
    found.save(content)
    return content.getvalue()


def chosen(language: str, at: int) -> list[str]:
    """Direction, level and evidence as they stand at this place in their lists."""
    found = book(language)
    lists = [cells(found, rules(found)[letter].formula1) for letter in "EFG"]
    return [words[at % len(words)] for words in lists]


@both
def test_every_pair_that_can_be_chosen_comes_back_without_a_question(language: str) -> None:
    pairs = CHOICES.list_themes()
    rows: list[list[Any]] = [
        [date(2026, 3, 12), ring, label, f"Zin {at}.", *chosen(language, at), "ROC", "Open dag", "Verslag", "Fijn."]
        for at, (ring, label) in enumerate(pairs)
    ]
    content = filled_in(language, rows)
    table = read_table(content)
    labels = {one.name: [theme.label for theme in one.themes if not theme.unexpected] for one in CHOICES.rings}
    known = KnownPlaces(labels, ["ROC"], ["Open dag"])
    matching, unsure = guess_matching(table)
    assert not unsure
    assert [
        one
        for one in find_words_to_match(table, matching, known, for_new_collaboration=False)
        if not one.proposal.is_sure
    ] == []
    understood = read_own_file(content, TODAY)
    assert (understood.refused, len(understood.rows)) == ((), len(pairs))
    for at, (row, (ring, label)) in enumerate(zip(understood.rows, pairs, strict=True)):
        assert (row.ring, row.theme) == (ring, "" if label == "Onverwacht" else label)
        assert (row.organisation, row.activity, row.observation.what) == ("ROC", "Open dag", f"Zin {at}.")
        assert (row.observation.seen_on, row.observation.direction) == (date(2026, 3, 12), list(Direction)[at % 4])
        assert (row.observation.rung, row.observation.evidence[0].text, row.observation.why) == (
            list(Rung)[at % 5],
            "Verslag",
            "Fijn.",
        )


def test_a_sheet_that_nobody_filled_in_brings_nothing_in() -> None:
    with pytest.raises(BrokenFile) as refused:
        read_own_file(filled_in("nl", []), TODAY)
    assert refused.value.facts["reason"] == "no_rows"
