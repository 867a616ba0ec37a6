"""One observation, whole: what was said, what it rests on, what it led to, its history, and what can be done."""

from collections.abc import Sequence

import streamlit as st

from db import logbook, observations
from db.history import Changed
from db.logbook import Choices
from impact.errors import NotFound
from impact.model import Evidence, EvidenceKind, Intended, Observation, State, Who
from pages.log import _logbook_change, _logbook_ripples
from pages.log._logbook_change import SHOWN
from pages.log._logbook_find import close_one, known_id
from pages.log._logbook_words import NOTHING, Named, field, is_link, moment, seen, state, told_in_words, value
from pages.ui import view
from pages.ui.database import act, look
from pages.ui.language import day, lines, plain, t
from pages.ui.tell import catching, tell_after

ICONS = {
    State.SHARED: ":material/group:",
    State.CONFIRMED: ":material/verified:",
    State.DISPUTED: ":material/forum:",
    State.WITHDRAWN: ":material/block:",
}
TEXTS = ("why", "contribution", "circumstances")
ALWAYS = ("direction", "rung", "level")
SOMETIMES = ("intended", "change_kind", "organisation_id", "activity_id", "observer_role", "reached")


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
        st.info(t("logbook.not_there"), icon=":material/help:")
        return
    st.title(plain(one.said.what))
    _say_if_changed(one)
    st.markdown(f"{state(one)} · {seen(one.said)} · {plain(named.names.get(one.said.theme_id, NOTHING))}")
    if can.change and _logbook_change.waiting(one.id):
        _logbook_change.show(who, one, named)
        return
    if can.change:
        _acts(who, one, can, undoable=bool(history))
    _whole(who, one, named)
    _logbook_ripples.show(who, one)
    _history(history, one, named)


def _leave() -> None:
    _logbook_change.stop()
    close_one()


def _say_if_changed(one: Observation) -> None:
    """Say so when somebody else changed it since it was last shown here: a click on what stood there did nothing."""
    before = st.session_state.get(SHOWN)
    st.session_state[SHOWN] = (one.id, one.version)
    if before and before[0] == one.id and before[1] != one.version:
        st.info(t("logbook.meanwhile"), icon=":material/sync:")


def _acts(who: Who, one: Observation, can: Choices, undoable: bool) -> None:
    # The version in the keys makes a double click one act: the second click is for a button that is no longer there.
    with st.container(horizontal=True, key="logbook_acts"):
        st.button(
            t("logbook.change"),
            icon=":material/edit:",
            type="primary",
            on_click=_logbook_change.begin,
            args=(one,),
            key=f"change_{one.id}_{one.version}",
        )
        for then in can.states:
            label = t(f"logbook.judge.{then.value}")
            if st.button(label, icon=ICONS[then], key=f"judge_{then.value}_{one.id}_{one.version}"):
                with catching():
                    _judge(who, one, then)
        undo = t("logbook.undo")
        if undoable and st.button(undo, icon=":material/undo:", key=f"undo_{one.id}_{one.version}"):
            with catching():
                _undo(who, one)


def _judge(who: Who, one: Observation, then: State) -> None:
    with act() as session:
        observations.judge(session, who, one.id, then, version=one.version)
    st.session_state.pop(SHOWN, None)
    tell_after(f"logbook.judged.{then.value}")
    st.rerun()


def _undo(who: Who, one: Observation) -> None:
    with act() as session:
        observations.take_back(session, who, one.id, version=one.version)
    st.session_state.pop(SHOWN, None)
    tell_after("logbook.undone")
    st.rerun()


def _whole(who: Who, one: Observation, named: Named) -> None:
    words = told_in_words(one.said, one.state, named)
    left, right = st.columns(2)
    with left:
        for name in ALWAYS:
            _fact(name, words[name])
        theme = named.themes.get(one.said.theme_id)
        if theme and theme.wordings[one.said.level]:
            st.caption(plain(theme.wordings[one.said.level]))
    with right:
        for name in SOMETIMES:
            if getattr(one.said, name) not in (None, "", Intended.UNKNOWN):
                _fact(name, words[name])
        st.markdown(t("logbook.logged", day=day(one.logged_at), writer=plain(one.writer or NOTHING)))
    for name in TEXTS:
        if words[name] != NOTHING:
            st.markdown(f"**{field(name)}**  \n{lines(words[name])}")
    _evidence(one.said.evidence)
    st.page_link(
        "pages/see/discs.py",
        label=t("logbook.see_discs"),
        icon=":material/album:",
        query_params=view.link(who, theme_id=one.said.theme_id, month=one.said.seen_on),
    )


def _fact(name: str, words: str) -> None:
    st.markdown(f"**{field(name)}** {plain(words)}")


def _evidence(evidence: tuple[Evidence, ...]) -> None:
    if not evidence:
        return
    st.header(t("logbook.field.evidence"))
    for number, one in enumerate(evidence):
        if one.kind is EvidenceKind.LINK and is_link(one.text):
            st.link_button(plain(one.text), one.text, icon=":material/open_in_new:", key=f"evidence_link_{number}")
        else:
            quoted = f"“{lines(one.text)}”" if one.kind is EvidenceKind.QUOTE else lines(one.text)
            st.markdown(f"*{t(f'model.evidence.{one.kind.value}')}*  \n{quoted}")


def _history(history: Sequence[Changed], one: Observation, named: Named) -> None:
    with st.expander(t("logbook.history", count=len(history)), icon=":material/history:", key="logbook_history"):
        for change in history:
            st.markdown(f"**{moment(change.at)}** · {plain(change.by or NOTHING)}")
            for name in change.before:
                before, after = (value(name, side[name], named) for side in (change.before, change.after))
                st.markdown(f"{field(name)}: {plain(before)} → **{plain(after)}**")
        st.markdown(f"**{moment(one.logged_at)}** · {t('logbook.logged_by', writer=plain(one.writer or NOTHING))}")
