"""The form of one desired impact: label, wish and wordings; the wanted levels by date; and taking it away."""

from dataclasses import replace

import streamlit as st

from db import desired
from impact.desire import LABEL_LIMIT, WORDING_LIMIT, tidied
from impact.errors import ChangedMeanwhile, InUse
from impact.model import MOST_THEMES, TEXT_LIMIT, Level, Ring, Theme, Who
from pages.agree import _desired_undo, _desired_wanted
from pages.ui import privacy
from pages.ui.database import act
from pages.ui.language import plain, t
from pages.ui.tell import catching, tell_after
from pages.ui.token import of_content, spent, token

OPEN, THEIRS = "desired_open", "desired_theirs"
NEW, TOKEN = "new_theme", "theme"


def waiting(theme_id: str) -> bool:
    """Whether this desired impact is being changed."""
    now: Theme | None = st.session_state.get(OPEN)
    if now is not None and f"{OPEN}_label" not in st.session_state:
        # Another page or ring was shown meanwhile, and what was typed went with the fields.
        close()
        return False
    return now is not None and now.id == theme_id


def open_up(theme: Theme) -> None:
    """Open the form with this desired impact in it."""
    close()
    st.session_state[OPEN] = theme
    st.session_state[f"{OPEN}_label"], st.session_state[f"{OPEN}_wish"] = theme.label, theme.wish
    for level in Level:
        st.session_state[f"{OPEN}_wording_{int(level)}"] = theme.wordings[level]


def close() -> None:
    """Close the form and let go of what was typed."""
    st.session_state.pop(THEIRS, None)
    for name in [name for name in st.session_state if str(name).startswith(OPEN)]:
        del st.session_state[name]


def form(who: Who, theme: Theme, place: int) -> None:
    """Change a desired impact: its texts, its wanted levels, or take it away."""
    with st.form(f"theme_form_{theme.id}", border=False, enter_to_submit=False):
        typed = _fields(OPEN, st.session_state[OPEN])
        with st.container(horizontal=True, key="theme_ends"):
            saving = st.form_submit_button(t("desired.save"), type="primary", key="theme_save")
            st.form_submit_button(t("desired.close"), on_click=close, key="theme_close")
    privacy.warn(_texts(typed), OPEN)
    if saving and privacy.ready(_texts(typed), OPEN):
        with catching():
            _save(who, typed)
    _theirs()
    st.divider()
    _desired_wanted.show(who, theme)
    st.divider()
    if st.button(t("desired.theme_remove"), icon=":material/delete:", key=f"theme_remove_{theme.id}"):
        with catching():
            _remove(who, theme, place)


def _fields(key: str, old: Theme) -> Theme:
    label = st.text_input(
        t("desired.label"), max_chars=LABEL_LIMIT, placeholder=t("desired.label_like"), key=f"{key}_label"
    )
    wish = st.text_area(
        t("desired.wish"), max_chars=TEXT_LIMIT, height=90, placeholder=t("desired.wish_like"), key=f"{key}_wish"
    )
    with st.expander(t("desired.wordings_ask"), icon=":material/stairs:", key=f"{key}_wordings"):
        st.caption(t("desired.wordings_text"))
        wordings = tuple(
            st.text_input(
                t("desired.wording", level=int(level)),
                max_chars=WORDING_LIMIT,
                placeholder=t(f"model.level.{int(level)}"),
                key=f"{key}_wording_{int(level)}",
            )
            for level in Level
        )
    return replace(old, label=label, wish=wish, wordings=wordings)


def _save(who: Who, typed: Theme) -> None:
    try:
        with act() as session:
            desired.change_theme(session, who, typed, version=typed.version)
            privacy.settle(session, who, _texts(typed), OPEN, "desired")
    except ChangedMeanwhile as error:
        theirs: Theme = error.facts["now"]
        # When theirs is word for word what was typed, it is our own: the first half of a double click.
        if _texts(theirs) != _texts(tidied(typed)):
            # Theirs is shown beside what was typed; saving again then is a choice.
            st.session_state[OPEN] = replace(st.session_state[OPEN], version=theirs.version)
            st.session_state[THEIRS] = theirs
            raise
    close()
    tell_after("desired.saved")
    st.rerun()


def _texts(theme: Theme) -> tuple[str, ...]:
    return theme.label, theme.wish, *theme.wordings


def _theirs() -> None:
    theirs: Theme | None = st.session_state.get(THEIRS)
    if theirs is None:
        return
    with st.container(border=True, key="desired_theirs_card"):
        st.markdown(f"**{t('desired.theirs')}**")
        st.markdown(f"**{plain(theirs.label)}**")
        for line in theirs.wish.splitlines():
            st.markdown(plain(line))
        for level in Level:
            if theirs.wordings[level]:
                st.markdown(f"{int(level)} · {plain(theirs.wordings[level])}")
        st.button(t("desired.take_theirs"), on_click=open_up, args=(theirs,), key="desired_take_theirs")


def _remove(who: Who, theme: Theme, place: int) -> None:
    try:
        with act() as session:
            gone = desired.remove_theme(session, who, theme.id, version=theme.version)
    except InUse:
        _desired_undo.to_logbook(who, theme=theme.id)
        raise
    close()
    _desired_undo.remember(gone, place)
    st.rerun()


def new(who: Who, ring: Ring, count: int) -> None:
    """The form of a new desired impact, as long as there is room for one."""
    if count >= MOST_THEMES:
        st.caption(t("desired.full", most=MOST_THEMES))
        return
    with st.expander(t("desired.add"), icon=":material/add:", expanded=not count, key=f"add_{ring.id}"):
        key = f"{NEW}_{ring.id}"
        with st.form(f"{key}_form", border=False, enter_to_submit=False):
            typed = _fields(key, Theme("", ring.id, ""))
            saving = st.form_submit_button(t("desired.add_save"), type="primary", key=f"{key}_save")
        privacy.warn(_texts(typed), key)
        if saving and privacy.ready(_texts(typed), key):
            with catching():
                once = of_content(token(f"{TOKEN}_{ring.id}"), typed)
                with act() as session:
                    desired.add_theme(session, who, typed, token=once)
                    privacy.settle(session, who, _texts(typed), key, "desired")
                spent(f"{TOKEN}_{ring.id}")
                _emptied(key)
                tell_after("desired.added")
                st.rerun()


def _emptied(key: str) -> None:
    for name in ("label", "wish", *(f"wording_{int(level)}" for level in Level)):
        st.session_state.pop(f"{key}_{name}", None)
