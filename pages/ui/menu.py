"""The menu beside every page: where one can go, and in which collaboration one is."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from impact.model import Collaboration
from pages import KEY, OUTSIDE, Screen
from pages.ui import browser, here
from pages.ui.language import choose, chosen, language, plain, t

LANGUAGES = {"nl": "Nederlands", "en": "English"}


def menu(screens: Sequence[Screen]) -> Any:
    """The menu of these screens in the reader's words; returns the page that was asked for."""
    sections: dict[str, list[Any]] = {}
    for screen in screens:
        page = st.Page(
            screen.file,
            title=t(f"screen.{screen.key}"),
            icon=screen.icon,
            url_path=screen.address or None,
            default=not screen.address,
        )
        sections.setdefault(t(f"section.{screen.section}"), []).append(page)
    return st.navigation(sections, position="sidebar")


def is_outside() -> bool:
    """Whether this visit came by a link for somebody outside: they get that one page, and nothing of who is here."""
    return KEY in st.query_params


def outside() -> Any:
    """The one page for somebody outside; it stands where home does, whatever address they came by."""
    page = st.Page(OUTSIDE.file, title=t(f"screen.{OUTSIDE.key}"), icon=OUTSIDE.icon, default=True)
    return st.navigation([page], position="hidden")


def sidebar() -> None:
    """Which collaboration is open, who is here, the language, and light or dark."""
    with st.sidebar:
        _collaboration()
        person = here.profile()
        if person:
            st.caption(t("menu.here", name=plain(person.name), role=t(f"model.role.{here.role() or person.role}")))
        choose_language()
        choose_theme()


def _collaboration() -> None:
    opened, mine = here.opened(), here.mine()
    if opened is None:
        return
    if len(mine) == 1:
        st.markdown(f"**{plain(opened.name)}**")
        return
    st.session_state["menu_collaboration"] = opened
    st.selectbox(
        t("menu.collaboration"),
        mine,
        format_func=lambda one: one.name,
        key="menu_collaboration",
        on_change=lambda: _open(st.session_state["menu_collaboration"]),
    )


def _open(collaboration: Collaboration) -> None:
    here.open_up(collaboration.id)


def choose_language() -> None:
    """The language to read in, by one click."""
    st.session_state["menu_language"] = chosen() or language()
    st.segmented_control(
        t("menu.language"),
        list(LANGUAGES),
        format_func=LANGUAGES.__getitem__,
        key="menu_language",
        on_change=lambda: choose(st.session_state["menu_language"] or chosen()),
        label_visibility="collapsed",
    )


def choose_theme() -> None:
    """How light the pages are: light, dark or as the device, by one click."""
    st.session_state["menu_theme"] = browser.read_theme() or "device"
    st.pills(
        t("menu.theme"),
        list(browser.THEMES),
        format_func=lambda theme: t(f"menu.theme.{theme}"),
        key="menu_theme",
        required=True,
        on_change=lambda: browser.remember(browser.THEME, st.session_state["menu_theme"]),
        label_visibility="collapsed",
    )
