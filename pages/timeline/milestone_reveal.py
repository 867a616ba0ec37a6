"""The reveal: a milestone that was held ready gets the whole page, with one calm ripple for who likes motion."""

from collections.abc import Sequence

import streamlit as st

from db import milestones
from impact.model import Milestone, Ring, Who
from pages.timeline.milestone_text import (
    format_milestone_facts,
    format_milestone_title,
    show_milestone_story,
)
from pages.ui.database import write_session
from pages.ui.language import t, today
from pages.ui.messages import show_errors

REVEALED_KEY = "timeline_revealed"
RIPPLE_SVG = """
<svg viewBox="0 0 400 120" aria-hidden="true" focusable="false">
  <g fill="none" stroke="currentColor">
    <ellipse cx="200" cy="60" rx="30" ry="9"/><ellipse cx="200" cy="60" rx="80" ry="24"/>
    <ellipse cx="200" cy="60" rx="135" ry="40"/><ellipse cx="200" cy="60" rx="190" ry="56"/>
  </g>
  <circle cx="200" cy="60" r="5" fill="currentColor"/>
</svg>
"""
RIPPLE_CSS = """
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
_draw_reveal_ripple = st.components.v2.component("rimpel_reveal", html=RIPPLE_SVG, css=RIPPLE_CSS)


def show_reveal_button(who: Who, milestone: Milestone, key_part: str, is_primary: bool = False) -> None:
    """The one button that reveals."""
    button_type = "primary" if is_primary else "secondary"
    if st.button(
        t("timeline.reveal"), icon=":material/celebration:", type=button_type, key=f"reveal_{key_part}_{milestone.id}"
    ):
        with show_errors():
            with write_session() as session:
                milestones.reveal_milestone(session, who, milestone.id, today(), version=milestone.version)
            st.session_state[REVEALED_KEY] = milestone.id
            st.rerun()


def find_revealed_milestone(all_milestones: Sequence[Milestone]) -> Milestone | None:
    """The milestone that was just revealed, until somebody goes on."""
    return next(
        (
            milestone
            for milestone in all_milestones
            if milestone.id == st.session_state.get(REVEALED_KEY) and not milestone.is_held_ready
        ),
        None,
    )


def show_reveal_page(milestone: Milestone, rings: Sequence[Ring]) -> None:
    """The whole page for one milestone."""
    with st.container(key="reveal"):
        _draw_reveal_ripple(key="reveal_ripple", height="content")
        st.markdown(f":primary[**{t(f'timeline.revealed_{milestone.details.kind.value}')}**]")
        st.title(format_milestone_title(milestone))
        st.caption(format_milestone_facts(milestone, rings))
        show_milestone_story(milestone, show_unanswered=False)
        st.button(t("timeline.back"), icon=":material/arrow_back:", on_click=_close_reveal_page, key="reveal_back")


def _close_reveal_page() -> None:
    st.session_state.pop(REVEALED_KEY, None)
