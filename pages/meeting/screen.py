"""The meeting screen: the pack to download, and what changed or is unknown since the last meeting."""

import streamlit as st

from pages.meeting import pack_choices, pack_download, talking_points
from pages.ui.disc_filters import choose_disc_filter
from pages.ui.language import escape_markdown, t
from pages.ui.visitor import get_current_collaboration, require_access

who = require_access()
st.title(t("screen.meeting"))
st.caption(t("meeting.lead", name=escape_markdown(get_current_collaboration(who).name)))
pack_container = st.container(key="meeting_pack")
with st.expander(t("meeting.choose"), icon=":material/tune:", key="meeting_choice"):
    view_filters = choose_disc_filter(who)
    choices = pack_choices.ask_for_choices(who, view_filters)
with pack_container:
    pack_download.show_pack_downloads(who, choices)
talking_points.show_talking_points(who, choices)
