"""The fields of an observation: one sentence and three taps, the rest folded away. Used to log and to change one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from impact.errors import Invalid
from impact.model import (
    SENTENCE_LIMIT,
    TYPED,
    Activity,
    Direction,
    Level,
    NewObservation,
    Organisation,
    Ring,
    Rung,
    Theme,
)
from impact.texts import list_texts
from pages.log import _more
from pages.log._form import lasting
from pages.ui.choice import choose
from pages.ui.language import plain, t

DOTS = ("blue", "orange", "green", "violet")


@dataclass(frozen=True)
class Typed:
    """What stands in the fields at this moment; some of what is needed may still be missing."""

    values: dict[str, Any]

    def texts(self) -> tuple[str, ...]:
        """Every free text in the fields."""
        return list_texts(self.values)

    def complete(self) -> NewObservation:
        """The observation as it stands. Raises Invalid for the first field that is needed and empty."""
        for name in (field.name for field in TYPED if field.required):
            if self.values[name] is None:
                raise Invalid(
                    field="ring" if name == "theme_id" and not self.values["ring_id"] else name, reason="empty"
                )
        return NewObservation(**{name: value for name, value in self.values.items() if name != "ring_id"})


def fields(
    rings: Sequence[Ring],
    organisations: Sequence[Organisation],
    activities: Sequence[Activity],
    start: NewObservation | None,
    key: str,
) -> NewObservation:
    """The fields with an observation in them, to change it; returns it as it stands now. Raises Invalid."""
    return typed(rings, organisations, activities, start, key).complete()


def typed(
    rings: Sequence[Ring],
    organisations: Sequence[Organisation],
    activities: Sequence[Activity],
    start: NewObservation | None,
    key: str,
) -> Typed:
    """The fields, empty or with an observation in them; returns what stands in them now."""
    what = st.text_area(
        t("observation.what"),
        value=start.what if start else "",
        max_chars=SENTENCE_LIMIT,
        height=90,
        placeholder=t("observation.what_like"),
        persist_state=lasting(key),
        key=f"{key}_what",
    )
    ring, theme = _for_whom(rings, start, key)
    direction, level = _how_far(theme, start, key)
    rung = choose(
        t("observation.rung"), Rung, "rung", f"{key}_rung", start.rung if start else None, persist=lasting(key)
    )
    values = {
        "what": what,
        "ring_id": ring and ring.id,
        "theme_id": theme and theme.id,
        "direction": direction,
        "level": level,
        "rung": Rung(rung) if rung else None,
    }
    return Typed(values | _more.when(start, key) | _more.rest(organisations, activities, start, key))


def _for_whom(rings: Sequence[Ring], start: NewObservation | None, key: str) -> tuple[Ring | None, Theme | None]:
    by_id = {ring.id: ring for ring in rings}
    of_theme = {theme.id: ring.id for ring in rings for theme in ring.themes}
    ring_id = st.pills(
        t("observation.ring"),
        list(by_id),
        default=of_theme.get(start.theme_id) if start else None,
        format_func=lambda one: _ring_word(rings, by_id[one]),
        persist_state=lasting(key),
        key=f"{key}_ring",
    )
    if not ring_id:
        return None, None
    themes = {theme.id: theme for theme in by_id[ring_id].themes}
    theme_id = st.pills(
        t("observation.theme"),
        list(themes),
        default=start.theme_id if start and start.theme_id in themes else None,
        format_func=lambda one: plain(themes[one].label),
        persist_state=lasting(key),
        key=f"{key}_theme_{ring_id}",
    )
    theme = themes.get(theme_id) if theme_id else None
    if theme and theme.wish:
        st.caption(plain(theme.wish))
    return by_id[ring_id], theme


def _ring_word(rings: Sequence[Ring], ring: Ring) -> str:
    number = rings.index(ring)
    dot = f":{DOTS[number]}[:material/circle:] " if number < len(DOTS) else ""
    return dot + plain(ring.name)


def _how_far(theme: Theme | None, start: NewObservation | None, key: str) -> tuple[Direction, Level | None]:
    begun = start.direction if start else Direction.POSITIVE
    direction = Direction(
        choose(
            t("observation.direction"),
            Direction,
            "direction",
            f"{key}_direction",
            begun,
            needed=True,
            persist=lasting(key),
        )
    )
    if direction is Direction.NO_CHANGE:
        st.caption(t("observation.no_change"))
        return direction, Level.NOTHING_YET
    lowest = Level.NOTHING_YET if start and start.level == 0 else Level.FIRST_SIGNS
    levels = [one for one in Level if one >= lowest]
    known = start.level if start and start.level is not None and start.level >= lowest else None
    level = choose(t("observation.level"), levels, "level", f"{key}_level", known, persist=lasting(key))
    if theme and level is not None and theme.wordings[level]:
        st.caption(plain(theme.wordings[level]))
    return direction, None if level is None else Level(level)
