"""The ripples of one observation: what led to it and what it led to, its order, linking and unlinking."""

import streamlit as st

from db import ripples
from db.ripples import Told
from impact.access import Act
from impact.model import Observation, State, Who
from pages.log import _link
from pages.log._logbook_find import open_button
from pages.ui import chains
from pages.ui.database import act, look
from pages.ui.here import may
from pages.ui.language import lines, plain, t
from pages.ui.tell import catching, tell_after


def show(who: Who, one: Observation) -> None:
    """What led to this observation and what it led to, and how many ripples lie between it and an activity."""
    with look() as session:
        causes, effects = ripples.around(session, who, one.id)
    st.header(t("logbook.ripples"))
    order = chains.order(who, one.id)
    if order is not None:
        st.caption(t("logbook.order", order=order))
    elif causes or effects:
        st.caption(t("logbook.loose"))
    if not causes and not effects:
        st.write(t("logbook.ripples_none"))
    for told in causes:
        way = t("logbook.from", kind=t(f"model.ripple.{told.kind}"))
        _ripple(who, told, way, told.cause, told.ripple.cause_observation_id)
    for told in effects:
        way = t("logbook.to", kind=t(f"model.ripple.{told.kind}"))
        _ripple(who, told, way, told.effect, told.ripple.effect_id)
    if may(who, Act.LOG) and one.state not in (State.DRAFT, State.WITHDRAWN):
        with st.expander(t("observation.earlier_title"), icon=":material/add_link:", key="logbook_link"):
            _link.earlier(who, one)


def _ripple(who: Who, told: Told, way: str, words: str, other_id: str | None) -> None:
    with st.container(gap="xsmall", key=f"ripple_{told.ripple.id}"):
        st.markdown(f"{way} · {t(f'model.certainty.{told.certainty}')}")
        st.markdown(f"**{plain(words)}**" if other_id else f":material/circle: **{plain(words)}**")
        if told.ripple.why:
            st.caption(lines(told.ripple.why))
        with st.container(horizontal=True):
            if other_id:
                open_button(other_id, f"ripple_open_{told.ripple.id}")
            _unlink(who, told)


def _unlink(who: Who, told: Told) -> None:
    if may(who, Act.LOG) and st.button(
        t("logbook.unlink"), icon=":material/link_off:", type="tertiary", key=f"unlink_{told.ripple.id}"
    ):
        with catching():
            with act() as session:
                ripples.unlink(session, who, told.ripple.id)
            tell_after("logbook.unlinked")
            st.rerun()
