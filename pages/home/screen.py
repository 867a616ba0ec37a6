"""The home screen: what is new in the open collaboration, or how to begin when none is open."""

import streamlit as st

from impact.access import Act
from pages.home import overview, welcome
from pages.ui import disc_views
from pages.ui.address import COLLABORATION_PARAMETER
from pages.ui.language import escape_markdown
from pages.ui.visitor import get_current_collaboration, get_open_collaboration, may, require_access

if get_open_collaboration() is None and COLLABORATION_PARAMETER not in st.query_params:
    welcome.show_welcome()
    st.stop()

who = require_access()
collaboration = get_current_collaboration(who)
if collaboration.fictional:
    overview.show_example_notice(who)

st.title(escape_markdown(collaboration.name))
if may(who, Act.LOG):
    overview.show_log_button()
current_view = disc_views.get_disc_view(who, disc_views.DiscFilter())

left, right = st.columns([3, 2], gap="large")
with left:
    overview.show_small_discs(who, current_view)
with right:
    overview.show_disputed_observations(who)
    overview.show_news(who)
    overview.show_judging_link(who)
    overview.show_ring_activity(who, current_view)
    overview.show_held_milestones(who)
