"""Making a link by which Excel or Power BI reads observations; it is shown once, then nobody can read it back."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date

import streamlit as st

from db import feed
from db.feed import LABEL_LIMIT
from db.logbook import Filter
from impact.model import Who
from pages.ui import address
from pages.ui.database import act
from pages.ui.feed import PATH
from pages.ui.language import day, language, plain, t, tn, today
from pages.ui.tell import catching
from pages.ui.token import spent, token

MADE = "feed_made"
PLACES = ("ring_id", "theme_id", "organisation_id", "activity_id")


def ask(who: Who, wanted: Filter, key: str) -> None:
    """The form for a link to what is `wanted`; or, in its place, the link that was just made with it."""
    if made := _made(key):
        _show(made, key)
        return
    label = st.text_input(t("feed.label"), max_chars=LABEL_LIMIT, placeholder=t("feed.label_like"), key=f"{key}_label")
    until: date | None = st.date_input(
        t("feed.until"),
        value=None,
        min_value=today(),
        format="DD-MM-YYYY",
        help=t("feed.until_help"),
        key=f"{key}_until",
    )
    if st.button(t("feed.make"), icon=":material/add_link:", key=f"{key}_make"):
        with catching():
            _make(who, wanted, label, until, key)


def _make(who: Who, wanted: Filter, label: str, until: date | None, key: str) -> None:
    with act() as session:
        made = feed.make(session, who, label, wanted, until, language(), today(), token=token(key))
    spent(key)
    if made.secret:
        st.session_state[MADE] = (key, f"{address.root()}/{PATH}/{made.secret}")
    for name in (f"{key}_label", f"{key}_until"):
        st.session_state.pop(name, None)
    st.rerun()


def _made(key: str) -> str | None:
    made: tuple[str, str] | None = st.session_state.get(MADE)
    return made[1] if made and made[0] == key else None


def _show(made: str, key: str) -> None:
    """The link that was just made: it is shown now and never again."""
    with st.container(border=True, key=f"{key}_link"):
        st.success(t("feed.made"), icon=":material/link:")
        st.markdown(t("feed.excel"))
        st.code(f"{made}.csv", language=None, wrap_lines=True)
        st.markdown(t("feed.power_bi"))
        st.code(f"{made}.json", language=None, wrap_lines=True)
        st.button(t("feed.kept"), icon=":material/check:", on_click=_forget, key=f"{key}_kept")


def _forget() -> None:
    st.session_state.pop(MADE, None)


def told(wanted: Filter, names: Mapping[str, str]) -> str:
    """What a link gives, in words: everything that counts, or what it is filtered on."""
    if wanted == feed.EVERYTHING:
        return t("feed.everything")
    words = list(_words(wanted, names))
    rest = sum(getattr(wanted, one.name) != one.default for one in fields(Filter)) - len(words)
    return " · ".join([*map(plain, words), *([tn("feed.filters", rest)] if rest else [])]) or t("feed.all_listed")


def _words(wanted: Filter, names: Mapping[str, str]) -> Iterator[str]:
    """One text for each filter that can be told in a few words."""
    if wanted.text:
        yield f"“{wanted.text}”"
    yield from (names.get(getattr(wanted, place) or "", t("feed.gone")) for place in PLACES if getattr(wanted, place))
    if wanted.directions:
        yield ", ".join(t(f"model.direction.{one.value}") for one in wanted.directions)
    if wanted.states:
        yield ", ".join(t(f"model.state.{one.value}") for one in wanted.states)
    if wanted.since:
        yield t("feed.since", day=day(wanted.since))
    if wanted.until:
        yield t("feed.up_to", day=day(wanted.until))
