"""The screens on a full disk and where nothing may be written: looking goes on, saving says why it can't."""

from collections.abc import Iterator

import pytest
import streamlit as st
from sqlalchemy import Engine, event

from db.session import open_write_session
from impact.errors import NoRoom
from impact.model import Who
from impact.words import get_text
from pages.ui import database
from tests.build import make_observation
from tests.db.backed import seen
from tests.pages.doors import open_page
from tests.pages.test_observation import typed

LOOKED_AT = ("see/home", "see/discs", "see/stories", "see/timeline", "log/logbook", "agree/desired", "agree/meeting",
             "manage/data", "manage/settings")  # fmt: skip


@pytest.fixture
def screens(engine: Engine) -> Iterator[Engine]:
    """The engine of the screens themselves, let go of afterwards."""
    yield database.get_engine()
    st.cache_resource.clear()


def limit(screens: Engine, pragma: str) -> None:
    """Have SQLite itself refuse what goes beyond this, from the next connection on."""
    event.listen(screens, "connect", lambda connection, _record: connection.execute(f"PRAGMA {pragma}"))
    screens.dispose()


def fill(screens: Engine, who: Who) -> set[str]:
    """Log until not even one more finds room; returns what is there then."""
    for _ in range(1_000):
        try:
            with open_write_session(screens) as session:
                make_observation(session, who, what="Vol. " * 50)
        except NoRoom:
            return seen(screens)
    raise AssertionError("there is no end to the room")


def test_every_screen_shows_what_there_is_where_nothing_may_be_written(
    engine: Engine, screens: Engine, who: Who
) -> None:
    with open_write_session(engine) as session:
        make_observation(session, who, what="Docenten delen lessen.")
    limit(screens, "query_only = ON")
    for page in LOOKED_AT:
        app = open_page(who, f"pages/{page}.py")
        assert not app.error, page
        assert app.title, page


@pytest.mark.parametrize(
    ("pragma", "key"), [("query_only = ON", "error.read_only"), ("max_page_count = 1", "error.no_room")]
)
def test_saving_says_what_is_the_matter_and_what_was_typed_stays(
    engine: Engine, screens: Engine, who: Who, pragma: str, key: str
) -> None:
    sentence = "Docenten delen toetsen. " * 11
    app = typed(engine, who, sentence)
    limit(screens, pragma)
    before = fill(screens, who) if key == "error.no_room" else set()
    app.button(key="save_button").click().run()
    assert [one.value for one in app.error] == [get_text("nl", key)]
    assert app.text_area(key="log_what").value == sentence
    assert seen(engine) == before
