"""Milestones as cards, the same for a success and for a brilliant failure, and the page that reveals one."""

from collections.abc import Sequence
from typing import Literal

import streamlit as st

from db import milestones
from impact.model import Milestone, Ring, Who
from pages.timeline import milestone_form
from pages.timeline.milestone_text import (
    format_milestone_facts,
    format_milestone_title,
    show_milestone_story,
)
from pages.ui.database import write_session
from pages.ui.language import format_day, t, tn, today
from pages.ui.messages import show_errors
from pages.ui.saving import finish_saving

OPEN_MILESTONE_KEY, CARD_COUNT_KEY, CARDS_PER_PAGE = "timeline_open", "timeline_many", 10
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


def show_next_to_celebrate(who: Who, all_milestones: Sequence[Milestone]) -> None:
    """Show the first milestone that is held ready by kind and day only, so that its title stays a surprise."""
    held_milestones = [milestone for milestone in all_milestones if milestone.is_held_ready]
    if not held_milestones:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="timeline_next"):
        milestone = held_milestones[0]
        kind = t(f"model.milestone.{milestone.details.kind.value}")
        st.markdown(
            f":material/celebration: **{t('common.ready_to_celebrate')}**  \n"
            f"{tn('timeline.next_text', len(held_milestones), kind=kind, day=format_day(milestone.details.on))}"
        )
        show_reveal_button(who, milestone, "next", is_primary=True)


def show_milestone_cards(
    who: Who, shown_milestones: Sequence[Milestone], rings: Sequence[Ring], may_celebrate: bool, has_milestones: bool
) -> None:
    """Show the card that was chosen, then the other cards, newest first."""
    st.header(t("timeline.cards_title"))
    if may_celebrate:
        milestone_form.show_removed_milestone(who)
    if not shown_milestones:
        st.info(t("timeline.none_shown" if has_milestones else "timeline.empty_title"), icon=":material/help:")
        if not has_milestones:
            st.write(t("timeline.empty_text"))
        return
    numbers = {milestone.id: number for number, milestone in enumerate(shown_milestones, 1)}
    open_milestone = _choose_open_milestone(shown_milestones, numbers)
    if open_milestone:
        _show_milestone_card(who, open_milestone, numbers[open_milestone.id], rings, may_celebrate, is_open=True)
        st.button(
            t("timeline.close"), icon=":material/close:", on_click=_open_milestone, args=(None,), key="timeline_close"
        )
    other_milestones = [milestone for milestone in reversed(shown_milestones) if milestone != open_milestone]
    card_count = st.session_state.get(CARD_COUNT_KEY, CARDS_PER_PAGE)
    for milestone in other_milestones[:card_count]:
        _show_milestone_card(who, milestone, numbers[milestone.id], rings, may_celebrate)
    if len(other_milestones) > card_count:
        st.button(
            t("timeline.more", n=len(other_milestones) - card_count), on_click=_show_more_cards, key="timeline_more"
        )


def _choose_open_milestone(shown_milestones: Sequence[Milestone], numbers: dict[str, int]) -> Milestone | None:
    """Ask for a milestone from a list, the way without a mouse to a mark in the chart; the address holds the choice."""
    milestone_by_id = {milestone.id: milestone for milestone in shown_milestones}
    milestone_id = st.query_params.get("milestone")
    st.session_state[OPEN_MILESTONE_KEY] = milestone_id if milestone_id in milestone_by_id else None
    st.selectbox(
        t("timeline.open"),
        list(milestone_by_id),
        index=None,
        format_func=lambda option: (
            f"{numbers[option]}. {_format_list_title(milestone_by_id[option])}"
            f" · {format_day(milestone_by_id[option].details.on)}"
        ),
        placeholder=t("timeline.open_like"),
        on_change=lambda: _open_milestone(st.session_state[OPEN_MILESTONE_KEY]),
        key=OPEN_MILESTONE_KEY,
    )
    return milestone_by_id.get(milestone_id or "")


def _format_list_title(milestone: Milestone) -> str:
    return t("timeline.held") if milestone.is_held_ready else milestone.details.title


def _open_milestone(milestone_id: str | None) -> None:
    if milestone_id:
        st.query_params["milestone"] = milestone_id
    else:
        st.query_params.pop("milestone", None)


def _show_more_cards() -> None:
    st.session_state[CARD_COUNT_KEY] = st.session_state.get(CARD_COUNT_KEY, CARDS_PER_PAGE) + CARDS_PER_PAGE


def _show_milestone_card(
    who: Who, milestone: Milestone, number: int, rings: Sequence[Ring], may_celebrate: bool, is_open: bool = False
) -> None:
    """Show the card of a milestone, or in its place the form when it is being changed."""
    if may_celebrate and milestone_form.is_changing_milestone(milestone):
        milestone_form.show_milestone_form(who, rings)
        return
    with st.container(border=True, key=f"milestone_{milestone.id}"):
        if milestone.is_held_ready:
            st.markdown(f":material/lock_clock: **{number}** · {format_milestone_facts(milestone, rings)}")
            st.caption(t("timeline.held_until"))
            with st.expander(t("timeline.look_inside"), expanded=is_open):
                st.subheader(format_milestone_title(milestone))
                show_milestone_story(milestone)
        else:
            st.subheader(format_milestone_title(milestone, number))
            st.caption(format_milestone_facts(milestone, rings))
            show_milestone_story(milestone)
        if may_celebrate:
            with st.container(horizontal=True, key=f"acts_{milestone.id}"):
                _show_milestone_buttons(who, milestone)


def _show_milestone_buttons(who: Who, milestone: Milestone) -> None:
    if milestone.is_held_ready:
        show_reveal_button(who, milestone, "card")
    st.button(
        t("common.edit"),
        icon=":material/edit:",
        on_click=milestone_form.open_milestone_form,
        args=(milestone,),
        key=f"edit_{milestone.id}",
    )
    if not milestone.is_held_ready and st.button(
        t("timeline.hold"), icon=":material/lock_clock:", key=f"hold_{milestone.id}"
    ):
        with show_errors():
            with write_session() as session:
                milestones.hold_milestone(session, who, milestone.id, version=milestone.version)
            finish_saving("timeline.held_now")
    if st.button(t("common.remove"), icon=":material/delete:", key=f"remove_{milestone.id}"):
        with show_errors():
            milestone_form.remove_milestone(who, milestone)


def show_reveal_button(who: Who, milestone: Milestone, key_part: str, is_primary: bool = False) -> None:
    """Show the button that reveals a milestone and opens its page; `key_part` tells the buttons of one page apart."""
    button_type: Literal["primary", "secondary"] = "primary" if is_primary else "secondary"
    if st.button(
        t("timeline.reveal"), icon=":material/celebration:", type=button_type, key=f"reveal_{key_part}_{milestone.id}"
    ):
        with show_errors():
            with write_session() as session:
                milestones.reveal_milestone(session, who, milestone.id, today(), version=milestone.version)
            st.session_state[REVEALED_KEY] = milestone.id
            finish_saving()


def find_revealed_milestone(all_milestones: Sequence[Milestone]) -> Milestone | None:
    """Return the milestone that was just revealed, until somebody leaves its page."""
    return next(
        (
            milestone
            for milestone in all_milestones
            if milestone.id == st.session_state.get(REVEALED_KEY) and not milestone.is_held_ready
        ),
        None,
    )


def show_reveal_page(milestone: Milestone, rings: Sequence[Ring]) -> None:
    """Show a revealed milestone on a page of its own, with a ripple that keeps still for readers who want no motion."""
    with st.container(key="reveal"):
        _draw_reveal_ripple(key="reveal_ripple", height="content")
        st.markdown(f":primary[**{t(f'timeline.revealed_{milestone.details.kind.value}')}**]")
        st.title(format_milestone_title(milestone))
        st.caption(format_milestone_facts(milestone, rings))
        show_milestone_story(milestone, show_unanswered=False)
        st.button(t("timeline.back"), icon=":material/arrow_back:", on_click=_close_reveal_page, key="reveal_back")


def _close_reveal_page() -> None:
    st.session_state.pop(REVEALED_KEY, None)
