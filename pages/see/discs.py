"""Turning discs: turn the rings, move through time, read what lies on one line."""

import streamlit as st

from pages.see import _discs
from pages.ui import view
from pages.ui.filters import filters
from pages.ui.here import guard, opened
from pages.ui.language import plain, t

who = guard()
st.title(t("discs.title"))
st.caption(t("discs.subtitle", name=plain(opened().name)))
choice = filters(who)
shown = view.view(who, choice)
_discs.empty(who, shown)
_discs.turning(who, shown)
