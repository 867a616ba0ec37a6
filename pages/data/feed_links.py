"""Links for Power BI or Excel: the form to make one, and the existing ones, which can be revoked."""

import streamlit as st

from db import collaborations, desired, feed
from db.feed import DEFAULT_FILTER, FeedLink
from impact.model import Who
from pages.ui import feed_form
from pages.ui.database import read_session, write_session
from pages.ui.language import escape_markdown, format_day, t, today
from pages.ui.messages import show_errors
from pages.ui.saving import finish_saving

LINKS_KEY = "data_feed"


def show_feed_links(who: Who) -> None:
    """Show what a link is for, the form to make one, and the existing links."""
    st.header(t("feed.title"))
    st.write(t("feed.text"))
    with st.expander(
        t("common.make_link"),
        icon=":material/add_link:",
        expanded=feed_form.CREATED_LINK_STATE in st.session_state,
        key=LINKS_KEY,
    ):
        feed_form.show_feed_form(who, DEFAULT_FILTER, f"{LINKS_KEY}_new")
    with read_session() as session:
        existing_links = feed.list_feeds(session, who)
        name_by_id = _load_filter_names(who) if existing_links else {}
    for feed_link in existing_links:
        with st.container(border=True, gap="xsmall", key=f"{LINKS_KEY}_{feed_link.id}"):
            _show_feed_link(who, feed_link, name_by_id)


def _load_filter_names(who: Who) -> dict[str, str]:
    """Return the names of all rings, desired impacts, organisations and activities, which a filter knows by id."""
    with read_session() as session:
        rings = desired.list_rings(session, who, t("model.unexpected"))
        organisations = collaborations.list_organisations(session, who)
        activities = collaborations.list_activities(session, who)
    name_by_id = {theme.id: theme.label for ring in rings for theme in ring.themes}
    name_by_id |= {ring.id: ring.name for ring in rings}
    name_by_id |= {organisation.id: organisation.name for organisation in organisations}
    return name_by_id | {activity.id: activity.name for activity in activities}


def _show_feed_link(who: Who, feed_link: FeedLink, name_by_id: dict[str, str]) -> None:
    st.markdown(f"**{escape_markdown(feed_link.label)}** · {_format_feed_state(feed_link)}")
    st.caption(feed_form.describe_filter(feed_link.observation_filter, name_by_id))
    usage_text = t("feed.used", day=format_day(feed_link.last_used_on)) if feed_link.last_used_on else t("feed.unused")
    st.caption(" · ".join((t("feed.made_on", day=format_day(feed_link.created_at)), usage_text)))
    if feed_link.is_open(today()) and st.button(
        t("feed.revoke"), icon=":material/link_off:", type="tertiary", key=f"{LINKS_KEY}_revoke_{feed_link.id}"
    ):
        with show_errors():
            with write_session() as session:
                feed.revoke_feed(session, who, feed_link.id)
            state_keys = [feed_form.CREATED_LINK_STATE]
            finish_saving("feed.revoked_done", state_keys=state_keys, label=escape_markdown(feed_link.label))


def _format_feed_state(feed_link: FeedLink) -> str:
    if feed_link.is_revoked:
        return t("feed.revoked")
    if feed_link.until is None:
        return t("feed.open")
    return t("feed.open_until" if feed_link.is_open(today()) else "feed.expired", day=format_day(feed_link.until))
