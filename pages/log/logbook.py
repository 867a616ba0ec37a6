"""Logbook: every observation; find, open, change, judge, take along, look back, and what lies in the bin."""

import streamlit as st

from db import batches, collaborations, desired
from impact.access import Act
from pages.log import _logbook_bin, _logbook_filters, _logbook_find, _logbook_list, _logbook_one, _logbook_review
from pages.log._logbook_words import CollaborationNames
from pages.ui.database import read_session
from pages.ui.here import get_open_collaboration, may, require_access
from pages.ui.language import escape_markdown, t
from pages.ui.views import choose_view

who = require_access()
with read_session() as session:
    names = CollaborationNames(
        desired.list_rings(session, who, t("model.unexpected")),
        collaborations.list_organisations(session, who),
        collaborations.list_activities(session, who),
        collaborations.list_participants(session, who),
        batches.list_imported_files(session, who),
    )

if observation_id := st.query_params.get(_logbook_find.OPEN_PARAM):
    _logbook_one.show_observation(who, observation_id, names)
    st.stop()

st.title(t("logbook.title"))
st.caption(escape_markdown(get_open_collaboration().name))
chosen_view = choose_view(
    "logbook", t("logbook.view"), {view_name: t(f"logbook.view.{view_name}") for view_name in _logbook_find.VIEWS}
)
if chosen_view == "review":
    _logbook_review.show_review(who, names)
elif chosen_view == "bin":
    _logbook_bin.show_bin(who, names)
else:
    logbook_query = _logbook_find.read_query(names)
    _logbook_filters.show_filter_fields(names, logbook_query)
    _logbook_list.show_observation_list(who, logbook_query, names, can_log=may(who, Act.LOG))
