"""The history of one observation: every change as who, when, why, before and after."""

from collections.abc import Sequence

import streamlit as st

from db.history import RIPPLE, Changed
from impact.model import Observation
from pages.log._logbook_words import NOTHING, Named, field, moment, value
from pages.ui.language import plain, t


def show(history: Sequence[Changed], one: Observation, named: Named) -> None:
    """Every change, newest first, and at the end that it was logged."""
    with st.expander(t("logbook.history", count=len(history)), icon=":material/history:", key="logbook_history"):
        for change in history:
            with st.container(gap="xxsmall", key=f"change_{change.id}"):
                st.markdown(f"**{moment(change.at)}** · {plain(change.by or t('witness.outside'))}")
                for words in _differences(change, named):
                    st.markdown(words)
                if change.reason:
                    st.markdown(t("judge.because", reason=plain(change.reason)))
        st.markdown(f"**{moment(one.logged_at)}** · {t('logbook.logged_by', writer=plain(one.writer or NOTHING))}")


def _differences(change: Changed, named: Named) -> list[str]:
    if RIPPLE in change.before:
        return [_ripple(change, named)]
    found = []
    for name in change.before:
        before, after = (value(name, side[name], named) for side in (change.before, change.after))
        found.append(f"{field(name)}: {plain(before)} → **{plain(after)}**")
    return found


def _ripple(change: Changed, named: Named) -> str:
    """A ripple that was linked or taken away, as a sentence."""
    linked = change.before[RIPPLE] is None
    ripple = change.after[RIPPLE] if linked else change.before[RIPPLE]
    stone = ripple["cause_activity_id"]
    cause = named.names.get(stone, t("logbook.gone_name")) if stone else change.other or t("judge.other_gone")
    facts = {
        "cause": plain(cause),
        "kind": t(f"model.ripple.{ripple['kind']}"),
        "certainty": t(f"model.certainty.{ripple['certainty']}"),
    }
    words = t("judge.linked" if linked else "judge.unlinked", **facts)
    return f"{words}  \n{plain(ripple['why'])}" if ripple["why"] else words
