"""Making a link by which Excel or Power BI reads observations; it is shown once, then nobody can read it back."""

from collections.abc import Mapping
from datetime import date

import streamlit as st

from db import feed
from db.feed import MAX_LABEL_LENGTH
from db.observation_filter import ObservationFilter
from impact.model import Who
from pages.ui import server_address
from pages.ui.database import write_session
from pages.ui.feed_routes import FEED_PATH
from pages.ui.filter_words import describe_filters, list_term_labels
from pages.ui.form_token import drop_form_token, get_form_token
from pages.ui.language import escape_markdown, get_language, t, tn, today
from pages.ui.messages import show_errors

CREATED_LINK_STATE = "feed_made"
PLACE_FILTERS = ("ring_id", "theme_id", "organisation_id", "activity_id")
# What can be told in a few words, in this order; of the others only the number is said.
SHOWN_FILTERS = ("text", *PLACE_FILTERS, "directions", "states", "since", "until")


def show_feed_form(who: Who, feed_filter: ObservationFilter, key: str) -> None:
    """Show the form for a link to what this filter finds, or in its place the link that was just made with it."""
    if link_address := _get_created_link(key):
        _show_created_link(link_address, key)
        return
    label = st.text_input(
        t("common.field.feed_label"), max_chars=MAX_LABEL_LENGTH, placeholder=t("feed.label_like"), key=f"{key}_label"
    )
    until: date | None = st.date_input(
        t("feed.until"),
        value=None,
        min_value=today(),
        format="DD-MM-YYYY",
        help=t("feed.until_help"),
        key=f"{key}_until",
    )
    if st.button(t("common.make_link"), icon=":material/add_link:", key=f"{key}_make"):
        with show_errors():
            _create_feed_link(who, feed_filter, label, until, key)


def _create_feed_link(who: Who, feed_filter: ObservationFilter, label: str, until: date | None, key: str) -> None:
    with write_session() as session:
        created = feed.create_feed(
            session, who, label, feed_filter, until, get_language(), today(), token=get_form_token(key)
        )
    drop_form_token(key)
    if created.secret:
        st.session_state[CREATED_LINK_STATE] = (
            key,
            f"{server_address.get_server_address()}/{FEED_PATH}/{created.secret}",
        )
    for name in (f"{key}_label", f"{key}_until"):
        st.session_state.pop(name, None)
    st.rerun()


def _get_created_link(key: str) -> str | None:
    created: tuple[str, str] | None = st.session_state.get(CREATED_LINK_STATE)
    return created[1] if created and created[0] == key else None


def _show_created_link(link_address: str, key: str) -> None:
    """Show the link that was just made; nobody can read it back later."""
    with st.container(border=True, key=f"{key}_link"):
        st.success(t("feed.made"), icon=":material/link:")
        st.markdown(t("feed.excel"))
        st.code(f"{link_address}.csv", language=None, wrap_lines=True)
        st.markdown(t("feed.power_bi"))
        st.code(f"{link_address}.json", language=None, wrap_lines=True)
        st.button(t("feed.kept"), icon=":material/check:", on_click=_forget_created_link, key=f"{key}_kept")


def _forget_created_link() -> None:
    st.session_state.pop(CREATED_LINK_STATE, None)


def describe_filter(feed_filter: ObservationFilter, names: Mapping[str, str]) -> str:
    """Return what a link gives in words: everything that counts, or what it is filtered on."""
    if feed_filter == feed.DEFAULT_FILTER:
        return t("feed.everything")
    labels = list_term_labels() | dict.fromkeys(PLACE_FILTERS, names)
    words_by_name = {
        field.name: ", ".join(words for _, words in values) for field, values in describe_filters(feed_filter, labels)
    }
    parts = [escape_markdown(words_by_name[name]) for name in SHOWN_FILTERS if name in words_by_name]
    if rest := len(words_by_name) - len(parts):
        parts.append(tn("feed.filters", rest))
    return " · ".join(parts) or t("feed.all_listed")
