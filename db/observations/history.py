"""History: every change to an observation, with who made it, when, and the fields before and after.

That is enough to go back. The order of cause and effect in time is checked here as well, because it too must hold
whenever an observation or a ripple is made, changed or taken back.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from db import tables
from db.rows import select_next_number
from impact.errors import Invalid
from impact.model import Evidence, EvidenceKind, File, NewObservation, Observation, Precision, State
from impact.months import get_last_day
from impact.observation.field_values import read_fields, write_fields

RIPPLE_KEY = "ripple"
RECORDED_RIPPLE_FIELDS = ("id", "cause_observation_id", "cause_activity_id", "kind", "certainty", "why")


@dataclass(frozen=True)
class ChangeEntry:
    """One change: who made it and when, the fields that differ, and the sentence of a linked observation."""

    id: str
    changed_at: datetime
    person_name: str
    before: dict[str, Any]
    after: dict[str, Any]
    reason: str = ""
    other_text: str = ""


def observation_to_json(content: NewObservation, state: State) -> dict[str, Any]:
    """Return an observation as plain JSON values."""
    evidence = [
        [piece.kind.value, piece.text, *([vars(piece.file)] if piece.file else [])] for piece in content.evidence
    ]
    return write_fields(content) | {"evidence": evidence, "state": state.value}


def observation_from_json(values: dict[str, Any]) -> tuple[NewObservation, State]:
    """Return the observation and its state that `observation_to_json` made these values of."""
    evidence = (
        Evidence(EvidenceKind(kind), text, *(File(**file_values) for file_values in file))
        for kind, text, *file in values["evidence"]
    )
    return read_fields(values, evidence), State(values["state"])


def record_change(
    session: Session,
    row: tables.Observation,
    person_id: str,
    before: dict[str, Any],
    after: dict[str, Any],
    reason: str = "",
) -> None:
    """Write down what changed, if anything did. A draft has no history: it is its writer's alone."""
    # From the moment it is shared the history is for everybody, so nothing from before may be in it.
    if before["state"] == after["state"] == State.DRAFT:
        return
    differing = [name for name in before if before[name] != after[name]]
    if differing:
        values_before, values_after = ({name: side[name] for name in differing} for side in (before, after))
        insert_change(session, row, person_id, values_before, values_after, reason=reason)


def record_ripple_change(session: Session, row: tables.Ripple, person_id: str, *, linked: bool) -> None:
    """Write a ripple that was linked, or is about to be removed, into the history of its effect.

    Nothing is written while either end is a draft, which is its writer's alone.
    """
    ends = [session.get_one(tables.Observation, id_) for id_ in (row.effect_id, row.cause_observation_id) if id_]
    if any(end.state is State.DRAFT for end in ends):
        return
    present, absent = {RIPPLE_KEY: {name: getattr(row, name) for name in RECORDED_RIPPLE_FIELDS}}, {RIPPLE_KEY: None}
    before, after = (absent, present) if linked else (present, absent)
    insert_change(session, ends[0], person_id, before, after, other_id=row.cause_observation_id)


def insert_change(
    session: Session,
    row: tables.Observation,
    person_id: str | None,
    before: dict[str, Any],
    after: dict[str, Any],
    *,
    reason: str = "",
    other_id: str | None = None,
) -> None:
    """Write down one change of this observation; `other_id` is the observation at the other end of a ripple."""
    change = tables.Change
    session.add(
        change(
            collaboration_id=row.collaboration_id,
            observation_id=row.id,
            number=select_next_number(change, change.observation_id == row.id),
            by=person_id,
            before=before,
            after=after,
            reason=reason,
            other_id=other_id,
        )
    )
    session.flush()


def get_last_change(session: Session, observation_id: str) -> tables.Change | None:
    """Return the newest change of this observation, or None."""
    query = select(tables.Change).where(tables.Change.observation_id == observation_id)
    return session.scalar(query.order_by(tables.Change.number.desc()).limit(1))


def list_past_states(session: Session, observation_id: str) -> Iterator[tuple[State, str | None]]:
    """Yield every state this observation left, and by whom, newest first."""
    change = tables.Change
    query = (
        select(change.before, change.by).where(change.observation_id == observation_id).order_by(change.number.desc())
    )
    for before, person_id in session.execute(query).all():
        if "state" in before:
            yield State(before["state"]), person_id


def list_changes(session: Session, observation_id: str, is_visible: ColumnElement[bool]) -> Sequence[ChangeEntry]:
    """Return all changes of this observation, newest first.

    `is_visible` is the condition for the other end of a ripple to be shown. This asks no permission: call
    `db.observations.records.list_observation_changes`, which does.
    """
    other = tables.Observation
    query = (
        select(tables.Change, tables.Person.name, other.what)
        .outerjoin(tables.Person, tables.Person.id == tables.Change.by)
        .outerjoin(other, (other.id == tables.Change.other_id) & is_visible)
        .where(tables.Change.observation_id == observation_id)
        .order_by(tables.Change.number.desc())
    )
    return [
        _build_change_entry(row, name, what, hidden=_is_other_end_hidden(row, what))
        for row, name, what in session.execute(query)
    ]


def _is_other_end_hidden(row: tables.Change, what: str | None) -> bool:
    """Return whether this is a ripple whose other end may not be shown, for instance because it is in the bin."""
    return row.other_id is not None and what is None


def find_deciding_changes(session: Session, rows: Sequence[Observation]) -> dict[str, ChangeEntry]:
    """Return by id of these observations the change that put it in its present state."""
    state_by_id = {observation.id: observation.state for observation in rows}
    query = (
        select(tables.Change, tables.Person.name)
        .outerjoin(tables.Person, tables.Person.id == tables.Change.by)
        .where(tables.Change.observation_id.in_(state_by_id))
        .order_by(tables.Change.number.desc())
    )
    entries_by_id: dict[str, list[ChangeEntry]] = {}
    for change, name in session.execute(query):
        entries_by_id.setdefault(change.observation_id, []).append(_build_change_entry(change, name))
    deciding_changes = {
        id_: find_deciding_change(entries_by_id.get(id_, ()), state) for id_, state in state_by_id.items()
    }
    return {id_: change for id_, change in deciding_changes.items() if change}


def find_deciding_change(entries: Sequence[ChangeEntry], state: State) -> ChangeEntry | None:
    """Return of these changes, newest first, the one that explains this state, or None.

    That is the newest with a reason: an undo brings a judgement back without giving the reason again.
    """
    deciding_entries = [entry for entry in entries if entry.after.get("state") == state]
    return next(
        (entry for entry in deciding_entries if entry.reason), deciding_entries[0] if deciding_entries else None
    )


def _build_change_entry(
    row: tables.Change, name: str | None, other: str | None = None, *, hidden: bool = False
) -> ChangeEntry:
    before, after = (_remove_ripple_reason(side) if hidden else side for side in (row.before, row.after))
    return ChangeEntry(row.id, row.at, name or "", before, after, row.reason, other or "")


def _remove_ripple_reason(side: dict[str, Any]) -> dict[str, Any]:
    """Return the values of a ripple without its reason, whose words may say what the hidden end says."""
    ripple = side.get(RIPPLE_KEY)
    return side | {RIPPLE_KEY: ripple | {"why": ""}} if ripple else side


def compute_last_day(seen_on: date, precision: Precision) -> date:
    """Return the last day on which this can have been seen: of a month, its last day."""
    return get_last_day(seen_on) if precision is Precision.MONTH else seen_on


def check_day_order(session: Session, observation_id: str, content: NewObservation) -> None:
    """Raise Invalid when on this day the observation would be seen before one of its causes or after an effect."""
    observation, ripple = tables.Observation, tables.Ripple
    causes = select(observation.seen_on).join(ripple, ripple.cause_observation_id == observation.id)
    last_day_of_effect = compute_last_day(content.seen_on, content.precision)
    if any(day > last_day_of_effect for day in session.scalars(causes.where(ripple.effect_id == observation_id))):
        raise Invalid(field="seen_on", reason="before_cause")
    effects = select(observation.seen_on, observation.precision).join(ripple, ripple.effect_id == observation.id)
    effect_rows = session.execute(effects.where(ripple.cause_observation_id == observation_id))
    if any(content.seen_on > compute_last_day(day, precision) for day, precision in effect_rows):
        raise Invalid(field="seen_on", reason="after_effect")
