"""The menu beside every page: the screens, the collaboration, the language and the theme."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from impact.model import Collaboration
from impact.words import LANGUAGE_BY_CODE
from pages import OUTSIDE_SCREEN, Screen
from pages.ui import browser, visitor
from pages.ui.address import LINK_SECRET_PARAMETER
from pages.ui.language import choose_language, escape_markdown, get_chosen_language, get_language, t

LANGUAGE_NAMES = {code: language.name for code, language in LANGUAGE_BY_CODE.items()}


def build_navigation(screens: Sequence[Screen]) -> Any:
    """Show the menu of these screens and return the page that was asked for."""
    sections: dict[str, list[Any]] = {}
    for screen in screens:
        page = st.Page(
            screen.script,
            title=t(f"screen.{screen.key}"),
            icon=screen.icon,
            url_path=screen.address or None,
            default=not screen.address,
        )
        sections.setdefault(t(f"section.{screen.section}"), []).append(page)
    return st.navigation(sections, position="sidebar")


def is_outside_visit() -> bool:
    """Whether this visit came by a link for somebody outside: they get that one page, and nothing of who is here."""
    return LINK_SECRET_PARAMETER in st.query_params


def build_outside_navigation() -> Any:
    """Return the one page for somebody outside, whatever address they came by."""
    page = st.Page(
        OUTSIDE_SCREEN.script, title=t(f"screen.{OUTSIDE_SCREEN.key}"), icon=OUTSIDE_SCREEN.icon, default=True
    )
    return st.navigation([page], position="hidden")


def show_sidebar() -> None:
    """Show which collaboration is open, who is here, the language and the theme."""
    with st.sidebar:
        _show_collaboration_choice()
        person = visitor.get_profile()
        if person:
            st.caption(
                t(
                    "menu.here",
                    name=escape_markdown(person.name),
                    role=t(f"model.role.{visitor.get_role() or person.role}"),
                )
            )
        show_language_choice()
        show_theme_choice()


def _show_collaboration_choice() -> None:
    collaboration, collaborations = visitor.get_open_collaboration(), visitor.list_own_collaborations()
    if collaboration is None:
        return
    if len(collaborations) == 1:
        st.markdown(f"**{escape_markdown(collaboration.name)}**")
        return
    st.session_state["menu_collaboration"] = collaboration
    st.selectbox(
        t("common.collaboration"),
        collaborations,
        format_func=lambda option: option.name,
        key="menu_collaboration",
        on_change=lambda: _open_chosen_collaboration(st.session_state["menu_collaboration"]),
    )


def _open_chosen_collaboration(collaboration: Collaboration) -> None:
    visitor.open_collaboration(collaboration.id)


def show_language_choice() -> None:
    """Show the choice of the language."""
    st.session_state["menu_language"] = get_chosen_language() or get_language()
    st.segmented_control(
        t("common.language"),
        list(LANGUAGE_NAMES),
        format_func=LANGUAGE_NAMES.__getitem__,
        key="menu_language",
        on_change=lambda: choose_language(st.session_state["menu_language"] or get_chosen_language()),
        label_visibility="collapsed",
    )


def show_theme_choice() -> None:
    """Show the choice of the theme: light, dark or as the device."""
    st.session_state["menu_theme"] = browser.get_theme() or "device"
    st.pills(
        t("menu.theme"),
        list(browser.THEME_NAMES),
        format_func=lambda theme: t(f"menu.theme.{theme}"),
        key="menu_theme",
        required=True,
        on_change=lambda: browser.set_cookie(browser.THEME_COOKIE, st.session_state["menu_theme"]),
        label_visibility="collapsed",
    )
