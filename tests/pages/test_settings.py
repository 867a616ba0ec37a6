"""Settings as somebody uses them."""

from sqlalchemy import Engine

from db import collaborations, people
from db.people import Profile
from db.session import open_read_session, open_write_session
from impact.access import Role
from impact.model import Who
from pages.ui.language import CHOSEN_LANGUAGE_STATE
from tests.build import make_observation, make_person, token
from tests.pages.doors import open_page, texts

PAGE = "pages/settings/screen.py"


def named(engine: Engine, who: Who) -> list[str]:
    with open_read_session(engine) as session:
        return [one.name for one in collaborations.list_organisations(session, who)]


def test_the_language_changes_at_once_and_can_be_left_to_the_browser(who: Who) -> None:
    app = open_page(who, PAGE)
    app.button_group(key="settings_language").set_value("en").run()
    assert app.title[0].value == "Settings"
    left = open_page(who, PAGE)
    left.button_group(key="settings_language").set_value("browser").run()
    assert left.session_state[CHOSEN_LANGUAGE_STATE] is None


def test_somebody_changes_their_name_and_role(engine: Engine, who: Who) -> None:
    app = open_page(who, PAGE)
    app.text_input(key="settings_my_name").set_value("Sam")
    app.selectbox(key="settings_my_role").set_value(Role.VIEWER)
    app.button(key="settings_save_me").click().run()
    with open_read_session(engine) as session:
        assert people.get_profile(session, who.person_id) == Profile(who.person_id, "Sam", Role.COORDINATOR)
        assert people.get_role(session, who) is Role.VIEWER
    assert "settings_end_go" not in {button.key for button in app.button}


def test_an_empty_name_is_refused_and_stays_where_it_was_typed(engine: Engine, who: Who) -> None:
    app = open_page(who, PAGE)
    app.text_input(key="settings_name").set_value("   ")
    app.button(key="settings_save_name").click().run()
    assert app.error[0].value == "Naam: vul dit nog in."
    assert app.text_input(key="settings_name").value == "   "


def test_a_name_that_was_changed_meanwhile_is_shown_before_it_is_replaced(engine: Engine, who: Who) -> None:
    app = open_page(who, PAGE)
    with open_write_session(engine) as session:
        collaborations.rename_collaboration(session, who, "Van een ander", 1)
    app.text_input(key="settings_name").set_value("Van mij")
    app.button(key="settings_save_name").click().run()
    assert "Van een ander" in app.info[-1].value + app.info[0].value
    app.button(key="settings_save_name").click().run()
    with open_read_session(engine) as session:
        assert collaborations.get_collaboration(session, who).name == "Van mij"


def test_organisations_are_added_renamed_taken_out_and_put_back(engine: Engine, who: Who) -> None:
    app = open_page(who, PAGE)
    app.text_input(key="settings_organisation_new_0").set_value("Bedrijf")
    app.button(key="settings_organisation_add").click().run()
    assert named(engine, who) == ["Bedrijf", "ROC", "Vakcollege"]
    with open_read_session(engine) as session:
        first = collaborations.list_organisations(session, who)[0]
    app.button(key=f"settings_organisation_edit_{first.id}").click().run()
    app.text_input(key="settings_organisation_name").set_value("ROC")
    app.button(key="settings_organisation_save").click().run()
    assert app.error[0].value == "Naam: deze naam staat er al. Kies een andere."
    app.text_input(key="settings_organisation_name").set_value("Bakkerij")
    app.button(key="settings_organisation_save").click().run()
    assert named(engine, who) == ["Bakkerij", "ROC", "Vakcollege"]
    app.button(key=f"settings_organisation_remove_{first.id}").click().run()
    assert named(engine, who) == ["ROC", "Vakcollege"]
    app.button(key="settings_organisation_undo").click().run()
    assert named(engine, who) == ["Bakkerij", "ROC", "Vakcollege"]


def test_an_organisation_with_observations_stays(engine: Engine, who: Who) -> None:
    with open_write_session(engine) as session:
        school = collaborations.list_organisations(session, who)[0]
        make_observation(session, who, organisation_id=school.id)
    app = open_page(who, PAGE)
    app.button(key=f"settings_organisation_remove_{school.id}").click().run()
    assert len(app.error) == 1
    assert school.name in named(engine, who)


def test_a_member_adds_an_activity_and_manages_nothing(engine: Engine, who: Who) -> None:
    with open_write_session(engine) as session:
        member = make_person(session, who.collaboration_id, Role.MEMBER)
    app = open_page(member, PAGE)
    app.text_input(key="settings_activity_new_0").set_value("Docentenruil")
    app.button(key="settings_activity_add").click().run()
    with open_read_session(engine) as session:
        assert [one.name for one in collaborations.list_activities(session, who)] == ["Docentenruil"]
    keys = {button.key for button in app.button}
    assert not keys & {"settings_save_name", "settings_organisation_add", "settings_end_go"}


def test_a_collaboration_goes_only_when_its_name_is_typed(engine: Engine, who: Who) -> None:
    with open_write_session(engine) as session:
        make_observation(session, who)
    app = open_page(who, PAGE)
    assert "1 waarneming, 4 ringen, 9 gewenste impacts, 2 organisaties" in texts(app)
    app.text_input(key="settings_end_name").set_value("Leerroute")
    app.button(key="settings_end_go").click().run()
    assert app.error[0].value == "Dit is niet de naam van de samenwerking. Er is niets weggehaald."
    app.text_input(key="settings_end_name").set_value("Leerroute Techniek")
    app.button(key="settings_end_go").click().run()
    with open_read_session(engine) as session:
        assert collaborations.list_collaborations(session) == ()


def test_an_example_goes_in_one_click(engine: Engine, who: Who) -> None:
    with open_write_session(engine) as session:
        rings = [collaborations.NewRing("Docenten"), collaborations.NewRing("Scholen")]
        made = collaborations.start_collaboration(
            session, who.person_id, "Voorbeeld", (), rings, token=token(), fictional=True
        )
    app = open_page(Who(who.person_id, made), PAGE)
    app.button(key="settings_end_example").click().run()
    with open_read_session(engine) as session:
        assert [one.id for one in collaborations.list_collaborations(session)] == [who.collaboration_id]


def test_everybody_who_takes_part_is_listed(engine: Engine, who: Who) -> None:
    with open_write_session(engine) as session:
        viewer = make_person(session, who.collaboration_id, Role.VIEWER)
        name = people.get_profile(session, viewer.person_id)
    assert name is not None
    assert f":material/person: {name.name} · meekijker" in texts(open_page(who, PAGE))
