"""What somebody outside sees who was sent a link: one observation, and three ways to answer. No account, no menu."""

import streamlit as st

from pages.log import _outside
from pages.ui import menu

left, _ = st.columns([3, 2])
with left:
    _outside.show_question()
    menu.show_language_choice()
