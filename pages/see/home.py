"""Home: the pond in one glance, or the first minute with an empty one."""

import streamlit as st

from impact.access import Act
from pages.see import _answers, _home, _welcome
from pages.ui import view
from pages.ui.here import guard, may, opened
from pages.ui.language import plain

if opened() is None and "c" not in st.query_params:
    _welcome.welcome()
    st.stop()

who = guard()
collaboration = opened()
if collaboration.fictional:
    _home.fictional(who)

st.title(plain(collaboration.name))
if may(who, Act.LOG):
    _home.log_button()
shown = view.view(who, view.Choice())

left, right = st.columns([3, 2], gap="large")
with left:
    _home.discs(who, shown)
with right:
    _answers.show(who)
    _home.news(who)
    _home.to_judge(who)
    _home.rings(who, shown)
    _home.celebrate(who)
