"""The filters of the logbook: one row each says how it is written, read, labelled and asked of the database.

To add a filter, add a field to `ObservationFilter` and a row to `FILTER_FIELDS`; its label goes into the catalogues.
The address of the logbook, the stored filter of a feed, the fields on the screen and their words all follow the rows.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, select, true
from sqlalchemy.orm import Session

from db import tables
from db.observations import search
from db.observations.records import is_listed
from impact.model import Direction, Rung, State, Who
from impact.text.search_terms import parse_search_terms

MAX_SEARCH_LENGTH = 200  # characters of the words to search for


@dataclass(frozen=True)
class ObservationFilter:
    """What to find; a field that is empty or None leaves nothing out.

    `text` holds words that must all occur, `without_theme` finds what nobody had wished for (Unexpected), and
    `without_ripple` what no ripple leads to or from. `unsettled` finds what waits for a level.
    """

    text: str = ""
    ring_id: str | None = None
    theme_id: str | None = None
    directions: tuple[Direction, ...] = ()
    states: tuple[State, ...] = ()
    least_rung: Rung | None = None
    organisation_id: str | None = None
    activity_id: str | None = None
    since: date | None = None
    until: date | None = None
    mine: bool = False
    writer_id: str | None = None
    batch_id: str | None = None
    without_ripple: bool = False
    without_theme: bool = False
    unsettled: bool = False


class FilterKind(StrEnum):
    """What a filter asks for: words, one of a list, several of a list, a day, or yes or no."""

    WORDS = "words"
    ONE = "one"
    SEVERAL = "several"
    DAY = "day"
    SWITCH = "switch"


@dataclass(frozen=True)
class FilterField:
    """One filter. `name` is its field in `ObservationFilter` and its key in a stored filter, `parameter` its name in
    the address, `label_key` the text beside it on the screen, and `words_key`, where it has one, the text for what
    was chosen (with `{value}`, or `{day}`).

    `match` makes the SQL condition for a value. `parse` makes a value of one text; it raises ValueError.
    """

    name: str
    parameter: str
    kind: FilterKind
    label_key: str
    match: Callable[[Session, Who, Any], ColumnElement[bool]]
    parse: Callable[[str], Any] = str
    words_key: str | None = None

    def get_value(self, observation_filter: ObservationFilter) -> Any:
        """Return what this filter is set to, or None when it leaves nothing out."""
        value = getattr(observation_filter, self.name)
        return None if value == getattr(ObservationFilter, self.name) else value

    def read(self, texts: Sequence[str]) -> Any:
        """Return the value that `write` wrote as these texts. Raises ValueError."""
        values = tuple(map(self.parse, texts))
        return values if self.kind is FilterKind.SEVERAL else values[0]

    def write(self, value: Any) -> list[str]:
        """Return a value as texts: one, or for several of a list one each."""
        return [_to_text(part) for part in (value if self.kind is FilterKind.SEVERAL else (value,))]


def matches_filter(session: Session, who: Who, observation_filter: ObservationFilter) -> ColumnElement[bool]:
    """Return the condition for what this person may read and asks for."""
    values = [(field, field.get_value(observation_filter)) for field in FILTER_FIELDS]
    return and_(is_listed(who), *(field.match(session, who, value) for field, value in values if value is not None))


def filter_to_json(observation_filter: ObservationFilter) -> dict[str, Any]:
    """Return a filter as JSON: only what leaves something out, under the names of `ObservationFilter`."""
    stored_values: dict[str, Any] = {}
    for field in FILTER_FIELDS:
        value = field.get_value(observation_filter)
        if value is not None:
            texts = field.write(value)
            # A rung and a switch are kept as a number and as true, as JSON has them.
            stored_values[field.name] = (
                texts if field.kind is FilterKind.SEVERAL else value if isinstance(value, int) else texts[0]
            )
    return stored_values


def filter_from_json(stored_values: Mapping[str, Any]) -> ObservationFilter:
    """Return the filter that `filter_to_json` wrote. Raises ValueError for a value nobody knows."""
    values: dict[str, Any] = {}
    for field in FILTER_FIELDS:
        # A later version may have stored a field that this one does not know: that is left alone.
        if field.name in stored_values:
            stored = stored_values[field.name]
            values[field.name] = field.read(list(map(_to_text, stored if isinstance(stored, list) else [stored])))
    return ObservationFilter(**values)


def _to_text(value: Any) -> str:
    return "1" if value is True else str(value)


def _parse_switch(text: str) -> bool:
    if text != "1":
        raise ValueError(text)
    return True


def _match_text(session: Session, who: Who, text: str) -> ColumnElement[bool]:
    return search.contains_terms(session, parse_search_terms(text)) if text.strip() else true()


def _match_ring(session: Session, who: Who, ring_id: str) -> ColumnElement[bool]:
    theme = tables.Theme
    # The ring of another collaboration is as good as none: nothing of it may show through.
    is_own_theme = theme.collaboration_id == who.collaboration_id
    return tables.Observation.theme_id.in_(select(theme.id).where(theme.ring_id == ring_id, is_own_theme))


def _match_without_ripple(session: Session, who: Who, value: bool) -> ColumnElement[bool]:
    observation, ripple = tables.Observation, tables.Ripple
    has_cause = exists().where(ripple.effect_id == observation.id)
    has_effect = exists().where(ripple.cause_observation_id == observation.id)
    return ~has_cause & ~has_effect


def _match_without_theme(session: Session, who: Who, value: bool) -> ColumnElement[bool]:
    theme = tables.Theme
    is_unexpected = (theme.collaboration_id == who.collaboration_id) & theme.unexpected
    return tables.Observation.theme_id.in_(select(theme.id).where(is_unexpected))


def _match_unsettled(session: Session, who: Who, value: bool) -> ColumnElement[bool]:
    return tables.Observation.level.is_(None) & (tables.Observation.state != State.WITHDRAWN)


_seen = tables.Observation
# In the order in which the screen shows them.
FILTER_FIELDS = (
    FilterField("text", "q", FilterKind.WORDS, "logbook.search", _match_text),
    FilterField("ring_id", "ring", FilterKind.ONE, "common.field.ring", _match_ring),
    FilterField(
        "theme_id", "theme", FilterKind.ONE, "common.field.theme",
        lambda _session, _who, theme_id: _seen.theme_id == theme_id,
    ),
    FilterField(
        "directions", "direction", FilterKind.SEVERAL, "common.field.direction",
        lambda _session, _who, directions: _seen.direction.in_(directions), Direction,
    ),
    FilterField(
        "states", "state", FilterKind.SEVERAL, "common.field.state",
        lambda _session, _who, states: _seen.state.in_(states), State,
    ),
    FilterField(
        "organisation_id", "organisation", FilterKind.ONE, "common.field.organisation",
        lambda _session, _who, organisation_id: _seen.organisation_id == organisation_id,
    ),
    FilterField(
        "activity_id", "activity", FilterKind.ONE, "common.field.activity",
        lambda _session, _who, activity_id: _seen.activity_id == activity_id,
    ),
    FilterField(
        "least_rung", "rung", FilterKind.ONE, "logbook.least_rung",
        lambda _session, _who, rung: _seen.rung >= int(rung), lambda text: Rung(int(text)), "logbook.rung_from",
    ),
    FilterField(
        "since", "since", FilterKind.DAY, "logbook.since",
        lambda _session, _who, day: _seen.seen_on >= day, date.fromisoformat, "common.from_day",
    ),
    FilterField(
        "until", "until", FilterKind.DAY, "logbook.until",
        lambda _session, _who, day: _seen.seen_on <= day, date.fromisoformat, "common.until_day",
    ),
    FilterField(
        "writer_id", "writer", FilterKind.ONE, "logbook.writer",
        lambda _session, _who, person_id: _seen.created_by == person_id, str, "logbook.by_writer",
    ),
    FilterField(
        "batch_id", "batch", FilterKind.ONE, "logbook.batch",
        lambda _session, _who, batch_id: _seen.batch_id == batch_id,
    ),
    FilterField(
        "mine", "mine", FilterKind.SWITCH, "logbook.mine",
        lambda _session, who, _value: _seen.created_by == who.person_id, _parse_switch,
    ),
    FilterField(
        "without_theme", "without_theme", FilterKind.SWITCH, "logbook.without_theme",
        _match_without_theme, _parse_switch,
    ),
    FilterField(
        "without_ripple", "without_ripple", FilterKind.SWITCH, "logbook.without_ripple",
        _match_without_ripple, _parse_switch,
    ),
    FilterField(
        "unsettled", "unsettled", FilterKind.SWITCH, "logbook.unsettled", _match_unsettled, _parse_switch,
    ),
)  # fmt: skip
