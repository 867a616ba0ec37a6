"""The form to change an observation, and what follows when somebody else changed it meanwhile.

Nothing typed is lost and nothing is overwritten unseen: both versions are shown side by side, and for each field that
differs the writer chooses which one stays.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import streamlit as st

from db.observations import records
from impact.access import Act
from impact.errors import ChangedMeanwhile
from impact.model import TEXT_FIELDS, NewObservation, Observation, State, Who
from impact.observation.field_values import list_free_texts
from impact.observation.merge import FieldDifference, VersionSide, list_differences, merge_versions
from impact.observation.observation_rules import check_observation, tidy_observation
from impact.observation.state_rules import JUDGED_STATES
from pages.ui import browser, privacy_check
from pages.ui.language import escape_lines, t, today
from pages.ui.messages import show_errors
from pages.ui.observation_form import evidence_fields
from pages.ui.observation_form.fields import show_observation_fields
from pages.ui.observation_words import CollaborationNames, describe_fields, get_field_label
from pages.ui.saving import finish_saving, saving
from pages.ui.session_keys import clear_session_keys
from pages.ui.visitor import may

CHANGING_KEY, SHOWN_VERSION_KEY = "logbook_changing", "logbook_shown"
FIELDS_KEY, MERGE_KEY, EDITED_TEXTS_KEY = "logbook_fields", "logbook_merge", "logbook_merge_texts"


@dataclass(frozen=True)
class VersionMerge:
    """Two versions to merge: the one both began with, my own and the saved one.

    `round_number` counts how often a newer version was saved meanwhile; it is part of the keys of the fields, so that
    each round begins with fresh choices.
    """

    base: NewObservation
    mine: NewObservation
    theirs: Observation
    round_number: int = 1


@dataclass(frozen=True)
class OngoingChange:
    """A change that is being typed: the observation it began with, the version it replaces, and the merge if needed."""

    observation_id: str
    original: NewObservation
    version: int
    merge: VersionMerge | None = None


def is_changing(observation_id: str) -> bool:
    """Return whether this observation is being changed."""
    change: OngoingChange | None = st.session_state.get(CHANGING_KEY)
    return change is not None and change.observation_id == observation_id


def begin_change(observation: Observation) -> None:
    """Open the form with this observation in it."""
    close_change()
    st.session_state[CHANGING_KEY] = OngoingChange(observation.id, observation.details, observation.version)


def close_change() -> None:
    """Close the form and remove what was typed."""
    st.session_state.pop(CHANGING_KEY, None)
    st.session_state.pop(EDITED_TEXTS_KEY, None)
    clear_session_keys(f"{FIELDS_KEY}_", f"{MERGE_KEY}_", f"files_{FIELDS_KEY}")


def show_change_form(who: Who, observation: Observation, names: CollaborationNames) -> None:
    """Show the fields, or both versions side by side when somebody else saved another one."""
    change: OngoingChange = st.session_state[CHANGING_KEY]
    if observation.state in JUDGED_STATES and not may(who, Act.JUDGE):
        st.info(t("judge.falls", state=t(f"model.state.{observation.state.value}")), icon=":material/info:")
    if change.merge is not None:
        merged_observation = _ask_merge(change.merge, names)
        _show_change_buttons(
            who, change, lambda: merged_observation, list_free_texts(vars(merged_observation)), t("judge.take_theirs")
        )
        return
    st.header(t("logbook.change_title"))
    entry = show_observation_fields(names.rings, names.organisations, names.activities, change.original, FIELDS_KEY)
    _show_change_buttons(who, change, entry.build_observation, entry.collect_texts(), t("common.cancel"))


def _show_change_buttons(
    who: Who,
    change: OngoingChange,
    build_observation: Callable[[], NewObservation],
    texts: Sequence[str],
    leave_label: str,
) -> None:
    privacy_check.show_privacy_warning(texts, FIELDS_KEY)
    with st.container(horizontal=True, key="logbook_change_ends"):
        save_clicked = st.button(t("common.save"), type="primary", key="logbook_save")
        st.button(leave_label, on_click=close_change, key="logbook_cancel")
    if save_clicked:
        with show_errors():
            _save_change(who, change, build_observation(), texts)


def _save_change(who: Who, change: OngoingChange, observation: NewObservation, texts: Sequence[str]) -> None:
    files = evidence_fields.storing_files(observation.evidence, FIELDS_KEY)
    try:
        with saving(who, texts, FIELDS_KEY, "observation", around=files) as session:
            records.change_observation(
                session, who, change.observation_id, observation, today(), version=change.version
            )
    except ChangedMeanwhile as error:
        checked_observation = check_observation(observation, today())
        current_observation: Observation = error.facts["now"]
        # The saved version is word for word what was typed: the first click of a double click saved it.
        if current_observation.details != checked_observation:
            # The merge of both is saved as a change of the newer version.
            base = change.merge.theirs.details if change.merge else change.original
            next_merge = _start_merge_round(base, checked_observation, current_observation, change.merge)
            st.session_state[CHANGING_KEY] = replace(change, version=current_observation.version, merge=next_merge)
            browser.scroll_to_top()
            st.rerun()
    close_change()
    finish_saving("logbook.changed", state_keys=[SHOWN_VERSION_KEY])


def _start_merge_round(
    base: NewObservation, mine: NewObservation, theirs: Observation, previous: VersionMerge | None
) -> VersionMerge:
    """Begin a merge, or the next round when yet another version was saved; my choices up to then count as mine."""
    return VersionMerge(
        tidy_observation(base), tidy_observation(mine), theirs, previous.round_number + 1 if previous else 1
    )


def _ask_merge(merge: VersionMerge, names: CollaborationNames) -> NewObservation:
    """Show both versions of every field that differs, ask which one stays, and return the merged observation."""
    st.header(t("judge.merge_title"))
    st.info(t("judge.merge_text"), icon=":material/compare_arrows:")
    mine_in_words = describe_fields(merge.mine, State.SHARED, names)
    theirs_in_words = describe_fields(merge.theirs.details, State.SHARED, names)
    sides: dict[str, VersionSide] = {}
    texts: dict[str, str] = {}
    for difference in list_differences(merge.base, merge.mine, merge.theirs.details):
        with st.container(border=True, gap="small", key=f"{MERGE_KEY}_box_{difference.field_name}"):
            st.markdown(f"**{get_field_label(difference.field_name)}**")
            _show_difference_note(difference)
            mine_column, theirs_column = st.columns(2)
            mine_column.markdown(f"{t('judge.mine')}  \n{escape_lines(mine_in_words[difference.field_name])}")
            theirs_column.markdown(f"{t('judge.theirs')}  \n{escape_lines(theirs_in_words[difference.field_name])}")
            sides[difference.field_name] = _ask_side(merge, difference)
            if difference.field_name in TEXT_FIELDS:
                texts[difference.field_name] = _edit_text(merge, difference.field_name, sides[difference.field_name])
    return merge_versions(merge.mine, merge.theirs.details, sides, texts)


def _show_difference_note(difference: FieldDifference) -> None:
    if difference.both_changed:
        st.markdown(f":orange[:material/call_split: {t('judge.both_changed')}]")
    else:
        st.caption(t("judge.only_mine" if difference.initial_side is VersionSide.MINE else "judge.only_theirs"))


def _ask_side(merge: VersionMerge, difference: FieldDifference) -> VersionSide:
    chosen = st.radio(
        t("judge.keep"),
        [side.value for side in VersionSide],
        index=list(VersionSide).index(difference.initial_side),
        format_func=lambda side: t(f"judge.keep.{side}"),
        horizontal=True,
        key=f"{MERGE_KEY}_{merge.round_number}_{difference.field_name}",
    )
    return VersionSide(chosen)


def _edit_text(merge: VersionMerge, name: str, side: VersionSide) -> str:
    """Show the text of the chosen side in a field to edit it further, and return it.

    Each side has its own field. Streamlit forgets a field that is not shown, so what was typed is kept beside it for
    when that side is chosen again.
    """
    key = f"{MERGE_KEY}_{merge.round_number}_{name}_{side.value}"
    edited_texts: dict[str, str] = st.session_state.setdefault(EDITED_TEXTS_KEY, {})
    content = merge.mine if side is VersionSide.MINE else merge.theirs.details
    if key not in st.session_state:
        st.session_state[key] = edited_texts.get(key, getattr(content, name))
    edited_texts[key] = st.text_area(
        t("judge.work_on"), max_chars=TEXT_FIELDS[name].limit, height=90 if name == "what" else 80, key=key
    )
    return edited_texts[key]
