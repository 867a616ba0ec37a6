"""The wanted levels of one desired impact by date: what stands, one more, one less."""

import streamlit as st

from db import desired
from impact.errors import Invalid
from impact.model import Theme, Who
from impact.observation.observation_rules import EARLIEST_DAY
from impact.picture.theme_rules import LATEST_WANTED_DAY, WANTED_LEVELS
from pages.ui.database import write_session
from pages.ui.day_field import ask_for_day, require_day
from pages.ui.language import format_day, num, t, today
from pages.ui.messages import show_errors, toast_after_rerun


def show_wanted_levels(who: Who, theme: Theme) -> None:
    """Every step that was agreed, each with a way to take it away, and the fields for one more."""
    st.markdown(f"**{t('desired.wanted')}**")
    st.caption(t("desired.wanted_text"))
    for step in theme.wanted:
        with st.container(horizontal=True, vertical_alignment="center", key=f"step_{theme.id}_{step.from_on}"):
            st.markdown(t("desired.step", day=format_day(step.from_on), level=_format_level_choice(step.level)))
            remove_label = t("desired.step_remove", day=format_day(step.from_on))
            key = f"unwant_{theme.id}_{step.from_on}"
            if st.button(remove_label, icon=":material/close:", type="tertiary", key=key):
                with show_errors():
                    with write_session() as session:
                        desired.remove_wanted_level(session, who, theme.id, step.from_on)
                    toast_after_rerun("desired.step_removed")
                    st.rerun()
    _show_new_step_form(who, theme)


def _format_level_choice(level: float) -> str:
    return f"{num(level)} · {t(f'model.level.{int(level)}')}" if level == int(level) else num(level)


def _show_new_step_form(who: Who, theme: Theme) -> None:
    with st.form(f"want_{theme.id}", border=False, enter_to_submit=False):
        left, right = st.columns(2)
        from_on = ask_for_day(
            left,
            t("desired.from_on"),
            today(),
            f"want_from_{theme.id}",
            min_value=EARLIEST_DAY,
            max_value=LATEST_WANTED_DAY,
        )
        level = right.selectbox(
            t("desired.level"),
            WANTED_LEVELS,
            index=None,
            format_func=_format_level_choice,
            placeholder=t("desired.level_like"),
            key=f"want_level_{theme.id}",
        )
        save_clicked = st.form_submit_button(t("desired.want"), icon=":material/add:", key=f"want_save_{theme.id}")
    if save_clicked:
        with show_errors():
            first_day = require_day(from_on, "from_on")
            if level is None:
                raise Invalid(field="wanted_level", reason="empty")
            with write_session() as session:
                desired.set_wanted_level(session, who, theme.id, first_day, level)
            toast_after_rerun("desired.wanted_saved")
            st.rerun()
