"""The strongest chain of ripples, found once per data version, and told as a chain of sentences."""

import streamlit as st

from db import observations, ripples
from impact.chains import Chain, orders, strongest_chain
from impact.errors import NotFound
from impact.model import Collaboration, Who
from pages.ui import view
from pages.ui.database import look
from pages.ui.language import day, plain, t


def strongest(who: Who, collaboration: Collaboration) -> Chain | None:
    """The strongest chain of this collaboration, or None when nothing is linked."""
    return _strongest(collaboration, who)


@st.cache_resource(max_entries=16, show_spinner=False, hash_funcs={Collaboration: repr})
def _strongest(collaboration: Collaboration, _who: Who) -> Chain | None:
    with look() as session:
        return strongest_chain(ripples.nodes(session, _who), ripples.ripples(session, _who))


def order(who: Who, observation_id: str) -> int | None:
    """How many ripples lie between this observation and the nearest activity; None when no activity leads to it."""
    return _orders(view.opened(who), who).get(observation_id)


@st.cache_resource(max_entries=16, show_spinner=False, hash_funcs={Collaboration: repr})
def _orders(collaboration: Collaboration, _who: Who) -> dict[str, int]:
    with look() as session:
        return orders(ripples.ripples(session, _who))


def told(who: Who, chain: Chain) -> None:
    """The observations of a chain in order, with the ripple that leads to each."""
    try:
        with look() as session:
            found = [observations.get(session, who, node.id) for node in chain.nodes]
    except NotFound:
        st.info(t("discs.chain_changed"))
        return
    led = [None, *chain.ripples]
    for one, ripple in zip(found, led, strict=True):
        if ripple:
            st.caption(f"↓ {t(f'model.ripple.{ripple.kind}')} ({t(f'model.certainty.{ripple.certainty}')})")
        st.markdown(f"{plain(one.said.what)} :gray[{day(one.said.seen_on)} · {t(f'model.rung.{int(one.said.rung)}')}]")
