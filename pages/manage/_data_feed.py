"""A link for Power BI or Excel: making one, which ones there are, and revoking."""

import streamlit as st

from db import collaborations, desired, feed
from db.feed import EVERYTHING, Feed
from impact.model import Who
from pages.ui import feeds
from pages.ui.database import act, look
from pages.ui.language import day, plain, t, today
from pages.ui.tell import catching, tell_after

KEY = "data_feed"


def links(who: Who) -> None:
    """What a link is, a way to make one, and those there are."""
    st.header(t("feed.title"))
    st.write(t("feed.text"))
    with st.expander(t("feed.new"), icon=":material/add_link:", expanded=feeds.MADE in st.session_state, key=KEY):
        feeds.ask(who, EVERYTHING, f"{KEY}_new")
    with look() as session:
        kept = feed.feeds(session, who)
        names = _names(who) if kept else {}
    for one in kept:
        with st.container(border=True, gap="xsmall", key=f"{KEY}_{one.id}"):
            _link(who, one, names)


def _names(who: Who) -> dict[str, str]:
    """What the places a link may be filtered on are called."""
    with look() as session:
        rings = desired.rings(session, who, t("model.unexpected"))
        others = (*collaborations.organisations(session, who), *collaborations.activities(session, who))
    themes = {theme.id: theme.label for ring in rings for theme in ring.themes}
    return themes | {one.id: one.name for one in (*rings, *others)}


def _link(who: Who, one: Feed, names: dict[str, str]) -> None:
    st.markdown(f"**{plain(one.label)}** · {_state(one)}")
    st.caption(feeds.told(one.wanted, names))
    used = t("feed.used", day=day(one.last_used_on)) if one.last_used_on else t("feed.unused")
    st.caption(" · ".join((t("feed.made_on", day=day(one.made_at)), used)))
    if one.is_open(today()) and st.button(
        t("feed.revoke"), icon=":material/link_off:", type="tertiary", key=f"{KEY}_revoke_{one.id}"
    ):
        with catching():
            with act() as session:
                feed.revoke(session, who, one.id)
            st.session_state.pop(feeds.MADE, None)
            tell_after("feed.revoked_done", label=plain(one.label))
            st.rerun()


def _state(one: Feed) -> str:
    if one.revoked:
        return t("feed.revoked")
    if one.until is None:
        return t("feed.open")
    return t("feed.open_until" if one.is_open(today()) else "feed.expired", day=day(one.until))
