"""Going on in another collaboration: nothing of the first one reaches it; and taking part in a second one."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from db import collaborations, desired, milestones, people
from db.session import open_read_session, open_write_session
from impact.access import Role
from impact.model import MilestoneKind, NewMilestone, Who
from pages.home import overview
from pages.observation import draft
from pages.ui import visitor
from tests.build import RINGS, TODAY, make_collaboration, make_observation, make_person, rings_of, token
from tests.pages.doors import open_page, press, texts

DESIRED, TIMELINE, SETTINGS = "pages/desired/screen.py", "pages/timeline/screen.py", "pages/settings/screen.py"
DISCS, DATA, HOME = "pages/discs/screen.py", "pages/data/screen.py", "pages/home/screen.py"
OTHER = "Zorg en welzijn"


@pytest.fixture
def other(engine: Engine, who: Who) -> Who:
    """The same person in a second collaboration, with the same rings."""
    with open_write_session(engine) as session:
        made = collaborations.start_collaboration(session, who.person_id, OTHER, ("Zorghuis",), RINGS, token=token())
    return Who(who.person_id, made)


def go_on(app: AppTest, name: str = OTHER) -> AppTest:
    chosen = app.selectbox(key="menu_collaboration")
    chosen.select_index(chosen.options.index(name)).run()
    assert not app.exception
    return app


def keys(app: AppTest) -> set[str | None]:
    return {one.key for one in app.button}


def milestone(engine: Engine, who: Who) -> str:
    said = NewMilestone(MilestoneKind.SUCCESS, "Open dag", TODAY)
    with open_write_session(engine) as session:
        return milestones.add_milestone(session, who, said, TODAY, token=token())


def test_the_name_of_one_collaboration_is_never_given_to_another(engine: Engine, who: Who, other: Who) -> None:
    app = open_page(who, SETTINGS)
    app.text_input(key="settings_name").set_value("Half getypt").run()
    assert go_on(app).text_input(key="settings_name").value == OTHER
    press(app, "settings_save_name")
    with open_read_session(engine) as session:
        assert collaborations.get_collaboration(session, other).name == OTHER
        assert collaborations.get_collaboration(session, who).name == "Leerroute Techniek"


def test_a_link_to_another_collaboration_brings_its_own_name(who: Who, other: Who) -> None:
    app = open_page(who, SETTINGS)
    app.query_params["c"] = other.collaboration_id
    app.run()
    assert app.text_input(key="settings_name").value == OTHER


def test_what_was_taken_away_here_is_not_offered_there(engine: Engine, who: Who, other: Who) -> None:
    with open_read_session(engine) as session:
        ring = rings_of(session, who)[0]
        school = collaborations.list_organisations(session, who)[0]
    app = press(open_page(who, DESIRED), f"ring_remove_{ring.id}")
    assert "desired_undo" in keys(app)
    assert "desired_undo" not in keys(go_on(app))
    app = press(open_page(who, SETTINGS), f"settings_organisation_remove_{school.id}")
    assert "settings_organisation_undo" in keys(app)
    assert "settings_organisation_undo" not in keys(go_on(app))
    made = milestone(engine, who)
    app = press(open_page(who, TIMELINE), f"remove_{made}")
    assert "milestone_undo" in keys(app)
    assert "milestone_undo" not in keys(go_on(app))


def test_no_form_stays_open_when_the_visit_goes_on_elsewhere(engine: Engine, who: Who, other: Who) -> None:
    with open_read_session(engine) as session:
        theme = rings_of(session, who)[0].themes[0]
        school = collaborations.list_organisations(session, who)[0]
    for page, opens, inside in (
        (DESIRED, f"theme_change_{theme.id}", "theme_save"),
        (TIMELINE, "timeline_add", "milestone_save"),
        (SETTINGS, f"settings_organisation_edit_{school.id}", "settings_organisation_save"),
    ):
        app = press(open_page(who, page), opens)
        assert inside in keys(app)
        go_on(app)
        assert inside not in keys(app)
        assert inside not in keys(go_on(app, "Leerroute Techniek"))


def test_a_chain_is_told_only_where_it_was_found(engine: Engine, who: Who, other: Who) -> None:
    with open_write_session(engine) as session:
        make_observation(session, who)
        make_observation(session, other)
    app = press(open_page(who, DISCS), "line_up")
    assert "discs_told" in app.session_state
    assert "discs_told" not in go_on(app).session_state


def test_the_address_of_one_collaboration_does_not_follow_into_another(engine: Engine, who: Who, other: Who) -> None:
    app = go_on(open_page(who, DESIRED, ring="new"))
    assert app.header[0].value == "Leerlingen en studenten"
    assert app.query_params["c"] == other.collaboration_id


def test_what_is_the_readers_own_outlives_a_change_of_collaboration(who: Who, other: Who) -> None:
    assert {overview.LAST_VISIT_KEY, draft.SPENT_TOKENS_KEY} <= visitor.LASTING_STATE_KEYS
    app = go_on(open_page(who, HOME, language="en"))
    assert app.title[0].value == OTHER
    assert "You're here as" in texts(app)


@pytest.mark.parametrize(
    ("page", "opens", "inside"),
    [
        (DESIRED, "theme_change_{theme}", "theme_save"),
        (TIMELINE, "timeline_add", "milestone_save"),
        (TIMELINE, "edit_{milestone}", "milestone_save"),
        (SETTINGS, "settings_organisation_edit_{school}", "settings_organisation_save"),
    ],
)
def test_a_form_left_for_another_page_opens_anew_with_stored_values(
    engine: Engine, who: Who, page: str, opens: str, inside: str
) -> None:
    made = milestone(engine, who)
    with open_read_session(engine) as session:
        ring, school = rings_of(session, who)[0], collaborations.list_organisations(session, who)[0]
    key = opens.format(theme=ring.themes[0].id, milestone=made, school=school.id)
    app = press(open_page(who, page), key)
    app.switch_page(HOME).run()
    app.switch_page(page).run()
    assert not app.exception
    assert not app.error
    assert inside not in keys(app)
    press(press(app, key), inside)
    with open_read_session(engine) as session:
        assert rings_of(session, who)[0].themes[0].label == "Motivatie"
        assert [one.details.title for one in milestones.list_milestones(session, who)] == ["Open dag"]
        assert school.name in [one.name for one in collaborations.list_organisations(session, who)]


def test_a_wish_that_was_open_is_not_emptied_by_a_look_at_another_ring(engine: Engine, who: Who) -> None:
    with open_read_session(engine) as session:
        first, second = rings_of(session, who)[:2]
    app = press(open_page(who, DESIRED), f"theme_change_{first.themes[0].id}")
    for ring in (second, first):
        app.button_group(key="desired_ring").set_value(ring.id).run()
    assert "theme_save" not in keys(app)
    press(app, f"theme_change_{first.themes[0].id}")
    assert app.text_input(key="desired_open_label").value == "Motivatie"


def test_a_ring_renamed_by_another_meanwhile_is_seen_on_coming_back(engine: Engine, who: Who) -> None:
    with open_read_session(engine) as session:
        ring = rings_of(session, who)[0]
    app = open_page(who, DESIRED)
    app.switch_page(HOME).run()
    with open_write_session(engine) as session:
        desired.rename_ring(session, who, ring.id, "Studenten", version=ring.version)
    app.switch_page(DESIRED).run()
    app.text_input(key=f"ring_name_{ring.id}").set_value("Jongeren")
    press(app, f"ring_rename_{ring.id}")
    assert app.header[0].value == "Jongeren"


def test_a_name_changed_by_somebody_else_is_seen_on_coming_back(engine: Engine, who: Who) -> None:
    app = open_page(who, SETTINGS)
    app.switch_page(HOME).run()
    with open_write_session(engine) as session:
        collaborations.rename_collaboration(session, who, "Van een ander", 1)
    app.switch_page(SETTINGS).run()
    app.text_input(key="settings_name").set_value("Van mij")
    press(app, "settings_save_name")
    with open_read_session(engine) as session:
        assert collaborations.get_collaboration(session, who).name == "Van mij"


def test_joining_a_second_collaboration_changes_nothing_in_the_first(engine: Engine, who: Who) -> None:
    with open_write_session(engine) as session:
        second = make_collaboration(session, name=OTHER)
        viewer = make_person(session, who.collaboration_id, Role.VIEWER)
        before = people.get_profile(session, viewer.person_id)
    app = open_page(viewer, HOME, c=second.collaboration_id)
    assert "here_name" not in {one.key for one in app.text_input}
    app.selectbox(key="here_role").set_value(Role.COORDINATOR)
    press(app, "here_enter")
    assert app.title[0].value == OTHER
    with open_read_session(engine) as session:
        assert people.get_role(session, viewer) is Role.VIEWER
        assert people.get_role(session, replace(second, person_id=viewer.person_id)) is Role.COORDINATOR
        assert people.get_profile(session, viewer.person_id) == before


def test_who_takes_part_in_nothing_yet_says_who_they_are(engine: Engine, who: Who) -> None:
    with open_write_session(engine) as session:
        newcomer = Who(people.create_profile(session, "Kim", Role.VIEWER), who.collaboration_id)
    app = open_page(newcomer, HOME, c=who.collaboration_id)
    app.text_input(key="here_name").set_value("Robin")
    app.selectbox(key="here_role").set_value(Role.MEMBER)
    press(app, "here_enter")
    with open_read_session(engine) as session:
        assert people.get_role(session, newcomer) is Role.MEMBER
    assert "Je bent hier als Robin · teamlid" in texts(app)


def test_the_menu_tells_the_role_of_this_collaboration(engine: Engine, who: Who) -> None:
    with open_write_session(engine) as session:
        viewer = make_person(session, who.collaboration_id, Role.VIEWER)
        made = collaborations.start_collaboration(session, viewer.person_id, OTHER, (), RINGS, token=token())
    assert "· meekijker" in texts(open_page(viewer, SETTINGS)).splitlines()[-1]
    own = texts(open_page(Who(viewer.person_id, made), SETTINGS)).splitlines()[-1]
    assert "· coördinator" in own


def test_an_empty_pond_offers_to_log_only_to_who_may(engine: Engine, who: Who) -> None:
    with open_write_session(engine) as session:
        viewer = make_person(session, who.collaboration_id, Role.VIEWER)

    def links(app: AppTest) -> list[str]:
        return [one.proto.page for one in app.get("page_link")]

    assert any("observation" in one for one in links(open_page(who, DISCS)))
    assert not any("observation" in one for one in links(open_page(viewer, DISCS)))


def test_a_backup_of_everything_is_only_for_who_manages_everything(engine: Engine, who: Who, other: Who) -> None:
    def downloads() -> list[str | None]:
        app = open_page(who, DATA, view="backup")
        return [one.proto.id for one in app.get("download_button") if "data_backup" in one.proto.id]

    assert downloads()
    with open_write_session(engine) as session:
        make_collaboration(session, name="Van anderen")
    assert not downloads()
    assert "Je beheert ze niet allemaal" in texts(open_page(who, DATA, view="backup"))
