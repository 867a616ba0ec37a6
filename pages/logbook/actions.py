"""The buttons of one observation: change it, judge it with a reason, undo the last change."""

from collections.abc import Sequence

import streamlit as st

from db import undo
from db.logbook import AllowedActions
from db.observations import records
from db.observations.history import ChangeEntry, find_deciding_change, find_deciding_changes
from impact.model import Observation, State, Who
from pages.logbook import bin_view, change_form, reason_form
from pages.logbook.change_form import SHOWN_VERSION_KEY
from pages.logbook.reason_form import PRIVACY_AREA
from pages.ui.database import read_session, write_session
from pages.ui.language import t
from pages.ui.messages import show_errors
from pages.ui.observation_words import STATE_ICONS, describe_state_change
from pages.ui.saving import finish_saving, saving
from pages.ui.session_keys import clear_session_keys

JUDGING_KEY = "logbook_judging"
REASON_KEY = "judge_one"


def warn_if_changed(observation: Observation) -> None:
    """Say so when somebody else changed the observation since it was last shown here.

    A click on a button of the version shown before had no effect: its key holds that version.
    """
    shown_version = st.session_state.get(SHOWN_VERSION_KEY)
    st.session_state[SHOWN_VERSION_KEY] = (observation.id, observation.version)
    if shown_version and shown_version[0] == observation.id and shown_version[1] != observation.version:
        st.info(t("logbook.meanwhile"), icon=":material/sync:")


def show_state_reason(observation: Observation, history: Sequence[ChangeEntry]) -> None:
    """Show who gave the observation its present state, when, and why; nothing when it was only shared."""
    state_change = find_deciding_change(history, observation.state)
    if state_change and (state_change.reason or observation.state is not State.SHARED):
        st.caption(describe_state_change(state_change))


def get_disputes(observations: Sequence[Observation]) -> dict[str, ChangeEntry]:
    """Return the change that disputed each disputed observation in this list, by id of the observation."""
    disputed = [observation for observation in observations if observation.state is State.DISPUTED]
    if not disputed:
        return {}
    with read_session() as session:
        return find_deciding_changes(session, disputed)


def show_actions(who: Who, observation: Observation, allowed: AllowedActions) -> None:
    """Show a button for each allowed act, or the form for the reason of the judgement that was begun."""
    judging: tuple[str, State] | None = st.session_state.get(JUDGING_KEY)
    if judging and judging[0] == observation.id and judging[1] in allowed.states:
        _ask_judgement_reason(who, observation, judging[1])
        return
    # The version in the keys makes a double click one act: the second click is on a button that is gone by then.
    with st.container(horizontal=True, key="logbook_acts"):
        if allowed.can_change:
            st.button(
                t("common.edit"),
                icon=":material/edit:",
                type="primary",
                on_click=change_form.begin_change,
                args=(observation,),
                key=f"change_{observation.id}_{observation.version}",
            )
        for new_state in allowed.states:
            _show_judge_button(who, observation, new_state, needs_reason=new_state in allowed.states_needing_reason)
        if allowed.undoable_change_id and st.button(
            t("logbook.undo"), icon=":material/undo:", key=f"undo_{observation.id}_{allowed.undoable_change_id}"
        ):
            with show_errors():
                _undo_last_change(who, observation, allowed.undoable_change_id)
        bin_view.show_bin_actions(who, observation)


def cancel_judgement() -> None:
    """Cancel the judgement that was begun."""
    st.session_state.pop(JUDGING_KEY, None)
    clear_session_keys(f"{REASON_KEY}_")


def _show_judge_button(who: Who, observation: Observation, new_state: State, needs_reason: bool) -> None:
    label = reason_form.get_judge_label(new_state, observation.state)
    key = f"judge_{new_state.value}_{observation.id}_{observation.version}"
    if needs_reason:
        st.button(label, icon=STATE_ICONS[new_state], on_click=_begin_judgement, args=(observation, new_state), key=key)
    elif st.button(label, icon=STATE_ICONS[new_state], key=key):
        with show_errors():
            _save_judgement(who, observation, new_state, "")


def _begin_judgement(observation: Observation, new_state: State) -> None:
    cancel_judgement()
    st.session_state[JUDGING_KEY] = (observation.id, new_state)


def _ask_judgement_reason(who: Who, observation: Observation, new_state: State) -> None:
    title = t(f"judge.title.{new_state.value}")
    reason_form.ask_for_reason(
        REASON_KEY,
        str(observation.version),
        title,
        new_state,
        lambda reason: _save_judgement(who, observation, new_state, reason),
        cancel_judgement,
    )


def _save_judgement(who: Who, observation: Observation, new_state: State, reason: str) -> None:
    with saving(who, [reason], REASON_KEY, PRIVACY_AREA) as session:
        records.judge_observation(session, who, observation.id, new_state, version=observation.version, reason=reason)
    cancel_judgement()
    finish_saving(f"logbook.judged.{new_state.value}", state_keys=[SHOWN_VERSION_KEY])


def _undo_last_change(who: Who, observation: Observation, change_id: str) -> None:
    with write_session() as session:
        undo.undo_last_change(session, who, observation.id, version=observation.version, change_id=change_id)
    finish_saving("logbook.undone", state_keys=[SHOWN_VERSION_KEY])
