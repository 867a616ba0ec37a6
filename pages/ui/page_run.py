"""What every visit begins with: page settings, language, who is here, and the menu; then the page itself."""

from pathlib import Path

import streamlit as st

from pages import SCREENS
from pages.ui import browser, database, language, menu, messages, visitor

APP_ICON = Path(__file__).parent / "mark.svg"


def run_page() -> None:
    """Run the app once for one visitor, from the page settings to the end of the page."""
    st.set_page_config(page_title="Rimpel", page_icon=str(APP_ICON), layout="wide")
    language.load_language()
    with messages.show_errors():
        if menu.is_outside_visit():
            page = menu.build_outside_navigation()
        else:
            visitor.identify_visitor()
            page = menu.build_navigation(SCREENS)
            menu.show_sidebar()
        browser.update_browser(language.get_language(), [screen.address for screen in SCREENS])
        messages.show_pending_messages()
        with messages.clear_read_errors():
            page.run()
    database.freeze_after_startup()
