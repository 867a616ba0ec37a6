"""Home: the pond in one glance, or the first minute with an empty one."""

import streamlit as st

from impact.access import Act
from pages.see import _answers, _home, _welcome
from pages.ui import view
from pages.ui.here import get_open_collaboration, may, require_access
from pages.ui.language import escape_markdown

if get_open_collaboration() is None and "c" not in st.query_params:
    _welcome.show_welcome()
    st.stop()

who = require_access()
collaboration = get_open_collaboration()
if collaboration.fictional:
    _home.show_example_notice(who)

st.title(escape_markdown(collaboration.name))
if may(who, Act.LOG):
    _home.show_log_button()
current_view = view.get_disc_view(who, view.DiscFilter())

left, right = st.columns([3, 2], gap="large")
with left:
    _home.show_small_discs(who, current_view)
with right:
    _answers.show_disputed_observations(who)
    _home.show_news(who)
    _home.show_judging_link(who)
    _home.show_ring_activity(who, current_view)
    _home.show_held_milestones(who)
