"""Saving what somebody typed: one act in which the texts are checked, written, and the page started anew.

A screen saves in this form, and no other:

    if save_clicked:
        with show_errors():
            with saving(who, [name], key, "desired") as session:
                desired.add_ring(session, who, name, token=get_form_token(key))
            finish_saving("desired.added", token_name=key)

What changes no text of the writer (a judgement without a reason, removing something) needs only `write_session`.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import NoReturn

import streamlit as st

from db.session import Session
from impact.model import Who
from pages.ui import privacy_check
from pages.ui.database import write_session
from pages.ui.form_token import drop_form_token
from pages.ui.messages import NotSavedYet, toast_after_rerun


@contextmanager
def saving(
    who: Who | None, texts: Sequence[str], key: str, area: str, *, around: AbstractContextManager[None] | None = None
) -> Iterator[Session]:
    """Open a session for one act that saves these texts; when it ends everything is written, or nothing.

    `key` is the one the privacy warning of the form was shown under; `area` names the kind of text in the record of
    warnings that were put aside. `around` is entered once the texts may be saved, and left after everything is
    written: files are stored in it. Without `who`, for somebody outside who answers by a link, no such record is made.
    Raises `NotSavedYet` when a text points to a person and the writer has not decided to keep it.
    """
    if not privacy_check.is_clear(texts, key):
        raise NotSavedYet("privacy.before_saving", ":material/shield:")
    with around or nullcontext(), write_session() as session:
        yield session
        # In the same act as the texts, so that the decision is never on record without them, or they without it.
        if who is not None:
            privacy_check.record_override(session, who, texts, key, area)


def finish_saving(
    toast_key: str | None = None, /, *, token_name: str | None = None, state_keys: Iterable[str] = (), **facts: object
) -> NoReturn:
    """Start the page anew after an act that succeeded.

    The one-time token and what the form remembered under `state_keys` are let go of; the text of `toast_key`, filled
    with `facts`, is shown after the rerun.
    """
    if token_name is not None:
        drop_form_token(token_name)
    for state_key in state_keys:
        st.session_state.pop(state_key, None)
    if toast_key is not None:
        toast_after_rerun(toast_key, **facts)
    st.rerun()
