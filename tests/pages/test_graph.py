"""The ripple graph as somebody uses it: looking, narrowing, and finding what is loose to link it."""

import json
from datetime import date

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from db.observations import records
from db.session import open_read_session, open_write_session
from impact.access import Role
from impact.model import State, Who
from impact.ripples import graph
from pages.stories import ripple_graph
from pages.ui.language import escape_markdown
from tests.build import make_collaboration, make_observation, make_person, rings_of
from tests.db.linking import join, stone, two
from tests.pages.doors import messages, open_page, texts

PAGE = "pages/stories/screen.py"
LOOSE = "Niemand weet waar *dit* vandaan kwam."


@pytest.fixture
def linked(engine: Engine, who: Who) -> tuple[str, str, str]:
    """An activity that leads to one observation and that to another, and a loose one; their ids."""
    with open_write_session(engine) as session:
        cause, effect = two(session, who, what="De school maakt een eigen rooster.")
        join(session, who, cause, cause_activity_id=stone(session, who))
        join(session, who, effect, cause, why="De lessen liepen in elkaar over.")
        return cause, effect, make_observation(session, who, "Scholen", what=LOOSE, seen_on=date(2025, 11, 1))


def picture(app: AppTest) -> str:
    """The spec of the graph as it is sent."""
    found = [one.proto for one in app.get("vega_lite_chart") + app.get("arrow_vega_lite_chart")]
    return next((one.spec for one in found if "triangle-right" in one.spec or "circle" in one.spec), "")


def links(app: AppTest) -> list[str]:
    return [one.proto.label for one in app.get("page_link") if "link" in one.proto.icon]


def test_the_graph_shows_ripples_and_what_is_loose(who: Who, linked: tuple[str, str, str]) -> None:
    app = open_page(who, PAGE)
    assert "3 waarnemingen · 2 rimpels · 1 losse waarneming" in texts(app)
    assert "Docentstages" in picture(app)
    assert "De lessen liepen in elkaar over." in picture(app)
    assert LOOSE in str(json.loads(picture(app))["layer"])


def test_a_loose_observation_is_one_tap_away_from_the_logbook(who: Who, linked: tuple[str, str, str]) -> None:
    app = open_page(who, PAGE)
    (label,) = links(app)
    assert label.startswith(escape_markdown(LOOSE))
    (link,) = [one.proto for one in app.get("page_link") if one.proto.label == label]
    assert f"o={linked[2]}" in link.query_string


def test_the_reader_narrows_it_to_a_ring_or_a_part(engine: Engine, who: Who, linked: tuple[str, str, str]) -> None:
    with open_read_session(engine) as session:
        schools = next(ring.id for ring in rings_of(session, who) if ring.name == "Scholen")
    app = open_page(who, PAGE)
    app.button_group(key="graph_ring").set_value(schools).run()
    assert "1 waarneming · 0 rimpels · 1 losse waarneming" in texts(app)
    app.button_group(key="graph_shown").set_value("linked").run()
    assert "Met deze filters is er niets te zien" in messages(app)
    app.button_group(key="graph_ring").set_value(None).run()
    assert "2 waarnemingen · 2 rimpels · 0 losse waarnemingen" in texts(app)
    assert links(app) == []


def test_the_reader_narrows_it_to_a_period(who: Who, linked: tuple[str, str, str]) -> None:
    app = open_page(who, PAGE)
    slider = next(one for one in app.select_slider if one.key and one.key.startswith("graph_period"))
    slider.set_range(date(2025, 10, 1), date(2026, 1, 1)).run()
    assert "2 waarnemingen · 1 rimpel · 1 losse waarneming" in texts(app)


def test_one_observation_is_looked_around_by_choosing_it(who: Who, linked: tuple[str, str, str]) -> None:
    app = open_page(who, PAGE)
    app.selectbox(key="graph_around").set_value(linked[1]).run()
    assert "2 waarnemingen · 2 rimpels · 0 losse waarnemingen" in texts(app)


def test_a_link_opens_the_graph_around_a_known_observation(who: Who, linked: tuple[str, str, str]) -> None:
    assert open_page(who, PAGE, around=linked[1]).selectbox(key="graph_around").value == linked[1]
    assert "3 waarnemingen" in texts(open_page(who, PAGE, around="nobody"))


def test_what_was_chosen_and_is_withdrawn_since_is_let_go(
    engine: Engine, who: Who, linked: tuple[str, str, str]
) -> None:
    app = open_page(who, PAGE)
    app.selectbox(key="graph_around").set_value(linked[1]).run()
    with open_write_session(engine) as session:
        records.judge_observation(session, who, linked[1], State.WITHDRAWN, version=1, reason="Dubbel")
    app.run()
    assert app.selectbox(key="graph_around").value is None
    assert "2 waarnemingen · 1 rimpel · 1 losse waarneming" in texts(app)


def test_very_many_ripples_are_bundled_and_the_screen_says_so(
    who: Who, linked: tuple[str, str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(graph, "MAX_SINGLE_RIPPLES", 1)
    monkeypatch.setattr(graph, "MAX_BUNDLED_LINES", 1)
    monkeypatch.setattr(ripple_graph, "MAX_OFFERED_OBSERVATIONS", 1)
    app = open_page(who, PAGE)
    assert "2 rimpels, gebundeld per ring en jaar." in messages(app)
    app.text_input(key="graph_search").set_value("tweede dag").run()
    app.radio(key="graph_hit").set_value(linked[0]).run()
    assert app.selectbox(key="graph_around").value == linked[0]
    assert "gebundeld" not in messages(app)


def test_an_empty_collaboration_is_asked_a_question(who: Who) -> None:
    assert "Nog geen waarnemingen. Wat hebben jullie al gezien?" in messages(open_page(who, PAGE))


def test_somebody_who_only_looks_sees_the_same(engine: Engine, who: Who, linked: tuple[str, str, str]) -> None:
    with open_write_session(engine) as session:
        viewer = make_person(session, who.collaboration_id, Role.VIEWER)
    assert "3 observations · 2 ripples · 1 loose observation" in texts(open_page(viewer, PAGE, "en"))


def test_another_collaboration_has_a_graph_of_its_own(engine: Engine, linked: tuple[str, str, str]) -> None:
    with open_write_session(engine) as session:
        other = make_collaboration(session, name="Een andere")
        make_observation(session, other, what="Van een ander")
    assert "1 waarneming · 0 rimpels · 1 losse waarneming" in texts(open_page(other, PAGE))
