"""Logbook: every observation; find, open, change, judge and take along."""

import streamlit as st

from db import collaborations, desired
from impact.access import Act
from pages.log import _logbook_find, _logbook_list, _logbook_one
from pages.log._logbook_words import Named
from pages.ui.database import look
from pages.ui.here import guard, may, opened
from pages.ui.language import plain, t

who = guard()
with look() as session:
    named = Named(
        desired.rings(session, who, t("model.unexpected")),
        collaborations.organisations(session, who),
        collaborations.activities(session, who),
    )

if observation_id := st.query_params.get(_logbook_find.OPEN):
    _logbook_one.show(who, observation_id, named)
    st.stop()

st.title(t("logbook.title"))
st.caption(plain(opened().name))
asked = _logbook_find.asked(named)
_logbook_find.fields(named, asked)
_logbook_list.show(who, asked, named, logs=may(who, Act.LOG))
