"""One observation in full: its fields, evidence, witnesses, ripples and history, and what can be done with it."""

import streamlit as st

from db import logbook
from db.observations import records
from db.ripples import links
from db.ripples.links import RippleInWords
from impact.access import Act
from impact.errors import NotFound
from impact.model import MULTILINE_FIELD_NAMES, TYPED_FIELDS, FieldKind, Intended, Observation, State, Who
from pages.logbook import actions, bin_view, change_form, history, witness_section
from pages.logbook.query import close_observation, parse_id, show_open_button
from pages.ui import disc_views, evidence_list, ripple_chains, ripple_form
from pages.ui.database import read_session, write_session
from pages.ui.language import escape_lines, escape_markdown, format_day, t
from pages.ui.messages import show_errors
from pages.ui.observation_words import (
    NO_VALUE,
    CollaborationNames,
    describe_fields,
    format_seen_on,
    format_state,
    get_field_label,
)
from pages.ui.saving import finish_saving
from pages.ui.visitor import may

MAIN_FIELDS = ("direction", "rung", "level")
# The short fields that may be empty; the texts and the evidence follow below, the day and the theme stand above.
OPTIONAL_FIELDS = tuple(
    field.name
    for field in TYPED_FIELDS
    if not field.is_required and field.columns and field.kind not in (FieldKind.BLOCK, FieldKind.EVIDENCE)
)


def show_observation(who: Who, id_text: str, names: CollaborationNames) -> None:
    """Show the observation with this id, or say that this person cannot find it."""
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
        f"{format_state(observation)} · {format_seen_on(observation.details.seen_on, observation.details.precision)}"
        f" · {escape_markdown(names.name_by_id.get(observation.details.theme_id, NO_VALUE))}"
    )
    actions.show_state_reason(observation, changes)
    if change_form.is_changing(observation.id):
        change_form.show_change_form(who, observation, names)
        return
    actions.show_actions(who, observation, allowed)
    _show_all_fields(who, observation, names)
    if observation.details.evidence:
        st.header(t("common.field.evidence"))
        evidence_list.show_evidence(who, observation)
    witness_section.show_witnesses(who, observation, can_ask=allowed.can_ask_witness)
    _show_ripples(who, observation)
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
    disc_views.show_discs_link(who, observation.details)


def _show_fact(name: str, text: str) -> None:
    st.markdown(f"**{get_field_label(name)}** {escape_markdown(text)}")


def _show_ripples(who: Who, observation: Observation) -> None:
    """Show the ripples that led to this observation and away from it, and its order."""
    with read_session() as session:
        causes, effects = links.list_ripples_around(session, who, observation.id)
        removable_ids = links.list_removable_ids(
            session, who, [ripple_in_words.ripple.id for ripple_in_words in (*causes, *effects)]
        )
    st.header(t("logbook.ripples"))
    order = ripple_chains.get_ripple_order(who, observation.id)
    if order is not None:
        st.caption(t("logbook.order", order=order))
    elif causes or effects:
        st.caption(t("logbook.loose"))
    if not causes and not effects:
        st.write(t("logbook.ripples_none"))
    for cause in causes:
        is_removable = cause.ripple.id in removable_ids
        _show_ripple(who, cause, "logbook.from", cause.cause_text, cause.ripple.cause_observation_id, is_removable)
    for effect in effects:
        is_removable = effect.ripple.id in removable_ids
        _show_ripple(who, effect, "logbook.to", effect.effect_text, effect.ripple.effect_id, is_removable)
    if may(who, Act.LOG) and observation.state not in (State.DRAFT, State.WITHDRAWN, State.BINNED):
        with st.expander(t("observation.earlier_title"), icon=":material/add_link:", key="logbook_link"):
            ripple_form.show_ripple_form(who, observation, with_title=False)


def _show_ripple(
    who: Who, ripple_in_words: RippleInWords, label_key: str, sentence: str, other_id: str | None, is_removable: bool
) -> None:
    """Show one ripple with the sentence at its other end; `other_id` is None when that is an activity."""
    link_label = t(label_key, kind=t(f"model.ripple.{ripple_in_words.kind}"))
    with st.container(gap="xsmall", key=f"ripple_{ripple_in_words.ripple.id}"):
        st.markdown(f"{link_label} · {t(f'model.certainty.{ripple_in_words.certainty}')}")
        st.markdown(
            f"**{escape_markdown(sentence)}**" if other_id else f":material/circle: **{escape_markdown(sentence)}**"
        )
        if ripple_in_words.ripple.why:
            st.caption(escape_lines(ripple_in_words.ripple.why))
        with st.container(horizontal=True):
            if other_id:
                show_open_button(other_id, f"ripple_open_{ripple_in_words.ripple.id}")
            if is_removable:
                _show_unlink_button(who, ripple_in_words)


def _show_unlink_button(who: Who, ripple_in_words: RippleInWords) -> None:
    if st.button(
        t("logbook.unlink"), icon=":material/link_off:", type="tertiary", key=f"unlink_{ripple_in_words.ripple.id}"
    ):
        with show_errors():
            with write_session() as session:
                links.remove_ripple(session, who, ripple_in_words.ripple.id)
            finish_saving("logbook.unlinked")
