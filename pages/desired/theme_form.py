"""The forms of a desired impact: its texts, its wanted levels by date, removing it, and adding a new one."""

from dataclasses import replace

import streamlit as st

from db import desired
from impact.errors import ChangedMeanwhile, InUse, Invalid
from impact.model import MAX_TEXT_LENGTH, MAX_THEMES_PER_RING, Level, Ring, Theme, Who
from impact.observation.observation_rules import EARLIEST_DAY
from impact.picture.theme_rules import (
    LATEST_WANTED_DAY,
    MAX_LABEL_LENGTH,
    MAX_WORDING_LENGTH,
    WANTED_LEVELS,
    tidy_theme,
)
from pages.desired import undo_removal
from pages.ui import privacy_check
from pages.ui.database import write_session
from pages.ui.day_field import ask_for_day, require_day
from pages.ui.form_token import build_content_token, get_form_token
from pages.ui.language import escape_markdown, format_day, num, t, today
from pages.ui.messages import show_errors
from pages.ui.saving import finish_saving, saving
from pages.ui.session_keys import clear_session_keys

OPEN_THEME_KEY, OTHER_VERSION_KEY = "desired_open", "desired_theirs"
NEW_THEME_KEY, THEME_TOKEN = "new_theme", "theme"


def is_changing_theme(theme_id: str) -> bool:
    """Return whether this desired impact is being changed."""
    open_theme: Theme | None = st.session_state.get(OPEN_THEME_KEY)
    if open_theme is not None and f"{OPEN_THEME_KEY}_label" not in st.session_state:
        # Another page or ring was shown meanwhile: Streamlit removed the fields with what was typed in them.
        close_theme_form()
        return False
    return open_theme is not None and open_theme.id == theme_id


def open_theme_form(theme: Theme) -> None:
    """Open the form with this desired impact in it."""
    close_theme_form()
    st.session_state[OPEN_THEME_KEY] = theme
    st.session_state[f"{OPEN_THEME_KEY}_label"], st.session_state[f"{OPEN_THEME_KEY}_wish"] = theme.label, theme.wish
    for level in Level:
        st.session_state[f"{OPEN_THEME_KEY}_wording_{int(level)}"] = theme.wordings[level]


def close_theme_form() -> None:
    """Close the form and remove what was typed."""
    clear_session_keys(OPEN_THEME_KEY, OTHER_VERSION_KEY)


def show_theme_form(who: Who, theme: Theme, place: int) -> None:
    """Show the form to change the texts and the wanted levels of a desired impact, or to remove it."""
    with st.form(f"theme_form_{theme.id}", border=False, enter_to_submit=False):
        typed_theme = _ask_theme_texts(OPEN_THEME_KEY, st.session_state[OPEN_THEME_KEY])
        with st.container(horizontal=True, key="theme_ends"):
            save_clicked = st.form_submit_button(t("common.save"), type="primary", key="theme_save")
            st.form_submit_button(t("desired.close"), on_click=close_theme_form, key="theme_close")
    privacy_check.show_privacy_warning(_list_theme_texts(typed_theme), OPEN_THEME_KEY)
    if save_clicked:
        with show_errors():
            _save_theme(who, typed_theme)
    _show_other_version()
    st.divider()
    _show_wanted_levels(who, theme)
    st.divider()
    if st.button(t("desired.theme_remove"), icon=":material/delete:", key=f"theme_remove_{theme.id}"):
        with show_errors():
            _remove_theme(who, theme, place)


def _ask_theme_texts(key: str, theme: Theme) -> Theme:
    label = st.text_input(
        t("common.field.label"), max_chars=MAX_LABEL_LENGTH, placeholder=t("desired.label_like"), key=f"{key}_label"
    )
    wish = st.text_area(
        t("common.field.wish"),
        max_chars=MAX_TEXT_LENGTH,
        height=90,
        placeholder=t("desired.wish_like"),
        key=f"{key}_wish",
    )
    with st.expander(t("desired.wordings_ask"), icon=":material/stairs:", key=f"{key}_wordings"):
        st.caption(t("desired.wordings_text"))
        wordings = tuple(
            st.text_input(
                t("desired.wording", level=int(level)),
                max_chars=MAX_WORDING_LENGTH,
                placeholder=t(f"model.level.{int(level)}"),
                key=f"{key}_wording_{int(level)}",
            )
            for level in Level
        )
    return replace(theme, label=label, wish=wish, wordings=wordings)


def _save_theme(who: Who, typed_theme: Theme) -> None:
    try:
        with saving(who, _list_theme_texts(typed_theme), OPEN_THEME_KEY, "desired") as session:
            desired.change_theme(session, who, typed_theme, version=typed_theme.version)
    except ChangedMeanwhile as error:
        other_version: Theme = error.facts["now"]
        # The saved version is word for word what was typed: the first click of a double click saved it.
        if _list_theme_texts(other_version) != _list_theme_texts(tidy_theme(typed_theme)):
            # The other version is shown beside what was typed; saving again then replaces it knowingly.
            st.session_state[OPEN_THEME_KEY] = replace(st.session_state[OPEN_THEME_KEY], version=other_version.version)
            st.session_state[OTHER_VERSION_KEY] = other_version
            raise
    close_theme_form()
    finish_saving("desired.saved")


def _list_theme_texts(theme: Theme) -> tuple[str, ...]:
    return theme.label, theme.wish, *theme.wordings


def _show_other_version() -> None:
    other_version: Theme | None = st.session_state.get(OTHER_VERSION_KEY)
    if other_version is None:
        return
    with st.container(border=True, key="desired_theirs_card"):
        st.markdown(f"**{t('desired.theirs')}**")
        st.markdown(f"**{escape_markdown(other_version.label)}**")
        for line in other_version.wish.splitlines():
            st.markdown(escape_markdown(line))
        for level in Level:
            if other_version.wordings[level]:
                st.markdown(f"{int(level)} · {escape_markdown(other_version.wordings[level])}")
        st.button(t("desired.take_theirs"), on_click=open_theme_form, args=(other_version,), key="desired_take_theirs")


def _remove_theme(who: Who, theme: Theme, place: int) -> None:
    try:
        with write_session() as session:
            removed_theme = desired.remove_theme(session, who, theme.id, version=theme.version)
    except InUse:
        undo_removal.show_observations_link(who, theme=theme.id)
        raise
    close_theme_form()
    undo_removal.remember_removed(removed_theme, place)
    st.rerun()


def _show_wanted_levels(who: Who, theme: Theme) -> None:
    """Show every agreed step with a button to remove it, and the fields for one more."""
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
                    finish_saving("desired.step_removed")
    _show_new_step_form(who, theme)


def describe_wanted_level(level: float) -> tuple[str, str]:
    """Return the number of a wanted level and its word, which is empty for one between two levels."""
    return num(level), t(f"model.level.{int(level)}") if level == int(level) else ""


def _format_level_choice(level: float) -> str:
    return " · ".join(filter(None, describe_wanted_level(level)))


def _show_new_step_form(who: Who, theme: Theme) -> None:
    with st.form(f"want_{theme.id}", border=False, enter_to_submit=False):
        left, right = st.columns(2)
        from_on = ask_for_day(
            left,
            t("common.field.from_on"),
            today(),
            f"want_from_{theme.id}",
            min_value=EARLIEST_DAY,
            max_value=LATEST_WANTED_DAY,
        )
        level = right.selectbox(
            t("common.field.level"),
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
            finish_saving("desired.wanted_saved")


def show_new_theme_form(who: Who, ring: Ring, count: int) -> None:
    """Show the form for a new desired impact, or that the ring is full."""
    # The database refuses more; without the form nobody types in vain.
    if count >= MAX_THEMES_PER_RING:
        st.caption(t("desired.full", most=MAX_THEMES_PER_RING))
        return
    with st.expander(t("desired.add"), icon=":material/add:", expanded=not count, key=f"add_{ring.id}"):
        key = f"{NEW_THEME_KEY}_{ring.id}"
        with st.form(f"{key}_form", border=False, enter_to_submit=False):
            typed_theme = _ask_theme_texts(key, Theme("", ring.id, ""))
            save_clicked = st.form_submit_button(t("common.add"), type="primary", key=f"{key}_save")
        privacy_check.show_privacy_warning(_list_theme_texts(typed_theme), key)
        if save_clicked:
            with show_errors():
                token_name = f"{THEME_TOKEN}_{ring.id}"
                content_token = build_content_token(get_form_token(token_name), typed_theme)
                with saving(who, _list_theme_texts(typed_theme), key, "desired") as session:
                    desired.add_theme(session, who, typed_theme, token=content_token)
                clear_session_keys(f"{key}_label", f"{key}_wish", f"{key}_wording_")
                finish_saving("desired.added", token_name=token_name)
