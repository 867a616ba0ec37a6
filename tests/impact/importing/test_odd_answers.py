"""Answers as people and other tools give them: empty cells, several in one cell, long ones, and files without names."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impact.importing.files.file_format import read_table
from impact.importing.files.table import FileTable, take_names_as_row
from impact.importing.plan.column_content import guess_by_content
from impact.importing.plan.file_questions import add_proposed_answers, derive_file_answers
from impact.importing.plan.file_reader import list_unread_columns, read_own_file
from impact.importing.plan.import_plan import KnownPlaces
from impact.importing.plan.matching import FileMatching, add_file_answers, guess_matching, prepare_rows
from impact.importing.plan.outcomes import count_outcomes, list_lost_directions
from impact.importing.plan.row_checks import ImportCheck, RowVerdict, check_rows
from impact.importing.plan.row_reader import RowReader, RowResult
from impact.importing.plan.several_answers import SplitChoice
from impact.importing.plan.word_questions import (
    WordToMatch,
    confirm_proposals,
    find_words_to_match,
    get_sure_meanings,
    select_open_words,
    select_words_without_proposal,
)
from impact.importing.values.long_text import split_sentence
from impact.importing.values.meanings import ProposedMeaning
from impact.model import MAX_SENTENCE_LENGTH, Direction, Level
from tests.build import TODAY
from tests.exports import text

ODD = Path(__file__).parents[2] / "data" / "odd"
SURVEY = Path(__file__).parents[2] / "data" / "survey-40.csv"
KNOWN = KnownPlaces(rings={"Leerlingen en studenten": ("Motivatie",), "Docenten": (), "Scholen": (), "Curriculum": ()})
HEAD = ["wanneer", "voor_wie", "wat_is_er_veranderd", "richting", "niveau", "bewijs"]
HEAD_OWN = [*HEAD[:2], "gewenste_impact", *HEAD[2:]]
Answers = Mapping[str, Mapping[str, str | None]]


def table(*rows: list[str], head: list[str] = HEAD) -> FileTable:
    return read_table(text([head, *rows]))


def matched(found: FileTable, answers: Answers | None = None) -> FileMatching:
    matching, _ = guess_matching(found, {}, KNOWN.rings)
    fixed = {} if "theme" in matching.columns else {"theme": ""}
    return FileMatching(matching.columns, fixed, answers or {}, matching.answers)


def questions(found: FileTable, matching: FileMatching) -> tuple[WordToMatch, ...]:
    return select_open_words(find_words_to_match(found, matching, KNOWN, for_new_collaboration=False), matching)


def taken(found: FileTable, matching: FileMatching) -> ImportCheck:
    """What becomes of this table when every proposal is confirmed."""
    words = find_words_to_match(found, matching, KNOWN, for_new_collaboration=False)
    return check_rows(
        found, RowReader(found, confirm_proposals(words, matching).add_meanings(get_sure_meanings(words)), TODAY)
    )


def test_an_empty_cell_is_asked_about_where_a_row_cannot_do_without() -> None:
    found = table(
        ["2026-03-12", "", "Docenten maken samen lessen.", "", "", ""],
        ["2026-03-12", "Docenten", "Docenten ruilen van school.", "positief", "2", ""],
        ["2026-03-12", "", "", "", "", ""],
    )
    matching = matched(found)
    assert [(one.field, one.text, one.row_count) for one in questions(found, matching)] == [
        ("ring", "", 1),
        ("direction", "", 1),
        ("level", "", 1),
        ("rung", "", 2),
    ]
    answers = {"ring": {"": "Scholen"}, "direction": {"": "mixed"}, "level": {"": "1"}, "rung": {"": "2"}}
    seen = taken(found, matched(found, answers))
    assert [RowVerdict(one) for one in seen.verdict_codes] == [RowVerdict.IN, RowVerdict.IN, RowVerdict.REFUSED]
    assert seen.ring_directions[0] == ("Scholen", Direction.MIXED)
    out = taken(found, matched(found, answers | {"ring": {"": None}}))
    assert [RowVerdict(one) for one in out.verdict_codes] == [RowVerdict.OUT, RowVerdict.IN, RowVerdict.OUT]


@pytest.mark.parametrize("level", ["", "n.v.t.", "geen idee", "0"])
def test_a_row_in_which_nothing_changed_needs_no_level(level: str) -> None:
    found = table(["2026-03-12", "Docenten", "Er veranderde niets.", "bleef gelijk", level, "2"])
    matching = matched(found)
    assert [one.field for one in questions(found, matching)] == ["direction"]
    matching = confirm_proposals(questions(found, matching), matching)
    row = RowReader(
        found,
        matching.add_meanings(
            get_sure_meanings(find_words_to_match(found, matching, KNOWN, for_new_collaboration=False))
        ),
        TODAY,
    )(found.rows[0]).row
    assert row is not None
    assert (row.observation.direction, row.observation.level) == (Direction.NO_CHANGE, Level.NOTHING_YET)


def test_no_level_is_asked_of_rows_in_which_nothing_changed() -> None:
    found = table(
        ["2026-03-12", "Docenten", "Er veranderde niets.", "geen verandering", "wie weet", "2"],
        ["2026-03-12", "Docenten", "Er veranderde iets.", "positief", "wie weet", "2"],
        ["2026-03-12", "Docenten", "Er veranderde weinig.", "geen verandering", "zeg ik niet", "2"],
    )
    assert [(one.text, one.row_count) for one in questions(found, matched(found))] == [("wie weet", 1)]


def test_what_comes_in_of_a_survey_is_told_per_ring_and_direction() -> None:
    found = read_table(SURVEY.read_bytes())
    matching = matched(found)
    assert [
        (one.field, one.text, one.row_count)
        for one in select_words_without_proposal(questions(found, matching), matching)
    ] == [
        ("ring", "Niemand", 2),
        ("ring", "", 2),
        ("level", "", 1),
        ("rung", "", 2),
    ]
    answers = {"ring": {"niemand": None, "": None}, "level": {"": "1"}, "rung": {"": "1"}}
    seen = taken(found, matched(found, answers))
    outcomes = count_outcomes(found, seen, seen.verdict_codes, "nl")
    assert sum(one.coming_in_count for one in outcomes) == 36
    assert [(one.ring, one.direction, one.coming_in_count, dict(one.staying_out)) for one in outcomes[-2:]] == [
        ("Niemand", Direction.NO_CHANGE, 0, {RowVerdict.OUT: 2}),
        ("", Direction.POSITIVE, 0, {RowVerdict.OUT: 2}),
    ]
    assert sum(one.coming_in_count for one in outcomes if one.direction is Direction.NEGATIVE) == 7
    assert list_lost_directions(outcomes) == ()


def test_a_direction_of_which_nothing_comes_in_is_told() -> None:
    found = table(
        ["2026-03-12", "Docenten", "Docenten maken samen lessen.", "positief", "2", "2"],
        ["ooit", "Docenten", "De werkdruk nam toe.", "negatief", "2", "2"],
    )
    seen = taken(found, matched(found))
    outcomes = count_outcomes(found, seen, seen.verdict_codes, "nl")
    assert list_lost_directions(outcomes) == ((Direction.NEGATIVE, 1),)
    assert outcomes[1].wrong_columns == {"wanneer": 1}


def test_columns_with_unknown_headers_are_found_by_content_and_never_sure() -> None:
    found = read_table(SURVEY.read_bytes())
    matching, unsure = guess_matching(found, {}, KNOWN.rings)
    assert list(matching.columns.items()) == [
        ("seen_on", "Op welke dag viel het je op?"),
        ("ring", "Wie heeft er iets aan gehad?"),
        ("what", "Vertel in één zin wat je opviel"),
        ("direction", "Ging het de goede of de verkeerde kant op?"),
        ("level", "Hoe breed is het al?"),
        ("rung", "Waarop baseer je dit?"),
    ]
    assert unsure == frozenset(matching.columns)


def test_bare_numbers_and_an_empty_column_say_nothing_about_a_column() -> None:
    found = table(
        ["", "3", "2", "12"], ["", "2", "4", "14"], head=["Hoe ver is dat", "Cijfer", "Score", "Aantal jaren"]
    )
    assert guess_by_content(found, {}) == {}
    assert "level" not in guess_matching(found)[0].columns


def test_nobody_at_an_organisation_is_no_organisation() -> None:
    head = [*HEAD, "organisatie"]
    row = ["2026-03-12", "Docenten", "Docenten maken samen lessen.", "positief", "2", "2"]
    found = table([*row, "n.v.t."], [*row, "ROC"], head=head)
    words = get_sure_meanings(find_words_to_match(found, matched(found), KNOWN, for_new_collaboration=True))
    assert words["organisation"] == {"n.v.t.": "", "roc": "ROC"}


def test_of_a_list_with_merged_cells_every_row_with_a_sentence_comes_in() -> None:
    rows = brought_in(read_table((ODD / "excel-merged.xlsx").read_bytes()), {}, {"direction": {"0": "no_change"}})
    assert [
        (one.row.ring, one.row.observation.seen_on.isoformat(), one.row.observation.direction)
        for one in rows
        if one.row
    ] == [
        (TEACHERS, "2026-03-12", Direction.POSITIVE),
        (TEACHERS, "2026-03-12", Direction.POSITIVE),
        (STUDENTS, "2026-04-02", Direction.NO_CHANGE),
    ]
    assert [(one.line, len(one.refused) > 0) for one in rows if not one.row] == [(8, True)]


def test_days_that_stand_only_in_the_first_of_several_rows_are_asked_about() -> None:
    rest = ["Docenten maken samen lessen.", "positief", "2", "2"]
    found = table(["2026-03-12", "Docenten", *rest], ["", "Scholen", *rest], ["", "", "", "", "", "x"])
    (question,) = derive_file_answers(found, matched(found).columns, KNOWN).questions
    assert (question.key, question.row_count, question.proposal) == ("above:seen_on", 1, "")
    filled = brought_in(found, {"above:seen_on": "fill"})
    assert [one.row.observation.seen_on.isoformat() for one in filled if one.row] == ["2026-03-12", "2026-03-12"]
    left = brought_in(found, {"above:seen_on": "leave"})
    assert [[remark.reason for remark in one.refused] for one in left][:2] == [[], ["empty"]]


def brought_in(
    found: FileTable,
    answers: Mapping[str, str] | None = None,
    values: Answers | None = None,
    fixed: Mapping[str, str] | None = None,
) -> list[RowResult]:
    """Every row of this table, with these answers and words, and as is proposed for the rest."""
    matching = matched(found, values)
    columns = {field: header for field, header in matching.columns.items() if field not in (fixed or {})}
    about = derive_file_answers(found, columns, KNOWN)
    matching = replace(
        matching,
        columns=columns,
        answers=add_proposed_answers(about, answers or {}),
        fixed={**matching.fixed, **(fixed or {})},
    )
    rows = prepare_rows(found, matching, KNOWN)
    words = find_words_to_match(rows, matching, KNOWN, for_new_collaboration=False)
    matching = confirm_proposals(words, matching).add_meanings(get_sure_meanings(words))
    return list(map(RowReader(rows, add_file_answers(found, matching, KNOWN)[0], TODAY), rows.rows))


def odd(name: str) -> FileTable:
    return read_table((ODD / name).read_bytes())


def places(rows: list[RowResult]) -> list[tuple[int, str]]:
    return [(read.line, read.row.ring) for read in rows if read.row]


STUDENTS, TEACHERS, SCHOOLS = "Leerlingen en studenten", "Docenten", "Scholen"


def test_several_rings_in_a_cell_of_google_forms_become_a_row_each() -> None:
    rows = brought_in(odd("google-forms.csv"))
    assert places(rows) == [(2, TEACHERS), (2, SCHOOLS), (3, STUDENTS)]
    assert [read.row.observation.what for read in rows if read.row][:2] == ["Teachers plan lessons together."] * 2


def test_several_rings_in_a_cell_of_airtable_become_a_row_each() -> None:
    rows = brought_in(odd("airtable.csv"), {"order:/": "month_first"})
    assert places(rows) == [(2, TEACHERS), (3, STUDENTS), (3, TEACHERS)]


def test_a_list_of_rings_as_power_automate_writes_it_becomes_a_row_each() -> None:
    rows = brought_in(odd("power-automate.csv"), {"order:/": "month_first"})
    assert places(rows) == [(2, TEACHERS), (2, SCHOOLS), (3, TEACHERS), (4, TEACHERS)]


def test_several_rings_are_a_row_each_with_the_strongest_of_several_rungs() -> None:
    rows = brought_in(odd("google-sheets-nl.csv"))
    assert places(rows) == [(2, TEACHERS), (2, SCHOOLS), (3, STUDENTS)]
    assert [int(read.row.observation.rung) for read in rows if read.row] == [2, 2, 2]
    found = odd("google-sheets-nl.csv")
    (question,) = [one for one in questions(found, matched(found)) if one.field == "rung"]
    assert (question.text, question.proposal) == ("Gehoord, Zelf gezien", ProposedMeaning("2", False))


@pytest.mark.parametrize("name", ["kobo-labels.csv", "kobo-xml.csv"])
def test_rings_that_kobotoolbox_joins_with_spaces_become_a_row_each(name: str) -> None:
    assert places(brought_in(odd(name))) == [(2, TEACHERS), (3, STUDENTS), (3, TEACHERS)]


@pytest.mark.parametrize(
    ("choice", "rings"),
    [
        (SplitChoice.EACH, [TEACHERS, SCHOOLS, SCHOOLS]),
        (SplitChoice.FIRST, [TEACHERS, SCHOOLS]),
        (SplitChoice.OUT, [SCHOOLS]),
    ],
)
@pytest.mark.parametrize("between", [";", ",", "|", "\n", " ; "])
def test_what_to_do_with_several_answers_is_chosen_once(choice: SplitChoice, rings: list[str], between: str) -> None:
    rest = ["Docenten maken samen lessen.", "positief", "2", "2"]
    found = table(["2026-03-12", f"Docenten{between}Scholen", *rest], ["2026-03-12", "Scholen", *rest])
    read = brought_in(found, {"several:ring": choice})
    assert [ring for _, ring in places(read)] == rings
    assert not any(one.refused for one in read)


@pytest.mark.parametrize("word", ["Niemand", "nobody", "n.v.t.", "NVT", "n/a", "-", "Geen"])
def test_nobody_is_refused_as_a_ring_when_there_is_nobody_to_ask(word: str) -> None:
    rest = ["", "Het rooster botst.", "negatief", "2", "2"]
    sheet = read_own_file(text([HEAD_OWN, ["2026-03-12", word, *rest], ["2026-03-12", "Scholen", *rest]]), TODAY)
    assert [row.ring for row in sheet.rows] == ["Scholen"]
    assert [(one.line, one.reason) for one in sheet.refused] == [(2, "nobody")]


def test_several_answers_without_a_decision_are_refused_with_the_reason() -> None:
    rest = ["Docenten maken samen lessen.", "positief", "2", "2"]
    sheet = read_own_file(
        text([HEAD_OWN, ["2026-03-12", "Docenten;Scholen", "", *rest], ["2026-03-12", "Scholen", "", *rest]]), TODAY
    )
    assert [row.ring for row in sheet.rows] == ["Scholen"]
    assert [(one.line, one.column, one.reason) for one in sheet.refused] == [(2, "voor_wie", "several_answers")]


@pytest.mark.parametrize("name", ["Docenten, mentoren en coaches van buiten", "Welzijn, Zorg | Sport", "Wij; jullie"])
def test_a_name_with_a_comma_is_one_answer(name: str) -> None:
    rest = ["Docenten maken samen lessen.", "positief", "2", "2"]
    found = table(["2026-03-12", name, *rest], ["2026-03-12", "Buurt", *rest])
    assert derive_file_answers(found, matched(found).columns, KnownPlaces(rings={name: ()})).questions == ()
    if "Docenten" not in name:
        assert derive_file_answers(found, matched(found).columns, KNOWN).questions == ()


def test_what_may_be_one_answer_is_asked_without_a_proposal() -> None:
    rest = ["Docenten maken samen lessen.", "positief", "2", "2"]
    found = table(["2026-03-12", "Docenten; iedereen", *rest], ["2026-03-12", "Buurt", *rest])
    (question,) = derive_file_answers(found, matched(found).columns, KNOWN).questions
    assert (question.key, question.text, question.proposal) == ("several:ring", "Docenten; iedereen", "")


def test_several_schools_in_one_cell_become_a_row_each() -> None:
    rest = ["2026-03-12", "Docenten", "Docenten maken samen lessen.", "positief", "2", "2"]
    found = table([*rest, "ROC; Vakcollege"], [*rest, "ROC"], head=[*HEAD, "organisatie"])
    assert [one.row.organisation for one in brought_in(found, {"several:organisation": "each"}) if one.row] == [
        "ROC",
        "Vakcollege",
        "ROC",
    ]


def test_what_rimpel_wrote_itself_is_never_taken_apart() -> None:
    rest = ["Docenten maken samen lessen.", "positief", "2", "2", "01a22119-10c6-7c85-997d-412a2d77dce1"]
    found = table(
        ["2026-03-12", "Docenten;Scholen", *rest], ["2026-03-12", "Scholen", *rest], head=[*HEAD, "rimpel_id"]
    )
    assert derive_file_answers(found, matched(found).columns, KNOWN).questions == ()


LONG_TEXT = "Docenten maken samen lessen. " + "Dat deden ze eerst ieder voor zich. " * 9


def long(what: str, why: str = "") -> FileTable:
    head = [*HEAD, "waarom_telt_het"]
    return table(["2026-03-12", "Docenten", what, "positief", "2", "2", why], head=head)


def test_a_long_text_keeps_its_first_sentence_and_the_rest_goes_below_why() -> None:
    (read,) = brought_in(long(LONG_TEXT, "Het scheelt tijd."))
    assert read.row is not None
    assert read.row.observation.what == "Docenten maken samen lessen."
    assert (
        read.row.observation.why
        == "Het scheelt tijd.\n" + LONG_TEXT.removeprefix("Docenten maken samen lessen. ").strip()
    )
    assert [one.reason for one in read.notices] == ["sentence_split"]


def test_a_long_text_is_refused_when_that_was_chosen() -> None:
    (read,) = brought_in(long(LONG_TEXT), {"long:what": "refuse"})
    assert [one.reason for one in read.refused] == ["too_long"]


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=900), st.text(max_size=40))
def test_nothing_of_a_long_text_is_lost(what: str, why: str) -> None:
    split = split_sentence(what, why)
    assert split is not None
    first, rest = split
    assert len(first) <= MAX_SENTENCE_LENGTH
    signs = [sign for sign in (first + rest).replace("…", "") if not sign.isspace() and sign != ";"]
    told = [sign for sign in (what + why).replace("…", "") if not sign.isspace() and sign != ";"]
    assert sorted(signs) == sorted(told)


def test_what_has_no_room_below_why_is_not_taken_apart() -> None:
    assert split_sentence("Kort. " + "x" * 2001, "") is None
    assert split_sentence(LONG_TEXT, "y" * 1990) is None


def test_long_statements_of_an_outcome_harvest_continue_below_significance() -> None:
    rows = brought_in(odd("outcome-harvest.csv"), fixed={"level": "1", "rung": "4"})
    first = rows[0].row
    assert first is not None
    begin = "In March 2026 the boards of both schools adopted a joint timetable for the workshop"
    assert first.observation.what.startswith(begin)
    assert first.observation.why.startswith("It matters\n")
    assert f"{first.observation.what} {first.observation.why}".count(begin) == 3
    assert [ring for line, ring in places(rows) if line == 5] in ([], [TEACHERS, SCHOOLS])


def test_the_first_row_of_a_file_without_names_is_not_lost() -> None:
    lines = [
        ["12-03-2026", "Docenten", "Docenten maken samen lessen.", "vooruit", "op een paar plekken", "zelf gezien"],
        ["13-03-2026", "Scholen", "De roosters lopen gelijk.", "vooruit", "bijna iedereen", "gehoord"],
    ]
    found = read_table(text(lines))
    assert found.doubtful_names == tuple(lines[0])
    whole = take_names_as_row(found)
    assert (whole.named, whole.headers) == (False, ("(A)", "(B)", "(C)", "(D)", "(E)", "(F)"))
    assert [read.row.observation.what for read in brought_in(whole) if read.row] == [lines[0][2], lines[1][2]]
    assert [read.line for read in brought_in(whole)] == [1, 2]


def test_columns_of_a_file_without_names_that_stand_for_nothing_are_told() -> None:
    whole = take_names_as_row(read_table(text([["12-03-2026", "Docenten"], ["13-03-2026", "Docenten"]])))
    assert list_unread_columns(whole, {"seen_on": "(A)"}) == ("(B)",)


@pytest.mark.parametrize(
    "head",
    [
        ["Kleur", "Vorm"],
        HEAD,
        ["Wat viel je op in je eigen klas?", "Wie merkte dat?"],
        ["Datum", "12-03-2026"],
    ],
)
def test_a_line_of_names_is_not_doubted(head: list[str]) -> None:
    assert read_table(text([head, ["rood", "rond"], ["blauw", "vierkant"]])).doubtful_names == ()


@pytest.mark.parametrize("first", [["rood", "rond"], ["12 maart 2026", "rond"], ["3", "rond"], ["geel", "x" * 151]])
def test_a_first_line_that_looks_like_a_row_is_doubted(first: list[str]) -> None:
    assert read_table(text([first, ["rood", "rond"], ["blauw", "vierkant"]])).doubtful_names == tuple(first)
