"""Several at once: ticking observations on a page, judging them for one reason, and taking that back as a whole."""

from collections.abc import Sequence

import streamlit as st

from db import bulk
from db.bulk import Outcome
from impact.access import Act
from impact.judge import JUDGED
from impact.model import COUNTING, Level, Observation, State, Who
from pages.log import _logbook_reason
from pages.log._logbook_reason import AREA, ICONS
from pages.ui import privacy
from pages.ui.choice import choose
from pages.ui.database import act
from pages.ui.here import may
from pages.ui.language import t, tn, today
from pages.ui.tell import catching
from pages.ui.token import spent, token

ON, PICKED, ASKED, DONE = "bulk_on", "bulk_picked", "bulk_asked", "bulk_done"
KEY = "bulk_reason"
# As in the form: "nothing yet" is no level for something that changed.
LEVELS = tuple(level for level in Level if level is not Level.NOTHING_YET)
STATES = (State.CONFIRMED, State.DISPUTED, State.WITHDRAWN)


def bar(who: Who, found: Sequence[Observation]) -> bool:
    """What can be done with what was ticked on this page; returns whether the cards can be ticked."""
    judges = may(who, Act.JUDGE)
    if not judges and not (may(who, Act.LOG) and any(map(_waits, found))):
        return False
    if judges:
        on = st.toggle(t("judge.several"), help=t("judge.several_help"), on_change=_begin_anew, key=ON)
    else:
        on = st.toggle(t("judge.settle_several"), on_change=_begin_anew, key=ON)
    tell_done(who)
    if on:
        _choose(who, found)
    return on


def tell_done(who: Who) -> None:
    """What was just done with several, and the way back; also when it left nothing to show."""
    if done := st.session_state.get(DONE):
        _tell(who, *done)


def tick(one: Observation) -> None:
    """The box on a card; it remembers which version was looked at."""
    if not _can_be_picked(one):
        return
    key = f"pick_{one.id}"
    st.session_state[key] = one.id in _picked()
    st.checkbox(t("judge.pick"), on_change=_pick, args=(one.id, one.version), key=key)


def _choose(who: Who, found: Sequence[Observation]) -> None:
    # What is judged is what is seen: a box on another page does not count.
    shown = {one.id: one.version for one in found if _can_be_picked(one)}
    picked = st.session_state[PICKED] = {id_: seen for id_, seen in _picked().items() if id_ in shown}
    with st.container(border=True, key="bulk_bar"):
        st.markdown(f"**{tn('judge.picked', len(picked))}**")
        with st.container(horizontal=True, key="bulk_picks"):
            st.button(t("judge.pick_all"), type="tertiary", on_click=_pick_these, args=(shown,), key="bulk_all")
            st.button(t("judge.pick_none"), type="tertiary", on_click=_pick_these, args=({},), key="bulk_none")
        asked: State | None = st.session_state.get(ASKED)
        if asked and picked:
            title = tn(f"judge.several.{asked.value}", len(picked))
            begun = token("bulk")
            _logbook_reason.ask(KEY, begun, title, asked, lambda reason: _judge(who, picked, asked, reason), _leave)
            return
        waiting = {one.id: picked[one.id] for one in found if _waits(one) and one.id in picked}
        if may(who, Act.JUDGE):
            _states(picked, waiting)
        if any(map(_waits, found)):
            _level(who, waiting)


def _states(picked: dict[str, int], waiting: dict[str, int]) -> None:
    """The states to put them in; what waits for a level is not judged, only withdrawn."""
    judged = picked.keys() - waiting.keys()
    with st.container(horizontal=True, key="bulk_acts"):
        for then in STATES:
            st.button(
                t(f"logbook.judge.{then.value}"),
                icon=ICONS[then],
                disabled=not (judged if then in JUDGED else picked),
                on_click=_ask,
                args=(then,),
                key=f"bulk_{then.value}",
            )


def _level(who: Who, waiting: dict[str, int]) -> None:
    """One level for those of the ticked observations that wait for one."""
    chosen = choose(t("judge.settle_level"), LEVELS, "level", "bulk_level")
    if st.button(
        t("judge.settle"), icon=":material/done_all:", disabled=not waiting or chosen is None, key="bulk_settle"
    ):
        with catching():
            _settle(who, waiting, Level(chosen))


def _settle(who: Who, waiting: dict[str, int], level: Level) -> None:
    with act() as session:
        outcome = bulk.settle_all(session, who, tuple(waiting.items()), level, today(), token=token("bulk_level"))
    spent("bulk_level")
    _begin_anew()
    st.session_state[DONE] = ("judge.done.settled", outcome, Act.LOG)
    st.rerun()


def _waits(one: Observation) -> bool:
    return one.said.level is None and one.state is not State.WITHDRAWN


def _can_be_picked(one: Observation) -> bool:
    return one.state in COUNTING or _waits(one)


def _judge(who: Who, picked: dict[str, int], then: State, reason: str) -> None:
    with act() as session:
        outcome = bulk.judge_all(session, who, tuple(picked.items()), then, reason, token=token("bulk"))
        privacy.settle(session, who, [reason], KEY, AREA)
    _begin_anew()
    st.session_state[DONE] = (f"judge.done.{then.value}", outcome, Act.JUDGE)
    st.rerun()


def _take_back(who: Who, outcome: Outcome, asks: Act) -> None:
    with act() as session:
        back = bulk.take_back_all(session, who, outcome.done, asks)
    st.session_state[DONE] = ("judge.done.back", back, None)
    st.rerun()


def _tell(who: Who, key: str, outcome: Outcome, asks: Act | None) -> None:
    """What was done and what was left, in one sentence, and the way back, for who may do this (None: there is none)."""
    left = [error for _, error in outcome.left]
    parts = [tn(key, len(outcome.done)), *(tn(f"judge.left.{one}", left.count(one)) for one in sorted(set(left)))]
    st.info(" ".join(parts), icon=":material/check_circle:" if outcome.done else ":material/info:")
    # After the first of two clicks the button is gone; and the store takes each version back only once.
    if asks and outcome.done and st.button(t("judge.undo_all"), icon=":material/undo:", key="bulk_undo"):
        with catching():
            _take_back(who, outcome, asks)


def _picked() -> dict[str, int]:
    found: dict[str, int] = st.session_state.setdefault(PICKED, {})
    return found


def _pick(observation_id: str, version: int) -> None:
    if st.session_state[f"pick_{observation_id}"]:
        _picked()[observation_id] = version
    else:
        _picked().pop(observation_id, None)


def _pick_these(these: dict[str, int]) -> None:
    st.session_state[PICKED] = dict(these)


def _ask(then: State) -> None:
    st.session_state.pop(DONE, None)
    st.session_state[ASKED] = then


def _leave() -> None:
    st.session_state.pop(ASKED, None)
    _logbook_reason.forget(KEY)


def _begin_anew() -> None:
    _leave()
    spent("bulk")
    for name in (PICKED, DONE):
        st.session_state.pop(name, None)
