"""An observation in the reader's words: the names of its ids, and each field as cards, history and merge show it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from db.imports.batches import ImportedFile
from db.observations.history import ChangeEntry, observation_to_json
from db.people import Profile
from impact.model import (
    OBSERVATION_FIELDS,
    Activity,
    FieldKind,
    NewObservation,
    Observation,
    Organisation,
    Precision,
    Ring,
    State,
    Theme,
)
from pages.ui.language import escape_markdown, format_day, format_month, get_timezone, num, t

NO_VALUE = "–"
KIND_BY_FIELD = {field.name: field.kind for field in OBSERVATION_FIELDS}
STATE_ICONS = {
    State.DRAFT: ":material/edit_note:",
    State.SHARED: ":material/group:",
    State.CONFIRMED: ":material/verified:",
    State.DISPUTED: ":material/forum:",
    State.WITHDRAWN: ":material/block:",
    State.BINNED: ":material/delete:",
}


@dataclass(frozen=True)
class CollaborationNames:
    """The rings, organisations, activities, people and imported files of one collaboration."""

    rings: Sequence[Ring]
    organisations: Sequence[Organisation]
    activities: Sequence[Activity]
    people: Sequence[Profile] = ()
    batches: Sequence[ImportedFile] = ()

    @cached_property
    def theme_by_id(self) -> dict[str, Theme]:
        """Every theme by its id."""
        return {theme.id: theme for ring in self.rings for theme in ring.themes}

    @cached_property
    def name_by_id(self) -> dict[str, str]:
        """Every ring, organisation and activity by its id, and every theme with its ring before it."""
        named: tuple[Ring | Organisation | Activity, ...] = (*self.rings, *self.organisations, *self.activities)
        plain_names = {entity.id: entity.name for entity in named}
        return plain_names | {theme.id: f"{ring.name} · {theme.label}" for ring in self.rings for theme in ring.themes}


def get_field_label(name: str) -> str:
    """Return the label of this field."""
    return t(f"common.field.{name.removesuffix('_id')}")


def format_field_value(name: str, stored_value: Any, names: CollaborationNames) -> str:
    """Return the stored value of a field in the reader's words, or a dash when there is none."""
    if name == "level" and stored_value is None:
        return t("model.level.unsettled")
    if stored_value is None or stored_value in ("", []):
        return NO_VALUE
    format_by_kind: dict[FieldKind, Callable[[], str]] = {
        FieldKind.WORD: lambda: t(f"model.{name}.{stored_value}"),
        FieldKind.REFERENCE: lambda: names.name_by_id.get(stored_value, t("logbook.gone_name")),
        FieldKind.DAY: lambda: format_day(date.fromisoformat(stored_value)),
        FieldKind.EVIDENCE: lambda: "; ".join(_format_evidence_text(*evidence) for evidence in stored_value),
        FieldKind.NUMBER: lambda: num(stored_value, 0),
    }
    return format_by_kind.get(KIND_BY_FIELD[name], lambda: str(stored_value))()


def _format_evidence_text(kind: str, text: str, file: dict[str, Any] | None = None) -> str:
    text_with_file = f"{text} ({file['name']})" if file and text else file["name"] if file else text
    return f"{t(f'model.evidence.{kind}')}: {text_with_file}"


def describe_fields(observation: NewObservation, state: State, names: CollaborationNames) -> dict[str, str]:
    """Return every field of an observation in words, by name."""
    return {
        name: format_field_value(name, stored_value, names)
        for name, stored_value in observation_to_json(observation, state).items()
    }


def format_seen_on(day: date, precision: Precision) -> str:
    """Return the day, or only its month when no more is known."""
    return format_month(day) if precision is Precision.MONTH else format_day(day)


def format_observation_line(observation: Observation) -> str:
    """Return what changed, the day it was seen and the evidence rung, as one line of Markdown."""
    details = observation.details
    seen_text = f"{format_day(details.seen_on)} · {t(f'model.rung.{int(details.rung)}')}"
    return f"{escape_markdown(details.what)} :gray[{seen_text}]"


def format_state(observation: Observation) -> str:
    """Return the state with its icon."""
    return f"{STATE_ICONS[observation.state]} {t(f'model.state.{observation.state.value}')}"


def describe_state_change(change: ChangeEntry) -> str:
    """Return who gave an observation its state, when, and the reason if there is one."""
    state_word = t(f"model.state.{change.after['state']}")
    facts = {
        "state": state_word[:1].upper() + state_word[1:],
        "day": format_day(change.changed_at),
        "by": escape_markdown(change.person_name or NO_VALUE),
    }
    return (
        t("judge.stands_why", reason=escape_markdown(change.reason), **facts)
        if change.reason
        else t("judge.stands", **facts)
    )


def format_moment(at: datetime) -> str:
    """Return a moment as day and time, in the time zone of the reader."""
    return f"{format_day(at)}, {at.astimezone(get_timezone()):%H:%M}"
