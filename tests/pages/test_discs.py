"""The discs and the pond as somebody opens them; turning itself is tested in a real browser."""

from datetime import date

import pytest
from sqlalchemy import Engine, select

from db import collaborations, example, tables
from db.ripples import links, stories
from db.session import open_read_session, open_write_session
from impact.access import Role
from impact.example import build_example as make_example
from impact.model import Certainty, Level, RippleKind, Rung, Who
from impact.ripples.stories import StoryPath, StoryPoint
from pages.discs.closer_look import CLOSER_LOOKS
from tests.build import make_observation, make_person, rings_of, token
from tests.db.linking import join
from tests.pages.doors import open_page, texts

PAGE, HOME = "pages/discs/screen.py", "pages/home/screen.py"


def test_without_observations_the_discs_ask_a_question(who: Who) -> None:
    app = open_page(who, PAGE)
    assert "Wat is het eerste dat jullie zagen veranderen?" in texts(app)


def test_the_panel_tells_what_lies_on_the_line(engine: Engine, who: Who) -> None:
    with open_write_session(engine) as session:
        make_observation(session, who, what="Elke week een gezamenlijke les.", level=Level.COMMON_PRACTICE)
    told = texts(open_page(who, PAGE))
    assert "Elke week een gezamenlijke les" in told
    assert "gezien **3**" in told
    assert "nog niet gezien" in told


def test_the_filters_stand_in_the_address_and_unknown_values_fall_back(engine: Engine, who: Who) -> None:
    with open_write_session(engine) as session:
        make_observation(session, who)
    app = open_page(who, PAGE, window="3", state="confirmed", org="nobody")
    assert app.selectbox(key="discs_window").value == "3"
    assert app.selectbox(key="discs_state").value == "confirmed"
    assert app.selectbox(key="discs_org").value == "all"
    assert "Met deze filters is er niets te zien" in texts(app)


def test_a_link_with_nonsense_opens_the_discs_all_the_same(engine: Engine, who: Who) -> None:
    with open_write_session(engine) as session:
        make_observation(session, who)
    app = open_page(who, PAGE, month="2026-13", line="x,y", window="-1")
    assert not app.exception
    assert not app.error


def test_line_up_tells_the_strongest_chain(engine: Engine, who: Who) -> None:
    with open_write_session(engine) as session:
        cause = make_observation(session, who, what="De stad geeft geld.", ring="Scholen", seen_on=date(2026, 3, 2))
        effect = make_observation(session, who, what="Er is tijd om te maken.", rung=Rung.DOCUMENT)
        links.add_ripple(
            session,
            who,
            effect,
            kind=RippleKind.MAKES_POSSIBLE,
            certainty=Certainty.PLAUSIBLE,
            cause_observation_id=cause,
            token=token(),
        )
    app = open_page(who, PAGE)
    app.button(key="line_up").click().run()
    told = texts(app)
    assert told.index("De stad geeft geld") < told.rindex("Er is tijd om te maken")
    assert "maakt mogelijk" in told


@pytest.fixture
def path(engine: Engine, who: Who) -> StoryPath:
    """Two observations of this autumn in two rings, and the ripple between them."""
    with open_write_session(engine) as session:
        cause = make_observation(session, who, what="De stad geeft geld.", ring="Scholen", seen_on=date(2026, 9, 2))
        effect = make_observation(session, who, what="Er is tijd om te maken.", seen_on=date(2026, 10, 2))
        join(session, who, effect, cause)
    return StoryPoint(cause), StoryPoint(effect)


def test_the_discs_line_up_to_a_kept_story_in_the_month_of_its_last_step(
    engine: Engine, who: Who, path: StoryPath
) -> None:
    with open_write_session(engine) as session:
        kept = stories.add_story(session, who, "Geld wordt *tijd*", path, token=token())
        make_observation(session, who, ring="Curriculum")
        themes = {ring.id: ring.themes[0].id for ring in rings_of(session, who) if ring.name in ("Scholen", "Docenten")}
    app = open_page(who, PAGE)
    app.selectbox(key="line_choice").set_value(kept)
    app.button(key="line_up").click().run()
    lined_up = app.session_state["discs_line_up"]
    assert lined_up.themes == themes
    assert app.query_params["month"] == "2026-10"
    assert "Geld wordt \\*tijd\\*" in app.expander[0].label
    told = texts(app)
    assert told.index("De stad geeft geld") < told.rindex("Er is tijd om te maken")


def test_without_stories_there_is_nothing_to_choose(who: Who, path: StoryPath) -> None:
    app = open_page(who, PAGE)
    assert "line_choice" not in [one.key for one in app.selectbox]
    app.button(key="line_up").click().run()
    assert "De stad geeft geld" in texts(app)


def test_a_story_that_is_gone_leaves_the_choice(engine: Engine, who: Who, path: StoryPath) -> None:
    with open_write_session(engine) as session:
        kept = stories.add_story(session, who, "Geld wordt tijd", path, token=token())
        stories.add_story(session, who, "Nog een", path, token=token())
    app = open_page(who, PAGE)
    app.selectbox(key="line_choice").set_value(kept).run()
    with open_write_session(engine) as session:
        stories.remove_story(session, who, kept)
    app.run()
    assert app.selectbox(key="line_choice").value == ""
    assert not app.exception


def test_what_lies_on_the_line_is_kept_as_a_story_from_the_panel(engine: Engine, who: Who, path: StoryPath) -> None:
    app = open_page(who, PAGE)
    key = "story_" + "_".join(one.observation_id or "" for one in path)
    assert app.text_input(key=f"{key}_name").value == "Er is tijd om te maken"
    app.text_input(key=f"{key}_name").set_value("Geld wordt tijd")
    app.button(key=f"{key}_keep").click().run()
    with open_read_session(engine) as session:
        (story,) = stories.list_stories(session, who)
    assert (story.name, story.path) == ("Geld wordt tijd", path)
    assert f"{key}_keep" not in [one.key for one in app.button]
    assert any("Geld wordt tijd" in one.label for one in app.get("page_link"))


def test_a_ripple_is_linked_from_the_reading_panel(engine: Engine, who: Who, path: StoryPath) -> None:
    with open_write_session(engine) as session:
        late = make_observation(session, who, what="Lessen sluiten aan.", ring="Curriculum", seen_on=date(2026, 11, 2))
    app = open_page(who, PAGE)
    assert "earlier_cause" not in [one.key for one in app.radio]
    app.session_state["panel_link"] = True
    app.run()
    app.selectbox(key="panel_link_which").set_value(late).run()
    assert "Kwam dit voort uit iets eerders?" not in [one.value for one in app.header]  # the box says so already
    app.radio(key="earlier_cause").set_value(path[1].observation_id).run()
    app.button(key="ripple_save").click().run()
    assert not app.exception
    with open_read_session(engine) as session:
        causes, _ = links.list_ripples_around(session, who, late)
    assert [told.ripple.cause_observation_id for told in causes] == [path[1].observation_id]


def test_a_viewer_keeps_and_links_nothing_on_the_discs(engine: Engine, who: Who, path: StoryPath) -> None:
    with open_write_session(engine) as session:
        viewer = make_person(session, who.collaboration_id, Role.VIEWER)
    app = open_page(viewer, PAGE)
    assert [one.key for one in app.button if one.key and one.key.startswith("story_")] == []
    assert "Kwam dit voort uit iets eerders?" not in [one.label for one in app.expander]


@pytest.mark.parametrize("chosen", CLOSER_LOOKS)
def test_every_closer_look_opens(engine: Engine, chosen: str) -> None:
    who = _planted(engine)
    app = open_page(who, PAGE)
    app.button_group(key="discs_closer").set_value(chosen).run()
    assert not app.exception
    assert not app.error


def test_the_computation_names_the_sum_of_the_sector(engine: Engine, who: Who) -> None:
    with open_write_session(engine) as session:
        make_observation(session, who, level=Level.ANCHORED, rung=Rung.DOCUMENT)
        make_observation(session, who, level=Level.FIRST_SIGNS, rung=Rung.SEEN_MYSELF)
        theme = next(ring for ring in rings_of(session, who) if ring.name == "Docenten").themes[0]
    app = open_page(who, PAGE)
    app.button_group(key="discs_closer").set_value("computed").run()
    app.selectbox(key="discs_behind").set_value(theme.id).run()
    assert "**3**" in texts(app)  # (4·4 + 2·1) / (4 + 2)


def _planted(engine: Engine) -> Who:
    with open_write_session(engine) as session:
        person = make_person(session, role=Role.COORDINATOR)
        made = example.create_example(session, person.person_id, make_example("nl", date(2026, 11, 15)), token=token())
    return Who(person.person_id, made)


def test_an_empty_pond_offers_an_example_and_a_start_of_our_own(engine: Engine) -> None:
    app = open_page(Who("", ""), HOME)
    assert app.button(key="look_at_example").label == "Voorbeeld bekijken"
    app.button(key="look_at_example").click().run()
    with open_read_session(engine) as session:
        (found,) = collaborations.list_collaborations(session)
    assert found.fictional
    assert "Fictief" in app.title[0].value


def test_the_example_goes_away_in_one_click(engine: Engine) -> None:
    app = open_page(_planted(engine), HOME)
    app.button(key="remove_example").click().run()
    with open_read_session(engine) as session:
        assert collaborations.list_collaborations(session) == ()
        assert session.scalars(select(tables.Observation)).all() == []
    assert app.title[0].value == "Welkom bij Rimpel"


def test_our_own_starts_with_a_name_organisations_rings_and_wishes(engine: Engine) -> None:
    app = open_page(Who("", ""), HOME)
    app.button(key="start_our_own").click().run()
    app.text_input(key="own_person").set_value("Sam")
    app.text_input(key="own_name").set_value("Leerroute Zorg")
    app.text_area(key="own_organisations").set_value("Vakcollege\nROC\n\n")
    app.text_input(key="own_ring_3").set_value("")
    app.text_input(key="own_wish_0").set_value("Doorstroom")
    app.button(key="own_start").click().run()
    with open_read_session(engine) as session:
        (made,) = collaborations.list_collaborations(session)
        who = Who(session.scalars(select(tables.Person.id)).one(), made.id)
        assert [ring.name for ring in rings_of(session, who)] == ["Leerlingen en studenten", "Docenten", "Scholen"]
        assert [theme.label for theme in rings_of(session, who)[0].themes] == ["Doorstroom", "Onverwacht"]
        assert len(collaborations.list_organisations(session, who)) == 2
    assert app.title[0].value == "Leerroute Zorg"


def test_a_start_without_a_name_keeps_what_was_typed_and_makes_nobody(engine: Engine) -> None:
    app = open_page(Who("", ""), HOME)
    app.button(key="start_our_own").click().run()
    app.text_input(key="own_person").set_value("Sam")
    app.text_input(key="own_wish_0").set_value("Doorstroom")
    app.button(key="own_start").click().run()
    assert app.error
    assert app.text_input(key="own_wish_0").value == "Doorstroom"
    with open_read_session(engine) as session:
        assert session.scalars(select(tables.Person)).all() == []
