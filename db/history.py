"""History: every change to an observation as who, when, before and after; enough to go back."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import tables
from impact.model import (
    ChangeKind,
    Direction,
    Evidence,
    EvidenceKind,
    File,
    Intended,
    Level,
    NewObservation,
    Precision,
    Rung,
    State,
)

READ_BACK: dict[str, Any] = {
    "seen_on": date.fromisoformat,
    "direction": Direction,
    "level": Level,
    "rung": Rung,
    "precision": Precision,
    "intended": Intended,
    "change_kind": ChangeKind,
}


@dataclass(frozen=True)
class Changed:
    """One change: who made it and when, and the fields that differ."""

    at: datetime
    by: str
    before: dict[str, Any]
    after: dict[str, Any]
    reason: str = ""


def told(said: NewObservation, state: State) -> dict[str, Any]:
    """An observation as plain JSON values."""
    plain = {field.name: getattr(said, field.name) for field in fields(said)}
    plain["seen_on"] = said.seen_on.isoformat()
    plain["evidence"] = [
        [one.kind.value, one.text, *([vars(one.file)] if one.file else [])] for one in said.evidence
    ]
    return plain | {"state": state.value}


def told_back(plain: dict[str, Any]) -> tuple[NewObservation, State]:
    """An observation from plain JSON values: the way back from `told`."""
    values = {
        name: READ_BACK[name](value) if name in READ_BACK and value is not None else value
        for name, value in plain.items()
        if name not in ("state", "evidence")
    }
    evidence = tuple(
        Evidence(EvidenceKind(kind), text, *(File(**one) for one in file)) for kind, text, *file in plain["evidence"]
    )
    return NewObservation(**values, evidence=evidence), State(plain["state"])


def note(
    session: Session, row: tables.Observation, by: str, before: dict[str, Any], after: dict[str, Any], reason: str = ""
) -> None:
    """Write down what changed; nothing when nothing did, or while it is a draft: that is its writer's alone."""
    if before["state"] == after["state"] == State.DRAFT:
        return
    differing = [name for name in before if before[name] != after[name]]
    if differing:
        session.add(
            tables.Change(
                collaboration_id=row.collaboration_id,
                observation_id=row.id,
                by=by,
                before={name: before[name] for name in differing},
                after={name: after[name] for name in differing},
                reason=reason,
            )
        )
        session.flush()


def last_change(session: Session, observation_id: str) -> tables.Change | None:
    """The newest change of this observation, or None."""
    changes = select(tables.Change).where(tables.Change.observation_id == observation_id)
    return session.scalar(changes.order_by(tables.Change.id.desc()).limit(1))


def state_before(session: Session, observation_id: str) -> State | None:
    """The state this observation had before it got the one it has; None when it never had another."""
    mine = select(tables.Change.before).where(tables.Change.observation_id == observation_id)
    for before in session.scalars(mine.order_by(tables.Change.id.desc())).all():
        if "state" in before:
            return State(before["state"])
    return None


def changes(session: Session, observation_id: str) -> Sequence[Changed]:
    """All changes of this observation, newest first. Ask through `db.observations.history`, which asks permission."""
    query = (
        select(tables.Change, tables.Person.name)
        .outerjoin(tables.Person, tables.Person.id == tables.Change.by)
        .where(tables.Change.observation_id == observation_id)
        .order_by(tables.Change.id.desc())
    )
    return [Changed(row.at, name or "", row.before, row.after, row.reason) for row, name in session.execute(query)]
