"""The fields of an observation: the required ones first, everything optional folded away below them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from impact.errors import Invalid
from impact.model import (
    MAX_PEOPLE_REACHED,
    MAX_SENTENCE_LENGTH,
    MULTILINE_FIELD_NAMES,
    TEXT_FIELDS,
    TYPED_FIELDS,
    Activity,
    ChangeKind,
    Direction,
    Intended,
    Level,
    NewObservation,
    Organisation,
    Precision,
    Ring,
    Rung,
    Theme,
)
from impact.observation.field_values import list_free_texts
from impact.observation.observation_rules import EARLIEST_DAY
from pages.ui.day_field import ask_for_day
from pages.ui.language import escape_markdown, t, today
from pages.ui.observation_form import evidence_fields
from pages.ui.observation_form.form_state import get_persistence
from pages.ui.term_choice import choose_term

# The text colours that .streamlit/config.toml sets to those of the first four rings; later rings get no dot.
RING_DOT_COLOURS = ("blue", "orange", "green", "violet")
EMPTY_OBSERVATION = NewObservation("", "", date.min, None, None, None)  # type: ignore[arg-type]  # only its optional fields are read


@dataclass(frozen=True)
class FormEntry:
    """The current values of the fields; required ones may still be missing (None)."""

    values: dict[str, Any]

    def collect_texts(self) -> tuple[str, ...]:
        """Return every free text in the fields, for the privacy check."""
        return list_free_texts(self.values)

    def build_observation(self) -> NewObservation:
        """Return the observation in the fields. Raises Invalid for the first required field that is empty."""
        for name in (field.name for field in TYPED_FIELDS if field.is_required):
            if self.values[name] is None:
                raise Invalid(
                    field="ring" if name == "theme_id" and not self.values["ring_id"] else name, reason="empty"
                )
        return NewObservation(**{name: value for name, value in self.values.items() if name != "ring_id"})


def show_observation_fields(
    rings: Sequence[Ring],
    organisations: Sequence[Organisation],
    activities: Sequence[Activity],
    start: NewObservation | None,
    key: str,
) -> FormEntry:
    """Show the fields, filled with `start` if there is one, and return their current values."""
    what = st.text_area(
        t("observation.what"),
        value=start.what if start else "",
        max_chars=MAX_SENTENCE_LENGTH,
        height=90,
        placeholder=t("observation.what_like"),
        persist_state=get_persistence(key),
        key=f"{key}_what",
    )
    ring, theme = _ask_ring_and_theme(rings, start, key)
    direction, level = _ask_direction_and_level(theme, start, key)
    rung = choose_term(
        t("common.ask.rung"), Rung, "rung", f"{key}_rung", start.rung if start else None, lifetime=get_persistence(key)
    )
    values = {
        "what": what,
        "ring_id": ring and ring.id,
        "theme_id": theme and theme.id,
        "direction": direction,
        "level": level,
        "rung": Rung(rung) if rung else None,
    }
    return FormEntry(values | _ask_seen_on(start, key) | _ask_optional_fields(organisations, activities, start, key))


def _ask_ring_and_theme(
    rings: Sequence[Ring], start: NewObservation | None, key: str
) -> tuple[Ring | None, Theme | None]:
    ring_by_id = {ring.id: ring for ring in rings}
    ring_id_by_theme = {theme.id: ring.id for ring in rings for theme in ring.themes}
    ring_id = st.pills(
        t("common.ask.ring"),
        list(ring_by_id),
        default=ring_id_by_theme.get(start.theme_id) if start else None,
        format_func=lambda option_id: _format_ring_choice(rings, ring_by_id[option_id]),
        persist_state=get_persistence(key),
        key=f"{key}_ring",
    )
    if not ring_id:
        return None, None
    theme_by_id = {theme.id: theme for theme in ring_by_id[ring_id].themes}
    theme_id = st.pills(
        t("common.field.theme"),
        list(theme_by_id),
        default=start.theme_id if start and start.theme_id in theme_by_id else None,
        format_func=lambda option_id: escape_markdown(theme_by_id[option_id].label),
        persist_state=get_persistence(key),
        key=f"{key}_theme_{ring_id}",
    )
    theme = theme_by_id.get(theme_id) if theme_id else None
    if theme and theme.wish:
        st.caption(escape_markdown(theme.wish))
    return ring_by_id[ring_id], theme


def _format_ring_choice(rings: Sequence[Ring], ring: Ring) -> str:
    number = rings.index(ring)
    dot = f":{RING_DOT_COLOURS[number]}[:material/circle:] " if number < len(RING_DOT_COLOURS) else ""
    return dot + escape_markdown(ring.name)


def _ask_direction_and_level(
    theme: Theme | None, start: NewObservation | None, key: str
) -> tuple[Direction, Level | None]:
    start_direction = start.direction if start else Direction.POSITIVE
    direction = Direction(
        choose_term(
            t("common.ask.direction"),
            Direction,
            "direction",
            f"{key}_direction",
            start_direction,
            is_required=True,
            lifetime=get_persistence(key),
        )
    )
    if direction is Direction.NO_CHANGE:
        # By definition level 0 (docs/method.md), so there is nothing to ask.
        st.caption(t("observation.no_change"))
        return direction, Level.NOTHING_YET
    # A change that somebody saw has a level above 0; one that was imported at level 0 keeps that choice.
    lowest = Level.NOTHING_YET if start and start.level == 0 else Level.FIRST_SIGNS
    levels = [option for option in Level if option >= lowest]
    start_level = start.level if start and start.level is not None and start.level >= lowest else None
    level = choose_term(
        t("common.ask.level"), levels, "level", f"{key}_level", start_level, lifetime=get_persistence(key)
    )
    if theme and level is not None and theme.wordings[level]:
        st.caption(escape_markdown(theme.wordings[level]))
    return direction, None if level is None else Level(level)


def _ask_seen_on(start: NewObservation | None, key: str) -> dict[str, Any]:
    """Ask for the day (None while it is empty), and whether only its month is known."""
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


def _ask_optional_fields(
    organisations: Sequence[Organisation], activities: Sequence[Activity], start: NewObservation | None, key: str
) -> dict[str, Any]:
    """Ask for everything that may be left empty, under one expander."""
    old = start or EMPTY_OBSERVATION
    with st.expander(t("observation.more"), icon=":material/notes:", key=f"{key}_more"):
        values = {
            name: st.text_area(
                t(f"common.field.{name}"),
                value=getattr(old, name),
                max_chars=TEXT_FIELDS[name].limit,
                height=80,
                persist_state=get_persistence(key),
                key=f"{key}_{name}",
            )
            for name in MULTILINE_FIELD_NAMES
        }
        values["observer_role"] = st.text_input(
            t("common.field.observer_role"),
            value=old.observer_role,
            max_chars=TEXT_FIELDS["observer_role"].limit,
            placeholder=t("observation.role_like"),
            persist_state=get_persistence(key),
            key=f"{key}_observer_role",
        )
        values |= _ask_intended_and_kind(old, key)
        values["organisation_id"] = _ask_reference("organisation", organisations, old.organisation_id, key)
        values["activity_id"] = _ask_reference("activity", activities, old.activity_id, key)
        # Not given as `value`: a field with a default cannot be emptied (see day_field).
        st.session_state.setdefault(f"{key}_reached", old.reached)
        values["reached"] = st.number_input(
            t("common.field.reached"),
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
        t("common.field.intended"),
        Intended,
        "intended",
        f"{key}_intended",
        start_intended,
        is_required=True,
        lifetime=get_persistence(key),
    )
    kind = choose_term(
        t("common.field.change_kind"),
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
        t(f"common.field.{field_name}"),
        list(name_by_id),
        index=None,
        format_func=name_by_id.__getitem__,
        placeholder=t("observation.choose"),
        persist_state=get_persistence(key),
        key=f"{key}_{field_name}",
    )
