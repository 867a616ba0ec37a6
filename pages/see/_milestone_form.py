"""The form of a milestone: new or changed, held ready or not; and taking one away with a way back."""

from collections.abc import Sequence
from datetime import date, timedelta

import streamlit as st

from db import milestones
from impact.celebrate import STORY, TITLE_LIMIT, problems, tidied
from impact.errors import ChangedMeanwhile, Invalid
from impact.model import TEXT_LIMIT, Milestone, MilestoneKind, NewMilestone, Phase, Ring, Who
from impact.observe import EARLIEST
from pages.see._milestone import facts, story, title
from pages.ui import privacy
from pages.ui.database import act
from pages.ui.days import ask_day
from pages.ui.language import plain, t, today
from pages.ui.tell import catching, in_words, tell_after
from pages.ui.token import of_content, spent, token

CHANGING, VERSION, THEIRS, REMOVED = "milestone_changing", "milestone_version", "milestone_theirs", "milestone_removed"
KEY, NEW, BACK = "milestone", "milestone", "milestone_back"
AHEAD = timedelta(days=3653)


def open_up(one: Milestone | None) -> None:
    """Open the form, empty or with this milestone in it."""
    said = one.said if one else NewMilestone(MilestoneKind.SUCCESS, "", today())
    start = {"kind": said.kind.value, "title": said.title, "on": said.on, "ring_id": said.ring_id}
    start |= {"phase": said.phase.value if said.phase else None, "held": one.held if one else False}
    start |= {name: getattr(said, name) for name in STORY}
    for name, value in start.items():
        st.session_state[f"milestone_{name}"] = value
    st.session_state[CHANGING] = one.id if one else NEW
    st.session_state[VERSION] = one.version if one else 0
    st.session_state.pop(THEIRS, None)
    st.session_state.pop(REMOVED, None)


def close() -> None:
    """Close the form and let go of what was in it."""
    for name in (CHANGING, VERSION, THEIRS):
        st.session_state.pop(name, None)


def _open() -> str | None:
    """What the form is open with. It closes when its fields went: another page or a filter was shown meanwhile."""
    if "milestone_title" not in st.session_state:
        close()
    changing: str | None = st.session_state.get(CHANGING)
    return changing


def changes(one: Milestone) -> bool:
    """Whether the form is open with this milestone in it."""
    return _open() == one.id


def add(who: Who, rings: Sequence[Ring]) -> None:
    """The button that opens the form for a new milestone, and in its place the form when it is open."""
    if _open() == NEW:
        show(who, rings)
        return
    st.button(
        t("timeline.add"), icon=":material/add:", type="primary", on_click=open_up, args=(None,), key="timeline_add"
    )


def show(who: Who, rings: Sequence[Ring]) -> None:
    """The open form; what is typed stays in it until it is saved or closed."""
    changing = st.session_state[CHANGING]
    with st.container(border=True, key="milestone_form"):
        if changing == NEW:
            st.header(t("timeline.form.new"))
        else:
            st.subheader(t("timeline.form.edit"))
        # The kind stands outside the form, so that choosing a phase change asks for the phase at once.
        kind = st.pills(
            t("timeline.form.kind"),
            [kind.value for kind in MilestoneKind],
            required=True,
            format_func=lambda one: t(f"model.milestone.{one}"),
            wrap=True,
            key="milestone_kind",
        )
        with st.form("milestone_fields", border=False, enter_to_submit=False):
            said, missing = _fields(MilestoneKind(kind), rings, changing)
            with st.container(horizontal=True, key="milestone_ends"):
                saving = st.form_submit_button(t("timeline.form.save"), type="primary", key="milestone_save")
                st.form_submit_button(t("timeline.form.cancel"), on_click=close, key="milestone_cancel")
        texts = (said.title, *(getattr(said, name) for name in STORY))
        privacy.warn(texts, KEY)
        if saving and _fit(said, missing, texts):
            with catching():
                _save(who, changing, said, texts)
        _theirs(rings)


def _fields(kind: MilestoneKind, rings: Sequence[Ring], changing: str) -> tuple[NewMilestone, tuple[Invalid, ...]]:
    """The milestone as it stands in the form, and what keeps it from being one: a day that was left empty."""
    typed = st.text_input(
        t("timeline.form.title"),
        max_chars=TITLE_LIMIT,
        placeholder=t("timeline.form.title_like"),
        key="milestone_title",
    )
    left, right = st.columns(2)
    with left:
        on = _day()
    with right:
        ring_id = _ring(rings)
    phase = _phase() if kind is MilestoneKind.PHASE_CHANGE else None
    held = bool(st.session_state["milestone_held"])
    if changing == NEW:
        held = st.toggle(t("timeline.form.held"), help=t("timeline.form.held_text"), key="milestone_held")
    with st.expander(t("timeline.form.story"), expanded=changing != NEW, key="milestone_story"):
        st.caption(t("timeline.form.no_names"))
        texts = {name: _text(name) for name in STORY}
    if phase and not typed.strip():
        typed = t(f"model.phase.{phase.value}").capitalize()
    missing = () if on else (Invalid(field="on", reason="empty"),)
    # Without a day it is never saved; one stands in only so that everything else can be looked at.
    return NewMilestone(kind, typed, on or EARLIEST, phase, ring_id, held=held, **texts), missing


def _day() -> date | None:
    latest = today() + AHEAD
    return ask_day(st, t("timeline.form.on"), today(), "milestone_on", min_value=EARLIEST, max_value=latest)


def _ring(rings: Sequence[Ring]) -> str | None:
    names = {ring.id: ring.name for ring in rings}
    return st.selectbox(
        t("timeline.form.ring"),
        list(names),
        index=None,
        format_func=lambda one: names.get(one, ""),
        placeholder=t("timeline.every_ring"),
        key="milestone_ring_id",
    )


def _phase() -> Phase | None:
    chosen = st.selectbox(
        t("timeline.form.phase"),
        [phase.value for phase in Phase],
        index=None,
        format_func=lambda one: t(f"model.phase.{one}"),
        placeholder=t("timeline.form.phase_like"),
        key="milestone_phase",
    )
    return Phase(chosen) if chosen else None


def _text(name: str) -> str:
    label = t(f"timeline.story.{name}")
    return st.text_area(label, max_chars=TEXT_LIMIT, height=90, key=f"milestone_{name}") or ""


def _fit(said: NewMilestone, missing: Sequence[Invalid], texts: Sequence[str]) -> bool:
    found = (*missing, *problems(tidied(said), today()))
    for problem in found:
        st.error(in_words(problem), icon=":material/error:")
    return privacy.ready(texts, KEY) and not found


def _save(who: Who, changing: str, said: NewMilestone, texts: Sequence[str]) -> None:
    try:
        with act() as session:
            if changing == NEW:
                milestones.celebrate(session, who, said, today(), token=of_content(token(NEW), said))
            else:
                milestones.change(session, who, changing, said, today(), version=st.session_state[VERSION])
            privacy.settle(session, who, texts, KEY, "milestone")
    except ChangedMeanwhile as error:
        # Theirs is shown beside what was typed; saving again then is a choice.
        st.session_state[THEIRS] = error.facts["now"]
        st.session_state[VERSION] = st.session_state[THEIRS].version
        raise
    spent(NEW)
    close()
    tell_after("timeline.saved" if changing == NEW else "timeline.changed")
    st.rerun()


def _theirs(rings: Sequence[Ring]) -> None:
    theirs: Milestone | None = st.session_state.get(THEIRS)
    if theirs is None:
        return
    with st.container(border=True, key="milestone_as_it_stands"):
        st.markdown(f"**{t('timeline.form.theirs')}**")
        st.markdown(title(theirs))
        st.caption(facts(theirs, rings))
        story(theirs)
        st.button(t("timeline.form.take_theirs"), on_click=open_up, args=(theirs,), key="milestone_take_theirs")


def remove(who: Who, one: Milestone) -> None:
    """Take a milestone off the timeline; the next run offers the way back."""
    with act() as session:
        gone = milestones.remove(session, who, one.id, version=one.version)
    st.session_state[REMOVED] = (one.id, gone)
    st.rerun()


def removed(who: Who) -> None:
    """Say what was just taken away, and offer to put it back."""
    if REMOVED not in st.session_state:
        return
    milestone_id, gone = st.session_state[REMOVED]
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="milestone_gone"):
        st.markdown(t("timeline.removed", title=plain(gone.title)))
        if st.button(t("timeline.undo"), icon=":material/undo:", key="milestone_undo"):
            with catching():
                _put_back(who, gone, f"{BACK}_{milestone_id}")
                del st.session_state[REMOVED]
                tell_after("timeline.undone")
                st.rerun()


def _put_back(who: Who, gone: NewMilestone, back: str) -> None:
    with act() as session:
        milestones.celebrate(session, who, gone, today(), token=token(back))
    spent(back)
