"""A page with nothing but the discs, for test_disc_component.py: what Python is told stands under them as JSON."""

import json

import streamlit as st

from pages.ui.disc.component import LineUp, draw_discs
from tests.browser.disc_world import make_feed

st.session_state.setdefault("runs", 0)
st.session_state.setdefault("turns", 0)
st.session_state.setdefault("line", None)
st.session_state["runs"] += 1


def count_turn() -> None:
    st.session_state["turns"] += 1


line_up = st.button("Lijn uit", key="line_up")
st.button("Nog eens", key="again")
more = st.toggle("Meer", key="more")
if line_up:
    sectors = {"r0": "r0t2", "r1": "r1t3", "r2": "r2t1"}
    st.session_state["line"] = LineUp(f"line-{st.session_state['runs']}", sectors, 6 if more else None)
away = st.toggle("Even weg", key="away")
wide = st.query_params.get("size") == "large"
feed = make_feed(more=more, rings=8 if wide else 3, sectors=12 if wide else 5)
if not away:
    turned = draw_discs(feed, key="discs", rotation={"r1": 1}, lined_up=st.session_state["line"], on_turn=count_turn)
    told = {
        "runs": st.session_state["runs"],
        "turns": st.session_state["turns"],
        "themes": turned.themes,
        "rotation": turned.rotation,
        "month": turned.month,
    }
    st.text(json.dumps(told))
