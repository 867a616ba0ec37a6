"""A level that nobody has settled yet: how a file says so, what it counts for (nothing), and how it is written."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from impact.exporting import feed_formats, observations_csv, observations_xlsx
from impact.exporting.observations_csv import PlaceNames
from impact.importing.files.file_format import read_table
from impact.importing.plan.file_reader import read_own_file, read_sheet
from impact.importing.plan.matching import FileMatching, guess_matching
from impact.importing.plan.parsed_sheet import ParsedSheet
from impact.importing.values.meanings import propose_listed_word
from impact.model import Direction, Level, NewObservation, Observation, OpenLevel, Rung, State
from impact.observation.observation_rules import tidy_observation
from tests.build import TODAY

HEAD = "voor_wie;gewenste_impact;wanneer;wat_is_er_veranderd;richting;bewijs"
ROWS = (
    "Docenten;;2026-11-01;Samen lesgegeven.;positief;zelf gezien",
    "Docenten;;2026-11-02;Het rooster liep vast.;negatief;meer bronnen",
    "Scholen;;2026-11-03;Alles bleef gelijk.;geen verandering;gehoord",
)
NAMES = PlaceNames({"t": ("Docenten", "")}, {}, {})
WAITING = NewObservation("Samen lesgegeven.", "t", date(2026, 11, 1), Direction.POSITIVE, None, Rung.HEARD)


def taken(*rows: str, head: str = HEAD, **fixed: str) -> ParsedSheet:
    """These rows, with one value for all of them where no column has it."""
    table = read_table("\n".join((head, *rows)).encode())
    matching, _ = guess_matching(table)
    return read_sheet(table, replace(matching, fixed=fixed), TODAY)


def kept(said: NewObservation) -> Observation:
    id_ = "01a217a2-8777-79fb-aab1-c9e72cdfb9d5"
    return Observation(id_, said, "r", State.SHARED, "", datetime(2026, 11, 15, tzinfo=UTC), 1)


def test_one_value_for_all_rows_may_be_that_nobody_knows_the_level_yet() -> None:
    sheet = taken(*ROWS, level=OpenLevel.UNSETTLED.value)
    assert (sheet.refused, sheet.notices) == ((), ())
    assert [row.observation.level for row in sheet.rows] == [None, None, Level.NOTHING_YET]


def test_what_did_not_change_never_waits_for_a_level() -> None:
    assert taken(ROWS[2], level="nog te bepalen").rows[0].observation.level is Level.NOTHING_YET
    assert tidy_observation(replace(WAITING, direction=Direction.NO_CHANGE)).level is Level.NOTHING_YET


@pytest.mark.parametrize("word", ["nog te bepalen", "To be settled", "unsettled"])
def test_a_level_that_is_to_be_settled_is_written_out(word: str) -> None:
    sheet = taken(f"{ROWS[0]};{word}", f"{ROWS[1]};zichtbaar", head=f"{HEAD};niveau")
    assert [row.observation.level for row in sheet.rows] == [None, Level.SEVERAL_PLACES]
    assert sheet.notices == ()


def test_an_empty_level_is_no_level_to_be_settled_unless_somebody_says_so() -> None:
    (remark,) = taken(f"{ROWS[0]};", head=f"{HEAD};niveau").refused
    assert (remark.column, remark.reason) == ("niveau", "empty")
    table = read_table(f"{HEAD};niveau\n{ROWS[0]};\n".encode())
    matching: FileMatching = replace(guess_matching(table)[0], values={"level": {"": OpenLevel.UNSETTLED.value}})
    assert [row.observation.level for row in read_sheet(table, matching, TODAY).rows] == [None]


@pytest.mark.parametrize("text", ["weet niet", "Weten we nog niet", "don't know", "onbekend"])
def test_words_for_not_knowing_are_proposed_as_a_level_to_be_settled(text: str) -> None:
    found = propose_listed_word("level", text)
    assert (found.meaning, found.is_sure) == (OpenLevel.UNSETTLED, False)


@pytest.mark.parametrize(("language", "word"), [("nl", "nog te bepalen"), ("en", "to be settled")])
def test_an_export_says_so_in_words_and_is_read_back_the_same(language: str, word: str) -> None:
    settled = replace(WAITING, what="Samen getoetst.", level=Level.COMMON_PRACTICE)
    for write in (observations_csv.write_csv, observations_xlsx.write_workbook):
        content = write([kept(WAITING), kept(settled)], NAMES, language)
        assert [row.observation.level for row in read_own_file(content, TODAY).rows] == [None, Level.COMMON_PRACTICE]
    assert word in observations_csv.write_csv([kept(WAITING)], NAMES, language).decode()


def test_a_feed_gives_no_level() -> None:
    content = b"".join(feed_formats.write_feed_json([[kept(WAITING)]], NAMES, "Leerroute", "Power BI", TODAY, "nl"))
    assert json.loads(content)["observations"][0]["level"] is None


def test_what_waits_for_a_level_does_not_count() -> None:
    assert not kept(WAITING).is_counted
    assert kept(replace(WAITING, level=Level.NOTHING_YET)).is_counted
