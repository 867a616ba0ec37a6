"""The way into a screen: a database of its own, somebody who is here, and the app opened on a page."""

from pathlib import Path

import pytest
import streamlit as st
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from db.engine import URL_SETTING, open_engine
from impact.model import Who
from pages import SCREENS
from pages.ui.browser import PENDING_COOKIES
from pages.ui.language import CHOSEN_LANGUAGE_STATE
from pages.ui.visitor import COLLABORATION_COOKIE, PERSON_COOKIE
from tests.ready import ready_database

APP = str(Path(__file__).parent.parent.parent / "app.py")


def empty_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """An engine on an empty database that the app opens too."""
    address = ready_database(tmp_path / "rimpel.db")
    monkeypatch.setenv(URL_SETTING, address)
    st.cache_resource.clear()
    return open_engine(address)


def open_page(who: Who, page: str, language: str = "nl", **query: str) -> AppTest:
    """The app as this person sees it, opened on this page."""
    app = AppTest.from_file(APP, default_timeout=60)
    app.session_state[PENDING_COOKIES] = {
        PERSON_COOKIE: who.person_id,
        COLLABORATION_COOKIE: who.collaboration_id,
        "rimpel_seen": None,
    }
    app.session_state[CHOSEN_LANGUAGE_STATE] = language
    for name, value in query.items():
        app.query_params[name] = value
    app._page_hash = _get_page_hash(page)
    app.run()
    assert not app.exception
    return app


def _get_page_hash(page: str) -> str:
    """Return what Streamlit knows a page by: its address, which `switch_page` can look up only after a first run."""
    address = next((screen.address for screen in SCREENS if screen.script == page), "")
    # The page without an address of its own, the first, goes by the name of its file.
    return calc_hash(address or Path(page).stem)


def press(app: AppTest, key: str) -> AppTest:
    """Press the button with this key."""
    app.button(key=key).click().run()
    assert not app.exception
    return app


def messages(app: AppTest) -> str:
    """Every error, warning, notice and toast on the page."""
    return "\n".join(one.value for kind in (app.error, app.warning, app.info, app.toast) for one in kind)


def texts(app: AppTest) -> str:
    """Everything that is written on the page."""
    return "\n".join(
        str(one.value) for kind in ("title", "header", "subheader", "markdown", "caption") for one in app.get(kind)
    )
