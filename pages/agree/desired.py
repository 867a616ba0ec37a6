"""Desired impact: ring by ring what is wished for, what each level looks like and what level is wanted when."""

import streamlit as st

from db import desired
from impact.access import Act
from pages.agree import _desired_ring, _desired_themes, _desired_undo
from pages.ui.database import read_session
from pages.ui.here import may, require_access
from pages.ui.language import t

who = require_access()
can_agree = may(who, Act.AGREE)
with read_session() as session:
    rings = desired.list_rings(session, who, t("model.unexpected"))

st.title(t("desired.title"))
st.write(t("desired.lead"))
if not can_agree:
    st.caption(t("desired.reading"))
_desired_undo.offer_undo(who)
ring = _desired_ring.choose_ring(rings, can_agree)
if ring is None:
    _desired_ring.show_new_ring_form(who)
else:
    _desired_ring.show_ring_header(who, ring, rings, can_agree)
    _desired_themes.show_theme_list(who, ring, can_agree)
