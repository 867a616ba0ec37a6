"""Settings: the language, who is here, and what the collaboration is made of."""

import streamlit as st

from db import collaborations
from impact.access import Act
from pages.manage import _settings, _settings_end, _settings_lists
from pages.ui import here
from pages.ui.database import read_session
from pages.ui.language import t

who = here.require_access()
may_manage = here.may(who, Act.MANAGE)
with read_session() as session:
    collaboration = collaborations.get_collaboration(session, who)
    organisations = collaborations.list_organisations(session, who)
    activities = collaborations.list_activities(session, who)
    people = collaborations.list_participants(session, who)

st.title(t("settings.title"))
with st.container(width=760, key="settings"):
    _settings.show_language_choice()
    _settings.show_profile_form(who)
    if may_manage:
        _settings.show_collaboration_name_form(who, collaboration)
    _settings_lists.show_organisations(who, organisations, may_manage)
    _settings_lists.show_activities(who, activities, here.may(who, Act.LOG), may_manage)
    _settings.show_participants(people)
    if may_manage:
        _settings.show_overrule_counts(who)
        _settings_end.show_collaboration_removal(who, collaboration)
