"""The views of one screen; the address says which one is open, so that a link and Back lead to it."""

from collections.abc import Mapping

import streamlit as st

from pages.ui.address import COLLABORATION_PARAMETER, VIEW_PARAMETER


def choose_view(screen: str, label: str, offered: Mapping[str, str]) -> str:
    """Show these views with their labels and return the open one: the first, unless the address asks for another.

    What else the address asked for is over when another view is chosen.
    """
    key, first = f"view_{screen}", next(iter(offered))
    requested = st.query_params.get(VIEW_PARAMETER)
    st.session_state[key] = requested if requested in offered else first
    chosen = st.segmented_control(
        label,
        list(offered),
        required=True,
        format_func=offered.__getitem__,
        label_visibility="collapsed",
        on_change=_open_view,
        args=(key, first),
        key=key,
    )
    return chosen or first


def _open_view(key: str, first: str) -> None:
    chosen = st.session_state[key]
    lasting = {COLLABORATION_PARAMETER: st.query_params.get(COLLABORATION_PARAMETER, "")}
    st.query_params.from_dict(lasting | ({} if chosen == first else {VIEW_PARAMETER: chosen}))
