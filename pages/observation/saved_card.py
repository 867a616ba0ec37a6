"""The card after saving: where the observation counts in the discs, undo, log another, and link it to a cause."""

import streamlit as st

from db import desired
from db.observations import records
from impact.errors import NotFound
from impact.model import Observation, State, Who
from pages.observation import draft
from pages.ui import browser, disc_views, ripple_form
from pages.ui.database import read_session, write_session
from pages.ui.language import escape_markdown, format_day, num, t
from pages.ui.messages import show_errors
from pages.ui.observation_form import evidence_fields, form_state
from pages.ui.saving import finish_saving

SAVED_ID_KEY = "saved_observation"


def remember_saved(observation_id: str) -> None:
    """Show the card of this observation instead of the form, from the next run on."""
    st.session_state[SAVED_ID_KEY] = observation_id
    browser.scroll_to_top()


def has_saved() -> bool:
    """Return whether an observation was just saved, so that its card is shown."""
    return SAVED_ID_KEY in st.session_state


def leave_saved() -> None:
    """Show the form again, from the next run on."""
    st.session_state.pop(SAVED_ID_KEY, None)
    browser.scroll_to_top()


def show_saved(who: Who) -> None:
    """Show the observation that was just saved, and what can be done next."""
    try:
        with read_session() as session:
            observation = records.get_observation(session, who, st.session_state[SAVED_ID_KEY])
    except NotFound:
        # Undone, thrown away or erased meanwhile, in another tab or by somebody else.
        leave_saved()
        st.rerun()
    is_draft = observation.state is State.DRAFT
    st.title(t("screen.observation"))
    st.success(t("observation.saved_draft" if is_draft else "observation.saved"), icon=":material/check_circle:")
    with st.container(border=True, key="saved_card"):
        st.markdown(f"**{escape_markdown(observation.details.what)}**")
        if not is_draft:
            _show_place_in_discs(who, observation)
    another_column, undo_column = st.columns(2)
    another_column.button(
        t("observation.another"),
        type="primary",
        width="stretch",
        on_click=leave_saved,
        icon=":material/add:",
        wrap=True,
        key="another",
    )
    # Undo is offered as long as nobody changed or judged it.
    if observation.version == 1 and undo_column.button(
        t("common.undo"), width="stretch", icon=":material/undo:", wrap=True, key="undo_saved"
    ):
        with show_errors():
            _undo_saved(who, observation)
    ripple_form.show_ripple_form(who, observation)
    draft.clear_saved_drafts(who.collaboration_id, form_state.LOG_FORM_KEY)


def _show_place_in_discs(who: Who, observation: Observation) -> None:
    disc_view = disc_views.get_disc_view(who, disc_views.DiscFilter())
    sector = disc_view.picture.get_sector(observation.details.theme_id)
    ring = next(disc.ring for disc in disc_view.picture.discs if disc.ring.id == observation.ring_id)
    reading = sector.readings[-1]
    st.markdown(t("observation.where", ring=escape_markdown(ring.name), theme=escape_markdown(sector.theme.label)))
    if reading.seen is None:
        st.caption(t("observation.outside_window", day=format_day(observation.details.seen_on)))
    else:
        wanted = t("common.not_agreed") if reading.wanted is None else num(reading.wanted)
        st.caption(t("observation.now_reads", seen=num(reading.seen), n=reading.n, wanted=wanted))
    disc_views.show_discs_link(who, observation.details)


def _undo_saved(who: Who, observation: Observation) -> None:
    with read_session() as session:
        rings = desired.list_rings(session, who, t("model.unexpected"))
    # Read before the undo: once no observation refers to the files, a cleanup may delete them.
    files = evidence_fields.load_files(observation.details.evidence)
    with write_session() as session:
        content = records.undo_logging(session, who, observation.id)
    form_state.fill_log_form(content, rings)
    evidence_fields.restore_files(files, form_state.LOG_FORM_KEY)
    leave_saved()
    finish_saving("observation.undone")
