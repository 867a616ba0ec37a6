"""Messages: what went wrong in the reader's words, and what was done, said once after the next run."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import uuid4

import streamlit as st
from streamlit.runtime.scriptrunner_utils.exceptions import RerunException

from impact.errors import RimpelError, Unreachable
from impact.words import error_text
from pages.ui import browser
from pages.ui.language import get_language, t

PENDING_TOASTS, UNREAD_ERRORS = "tell_after", "tell_unread"
log = logging.getLogger("rimpel")


def describe_error(error: RimpelError) -> str:
    """Return the sentence for this error: what happened, what was saved and what to do."""
    return error_text.describe_error(get_language(), error)


class NotSavedYet(Exception):
    """Raised by an act that first wants a decision of the writer; what was typed stays in the form."""

    def __init__(self, text_key: str, icon: str) -> None:
        super().__init__(text_key)
        self.text_key, self.icon = text_key, icon


@dataclass
class CaughtError:
    """What went wrong while catching, in words; empty when nothing did."""

    text: str = ""


@contextmanager
def show_errors() -> Iterator[CaughtError]:
    """Show errors to the reader and go on with the page; an unexpected one also goes to the log."""
    caught = CaughtError()
    try:
        yield caught
    except RimpelError as error:
        if isinstance(error, Unreachable):
            log.exception("the database does not answer")
        caught.text = describe_error(error)
    except NotSavedYet as pause:
        st.warning(t(pause.text_key), icon=pause.icon)
    except Exception:
        log.exception("something nobody thought of")
        caught.text = t("error.unknown")
    if caught.text:
        st.session_state.setdefault(UNREAD_ERRORS, []).append(caught.text)
        st.error(caught.text, icon=":material/error:")


def toast_after_rerun(key: str, **facts: object) -> None:
    """Show this text after the next run, for instance after a rerun or a change of page."""
    st.session_state.setdefault(PENDING_TOASTS, []).append(t(key, **facts))


def show_pending_messages() -> None:
    """Show what waited for this run, and errors of a run that was cut off; every page calls this."""
    for message in st.session_state.pop(PENDING_TOASTS, []):
        st.toast(message, icon=":material/check_circle:", duration="long")
    unread = st.session_state.pop(UNREAD_ERRORS, [])
    if not unread:
        return
    with st.container(key="unread"):
        browser.bring_into_view(uuid4().hex)
        for message in dict.fromkeys(unread):
            st.error(message, icon=":material/error:")


@contextmanager
def clear_read_errors() -> Iterator[None]:
    """Run a page, and forget its errors at its end: they were read, unless another run cut it off."""
    # Emptied in place: once a page was stopped, its state can be asked for no more.
    unread: list[str] = st.session_state.setdefault(UNREAD_ERRORS, [])
    try:
        yield
    except RerunException:
        raise
    except BaseException:
        unread.clear()
        raise
    unread.clear()
