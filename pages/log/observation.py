"""Observation: one sentence and three taps."""

import streamlit as st

from impact.access import Act
from pages.log import _log, _saved
from pages.ui.here import get_open_collaboration, require_access
from pages.ui.language import escape_markdown, t

who = require_access(Act.LOG)
collaboration = get_open_collaboration()

left, _ = st.columns([3, 2])
with left:
    if _saved.has_saved():
        _saved.show_saved(who)
    else:
        st.title(t("observation.title"))
        st.caption(escape_markdown(collaboration.name))
        _log.show_log_form(who)
