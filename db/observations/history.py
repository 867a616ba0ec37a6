"""History: every change to an observation as who, when, before and after; enough to go back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from db import tables
from db.row_numbers import select_next_number
from impact.model import Evidence, EvidenceKind, File, NewObservation, Observation, State
from impact.observation.plain_values import read_fields, write_fields

RIPPLE_KEY = "ripple"
RECORDED_RIPPLE_FIELDS = ("id", "cause_observation_id", "cause_activity_id", "kind", "certainty", "why")


@dataclass(frozen=True)
class ChangeEntry:
    """One change: who made it and when, and the fields that differ; `other` is what a linked observation says."""

    id: str
    changed_at: datetime
    person_name: str
    before: dict[str, Any]
    after: dict[str, Any]
    reason: str = ""
    other_text: str = ""


def observation_to_json(content: NewObservation, state: State) -> dict[str, Any]:
    """An observation as plain JSON values."""
    evidence = [
        [piece.kind.value, piece.text, *([vars(piece.file)] if piece.file else [])] for piece in content.evidence
    ]
    return write_fields(content) | {"evidence": evidence, "state": state.value}


def observation_from_json(values: dict[str, Any]) -> tuple[NewObservation, State]:
    """An observation from plain JSON values: the way back from `told`."""
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
    """Write down what changed; nothing when nothing did, or while it is a draft: that is its writer's alone."""
    if before["state"] == after["state"] == State.DRAFT:
        return
    differing = [name for name in before if before[name] != after[name]]
    if differing:
        values_before, values_after = ({name: side[name] for name in differing} for side in (before, after))
        insert_change(session, row, person_id, values_before, values_after, reason=reason)


def record_ripple_change(session: Session, row: tables.Ripple, person_id: str, *, linked: bool) -> None:
    """Write a ripple that was linked, or is about to go, into the history of its effect.

    Not while either end is a draft: that is its writer's alone.
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
    """Write one change of this observation down; `other_id` is the observation at the other end of a ripple."""
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
    """The newest change of this observation, or None."""
    query = select(tables.Change).where(tables.Change.observation_id == observation_id)
    return session.scalar(query.order_by(tables.Change.number.desc()).limit(1))


def list_past_states(session: Session, observation_id: str) -> Iterator[tuple[State, str | None]]:
    """Every state this observation left and by whom, newest first."""
    change = tables.Change
    query = (
        select(change.before, change.by).where(change.observation_id == observation_id).order_by(change.number.desc())
    )
    for before, person_id in session.execute(query).all():
        if "state" in before:
            yield State(before["state"]), person_id


def list_changes(session: Session, observation_id: str, is_visible: ColumnElement[bool]) -> Sequence[ChangeEntry]:
    """All changes of this observation, newest first; `seen` is what may be told of the other end of a ripple.

    Ask through `db.observations.records.history`, which asks permission.
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
    """Whether this is a ripple with something at its other end that may not be told of, as in the bin."""
    return row.other_id is not None and what is None


def find_deciding_changes(session: Session, rows: Sequence[Observation]) -> dict[str, ChangeEntry]:
    """Per id of these observations the change that put it where it stands: by whom, when and why (`stands`)."""
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
    """Of these changes, newest first, the one that put it in this state; the newest with a reason goes first.

    An undo brings a judgement back without telling anew why.
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
    """A ripple without why somebody thinks so: those words tell of what is hidden."""
    ripple = side.get(RIPPLE_KEY)
    return side | {RIPPLE_KEY: ripple | {"why": ""}} if ripple else side
