"""The form to log an observation: its fields, the privacy warning, and saving it as shared or as a draft."""

from collections.abc import Sequence

import streamlit as st

from db import collaborations, desired
from db.observations import records
from impact.model import Ring, State, Who
from pages.observation import draft, saved_card
from pages.ui import log_sheet_download, privacy_check
from pages.ui.database import read_session
from pages.ui.form_token import build_content_token, get_form_token
from pages.ui.language import t, today
from pages.ui.messages import show_errors
from pages.ui.observation_form import evidence_fields, form_state
from pages.ui.observation_form.fields import FormEntry, show_observation_fields
from pages.ui.observation_form.form_state import LOG_FORM_KEY
from pages.ui.saving import finish_saving, saving

LAST_RING_KEY = "last_ring"


def show_log_form(who: Who) -> None:
    """Show the form; what is typed stays in it until it is saved, through a visit to another page too."""
    with read_session() as session:
        rings = desired.list_rings(session, who, t("model.unexpected"))
        organisations = collaborations.list_organisations(session, who)
        activities = collaborations.list_activities(session, who)
    _preselect_ring(rings)
    with st.container(key="log_form"):
        entry = show_observation_fields(rings, organisations, activities, None, LOG_FORM_KEY)
        privacy_check.show_privacy_warning(entry.collect_texts(), LOG_FORM_KEY)
        save_column, draft_column = st.columns([3, 2])
        save_clicked = save_column.button(
            t("observation.save"), type="primary", width="stretch", wrap=True, key="save_button"
        )
        draft_clicked = draft_column.button(
            t("observation.draft"), help=t("observation.draft_help"), width="stretch", wrap=True, key="draft_button"
        )
    ids_by_field = {
        "organisation": [organisation.id for organisation in organisations],
        "activity": [activity.id for activity in activities],
    }
    draft.resume_token(LOG_FORM_KEY)
    draft.sync_draft(who.collaboration_id, LOG_FORM_KEY, get_form_token(LOG_FORM_KEY), rings, ids_by_field)
    if save_clicked or draft_clicked:
        with show_errors():
            _save_log_form(who, entry, State.DRAFT if draft_clicked else State.SHARED)
    log_sheet_download.show_log_sheet_download(who, t("sheet.take"), "tertiary")


def _preselect_ring(rings: Sequence[Ring]) -> None:
    """Choose the theme a link asks for, or else the ring that was used last."""
    theme_id = st.query_params.pop("theme", None)
    for ring in rings:
        if theme_id in [theme.id for theme in ring.themes]:
            st.session_state[f"{LOG_FORM_KEY}_ring"] = ring.id
            st.session_state[f"{LOG_FORM_KEY}_theme_{ring.id}"] = theme_id
    last_ring_id = st.session_state.get(LAST_RING_KEY)
    # The last ring may have been removed since: Streamlit refuses a choice that is not offered.
    if f"{LOG_FORM_KEY}_ring" not in st.session_state and last_ring_id in [ring.id for ring in rings]:
        st.session_state[f"{LOG_FORM_KEY}_ring"] = last_ring_id


def _save_log_form(who: Who, entry: FormEntry, state: State) -> None:
    observation = entry.build_observation()
    form_token = get_form_token(LOG_FORM_KEY)
    files = evidence_fields.storing_files(observation.evidence, LOG_FORM_KEY)
    with saving(who, entry.collect_texts(), LOG_FORM_KEY, "observation", around=files) as session:
        observation_id = records.log_observation(
            session, who, observation, today(), token=build_content_token(form_token, observation), state=state
        )
    draft.mark_saved(form_token)
    st.session_state[LAST_RING_KEY] = st.session_state[f"{LOG_FORM_KEY}_ring"]
    form_state.clear_log_form()
    saved_card.remember_saved(observation_id)
    finish_saving(token_name=LOG_FORM_KEY)
