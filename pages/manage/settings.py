"""Settings: the language, who is here, and what the collaboration is made of."""

import streamlit as st

from db import collaborations
from impact.access import Act
from pages.manage import _settings, _settings_end, _settings_lists
from pages.ui import here
from pages.ui.database import look
from pages.ui.language import t

who = here.guard()
manages = here.may(who, Act.MANAGE)
with look() as session:
    collaboration = collaborations.get(session, who)
    organisations = collaborations.organisations(session, who)
    activities = collaborations.activities(session, who)
    people = collaborations.participants(session, who)

st.title(t("settings.title"))
with st.container(width=760, key="settings"):
    _settings.language_of_the_app()
    _settings.me(who)
    if manages:
        _settings.name(who, collaboration)
    _settings_lists.organisations(who, organisations, manages)
    _settings_lists.activities(who, activities, here.may(who, Act.LOG), manages)
    _settings.people(people)
    if manages:
        _settings.let_stand(who)
        _settings_end.remove(who, collaboration)
