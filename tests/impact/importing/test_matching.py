"""Columns and words: recognised, proposed, or asked about, and remembered by the shape of the file."""

from dataclasses import replace

import pytest

from impact.exporting.refused_rows import explain_refusals, write_refused_csv, write_refused_workbook
from impact.importing.files.file_format import read_table
from impact.importing.files.table import FileTable
from impact.importing.headers.known_headers import (
    guess_headers,
    is_personal_header,
    is_refusal_header,
    normalise_header,
)
from impact.importing.plan.file_reader import read_sheet
from impact.importing.plan.import_plan import KnownPlaces
from impact.importing.plan.matching import (
    FileMatching,
    add_file_answers,
    compute_shape,
    drop_absent_columns,
    from_reusable_json,
    guess_matching,
    reuse_matching,
    to_reusable_json,
)
from impact.importing.plan.parsed_sheet import ParsedSheet, Remark
from impact.importing.plan.word_questions import find_words_to_match, get_sure_meanings, select_open_words
from impact.importing.values.meanings import (
    ProposedMeaning,
    propose_listed_word,
    propose_name,
    propose_theme,
)
from impact.model import Direction, Level, Rung
from impact.words import get_text
from tests import exports
from tests.build import TODAY
from tests.exports import SENTENCES, text

KNOWN = KnownPlaces(
    rings={
        "Leerlingen en studenten": ("Motivatie", "Doorstroom"),
        "Docenten": ("Samen ontwikkelen",),
        "Scholen": ("Gedeelde tijd",),
    },
    organisations=("Vakcollege", "ROC"),
)
NEEDED = {"seen_on", "ring", "what", "direction", "level", "rung"}


def taken_in(content: bytes, **answers: dict[str, str | None]) -> ParsedSheet:
    """What a file tells when these answers are given and everything else is as proposed."""
    table = read_table(content)
    matching, _ = guess_matching(table)
    if "theme" not in matching.columns:
        matching = replace(matching, fixed={"theme": ""})
    matching = add_file_answers(table, replace(matching, values=answers))[0]
    return read_sheet(
        table,
        matching.add_meanings(
            get_sure_meanings(find_words_to_match(table, matching, KNOWN, for_new_collaboration=False))
        ),
        TODAY,
    )


@pytest.mark.parametrize(
    "make", [exports.microsoft_forms_dutch, exports.microsoft_forms_english, exports.google_forms, exports.kobotoolbox,
             exports.by_hand],
)  # fmt: skip
def test_the_columns_of_every_export_are_found_and_names_stay_out(make: object) -> None:
    table = read_table(make())  # type: ignore[operator]
    matching, _ = guess_matching(table)
    assert set(matching.columns) >= NEEDED
    assert not [header for header in matching.columns.values() if is_personal_header(header)]


def test_a_dutch_form_of_microsoft_becomes_observations() -> None:
    found = taken_in(
        exports.microsoft_forms_dutch(),
        ring={"studenten": "Leerlingen en studenten"},
        theme={"scholen\nanders": ""},
    )
    assert [(one.ring, one.theme, one.observation.what) for one in found.rows] == [
        ("Docenten", "Samen ontwikkelen", SENTENCES[0]),
        ("Leerlingen en studenten", "Motivatie", SENTENCES[1]),
        ("Scholen", "", SENTENCES[2]),
    ]
    assert [(one.observation.direction, one.observation.level, one.observation.rung) for one in found.rows] == [
        (Direction.POSITIVE, Level.SEVERAL_PLACES, Rung.SEEN_MYSELF),
        (Direction.POSITIVE, Level.FIRST_SIGNS, Rung.HEARD),
        (Direction.NEGATIVE, Level.COMMON_PRACTICE, Rung.SEVERAL_SOURCES),
    ]
    assert [one.observation.seen_on.isoformat() for one in found.rows] == ["2026-03-12", "2026-03-13", "2026-03-14"]
    assert found.refused == ()


def test_an_english_form_with_american_days_settles_its_own_order() -> None:
    found = taken_in(exports.microsoft_forms_english(), level={"2": "2"}, rung={"4": "4"})
    assert [one.observation.seen_on.isoformat() for one in found.rows] == ["2026-03-12", "2026-03-25"]


def test_a_form_of_google_asks_for_the_order_of_its_days() -> None:
    table = read_table(exports.google_forms())
    assert add_file_answers(table, guess_matching(table)[0])[1]
    numbers: dict[str, str | None] = {"1": "1", "2": "2"}
    found = taken_in(exports.google_forms(), level=numbers, rung=numbers)
    assert {one.reason for one in found.refused} == {"unclear_date"}


def test_a_form_of_kobotoolbox_and_a_list_by_hand_come_in() -> None:
    kobo = taken_in(exports.kobotoolbox())
    assert [(one.ring, one.observation.direction, one.observation.level) for one in kobo.rows] == [
        ("Docenten", Direction.POSITIVE, 2), ("Scholen", Direction.NO_CHANGE, 0),
    ]  # fmt: skip
    hand = taken_in(exports.by_hand())
    assert [(one.line, one.ring, one.observation.seen_on.isoformat()) for one in hand.rows] == [
        (4, "Docenten", "2026-03-12"), (5, "Docenten", "2026-03-01"), (7, "Scholen", "2026-03-12"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Wat heb je zien veranderen?", "what"), ("Voor wie?", "ring"), ("Hoe ver is het?", "level"),
        ("hoe_weet_je_dat", "rung"), ("groep_1/waarneming/richting", "direction"), ("WHEN", "seen_on"),
        ("What did you see change in your team?", "what"), ("Op welke datum zag je dit?", "seen_on"),
        ("Welke organisatie", "organisation"), ("Voor wie was dat vooral merkbaar?", "ring"),
    ],
)  # fmt: skip
def test_a_question_is_recognised_by_its_words(header: str, field: str) -> None:
    assert guess_headers([header], {})[field].header == header


@pytest.mark.parametrize(
    "header", ["Naam", "E-mail", "Email Address", "_submitted_by", "Wat is je naam?", "Wie zag het"]
)
def test_a_column_about_a_person_is_never_proposed(header: str) -> None:
    assert guess_headers([header], {}) == {}


def test_what_was_chosen_before_comes_first() -> None:
    found = guess_headers(["Kolom vijf", "Richting"], {normalise_header("Kolom vijf"): "direction"})
    assert (found["direction"].header, found["direction"].is_sure) == ("Kolom vijf", True)


@pytest.mark.parametrize(
    ("field", "word", "meaning", "is_sure"),
    [
        ("direction", "Zeer positief", "positive", True), ("direction", "positief;", "positive", True),
        ("direction", "niet positief", None, False), ("direction", "neutraal", "mixed", False),
        ("direction", "no_change", "no_change", True), ("direction", "wie weet", None, False),
        ("level", "3 - gangbaar", "3", True), ("level", "3,0", "3", True), ("level", "gangbaar (3)", "3", True),
        ("level", "3 - geborgd", "3", False), ("level", "gangbar", "3", False), ("level", "9", None, False),
        ("rung", "2 zelf gezien", "2", True), ("intended", "Ja", "intended", True),
        ("change_kind", "Relaties", "relation", True), ("state", "akkoord", "confirmed", False),
    ],
)  # fmt: skip
def test_a_word_of_a_list_is_sure_or_proposed_or_unknown(
    field: str, word: str, meaning: str | None, is_sure: bool
) -> None:
    assert propose_listed_word(field, word) == ProposedMeaning(meaning, is_sure)


def test_a_name_is_sure_when_only_signs_differ_and_proposed_when_near() -> None:
    rings = tuple(KNOWN.rings)
    assert propose_name("leerlingen  EN studenten", rings) == ProposedMeaning("Leerlingen en studenten", True)
    assert propose_name("Studenten", rings) == ProposedMeaning("Leerlingen en studenten", False)
    assert propose_name("Bedrijven", rings) == ProposedMeaning(None, False)
    assert propose_theme("Anders", ("Motivatie",)) == ProposedMeaning("", False)
    assert propose_theme("motivatie.", ("Motivatie",)) == ProposedMeaning("Motivatie", True)


@pytest.mark.parametrize(
    ("known", "meaning"), [(("ROC", "ROC;"), "ROC;"), (("ROC",), "ROC"), (("roc",), "roc"), ((), None)]
)
def test_in_other_files_the_exact_name_goes_before_one_without_a_semicolon(
    known: tuple[str, ...], meaning: str | None
) -> None:
    assert propose_name("ROC;", known) == ProposedMeaning(meaning, meaning is not None)
    head = "Datum;Doelgroep;Wat zag je veranderen?;Richting;Niveau;Bewijs;School"
    table = read_table(f'{head}\n2026-03-12;Docenten;Samen les.;positief;2;3;"ROC;"\n'.encode())
    matching = replace(guess_matching(table)[0], fixed={"theme": ""})
    found = find_words_to_match(table, matching, replace(KNOWN, organisations=known), for_new_collaboration=False)
    (row,) = read_sheet(table, matching.add_meanings(get_sure_meanings(found)), TODAY).rows
    assert row.organisation == (meaning or "ROC")


def test_in_other_files_two_known_names_that_differ_in_a_sign_stay_two() -> None:
    names = ("ROC", "ROC;")
    known = KnownPlaces({"Docenten": ("Tijd", "Tijd;"), "Docenten;": ("Tijd", "Tijd;")}, names, names)
    head = "Datum;Doelgroep;Thema;Wat zag je veranderen?;Richting;Niveau;Bewijs;School"
    rows = [
        f'2026-03-12;"Docenten{ring}";"Tijd{theme}";Samen les.;positief;2;3;"ROC{school}"'
        for ring in ("", ";") for theme in ("", ";") for school in ("", ";")
    ]  # fmt: skip
    table = read_table("\n".join((head, *rows)).encode())
    matching, _ = guess_matching(table)
    found = find_words_to_match(table, matching, known, for_new_collaboration=False)
    taken = read_sheet(table, matching.add_meanings(get_sure_meanings(found)), TODAY).rows
    assert [f'"{row.ring}";"{row.theme}";{row.organisation}' for row in taken] == [
        ";".join((*row.split(";", 1)[1].split(";Samen les.")[0:1], row.rsplit(";3;", 1)[1].strip('"'))) for row in rows
    ]


def test_a_theme_is_asked_about_once_its_ring_is_known() -> None:
    table = read_table(exports.microsoft_forms_dutch())
    matching, _ = guess_matching(table)
    questions = select_open_words(find_words_to_match(table, matching, KNOWN, for_new_collaboration=False), matching)
    assert [(one.field, one.text) for one in questions] == [("ring", "Studenten"), ("theme", "Anders")]
    chosen = replace(matching, values={"ring": {"studenten": "Leerlingen en studenten"}})
    found = find_words_to_match(table, chosen, KNOWN, for_new_collaboration=False)
    assert ("Motivatie", "Leerlingen en studenten") in [(one.text, one.ring) for one in found]


def test_rows_with_a_word_that_is_left_out_stay_out_without_a_word() -> None:
    found = taken_in(exports.microsoft_forms_dutch(), ring={"studenten": None}, theme={"scholen\nanders": ""})
    assert (len(found.rows), found.refused) == (2, ())


def test_a_matching_comes_back_from_json_for_the_headers_as_they_are_then() -> None:
    matching = FileMatching({"what": "Wat zag je?", "ring": "Voor wie?"}, {"level": "2"}, {"ring": {"studenten": None}})
    told = to_reusable_json(replace(matching, fixed={"level": "2", "seen_on": "2026-03-12"}))
    back = from_reusable_json(told, ["Voor  wie", "Wat zag je ?", "Iets anders"])
    assert back == replace(matching, columns={"ring": "Voor  wie", "what": "Wat zag je ?"})
    unknown = {"columns": {"kleur": "x"}, "order": "day_first", "answers": {"colour": "red"}, "fixed": {"id": "1"}}
    assert from_reusable_json(unknown, ["x"]) == FileMatching()


def test_the_shape_of_a_file_is_its_headers_in_any_order_but_no_reasons() -> None:
    one = read_table(text([["Voor wie?", "Wat zag je?"], ["a", "b"]]))
    other = read_table(text([["wat zag je", "voor wie", "Waarom niet"], ["a", "b", "c"]]))
    assert compute_shape(one) == compute_shape(other) != compute_shape(read_table(text([["Voor wie?"], ["a"]])))
    assert drop_absent_columns(FileMatching({"what": "weg", "ring": "Voor wie?"}), one).columns == {"ring": "Voor wie?"}


@pytest.mark.parametrize("cell", ["=1+1", "+31", "-1", "@som", "\tx", "\rx"])
@pytest.mark.parametrize("write", [write_refused_csv, write_refused_workbook])
def test_refused_rows_are_harmless_and_read_again_as_they_were(cell: str, write: object) -> None:
    table = read_table(text([["Voor wie?", "Wat zag je?"], ["Docenten", cell], ["Scholen", "goed"]]))
    reasons = explain_refusals([Remark(2, "Wat zag je?", cell, "empty")], "nl")
    again = read_table(write(table, reasons, "waarom niet"))  # type: ignore[operator]
    assert again.headers == ("Voor wie?", "Wat zag je?", "waarom niet")
    assert again.rows == ((2, ("Docenten", f"'{cell}", f"Wat zag je?: {get_text('nl', 'data.reason.empty')}")),)
    assert is_refusal_header(again.headers[-1])
    assert compute_shape(again) == compute_shape(table)


def test_a_reused_matching_drops_gone_names_and_numbers_of_another_scale() -> None:
    earlier = FileMatching(
        {"ring": "Groep", "level": "Score"},
        {"organisation": "Noord"},
        {"ring": {"lkr": "Docenten", "lln": "Leerlingen", "niemand": None}, "level": {"1": "0", "3": "4", "ver": "3"}},
    )
    known = KnownPlaces(rings={"Leerlingen": ()}, organisations=("Noord",))
    within = FileTable(("Groep", "Score"), ((2, ("lkr", "2")), (3, ("lln", "ver"))), 1)
    held = reuse_matching(earlier, within, known)
    assert held.values == {"ring": {"lln": "Leerlingen", "niemand": None}, "level": {"1": "0", "3": "4", "ver": "3"}}
    assert held.fixed == {"organisation": "Noord"}
    beyond = FileTable(("Groep", "Score"), ((2, ("lkr", "5")),), 1)
    assert reuse_matching(earlier, beyond, known).values["level"] == {"ver": "3"}
    fixed = {"ring": "Docenten", "theme": "onverwacht"}
    assert reuse_matching(replace(earlier, fixed=fixed), within, known).fixed == {"theme": "onverwacht"}
