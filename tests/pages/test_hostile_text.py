"""Every screen on a collaboration of which every text in the rows is hostile: it opens, and nothing is carried out."""

import pytest
from sqlalchemy import Engine, select

from db import tables
from db.observations import witness
from db.session import open_write_session
from pages import OUTSIDE_SCREEN, SCREENS
from pages.ui.address import LINK_SECRET_PARAMETER
from tests.build import TODAY, token
from tests.hostile import active_in
from tests.hostile_acts import ACTS, Texts, World, make_world
from tests.hostile_rows import fill_rows
from tests.pages.bringing import chosen, here, questions
from tests.pages.doors import open_page
from tests.test_hostile_import import FILE_NAME, as_text, make_cells
from tests.test_hostile_text import columns


@pytest.fixture
def world(engine: Engine) -> World:
    """A collaboration of which every text was made hostile in the rows themselves."""
    with open_write_session(engine) as session:
        made, take = make_world(session), Texts(9)
        for act in ACTS.values():
            act(session, made, take)
    fill_rows(engine, list(columns()))
    return made


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_screen_shows_hostile_text_as_it_was_typed(engine: Engine, world: World, language: str) -> None:
    with open_write_session(engine) as session:
        story = session.scalars(select(tables.Story.id)).first()
        changed = session.scalars(select(tables.Change.observation_id).order_by(tables.Change.number.desc())).first()
        asked = witness.create_witness_link(session, world.who, world.cause, "begeleider", TODAY, TODAY, token=token())
    visits: list[tuple[str, dict[str, str]]] = [(screen.script, {}) for screen in SCREENS]
    visits += [("pages/logbook/screen.py", {"view": view}) for view in ("review", "bin")]
    visits += [("pages/logbook/screen.py", {"o": one}) for one in (world.effect, str(changed))]
    visits += [
        ("pages/stories/screen.py", {"story": str(story)}),
        (OUTSIDE_SCREEN.script, {LINK_SECRET_PARAMETER: asked.secret}),
    ]
    for page, address in visits:
        app = open_page(world.who, page, language, **address)
        assert active_in(app) == [], (page, address)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_hostile_list_is_shown_as_it_was_typed_while_it_is_brought_in(engine: Engine, language: str) -> None:
    with open_write_session(engine) as session:
        who = make_world(session).who
    screen = here(chosen(who, as_text(make_cells()), FILE_NAME, language))
    assert any("evil" in question for question in questions(screen))
    assert active_in(screen) == []
