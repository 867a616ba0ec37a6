"""Finding observations page by page, and what may be done with one, on both databases."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, select, text
from sqlalchemy.orm import Session

from db import collaborations, logbook, tables
from db.engine import open_engine
from db.export import export_observations
from db.imports.exchange import import_sheet
from db.logbook import LogbookOrder
from db.observation_filter import ObservationFilter
from db.observations import records
from db.session import open_read_session, open_write_session
from db.types import create_id
from db.upgrade import upgrade_database
from impact.access import Role
from impact.errors import NotAllowed, NotFound
from impact.importing.plan.file_reader import read_own_file
from impact.model import LISTED_STATES, Direction, Level, Rung, State, Who
from tests.build import REASON, make_collaboration, make_observation, make_person, rings_of, token
from tests.db.linking import join, two

DAY = date(2026, 11, 1)


@pytest.fixture
def who(session: Session) -> Who:
    return make_collaboration(session)


EVERYTHING = ObservationFilter()


def sentences(
    session: Session, who: Who, wanted: ObservationFilter = EVERYTHING, sort: LogbookOrder = LogbookOrder.SEEN
) -> list[str]:
    found, total = logbook.find_observations(session, who, wanted, sort)
    assert total == len(found)
    assert list(logbook.list_observation_ids(session, who, wanted, sort)) == [one.id for one in found]
    return [one.details.what for one in found]


def ring_named(session: Session, who: Who, name: str) -> str:
    return next(ring.id for ring in rings_of(session, who) if ring.name == name)


def test_without_a_filter_everything_is_found_latest_first(session: Session, who: Who) -> None:
    for age, what in enumerate(("nieuw", "ouder", "oudst")):
        make_observation(session, who, what=what, seen_on=DAY - timedelta(days=age))
    assert sentences(session, who) == ["nieuw", "ouder", "oudst"]


def test_pages_together_hold_everything_once_even_when_all_are_alike(session: Session, who: Who) -> None:
    made = {make_observation(session, who, seen_on=DAY) for _ in range(7)}
    for sort in LogbookOrder:
        pages = [
            logbook.find_observations(session, who, ObservationFilter(), sort, offset, 3) for offset in (0, 3, 6, 9)
        ]
        assert [len(found) for found, _ in pages] == [3, 3, 1, 0]
        assert {total for _, total in pages} == {7}
        assert {one.id for found, _ in pages for one in found} == made


def test_every_word_must_occur_somewhere_in_the_texts(session: Session, who: Who) -> None:
    make_observation(session, who, what="Docenten delen lessen.", why="Dat scheelt TIJD.")
    make_observation(session, who, what="Docenten delen niets.")
    make_observation(session, who, what="Stil.", contribution="Lessen geregeld.", circumstances="Er was tijd.")
    assert sentences(session, who, ObservationFilter(text="docenten")) == [
        "Docenten delen niets.",
        "Docenten delen lessen.",
    ]
    assert sentences(session, who, ObservationFilter(text="lessen tijd")) == ["Stil.", "Docenten delen lessen."]
    assert sentences(session, who, ObservationFilter(text="  ")) == sentences(session, who)
    assert sentences(session, who, ObservationFilter(text="docentenkamer")) == []


@pytest.mark.parametrize("sign", ["%", "_", "\\", "'", '"', "/"])
def test_signs_that_mean_something_in_sql_are_only_signs(session: Session, who: Who, sign: str) -> None:
    make_observation(session, who, what=f"Nu 40{sign} meer.")
    make_observation(session, who, what="Nu 400 meer.")
    assert sentences(session, who, ObservationFilter(text=f"40{sign}")) == [f"Nu 40{sign} meer."]


def test_ring_and_theme_narrow_what_is_found(session: Session, who: Who) -> None:
    make_observation(session, who, "Docenten", what="bij docenten")
    make_observation(session, who, "Leerlingen en studenten", what="motivatie")
    make_observation(session, who, "Leerlingen en studenten", theme=1, what="doorstroom")
    ring = ring_named(session, who, "Leerlingen en studenten")
    assert sentences(session, who, ObservationFilter(ring_id=ring)) == ["doorstroom", "motivatie"]
    theme = rings_of(session, who)[0].themes[1]
    assert sentences(session, who, ObservationFilter(theme_id=theme.id)) == ["doorstroom"]
    assert (
        sentences(session, who, ObservationFilter(ring_id=ring_named(session, who, "Docenten"), theme_id=theme.id))
        == []
    )


def test_direction_state_and_evidence_narrow_what_is_found(session: Session, who: Who) -> None:
    make_observation(session, who, what="mis", direction=Direction.NEGATIVE, rung=Rung.HEARD)
    make_observation(session, who, what="goed", rung=Rung.DOCUMENT, state=State.CONFIRMED)
    make_observation(session, who, what="half", direction=Direction.MIXED, rung=Rung.SEVERAL_SOURCES)
    assert sentences(session, who, ObservationFilter(directions=(Direction.NEGATIVE, Direction.MIXED))) == [
        "half",
        "mis",
    ]
    assert sentences(session, who, ObservationFilter(states=(State.CONFIRMED,))) == ["goed"]
    assert sentences(session, who, ObservationFilter(least_rung=Rung.SEVERAL_SOURCES)) == ["half", "goed"]


def test_the_period_holds_its_first_and_last_day(session: Session, who: Who) -> None:
    for days in range(4):
        make_observation(session, who, what=f"dag {days}", seen_on=DAY - timedelta(days=days))
    wanted = ObservationFilter(since=DAY - timedelta(days=2), until=DAY - timedelta(days=1))
    assert sentences(session, who, wanted) == ["dag 1", "dag 2"]


def test_organisation_and_activity_narrow_what_is_found(session: Session, who: Who) -> None:
    school = collaborations.list_organisations(session, who)[0].id
    stone = collaborations.find_or_add_named(session, who, tables.Activity, "Werkplaatsdag")
    make_observation(session, who, what="van de school", organisation_id=school)
    make_observation(session, who, what="door de steen", activity_id=stone)
    assert sentences(session, who, ObservationFilter(organisation_id=school)) == ["van de school"]
    assert sentences(session, who, ObservationFilter(activity_id=stone)) == ["door de steen"]


def test_only_mine_is_what_i_logged(session: Session, who: Who) -> None:
    other = make_person(session, who.collaboration_id)
    make_observation(session, who, what="van mij")
    make_observation(session, other, what="van een ander")
    assert sentences(session, who, ObservationFilter(mine=True)) == ["van mij"]


def test_writer_and_import_narrow_what_is_found(session: Session, who: Who) -> None:
    other = make_person(session, who.collaboration_id)
    make_observation(session, who, what="van mij")
    make_observation(session, other, what="van een ander")
    head = "wanneer;voor_wie;gewenste_impact;wat_is_er_veranderd;richting;niveau;bewijs"
    sheet = read_own_file(f"{head}\n2026-03-01;Docenten;;uit een bestand;positief;1;2\n".encode(), DAY)
    batch = import_sheet(session, who, sheet, "lijst.csv", token=token())
    assert sentences(session, who, ObservationFilter(writer_id=other.person_id)) == ["van een ander"]
    assert sentences(session, who, ObservationFilter(batch_id=batch)) == ["uit een bestand"]


def test_what_has_no_ripple_or_no_desired_impact_is_found(session: Session, who: Who) -> None:
    cause, effect = two(session, who, what="gevolg")
    join(session, who, effect, cause)
    place = next(at for at, one in enumerate(rings_of(session, who)[0].themes) if one.unexpected)
    make_observation(session, who, rings_of(session, who)[0].name, theme=place, what="onverwacht en los")
    assert sentences(session, who, ObservationFilter(without_ripple=True)) == ["onverwacht en los"]
    assert sentences(session, who, ObservationFilter(without_theme=True)) == ["onverwacht en los"]


def test_every_order_puts_first_what_it_promises(session: Session, who: Who) -> None:
    make_observation(session, who, what="ver", level=Level.ANCHORED, rung=Rung.HEARD, seen_on=DAY - timedelta(days=9))
    make_observation(session, who, what="zeker", level=Level.FIRST_SIGNS, rung=Rung.DOCUMENT, state=State.CONFIRMED)
    make_observation(session, who, what="betwist", seen_on=DAY - timedelta(days=5), state=State.DISPUTED)
    first = {sort: sentences(session, who, sort=sort)[0] for sort in LogbookOrder}
    assert first == {
        LogbookOrder.SEEN: "zeker",
        LogbookOrder.LOGGED: "betwist",
        LogbookOrder.WAITING: "ver",
        LogbookOrder.LEVEL: "ver",
        LogbookOrder.RUNG: "zeker",
        LogbookOrder.STATE: "betwist",
    }
    assert sentences(session, who, sort=LogbookOrder.STATE) == ["betwist", "ver", "zeker"]


def test_a_draft_of_somebody_else_is_never_found_or_counted(session: Session, who: Who) -> None:
    writer = make_person(session, who.collaboration_id)
    draft = make_observation(session, writer, what="nog niet af", state=State.DRAFT)
    assert sentences(session, writer) == ["nog niet af"]
    assert sentences(session, who) == sentences(session, who, ObservationFilter(states=(State.DRAFT,))) == []
    with pytest.raises(NotFound):
        logbook.get_allowed_actions(session, who, draft)


def test_another_collaboration_is_never_found(session: Session, who: Who) -> None:
    made = make_observation(session, who)
    stranger = make_collaboration(session, name="Elders")
    theirs = rings_of(session, who)[1]
    for wanted in (
        ObservationFilter(),
        ObservationFilter(ring_id=theirs.id),
        ObservationFilter(theme_id=theirs.themes[0].id),
    ):
        assert sentences(session, stranger, wanted) == []
    with pytest.raises(NotFound):
        logbook.get_allowed_actions(session, stranger, made)
    outsider = Who(stranger.person_id, who.collaboration_id)
    for ask in (
        lambda: logbook.find_observations(session, outsider, ObservationFilter()),
        lambda: list(logbook.list_observation_ids(session, outsider, ObservationFilter())),
        lambda: logbook.get_allowed_actions(session, outsider, made),
    ):
        with pytest.raises(NotAllowed):
            ask()


@pytest.mark.parametrize(
    ("role", "own", "state", "states"),
    [
        (Role.VIEWER, False, State.SHARED, None),
        (Role.MEMBER, False, State.SHARED, None),
        (Role.MEMBER, True, State.DRAFT, "shared withdrawn"),
        (Role.MEMBER, True, State.SHARED, "withdrawn"),
        (Role.MEMBER, True, State.CONFIRMED, "withdrawn"),
        (Role.MEMBER, True, State.DISPUTED, "withdrawn"),
        (Role.MEMBER, True, State.WITHDRAWN, "shared"),
        (Role.COORDINATOR, False, State.SHARED, "confirmed disputed withdrawn"),
        (Role.COORDINATOR, False, State.CONFIRMED, "disputed shared withdrawn"),
        (Role.COORDINATOR, False, State.DISPUTED, "confirmed shared withdrawn"),
        (Role.COORDINATOR, False, State.WITHDRAWN, "shared"),
        (Role.ADMINISTRATOR, False, State.SHARED, "confirmed disputed withdrawn"),
    ],
)
def test_what_may_be_done_follows_role_writer_and_state(
    session: Session, who: Who, role: Role, own: bool, state: State, states: str | None
) -> None:
    person = make_person(session, who.collaboration_id, role)
    made = make_observation(session, person if own else who, state=state)
    found = logbook.get_allowed_actions(session, person, made)
    assert found.can_change is (states is not None)
    assert [one.value for one in found.states] == (states or "").split()


def test_the_store_does_all_that_is_offered(session: Session, who: Who) -> None:
    for role in (Role.MEMBER, Role.COORDINATOR):
        for state in LISTED_STATES:
            person = make_person(session, who.collaboration_id, role)
            offered = logbook.get_allowed_actions(
                session, person, make_observation(session, person, state=state)
            ).states
            assert offered
            for then in offered:
                made = make_observation(session, person, state=state)
                version = records.get_observation(session, person, made).version
                records.judge_observation(session, person, made, then, version=version, reason=REASON)
                assert records.get_observation(session, person, made).state is then


def test_what_is_found_is_exactly_what_goes_into_the_file_but_for_drafts(session: Session, who: Who) -> None:
    make_observation(session, who, what="Docenten delen lessen.")
    make_observation(session, who, what="Docenten delen een concept.", state=State.DRAFT)
    make_observation(session, who, what="Ouders komen kijken.")
    wanted = tuple(logbook.list_observation_ids(session, who, ObservationFilter(text="docenten")))
    content = export_observations(session, who, "nl", wanted).decode("utf-8-sig")
    assert len(wanted) == 2
    assert "Docenten delen lessen." in content
    assert "concept" not in content
    assert "Ouders" not in content


def test_a_page_costs_the_same_few_statements_however_much_there_is(engine: Engine) -> None:
    with open_write_session(engine) as session:
        who = make_collaboration(session)
        for _ in range(30):
            make_observation(session, who)
    asked: list[str] = []
    with open_read_session(engine) as session:
        event.listen(session.connection(), "before_cursor_execute", lambda *facts: asked.append(facts[2]))
        found, _ = logbook.find_observations(session, who, ObservationFilter(), limit=20)
    assert len(found) == 20
    assert len(asked) <= 8


@pytest.mark.parametrize("sort", list(LogbookOrder))
def test_counting_and_ordering_read_no_long_text(tmp_path: Path, sort: LogbookOrder) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'rimpel.db'}")
    upgrade_database(engine)
    with open_write_session(engine) as session:
        who = make_collaboration(session)
        make_observation(session, who)
    asked: list[tuple[str, Any]] = []
    event.listen(engine, "before_cursor_execute", lambda *facts: asked.append(facts[2:4]))
    with open_read_session(engine) as session:
        logbook.find_observations(session, who, ObservationFilter(), sort)
        count, page = [one for one in asked if "FROM observation" in one[0]][:2]
        for statement, told in (count, page):
            plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", told).all()
            assert "USING COVERING INDEX" in plan[0][3], statement
    engine.dispose()


def test_the_usual_order_comes_straight_from_an_index(filled_once: Path) -> None:
    engine = open_engine(f"sqlite:///{filled_once}")
    seen = tables.Observation
    mine = select(seen.id).where(seen.collaboration_id == create_id())
    query = mine.order_by(seen.seen_on.desc(), seen.id.desc()).limit(20)
    plain = query.compile(engine, compile_kwargs={"literal_binds": True})
    with open_read_session(engine) as session:
        plan = " ".join(row[3] for row in session.execute(text(f"EXPLAIN QUERY PLAN {plain}")))
    engine.dispose()
    assert "USING COVERING INDEX" in plan
    assert "TEMP B-TREE" not in plan
