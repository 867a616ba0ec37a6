"""Messages: what went wrong in the reader's words, and what was done, said once after the next run."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

from impact.errors import Invalid, RimpelError
from impact.words import catalogue
from pages.ui.language import language, t

AFTER = "tell_after"
log = logging.getLogger("rimpel")


def in_words(error: RimpelError) -> str:
    """The sentence for this error: what happened, what was kept and what to do."""
    if isinstance(error, Invalid):
        field = f"error.field.{error.facts.get('field')}"
        named = t(field) if field in catalogue(language()) else ""
        facts = {name: value for name, value in error.facts.items() if name not in ("field", "reason")}
        return t(f"error.invalid.{error.facts['reason']}", **facts | {"named": named}).strip()
    return t(f"error.{error.key}", **error.facts)


@contextmanager
def catching() -> Iterator[None]:
    """Tell the reader what went wrong, calmly, and go on; what is not ours goes to the log."""
    try:
        yield
    except RimpelError as error:
        st.error(in_words(error), icon=":material/error:")
    except SQLAlchemyError:
        log.exception("the database did not answer as it should")
        st.error(t("error.unknown"), icon=":material/error:")


def tell_after(key: str, **facts: object) -> None:
    """Say this after the next run, for instance after a rerun or a change of page."""
    st.session_state.setdefault(AFTER, []).append(t(key, **facts))


def tell_now() -> None:
    """Say what was kept for after this run; part of every page."""
    for message in st.session_state.pop(AFTER, []):
        st.toast(message, icon=":material/check_circle:")
