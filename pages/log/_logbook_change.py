"""Changing an observation with the fields it was logged with; nothing typed is lost, nothing overwritten unseen."""

from dataclasses import dataclass, replace

import streamlit as st

from db import observations
from impact.errors import ChangedMeanwhile
from impact.model import NewObservation, Observation, State, Who
from impact.observe import tidied
from pages.log._fields import typed
from pages.log._logbook_words import Named, field, told_in_words
from pages.ui import privacy
from pages.ui.database import act
from pages.ui.language import plain, t, today
from pages.ui.tell import catching, tell_after

CHANGING, SHOWN = "logbook_changing", "logbook_shown"
KEY = "logbook_fields"


@dataclass(frozen=True)
class Changing:
    """A change under way: what stood there when it began, the version it builds on, and what others made of it."""

    observation_id: str
    start: NewObservation
    version: int
    theirs: Observation | None = None


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
    for name in [name for name in st.session_state if str(name).startswith(f"{KEY}_")]:
        del st.session_state[name]


def show(who: Who, one: Observation, named: Named) -> None:
    """The fields; what is typed stays in them until it is saved or let go."""
    now: Changing = st.session_state[CHANGING]
    st.header(t("logbook.change_title"))
    said = typed(named.rings, named.organisations, named.activities, now.start, KEY)
    privacy.warn(said.texts(), KEY)
    with st.container(horizontal=True, key="logbook_change_ends"):
        saving = st.button(t("logbook.save"), type="primary", key="logbook_save")
        st.button(t("logbook.cancel"), on_click=stop, key="logbook_cancel")
    if saving:
        with catching():
            new = said.complete()
            if privacy.fine(said.texts(), KEY):
                _save(who, now, new)
            else:
                st.warning(t("privacy.before_saving"), icon=":material/shield:")
    now = st.session_state[CHANGING]
    if now.theirs is not None:
        with catching():
            _compare(said.complete(), now.theirs, named)


def _save(who: Who, now: Changing, new: NewObservation) -> None:
    try:
        with act() as session:
            observations.change(session, who, now.observation_id, new, today(), version=now.version)
    except ChangedMeanwhile as error:
        theirs: Observation = error.facts["now"]
        # When theirs is word for word what was typed, it is our own: the first half of a double click.
        if theirs.said != tidied(new):
            # Theirs is shown beside what was typed; saving again then is a choice.
            st.session_state[CHANGING] = replace(now, version=theirs.version, theirs=theirs)
            raise
    stop()
    st.session_state.pop(SHOWN, None)
    tell_after("logbook.changed")
    st.rerun()


def _compare(mine: NewObservation, theirs: Observation, named: Named) -> None:
    ours = told_in_words(tidied(mine), State.SHARED, named)
    others = told_in_words(theirs.said, State.SHARED, named)
    differing = [name for name in ours if ours[name] != others[name]]
    with st.container(border=True, key="logbook_theirs"):
        st.markdown(f"**{t('logbook.theirs_title')}**")
        if not differing:
            st.write(t("logbook.theirs_same"))
        for name in differing:
            st.markdown(f"**{field(name)}**")
            left, right = st.columns(2)
            left.markdown(f"{t('logbook.yours')}  \n{plain(ours[name])}")
            right.markdown(f"{t('logbook.theirs')}  \n{plain(others[name])}")
        st.button(t("logbook.take_theirs"), on_click=stop, icon=":material/undo:", key="logbook_take_theirs")
