"""Logbook: every observation; find, open, change, judge, take along, look back, and what lies in the bin."""

import streamlit as st

from db import batches, collaborations, desired
from impact.access import Act
from pages.log import _logbook_bin, _logbook_filters, _logbook_find, _logbook_list, _logbook_one, _logbook_review
from pages.log._logbook_words import Named
from pages.ui.database import look
from pages.ui.here import guard, may, opened
from pages.ui.language import plain, t
from pages.ui.views import views

who = guard()
with look() as session:
    named = Named(
        desired.rings(session, who, t("model.unexpected")),
        collaborations.organisations(session, who),
        collaborations.activities(session, who),
        collaborations.participants(session, who),
        batches.sources(session, who),
    )

if observation_id := st.query_params.get(_logbook_find.OPEN):
    _logbook_one.show(who, observation_id, named)
    st.stop()

st.title(t("logbook.title"))
st.caption(plain(opened().name))
shown = views("logbook", t("logbook.view"), {one: t(f"logbook.view.{one}") for one in _logbook_find.VIEWS})
if shown == "review":
    _logbook_review.show(who, named)
elif shown == "bin":
    _logbook_bin.show(who, named)
else:
    asked = _logbook_find.asked(named)
    _logbook_filters.fields(named, asked)
    _logbook_list.show(who, asked, named, logs=may(who, Act.LOG))
