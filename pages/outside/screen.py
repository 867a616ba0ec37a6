"""The screen for a witness, who comes by a link: one observation and the form to answer, without account or menu."""

import streamlit as st

from pages.outside import question_form
from pages.ui import menu

left, _ = st.columns([3, 2])
with left:
    question_form.show_question()
    menu.show_language_choice()
