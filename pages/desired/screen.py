"""The screen for desired impact: ring by ring what is wished for, and which level is wanted when."""

import streamlit as st

from db import desired
from impact.access import Act
from pages.desired import ring_form, theme_list, undo_removal
from pages.ui.database import read_session
from pages.ui.language import t
from pages.ui.visitor import may, require_access

who = require_access()
can_agree = may(who, Act.AGREE)
with read_session() as session:
    rings = desired.list_rings(session, who, t("model.unexpected"))

st.title(t("screen.desired"))
st.write(t("desired.lead"))
if not can_agree:
    st.caption(t("desired.reading"))
undo_removal.offer_undo(who)
ring = ring_form.choose_ring(rings, can_agree)
if ring is None:
    ring_form.show_new_ring_form(who)
else:
    ring_form.show_ring_header(who, ring, rings, can_agree)
    theme_list.show_theme_list(who, ring, can_agree)
