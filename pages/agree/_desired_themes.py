"""The desired impacts of one ring in order: what is wished for, and what level is wanted now and later."""

import streamlit as st

from db import desired
from impact.level import wanted_level
from impact.model import Level, Ring, Theme, WantedStep, Who
from pages.agree import _desired_theme
from pages.ui.database import act
from pages.ui.language import day, num, plain, t, today
from pages.ui.tell import catching


def show(who: Who, ring: Ring, agrees: bool) -> None:
    """Every desired impact of this ring, and a place for a new one."""
    themes = [theme for theme in ring.themes if not theme.unexpected]
    if not themes:
        st.info(t("desired.empty"), icon=":material/help:")
    for place, theme in enumerate(themes):
        with st.container(border=True, key=f"theme_{theme.id}"):
            if agrees and _desired_theme.waiting(theme.id):
                _desired_theme.form(who, theme, place)
                continue
            _read(theme)
            if agrees:
                _acts(who, theme, place, len(themes))
    if agrees:
        _desired_theme.new(who, ring, len(themes))
    st.caption(t("desired.unexpected", unexpected=t("model.unexpected")))


def _read(theme: Theme) -> None:
    st.subheader(plain(theme.label))
    if theme.wish:
        st.markdown(lines(theme.wish))
    now = wanted_level(theme.wanted, today())
    st.markdown(t("desired.not_agreed") if now is None else t("desired.now", level=level_words(now)))
    for step in theme.wanted:
        if step.from_on > today():
            st.markdown(f":material/arrow_forward: {step_words(step)}")
    worded = [level for level in Level if theme.wordings[level]]
    if worded:
        with st.expander(t("desired.wordings"), icon=":material/stairs:", key=f"wordings_{theme.id}"):
            for level in worded:
                st.markdown(f"**{int(level)}** · {t(f'model.level.{int(level)}')}: {plain(theme.wordings[level])}")


def lines(text: str) -> str:
    """Text of several lines, harmless and with its line ends kept."""
    return "  \n".join(plain(line.strip()) for line in text.splitlines())


def level_words(level: float) -> str:
    """A wanted level: its number, and its word when it is a whole one."""
    return f"**{num(level)}** ({t(f'model.level.{int(level)}')})" if level == int(level) else f"**{num(level)}**"


def step_words(step: WantedStep) -> str:
    """From which day on which level is wanted."""
    return t("desired.step", day=day(step.from_on), level=level_words(step.level))


def _acts(who: Who, theme: Theme, place: int, count: int) -> None:
    with st.container(horizontal=True, key=f"theme_acts_{theme.id}"):
        st.button(
            t("desired.change"),
            icon=":material/edit:",
            on_click=_desired_theme.open_up,
            args=(theme,),
            key=f"theme_change_{theme.id}",
        )
        for steps, label, icon in (
            (-1, t("desired.up"), ":material/arrow_upward:"),
            (1, t("desired.down"), ":material/arrow_downward:"),
        ):
            stuck = not 0 <= place + steps < count
            # The place in the key makes a double click one step.
            if st.button(label, icon=icon, disabled=stuck, type="tertiary", key=f"move_{steps}_{theme.id}_{place}"):
                with catching():
                    with act() as session:
                        desired.move_theme(session, who, theme.id, steps)
                    st.rerun()
