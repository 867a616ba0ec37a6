"""Opening a screen the way a reader does, without a browser: a database of its own, somebody who is here, and the app."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import streamlit as st
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from streamlit.testing.v1 import AppTest

from db.session import reading, writing
from impact.model import Who
from pages.ui.browser import WAITING
from pages.ui.here import COLLABORATION, PERSON

ROOT = Path(__file__).parent.parent.parent
PATIENCE_S = 30


class Pond:
    """A database to prepare and to look into, and the screens upon it."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @contextmanager
    def act(self) -> Iterator[Session]:
        """One act beside the screens, for instance somebody else's."""
        with writing(self.engine) as session:
            yield session

    @contextmanager
    def look(self) -> Iterator[Session]:
        """A look at what is kept."""
        with reading(self.engine) as session:
            yield session

    def open(self, screen: str, who: Who, **address: str) -> AppTest:
        """This screen ("log/logbook"), opened by this person, with this in the address."""
        st.cache_data.clear()
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=PATIENCE_S)
        app.session_state[WAITING] = {PERSON: who.person_id, COLLABORATION: who.collaboration_id}
        for name, value in address.items():
            app.query_params[name] = value
        app.switch_page(f"pages/{screen}.py")
        return app.run()


def said(app: AppTest) -> str:
    """Everything the screen says, in one text."""
    kinds = (app.title, app.header, app.subheader, app.markdown, app.caption, app.info, app.error, app.warning)
    return "\n".join(str(element.value) for kind in kinds for element in kind)
