"""Asking for the reason of a judgement: one short field, three suggestions to tap, and a look for personal data."""

from collections.abc import Callable

import streamlit as st

from impact.model import State
from impact.observation.state_rules import MAX_REASON_LENGTH
from pages.ui import privacy_check
from pages.ui.language import t
from pages.ui.messages import show_errors

SUGGESTION_NUMBERS = (1, 2, 3)
PRIVACY_AREA = "judgement"
JUDGEMENT_ICONS = {
    State.SHARED: ":material/group:",
    State.CONFIRMED: ":material/verified:",
    State.DISPUTED: ":material/forum:",
    State.WITHDRAWN: ":material/block:",
}


def get_judge_label(new_state: State, old_state: State) -> str:
    """What the button says that puts an observation from one state into another."""
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
    """Ask why this state, and `do` it with the reason; `leave` lets go of it.

    `key` holds what is typed; `seen` says which version was looked at: a click that belongs to another does nothing.
    """
    text_key = f"{key}_text"
    with st.container(border=True, key=key):
        st.markdown(f"{JUDGEMENT_ICONS[new_state]} **{title}**")
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
            # Nothing here begins as a draft: that asks for no reason.
            save_clicked = st.button(
                get_judge_label(new_state, State.SHARED), type="primary", key=f"{key}_do_{seen_version}"
            )
            st.button(t("common.cancel"), on_click=cancel, key=f"{key}_leave")
        if save_clicked:
            with show_errors():
                if privacy_check.may_save([reason], key):
                    save_reason(reason)


def clear_reason(key: str) -> None:
    """Let go of what was typed."""
    for name in [name for name in st.session_state if str(name).startswith(f"{key}_")]:
        del st.session_state[name]


def _use_suggestion(pills_key: str, text_key: str) -> None:
    if st.session_state[pills_key]:
        st.session_state[text_key] = st.session_state[pills_key]
