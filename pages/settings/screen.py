"""The settings screen: the language, one's own name and role, and the names and lists of the collaboration."""

import streamlit as st

from db import collaborations
from impact.access import Act
from pages.settings import general, name_lists
from pages.ui import visitor
from pages.ui.database import read_session
from pages.ui.language import t

who = visitor.require_access()
may_manage = visitor.may(who, Act.MANAGE)
with read_session() as session:
    collaboration = collaborations.get_collaboration(session, who)
    organisations = collaborations.list_organisations(session, who)
    activities = collaborations.list_activities(session, who)
    people = collaborations.list_participants(session, who)

st.title(t("screen.settings"))
with st.container(width=760, key="settings"):
    general.show_language_choice()
    general.show_profile_form(who)
    if may_manage:
        general.show_collaboration_name_form(who, collaboration)
    name_lists.show_organisations(who, organisations, may_manage)
    name_lists.show_activities(who, activities, visitor.may(who, Act.LOG), may_manage)
    general.show_participants(people)
    if may_manage:
        general.show_overrule_counts(who)
        general.show_collaboration_removal(who, collaboration)
