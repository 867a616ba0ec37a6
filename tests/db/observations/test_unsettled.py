"""Observations that wait for a level: they stand in the logbook and count for nothing, on both databases."""

import io
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from db import bulk, export, feed, logbook, report, tables, undo
from db.copies import whole_export, whole_import
from db.copies.evidence_files import FolderStore
from db.imports import exchange
from db.logbook import LogbookOrder
from db.observation_filter import ObservationFilter
from db.observations import latest, records, review, tallies, witness
from db.ripples import links, stories
from impact.access import Act, Role
from impact.errors import Invalid, LevelNotSettled, NotAllowed
from impact.importing.plan.file_reader import read_own_file
from impact.model import Direction, Level, State, Who
from impact.report.pack import PackRequest
from impact.ripples.stories import StoryPoint
from impact.whole.collaboration_file import read_collaboration_file as read_whole
from tests.build import REASON, TODAY, make_collaboration, make_observation, make_person, make_said, rings_of, token
from tests.db.linking import EARLY, join

HEAD = "voor_wie;gewenste_impact;wanneer;wat_is_er_veranderd;richting;niveau;bewijs;toestand"
WAITING = (
    "Docenten;Samen ontwikkelen;2026-11-0{day};Wacht op een niveau, dag {day}.;{direction};nog te bepalen;3;{state}"
)
ALL_TIME = datetime.min.replace(tzinfo=UTC)


@pytest.fixture
def who(session: Session) -> Who:
    return make_collaboration(session)


def bring_in(
    session: Session, who: Who, days: int = 3, direction: str = "positief", state: str = "gedeeld"
) -> list[str]:
    """Take in so many rows without a level; returns their ids, by day."""
    rows = (WAITING.format(day=day, direction=direction, state=state) for day in range(1, days + 1))
    sheet = read_own_file("\n".join((HEAD, *rows)).encode(), TODAY)
    batch = exchange.import_sheet(session, who, sheet, "lijst.csv", token=token())
    return list(logbook.list_observation_ids(session, who, ObservationFilter(batch_id=batch)))[::-1]


def counted(session: Session, who: Who) -> object:
    """Everything that is counted from, as the screens and the pack ask for it."""
    themes = [theme.id for ring in rings_of(session, who) for theme in ring.themes]
    asked = PackRequest(month_then=EARLY.replace(day=1), month_now=TODAY.replace(day=1), window=None)
    return (
        tallies.list_tallies(session, who),
        latest.list_newest(session, who, themes, None, TODAY),
        latest.list_last_logged(session, who),
        latest.list_logged_since(session, who, ALL_TIME),
        logbook.search_earlier(session, who, "", TODAY),
        links.list_nodes(session, who),
        links.list_nodes(session, who, linked_only=True),
        links.list_ripples(session, who),
        links.count_ripples(session, who),
        report.gather_pack_material(session, who, asked, "Onverwacht"),
        review.count_open_questions(session, who, ALL_TIME),
        review.list_logged_counts(session, who, ALL_TIME, datetime.now(UTC)),
    )


@pytest.mark.parametrize("state", ["gedeeld", "bevestigd", "betwist"])
def test_rows_without_a_level_change_no_number(session: Session, who: Who, state: str) -> None:
    seen = make_observation(session, who, seen_on=EARLY)
    last = make_observation(session, who, "Scholen")
    join(session, who, last, seen)
    before = counted(session, who)
    first, *_ = bring_in(session, who, state=state)
    join(session, who, last, first)
    join(session, who, first, seen)
    assert counted(session, who) == before
    assert tallies.count_tally_differences(session, who.collaboration_id) == 0
    tallies.recount_tallies(session, who.collaboration_id)
    assert counted(session, who) == before


def test_they_are_listed_counted_searched_sorted_and_exported(session: Session, who: Who) -> None:
    made = make_observation(session, who)
    waiting = bring_in(session, who)
    assert logbook.count_unsettled(session, who) == 3
    assert {one.id for one in logbook.find_observations(session, who, ObservationFilter(unsettled=True))[0]} == set(
        waiting
    )
    assert logbook.find_observations(session, who, ObservationFilter(text="wacht"))[1] == 3
    assert logbook.find_observations(session, who, ObservationFilter(), LogbookOrder.LEVEL)[0][0].id == made
    link = feed.create_feed(session, who, "Excel", feed.DEFAULT_FILTER, None, "nl", TODAY, token=token())
    piece = feed.read_feed_piece(session, feed.open_feed(session, link.secret, TODAY), None)
    assert [one.details.level for one in piece].count(None) == 3
    records.judge_observation(session, who, waiting[0], State.WITHDRAWN, version=1, reason=REASON)
    assert logbook.count_unsettled(session, who) == 2


def test_an_export_and_a_whole_file_keep_them_waiting(session: Session, who: Who, tmp_path: Path) -> None:
    bring_in(session, who)
    exported = export.export_observations(session, who, "en")
    other = make_collaboration(session, name="Andere samenwerking")
    exchange.import_sheet(session, other, read_own_file(exported, TODAY), "uit.csv", token=token())
    assert logbook.count_unsettled(session, other) == 3
    stream = io.BytesIO()
    whole_export.write_collaboration(session, who, FolderStore(tmp_path), stream)
    copy = whole_import.import_collaboration(
        session, who.person_id, read_whole(stream, TODAY), token=token(), copy_name="Kopie"
    )
    mine = replace(who, collaboration_id=copy)
    assert logbook.count_unsettled(session, mine) == 3
    assert tallies.list_tallies(session, mine) == ()


def test_without_a_level_there_is_no_judging_asking_or_story(session: Session, who: Who) -> None:
    cause = make_observation(session, who, seen_on=EARLY)
    waiting, *_ = bring_in(session, who)
    choices = logbook.get_allowed_actions(session, who, waiting)
    assert (choices.states, choices.can_ask_witness) == ((State.WITHDRAWN,), False)
    for state in (State.CONFIRMED, State.DISPUTED):
        with pytest.raises(LevelNotSettled):
            records.judge_observation(session, who, waiting, state, version=1, reason=REASON)
    with pytest.raises(LevelNotSettled):
        witness.create_witness_link(session, who, waiting, "Praktijkbegeleider", TODAY, TODAY, token=token())
    outcome = bulk.judge_observations(session, who, [(waiting, 1)], State.CONFIRMED, REASON, token=token())
    assert outcome.refused == ((waiting, "level_not_settled"),)
    join(session, who, waiting, cause)
    with pytest.raises(Exception, match="observation"):
        stories.add_story(session, who, "Verhaal", (StoryPoint(cause), StoryPoint(waiting)), token=token())


def test_several_are_settled_at_once_counted_from_then_on_and_undone(session: Session, who: Who) -> None:
    before = counted(session, who)
    waiting = bring_in(session, who)
    same = token()
    chosen = [(one, 1) for one in waiting]
    outcome = bulk.settle_levels(session, who, chosen, Level.COMMON_PRACTICE, TODAY, token=same)
    assert outcome.done == tuple((one, 2) for one in waiting)
    assert bulk.settle_levels(session, who, chosen, Level.COMMON_PRACTICE, TODAY, token=same) == outcome
    (tally,) = tallies.list_tallies(session, who)
    assert (tally.n, tally.twice) == (3, 3 * 2 * 3 * 3)
    (change,) = records.list_observation_changes(session, who, waiting[0])
    assert (change.before, change.after) == ({"level": None}, {"level": 3})
    with pytest.raises(Invalid, match="settled"):
        records.settle_level(session, who, waiting[0], Level.ANCHORED, TODAY, version=2)
    back = bulk.undo_changes(session, who, outcome.done, Act.LOG)
    assert len(back.done) == 3
    assert counted(session, who) == before
    assert tallies.count_tally_differences(session, who.collaboration_id) == 0
    undo.undo_last_change(session, who, waiting[0], version=3)
    assert records.get_observation(session, who, waiting[0]).details.level is Level.COMMON_PRACTICE


def test_only_who_may_change_them_settles_them(session: Session, who: Who) -> None:
    waiting, *_ = bring_in(session, who)
    member = make_person(session, who.collaboration_id, Role.MEMBER)
    outcome = bulk.settle_levels(session, member, [(waiting, 1)], Level.FIRST_SIGNS, TODAY, token=token())
    assert outcome.refused == ((waiting, "not_allowed"),)
    viewer = make_person(session, who.collaboration_id, Role.VIEWER)
    with pytest.raises(NotAllowed):
        bulk.settle_levels(session, viewer, [(waiting, 1)], Level.FIRST_SIGNS, TODAY, token=token())


def test_what_somebody_logs_needs_a_level_and_keeps_one(session: Session, who: Who) -> None:
    theme = rings_of(session, who)[0].themes[0].id
    with pytest.raises(Invalid, match="level"):
        records.log_observation(session, who, make_said(theme, level=None), TODAY, token=token())
    made = make_observation(session, who)
    said = records.get_observation(session, who, made).details
    with pytest.raises(Invalid, match="level"):
        records.change_observation(session, who, made, replace(said, level=None), TODAY, version=1)
    waiting, *_ = bring_in(session, who)
    other = replace(records.get_observation(session, who, waiting).details, what="Anders gezegd, nog zonder niveau.")
    records.change_observation(session, who, waiting, other, TODAY, version=1)
    assert records.get_observation(session, who, waiting).details.level is None


def test_what_did_not_change_has_a_level_in_the_database_too(session: Session, who: Who) -> None:
    (still,) = bring_in(session, who, days=1, direction="geen verandering")
    assert records.get_observation(session, who, still).details.level is Level.NOTHING_YET
    assert records.get_observation(session, who, still).details.direction is Direction.NO_CHANGE
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(text("UPDATE observation SET level = NULL"))
    assert session.get_one(tables.Observation, still).level == 0
