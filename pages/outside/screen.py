"""What somebody outside sees who was sent a link: one observation, and three ways to answer. No account, no menu."""

import streamlit as st

from pages.outside import question_form
from pages.ui import menu

left, _ = st.columns([3, 2])
with left:
    question_form.show_question()
    menu.show_language_choice()
