"""The form of a milestone, new or changed, held ready or not; and removing a milestone, which can be undone."""

from collections.abc import Sequence
from datetime import date, timedelta

import streamlit as st

from db import milestones
from impact.errors import ChangedMeanwhile, Invalid
from impact.milestones.milestone_rules import (
    MAX_TITLE_LENGTH,
    STORY_FIELDS,
    list_milestone_problems,
    tidy_milestone,
)
from impact.model import MAX_TEXT_LENGTH, Milestone, MilestoneKind, NewMilestone, Phase, Ring, Who
from impact.observation.observation_rules import EARLIEST_DAY
from pages.timeline.milestone_text import (
    format_milestone_facts,
    format_milestone_title,
    show_milestone_story,
)
from pages.ui import privacy_check
from pages.ui.database import write_session
from pages.ui.day_field import ask_for_day
from pages.ui.form_token import build_content_token, get_form_token
from pages.ui.language import escape_markdown, t, today
from pages.ui.messages import describe_error, show_errors
from pages.ui.saving import finish_saving, saving
from pages.ui.undo_card import show_undo_card

OPEN_FORM_KEY, VERSION_KEY = "milestone_changing", "milestone_version"
OTHER_VERSION_KEY, REMOVED_KEY = "milestone_theirs", "milestone_removed"
FORM_KEY, NEW_MILESTONE, RESTORE_TOKEN = "milestone", "milestone", "milestone_back"
# Ten years: a plan, and not a typing error in the year.
MAX_TIME_AHEAD = timedelta(days=3653)


def open_milestone_form(milestone: Milestone | None) -> None:
    """Open the form for this milestone, or empty for a new one."""
    content = milestone.details if milestone else NewMilestone(MilestoneKind.SUCCESS, "", today())
    value_by_field: dict[str, object] = {
        "kind": content.kind.value,
        "title": content.title,
        "on": content.on,
        "ring_id": content.ring_id,
    }
    value_by_field |= {
        "phase": content.phase.value if content.phase else None,
        "held": milestone.is_held_ready if milestone else False,
    }
    value_by_field |= {name: getattr(content, name) for name in STORY_FIELDS}
    for name, value in value_by_field.items():
        st.session_state[f"milestone_{name}"] = value
    st.session_state[OPEN_FORM_KEY] = milestone.id if milestone else NEW_MILESTONE
    st.session_state[VERSION_KEY] = milestone.version if milestone else 0
    st.session_state.pop(OTHER_VERSION_KEY, None)
    st.session_state.pop(REMOVED_KEY, None)


def close_milestone_form() -> None:
    """Close the form and forget what it was open with."""
    for name in (OPEN_FORM_KEY, VERSION_KEY, OTHER_VERSION_KEY):
        st.session_state.pop(name, None)


def _get_open_form() -> str | None:
    """Return the id of the milestone in the open form, NEW_MILESTONE for a new one, or None when it is closed."""
    # Streamlit drops the fields while another page or a filter hides the form: what was typed is gone then.
    if "milestone_title" not in st.session_state:
        close_milestone_form()
    form_id: str | None = st.session_state.get(OPEN_FORM_KEY)
    return form_id


def is_changing_milestone(milestone: Milestone) -> bool:
    """Whether the form is open for this milestone."""
    return _get_open_form() == milestone.id


def show_new_milestone(who: Who, rings: Sequence[Ring]) -> None:
    """Show the button for a new milestone, or in its place the form when that is open."""
    if _get_open_form() == NEW_MILESTONE:
        show_milestone_form(who, rings)
        return
    st.button(
        t("timeline.add"),
        icon=":material/add:",
        type="primary",
        on_click=open_milestone_form,
        args=(None,),
        key="timeline_add",
    )


def show_milestone_form(who: Who, rings: Sequence[Ring]) -> None:
    """Show the open form; what is typed stays in it until it is saved or closed."""
    form_id = st.session_state[OPEN_FORM_KEY]
    with st.container(border=True, key="milestone_form"):
        if form_id == NEW_MILESTONE:
            st.header(t("timeline.form.new"))
        else:
            st.subheader(t("timeline.form.edit"))
        # The kind stands outside the form, so that choosing a phase change asks for the phase at once.
        kind = st.pills(
            t("timeline.form.kind"),
            [kind.value for kind in MilestoneKind],
            required=True,
            format_func=lambda option: t(f"model.milestone.{option}"),
            wrap=True,
            key="milestone_kind",
        )
        with st.form("milestone_fields", border=False, enter_to_submit=False):
            content, missing_fields = _ask_milestone_fields(
                MilestoneKind(kind or MilestoneKind.SUCCESS), rings, form_id
            )
            with st.container(horizontal=True, key="milestone_ends"):
                is_saving = st.form_submit_button(t("common.save"), type="primary", key="milestone_save")
                st.form_submit_button(t("common.cancel"), on_click=close_milestone_form, key="milestone_cancel")
        texts = (content.title, *(getattr(content, name) for name in STORY_FIELDS))
        privacy_check.show_privacy_warning(texts, FORM_KEY)
        if is_saving and _is_fit_to_save(content, missing_fields, texts):
            with show_errors():
                _save_milestone(who, form_id, content, texts)
        _show_other_version(rings)


def _ask_milestone_fields(
    kind: MilestoneKind, rings: Sequence[Ring], form_id: str
) -> tuple[NewMilestone, tuple[Invalid, ...]]:
    """Ask for the fields of a milestone; return it with the error of a day that was left empty."""
    typed_title = st.text_input(
        t("timeline.form.title"),
        max_chars=MAX_TITLE_LENGTH,
        placeholder=t("timeline.form.title_like"),
        key="milestone_title",
    )
    left, right = st.columns(2)
    with left:
        milestone_day = _ask_milestone_day()
    with right:
        ring_id = _choose_milestone_ring(rings)
    phase = _choose_milestone_phase() if kind is MilestoneKind.PHASE_CHANGE else None
    is_held = bool(st.session_state["milestone_held"])
    if form_id == NEW_MILESTONE:
        is_held = st.toggle(t("timeline.form.held"), help=t("timeline.form.held_text"), key="milestone_held")
    with st.expander(t("timeline.form.story"), expanded=form_id != NEW_MILESTONE, key="milestone_story"):
        st.caption(t("timeline.form.no_names"))
        texts = {name: _ask_milestone_text(name) for name in STORY_FIELDS}
    if phase and not typed_title.strip():
        typed_title = t(f"model.phase.{phase.value}").capitalize()
    missing_fields = () if milestone_day else (Invalid(field="on", reason="empty"),)
    # A milestone without a day is never saved; the placeholder lets the other fields be checked all the same.
    return NewMilestone(
        kind, typed_title, milestone_day or EARLIEST_DAY, phase, ring_id, held=is_held, **texts
    ), missing_fields


def _ask_milestone_day() -> date | None:
    latest_day = today() + MAX_TIME_AHEAD
    return ask_for_day(st, t("common.field.on"), today(), "milestone_on", min_value=EARLIEST_DAY, max_value=latest_day)


def _choose_milestone_ring(rings: Sequence[Ring]) -> str | None:
    name_by_ring = {ring.id: ring.name for ring in rings}
    return st.selectbox(
        t("timeline.form.ring"),
        list(name_by_ring),
        index=None,
        format_func=lambda option: name_by_ring.get(option, ""),
        placeholder=t("timeline.every_ring"),
        key="milestone_ring_id",
    )


def _choose_milestone_phase() -> Phase | None:
    phase_name = st.selectbox(
        t("timeline.form.phase"),
        [phase.value for phase in Phase],
        index=None,
        format_func=lambda option: t(f"model.phase.{option}"),
        placeholder=t("timeline.form.phase_like"),
        key="milestone_phase",
    )
    return Phase(phase_name) if phase_name else None


def _ask_milestone_text(name: str) -> str:
    label = t(f"common.field.{name}")
    return st.text_area(label, max_chars=MAX_TEXT_LENGTH, height=90, key=f"milestone_{name}") or ""


def _is_fit_to_save(content: NewMilestone, missing_fields: Sequence[Invalid], texts: Sequence[str]) -> bool:
    """Show everything that is wrong at once, and return whether nothing is."""
    all_problems = (*missing_fields, *list_milestone_problems(tidy_milestone(content), today()))
    for problem in all_problems:
        st.error(describe_error(problem), icon=":material/error:")
    return privacy_check.may_save(texts, FORM_KEY) and not all_problems


def _save_milestone(who: Who, form_id: str, content: NewMilestone, texts: Sequence[str]) -> None:
    try:
        with saving(who, texts, FORM_KEY, "milestone") as session:
            if form_id == NEW_MILESTONE:
                milestones.add_milestone(
                    session, who, content, today(), token=build_content_token(get_form_token(NEW_MILESTONE), content)
                )
            else:
                milestones.change_milestone(
                    session, who, form_id, content, today(), version=st.session_state[VERSION_KEY]
                )
    except ChangedMeanwhile as error:
        # The other version is shown beside what was typed: to save again then is a decision.
        st.session_state[OTHER_VERSION_KEY] = error.facts["now"]
        st.session_state[VERSION_KEY] = st.session_state[OTHER_VERSION_KEY].version
        raise
    close_milestone_form()
    finish_saving("timeline.saved" if form_id == NEW_MILESTONE else "timeline.changed", token_name=NEW_MILESTONE)


def _show_other_version(rings: Sequence[Ring]) -> None:
    other_version: Milestone | None = st.session_state.get(OTHER_VERSION_KEY)
    if other_version is None:
        return
    with st.container(border=True, key="milestone_as_it_stands"):
        st.markdown(f"**{t('timeline.form.theirs')}**")
        st.markdown(format_milestone_title(other_version))
        st.caption(format_milestone_facts(other_version, rings))
        show_milestone_story(other_version)
        st.button(
            t("timeline.form.take_theirs"),
            on_click=open_milestone_form,
            args=(other_version,),
            key="milestone_take_theirs",
        )


def remove_milestone(who: Who, milestone: Milestone) -> None:
    """Remove a milestone; the next run offers to put it back."""
    with write_session() as session:
        removed_milestone = milestones.remove_milestone(session, who, milestone.id, version=milestone.version)
    st.session_state[REMOVED_KEY] = (milestone.id, removed_milestone)
    finish_saving()


def show_removed_milestone(who: Who) -> None:
    """Offer to put back the milestone that was just removed."""
    if REMOVED_KEY not in st.session_state:
        return
    milestone_id, removed_milestone = st.session_state[REMOVED_KEY]
    text = t("timeline.removed", title=escape_markdown(removed_milestone.title))
    with show_undo_card(text, t("common.restore"), "milestone_gone", "milestone_undo") as is_undoing:
        if is_undoing:
            with show_errors():
                token_name = f"{RESTORE_TOKEN}_{milestone_id}"
                with write_session() as session:
                    milestones.add_milestone(session, who, removed_milestone, today(), token=get_form_token(token_name))
                finish_saving("timeline.undone", token_name=token_name, state_keys=[REMOVED_KEY])
