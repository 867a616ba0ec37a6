"""The logbook: the list of observations, one of them in full, the review, and the bin."""

import streamlit as st

from db import collaborations, desired
from db.imports import batches
from impact.access import Act
from pages.logbook import bin_view, card_list, detail, filter_fields, query, review_view
from pages.ui.address import OBSERVATION_PARAMETER
from pages.ui.database import read_session
from pages.ui.language import escape_markdown, t
from pages.ui.observation_words import CollaborationNames
from pages.ui.view_switch import choose_view
from pages.ui.visitor import get_current_collaboration, may, require_access

who = require_access()
with read_session() as session:
    names = CollaborationNames(
        desired.list_rings(session, who, t("model.unexpected")),
        collaborations.list_organisations(session, who),
        collaborations.list_activities(session, who),
        collaborations.list_participants(session, who),
        batches.list_imported_files(session, who),
    )

if observation_id := st.query_params.get(OBSERVATION_PARAMETER):
    detail.show_observation(who, observation_id, names)
    st.stop()

st.title(t("screen.logbook"))
st.caption(escape_markdown(get_current_collaboration(who).name))
chosen_view = choose_view(
    "logbook", t("logbook.view"), {view_name: t(f"logbook.view.{view_name}") for view_name in query.VIEWS}
)
if chosen_view == "review":
    review_view.show_review(who, names)
elif chosen_view == "bin":
    bin_view.show_bin(who, names)
else:
    logbook_query = query.read_query(names)
    filter_fields.show_filter_fields(names, logbook_query)
    card_list.show_observation_list(who, logbook_query, names, can_log=may(who, Act.LOG))
