"""The desired impacts of one ring in order: what is wished for, and what level is wanted now and later."""

import streamlit as st

from db import desired
from impact.model import Level, Ring, Theme, WantedStep, Who
from impact.picture.level_formulas import get_wanted_level
from pages.desired import theme_form
from pages.ui.database import write_session
from pages.ui.language import escape_markdown, format_day, num, t, today
from pages.ui.messages import show_errors


def show_theme_list(who: Who, ring: Ring, can_agree: bool) -> None:
    """Every desired impact of this ring, and a place for a new one."""
    themes = [theme for theme in ring.themes if not theme.unexpected]
    if not themes:
        st.info(t("desired.empty"), icon=":material/help:")
    for place, theme in enumerate(themes):
        with st.container(border=True, key=f"theme_{theme.id}"):
            if can_agree and theme_form.is_changing_theme(theme.id):
                theme_form.show_theme_form(who, theme, place)
                continue
            _show_theme(theme)
            if can_agree:
                _show_theme_actions(who, theme, place, len(themes))
    if can_agree:
        theme_form.show_new_theme_form(who, ring, len(themes))
    st.caption(t("desired.unexpected", unexpected=t("model.unexpected")))


def _show_theme(theme: Theme) -> None:
    st.subheader(escape_markdown(theme.label))
    if theme.wish:
        st.markdown(format_text_lines(theme.wish))
    level_now = get_wanted_level(theme.wanted, today())
    st.markdown(
        t("desired.not_agreed") if level_now is None else t("desired.now", level=format_wanted_level(level_now))
    )
    for step in theme.wanted:
        if step.from_on > today():
            st.markdown(f":material/arrow_forward: {format_wanted_step(step)}")
    worded_levels = [level for level in Level if theme.wordings[level]]
    if worded_levels:
        with st.expander(t("desired.wordings"), icon=":material/stairs:", key=f"wordings_{theme.id}"):
            for level in worded_levels:
                st.markdown(
                    f"**{int(level)}** · {t(f'model.level.{int(level)}')}: {escape_markdown(theme.wordings[level])}"
                )


def format_text_lines(text: str) -> str:
    """Text of several lines, harmless and with its line ends kept."""
    return "  \n".join(escape_markdown(line.strip()) for line in text.splitlines())


def format_wanted_level(level: float) -> str:
    """A wanted level: its number, and its word when it is a whole one."""
    return f"**{num(level)}** ({t(f'model.level.{int(level)}')})" if level == int(level) else f"**{num(level)}**"


def format_wanted_step(step: WantedStep) -> str:
    """From which day on which level is wanted."""
    return t("desired.step", day=format_day(step.from_on), level=format_wanted_level(step.level))


def _show_theme_actions(who: Who, theme: Theme, place: int, count: int) -> None:
    with st.container(horizontal=True, key=f"theme_acts_{theme.id}"):
        st.button(
            t("common.edit"),
            icon=":material/edit:",
            on_click=theme_form.open_theme_form,
            args=(theme,),
            key=f"theme_change_{theme.id}",
        )
        for steps, label, icon in (
            (-1, t("common.up"), ":material/arrow_upward:"),
            (1, t("common.down"), ":material/arrow_downward:"),
        ):
            is_stuck = not 0 <= place + steps < count
            # The place in the key makes a double click one step.
            if st.button(label, icon=icon, disabled=is_stuck, type="tertiary", key=f"move_{steps}_{theme.id}_{place}"):
                with show_errors():
                    with write_session() as session:
                        desired.move_theme(session, who, theme.id, steps)
                    st.rerun()
