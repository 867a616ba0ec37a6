"""Two versions side by side: for each field that differs, which one stays; a text may be worked on further."""

from dataclasses import dataclass

import streamlit as st

from impact.model import TEXT_FIELDS, NewObservation, Observation, State
from impact.observation.merge import FieldDifference, VersionSide, list_differences, merge_versions
from impact.observation.observation_rules import tidy_observation
from pages.ui.language import escape_lines, t
from pages.ui.observation_words import CollaborationNames, describe_fields, get_field_label

EDITED_TEXTS_KEY = "logbook_merge_texts"
MERGE_KEY = "logbook_merge"


@dataclass(frozen=True)
class VersionMerge:
    """Two versions to bring together: the text both began with, one's own and theirs; `number` counts the rounds."""

    base: NewObservation
    mine: NewObservation
    theirs: Observation
    round_number: int = 1


def start_merge_round(
    base: NewObservation, mine: NewObservation, theirs: Observation, previous: VersionMerge | None
) -> VersionMerge:
    """Begin to compare, or begin again because a third version came in between; what was chosen by then is mine."""
    return VersionMerge(
        tidy_observation(base), tidy_observation(mine), theirs, previous.round_number + 1 if previous else 1
    )


def ask_for_merge(merge: VersionMerge, names: CollaborationNames) -> NewObservation:
    """Both versions of every field that differs, and which one stays; returns what comes of it."""
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


def clear_edited_texts() -> None:
    """Let go of the texts that were worked on."""
    st.session_state.pop(EDITED_TEXTS_KEY, None)


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
    """The text of the side that stays, to work on; what was typed on the other side waits there."""
    key = f"{MERGE_KEY}_{merge.round_number}_{name}_{side.value}"
    edited_texts: dict[str, str] = st.session_state.setdefault(EDITED_TEXTS_KEY, {})
    content = merge.mine if side is VersionSide.MINE else merge.theirs.details
    if key not in st.session_state:
        st.session_state[key] = edited_texts.get(key, getattr(content, name))
    edited_texts[key] = st.text_area(
        t("judge.work_on"), max_chars=TEXT_FIELDS[name].limit, height=90 if name == "what" else 80, key=key
    )
    return edited_texts[key]
