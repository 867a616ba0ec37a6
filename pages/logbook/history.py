"""The history of one observation: who changed what and when, from which value to which, and why."""

from collections.abc import Sequence

import streamlit as st

from db.observations.history import RIPPLE_KEY, ChangeEntry
from impact.model import Observation
from pages.ui.language import escape_markdown, t
from pages.ui.observation_words import (
    NO_VALUE,
    CollaborationNames,
    format_field_value,
    format_moment,
    get_field_label,
)


def show_history(history: Sequence[ChangeEntry], observation: Observation, names: CollaborationNames) -> None:
    """Show every change, newest first, and last of all when it was logged."""
    with st.expander(t("logbook.history", count=len(history)), icon=":material/history:", key="logbook_history"):
        for change in history:
            with st.container(gap="xxsmall", key=f"change_{change.id}"):
                st.markdown(
                    f"**{format_moment(change.changed_at)}**"
                    f" · {escape_markdown(change.person_name or t('witness.outside'))}"
                )
                for line in _describe_change(change, names):
                    st.markdown(line)
                if change.reason:
                    st.markdown(t("judge.because", reason=escape_markdown(change.reason)))
        st.markdown(
            f"**{format_moment(observation.logged_at)}**"
            f" · {t('logbook.logged_by', writer=escape_markdown(observation.writer or NO_VALUE))}"
        )


def _describe_change(change: ChangeEntry, names: CollaborationNames) -> list[str]:
    if RIPPLE_KEY in change.before:
        return [_describe_ripple_change(change, names)]
    differences = []
    for name in change.before:
        before, after = (format_field_value(name, side[name], names) for side in (change.before, change.after))
        differences.append(f"{get_field_label(name)}: {escape_markdown(before)} → **{escape_markdown(after)}**")
    return differences


def _describe_ripple_change(change: ChangeEntry, names: CollaborationNames) -> str:
    """Return a ripple that was linked or removed as a sentence."""
    was_linked = change.before[RIPPLE_KEY] is None
    ripple = change.after[RIPPLE_KEY] if was_linked else change.before[RIPPLE_KEY]
    cause_activity_id = ripple["cause_activity_id"]
    # The other observation may have been erased since, and an activity renamed or removed.
    cause = (
        names.name_by_id.get(cause_activity_id, t("logbook.gone_name"))
        if cause_activity_id
        else change.other_text or t("judge.other_gone")
    )
    facts = {
        "cause": escape_markdown(cause),
        "kind": t(f"model.ripple.{ripple['kind']}"),
        "certainty": t(f"model.certainty.{ripple['certainty']}"),
    }
    sentence = t("judge.linked" if was_linked else "judge.unlinked", **facts)
    return f"{sentence}  \n{escape_markdown(ripple['why'])}" if ripple["why"] else sentence
