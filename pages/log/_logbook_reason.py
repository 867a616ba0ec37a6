"""Asking for the reason of a judgement: one short field, three suggestions to tap, and a look for personal data."""

from collections.abc import Callable

import streamlit as st

from impact.judge import REASON_LIMIT
from impact.model import State
from pages.ui import privacy
from pages.ui.language import t
from pages.ui.tell import catching

SUGGESTIONS = (1, 2, 3)
AREA = "judgement"
ICONS = {
    State.SHARED: ":material/group:",
    State.CONFIRMED: ":material/verified:",
    State.DISPUTED: ":material/forum:",
    State.WITHDRAWN: ":material/block:",
}


def word(then: State, was: State) -> str:
    """What the button says that puts an observation from one state into another."""
    again = then is State.SHARED and was is not State.DRAFT
    return t("judge.again") if again else t(f"logbook.judge.{then.value}")


def ask(key: str, seen: str, title: str, then: State, do: Callable[[str], None], leave: Callable[[], None]) -> None:
    """Ask why this state, and `do` it with the reason; `leave` lets go of it.

    `key` holds what is typed; `seen` says which version was looked at: a click that belongs to another does nothing.
    """
    name = f"{key}_text"
    with st.container(border=True, key=key):
        st.markdown(f"{ICONS[then]} **{title}**")
        st.pills(
            t("judge.suggestions"),
            [t(f"judge.like.{then.value}.{number}") for number in SUGGESTIONS],
            on_change=_take,
            args=(f"{key}_like", name),
            wrap=True,
            key=f"{key}_like",
        )
        reason = st.text_input(t("judge.reason"), max_chars=REASON_LIMIT, help=t("judge.reason_help"), key=name)
        privacy.warn([reason], key)
        with st.container(horizontal=True, key=f"{key}_ends"):
            # Nothing here begins as a draft: that asks for no reason.
            saving = st.button(word(then, State.SHARED), type="primary", key=f"{key}_do_{seen}")
            st.button(t("judge.leave"), on_click=leave, key=f"{key}_leave")
        if saving:
            with catching():
                if privacy.ready([reason], key):
                    do(reason)


def forget(key: str) -> None:
    """Let go of what was typed."""
    for name in [name for name in st.session_state if str(name).startswith(f"{key}_")]:
        del st.session_state[name]


def _take(tapped: str, name: str) -> None:
    if st.session_state[tapped]:
        st.session_state[name] = st.session_state[tapped]
