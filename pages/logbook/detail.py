"""One observation, whole: what was said, what it rests on, what it led to, its history, and what can be done."""

import streamlit as st

from db import logbook
from db.observations import records
from impact.errors import NotFound
from impact.model import MULTILINE_FIELD_NAMES, TYPED_FIELDS, FieldKind, Intended, Observation, Who
from pages.logbook import actions, bin_view, change_form, history, ripple_list, witness_section
from pages.logbook.query import close_observation, parse_id
from pages.ui import disc_views, evidence_list
from pages.ui.database import read_session
from pages.ui.language import escape_lines, escape_markdown, format_day, t
from pages.ui.observation_words import (
    NO_VALUE,
    CollaborationNames,
    describe_fields,
    format_seen_on,
    format_state,
    get_field_label,
)

MAIN_FIELDS = ("direction", "rung", "level")
# What is short and may be empty; the texts and the evidence follow below it, and the day and the place stand above.
OPTIONAL_FIELDS = tuple(
    field.name
    for field in TYPED_FIELDS
    if not field.is_required and field.columns and field.kind not in (FieldKind.BLOCK, FieldKind.EVIDENCE)
)


def show_observation(who: Who, id_text: str, names: CollaborationNames) -> None:
    """The observation with this id, or a calm word when it is not there for this person."""
    st.button(
        t("logbook.back"),
        icon=":material/arrow_back:",
        type="tertiary",
        on_click=_leave_observation,
        key="logbook_back",
    )
    observation_id = parse_id(id_text)
    try:
        if observation_id is None:
            raise NotFound(what="observation")
        with read_session() as session:
            observation = records.get_observation(session, who, observation_id)
            allowed = logbook.get_allowed_actions(session, who, observation_id)
            changes = records.list_observation_changes(session, who, observation_id)
    except NotFound:
        if not bin_view.show_if_erased(who, observation_id):
            st.info(t("logbook.not_there"), icon=":material/help:")
        return
    st.title(escape_markdown(observation.details.what))
    actions.warn_if_changed(observation)
    st.markdown(
        f"{format_state(observation)} · {format_seen_on(observation.details)}"
        f" · {escape_markdown(names.name_by_id.get(observation.details.theme_id, NO_VALUE))}"
    )
    actions.show_state_reason(observation, changes)
    if change_form.is_changing(observation.id):
        change_form.show_change_form(who, observation, names)
        return
    actions.show_actions(who, observation, allowed)
    _show_all_fields(who, observation, names)
    if observation.details.evidence:
        st.header(t("logbook.field.evidence"))
        evidence_list.show_evidence(who, observation)
    witness_section.show_witnesses(who, observation, can_ask=allowed.can_ask_witness)
    ripple_list.show_ripples(who, observation)
    history.show_history(changes, observation, names)


def _leave_observation() -> None:
    change_form.close_change()
    actions.cancel_judgement()
    close_observation()


def _show_all_fields(who: Who, observation: Observation, names: CollaborationNames) -> None:
    text_by_field = describe_fields(observation.details, observation.state, names)
    left, right = st.columns(2)
    with left:
        for name in MAIN_FIELDS:
            _show_fact(name, text_by_field[name])
        theme = names.theme_by_id.get(observation.details.theme_id)
        if observation.details.level is None:
            st.caption(t("logbook.unsettled_text"))
        elif theme and theme.wordings[observation.details.level]:
            st.caption(escape_markdown(theme.wordings[observation.details.level]))
    with right:
        for name in OPTIONAL_FIELDS:
            if getattr(observation.details, name) not in (None, "", Intended.UNKNOWN):
                _show_fact(name, text_by_field[name])
        st.markdown(
            t(
                "logbook.logged",
                day=format_day(observation.logged_at),
                writer=escape_markdown(observation.writer or NO_VALUE),
            )
        )
    for name in MULTILINE_FIELD_NAMES:
        if text_by_field[name] != NO_VALUE:
            st.markdown(f"**{get_field_label(name)}**  \n{escape_lines(text_by_field[name])}")
    st.page_link(
        "pages/discs/screen.py",
        label=t("logbook.see_discs"),
        icon=":material/album:",
        query_params=disc_views.build_discs_query(
            who, theme_id=observation.details.theme_id, month=observation.details.seen_on
        ),
    )


def _show_fact(name: str, text: str) -> None:
    st.markdown(f"**{get_field_label(name)}** {escape_markdown(text)}")
