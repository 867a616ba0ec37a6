"""What can be done with one observation: change it, judge it with a reason, take the last act back."""

from collections.abc import Sequence

import streamlit as st

from db import observations, undo
from db.history import Changed, standing, stands
from db.logbook import Choices
from impact.model import Observation, State, Who
from pages.log import _logbook_bin, _logbook_change, _logbook_reason
from pages.log._logbook_change import SHOWN
from pages.log._logbook_reason import AREA, ICONS
from pages.log._logbook_words import stood
from pages.ui import privacy
from pages.ui.database import act, look
from pages.ui.language import t
from pages.ui.tell import catching, tell_after

JUDGING = "logbook_judging"
KEY = "judge_one"


def say_if_changed(one: Observation) -> None:
    """Say so when somebody else changed it since it was last shown here: a click on what stood there did nothing."""
    before = st.session_state.get(SHOWN)
    st.session_state[SHOWN] = (one.id, one.version)
    if before and before[0] == one.id and before[1] != one.version:
        st.info(t("logbook.meanwhile"), icon=":material/sync:")


def say_why(one: Observation, history: Sequence[Changed]) -> None:
    """Who put it where it stands, when, and why."""
    found = stands(history, one.state)
    if found and (found.reason or one.state is not State.SHARED):
        st.caption(stood(found))


def whys(found: Sequence[Observation]) -> dict[str, Changed]:
    """Per id of what was disputed among these: by whom, when and why; so that its writer reads it in the list."""
    disputed = [one for one in found if one.state is State.DISPUTED]
    if not disputed:
        return {}
    with look() as session:
        return standing(session, disputed)


def show(who: Who, one: Observation, can: Choices) -> None:
    """The buttons for what this person may do with it, or the question why when one was tapped that needs a reason."""
    asked: tuple[str, State] | None = st.session_state.get(JUDGING)
    if asked and asked[0] == one.id and asked[1] in can.states:
        _ask_why(who, one, asked[1])
        return
    # The version in the keys makes a double click one act: the second click is for a button that is no longer there.
    with st.container(horizontal=True, key="logbook_acts"):
        if can.change:
            st.button(
                t("logbook.change"),
                icon=":material/edit:",
                type="primary",
                on_click=_logbook_change.begin,
                args=(one,),
                key=f"change_{one.id}_{one.version}",
            )
        for then in can.states:
            _judge_button(who, one, then, asks=then in can.reasoned)
        if can.undo and st.button(t("logbook.undo"), icon=":material/undo:", key=f"undo_{one.id}_{can.undo}"):
            with catching():
                _undo(who, one, can.undo)
        _logbook_bin.acts(who, one)


def stop() -> None:
    """Let go of a judgement that was begun."""
    st.session_state.pop(JUDGING, None)
    _logbook_reason.forget(KEY)


def _judge_button(who: Who, one: Observation, then: State, asks: bool) -> None:
    label, key = _logbook_reason.word(then, one.state), f"judge_{then.value}_{one.id}_{one.version}"
    if asks:
        st.button(label, icon=ICONS[then], on_click=_begin, args=(one, then), key=key)
    elif st.button(label, icon=ICONS[then], key=key):
        with catching():
            _judge(who, one, then, "")


def _begin(one: Observation, then: State) -> None:
    stop()
    st.session_state[JUDGING] = (one.id, then)


def _ask_why(who: Who, one: Observation, then: State) -> None:
    title = t(f"judge.title.{then.value}")
    _logbook_reason.ask(KEY, str(one.version), title, then, lambda reason: _judge(who, one, then, reason), stop)


def _judge(who: Who, one: Observation, then: State, reason: str) -> None:
    with act() as session:
        observations.judge(session, who, one.id, then, version=one.version, reason=reason)
        privacy.settle(session, who, [reason], KEY, AREA)
    stop()
    st.session_state.pop(SHOWN, None)
    tell_after(f"logbook.judged.{then.value}")
    st.rerun()


def _undo(who: Who, one: Observation, change_id: str) -> None:
    with act() as session:
        undo.take_back(session, who, one.id, version=one.version, change_id=change_id)
    st.session_state.pop(SHOWN, None)
    tell_after("logbook.undone")
    st.rerun()
