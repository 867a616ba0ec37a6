"""Wherever a chart is drawn, it can be taken along as PNG, SVG and PDF, with its table as CSV."""

from pathlib import Path

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from db import example, people
from db.ripples import links, stories
from db.session import open_read_session, open_write_session
from impact.access import Role
from impact.example import build_example as make_example
from impact.model import Who
from impact.ripples.stories import suggest_paths
from tests.build import TODAY, token
from tests.pages.doors import open_page

PAGES = Path(__file__).parent.parent.parent / "pages"
KINDS = ("png", "svg", "pdf", "csv")


@pytest.fixture
def full(engine: Engine) -> Who:
    """The coordinator of the example."""
    with open_write_session(engine) as session:
        person = people.create_profile(session, "Kim", Role.COORDINATOR)
        return Who(person, example.create_example(session, person, make_example("nl", TODAY), token=token()))


def downloads(app: AppTest, name: str) -> set[str]:
    ids = [one.proto.id for one in app.get("download_button")]
    return {kind for kind in KINDS if any(id_.endswith(f"{name}_{kind}") for id_ in ids)}


@pytest.mark.parametrize(
    ("page", "name", "opened"),
    [
        ("pages/timeline/screen.py", "timeline", {}),
        ("pages/stories/screen.py", "graph", {}),
        ("pages/discs/screen.py", "rimpel-schijven", {"discs_closer": "still"}),
        ("pages/discs/screen.py", "rimpel-door-de-tijd", {"discs_closer": "multiples"}),
        ("pages/discs/screen.py", "rimpel-lijnen", {"discs_closer": "lines"}),
    ],
)
def test_a_chart_can_be_taken_along(full: Who, page: str, name: str, opened: dict[str, object]) -> None:
    app = open_page(full, page)
    for key, value in opened.items():
        app.session_state[key] = value
    assert downloads(app.run(), name) == set(KINDS)


def test_so_can_the_card_of_a_story(engine: Engine, full: Who) -> None:
    with open_write_session(engine) as session:
        path = suggest_paths(links.list_nodes(session, full, linked_only=True), links.list_ripples(session, full))[0]
        story = stories.add_story(session, full, "Zo werkt het door", path, token=token())
    with open_read_session(engine) as session:
        assert stories.get_story(session, full, story).name
    assert downloads(open_page(full, "pages/stories/screen.py", story=story), "verhaal") == set(KINDS)


def test_charts_are_drawn_in_two_places_only() -> None:
    drawing = {file.name for file in PAGES.rglob("*.py") if "vega_lite_chart(" in file.read_text(encoding="utf-8")}
    assert drawing == {"figures.py", "still_discs.py"}
