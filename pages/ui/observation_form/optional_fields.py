"""The fields of an observation that are never required: when, and everything under "tell more"."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import streamlit as st

from impact.model import (
    MAX_PEOPLE_REACHED,
    MULTILINE_FIELD_NAMES,
    TEXT_FIELDS,
    Activity,
    ChangeKind,
    Intended,
    NewObservation,
    Organisation,
    Precision,
)
from impact.observation.observation_rules import EARLIEST_DAY
from pages.ui.day_field import ask_for_day
from pages.ui.language import t, today
from pages.ui.observation_form import evidence_fields
from pages.ui.observation_form.form_state import get_persistence
from pages.ui.term_choice import choose_term

EMPTY_OBSERVATION = NewObservation("", "", date.min, None, None, None)  # type: ignore[arg-type]  # only its optional fields are read


def ask_for_seen_on(start: NewObservation | None, key: str) -> dict[str, Any]:
    """The day it was seen, or only the month when the day is not known; None while the day is left empty."""
    left, right = st.columns([1, 1], vertical_alignment="bottom")
    start_day = start.seen_on if start else today()
    seen_on = ask_for_day(
        left,
        t("observation.seen_on"),
        start_day,
        f"{key}_seen_on",
        min_value=EARLIEST_DAY,
        max_value=max(today(), start_day),
        persist_state=get_persistence(key),
    )
    only_month = right.checkbox(
        t("observation.only_month"),
        value=bool(start and start.precision is Precision.MONTH),
        persist_state=get_persistence(key),
        key=f"{key}_only_month",
    )
    return {"seen_on": seen_on, "precision": Precision.MONTH if only_month else Precision.DAY}


def ask_for_optional_fields(
    organisations: Sequence[Organisation], activities: Sequence[Activity], start: NewObservation | None, key: str
) -> dict[str, Any]:
    """Everything else that can be told about an observation, folded away."""
    old = start or EMPTY_OBSERVATION
    with st.expander(t("observation.more"), icon=":material/notes:", key=f"{key}_more"):
        values = {
            name: st.text_area(
                t(f"error.field.{name}"),
                value=getattr(old, name),
                max_chars=TEXT_FIELDS[name].limit,
                height=80,
                persist_state=get_persistence(key),
                key=f"{key}_{name}",
            )
            for name in MULTILINE_FIELD_NAMES
        }
        values["observer_role"] = st.text_input(
            t("error.field.observer_role"),
            value=old.observer_role,
            max_chars=TEXT_FIELDS["observer_role"].limit,
            placeholder=t("observation.role_like"),
            persist_state=get_persistence(key),
            key=f"{key}_observer_role",
        )
        values |= _ask_intended_and_kind(old, key)
        values["organisation_id"] = _ask_reference("organisation", organisations, old.organisation_id, key)
        values["activity_id"] = _ask_reference("activity", activities, old.activity_id, key)
        # As with a day: a field with a default cannot be emptied any more.
        st.session_state.setdefault(f"{key}_reached", old.reached)
        values["reached"] = st.number_input(
            t("error.field.reached"),
            value=None,
            min_value=0,
            max_value=MAX_PEOPLE_REACHED,
            step=1,
            placeholder=t("observation.reached_like"),
            persist_state=get_persistence(key),
            key=f"{key}_reached",
        )
        values["evidence"] = evidence_fields.ask_for_evidence(old.evidence, key)
    return values


def _ask_intended_and_kind(old: NewObservation, key: str) -> dict[str, Any]:
    start_intended, start_kind = old.intended, old.change_kind
    intended = choose_term(
        t("observation.intended"),
        Intended,
        "intended",
        f"{key}_intended",
        start_intended,
        is_required=True,
        lifetime=get_persistence(key),
    )
    kind = choose_term(
        t("observation.change_kind"),
        ChangeKind,
        "change_kind",
        f"{key}_change_kind",
        start_kind,
        lifetime=get_persistence(key),
    )
    return {"intended": Intended(intended), "change_kind": ChangeKind(kind) if kind else None}


def _ask_reference(
    field_name: str, choices: Sequence[Organisation | Activity], chosen_id: str | None, key: str
) -> str | None:
    name_by_id = {choice.id: choice.name for choice in choices}
    st.session_state.setdefault(f"{key}_{field_name}", chosen_id if chosen_id in name_by_id else None)
    return st.selectbox(
        t(f"observation.{field_name}"),
        list(name_by_id),
        index=None,
        format_func=name_by_id.__getitem__,
        placeholder=t("observation.choose"),
        persist_state=get_persistence(key),
        key=f"{key}_{field_name}",
    )
