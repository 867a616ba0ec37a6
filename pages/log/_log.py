"""Logging: ask, look for personal data, and keep."""

from collections.abc import Sequence

import streamlit as st

from db import collaborations, desired, observations
from impact.errors import RimpelError
from impact.model import Ring, State, Who
from pages.log import _draft, _evidence_fields, _form, _saved
from pages.log._fields import Typed, typed
from pages.log._form import KEY
from pages.ui import log_sheet, privacy
from pages.ui.database import act, look
from pages.ui.language import t, today
from pages.ui.tell import in_words
from pages.ui.token import of_content, spent, token

LAST_RING = "last_ring"


def ask(who: Who) -> None:
    """The empty form; what is typed stays where it is until it is saved."""
    with look() as session:
        rings = desired.rings(session, who, t("model.unexpected"))
        organisations = collaborations.organisations(session, who)
        activities = collaborations.activities(session, who)
    _aim(rings)
    with st.container(key="log_form"):
        said = typed(rings, organisations, activities, None, KEY)
        privacy.warn(said.texts(), KEY)
        save, draft = st.columns([3, 2])
        shared = save.button(t("observation.save"), type="primary", width="stretch", wrap=True, key="save_button")
        drafted = draft.button(
            t("observation.draft"), help=t("observation.draft_help"), width="stretch", wrap=True, key="draft_button"
        )
    others = {"organisation": [one.id for one in organisations], "activity": [one.id for one in activities]}
    _draft.begun(KEY)
    _draft.keep(who.collaboration_id, KEY, token(KEY), rings, others)
    if shared or drafted:
        try:
            _keep(who, said, State.DRAFT if drafted else State.SHARED)
        except RimpelError as error:
            st.error(in_words(error), icon=":material/error:")
    log_sheet.download(who, t("sheet.take"), "tertiary")


def _aim(rings: Sequence[Ring]) -> None:
    """The sector a link asked for, or else the ring that was used last, is chosen beforehand."""
    asked = st.query_params.pop("theme", None)
    for ring in rings:
        if asked in [theme.id for theme in ring.themes]:
            st.session_state[f"{KEY}_ring"] = ring.id
            st.session_state[f"{KEY}_theme_{ring.id}"] = asked
    if f"{KEY}_ring" not in st.session_state and st.session_state.get(LAST_RING) in [ring.id for ring in rings]:
        st.session_state[f"{KEY}_ring"] = st.session_state[LAST_RING]


def _keep(who: Who, said: Typed, state: State) -> None:
    new = said.complete()
    if not privacy.fine(said.texts(), KEY):
        st.warning(t("privacy.before_saving"), icon=":material/shield:")
        return
    begun = token(KEY)
    _evidence_fields.keep(new.evidence, KEY)
    with act() as session:
        saved = observations.log(session, who, new, today(), token=of_content(begun, new), state=state)
        privacy.settle(session, who, said.texts(), KEY, "observation")
    _evidence_fields.keep(new.evidence, KEY)
    _draft.saved(begun)
    spent(KEY)
    st.session_state[LAST_RING] = st.session_state[f"{KEY}_ring"]
    _form.forget()
    _saved.remember(saved)
    st.rerun()
