"""An observation in words: names for its ids, and each field as it reads on a card, in history and in a conflict."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from db.batches import Source
from db.history import Changed, told
from db.people import Profile
from impact.model import (
    FIELDS,
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
from pages.ui.language import day, month, num, plain, t, zone

NOTHING = "–"
KINDS = {field.name: field.kind for field in FIELDS}
ICONS = {
    State.DRAFT: ":material/edit_note:",
    State.SHARED: ":material/group:",
    State.CONFIRMED: ":material/verified:",
    State.DISPUTED: ":material/forum:",
    State.WITHDRAWN: ":material/block:",
    State.BINNED: ":material/delete:",
}


@dataclass(frozen=True)
class Named:
    """What this collaboration has names for."""

    rings: Sequence[Ring]
    organisations: Sequence[Organisation]
    activities: Sequence[Activity]
    people: Sequence[Profile] = ()
    sources: Sequence[Source] = ()

    @cached_property
    def themes(self) -> dict[str, Theme]:
        """Every theme by its id."""
        return {theme.id: theme for ring in self.rings for theme in ring.themes}

    @cached_property
    def names(self) -> dict[str, str]:
        """Every ring, organisation and activity by its id, and every theme with its ring before it."""
        plainly = {one.id: one.name for one in (*self.rings, *self.organisations, *self.activities)}
        return plainly | {theme.id: f"{ring.name} · {theme.label}" for ring in self.rings for theme in ring.themes}


def field(name: str) -> str:
    """What this field of an observation is called."""
    return t(f"logbook.field.{name}")


def value(name: str, plainly: Any, named: Named) -> str:
    """The value of a field, as `db.history.told` gives it, in the reader's words; a dash when there is none."""
    if name == "level" and plainly is None:
        return t("model.level.unsettled")
    if plainly is None or plainly in ("", []):
        return NOTHING
    in_words: dict[FieldKind, Callable[[], str]] = {
        FieldKind.WORD: lambda: t(f"model.{name}.{plainly}"),
        FieldKind.REFERENCE: lambda: named.names.get(plainly, t("logbook.gone_name")),
        FieldKind.DAY: lambda: day(date.fromisoformat(plainly)),
        FieldKind.EVIDENCE: lambda: "; ".join(_piece(*piece) for piece in plainly),
        FieldKind.NUMBER: lambda: num(plainly, 0),
    }
    return in_words.get(KINDS[name], lambda: str(plainly))()


def _piece(kind: str, text: str, file: dict[str, Any] | None = None) -> str:
    named = f"{text} ({file['name']})" if file and text else file["name"] if file else text
    return f"{t(f'model.evidence.{kind}')}: {named}"


def told_in_words(said: NewObservation, state: State, named: Named) -> dict[str, str]:
    """Every field of an observation in words."""
    return {name: value(name, plainly, named) for name, plainly in told(said, state).items()}


def seen(said: NewObservation) -> str:
    """When it was seen, as exactly as is known."""
    return month(said.seen_on) if said.precision is Precision.MONTH else day(said.seen_on)


def state(one: Observation) -> str:
    """The state with its sign."""
    return f"{ICONS[one.state]} {t(f'model.state.{one.state.value}')}"


def stood(change: Changed) -> str:
    """Who put an observation where it stands, when, and why when a reason was given."""
    word = t(f"model.state.{change.after['state']}")
    facts = {"state": word[:1].upper() + word[1:], "day": day(change.at), "by": plain(change.by or NOTHING)}
    return t("judge.stands_why", reason=plain(change.reason), **facts) if change.reason else t("judge.stands", **facts)


def moment(at: datetime) -> str:
    """A day and a time of that day, where the reader is."""
    return f"{day(at)}, {at.astimezone(zone()):%H:%M}"
