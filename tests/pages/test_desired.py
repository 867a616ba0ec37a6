"""Agreeing on the screen: reading along, wishes, wordings, wanted levels, order, rings, two at once, the way back."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from db import desired
from db.session import open_read_session, open_write_session
from impact.access import Role
from impact.model import MAX_RINGS, Ring, Theme, WantedStep, Who
from tests.build import make_observation, make_person, rings_of, token
from tests.pages.doors import messages, open_page, press, texts

PAGE = "pages/desired/screen.py"
PAST, COMING = date(2020, 8, 1), date(2090, 8, 1)


def rings(engine: Engine, who: Who) -> tuple[Ring, ...]:
    with open_read_session(engine) as session:
        return rings_of(session, who)


def first(engine: Engine, who: Who) -> Theme:
    return rings(engine, who)[0].themes[0]


def labels(engine: Engine, who: Who, place: int = 0) -> list[str]:
    return [theme.label for theme in rings(engine, who)[place].themes if not theme.unexpected]


def change(engine: Engine, who: Who) -> AppTest:
    return press(open_page(who, PAGE), f"theme_change_{first(engine, who).id}")


def test_everybody_reads_along_and_only_who_may_agree_has_buttons(engine: Engine, who: Who) -> None:
    for role in (Role.VIEWER, Role.MEMBER):
        with open_write_session(engine) as session:
            person = make_person(session, who.collaboration_id, role)
        app = open_page(person, PAGE)
        assert app.button == []  # type: ignore[comparison-overlap]
        assert "Motivatie" in texts(app)
        assert "Een coördinator legt de afspraken vast" in texts(app)


def test_what_is_wanted_now_and_later_stands_beside_the_wish(engine: Engine, who: Who) -> None:
    theme = first(engine, who)
    with open_write_session(engine) as session:
        desired.change_theme(session, who, replace(theme, wish="Ze willen *zelf*."), version=1)
        desired.set_wanted_level(session, who, theme.id, PAST, 2)
        desired.set_wanted_level(session, who, theme.id, COMING, 3.5)
    shown = texts(open_page(who, PAGE))
    assert "Ze willen \\*zelf\\*\\." in shown
    assert "Gewenst nu: **2** (zichtbaar op meer plekken)" in shown
    assert f"{COMING.year}: **3,5**" in shown


def test_a_ring_is_chosen_and_stands_in_the_address(engine: Engine, who: Who) -> None:
    ring = rings(engine, who)[2]
    app = open_page(who, PAGE)
    app.button_group(key="desired_ring").set_value(ring.id).run()
    assert app.query_params["ring"] == ring.id
    assert app.header[0].value == "Scholen"
    assert open_page(who, PAGE, ring=ring.id).header[0].value == "Scholen"
    assert open_page(who, PAGE, ring="nergens").header[0].value == "Leerlingen en studenten"


def test_a_wish_is_added(engine: Engine, who: Who) -> None:
    ring = rings(engine, who)[0].id
    app = open_page(who, PAGE)
    app.text_input(key=f"new_theme_{ring}_label").set_value("Zelfvertrouwen")
    app.text_area(key=f"new_theme_{ring}_wish").set_value("Leerlingen durven.")
    app.text_input(key=f"new_theme_{ring}_wording_2").set_value("een paar klassen")
    press(app, f"new_theme_{ring}_save")
    made = rings(engine, who)[0].themes[2]
    assert (made.label, made.wish, made.wordings[2]) == ("Zelfvertrouwen", "Leerlingen durven.", "een paar klassen")
    assert app.text_input(key=f"new_theme_{ring}_label").value == ""
    assert "**2** · zichtbaar op meer plekken: een paar klassen" in texts(app)


@pytest.mark.parametrize(
    ("label", "told"), [("motivatie", "Kort: deze naam staat er al. Kies een andere."), (" ", "Kort: vul dit nog in.")]
)
def test_a_label_that_cannot_be_is_told_and_the_text_stays(engine: Engine, who: Who, label: str, told: str) -> None:
    ring = rings(engine, who)[0].id
    app = open_page(who, PAGE)
    app.text_input(key=f"new_theme_{ring}_label").set_value(label)
    app.text_area(key=f"new_theme_{ring}_wish").set_value("Een lange wens die niet weg mag.")
    press(app, f"new_theme_{ring}_save")
    assert messages(app) == told
    assert app.text_area(key=f"new_theme_{ring}_wish").value == "Een lange wens die niet weg mag."
    app.text_input(key=f"new_theme_{ring}_label").set_value("Zelfvertrouwen")
    press(app, f"new_theme_{ring}_save")
    assert rings(engine, who)[0].themes[2].wish == "Een lange wens die niet weg mag."


def test_a_wish_and_its_wordings_are_changed(engine: Engine, who: Who) -> None:
    app = change(engine, who)
    app.text_input(key="desired_open_label").set_value("Motivatie voor het vak")
    app.text_area(key="desired_open_wish").set_value("Ze willen zelf.")
    app.text_input(key="desired_open_wording_4").set_value("staat in het plan")
    press(app, "theme_save")
    now = first(engine, who)
    assert (now.label, now.wish, now.wordings) == (
        "Motivatie voor het vak",
        "Ze willen zelf.",
        ("", "", "", "", "staat in het plan"),
    )
    assert "Opgeslagen." in messages(app)
    assert app.subheader[0].value == "Motivatie voor het vak"


def test_closing_without_saving_changes_nothing(engine: Engine, who: Who) -> None:
    app = change(engine, who)
    app.text_input(key="desired_open_label").set_value("Toch maar niet")
    press(app, "theme_close")
    assert labels(engine, who)[0] == "Motivatie"
    press(app, f"theme_change_{first(engine, who).id}")
    assert app.text_input(key="desired_open_label").value == "Motivatie"


def test_the_second_writer_sees_the_first_text_and_keeps_the_own_one(engine: Engine, who: Who) -> None:
    app = change(engine, who)
    app.text_area(key="desired_open_wish").set_value("Van mij.")
    with open_write_session(engine) as session:
        desired.change_theme(session, who, replace(first(engine, who), wish="Van een ander."), version=1)
    press(app, "theme_save")
    assert "Iemand anders heeft dit intussen gewijzigd" in messages(app)
    assert "Van een ander\\." in texts(app)
    assert app.text_area(key="desired_open_wish").value == "Van mij."
    assert first(engine, who).wish == "Van een ander."
    press(app, "theme_save")
    assert first(engine, who).wish == "Van mij."


def test_the_second_of_two_may_take_what_the_first_wrote(engine: Engine, who: Who) -> None:
    app = change(engine, who)
    app.text_area(key="desired_open_wish").set_value("Van mij.")
    with open_write_session(engine) as session:
        desired.change_theme(session, who, replace(first(engine, who), wish="Van een ander."), version=1)
    press(app, "theme_save")
    press(app, "desired_take_theirs")
    assert app.text_area(key="desired_open_wish").value == "Van een ander."
    press(app, "theme_save")
    assert first(engine, who).wish == "Van een ander."


def test_wanted_levels_are_added_replaced_and_removed(engine: Engine, who: Who) -> None:
    theme = first(engine, who).id
    app = change(engine, who)
    for level in (3.0, 3.5):
        app.date_input(key=f"want_from_{theme}").set_value(COMING)
        app.selectbox(key=f"want_level_{theme}").set_value(level)
        press(app, f"want_save_{theme}")
        assert first(engine, who).wanted == (WantedStep(COMING, level),)
    press(app, f"unwant_{theme}_{COMING}")
    assert first(engine, who).wanted == ()


def test_a_wanted_level_needs_a_level(engine: Engine, who: Who) -> None:
    theme = first(engine, who).id
    app = press(change(engine, who), f"want_save_{theme}")
    assert messages(app) == "Niveau: vul dit nog in."
    assert first(engine, who).wanted == ()


def test_wishes_change_places_by_button(engine: Engine, who: Who) -> None:
    theme = first(engine, who).id
    app = open_page(who, PAGE)
    assert app.button(key=f"move_-1_{theme}_0").disabled
    press(app, f"move_1_{theme}_0")
    assert labels(engine, who) == ["Doorstroom", "Motivatie"]
    assert [one.value for one in app.subheader] == ["Doorstroom", "Motivatie"]


def test_a_wish_is_removed_and_put_back_in_its_place(engine: Engine, who: Who) -> None:
    theme = first(engine, who).id
    app = press(change(engine, who), f"theme_remove_{theme}")
    assert labels(engine, who) == ["Doorstroom"]
    assert "**Motivatie** is weg" in texts(app)
    press(app, "desired_undo")
    assert labels(engine, who) == ["Motivatie", "Doorstroom"]
    assert "Het staat er weer." in messages(app)
    assert "is weg" not in texts(app)


def test_a_wish_with_observations_stays_and_shows_the_way_to_them(engine: Engine, who: Who) -> None:
    theme = first(engine, who).id
    with open_write_session(engine) as session:
        make_observation(session, who, "Leerlingen en studenten")
    app = press(change(engine, who), f"theme_remove_{theme}")
    assert "Dit kan niet weg" in messages(app)
    assert labels(engine, who) == ["Motivatie", "Doorstroom"]
    link = app.get("page_link")[0].proto
    assert f"theme={theme}" in link.query_string


def test_a_ring_is_added_and_asks_for_its_first_wish(engine: Engine, who: Who) -> None:
    app = open_page(who, PAGE, ring="new")
    app.text_input(key="new_ring_name").set_value("Ouders")
    press(app, "new_ring_add")
    assert [ring.name for ring in rings(engine, who)][-1] == "Ouders"
    assert app.header[0].value == "Ouders"
    assert "Begin met één wens" in messages(app)


def test_a_ring_name_that_is_taken_is_told_and_stays_in_its_field(engine: Engine, who: Who) -> None:
    app = open_page(who, PAGE, ring="new")
    app.text_input(key="new_ring_name").set_value("docenten")
    press(app, "new_ring_add")
    assert messages(app) == "Naam van de ring: deze naam staat er al. Kies een andere."
    assert app.text_input(key="new_ring_name").value == "docenten"


def test_a_full_pond_offers_no_new_ring(engine: Engine, who: Who) -> None:
    with open_write_session(engine) as session:
        for number in range(MAX_RINGS - 4):
            desired.add_ring(session, who, f"Ring {number}", token=token())
    app = open_page(who, PAGE, ring="new")
    assert app.header[0].value == "Leerlingen en studenten"
    assert len(app.button_group(key="desired_ring").options) == MAX_RINGS


def test_a_ring_is_renamed_and_moved(engine: Engine, who: Who) -> None:
    ring = rings(engine, who)[0].id
    app = open_page(who, PAGE)
    app.text_input(key=f"ring_name_{ring}").set_value("Jongeren")
    press(app, f"ring_rename_{ring}")
    assert app.header[0].value == "Jongeren"
    press(app, f"ring_move_1_{ring}_0")
    assert [one.name for one in rings(engine, who)][:2] == ["Docenten", "Jongeren"]


def test_the_second_of_two_who_rename_a_ring_is_told_its_name(engine: Engine, who: Who) -> None:
    ring = rings(engine, who)[0].id
    app = open_page(who, PAGE)
    app.text_input(key=f"ring_name_{ring}").set_value("Jongeren")
    with open_write_session(engine) as session:
        desired.rename_ring(session, who, ring, "Studenten", version=1)
    press(app, f"ring_rename_{ring}")
    assert "De ring heet nu: Studenten." in messages(app)
    assert rings(engine, who)[0].name == "Studenten"
    assert app.text_input(key=f"ring_name_{ring}").value == "Jongeren"
    press(app, f"ring_rename_{ring}")
    assert rings(engine, who)[0].name == "Jongeren"


def test_a_ring_is_removed_and_put_back_with_its_wishes(engine: Engine, who: Who) -> None:
    ring = rings(engine, who)[0].id
    app = press(open_page(who, PAGE, ring=ring), f"ring_remove_{ring}")
    assert [one.name for one in rings(engine, who)] == ["Docenten", "Scholen", "Curriculum"]
    press(app, "desired_undo")
    assert rings(engine, who)[0].name == "Leerlingen en studenten"
    assert labels(engine, who) == ["Motivatie", "Doorstroom"]
    assert app.header[0].value == "Leerlingen en studenten"


def test_english_readers_read_english(who: Who) -> None:
    app = open_page(who, PAGE, language="en")
    assert app.title[0].value == "Desired impact"
    assert "No level agreed yet" in texts(app)
