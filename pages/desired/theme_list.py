"""The desired impacts of one ring in their order: the wish, and the level that is wanted now and later."""

import streamlit as st

from db import desired
from impact.model import Level, Ring, Theme, Who
from impact.picture.level_formulas import get_wanted_level
from pages.desired import theme_form
from pages.desired.theme_form import describe_wanted_level
from pages.ui.language import escape_lines, escape_markdown, format_day, t, today
from pages.ui.move_buttons import show_move_buttons


def show_theme_list(who: Who, ring: Ring, can_agree: bool) -> None:
    """Show every desired impact of this ring, and the form for a new one."""
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
        st.markdown(escape_lines(theme.wish))
    level_now = get_wanted_level(theme.wanted, today())
    st.markdown(
        t("desired.not_agreed") if level_now is None else t("desired.now", level=_format_wanted_level(level_now))
    )
    for step in theme.wanted:
        if step.from_on > today():
            step_text = t("desired.step", day=format_day(step.from_on), level=_format_wanted_level(step.level))
            st.markdown(f":material/arrow_forward: {step_text}")
    worded_levels = [level for level in Level if theme.wordings[level]]
    if worded_levels:
        with st.expander(t("desired.wordings"), icon=":material/stairs:", key=f"wordings_{theme.id}"):
            for level in worded_levels:
                st.markdown(
                    f"**{int(level)}** · {t(f'model.level.{int(level)}')}: {escape_markdown(theme.wordings[level])}"
                )


def _format_wanted_level(level: float) -> str:
    number, word = describe_wanted_level(level)
    return f"**{number}** ({word})" if word else f"**{number}**"


def _show_theme_actions(who: Who, theme: Theme, place: int, count: int) -> None:
    with st.container(horizontal=True, key=f"theme_acts_{theme.id}"):
        st.button(
            t("common.edit"),
            icon=":material/edit:",
            on_click=theme_form.open_theme_form,
            args=(theme,),
            key=f"theme_change_{theme.id}",
        )
        show_move_buttons(
            (t("common.up"), t("common.down")),
            place,
            count,
            f"move_{{steps}}_{theme.id}",
            lambda session, steps: desired.move_theme(session, who, theme.id, steps),
            "tertiary",
        )
