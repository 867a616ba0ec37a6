"""The fields of an observation that are never required: when, and everything under "tell more"."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import streamlit as st

from impact.model import (
    BLOCKS,
    MOST_REACHED,
    TEXTS,
    Activity,
    ChangeKind,
    Intended,
    NewObservation,
    Organisation,
    Precision,
)
from impact.observe import EARLIEST
from pages.log import _evidence_fields
from pages.log._form import lasting
from pages.ui.choice import choose
from pages.ui.days import ask_day
from pages.ui.language import t, today

EMPTY = NewObservation("", "", date.min, None, None, None)  # type: ignore[arg-type]  # only its optional fields are read


def when(start: NewObservation | None, key: str) -> dict[str, Any]:
    """The day it was seen, or only the month when the day is not known; None while the day is left empty."""
    left, right = st.columns([1, 1], vertical_alignment="bottom")
    begun = start.seen_on if start else today()
    seen_on = ask_day(
        left,
        t("observation.seen_on"),
        begun,
        f"{key}_seen_on",
        min_value=EARLIEST,
        max_value=max(today(), begun),
        persist_state=lasting(key),
    )
    only_month = right.checkbox(
        t("observation.only_month"),
        value=bool(start and start.precision is Precision.MONTH),
        persist_state=lasting(key),
        key=f"{key}_only_month",
    )
    return {"seen_on": seen_on, "precision": Precision.MONTH if only_month else Precision.DAY}


def rest(
    organisations: Sequence[Organisation], activities: Sequence[Activity], start: NewObservation | None, key: str
) -> dict[str, Any]:
    """Everything else that can be told about an observation, folded away."""
    old = start or EMPTY
    with st.expander(t("observation.more"), icon=":material/notes:", key=f"{key}_more"):
        values = {
            name: st.text_area(
                t(f"error.field.{name}"),
                value=getattr(old, name),
                max_chars=TEXTS[name].limit,
                height=80,
                persist_state=lasting(key),
                key=f"{key}_{name}",
            )
            for name in BLOCKS
        }
        values["observer_role"] = st.text_input(
            t("error.field.observer_role"),
            value=old.observer_role,
            max_chars=TEXTS["observer_role"].limit,
            placeholder=t("observation.role_like"),
            persist_state=lasting(key),
            key=f"{key}_observer_role",
        )
        values |= _choices(old, key)
        values["organisation_id"] = _named("organisation", organisations, old.organisation_id, key)
        values["activity_id"] = _named("activity", activities, old.activity_id, key)
        # As with a day: a field with a default cannot be emptied any more.
        st.session_state.setdefault(f"{key}_reached", old.reached)
        values["reached"] = st.number_input(
            t("error.field.reached"),
            value=None,
            min_value=0,
            max_value=MOST_REACHED,
            step=1,
            placeholder=t("observation.reached_like"),
            persist_state=lasting(key),
            key=f"{key}_reached",
        )
        values["evidence"] = _evidence_fields.fields(old.evidence, key)
    return values


def _choices(old: NewObservation, key: str) -> dict[str, Any]:
    begun, kinds = old.intended, old.change_kind
    intended = choose(
        t("observation.intended"), Intended, "intended", f"{key}_intended", begun, needed=True, persist=lasting(key)
    )
    kind = choose(
        t("observation.change_kind"), ChangeKind, "change_kind", f"{key}_change_kind", kinds, persist=lasting(key)
    )
    return {"intended": Intended(intended), "change_kind": ChangeKind(kind) if kind else None}


def _named(what: str, choices: Sequence[Organisation | Activity], chosen: str | None, key: str) -> str | None:
    names = {one.id: one.name for one in choices}
    st.session_state.setdefault(f"{key}_{what}", chosen if chosen in names else None)
    return st.selectbox(
        t(f"observation.{what}"),
        list(names),
        index=None,
        format_func=names.__getitem__,
        placeholder=t("observation.choose"),
        persist_state=lasting(key),
        key=f"{key}_{what}",
    )
