"""Messages: what went wrong in the reader's words, and what was done, said once after the next run."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from impact.errors import RimpelError, Unreachable
from impact.words import trouble
from pages.ui.language import language, t

AFTER = "tell_after"
log = logging.getLogger("rimpel")


def in_words(error: RimpelError) -> str:
    """The sentence for this error: what happened, what was kept and what to do."""
    return trouble.in_words(language(), error)


@contextmanager
def catching() -> Iterator[None]:
    """Tell the reader what went wrong, calmly, and go on; what is not ours goes to the log."""
    try:
        yield
    except RimpelError as error:
        if isinstance(error, Unreachable):
            log.exception("the database does not answer")
        st.error(in_words(error), icon=":material/error:")
    except Exception:
        log.exception("something nobody thought of")
        st.error(t("error.unknown"), icon=":material/error:")


def tell_after(key: str, **facts: object) -> None:
    """Say this after the next run, for instance after a rerun or a change of page."""
    st.session_state.setdefault(AFTER, []).append(t(key, **facts))


def tell_now() -> None:
    """Say what was kept for after this run; part of every page."""
    for message in st.session_state.pop(AFTER, []):
        st.toast(message, icon=":material/check_circle:")
