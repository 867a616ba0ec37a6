"""Lists as people keep them: figures with notes, names joined by signs, nameless columns, ranges of days."""

from typing import Any

import pytest
from openpyxl import Workbook

from impact.importing.files.file_format import read_table
from impact.importing.files.table import FileTable
from impact.importing.plan.file_reader import list_unread_columns
from impact.importing.plan.import_plan import KnownPlaces
from impact.importing.plan.matching import guess_matching
from impact.importing.plan.several_answers import find_several_answers
from impact.importing.values.long_text import split_sentence
from impact.importing.values.meanings import propose_name
from tests.exports import saved
from tests.impact.importing.odd import (
    KNOWN,
    days,
    left,
    match_file,
    noted,
    questions_of_file,
    questions_of_words,
    read_file,
    read_text,
)

HEAD = "Wanneer;Voor wie;Wat is er veranderd;Richting;Niveau;Bewijs"
PARTS = HEAD.split(";")


def row(day: str = "13-3-2026", ring: str = "Docenten", level: str = "1", rest: str = "", at: int = 1) -> str:
    return f"{day};{ring};Er veranderde iets {at}.;positief;{level};gehoord{rest}"


def table(*rows: str, head: str = HEAD) -> FileTable:
    return read_table("\n".join((head, *rows)).encode())


def book(*rows: list[Any], head: list[str] = PARTS) -> FileTable:
    made = Workbook()
    for cells in (head, *rows):
        made.active.append(cells)
    return read_table(saved(made))


def people(*cells: object, code: str = "General") -> list[int | None]:
    """How many people a workbook with these cells tells of."""
    made = Workbook()
    made.active.append([*PARTS, "Hoeveel mensen"])
    for at, cell in enumerate(cells):
        made.active.append([*row(at=at).split(";"), cell])
        made.active.cell(at + 2, len(PARTS) + 1).number_format = code
    found = read_table(saved(made))
    return [each.observation.reached for each in read_file(found, match_file(found)).rows]


def test_a_number_with_decimals_in_a_workbook_is_no_number_of_thousands() -> None:
    assert people(1.234, 12.345, 1234, 30.0, "1.234", 0.25) == [None, None, 1234, 30, 1234, None]
    assert people(1234, 2.0, code="0.00") == [1234, 2]
    assert people(1234.567, code="#,##0") == [1235]
    assert people(0.25, code="0%") == [None]


@pytest.mark.parametrize("text", ["12¹", "12*", "12 †", "12ᵃ"])
def test_a_sign_that_refers_to_a_note_is_no_digit_of_a_number(text: str) -> None:
    found = read_text(f"{HEAD};Hoeveel mensen", row(rest=f";{text}"))
    assert [each.observation.reached for each in found.rows] == [12]
    assert [(value, reason) for _, _, value, reason in noted(found)] == [(text, "read_as_number")]


@pytest.mark.parametrize("text", ["25%", "4/5", "5 sterren", "★★★", "III", "hoog"])
def test_a_level_on_another_scale_is_asked_without_a_proposal(text: str) -> None:
    found = table(row(level=text))
    assert questions_of_words(found, match_file(found)) == [("level", text, None)]
    assert read_file(found, match_file(found)).rows == ()


@pytest.mark.parametrize(
    "text",
    [
        "Docenten / Leerlingen", "Docenten/Leerlingen", "Docenten & Leerlingen", "Docenten en leerlingen",
        "Docenten + Leerlingen", "Docenten · Leerlingen", "docenten and Leerlingen",
    ],
)  # fmt: skip
def test_names_that_a_sign_or_a_word_joins_are_several_answers(text: str) -> None:
    found = table(row(ring=text))
    assert questions_of_file(found, match_file(found)) == [("several:ring", text)]
    assert questions_of_words(found, match_file(found)) == []
    each = read_file(found, match_file(found, {"several:ring": "each"}))
    assert [said.ring.casefold() for said in each.rows] == ["docenten", "leerlingen"]


def test_two_groups_that_a_word_joins_are_several_answers_by_whatever_name() -> None:
    found = table(row(ring="Leerkrachten en ouders"))
    assert questions_of_file(found, match_file(found)) == [("several:ring", "Leerkrachten en ouders")]
    assert not find_several_answers(found, {"ring": "Voor wie"}, KNOWN)["ring"].is_clear  # it may be one ring
    assert find_several_answers(table(row(ring="Docenten/Scholen")), {"ring": "Voor wie"}, KNOWN)["ring"].is_clear


@pytest.mark.parametrize("text", ["Leerlingen en studenten", "Ouders/verzorgers", "Docenten & Co"])
def test_a_name_with_a_joining_sign_stays_whole_unless_all_parts_are_names(text: str) -> None:
    found = table(row(ring=text))
    assert questions_of_file(found, match_file(found)) == []


def test_schools_joined_by_a_stroke_are_several_if_each_stands_alone_too() -> None:
    head = f"{HEAD};Organisatie"
    apart = table(row(rest=";Noord"), row(rest=";Zuid", at=2), row(rest=";Noord/Zuid", at=3), head=head)
    assert questions_of_file(apart, match_file(apart)) == [("several:organisation", "Noord/Zuid")]
    whole = table(row(rest=";Noord"), row(rest=";Noord/Zuid", at=2), head=head)
    assert questions_of_file(whole, match_file(whole)) == []


def test_of_a_text_that_holds_several_names_none_is_proposed() -> None:
    names = tuple(KNOWN.rings)
    assert propose_name("1. Docenten 2. Leerlingen", names).is_unknown
    assert propose_name("Docenten, Leerlingen, anders", names).is_unknown
    assert propose_name("Docenten van het mbo", ("Docenten", "Docenten mbo")).meaning == "Docenten mbo"


@pytest.mark.parametrize("header", ["", "(optioneel) opmerking"])
def test_a_column_with_texts_is_told_when_it_is_not_read_whatever_its_name(header: str) -> None:
    found = table("13-3-2026;3A;Docenten", head=f"Wanneer;{header};Voor wie")
    assert list_unread_columns(found, {"seen_on": "Wanneer", "ring": "Voor wie"}) == (header or "(B)",)
    empty = table("13-3-2026;;Docenten", head="Wanneer;;Voor wie")
    assert list_unread_columns(empty, {"seen_on": "Wanneer", "ring": "Voor wie"}) == ()


def test_options_below_a_question_over_several_columns_are_its_answers() -> None:
    found = table(
        ";Leerlingen;Docenten;;;;",
        "13-3-2026;Leerlingen;;Er veranderde een.;positief;1;gehoord",
        "13-3-2026;Leerlingen;Docenten;Er veranderde twee.;positief;1;gehoord",
        head="Wanneer;Voor wie?;;Wat is er veranderd;Richting;Niveau;Bewijs",
    )
    each = read_file(found, match_file(found, {"several:ring": "each"}))
    assert [(said.line, said.ring) for said in each.rows] == [(3, "Leerlingen"), (4, "Leerlingen"), (4, "Docenten")]


def test_a_line_of_names_that_comes_back_is_told_and_asks_nothing() -> None:
    found = table(row(), HEAD, row(at=2))
    sheet = read_file(found, match_file(found))
    assert questions_of_words(found, match_file(found)) == []
    assert ([said.line for said in sheet.rows], left(sheet)) == ([2, 4], [])
    assert noted(sheet) == [(3, "", "Wanneer", "sub_header")]


@pytest.mark.parametrize(
    ("header", "text"),
    [("Status", "Partial"), ("Response Status", "Incomplete"), ("Voltooid", "Nee"), ("Completed", "FALSE")],
)
def test_whether_an_answer_was_finished_is_asked_by_every_name_for_it(header: str, text: str) -> None:
    found = table(row(rest=f";{text}"), row(rest=";Ja", at=2), head=f"{HEAD};{header}")
    assert questions_of_file(found, match_file(found)) == [("unfinished", header)]
    assert len(read_file(found, match_file(found, {"unfinished": "out"})).rows) == 1


def test_a_remark_beside_the_table_of_a_workbook_costs_no_row() -> None:
    found = book(row().split(";"), [*row(at=2).split(";"), "losse opmerking"])
    sheet = read_file(found, match_file(found))
    assert len(sheet.rows) == 2
    assert noted(sheet) == [(3, "", "losse opmerking", "too_many_cells")]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("12-14 maart 2026", "2026-03-12", "2026-03-14"),
        ("12 t/m 14 mrt. 2026", "2026-03-12", "2026-03-14"),
        ("28 maart - 2 april 2026", "2026-03-28", "2026-04-02"),
        ("2026-03-12/2026-03-14", "2026-03-12", "2026-03-14"),
        ("12/3/2026 - 14/3/2026", "2026-03-12", "2026-03-14"),
        ("begin maart 2026", "2026-03-01", "2026-03-01"),
        ("mid-March 2026", "2026-03-01", "2026-03-01"),
        ("half maart '26", "2026-03-01", "2026-03-01"),
    ],
)
def test_ranges_of_days_and_parts_of_a_month_are_asked_about_once_and_read(text: str, first: str, last: str) -> None:
    found = table(row(day=text))
    assert questions_of_file(found, match_file(found)) == [("period", text)]
    for end, day in (("first", first), ("last", last)):
        derived = {"order:/": "day_first"} if "/3/" in text else {}
        assert days(read_file(found, match_file(found, {"period": end, **derived}))) == [day]


def test_the_order_of_days_in_a_range_is_asked_when_nothing_tells_it() -> None:
    found = table(row(day="2/3/2026 - 4/3/2026"))
    asked = [key for key, _ in questions_of_file(found, match_file(found))]
    assert asked == ["order:/", "period"]
    sheet = read_file(found, match_file(found, {"period": "last"}))
    assert [reason for *_, reason in left(sheet)] == ["unclear_date"]


@pytest.mark.parametrize(
    ("header", "day"),
    [("Date (America/New_York)", "2026-03-13"), ("Date (EST)", "2026-03-13"), ("Date (Europe/Brussels)", "2026-03-12"),
     ("Date (optional)", "2026-03-12"), ("Date (dag)", "2026-03-12")],
)  # fmt: skip
def test_a_zone_in_the_header_of_the_day_holds_for_its_times(header: str, day: str) -> None:
    found = table(row(day="2026-03-12 23:30:00"), head=HEAD.replace("Wanneer", header))
    assert days(read_file(found, match_file(found))) == [day]


def test_the_number_of_a_question_before_its_name_hides_no_column() -> None:
    found = table(
        row(), head="1. Wanneer?;2. Voor wie?;3. Wat is er veranderd?;4) Richting;5) Niveau (0-4);Q6 - Bewijs"
    )
    assert set(guess_matching(found)[0].columns) >= {"seen_on", "ring", "what", "direction", "level", "rung"}


@pytest.mark.parametrize("short", ["o.a.", "bijv.", "dhr.", "Mr.", "A.", "d.w.z."])
def test_an_abbreviation_ends_no_sentence(short: str) -> None:
    first = f"De docenten van {short} Visser werken samen."
    assert split_sentence(f"{first} {'Dat is overal te zien. ' * 20}", "") is not None
    assert (split_sentence(f"{first} {'Dat is overal te zien. ' * 20}", "") or ("",))[0] == first


def test_quotes_after_a_space_are_no_part_of_the_texts() -> None:
    spaced = ['"' + '"; "'.join(line.split(";")) + '"' for line in (HEAD, row().replace("iets", "iets, of  meer"))]
    found = read_table("\n".join(spaced).encode())
    assert (found.headers, found.rows[0][1]) == (
        tuple(PARTS),
        tuple(row().replace("iets", "iets, of  meer").split(";")),
    )


def test_names_repeated_below_in_another_language_are_reported_and_no_row() -> None:
    found = table("When;For whom;What changed;Direction;Level;Evidence", row())
    sheet = read_file(found, match_file(found))
    assert questions_of_words(found, match_file(found)) == []
    assert ([said.line for said in sheet.rows], noted(sheet)) == ([3], [(2, "", "When", "sub_header")])


@pytest.mark.parametrize("text", ["3 van 5", "1 of 2", "2 sterren", "2 (van de 4)", "3 out of 5", "eens"])
def test_another_scale_and_a_word_alike_by_chance_propose_no_level(text: str) -> None:
    found = table(row(level=text))
    assert questions_of_words(found, match_file(found)) == [("level", text, None)]


@pytest.mark.parametrize("text", ["Team van leerkrachten met leerlingen", "ouders van leerlingen"])
def test_a_ring_of_only_a_part_of_whom_a_text_names_is_not_proposed(text: str) -> None:
    found = table(row(ring=text))
    assert questions_of_words(found, match_file(found)) == [("ring", text, None)]
    assert questions_of_words(table(row(ring="docenten vo")), match_file(table(row(ring="docenten vo")))) == [
        ("ring", "docenten vo", "Docenten")
    ]


def test_a_name_that_is_written_with_other_signs_stays_that_name() -> None:
    known = KnownPlaces(rings=dict.fromkeys(("Leerlingen/studenten", "Leerlingen", "Studenten"), ()))
    found = table(row(ring="Leerlingen / studenten"))
    assert find_several_answers(found, {"ring": "Voor wie"}, known) == {}
