"""The form for the reason of a judgement: one short text, three suggestions to tap, and the privacy warning."""

from collections.abc import Callable

import streamlit as st

from impact.model import State
from impact.observation.state_rules import MAX_REASON_LENGTH
from pages.ui import privacy_check
from pages.ui.language import t
from pages.ui.messages import show_errors
from pages.ui.observation_words import STATE_ICONS

# As many texts as stand under judge.like.<state>.
SUGGESTION_NUMBERS = (1, 2, 3)
PRIVACY_AREA = "judgement"


def get_judge_label(new_state: State, old_state: State) -> str:
    """Return the label of the button that brings an observation from the old state into the new one."""
    is_reopening = new_state is State.SHARED and old_state is not State.DRAFT
    return t("judge.title.shared") if is_reopening else t(f"logbook.judge.{new_state.value}")


def ask_for_reason(
    key: str,
    seen_version: str,
    title: str,
    new_state: State,
    save_reason: Callable[[str], None],
    cancel: Callable[[], None],
) -> None:
    """Ask for the reason of this state and save it with `save_reason`, an act under `saving`; `cancel` closes the form.

    Everything typed stands in the session under keys that begin with `key`. `seen_version` is part of the key of the
    save button: a click on a version that is no longer shown has no effect.
    """
    text_key = f"{key}_text"
    with st.container(border=True, key=key):
        st.markdown(f"{STATE_ICONS[new_state]} **{title}**")
        st.pills(
            t("judge.suggestions"),
            [t(f"judge.like.{new_state.value}.{number}") for number in SUGGESTION_NUMBERS],
            on_change=_use_suggestion,
            args=(f"{key}_like", text_key),
            wrap=True,
            key=f"{key}_like",
        )
        reason = st.text_input(
            t("judge.reason"), max_chars=MAX_REASON_LENGTH, help=t("judge.reason_help"), key=text_key
        )
        privacy_check.show_privacy_warning([reason], key)
        with st.container(horizontal=True, key=f"{key}_ends"):
            # Sharing a draft asks for no reason, so whatever is shared here was judged before.
            save_clicked = st.button(
                get_judge_label(new_state, State.SHARED), type="primary", key=f"{key}_do_{seen_version}"
            )
            st.button(t("common.cancel"), on_click=cancel, key=f"{key}_leave")
        if save_clicked:
            with show_errors():
                save_reason(reason)


def _use_suggestion(pills_key: str, text_key: str) -> None:
    if st.session_state[pills_key]:
        st.session_state[text_key] = st.session_state[pills_key]
