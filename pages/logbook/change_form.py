"""Changing an observation with the fields it was logged with; nothing typed is lost, nothing overwritten unseen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import streamlit as st

from db.observations import records
from impact.access import Act
from impact.errors import ChangedMeanwhile
from impact.model import NewObservation, Observation, Who
from impact.observation.free_texts import list_free_texts
from impact.observation.observation_rules import check_observation
from impact.observation.state_rules import JUDGED_STATES
from pages.logbook import merge_form
from pages.logbook.merge_form import VersionMerge
from pages.ui import browser, privacy_check
from pages.ui.database import write_session
from pages.ui.language import t, today
from pages.ui.messages import show_errors, toast_after_rerun
from pages.ui.observation_form import evidence_fields
from pages.ui.observation_form.fields import show_observation_fields
from pages.ui.observation_words import CollaborationNames
from pages.ui.visitor import may

CHANGING_KEY, SHOWN_VERSION_KEY = "logbook_changing", "logbook_shown"
FIELDS_KEY = "logbook_fields"


@dataclass(frozen=True)
class OngoingChange:
    """A change under way: what stood there when it began, the version it builds on, and what others made of it."""

    observation_id: str
    original: NewObservation
    version: int
    merge: VersionMerge | None = None


def is_changing(observation_id: str) -> bool:
    """Whether this observation is being changed."""
    change: OngoingChange | None = st.session_state.get(CHANGING_KEY)
    return change is not None and change.observation_id == observation_id


def begin_change(observation: Observation) -> None:
    """Open the fields with this observation in them."""
    close_change()
    st.session_state[CHANGING_KEY] = OngoingChange(observation.id, observation.details, observation.version)


def close_change() -> None:
    """Close the fields and let go of what was typed."""
    st.session_state.pop(CHANGING_KEY, None)
    merge_form.clear_edited_texts()
    prefixes = (f"{FIELDS_KEY}_", f"{merge_form.MERGE_KEY}_", f"files_{FIELDS_KEY}")
    for name in [name for name in st.session_state if str(name).startswith(prefixes)]:
        del st.session_state[name]


def show_change_form(who: Who, observation: Observation, names: CollaborationNames) -> None:
    """The fields, or both versions side by side; what is typed stays until it is saved or let go."""
    change: OngoingChange = st.session_state[CHANGING_KEY]
    if observation.state in JUDGED_STATES and not may(who, Act.JUDGE):
        st.info(t("judge.falls", state=t(f"model.state.{observation.state.value}")), icon=":material/info:")
    if change.merge is not None:
        merged_observation = merge_form.ask_for_merge(change.merge, names)
        _show_change_buttons(
            who, change, lambda: merged_observation, list_free_texts(vars(merged_observation)), t("judge.take_theirs")
        )
        return
    st.header(t("logbook.change_title"))
    entry = show_observation_fields(names.rings, names.organisations, names.activities, change.original, FIELDS_KEY)
    _show_change_buttons(who, change, entry.build_observation, entry.collect_texts(), t("logbook.cancel"))


def _show_change_buttons(
    who: Who,
    change: OngoingChange,
    build_observation: Callable[[], NewObservation],
    texts: Sequence[str],
    leave_label: str,
) -> None:
    privacy_check.show_privacy_warning(texts, FIELDS_KEY)
    with st.container(horizontal=True, key="logbook_change_ends"):
        save_clicked = st.button(t("logbook.save"), type="primary", key="logbook_save")
        st.button(leave_label, on_click=close_change, key="logbook_cancel")
    if save_clicked:
        with show_errors():
            observation = build_observation()
            if privacy_check.may_save(texts, FIELDS_KEY):
                _save_change(who, change, observation, texts)


def _save_change(who: Who, change: OngoingChange, observation: NewObservation, texts: Sequence[str]) -> None:
    checked_observation = check_observation(observation, today())
    evidence_fields.store_files(checked_observation.evidence, FIELDS_KEY)
    try:
        with write_session() as session:
            records.change_observation(
                session, who, change.observation_id, checked_observation, today(), version=change.version
            )
            privacy_check.record_override(session, who, texts, FIELDS_KEY, "observation")
    except ChangedMeanwhile as error:
        current_observation: Observation = error.facts["now"]
        # When theirs is word for word what was typed, it is our own: the first half of a double click.
        if current_observation.details != checked_observation:
            # What was typed is mine from here on, and what comes of both is saved on top of theirs.
            base = change.merge.theirs.details if change.merge else change.original
            next_merge = merge_form.start_merge_round(base, checked_observation, current_observation, change.merge)
            st.session_state[CHANGING_KEY] = replace(change, version=current_observation.version, merge=next_merge)
            browser.scroll_to_top()
            st.rerun()
    evidence_fields.store_files(checked_observation.evidence, FIELDS_KEY)
    close_change()
    st.session_state.pop(SHOWN_VERSION_KEY, None)
    toast_after_rerun("logbook.changed")
    st.rerun()
