"""The card that says what was just removed, with a button to put it back."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st


@contextmanager
def show_undo_card(text: str, label: str, key: str, button_key: str) -> Iterator[bool]:
    """Show the card with this Markdown text; gives whether its button was pressed, and keeps errors inside the card."""
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=key):
        st.markdown(text)
        yield st.button(label, icon=":material/undo:", key=button_key)
