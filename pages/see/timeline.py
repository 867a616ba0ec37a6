"""Timeline: phases, milestones and observations per month on one axis; add, hold ready and reveal."""

import streamlit as st

from db import collaborations, desired, milestones
from impact.access import Act
from pages.see import _milestone_cards, _milestone_form, _milestone_reveal, _timeline, _timeline_take
from pages.ui.database import look
from pages.ui.here import guard, may
from pages.ui.language import t

who = guard()
celebrates = may(who, Act.CELEBRATE)
with look() as session:
    collaboration = collaborations.get(session, who)
    rings = desired.rings(session, who, t("model.unexpected"))
    kept = milestones.milestones(session, who)

if revealed := _milestone_reveal.waiting(kept):
    _milestone_reveal.show(revealed, rings)
    st.stop()

st.title(t("timeline.title"))
st.write(t("timeline.lead"))
if celebrates:
    _milestone_form.add(who, rings)
    _milestone_cards.next_to_celebrate(who, kept)

choice = _timeline.filters(rings)
shown = tuple(one for one in kept if choice.shows(one))
_timeline.picture(collaboration, rings, kept, shown, choice.ring_id, who)
_timeline_take.take_along(collaboration, rings, kept, shown)
_milestone_cards.show(who, shown, rings, celebrates, anything=bool(kept))
