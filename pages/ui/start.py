"""What every visit begins with: page settings, language, who is here, and the menu; then the page itself."""

from pathlib import Path

import streamlit as st

from pages import SCREENS
from pages.ui import browser, database, here, language, menu, tell

MARK = Path(__file__).parent / "mark.svg"


def run() -> None:
    """One run of the app for one visitor, from the settings of the page to its last line."""
    st.set_page_config(page_title="Rimpel", page_icon=str(MARK), layout="wide")
    language.begin()
    with tell.catching():
        if menu.is_outside():
            page = menu.outside()
        else:
            here.begin()
            page = menu.menu(SCREENS)
            menu.sidebar()
        browser.tell(language.language(), [screen.address for screen in SCREENS])
        tell.tell_now()
        with tell.note_read():
            page.run()
    database.settle()
