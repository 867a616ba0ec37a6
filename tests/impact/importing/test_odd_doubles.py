"""The same words about two schools, or about two directions, are two findings; told twice they are one."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from impact.importing.plan.duplicates import (
    FindingIndex,
    FindingKey,
    build_sentence_key,
    get_finding_key,
    get_sentence_key,
)
from impact.importing.plan.parsed_sheet import SheetRow
from impact.model import Direction, Level, Rung
from tests.impact.importing.odd import TODAY, match_file, open_odd, read_file, read_text

HEAD = "When,For whom,Desired impact,What changed,Direction,Level,Evidence,Organisation"
SENTENCE = build_sentence_key("Students", "", "Students are more motivated", TODAY)
FINDING = FindingKey("north school", Direction.POSITIVE, Rung.SEEN_MYSELF, Level.FIRST_SIGNS)


def doubles(*rows: SheetRow) -> list[int]:
    """The lines that tell what an earlier line told."""
    met, found = FindingIndex(), []
    for row in rows:
        if met.has_finding(get_sentence_key(row), get_finding_key(row)):
            found.append(row.line)
        met.add_finding(get_sentence_key(row), get_finding_key(row))
    return found


def test_opposite_findings_of_two_schools_in_the_same_words_both_come_in() -> None:
    table = open_odd("same-sentence-two-schools.csv")
    found = read_file(table, match_file(table))
    assert (found.refused, found.notices) == ((), ())
    told = [
        (row.line, row.organisation, row.observation.direction, row.observation.level, row.observation.rung)
        for row in found.rows
    ]
    assert told == [
        (2, "North School", Direction.POSITIVE, Level.FIRST_SIGNS, Rung.SEEN_MYSELF),
        (3, "South College", Direction.NEGATIVE, Level.FIRST_SIGNS, Rung.SEEN_MYSELF),
    ]
    assert {row.observation.what for row in found.rows} == {"Students are more motivated"}
    assert doubles(*found.rows) == []


def test_organisation_direction_level_and_evidence_each_make_another_row() -> None:
    first = "2026-03-12,Students,,Students are more motivated,positive,first signs,heard,North School"
    found = read_text(
        HEAD,
        first,
        first.replace("North", "South"),
        first.replace("positive", "mixed"),
        first.replace("first signs", "anchored"),
        first.replace("heard", "seen myself"),
        first.replace("North School", ""),
        first.replace("Students are", "STUDENTS are"),
        first.replace("North School", "north school"),
    )
    assert len(found.rows) == 8
    assert doubles(*found.rows) == [8, 9]


def test_a_level_that_is_to_be_settled_contradicts_no_other() -> None:
    met = FindingIndex()
    met.add_finding(SENTENCE, FINDING)
    assert met.has_finding(SENTENCE, replace(FINDING, level=None))
    assert not met.has_finding(SENTENCE, replace(FINDING, level=Level.ANCHORED))
    waiting = FindingIndex()
    waiting.add_finding(SENTENCE, replace(FINDING, level=None))
    assert waiting.has_finding(SENTENCE, FINDING)
    assert not waiting.has_finding(SENTENCE, replace(FINDING, organisation="south college"))


levels = st.none() | st.sampled_from(Level)


@given(st.lists(levels, max_size=4), levels)
def test_what_was_met_is_met_again_at_the_same_level_or_at_none(
    earlier: list[Level | None], level: Level | None
) -> None:
    met = FindingIndex()
    for one in earlier:
        met.add_finding(SENTENCE, replace(FINDING, level=one))
    agree = (None in (level, one) or level == one for one in earlier)
    assert met.has_finding(SENTENCE, replace(FINDING, level=level)) == any(agree)
