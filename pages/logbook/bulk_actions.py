"""Acting on several observations at once: picking them on a page, judging or settling them, and undoing that."""

from collections.abc import Sequence

import streamlit as st

from db import bulk
from db.bulk import BulkResult
from impact.access import Act
from impact.model import COUNTING_STATES, Level, Observation, State, Who
from impact.observation.state_rules import JUDGED_STATES
from pages.logbook import reason_form
from pages.logbook.reason_form import PRIVACY_AREA
from pages.ui.database import write_session
from pages.ui.form_token import drop_form_token, get_form_token
from pages.ui.language import t, tn, today
from pages.ui.messages import show_errors
from pages.ui.observation_words import STATE_ICONS
from pages.ui.saving import finish_saving, saving
from pages.ui.session_keys import clear_session_keys
from pages.ui.term_choice import choose_term
from pages.ui.visitor import may

BULK_ON_KEY, PICKED_KEY, ASKED_STATE_KEY, RESULT_KEY = "bulk_on", "bulk_picked", "bulk_asked", "bulk_done"
# Each with a one-time token of its own.
JUDGE_FORM, SETTLE_FORM = "bulk", "bulk_level"
REASON_KEY = "bulk_reason"
# As in the form: "nothing yet" is no level for a change that somebody saw.
CHOOSABLE_LEVELS = tuple(level for level in Level if level is not Level.NOTHING_YET)
BULK_STATES = (State.CONFIRMED, State.DISPUTED, State.WITHDRAWN)


def show_bulk_bar(who: Who, page_observations: Sequence[Observation]) -> bool:
    """Show what can be done with the picked observations; return whether the cards get a box to pick them."""
    can_judge = may(who, Act.JUDGE)
    if not can_judge and not (may(who, Act.LOG) and any(map(_waits_for_level, page_observations))):
        return False
    if can_judge:
        is_on = st.toggle(t("judge.several"), help=t("judge.several_help"), on_change=_reset_bulk, key=BULK_ON_KEY)
    else:
        is_on = st.toggle(t("judge.settle_several"), on_change=_reset_bulk, key=BULK_ON_KEY)
    show_bulk_result(who)
    if is_on:
        _show_picked(who, page_observations)
    return is_on


def show_bulk_result(who: Who) -> None:
    """Show what was just done and the button to undo it; also when no observation is left in the list."""
    if result := st.session_state.get(RESULT_KEY):
        _show_bulk_outcome(who, *result)


def show_pick_box(observation: Observation) -> None:
    """Show the box on a card; picking remembers the version that was shown."""
    if not _can_be_picked(observation):
        return
    key = f"pick_{observation.id}"
    st.session_state[key] = observation.id in _get_picked()
    st.checkbox(t("judge.pick"), on_change=_toggle_pick, args=(observation.id, observation.version), key=key)


def _show_picked(who: Who, page_observations: Sequence[Observation]) -> None:
    # Only what the reader sees is judged: what was picked on another page does not count.
    version_by_id = {
        observation.id: observation.version for observation in page_observations if _can_be_picked(observation)
    }
    picked = st.session_state[PICKED_KEY] = {
        observation_id: version for observation_id, version in _get_picked().items() if observation_id in version_by_id
    }
    with st.container(border=True, key="bulk_bar"):
        st.markdown(f"**{tn('judge.picked', len(picked))}**")
        with st.container(horizontal=True, key="bulk_picks"):
            st.button(t("judge.pick_all"), type="tertiary", on_click=_set_picked, args=(version_by_id,), key="bulk_all")
            st.button(t("judge.pick_none"), type="tertiary", on_click=_set_picked, args=({},), key="bulk_none")
        asked_state: State | None = st.session_state.get(ASKED_STATE_KEY)
        if asked_state and picked:
            title = tn(f"judge.several.{asked_state.value}", len(picked))
            bulk_token = get_form_token(JUDGE_FORM)
            reason_form.ask_for_reason(
                REASON_KEY,
                bulk_token,
                title,
                asked_state,
                lambda reason: _judge_picked(who, picked, asked_state, reason),
                _cancel_bulk_judgement,
            )
            return
        waiting = {
            observation.id: picked[observation.id]
            for observation in page_observations
            if _waits_for_level(observation) and observation.id in picked
        }
        if may(who, Act.JUDGE):
            _show_state_buttons(picked, waiting)
        if any(map(_waits_for_level, page_observations)):
            _show_settle_choice(who, waiting)


def _show_state_buttons(picked: dict[str, int], waiting: dict[str, int]) -> None:
    """Show a button per state; what waits for a level cannot be judged, only withdrawn."""
    judgeable = picked.keys() - waiting.keys()
    with st.container(horizontal=True, key="bulk_acts"):
        for new_state in BULK_STATES:
            st.button(
                t(f"logbook.judge.{new_state.value}"),
                icon=STATE_ICONS[new_state],
                disabled=not (judgeable if new_state in JUDGED_STATES else picked),
                on_click=_begin_bulk_judgement,
                args=(new_state,),
                key=f"bulk_{new_state.value}",
            )


def _show_settle_choice(who: Who, waiting: dict[str, int]) -> None:
    """Ask for one level for those of the picked observations that wait for one."""
    chosen_level = choose_term(t("judge.settle_level"), CHOOSABLE_LEVELS, "level", "bulk_level")
    if st.button(
        t("judge.settle"), icon=":material/done_all:", disabled=not waiting or chosen_level is None, key="bulk_settle"
    ):
        with show_errors():
            _settle_picked(who, waiting, Level(chosen_level))


def _settle_picked(who: Who, waiting: dict[str, int], level: Level) -> None:
    with write_session() as session:
        outcome = bulk.settle_levels(
            session, who, tuple(waiting.items()), level, today(), token=get_form_token(SETTLE_FORM)
        )
    _reset_bulk()
    # Which act the undo needs: who may not judge may still settle levels, and undo that.
    st.session_state[RESULT_KEY] = ("judge.done.settled", outcome, Act.LOG)
    finish_saving(token_name=SETTLE_FORM)


def _waits_for_level(observation: Observation) -> bool:
    return observation.details.level is None and observation.state is not State.WITHDRAWN


def _can_be_picked(observation: Observation) -> bool:
    return observation.state in COUNTING_STATES or _waits_for_level(observation)


def _judge_picked(who: Who, picked: dict[str, int], new_state: State, reason: str) -> None:
    with saving(who, [reason], REASON_KEY, PRIVACY_AREA) as session:
        outcome = bulk.judge_observations(
            session, who, tuple(picked.items()), new_state, reason, token=get_form_token(JUDGE_FORM)
        )
    _reset_bulk()
    st.session_state[RESULT_KEY] = (f"judge.done.{new_state.value}", outcome, Act.JUDGE)
    finish_saving()


def _undo_bulk(who: Who, outcome: BulkResult, needed_act: Act) -> None:
    with write_session() as session:
        undo_outcome = bulk.undo_changes(session, who, outcome.done, needed_act)
    st.session_state[RESULT_KEY] = ("judge.done.back", undo_outcome, None)
    finish_saving()


def _show_bulk_outcome(who: Who, key: str, outcome: BulkResult, needed_act: Act | None) -> None:
    """Show how many were changed and why others were not, and the button to undo it.

    `needed_act` is what a person must be allowed to do to undo it; None when it was an undo itself.
    """
    refusals = [error for _, error in outcome.refused]
    sentences = [
        tn(key, len(outcome.done)),
        *(tn(f"judge.left.{reason}", refusals.count(reason)) for reason in sorted(set(refusals))),
    ]
    st.info(" ".join(sentences), icon=":material/check_circle:" if outcome.done else ":material/info:")
    # A double click is harmless: the button is gone after the first click, and each version is undone only once.
    if needed_act and outcome.done and st.button(t("judge.undo_all"), icon=":material/undo:", key="bulk_undo"):
        with show_errors():
            _undo_bulk(who, outcome, needed_act)


def _get_picked() -> dict[str, int]:
    version_by_id: dict[str, int] = st.session_state.setdefault(PICKED_KEY, {})
    return version_by_id


def _toggle_pick(observation_id: str, version: int) -> None:
    if st.session_state[f"pick_{observation_id}"]:
        _get_picked()[observation_id] = version
    else:
        _get_picked().pop(observation_id, None)


def _set_picked(version_by_id: dict[str, int]) -> None:
    st.session_state[PICKED_KEY] = dict(version_by_id)


def _begin_bulk_judgement(new_state: State) -> None:
    st.session_state.pop(RESULT_KEY, None)
    st.session_state[ASKED_STATE_KEY] = new_state


def _cancel_bulk_judgement() -> None:
    st.session_state.pop(ASKED_STATE_KEY, None)
    clear_session_keys(f"{REASON_KEY}_")


def _reset_bulk() -> None:
    _cancel_bulk_judgement()
    drop_form_token(JUDGE_FORM)
    for name in (PICKED_KEY, RESULT_KEY):
        st.session_state.pop(name, None)
