"""Desired impact: ring by ring what is wished for, what each level looks like and what level is wanted when."""

import streamlit as st

from db import desired
from impact.access import Act
from pages.agree import _desired_ring, _desired_themes, _desired_undo
from pages.ui.database import look
from pages.ui.here import guard, may
from pages.ui.language import t

who = guard()
agrees = may(who, Act.AGREE)
with look() as session:
    rings = desired.rings(session, who, t("model.unexpected"))

st.title(t("desired.title"))
st.write(t("desired.lead"))
if not agrees:
    st.caption(t("desired.reading"))
_desired_undo.offer(who)
ring = _desired_ring.choose(rings, agrees)
if ring is None:
    _desired_ring.new(who)
else:
    _desired_ring.head(who, ring, rings, agrees)
    _desired_themes.show(who, ring, agrees)
