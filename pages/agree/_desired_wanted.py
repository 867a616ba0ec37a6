"""The wanted levels of one desired impact by date: what stands, one more, one less."""

import streamlit as st

from db import desired
from impact.desire import LATEST, WANTED_LEVELS
from impact.errors import Invalid
from impact.model import Theme, Who
from impact.observe import EARLIEST
from pages.ui.database import act
from pages.ui.days import ask_day, require_day
from pages.ui.language import day, num, t, today
from pages.ui.tell import catching, tell_after


def show(who: Who, theme: Theme) -> None:
    """Every step that was agreed, each with a way to take it away, and the fields for one more."""
    st.markdown(f"**{t('desired.wanted')}**")
    st.caption(t("desired.wanted_text"))
    for step in theme.wanted:
        with st.container(horizontal=True, vertical_alignment="center", key=f"step_{theme.id}_{step.from_on}"):
            st.markdown(t("desired.step", day=day(step.from_on), level=_level(step.level)))
            remove = t("desired.step_remove", day=day(step.from_on))
            key = f"unwant_{theme.id}_{step.from_on}"
            if st.button(remove, icon=":material/close:", type="tertiary", key=key):
                with catching():
                    with act() as session:
                        desired.unwant(session, who, theme.id, step.from_on)
                    tell_after("desired.step_removed")
                    st.rerun()
    _one_more(who, theme)


def _level(level: float) -> str:
    return f"{num(level)} · {t(f'model.level.{int(level)}')}" if level == int(level) else num(level)


def _one_more(who: Who, theme: Theme) -> None:
    with st.form(f"want_{theme.id}", border=False, enter_to_submit=False):
        left, right = st.columns(2)
        from_on = ask_day(
            left,
            t("desired.from_on"),
            today(),
            f"want_from_{theme.id}",
            min_value=EARLIEST,
            max_value=LATEST,
        )
        level = right.selectbox(
            t("desired.level"),
            WANTED_LEVELS,
            index=None,
            format_func=_level,
            placeholder=t("desired.level_like"),
            key=f"want_level_{theme.id}",
        )
        saving = st.form_submit_button(t("desired.want"), icon=":material/add:", key=f"want_save_{theme.id}")
    if saving:
        with catching():
            first = require_day(from_on, "from_on")
            if level is None:
                raise Invalid(field="wanted_level", reason="empty")
            with act() as session:
                desired.want(session, who, theme.id, first, level)
            tell_after("desired.wanted_saved")
            st.rerun()
