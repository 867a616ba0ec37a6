"""The screen with the turning discs: turn the rings, move through time, and read what lies on the reading line."""

import streamlit as st

from pages.discs import live_discs
from pages.ui import disc_views
from pages.ui.disc_filters import choose_disc_filter
from pages.ui.language import escape_markdown, t
from pages.ui.visitor import get_current_collaboration, require_access

who = require_access()
st.title(t("screen.discs"))
st.caption(t("discs.subtitle", name=escape_markdown(get_current_collaboration(who).name)))
disc_filter = choose_disc_filter(who)
current_view = disc_views.get_disc_view(who, disc_filter)
live_discs.show_empty_notice(who, current_view)
live_discs.show_turning_discs(who, current_view)
