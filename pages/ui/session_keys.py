"""Removing what a form keeps in the session."""

import streamlit as st


def clear_session_keys(*prefixes: str) -> None:
    """Remove everything the session holds under a key that begins with one of these prefixes."""
    # Listed first: a dictionary may not shrink while it is walked through.
    for name in [name for name in st.session_state if str(name).startswith(prefixes)]:
        del st.session_state[name]
