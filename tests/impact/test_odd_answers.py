"""Answers as people and other tools give them: empty cells, several in one cell, long ones, and files without names."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from impact.exchange.ask import Asked, asked, confirm_proposals, open_questions, sure, unanswered
from impact.exchange.content import guess_by_content
from impact.exchange.file_in import opened
from impact.exchange.likely_words import guess_by_words, guess_ring
from impact.exchange.matching import Matching, first_match
from impact.exchange.outcomes import count_outcomes, directions_lost
from impact.exchange.plan import Known
from impact.exchange.rows_in import Reader
from impact.exchange.table import Table
from impact.exchange.through import Through, Verdict, looked_through
from impact.exchange.values import loose
from impact.model import Direction, Level
from tests.build import TODAY
from tests.exports import text

ODD = Path(__file__).parent.parent / "data" / "odd"
SURVEY = Path(__file__).parent.parent / "data" / "survey-40.csv"
KNOWN = Known(rings={"Leerlingen en studenten": ("Motivatie",), "Docenten": (), "Scholen": (), "Curriculum": ()})
HEAD = ["wanneer", "voor_wie", "wat_is_er_veranderd", "richting", "niveau", "bewijs"]
Answers = Mapping[str, Mapping[str, str | None]]


def table(*rows: list[str], head: list[str] = HEAD) -> Table:
    return opened(text([head, *rows]))


def matched(found: Table, answers: Answers | None = None) -> Matching:
    matching, _ = first_match(found, {}, KNOWN.rings)
    fixed = {} if "theme" in matching.columns else {"theme": ""}
    return Matching(matching.columns, fixed, answers or {}, matching.answers)


def questions(found: Table, matching: Matching) -> tuple[Asked, ...]:
    return open_questions(asked(found, matching, KNOWN, apart=False), matching)


def taken(found: Table, matching: Matching) -> Through:
    """What becomes of this table when every proposal is confirmed."""
    words = asked(found, matching, KNOWN, apart=False)
    return looked_through(found, Reader(found, confirm_proposals(words, matching).settled(sure(words)), TODAY))


def test_an_empty_cell_is_asked_about_where_a_row_cannot_do_without() -> None:
    found = table(
        ["2026-03-12", "", "Docenten maken samen lessen.", "", "", ""],
        ["2026-03-12", "Docenten", "Docenten ruilen van school.", "positief", "2", ""],
        ["2026-03-12", "", "", "", "", ""],
    )
    matching = matched(found)
    assert [(one.field, one.text, one.rows) for one in questions(found, matching)] == [
        ("ring", "", 1), ("direction", "", 1), ("level", "", 1), ("rung", "", 2),
    ]  # fmt: skip
    answers = {"ring": {"": "Scholen"}, "direction": {"": "mixed"}, "level": {"": "1"}, "rung": {"": "2"}}
    seen = taken(found, matched(found, answers))
    assert [Verdict(one) for one in seen.codes] == [Verdict.IN, Verdict.IN, Verdict.REFUSED]
    assert seen.seen[0] == ("Scholen", Direction.MIXED)
    out = taken(found, matched(found, answers | {"ring": {"": None}}))
    assert [Verdict(one) for one in out.codes] == [Verdict.OUT, Verdict.IN, Verdict.OUT]


@pytest.mark.parametrize("level", ["", "n.v.t.", "geen idee", "0"])
def test_a_row_in_which_nothing_changed_needs_no_level(level: str) -> None:
    found = table(["2026-03-12", "Docenten", "Er veranderde niets.", "bleef gelijk", level, "2"])
    matching = matched(found)
    assert [one.field for one in questions(found, matching)] == ["direction"]
    matching = confirm_proposals(questions(found, matching), matching)
    row = Reader(found, matching.settled(sure(asked(found, matching, KNOWN, apart=False))), TODAY)(found.rows[0]).row
    assert row is not None
    assert (row.said.direction, row.said.level) == (Direction.NO_CHANGE, Level.NOTHING_YET)


def test_a_word_for_the_level_is_not_asked_of_rows_in_which_nothing_changed() -> None:
    found = table(
        ["2026-03-12", "Docenten", "Er veranderde niets.", "geen verandering", "wie weet", "2"],
        ["2026-03-12", "Docenten", "Er veranderde iets.", "positief", "wie weet", "2"],
        ["2026-03-12", "Docenten", "Er veranderde weinig.", "geen verandering", "zeg ik niet", "2"],
    )
    assert [(one.text, one.rows) for one in questions(found, matched(found))] == [("wie weet", 1)]


def test_what_comes_in_of_a_survey_is_told_per_ring_and_direction() -> None:
    found = opened(SURVEY.read_bytes())
    matching = matched(found)
    assert [(one.field, one.text, one.rows) for one in unanswered(questions(found, matching), matching)] == [
        ("ring", "Niemand", 2), ("ring", "", 2), ("level", "", 1), ("rung", "", 2),
    ]  # fmt: skip
    answers = {"ring": {"niemand": None, "": None}, "level": {"": "1"}, "rung": {"": "1"}}
    seen = taken(found, matched(found, answers))
    outcomes = count_outcomes(found, seen, seen.codes)
    assert sum(one.coming_in for one in outcomes) == 36
    assert [(one.ring, one.direction, one.coming_in, dict(one.staying_out)) for one in outcomes[-2:]] == [
        ("Niemand", Direction.NO_CHANGE, 0, {Verdict.OUT: 2}), ("", Direction.POSITIVE, 0, {Verdict.OUT: 2}),
    ]  # fmt: skip
    assert sum(one.coming_in for one in outcomes if one.direction is Direction.NEGATIVE) == 7
    assert directions_lost(outcomes) == ()


def test_a_direction_of_which_nothing_comes_in_is_told() -> None:
    found = table(
        ["2026-03-12", "Docenten", "Docenten maken samen lessen.", "positief", "2", "2"],
        ["ooit", "Docenten", "De werkdruk nam toe.", "negatief", "2", "2"],
    )
    seen = taken(found, matched(found))
    outcomes = count_outcomes(found, seen, seen.codes)
    assert directions_lost(outcomes) == ((Direction.NEGATIVE, 1),)
    assert outcomes[1].columns == {"wanneer": 1}


@pytest.mark.parametrize(
    ("field", "words", "meaning"),
    [
        ("direction", "Got worse", "negative"), ("direction", "No difference", "no_change"),
        ("direction", "Niet beter, niet slechter", "no_change"), ("direction", "Partly better, partly worse", "mixed"),
        ("direction", "Not good", None), ("direction", "Minder fijn", None), ("level", "Written into policy", "4"),
        ("level", "Most of us do it", "3"), ("level", "Nog niet zichtbaar", "0"), ("level", "wie weet", None),
        ("rung", "Heard it from several people", "3"), ("rung", "The inspectorate wrote it", "5"),
        ("rung", "nooit gezien", None),
    ],
)  # fmt: skip
def test_other_words_for_a_list_of_ours_are_proposed_only_when_they_are_clear(
    field: str, words: str, meaning: str | None
) -> None:
    assert guess_by_words(field, loose(words)) == meaning


@pytest.mark.parametrize(
    ("words", "ring"),
    [
        ("Onze leerlingen", "Leerlingen en studenten"), ("Pupils", "Leerlingen en studenten"),
        ("Het docententeam", "Docenten"), ("Ouders van leerlingen", None), ("Docenten en leerlingen", None),
        ("Bedrijven", None),
    ],
)  # fmt: skip
def test_a_ring_is_proposed_for_the_same_people_in_other_words(words: str, ring: str | None) -> None:
    assert guess_ring(loose(words), {loose(name): name for name in KNOWN.rings}) == ring


def test_columns_with_headers_of_their_own_are_found_by_what_stands_in_them_and_never_taken_for_sure() -> None:
    found = opened(SURVEY.read_bytes())
    matching, unsure = first_match(found, {}, KNOWN.rings)
    assert list(matching.columns.items()) == [
        ("seen_on", "Op welke dag viel het je op?"), ("ring", "Wie heeft er iets aan gehad?"),
        ("what", "Vertel in één zin wat je opviel"), ("direction", "Ging het de goede of de verkeerde kant op?"),
        ("level", "Hoe breed is het al?"), ("rung", "Waarop baseer je dit?"),
    ]  # fmt: skip
    assert unsure == frozenset(matching.columns)


def test_bare_numbers_and_an_empty_column_say_nothing_about_a_column() -> None:
    found = table(
        ["", "3", "2", "12"], ["", "2", "4", "14"], head=["Hoe ver is dat", "Cijfer", "Score", "Aantal jaren"]
    )
    assert guess_by_content(found, {}) == {}
    assert "level" not in first_match(found)[0].columns


def test_nobody_at_an_organisation_is_no_organisation() -> None:
    head = [*HEAD, "organisatie"]
    row = ["2026-03-12", "Docenten", "Docenten maken samen lessen.", "positief", "2", "2"]
    found = table([*row, "n.v.t."], [*row, "ROC"], head=head)
    words = sure(asked(found, matched(found), KNOWN, apart=True))
    assert words["organisation"] == {"n.v.t.": "", "roc": "ROC"}


def test_empty_cells_of_a_list_with_merged_cells_are_asked_about() -> None:
    found = opened((ODD / "excel-merged.xlsx").read_bytes())
    matching = matched(found)
    assert [(one.field, one.text, one.rows) for one in questions(found, matching) if not one.text] == [("ring", "", 1)]
