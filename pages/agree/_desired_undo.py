"""What was just taken away, and the way back; and where to look when something cannot go."""

import streamlit as st

from db import desired
from impact.model import Ring, Theme, Who
from pages.ui.database import act
from pages.ui.language import plain, t
from pages.ui.tell import catching, tell_after
from pages.ui.token import spent, token

GONE, TOKEN = "desired_gone", "desired_back"


def remember(gone: Ring | Theme, place: int) -> None:
    """Offer from the next run on to put this back in its place."""
    st.session_state[GONE] = (gone, place)


def offer(who: Who) -> None:
    """Say what was just taken away, and offer to put it back."""
    if GONE not in st.session_state:
        return
    gone, place = st.session_state[GONE]
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="desired_gone_card"):
        if isinstance(gone, Ring):
            st.markdown(t("desired.ring_gone", name=plain(gone.name)))
        else:
            st.markdown(t("desired.theme_gone", label=plain(gone.label)))
        if st.button(t("desired.undo"), icon=":material/undo:", key="desired_undo"):
            with catching():
                _put_back(who, gone, place)
        st.button(t("desired.dismiss"), type="tertiary", on_click=forget, key="desired_dismiss")


def forget() -> None:
    """Let go of what was taken away."""
    st.session_state.pop(GONE, None)


def _put_back(who: Who, gone: Ring | Theme, place: int) -> None:
    back = f"{TOKEN}_{gone.id}"
    with act() as session:
        if isinstance(gone, Ring):
            ring_id = desired.add_ring(session, who, gone.name, token=token(back), like=gone, at=place)
        else:
            ring_id = gone.ring_id
            desired.add_theme(session, who, gone, token=token(back), at=place)
    spent(back)
    forget()
    st.query_params["ring"] = ring_id
    tell_after("desired.undone")
    st.rerun()


def to_logbook(who: Who, **where: str) -> None:
    """The way to the observations that keep something from going."""
    st.page_link(
        "pages/log/logbook.py",
        label=t("desired.see_observations"),
        icon=":material/menu_book:",
        query_params={"c": who.collaboration_id, **where},
    )
