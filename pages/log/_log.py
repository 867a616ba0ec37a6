"""Logging: ask, look for personal data, and keep."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from db import collaborations, desired, observations
from impact.errors import RimpelError
from impact.model import NewObservation, Ring, State, Who
from pages.log import _draft, _saved
from pages.log._fields import Typed, typed
from pages.ui import privacy
from pages.ui.database import act, look
from pages.ui.language import t, today
from pages.ui.tell import in_words
from pages.ui.token import spent, token

KEY = "log"
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
    _draft.keep(who.collaboration_id, KEY, token(KEY), rings, others)
    if shared or drafted:
        try:
            _keep(who, said, State.DRAFT if drafted else State.SHARED)
        except RimpelError as error:
            st.error(in_words(error), icon=":material/error:")


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
    with act() as session:
        saved = observations.log(session, who, new, today(), token=token(KEY), state=state)
    spent(KEY)
    st.session_state[LAST_RING] = st.session_state[f"{KEY}_ring"]
    _draft.cleared(saved)
    forget()
    _saved.remember(saved)
    st.rerun()


def forget() -> None:
    """Empty the fields for the next observation."""
    for name in [name for name in st.session_state if str(name).startswith(f"{KEY}_")]:
        del st.session_state[name]


def put_back(said: NewObservation, rings: Sequence[Ring]) -> None:
    """Fill the fields with what was said before, after an undo."""
    ring_id = next(ring.id for ring in rings for theme in ring.themes if theme.id == said.theme_id)
    fit = replace(said, evidence=())
    values = {
        "what": fit.what,
        "ring": ring_id,
        f"theme_{ring_id}": fit.theme_id,
        "direction": fit.direction.value,
        "level": int(fit.level) or None,
        "rung": int(fit.rung),
        "seen_on": fit.seen_on,
        "only_month": fit.precision == "month",
        "why": fit.why,
        "contribution": fit.contribution,
        "circumstances": fit.circumstances,
        "observer_role": fit.observer_role,
        "intended": fit.intended.value,
        "change_kind": fit.change_kind and fit.change_kind.value,
        "organisation": fit.organisation_id,
        "activity": fit.activity_id,
        "reached": fit.reached,
    }
    for row, one in enumerate(said.evidence):
        values[f"evidence_kind_{row}"], values[f"evidence_{row}"] = one.kind.value, one.text
    for name, value in values.items():
        if value is not None:
            st.session_state[f"{KEY}_{name}"] = value
