"""Removing the collaboration: says what goes, and asks for its name first; a fictional one goes in one click."""

from dataclasses import asdict

import streamlit as st

from db import collaborations
from impact.model import Collaboration, Who
from impact.observation.observation_rules import clean_line
from pages.ui import browser
from pages.ui.database import clear_erased_remains, read_session, write_session
from pages.ui.language import escape_markdown, t, tn
from pages.ui.messages import show_errors, toast_after_rerun

TYPED_NAME_KEY = "settings_end_name"


def show_collaboration_removal(who: Who, collaboration: Collaboration) -> None:
    """The last section: take the whole collaboration away."""
    st.header(t("settings.end_title"))
    if collaboration.fictional:
        st.write(t("settings.end_example"))
        if st.button(t("common.remove_example"), icon=":material/delete:", key="settings_end_example"):
            with show_errors():
                _remove_collaboration(who)
        return
    st.write(t("settings.end_text", name=escape_markdown(collaboration.name), what=_format_possessions(who)))
    with st.form("settings_end", enter_to_submit=False):
        typed_name = st.text_input(
            t("settings.end_type", name=escape_markdown(collaboration.name)), max_chars=120, key=TYPED_NAME_KEY
        )
        is_confirmed = st.form_submit_button(
            t("settings.end_button"), icon=":material/delete_forever:", key="settings_end_go"
        )
    if not is_confirmed:
        return
    if clean_line(typed_name) != collaboration.name:
        st.error(t("settings.end_other_name"), icon=":material/error:")
        return
    with show_errors():
        _remove_collaboration(who)


def _format_possessions(who: Who) -> str:
    with read_session() as session:
        count_by_kind = asdict(collaborations.count_owned(session, who))
    return ", ".join(tn(f"common.count.{name}", n) for name, n in count_by_kind.items() if n)


def _remove_collaboration(who: Who) -> None:
    with write_session() as session:
        collaborations.remove_collaboration(session, who)
    clear_erased_remains()
    st.query_params.clear()
    browser.scroll_to_top()
    toast_after_rerun("settings.end_done")
    st.switch_page("pages/home/screen.py")
