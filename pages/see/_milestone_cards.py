"""Milestones as cards: the same card for a success and for a brilliant failure."""

from collections.abc import Sequence

import streamlit as st

from db import milestones
from impact.model import Milestone, Ring, Who
from pages.see import _milestone_form, _milestone_reveal
from pages.see._milestone import facts, story, title
from pages.ui.database import act
from pages.ui.language import day, t, tn
from pages.ui.tell import catching, tell_after

OPEN, MANY, PAGE = "timeline_open", "timeline_many", 10


def next_to_celebrate(who: Who, kept: Sequence[Milestone]) -> None:
    """What is held ready and comes first, without giving away what it is."""
    held = [one for one in kept if one.held]
    if not held:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="timeline_next"):
        one = held[0]
        kind = t(f"model.milestone.{one.said.kind.value}")
        st.markdown(
            f":material/celebration: **{t('timeline.next_title')}**  \n"
            f"{tn('timeline.next_text', len(held), kind=kind, day=day(one.said.on))}"
        )
        _milestone_reveal.button(who, one, "next", primary=True)


def show(who: Who, shown: Sequence[Milestone], rings: Sequence[Ring], celebrates: bool, anything: bool) -> None:
    """The card that was asked for, then all cards, newest first."""
    st.header(t("timeline.cards_title"))
    if celebrates:
        _milestone_form.removed(who)
    if not shown:
        st.info(t("timeline.none_shown" if anything else "timeline.empty_title"), icon=":material/help:")
        if not anything:
            st.write(t("timeline.empty_text"))
        return
    numbers = {one.id: number for number, one in enumerate(shown, 1)}
    asked = _asked_for(shown, numbers)
    if asked:
        _card(who, asked, numbers[asked.id], rings, celebrates, opened=True)
        st.button(t("timeline.close"), icon=":material/close:", on_click=_open, args=(None,), key="timeline_close")
    others = [one for one in reversed(shown) if one != asked]
    many = st.session_state.get(MANY, PAGE)
    for one in others[:many]:
        _card(who, one, numbers[one.id], rings, celebrates)
    if len(others) > many:
        st.button(t("timeline.more", n=len(others) - many), on_click=_more, key="timeline_more")


def _asked_for(shown: Sequence[Milestone], numbers: dict[str, int]) -> Milestone | None:
    """Choose a milestone from a list: what a mark in the picture is to the mouse. The address asks for one too."""
    by_id = {one.id: one for one in shown}
    asked = st.query_params.get("milestone")
    st.session_state[OPEN] = asked if asked in by_id else None
    st.selectbox(
        t("timeline.open"),
        list(by_id),
        index=None,
        format_func=lambda id_: f"{numbers[id_]}. {_title(by_id[id_])} · {day(by_id[id_].said.on)}",
        placeholder=t("timeline.open_like"),
        on_change=lambda: _open(st.session_state[OPEN]),
        key=OPEN,
    )
    return by_id.get(asked or "")


def _title(one: Milestone) -> str:
    return t("timeline.held") if one.held else one.said.title


def _open(milestone_id: str | None) -> None:
    if milestone_id:
        st.query_params["milestone"] = milestone_id
    else:
        st.query_params.pop("milestone", None)


def _more() -> None:
    st.session_state[MANY] = st.session_state.get(MANY, PAGE) + PAGE


def _card(who: Who, one: Milestone, number: int, rings: Sequence[Ring], celebrates: bool, opened: bool = False) -> None:
    if celebrates and _milestone_form.changes(one):
        _milestone_form.show(who, rings)
        return
    with st.container(border=True, key=f"milestone_{one.id}"):
        if one.held:
            st.markdown(f":material/lock_clock: **{number}** · {facts(one, rings)}")
            st.caption(t("timeline.held_until"))
            with st.expander(t("timeline.look_inside"), expanded=opened):
                st.subheader(title(one))
                story(one)
        else:
            st.subheader(title(one, number))
            st.caption(facts(one, rings))
            story(one)
        if celebrates:
            with st.container(horizontal=True, key=f"acts_{one.id}"):
                _acts(who, one)


def _acts(who: Who, one: Milestone) -> None:
    if one.held:
        _milestone_reveal.button(who, one, "card")
    st.button(
        t("timeline.edit"),
        icon=":material/edit:",
        on_click=_milestone_form.open_up,
        args=(one,),
        key=f"edit_{one.id}",
    )
    if not one.held and st.button(t("timeline.hold"), icon=":material/lock_clock:", key=f"hold_{one.id}"):
        with catching():
            with act() as session:
                milestones.hold(session, who, one.id, version=one.version)
            tell_after("timeline.held_now")
            st.rerun()
    if st.button(t("timeline.remove"), icon=":material/delete:", key=f"remove_{one.id}"):
        with catching():
            _milestone_form.remove(who, one)
