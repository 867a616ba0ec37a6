"""Uploaded files that are read once, and not again at every run of the page."""

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from impact.errors import RimpelError, Unreachable

Content = TypeVar("Content")


def read_upload_once(state_key: str, file_id: str, read: Callable[[], Content]) -> Content | RimpelError:
    """Return what `read` makes of this upload, or why it cannot; kept under this key until another file is chosen."""
    cached_result = st.session_state.get(state_key)
    if cached_result is None or cached_result[0] != file_id:
        try:
            cached_result = (file_id, read())
        except Unreachable as error:
            return error  # the server lacks room or its database: the same file may be read at the next run
        except RimpelError as error:
            cached_result = (file_id, error)
        st.session_state[state_key] = cached_result
    content: Content | RimpelError = cached_result[1]
    return content
