"""One observation, whole: what was said, what it rests on, what it led to, its history, and what can be done."""

import streamlit as st

from db import logbook, observations
from impact.errors import NotFound
from impact.model import BLOCKS, TYPED, FieldKind, Intended, Observation, Who
from pages.log import _logbook_acts, _logbook_bin, _logbook_change, _logbook_history, _logbook_ripples, _logbook_witness
from pages.log._logbook_find import close_one, known_id
from pages.log._logbook_words import NOTHING, Named, field, seen, state, told_in_words
from pages.ui import evidence, view
from pages.ui.database import look
from pages.ui.language import day, lines, plain, t

ALWAYS = ("direction", "rung", "level")
# What is short and may be empty; the texts and the evidence follow below it, and the day and the place stand above.
SOMETIMES = tuple(
    field.name
    for field in TYPED
    if not field.required and field.columns and field.kind not in (FieldKind.BLOCK, FieldKind.EVIDENCE)
)


def show(who: Who, asked: str, named: Named) -> None:
    """The observation with this id, or a calm word when it is not there for this person."""
    st.button(t("logbook.back"), icon=":material/arrow_back:", type="tertiary", on_click=_leave, key="logbook_back")
    observation_id = known_id(asked)
    try:
        if observation_id is None:
            raise NotFound(what="observation")
        with look() as session:
            one = observations.get(session, who, observation_id)
            can = logbook.choices(session, who, observation_id)
            history = observations.history(session, who, observation_id)
    except NotFound:
        if not _logbook_bin.gone(who, observation_id):
            st.info(t("logbook.not_there"), icon=":material/help:")
        return
    st.title(plain(one.said.what))
    _logbook_acts.say_if_changed(one)
    st.markdown(f"{state(one)} · {seen(one.said)} · {plain(named.names.get(one.said.theme_id, NOTHING))}")
    _logbook_acts.say_why(one, history)
    if _logbook_change.waiting(one.id):
        _logbook_change.show(who, one, named)
        return
    _logbook_acts.show(who, one, can)
    _whole(who, one, named)
    if one.said.evidence:
        st.header(t("logbook.field.evidence"))
        evidence.show(who, one)
    _logbook_witness.show(who, one, asks=can.asks)
    _logbook_ripples.show(who, one)
    _logbook_history.show(history, one, named)


def _leave() -> None:
    _logbook_change.stop()
    _logbook_acts.stop()
    close_one()


def _whole(who: Who, one: Observation, named: Named) -> None:
    words = told_in_words(one.said, one.state, named)
    left, right = st.columns(2)
    with left:
        for name in ALWAYS:
            _fact(name, words[name])
        theme = named.themes.get(one.said.theme_id)
        if one.said.level is None:
            st.caption(t("logbook.unsettled_text"))
        elif theme and theme.wordings[one.said.level]:
            st.caption(plain(theme.wordings[one.said.level]))
    with right:
        for name in SOMETIMES:
            if getattr(one.said, name) not in (None, "", Intended.UNKNOWN):
                _fact(name, words[name])
        st.markdown(t("logbook.logged", day=day(one.logged_at), writer=plain(one.writer or NOTHING)))
    for name in BLOCKS:
        if words[name] != NOTHING:
            st.markdown(f"**{field(name)}**  \n{lines(words[name])}")
    st.page_link(
        "pages/see/discs.py",
        label=t("logbook.see_discs"),
        icon=":material/album:",
        query_params=view.link(who, theme_id=one.said.theme_id, month=one.said.seen_on),
    )


def _fact(name: str, words: str) -> None:
    st.markdown(f"**{field(name)}** {plain(words)}")
