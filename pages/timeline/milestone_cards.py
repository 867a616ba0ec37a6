"""Milestones as cards: the same card for a success and for a brilliant failure."""

from collections.abc import Sequence

import streamlit as st

from db import milestones
from impact.model import Milestone, Ring, Who
from pages.timeline import milestone_form, milestone_reveal
from pages.timeline.milestone_text import (
    format_milestone_facts,
    format_milestone_title,
    show_milestone_story,
)
from pages.ui.database import write_session
from pages.ui.language import format_day, t, tn
from pages.ui.messages import show_errors, toast_after_rerun

OPEN_MILESTONE_KEY, CARD_COUNT_KEY, CARDS_PER_PAGE = "timeline_open", "timeline_many", 10


def show_next_to_celebrate(who: Who, all_milestones: Sequence[Milestone]) -> None:
    """What is held ready and comes first, without giving away what it is."""
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
        milestone_reveal.show_reveal_button(who, milestone, "next", is_primary=True)


def show_milestone_cards(
    who: Who, shown_milestones: Sequence[Milestone], rings: Sequence[Ring], may_celebrate: bool, has_milestones: bool
) -> None:
    """The card that was asked for, then all cards, newest first."""
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
    """Choose a milestone from a list: what a mark in the picture is to the mouse. The address asks for one too."""
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
        milestone_reveal.show_reveal_button(who, milestone, "card")
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
            toast_after_rerun("timeline.held_now")
            st.rerun()
    if st.button(t("common.remove"), icon=":material/delete:", key=f"remove_{milestone.id}"):
        with show_errors():
            milestone_form.remove_milestone(who, milestone)
