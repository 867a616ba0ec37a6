"""Observation: one sentence and three taps."""

import streamlit as st

from impact.access import Act
from pages.log import _log, _saved
from pages.ui.here import guard, opened
from pages.ui.language import plain, t

who = guard(Act.LOG)
collaboration = opened()

left, _ = st.columns([3, 2])
with left:
    if _saved.waiting():
        _saved.show(who)
    else:
        st.title(t("observation.title"))
        st.caption(plain(collaboration.name))
        _log.ask(who)
