"""One-time tokens: a form keeps its token until it is saved, so a double click writes once."""

from hashlib import sha256
from uuid import uuid4

import streamlit as st


def get_form_token(name: str) -> str:
    """Return the token of this form, the same until the form is saved."""
    token: str = st.session_state.setdefault(f"token_{name}", uuid4().hex)
    return token


def build_content_token(form_token: str, content: object) -> str:
    """Return a token for this content: a repeated click is the same act, a changed text is another."""
    return f"{form_token[:32]}-{sha256(repr(content).encode()).hexdigest()[:31]}"


def drop_form_token(name: str) -> None:
    """Drop the token of a form that was saved, so that the next one gets its own."""
    st.session_state.pop(f"token_{name}", None)
