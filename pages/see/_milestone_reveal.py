"""The reveal: a milestone that was held ready gets the whole page, with one calm ripple for who likes motion."""

from collections.abc import Sequence

import streamlit as st

from db import milestones
from impact.model import Milestone, Ring, Who
from pages.see._milestone import facts, story, title
from pages.ui.database import act
from pages.ui.language import t, today
from pages.ui.tell import catching

REVEALED = "timeline_revealed"
POND = """
<svg viewBox="0 0 400 120" aria-hidden="true" focusable="false">
  <g fill="none" stroke="currentColor">
    <ellipse cx="200" cy="60" rx="30" ry="9"/><ellipse cx="200" cy="60" rx="80" ry="24"/>
    <ellipse cx="200" cy="60" rx="135" ry="40"/><ellipse cx="200" cy="60" rx="190" ry="56"/>
  </g>
  <circle cx="200" cy="60" r="5" fill="currentColor"/>
</svg>
"""
STILL_AND_MOVING = """
svg { display: block; width: 100%; max-height: 180px; color: var(--st-primary-color); }
ellipse { stroke-width: 2; transform-origin: 200px 60px; }
ellipse:nth-child(2) { opacity: .7 } ellipse:nth-child(3) { opacity: .45 } ellipse:nth-child(4) { opacity: .25 }
@media (prefers-reduced-motion: no-preference) {
  ellipse { animation: spread 2.4s ease-out backwards; }
  ellipse:nth-child(2) { animation-delay: .25s } ellipse:nth-child(3) { animation-delay: .5s }
  ellipse:nth-child(4) { animation-delay: .75s }
}
@keyframes spread { from { transform: scale(.05); opacity: 0 } 30% { opacity: 1 } }
"""
_ripple = st.components.v2.component("rimpel_reveal", html=POND, css=STILL_AND_MOVING)


def button(who: Who, one: Milestone, place: str, primary: bool = False) -> None:
    """The one button that reveals."""
    kind = "primary" if primary else "secondary"
    if st.button(t("timeline.reveal"), icon=":material/celebration:", type=kind, key=f"reveal_{place}_{one.id}"):
        with catching():
            with act() as session:
                milestones.reveal(session, who, one.id, today(), version=one.version)
            st.session_state[REVEALED] = one.id
            st.rerun()


def waiting(kept: Sequence[Milestone]) -> Milestone | None:
    """The milestone that was just revealed, until somebody goes on."""
    return next((one for one in kept if one.id == st.session_state.get(REVEALED) and not one.held), None)


def show(one: Milestone, rings: Sequence[Ring]) -> None:
    """The whole page for one milestone."""
    with st.container(key="reveal"):
        _ripple(key="reveal_ripple", height="content")
        st.markdown(f":primary[**{t(f'timeline.revealed_{one.said.kind.value}')}**]")
        st.title(title(one))
        st.caption(facts(one, rings))
        story(one, asking=False)
        st.button(t("timeline.back"), icon=":material/arrow_back:", on_click=_go_on, key="reveal_back")


def _go_on() -> None:
    st.session_state.pop(REVEALED, None)
