"""The observation screen: the form to log one, or the card of the one that was just saved."""

import streamlit as st

from impact.access import Act
from pages.observation import log_form, saved_card
from pages.ui.language import escape_markdown, t
from pages.ui.visitor import get_current_collaboration, require_access

who = require_access(Act.LOG)
collaboration = get_current_collaboration(who)

left, _ = st.columns([3, 2])
with left:
    if saved_card.has_saved():
        saved_card.show_saved(who)
    else:
        st.title(t("common.ask.what"))
        st.caption(escape_markdown(collaboration.name))
        log_form.show_log_form(who)
