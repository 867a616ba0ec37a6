"""The ripples of one observation: what led to it and what it led to, its order, linking and unlinking."""

import streamlit as st

from db import ripples
from db.ripples import Told
from impact.access import Act
from impact.model import Observation, State, Who
from pages.log._logbook_find import open_button
from pages.ui import chains, link
from pages.ui.database import act, look
from pages.ui.here import may
from pages.ui.language import lines, plain, t
from pages.ui.tell import catching, tell_after


def show(who: Who, one: Observation) -> None:
    """What led to this observation and what it led to, and how many ripples lie between it and an activity."""
    with look() as session:
        causes, effects = ripples.around(session, who, one.id)
        mine = ripples.removable(session, who, [told.ripple.id for told in (*causes, *effects)])
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
        _ripple(who, told, way, told.cause, told.ripple.cause_observation_id, told.ripple.id in mine)
    for told in effects:
        way = t("logbook.to", kind=t(f"model.ripple.{told.kind}"))
        _ripple(who, told, way, told.effect, told.ripple.effect_id, told.ripple.id in mine)
    if may(who, Act.LOG) and one.state not in (State.DRAFT, State.WITHDRAWN, State.BINNED):
        with st.expander(t("observation.earlier_title"), icon=":material/add_link:", key="logbook_link"):
            link.earlier(who, one, titled=False)


def _ripple(who: Who, told: Told, way: str, words: str, other_id: str | None, removable: bool) -> None:
    with st.container(gap="xsmall", key=f"ripple_{told.ripple.id}"):
        st.markdown(f"{way} · {t(f'model.certainty.{told.certainty}')}")
        st.markdown(f"**{plain(words)}**" if other_id else f":material/circle: **{plain(words)}**")
        if told.ripple.why:
            st.caption(lines(told.ripple.why))
        with st.container(horizontal=True):
            if other_id:
                open_button(other_id, f"ripple_open_{told.ripple.id}")
            if removable:
                _unlink(who, told)


def _unlink(who: Who, told: Told) -> None:
    if st.button(t("logbook.unlink"), icon=":material/link_off:", type="tertiary", key=f"unlink_{told.ripple.id}"):
        with catching():
            with act() as session:
                ripples.unlink(session, who, told.ripple.id)
            tell_after("logbook.unlinked")
            st.rerun()
