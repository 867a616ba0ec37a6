"""Meeting: the pack to take along in one click, and what changed and is not known since the last time."""

import streamlit as st

from pages.agree import _meeting_choice, _meeting_news, _meeting_pack
from pages.ui.filters import filters
from pages.ui.here import guard, opened
from pages.ui.language import plain, t

who = guard()
st.title(t("meeting.title"))
st.caption(t("meeting.lead", name=plain(opened().name)))
place = st.container(key="meeting_pack")
with st.expander(t("meeting.choose"), icon=":material/tune:", key="meeting_choice"):
    choice = filters(who)
    wanted = _meeting_choice.wanted(who, choice)
with place:
    _meeting_pack.offer(who, wanted)
_meeting_news.news(who, wanted)
