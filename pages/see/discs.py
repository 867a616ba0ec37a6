"""Turning discs: turn the rings, move through time, read what lies on one line."""

import streamlit as st

from pages.see import _discs
from pages.ui import view
from pages.ui.filters import choose_disc_filter
from pages.ui.here import get_open_collaboration, require_access
from pages.ui.language import escape_markdown, t

who = require_access()
st.title(t("discs.title"))
st.caption(t("discs.subtitle", name=escape_markdown(get_open_collaboration().name)))
disc_filter = choose_disc_filter(who)
current_view = view.get_disc_view(who, disc_filter)
_discs.show_empty_notice(who, current_view)
_discs.show_turning_discs(who, current_view)
