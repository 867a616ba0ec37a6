"""Undoing the removal of a ring or a desired impact; and where to look when it cannot be removed."""

import streamlit as st

from db import desired
from impact.model import Ring, Theme, Who
from pages.ui.address import build_query
from pages.ui.database import write_session
from pages.ui.form_token import get_form_token
from pages.ui.language import escape_markdown, t
from pages.ui.messages import show_errors
from pages.ui.saving import finish_saving
from pages.ui.undo_card import show_undo_card

REMOVED_KEY, UNDO_TOKEN = "desired_gone", "desired_back"


def remember_removed(removed: Ring | Theme, place: int) -> None:
    """Offer, from the next run on, to put this back in its place."""
    st.session_state[REMOVED_KEY] = (removed, place)


def offer_undo(who: Who) -> None:
    """Show what was just removed, and offer to put it back."""
    if REMOVED_KEY not in st.session_state:
        return
    removed, place = st.session_state[REMOVED_KEY]
    if isinstance(removed, Ring):
        text = t("desired.ring_gone", name=escape_markdown(removed.name))
    else:
        text = t("desired.theme_gone", label=escape_markdown(removed.label))
    with show_undo_card(text, t("common.undo"), "desired_gone_card", "desired_undo") as is_undoing:
        if is_undoing:
            with show_errors():
                _restore_removed(who, removed, place)
        st.button(t("common.close"), type="tertiary", on_click=forget_removed, key="desired_dismiss")


def forget_removed() -> None:
    """Withdraw the offer to put it back."""
    st.session_state.pop(REMOVED_KEY, None)


def _restore_removed(who: Who, removed: Ring | Theme, place: int) -> None:
    token_name = f"{UNDO_TOKEN}_{removed.id}"
    with write_session() as session:
        if isinstance(removed, Ring):
            ring_id = desired.add_ring(
                session, who, removed.name, token=get_form_token(token_name), template=removed, place=place
            )
        else:
            ring_id = removed.ring_id
            desired.add_theme(session, who, removed, token=get_form_token(token_name), place=place)
    forget_removed()
    st.query_params["ring"] = ring_id
    finish_saving("desired.undone", token_name=token_name)


def show_observations_link(who: Who, **params: str) -> None:
    """Show the link to the observations because of which something cannot be removed."""
    st.page_link(
        "pages/logbook/screen.py",
        label=t("desired.see_observations"),
        icon=":material/menu_book:",
        query_params=build_query(who, *params.items()),
    )
