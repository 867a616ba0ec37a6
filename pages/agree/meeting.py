"""Meeting: the pack to take along in one click, and what changed and is not known since the last time."""

import streamlit as st

from pages.agree import _meeting_choice, _meeting_news, _meeting_pack
from pages.ui.filters import choose_disc_filter
from pages.ui.here import get_open_collaboration, require_access
from pages.ui.language import escape_markdown, t

who = require_access()
st.title(t("meeting.title"))
st.caption(t("meeting.lead", name=escape_markdown(get_open_collaboration().name)))
pack_container = st.container(key="meeting_pack")
with st.expander(t("meeting.choose"), icon=":material/tune:", key="meeting_choice"):
    view_filters = choose_disc_filter(who)
    choices = _meeting_choice.ask_for_choices(who, view_filters)
with pack_container:
    _meeting_pack.show_pack_downloads(who, choices)
_meeting_news.show_talking_points(who, choices)
