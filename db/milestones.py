"""Milestones: celebrating successes and brilliant failures, marking agreements, decisions and phases, and revealing."""

from dataclasses import fields, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from db import tables
from db.once import run_once
from db.people import bump_data_version, is_allowed, lock_collaboration, require_permission
from db.row_numbers import select_next_number
from db.types import get_utc_now
from impact.access import Act
from impact.errors import ChangedMeanwhile, NotFound
from impact.milestones.milestone_rules import check_milestone
from impact.model import Milestone, MilestoneKind, NewMilestone, Who

MILESTONE_FIELDS = tuple(field.name for field in fields(NewMilestone))


def list_milestones(session: Session, who: Who) -> tuple[Milestone, ...]:
    """Every milestone this person may see, by day; those held ready only for who may celebrate."""
    require_permission(session, who, Act.LOOK)
    query = select(tables.Milestone).where(_is_visible(session, who))
    rows = session.scalars(query.order_by(tables.Milestone.on, tables.Milestone.number))
    return tuple(_build_milestone(row) for row in rows)


def _is_visible(session: Session, who: Who) -> ColumnElement[bool]:
    milestone = tables.Milestone
    is_own = milestone.collaboration_id == who.collaboration_id
    if is_allowed(session, who, Act.CELEBRATE):
        return is_own
    return is_own & or_(milestone.held.is_(False), milestone.revealed_at.is_not(None))


def _build_milestone(row: tables.Milestone) -> Milestone:
    content = NewMilestone(**{name: getattr(row, name) for name in MILESTONE_FIELDS})
    return Milestone(row.id, content, row.revealed_at, row.version, row.updated_at)


def add_milestone(session: Session, who: Who, content: NewMilestone, today: date, *, token: str) -> str:
    """Put a milestone on the timeline and return its id; the same token does it once. Raises Invalid or NotFound."""
    lock_collaboration(session, who, Act.CELEBRATE)
    checked_content = check_milestone(content, today)
    return run_once(session, token, lambda: _insert_milestone(session, who, checked_content))


def _insert_milestone(session: Session, who: Who, content: NewMilestone) -> str:
    _check_ring(session, who, content)
    milestone = tables.Milestone
    number = select_next_number(milestone, milestone.collaboration_id == who.collaboration_id)
    row = milestone(
        collaboration_id=who.collaboration_id, created_by=who.person_id, number=number, **_get_milestone_values(content)
    )
    session.add(row)
    session.flush()
    bump_data_version(session, who)
    return row.id


def _get_milestone_values(content: NewMilestone) -> dict[str, Any]:
    return {name: getattr(content, name) for name in MILESTONE_FIELDS}


def _check_ring(session: Session, who: Who, content: NewMilestone) -> None:
    is_own_ring = (tables.Ring.id == content.ring_id) & (tables.Ring.collaboration_id == who.collaboration_id)
    if content.ring_id is not None and session.scalar(select(tables.Ring.id).where(is_own_ring)) is None:
        raise NotFound(what="ring")


def _lock_milestone(session: Session, who: Who, milestone_id: str) -> tables.Milestone:
    lock_collaboration(session, who, Act.CELEBRATE)
    is_own_milestone = (tables.Milestone.id == milestone_id) & (
        tables.Milestone.collaboration_id == who.collaboration_id
    )
    row = session.scalar(select(tables.Milestone).where(is_own_milestone).execution_options(populate_existing=True))
    if row is None:
        raise NotFound(what="milestone")
    return row


def _lock_unchanged_milestone(session: Session, who: Who, milestone_id: str, version: int) -> tables.Milestone:
    row = _lock_milestone(session, who, milestone_id)
    if row.version != version:
        raise ChangedMeanwhile(now=_build_milestone(row))
    return row


def _save_milestone(session: Session, who: Who, row: tables.Milestone, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.version, row.updated_by = row.version + 1, who.person_id
    session.flush()
    bump_data_version(session, who)


def change_milestone(
    session: Session, who: Who, milestone_id: str, content: NewMilestone, today: date, *, version: int
) -> None:
    """Replace what was said. Whether it is held ready stays as it is: that is for `hold` and `reveal`."""
    row = _lock_unchanged_milestone(session, who, milestone_id, version)
    checked_content = check_milestone(replace(content, held=_build_milestone(row).is_held_ready), today)
    _check_ring(session, who, checked_content)
    _save_milestone(session, who, row, _get_milestone_values(checked_content) | {"held": row.held})


def reveal_milestone(session: Session, who: Who, milestone_id: str, today: date, *, version: int) -> None:
    """Show everybody what was held ready; twice changes nothing.

    A day that still lay ahead becomes today, but for a phase that is planned.
    """
    if not _build_milestone(_lock_milestone(session, who, milestone_id)).is_held_ready:
        return
    row = _lock_unchanged_milestone(session, who, milestone_id, version)
    is_phase_change = row.kind is MilestoneKind.PHASE_CHANGE
    _save_milestone(
        session, who, row, {"revealed_at": get_utc_now(), "on": row.on if is_phase_change else min(row.on, today)}
    )


def hold_milestone(session: Session, who: Who, milestone_id: str, *, version: int) -> None:
    """Hold a milestone ready, out of sight of who only looks, until it is revealed; twice changes nothing."""
    if _build_milestone(_lock_milestone(session, who, milestone_id)).is_held_ready:
        return
    row = _lock_unchanged_milestone(session, who, milestone_id, version)
    _save_milestone(session, who, row, {"held": True, "revealed_at": None})


def remove_milestone(session: Session, who: Who, milestone_id: str, *, version: int) -> NewMilestone:
    """Take a milestone off the timeline and hand back what it said, so that it can be put back."""
    row = _lock_unchanged_milestone(session, who, milestone_id, version)
    removed_milestone = _build_milestone(row)
    session.delete(row)
    session.flush()
    bump_data_version(session, who)
    return replace(removed_milestone.details, held=removed_milestone.is_held_ready)
