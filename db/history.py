"""History: every change to an observation as who, when, before and after; enough to go back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from db import tables
from db.numbers import next_number
from impact.model import Evidence, EvidenceKind, File, NewObservation, Observation, State
from impact.plain import read_fields, write_fields

RIPPLE = "ripple"
NOTED = ("id", "cause_observation_id", "cause_activity_id", "kind", "certainty", "why")


@dataclass(frozen=True)
class Changed:
    """One change: who made it and when, and the fields that differ; `other` is what a linked observation says."""

    id: str
    at: datetime
    by: str
    before: dict[str, Any]
    after: dict[str, Any]
    reason: str = ""
    other: str = ""


def told(said: NewObservation, state: State) -> dict[str, Any]:
    """An observation as plain JSON values."""
    evidence = [[one.kind.value, one.text, *([vars(one.file)] if one.file else [])] for one in said.evidence]
    return write_fields(said) | {"evidence": evidence, "state": state.value}


def told_back(plain: dict[str, Any]) -> tuple[NewObservation, State]:
    """An observation from plain JSON values: the way back from `told`."""
    evidence = (
        Evidence(EvidenceKind(kind), text, *(File(**one) for one in file)) for kind, text, *file in plain["evidence"]
    )
    return read_fields(plain, evidence), State(plain["state"])


def note(
    session: Session, row: tables.Observation, by: str, before: dict[str, Any], after: dict[str, Any], reason: str = ""
) -> None:
    """Write down what changed; nothing when nothing did, or while it is a draft: that is its writer's alone."""
    if before["state"] == after["state"] == State.DRAFT:
        return
    differing = [name for name in before if before[name] != after[name]]
    if differing:
        was, now = ({name: side[name] for name in differing} for side in (before, after))
        write(session, row, by, was, now, reason=reason)


def note_ripple(session: Session, row: tables.Ripple, by: str, *, linked: bool) -> None:
    """Write a ripple that was linked, or is about to go, into the history of its effect.

    Not while either end is a draft: that is its writer's alone.
    """
    ends = [session.get_one(tables.Observation, id_) for id_ in (row.effect_id, row.cause_observation_id) if id_]
    if any(end.state is State.DRAFT for end in ends):
        return
    there, gone = {RIPPLE: {name: getattr(row, name) for name in NOTED}}, {RIPPLE: None}
    before, after = (gone, there) if linked else (there, gone)
    write(session, ends[0], by, before, after, other_id=row.cause_observation_id)


def write(
    session: Session,
    row: tables.Observation,
    by: str | None,
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
            number=next_number(change, change.observation_id == row.id),
            by=by,
            before=before,
            after=after,
            reason=reason,
            other_id=other_id,
        )
    )
    session.flush()


def last_change(session: Session, observation_id: str) -> tables.Change | None:
    """The newest change of this observation, or None."""
    changes = select(tables.Change).where(tables.Change.observation_id == observation_id)
    return session.scalar(changes.order_by(tables.Change.number.desc()).limit(1))


def states_left(session: Session, observation_id: str) -> Iterator[tuple[State, str | None]]:
    """Every state this observation left and by whom, newest first."""
    kept = tables.Change
    mine = select(kept.before, kept.by).where(kept.observation_id == observation_id).order_by(kept.number.desc())
    for before, by in session.execute(mine).all():
        if "state" in before:
            yield State(before["state"]), by


def changes(session: Session, observation_id: str, seen: ColumnElement[bool]) -> Sequence[Changed]:
    """All changes of this observation, newest first; `seen` is what may be told of the other end of a ripple.

    Ask through `db.observations.history`, which asks permission.
    """
    other = tables.Observation
    query = (
        select(tables.Change, tables.Person.name, other.what)
        .outerjoin(tables.Person, tables.Person.id == tables.Change.by)
        .outerjoin(other, (other.id == tables.Change.other_id) & seen)
        .where(tables.Change.observation_id == observation_id)
        .order_by(tables.Change.number.desc())
    )
    return [_changed(row, name, what, hidden=_is_hidden(row, what)) for row, name, what in session.execute(query)]


def _is_hidden(row: tables.Change, what: str | None) -> bool:
    """Whether this is a ripple with something at its other end that may not be told of, as in the bin."""
    return row.other_id is not None and what is None


def standing(session: Session, rows: Sequence[Observation]) -> dict[str, Changed]:
    """Per id of these observations the change that put it where it stands: by whom, when and why (`stands`)."""
    wanted = {one.id: one.state for one in rows}
    query = (
        select(tables.Change, tables.Person.name)
        .outerjoin(tables.Person, tables.Person.id == tables.Change.by)
        .where(tables.Change.observation_id.in_(wanted))
        .order_by(tables.Change.number.desc())
    )
    mine: dict[str, list[Changed]] = {}
    for change, name in session.execute(query):
        mine.setdefault(change.observation_id, []).append(_changed(change, name))
    found = {id_: stands(mine.get(id_, ()), state) for id_, state in wanted.items()}
    return {id_: change for id_, change in found.items() if change}


def stands(changed: Sequence[Changed], state: State) -> Changed | None:
    """Of these changes, newest first, the one that put it in this state; the newest with a reason goes first.

    An undo brings a judgement back without telling anew why.
    """
    put_there = [one for one in changed if one.after.get("state") == state]
    return next((one for one in put_there if one.reason), put_there[0] if put_there else None)


def _changed(row: tables.Change, name: str | None, other: str | None = None, *, hidden: bool = False) -> Changed:
    before, after = (_without_why(side) if hidden else side for side in (row.before, row.after))
    return Changed(row.id, row.at, name or "", before, after, row.reason, other or "")


def _without_why(side: dict[str, Any]) -> dict[str, Any]:
    """A ripple without why somebody thinks so: those words tell of what is hidden."""
    ripple = side.get(RIPPLE)
    return side | {RIPPLE: ripple | {"why": ""}} if ripple else side
