"""The fields of an observation: one sentence and three taps, the rest folded away. Used to log and to change one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from impact.errors import Invalid
from impact.model import (
    MAX_SENTENCE_LENGTH,
    TYPED_FIELDS,
    Activity,
    Direction,
    Level,
    NewObservation,
    Organisation,
    Ring,
    Rung,
    Theme,
)
from impact.observation.free_texts import list_free_texts
from pages.ui.language import escape_markdown, t
from pages.ui.observation_form import optional_fields
from pages.ui.observation_form.form_state import get_persistence
from pages.ui.term_choice import choose_term

RING_DOT_COLOURS = ("blue", "orange", "green", "violet")


@dataclass(frozen=True)
class FormEntry:
    """What stands in the fields at this moment; some of what is needed may still be missing."""

    values: dict[str, Any]

    def collect_texts(self) -> tuple[str, ...]:
        """Every free text in the fields."""
        return list_free_texts(self.values)

    def build_observation(self) -> NewObservation:
        """The observation as it stands. Raises Invalid for the first field that is needed and empty."""
        for name in (field.name for field in TYPED_FIELDS if field.is_required):
            if self.values[name] is None:
                raise Invalid(
                    field="ring" if name == "theme_id" and not self.values["ring_id"] else name, reason="empty"
                )
        return NewObservation(**{name: value for name, value in self.values.items() if name != "ring_id"})


def ask_for_observation(
    rings: Sequence[Ring],
    organisations: Sequence[Organisation],
    activities: Sequence[Activity],
    start: NewObservation | None,
    key: str,
) -> NewObservation:
    """The fields with an observation in them, to change it; returns it as it stands now. Raises Invalid."""
    return show_observation_fields(rings, organisations, activities, start, key).build_observation()


def show_observation_fields(
    rings: Sequence[Ring],
    organisations: Sequence[Organisation],
    activities: Sequence[Activity],
    start: NewObservation | None,
    key: str,
) -> FormEntry:
    """The fields, empty or with an observation in them; returns what stands in them now."""
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
        t("observation.rung"), Rung, "rung", f"{key}_rung", start.rung if start else None, lifetime=get_persistence(key)
    )
    values = {
        "what": what,
        "ring_id": ring and ring.id,
        "theme_id": theme and theme.id,
        "direction": direction,
        "level": level,
        "rung": Rung(rung) if rung else None,
    }
    return FormEntry(
        values
        | optional_fields.ask_for_seen_on(start, key)
        | optional_fields.ask_for_optional_fields(organisations, activities, start, key)
    )


def _ask_ring_and_theme(
    rings: Sequence[Ring], start: NewObservation | None, key: str
) -> tuple[Ring | None, Theme | None]:
    ring_by_id = {ring.id: ring for ring in rings}
    ring_id_by_theme = {theme.id: ring.id for ring in rings for theme in ring.themes}
    ring_id = st.pills(
        t("observation.ring"),
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
        t("observation.theme"),
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
            t("observation.direction"),
            Direction,
            "direction",
            f"{key}_direction",
            start_direction,
            is_required=True,
            lifetime=get_persistence(key),
        )
    )
    if direction is Direction.NO_CHANGE:
        st.caption(t("observation.no_change"))
        return direction, Level.NOTHING_YET
    lowest = Level.NOTHING_YET if start and start.level == 0 else Level.FIRST_SIGNS
    levels = [option for option in Level if option >= lowest]
    start_level = start.level if start and start.level is not None and start.level >= lowest else None
    level = choose_term(
        t("observation.level"), levels, "level", f"{key}_level", start_level, lifetime=get_persistence(key)
    )
    if theme and level is not None and theme.wordings[level]:
        st.caption(escape_markdown(theme.wordings[level]))
    return direction, None if level is None else Level(level)
