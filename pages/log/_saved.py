"""After saving: where it landed, undo, another, and "did this come from something earlier?"."""

import streamlit as st

from db import desired, observations
from impact.errors import NotFound
from impact.model import Observation, State, Who
from pages.log import _draft, _evidence_fields, _form
from pages.ui import browser, link, view
from pages.ui.database import act, look
from pages.ui.language import day, num, plain, t
from pages.ui.tell import catching, tell_after

SAVED = "saved_observation"


def remember(observation_id: str) -> None:
    """Show this observation as just saved, from the next run on."""
    st.session_state[SAVED] = observation_id
    browser.to_top()


def waiting() -> bool:
    """Whether an observation was just saved."""
    return SAVED in st.session_state


def done() -> None:
    """Back to an empty form."""
    st.session_state.pop(SAVED, None)
    browser.to_top()


def show(who: Who) -> None:
    """The card of the observation that was just saved, with what can be done next."""
    try:
        with look() as session:
            saved = observations.get(session, who, st.session_state[SAVED])
    except NotFound:
        done()
        st.rerun()
    draft = saved.state is State.DRAFT
    st.title(t("screen.observation"))
    st.success(t("observation.saved_draft" if draft else "observation.saved"), icon=":material/check_circle:")
    with st.container(border=True, key="saved_card"):
        st.markdown(f"**{plain(saved.said.what)}**")
        if not draft:
            _place(who, saved)
    another, undo = st.columns(2)
    another.button(
        t("observation.another"),
        type="primary",
        width="stretch",
        on_click=done,
        icon=":material/add:",
        wrap=True,
        key="another",
    )
    if saved.version == 1 and undo.button(
        t("observation.undo"), width="stretch", icon=":material/undo:", wrap=True, key="undo_saved"
    ):
        with catching():
            _undo(who, saved)
    link.earlier(who, saved)
    _draft.forgotten(who.collaboration_id, _form.KEY)


def _place(who: Who, saved: Observation) -> None:
    shown = view.view(who, view.Choice())
    sector = shown.picture.sector(saved.said.theme_id)
    ring = next(disc.ring for disc in shown.picture.discs if disc.ring.id == saved.ring_id)
    now = sector.readings[-1]
    st.markdown(t("observation.where", ring=plain(ring.name), theme=plain(sector.theme.label)))
    if now.seen is None:
        st.caption(t("observation.outside_window", day=day(saved.said.seen_on)))
    else:
        wanted = t("observation.not_wanted") if now.wanted is None else num(now.wanted)
        st.caption(t("observation.now_reads", seen=num(now.seen), n=now.n, wanted=wanted))
    st.page_link(
        "pages/see/discs.py",
        label=t("observation.see_discs"),
        icon=":material/album:",
        query_params=view.link(who, theme_id=saved.said.theme_id, month=saved.said.seen_on),
    )


def _undo(who: Who, saved: Observation) -> None:
    with look() as session:
        rings = desired.rings(session, who, t("model.unexpected"))
    # In hand before it is let go: from then on whoever clears up may take the files away.
    held = _evidence_fields.in_hand(saved.said.evidence)
    with act() as session:
        said = observations.unlog(session, who, saved.id)
    _form.put_back(said, rings)
    _evidence_fields.put_back(held, _form.KEY)
    done()
    tell_after("observation.undone")
    st.rerun()
