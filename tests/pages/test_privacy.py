"""The check on what is typed, as a writer meets it: the text with its marks, a decision, and a trace without words."""

import pytest
from sqlalchemy import Engine, select
from streamlit.testing.v1 import AppTest

from db import collaborations, tables
from db.observations import overrules
from db.session import open_read_session, open_write_session
from impact.access import Role
from impact.model import State, Who
from impact.privacy import PrivacyReason, find_personal_data
from pages.ui import privacy_check
from pages.ui.language import CHOSEN_LANGUAGE_STATE
from tests.build import make_observation, make_person, rings_of, token
from tests.pages.doors import open_page, press, texts

LOG, DESIRED, SETTINGS = "pages/observation/screen.py", "pages/desired/screen.py", "pages/settings/screen.py"
DATA, LOGBOOK = "pages/data/screen.py", "pages/logbook/screen.py"
NAMED = "Leerling Sanne durft meer.\nDat zag klas 4K2 ook."
FILE = (
    "wanneer;voor_wie;gewenste_impact;wat_is_er_veranderd;richting;niveau;bewijs\n"
    "2026-10-01;Docenten;;Juf Marieke geeft nu samen les.;positief;2;2\n"
    "2026-10-02;Docenten;;Het rooster is rustiger.;positief;2;2\n"
    "2026-10-03;Docenten;;Meester Tom en Emily bellen elkaar.;positief;2;2\n"
)


def traces(engine: Engine) -> list[tuple[str, list[str]]]:
    with open_read_session(engine) as session:
        return [(one.area, one.reasons) for one in session.scalars(select(tables.Overrule).order_by("at"))]


def typed(engine: Engine, who: Who, sentence: str) -> AppTest:
    with open_read_session(engine) as session:
        ring = rings_of(session, who)[1]
    app = open_page(who, LOG)
    app.text_area(key="log_what").set_value(sentence)
    app.button_group(key="log_ring").set_value(ring.id).run()
    app.button_group(key=f"log_theme_{ring.id}").set_value(ring.themes[0].id)
    app.button_group(key="log_level").set_value("2")
    app.button_group(key="log_rung").set_value("2").run()
    return app


def test_the_whole_text_is_shown_with_every_mark_in_its_place_and_why(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("streamlit.session_state", {CHOSEN_LANGUAGE_STATE: "nl"})
    assert privacy_check.mark_hits(NAMED, find_personal_data(NAMED)) == (
        "Leerling :orange-background[**Sanne**] :small[(lijkt een naam)] durft meer\\.  \n"
        "Dat zag :orange-background[**klas 4K2**] :small[(lijkt een klas of groep)] ook\\."
    )


def test_what_somebody_wrote_stays_harmless_around_a_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streamlit.session_state", {CHOSEN_LANGUAGE_STATE: "en"})
    text = "**Juf** [x](http://y.nl) Leerling Sanne </b>"
    assert "\\*\\*Juf\\*\\* \\[x\\]\\(" in privacy_check.mark_hits(text, find_personal_data(text))
    assert "(looks like a name)" in privacy_check.mark_hits(text, find_personal_data(text))


def test_keeping_a_marked_text_is_recorded_once_and_without_the_text(engine: Engine, who: Who) -> None:
    app = typed(engine, who, "Leerling Sanne belt ons op 06-12345678.")
    assert ":orange-background[**Sanne**]" in texts(app)
    press(app, "save_button")
    assert traces(engine) == []
    press(app, "log_privacy_keep_button")
    assert traces(engine) == []
    press(app, "save_button")
    assert traces(engine) == [("observation", ["name", "phone"])]


def test_a_harmless_text_leaves_no_trace(engine: Engine, who: Who) -> None:
    press(typed(engine, who, "De sfeer is rustiger."), "save_button")
    assert traces(engine) == []
    with open_read_session(engine) as session:
        assert session.scalar(select(tables.Observation.what)) == "De sfeer is rustiger."


def test_a_wish_is_looked_at_before_it_is_kept(engine: Engine, who: Who) -> None:
    with open_read_session(engine) as session:
        theme = rings_of(session, who)[0].themes[0]
    app = press(open_page(who, DESIRED), f"theme_change_{theme.id}")
    app.text_area(key="desired_open_wish").set_value("Leerling Sanne komt graag.")
    app.text_input(key="desired_open_wording_2").set_value("Twee leerlingen doen mee.")
    press(app, "theme_save")
    assert app.warning
    press(press(app, "desired_open_privacy_keep_button"), "theme_save")
    assert traces(engine) == [("desired", ["name", "small_group"])]
    with open_read_session(engine) as session:
        assert rings_of(session, who)[0].themes[0].wish == "Leerling Sanne komt graag."


def test_a_new_desired_impact_and_a_new_ring_are_looked_at(engine: Engine, who: Who) -> None:
    with open_read_session(engine) as session:
        ring = rings_of(session, who)[0]
    app = open_page(who, DESIRED)
    app.text_input(key=f"new_theme_{ring.id}_label").set_value("Juf Marieke blijft")
    press(app, f"new_theme_{ring.id}_save")
    press(press(app, f"new_theme_{ring.id}_privacy_keep_button"), f"new_theme_{ring.id}_save")
    app = open_page(who, DESIRED, ring="new")
    app.text_input(key="new_ring_name").set_value("Klas 4K2")
    press(app, "new_ring_add")
    press(press(app, "ring_privacy_keep_button"), "new_ring_add")
    assert traces(engine) == [("desired", ["name"]), ("desired", ["class_code"])]
    with open_read_session(engine) as session:
        assert rings_of(session, who)[-1].name == "Klas 4K2"


def test_a_name_of_a_person_is_asked_about_and_the_name_of_a_school_is_not(engine: Engine, who: Who) -> None:
    app = open_page(who, SETTINGS)
    app.text_input(key="settings_organisation_new_0").set_value("Johan de Witt College")
    press(app, "settings_organisation_add")
    app.text_input(key="settings_activity_new_0").set_value("Gesprek met juf Marieke")
    press(app, "settings_activity_add")
    assert app.warning
    press(press(app, "settings_activity_add_form_privacy_keep_button"), "settings_activity_add")
    assert traces(engine) == [("activity", ["name"])]
    with open_read_session(engine) as session:
        assert "Johan de Witt College" in [one.name for one in collaborations.list_organisations(session, who)]
        assert [one.name for one in collaborations.list_activities(session, who)] == ["Gesprek met juf Marieke"]


def test_an_import_shows_which_lines_are_marked_and_waits_for_a_decision(engine: Engine, who: Who) -> None:
    app = open_page(who, DATA)
    app.file_uploader[0].set_value(("lijst.csv", FILE.encode(), "text/csv")).run()
    app.radio(key="data_into").set_value("this").run()
    assert "Op **2 regels** staat iets" in texts(app)
    found = next(one.value for one in app.dataframe if "Gemarkeerd" in one.value.columns)
    assert found.values.tolist() == [
        [2, "Marieke", "lijkt een naam"], [4, "Tom", "lijkt een naam"], [4, "Emily", "lijkt een naam"],
    ]  # fmt: skip
    press(app, "data_take_in")
    assert app.warning
    assert traces(engine) == []
    app.checkbox(key="data_privacy_keep").check().run()
    press(app, "data_take_in")
    assert traces(engine) == [("import", ["name"])]
    with open_read_session(engine) as session:
        assert len(session.scalars(select(tables.Observation.id)).all()) == 3


def test_an_import_into_a_collaboration_of_its_own_leaves_the_trace_there(engine: Engine, who: Who) -> None:
    app = open_page(who, DATA)
    app.file_uploader[0].set_value(("lijst.csv", FILE.encode(), "text/csv")).run()
    app.radio(key="data_into").set_value("apart").run()
    app.checkbox(key="data_privacy_keep").check().run()
    press(app, "data_take_in")
    with open_read_session(engine) as session:
        [owner] = session.scalars(select(tables.Overrule.collaboration_id))
        assert owner != who.collaboration_id
        assert session.scalar(select(tables.Observation.collaboration_id).limit(1)) == owner


def test_a_harmless_file_asks_nothing(engine: Engine, who: Who) -> None:
    app = open_page(who, DATA)
    harmless = "\n".join(line for line in FILE.splitlines() if "Juf" not in line and "Tom" not in line)
    app.file_uploader[0].set_value(("lijst.csv", harmless.encode(), "text/csv")).run()
    app.radio(key="data_into").set_value("this").run()
    press(app, "data_take_in")
    assert traces(engine) == []
    with open_read_session(engine) as session:
        assert session.scalar(select(tables.Observation.what)) == "Het rooster is rustiger."


def test_a_change_of_an_observation_is_traced_too(engine: Engine, who: Who) -> None:
    with open_write_session(engine) as session:
        made = make_observation(session, who, state=State.SHARED)
    app = open_page(who, LOGBOOK, o=made)
    next(one for one in app.button if one.label == "Wijzigen").click().run()
    app.text_area(key="logbook_fields_what").set_value("Juf Marieke geeft les.").run()
    press(press(app, "logbook_fields_privacy_keep_button"), "logbook_save")
    assert traces(engine) == [("observation", ["name"])]


def test_settings_tell_who_may_manage_how_often_something_was_left(engine: Engine, who: Who) -> None:
    with open_write_session(engine) as session:
        for reasons in ([PrivacyReason.NAME, PrivacyReason.HEALTH], [PrivacyReason.NAME]):
            overrules.record_overrule(session, who, "observation", reasons, token=token())
        member = make_person(session, who.collaboration_id, Role.MEMBER)
    shown = texts(open_page(who, SETTINGS))
    assert "**2** · lijkt een naam" in shown
    assert "**1** · gaat misschien over gezondheid" in shown
    assert "Wat bleef staan" not in texts(open_page(member, SETTINGS))
