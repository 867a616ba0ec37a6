"""What the tests of bringing in share: choosing a file, and going on step by step."""

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, func, select
from streamlit.testing.v1 import AppTest

from db import tables
from db.session import open_read_session
from impact.model import Who
from tests.pages.doors import open_page, press

FILE = Path(__file__).parent.parent / "data" / "waarnemingen.csv"
PAGE = "pages/data/screen.py"


def opened(who: Who, language: str = "nl") -> AppTest:
    """The Data screen."""
    return open_page(who, PAGE, language)


def give(screen: AppTest, content: bytes, name: str = "lijst.csv") -> AppTest:
    """Choose a file on this screen, and throw away the one that is kept there."""
    if any(one.key == "data_another" for one in screen.button):
        press(screen, "data_another")
    screen.file_uploader[0].set_value((name, content, "text/csv")).run()
    assert not screen.exception
    return screen


def chosen(who: Who, content: bytes | None = None, name: str = "lijst.csv", language: str = "nl") -> AppTest:
    """The Data screen with this file chosen; without one the real observations."""
    return give(opened(who, language), FILE.read_bytes() if content is None else content, name)


def here(screen: AppTest) -> AppTest:
    """Bring it into the collaboration that is open."""
    return _into(screen, "this")


def of_its_own(screen: AppTest) -> AppTest:
    """Bring it into a collaboration of its own."""
    return _into(screen, "apart")


def _into(screen: AppTest, place: str) -> AppTest:
    screen.radio(key="data_into").set_value(place).run()
    assert not screen.exception
    return screen


def take_in(screen: AppTest) -> AppTest:
    """Press the last button."""
    return press(screen, "data_take_in")


def answer(screen: AppTest, label: str, meaning: str) -> AppTest:
    """Say what the word in this question stands for."""
    next(one for one in screen.selectbox if one.label.startswith(label)).set_value(meaning).run()
    assert not screen.exception
    return screen


def questions(screen: AppTest) -> list[str]:
    """The words that wait for an answer."""
    return [one.label for one in screen.selectbox if str(one.key).startswith("data_value_") and one.value is None]


def number(engine: Engine, table: type[tables.Base] = tables.Observation) -> int:
    """How many rows this table holds."""
    with open_read_session(engine) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def texts(screen: AppTest) -> str:
    """Everything that is said on the page."""
    kinds = (
        screen.subheader,
        screen.markdown,
        screen.caption,
        screen.info,
        screen.success,
        screen.warning,
        screen.error,
    )
    return "\n".join(str(one.value) for kind in kinds for one in kind)


def downloads(screen: AppTest) -> list[str]:
    """What can be downloaded here."""
    return [one.proto.label for one in screen.get("download_button")]


def frames(screen: AppTest) -> list[Any]:
    """The tables on the page."""
    return [one.value for one in screen.dataframe]
