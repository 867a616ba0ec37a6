"""The timeline screen: phases, milestones and observations per month on one axis; add, hold ready and reveal."""

import streamlit as st

from db import collaborations, desired, milestones
from impact.access import Act
from pages.timeline import chart, milestone_cards, milestone_form
from pages.ui.database import read_session
from pages.ui.language import t
from pages.ui.visitor import may, require_access

who = require_access()
may_celebrate = may(who, Act.CELEBRATE)
with read_session() as session:
    collaboration = collaborations.get_collaboration(session, who)
    rings = desired.list_rings(session, who, t("model.unexpected"))
    all_milestones = milestones.list_milestones(session, who)

if revealed_milestone := milestone_cards.find_revealed_milestone(all_milestones):
    milestone_cards.show_reveal_page(revealed_milestone, rings)
    st.stop()

st.title(t("screen.timeline"))
st.write(t("timeline.lead"))
if may_celebrate:
    milestone_form.show_new_milestone(who, rings)
    milestone_cards.show_next_to_celebrate(who, all_milestones)

timeline_filters = chart.choose_timeline_filters(rings)
shown_milestones = tuple(milestone for milestone in all_milestones if timeline_filters.matches_milestone(milestone))
chart.draw_timeline_chart(who, rings, all_milestones, shown_milestones, timeline_filters.ring_id)
chart.show_timeline_downloads(collaboration, rings, all_milestones, shown_milestones)
milestone_cards.show_milestone_cards(who, shown_milestones, rings, may_celebrate, has_milestones=bool(all_milestones))
