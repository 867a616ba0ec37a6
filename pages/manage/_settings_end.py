"""Removing the collaboration: says what goes, and asks for its name first; a fictional one goes in one click."""

from dataclasses import asdict

import streamlit as st

from db import collaborations
from impact.model import Collaboration, Who
from impact.observe import one_line
from pages.ui import browser
from pages.ui.database import act, clear_up, look
from pages.ui.language import plain, t, tn
from pages.ui.tell import catching, tell_after

TYPED = "settings_end_name"


def remove(who: Who, collaboration: Collaboration) -> None:
    """The last section: take the whole collaboration away."""
    st.header(t("settings.end_title"))
    if collaboration.fictional:
        st.write(t("settings.end_example"))
        if st.button(t("settings.end_example_button"), icon=":material/delete:", key="settings_end_example"):
            with catching():
                _remove(who)
        return
    st.write(t("settings.end_text", name=plain(collaboration.name), what=_what_goes(who)))
    with st.form("settings_end", enter_to_submit=False):
        typed = st.text_input(t("settings.end_type", name=plain(collaboration.name)), max_chars=120, key=TYPED)
        sure = st.form_submit_button(t("settings.end_button"), icon=":material/delete_forever:", key="settings_end_go")
    if not sure:
        return
    if one_line(typed) != collaboration.name:
        st.error(t("settings.end_other_name"), icon=":material/error:")
        return
    with catching():
        _remove(who)


def _what_goes(who: Who) -> str:
    with look() as session:
        owned = asdict(collaborations.possessions(session, who))
    return ", ".join(tn(f"settings.own.{name}", n) for name, n in owned.items() if n)


def _remove(who: Who) -> None:
    with act() as session:
        collaborations.remove(session, who)
    clear_up()
    st.query_params.clear()
    browser.to_top()
    tell_after("settings.end_done")
    st.switch_page("pages/see/home.py")
