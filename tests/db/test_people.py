"""Who is here, what they take part in, and the one-time tokens of their acts."""

import pytest
from sqlalchemy import Engine

from db import collaborations, logbook, people, tables
from db.collaborations import NewRing
from db.observation_filter import ObservationFilter
from db.observations import records
from db.observations.tallies import list_tallies
from db.once import run_once
from db.session import open_read_session, open_write_session
from impact.access import Act, Role
from impact.errors import InUse, Invalid, NotAllowed, NotFound
from impact.model import Who
from tests.build import make_collaboration, make_observation, make_person, rings_of, token


def test_a_profile_is_kept_with_its_role(engine: Engine) -> None:
    with open_write_session(engine) as session:
        made = people.create_profile(session, "  Sam  ", Role.MEMBER)
    with open_read_session(engine) as session:
        assert people.get_profile(session, made) == people.Profile(made, "Sam", Role.MEMBER)


def test_an_exported_person_has_an_identifier_without_a_profile(engine: Engine) -> None:
    with open_write_session(engine) as session:
        made = people.create_profile(session, "Sam", Role.ADMINISTRATOR)
        told = people.get_export_person_id(made)
        assert told != made
        assert (people.get_export_person_id(told), people.get_export_person_id(made)) == (told, told)
        assert (
            people.is_imported_person(made),
            people.is_imported_person(told),
            people.is_imported_person("iets"),
        ) == (False, True, False)
        session.add(tables.Person(id=told, name="Sam", role=Role.ADMINISTRATOR))
        session.flush()
        assert people.get_profile(session, told) is None


@pytest.mark.parametrize("name", ["", "   ", "x" * 81])
def test_a_profile_needs_a_name_that_fits(engine: Engine, name: str) -> None:
    with pytest.raises(Invalid), open_write_session(engine) as session:
        people.create_profile(session, name, Role.MEMBER)


def test_joining_twice_is_joining_once(engine: Engine) -> None:
    with open_write_session(engine) as session:
        who = make_collaboration(session)
        newcomer = make_person(session, role=Role.VIEWER)
        for _ in range(2):
            people.join_collaboration(session, newcomer.person_id, who.collaboration_id)
        assert people.get_role(session, Who(newcomer.person_id, who.collaboration_id)) is Role.VIEWER


def test_nobody_is_permitted_where_they_take_no_part(engine: Engine) -> None:
    with open_write_session(engine) as session:
        who, stranger = make_collaboration(session), make_person(session, role=Role.ADMINISTRATOR)
        with pytest.raises(NotAllowed):
            people.require_permission(session, Who(stranger.person_id, who.collaboration_id), Act.LOOK)
        with pytest.raises(NotFound):
            people.join_collaboration(session, stranger.person_id, stranger.person_id)


def test_a_token_that_was_used_returns_what_it_made(engine: Engine) -> None:
    made = []

    def make() -> str:
        made.append(1)
        return "the first"

    again = token()
    for _ in range(2):
        with open_write_session(engine) as session:
            assert run_once(session, again, make) == "the first"
    assert made == [1]


def test_a_token_is_free_again_when_the_act_failed(engine: Engine) -> None:
    again = token()

    def fail() -> str:
        raise Invalid(field="name", reason="empty")

    with pytest.raises(Invalid), open_write_session(engine) as session:
        run_once(session, again, fail)
    with open_write_session(engine) as session:
        assert run_once(session, again, lambda: "now it works") == "now it works"


def test_a_collaboration_starts_with_its_rings_wishes_and_the_unexpected(engine: Engine) -> None:
    with open_write_session(engine) as session:
        who = make_collaboration(session)
        rings = rings_of(session, who)
        assert [ring.name for ring in rings] == ["Leerlingen en studenten", "Docenten", "Scholen", "Curriculum"]
        assert [theme.label for theme in rings[0].themes] == ["Motivatie", "Doorstroom", "Onverwacht"]
        assert all(ring.themes[-1].unexpected for ring in rings)
        assert {one.name for one in collaborations.list_organisations(session, who)} == {"Vakcollege", "ROC"}


@pytest.mark.parametrize(
    "rings",
    [
        (NewRing("Alleen"),),
        tuple(NewRing(f"Ring {n}") for n in range(9)),
        (NewRing("Scholen"), NewRing("scholen ")),
        (NewRing("De scholen"), NewRing("de  \tscholen")),
    ],
)
def test_too_few_too_many_or_double_rings_are_refused(engine: Engine, rings: tuple[NewRing, ...]) -> None:
    with pytest.raises(Invalid), open_write_session(engine) as session:
        make_collaboration(session, rings=rings)
    with open_read_session(engine) as session:
        assert collaborations.list_collaborations(session) == ()


NO_IDS = ("' OR 1=1 --", "niets", "", "0190a6e8", "null", "0190a6e8-aaaa-7bbb-8ccc-0123456789abx", "é" * 36)


@pytest.mark.parametrize("text", NO_IDS)
def test_a_text_that_is_no_id_finds_nothing_and_breaks_no_transaction(engine: Engine, text: str) -> None:
    with open_write_session(engine) as session:
        who = make_collaboration(session)
        assert people.get_profile(session, text) is None
        assert people.list_roles(session, text) == {}
        assert people.get_role(session, Who(text, who.collaboration_id)) is None
        assert logbook.find_observations(
            session, who, ObservationFilter(theme_id=text, organisation_id=text or None)
        ) == ((), 0)
        assert list_tallies(session, who, text or "-") == ()
        for asks in (Who(text, who.collaboration_id), Who(who.person_id, text)):
            with pytest.raises(NotAllowed):
                people.require_permission(session, asks, Act.LOOK)
        with pytest.raises(NotFound):
            people.join_collaboration(session, who.person_id, text)
        with pytest.raises(NotFound):
            records.get_observation(session, who, text)
        made = make_observation(session, who)
    with open_read_session(engine) as session:
        assert records.get_observation(session, who, made).id == made


def test_removing_a_collaboration_leaves_the_others_alone(engine: Engine) -> None:
    with open_write_session(engine) as session:
        who, other = make_collaboration(session), make_collaboration(session, name="Elders")
        make_observation(session, who)
        make_observation(session, other)
        collaborations.remove_collaboration(session, who)
    with open_read_session(engine) as session:
        assert [one.name for one in collaborations.list_collaborations(session)] == ["Elders"]
        assert len(rings_of(session, other)) == 4


def test_an_organisation_with_observations_stays(engine: Engine) -> None:
    with open_write_session(engine) as session:
        who = make_collaboration(session)
        school = collaborations.list_organisations(session, who)[0]
        make_observation(session, who, organisation_id=school.id)
        with pytest.raises(InUse):
            collaborations.remove_organisation(session, who, school.id)


def test_every_change_moves_the_data_version(engine: Engine) -> None:
    with open_write_session(engine) as session:
        who = make_collaboration(session)
    before = _version(engine, who)
    with open_write_session(engine) as session:
        make_observation(session, who)
    assert _version(engine, who) == before + 1


def _version(engine: Engine, who: Who) -> int:
    with open_read_session(engine) as session:
        return collaborations.get_collaboration(session, who).data_version


def test_a_role_is_chosen_for_each_collaboration_and_a_name_for_all(engine: Engine) -> None:
    with open_write_session(engine) as session:
        first, second = make_collaboration(session), make_collaboration(session, name="Elders")
        me = make_person(session, first.collaboration_id, Role.VIEWER)
        there = Who(me.person_id, second.collaboration_id)
        people.join_collaboration(session, me.person_id, second.collaboration_id, Role.MEMBER)
        people.change_own_membership(session, me, "  Sam ", Role.COORDINATOR)
        assert (people.get_role(session, me), people.get_role(session, there)) == (Role.COORDINATOR, Role.MEMBER)
        assert people.get_profile(session, me.person_id) == people.Profile(me.person_id, "Sam", Role.VIEWER)


def test_nobody_changes_their_role_where_they_take_no_part(engine: Engine) -> None:
    with open_write_session(engine) as session:
        who = make_collaboration(session)
        stranger = Who(make_person(session).person_id, who.collaboration_id)
        with pytest.raises(NotAllowed):
            people.change_own_membership(session, stranger, "Sam", Role.ADMINISTRATOR)
