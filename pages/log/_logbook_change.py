"""Changing an observation with the fields it was logged with; nothing typed is lost, nothing overwritten unseen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import streamlit as st

from db import observations
from impact.access import Act
from impact.errors import ChangedMeanwhile
from impact.judge import JUDGED
from impact.model import NewObservation, Observation, Who
from impact.observe import checked
from impact.texts import list_texts
from pages.log import _evidence_fields, _logbook_merge
from pages.log._fields import typed
from pages.log._logbook_merge import Merging
from pages.log._logbook_words import Named
from pages.ui import browser, privacy
from pages.ui.database import act
from pages.ui.here import may
from pages.ui.language import t, today
from pages.ui.tell import catching, tell_after

CHANGING, SHOWN = "logbook_changing", "logbook_shown"
KEY = "logbook_fields"


@dataclass(frozen=True)
class Changing:
    """A change under way: what stood there when it began, the version it builds on, and what others made of it."""

    observation_id: str
    start: NewObservation
    version: int
    merging: Merging | None = None


def waiting(observation_id: str) -> bool:
    """Whether this observation is being changed."""
    now: Changing | None = st.session_state.get(CHANGING)
    return now is not None and now.observation_id == observation_id


def begin(one: Observation) -> None:
    """Open the fields with this observation in them."""
    stop()
    st.session_state[CHANGING] = Changing(one.id, one.said, one.version)


def stop() -> None:
    """Close the fields and let go of what was typed."""
    st.session_state.pop(CHANGING, None)
    _logbook_merge.stop()
    mine = (f"{KEY}_", f"{_logbook_merge.KEY}_", f"files_{KEY}")
    for name in [name for name in st.session_state if str(name).startswith(mine)]:
        del st.session_state[name]


def show(who: Who, one: Observation, named: Named) -> None:
    """The fields, or both versions side by side; what is typed stays until it is saved or let go."""
    now: Changing = st.session_state[CHANGING]
    if one.state in JUDGED and not may(who, Act.JUDGE):
        st.info(t("judge.falls", state=t(f"model.state.{one.state.value}")), icon=":material/info:")
    if now.merging is not None:
        new = _logbook_merge.ask(now.merging, named)
        _ends(who, now, lambda: new, list_texts(vars(new)), t("judge.take_theirs"))
        return
    st.header(t("logbook.change_title"))
    said = typed(named.rings, named.organisations, named.activities, now.start, KEY)
    _ends(who, now, said.complete, said.texts(), t("logbook.cancel"))


def _ends(who: Who, now: Changing, complete: Callable[[], NewObservation], texts: Sequence[str], leave: str) -> None:
    privacy.warn(texts, KEY)
    with st.container(horizontal=True, key="logbook_change_ends"):
        saving = st.button(t("logbook.save"), type="primary", key="logbook_save")
        st.button(leave, on_click=stop, key="logbook_cancel")
    if saving:
        with catching():
            new = complete()
            if privacy.ready(texts, KEY):
                _save(who, now, new, texts)


def _save(who: Who, now: Changing, new: NewObservation, texts: Sequence[str]) -> None:
    fit = checked(new, today())
    _evidence_fields.keep(fit.evidence, KEY)
    try:
        with act() as session:
            observations.change(session, who, now.observation_id, fit, today(), version=now.version)
            privacy.settle(session, who, texts, KEY, "observation")
    except ChangedMeanwhile as error:
        theirs: Observation = error.facts["now"]
        # When theirs is word for word what was typed, it is our own: the first half of a double click.
        if theirs.said != fit:
            # What was typed is mine from here on, and what comes of both is saved on top of theirs.
            base = now.merging.theirs.said if now.merging else now.start
            merging = _logbook_merge.next_round(base, fit, theirs, now.merging)
            st.session_state[CHANGING] = replace(now, version=theirs.version, merging=merging)
            browser.to_top()
            st.rerun()
    _evidence_fields.keep(fit.evidence, KEY)
    stop()
    st.session_state.pop(SHOWN, None)
    tell_after("logbook.changed")
    st.rerun()
