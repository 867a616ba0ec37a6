"""Milestones: celebrating successes and brilliant failures, marking agreements, decisions and phases, and revealing."""

from dataclasses import fields, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from db import tables
from db.numbers import next_number
from db.once import once
from db.people import allowed, alone, permit, touched
from db.types import now
from impact.access import Act
from impact.celebrate import checked
from impact.errors import ChangedMeanwhile, NotFound
from impact.model import Milestone, MilestoneKind, NewMilestone, Who

TYPED = tuple(field.name for field in fields(NewMilestone))


def milestones(session: Session, who: Who) -> tuple[Milestone, ...]:
    """Every milestone this person may see, by day; those held ready only for who may celebrate."""
    permit(session, who, Act.LOOK)
    query = select(tables.Milestone).where(_visible(session, who))
    rows = session.scalars(query.order_by(tables.Milestone.on, tables.Milestone.number))
    return tuple(_milestone(row) for row in rows)


def _visible(session: Session, who: Who) -> ColumnElement[bool]:
    kept = tables.Milestone
    ours = kept.collaboration_id == who.collaboration_id
    if allowed(session, who, Act.CELEBRATE):
        return ours
    return ours & or_(kept.held.is_(False), kept.revealed_at.is_not(None))


def _milestone(row: tables.Milestone) -> Milestone:
    said = NewMilestone(**{name: getattr(row, name) for name in TYPED})
    return Milestone(row.id, said, row.revealed_at, row.version, row.updated_at)


def celebrate(session: Session, who: Who, new: NewMilestone, today: date, *, token: str) -> str:
    """Put a milestone on the timeline and return its id; the same token does it once. Raises Invalid or NotFound."""
    alone(session, who, Act.CELEBRATE)
    fit = checked(new, today)
    return once(session, token, lambda: _celebrate(session, who, fit))


def _celebrate(session: Session, who: Who, new: NewMilestone) -> str:
    _our_ring(session, who, new)
    kept = tables.Milestone
    number = next_number(kept, kept.collaboration_id == who.collaboration_id)
    row = kept(collaboration_id=who.collaboration_id, created_by=who.person_id, number=number, **_values(new))
    session.add(row)
    session.flush()
    touched(session, who)
    return row.id


def _values(said: NewMilestone) -> dict[str, Any]:
    return {name: getattr(said, name) for name in TYPED}


def _our_ring(session: Session, who: Who, said: NewMilestone) -> None:
    ours = (tables.Ring.id == said.ring_id) & (tables.Ring.collaboration_id == who.collaboration_id)
    if said.ring_id is not None and session.scalar(select(tables.Ring.id).where(ours)) is None:
        raise NotFound(what="ring")


def _locked(session: Session, who: Who, milestone_id: str) -> tables.Milestone:
    alone(session, who, Act.CELEBRATE)
    ours = (tables.Milestone.id == milestone_id) & (tables.Milestone.collaboration_id == who.collaboration_id)
    row = session.scalar(select(tables.Milestone).where(ours).execution_options(populate_existing=True))
    if row is None:
        raise NotFound(what="milestone")
    return row


def _changeable(session: Session, who: Who, milestone_id: str, version: int) -> tables.Milestone:
    row = _locked(session, who, milestone_id)
    if row.version != version:
        raise ChangedMeanwhile(now=_milestone(row))
    return row


def _put(session: Session, who: Who, row: tables.Milestone, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.version, row.updated_by = row.version + 1, who.person_id
    session.flush()
    touched(session, who)


def change(session: Session, who: Who, milestone_id: str, said: NewMilestone, today: date, *, version: int) -> None:
    """Replace what was said. Whether it is held ready stays as it is: that is for `hold` and `reveal`."""
    row = _changeable(session, who, milestone_id, version)
    fit = checked(replace(said, held=_milestone(row).held), today)
    _our_ring(session, who, fit)
    _put(session, who, row, _values(fit) | {"held": row.held})


def reveal(session: Session, who: Who, milestone_id: str, today: date, *, version: int) -> None:
    """Show everybody what was held ready; twice changes nothing.

    A day that still lay ahead becomes today, but for a phase that is planned.
    """
    if not _milestone(_locked(session, who, milestone_id)).held:
        return
    row = _changeable(session, who, milestone_id, version)
    planned = row.kind is MilestoneKind.PHASE_CHANGE
    _put(session, who, row, {"revealed_at": now(), "on": row.on if planned else min(row.on, today)})


def hold(session: Session, who: Who, milestone_id: str, *, version: int) -> None:
    """Hold a milestone ready, out of sight of who only looks, until it is revealed; twice changes nothing."""
    if _milestone(_locked(session, who, milestone_id)).held:
        return
    row = _changeable(session, who, milestone_id, version)
    _put(session, who, row, {"held": True, "revealed_at": None})


def remove(session: Session, who: Who, milestone_id: str, *, version: int) -> NewMilestone:
    """Take a milestone off the timeline and hand back what it said, so that it can be put back."""
    row = _changeable(session, who, milestone_id, version)
    gone = _milestone(row)
    session.delete(row)
    session.flush()
    touched(session, who)
    return replace(gone.said, held=gone.held)
