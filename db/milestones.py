"""Milestones: successes, brilliant failures, agreements, decisions and phases on the timeline, and revealing them."""

from dataclasses import fields, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from db import tables
from db.once import run_once
from db.people import bump_data_version, is_allowed, lock_collaboration, require_permission
from db.rows import (
    check_version,
    delete_row,
    get_own_row,
    get_owner_values,
    insert_row,
    save_row,
    select_next_number,
)
from db.types import get_utc_now
from impact.access import Act
from impact.milestones.milestone_rules import check_milestone
from impact.model import Milestone, MilestoneKind, NewMilestone, Who

MILESTONE_FIELDS = tuple(field.name for field in fields(NewMilestone))


def list_milestones(session: Session, who: Who) -> tuple[Milestone, ...]:
    """Return every milestone this person may see, by day; those held ready only for who may celebrate."""
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
    """Add a milestone, once for each token, and return its id. Raise NotAllowed, Invalid or NotFound."""
    lock_collaboration(session, who, Act.CELEBRATE)
    checked_content = check_milestone(content, today)
    return run_once(session, token, lambda: _insert_milestone(session, who, checked_content))


def _insert_milestone(session: Session, who: Who, content: NewMilestone) -> str:
    _check_ring(session, who, content)
    milestone = tables.Milestone
    number = select_next_number(milestone, milestone.collaboration_id == who.collaboration_id)
    row = milestone(number=number, **_get_milestone_values(content), **get_owner_values(who))
    milestone_id = insert_row(session, row)
    bump_data_version(session, who)
    return milestone_id


def _get_milestone_values(content: NewMilestone) -> dict[str, Any]:
    return {name: getattr(content, name) for name in MILESTONE_FIELDS}


def _check_ring(session: Session, who: Who, content: NewMilestone) -> None:
    if content.ring_id is not None:
        get_own_row(session, who, tables.Ring, content.ring_id)


def _lock_milestone(session: Session, who: Who, milestone_id: str) -> tables.Milestone:
    lock_collaboration(session, who, Act.CELEBRATE)
    return get_own_row(session, who, tables.Milestone, milestone_id)


def _check_milestone_version(row: tables.Milestone, version: int) -> None:
    check_version(row, version, lambda: _build_milestone(row))


def change_milestone(
    session: Session, who: Who, milestone_id: str, content: NewMilestone, today: date, *, version: int
) -> None:
    """Replace what a milestone says; `hold_milestone` and `reveal_milestone` change whether it is held ready."""
    row = _lock_milestone(session, who, milestone_id)
    _check_milestone_version(row, version)
    checked_content = check_milestone(replace(content, held=_build_milestone(row).is_held_ready), today)
    _check_ring(session, who, checked_content)
    for name, value in _get_milestone_values(replace(checked_content, held=row.held)).items():
        setattr(row, name, value)
    save_row(session, who, row)


def reveal_milestone(session: Session, who: Who, milestone_id: str, today: date, *, version: int) -> None:
    """Show everybody a milestone that was held ready; a second time changes nothing.

    A day in the future becomes today, but for a phase, which may be planned.
    """
    row = _lock_milestone(session, who, milestone_id)
    # Before the version is checked: whoever comes second finds it done, which is no conflict.
    if not _build_milestone(row).is_held_ready:
        return
    _check_milestone_version(row, version)
    row.revealed_at = get_utc_now()
    if row.kind is not MilestoneKind.PHASE_CHANGE:
        row.on = min(row.on, today)
    save_row(session, who, row)


def hold_milestone(session: Session, who: Who, milestone_id: str, *, version: int) -> None:
    """Hide a milestone from who only looks, until it is revealed; a second time changes nothing."""
    row = _lock_milestone(session, who, milestone_id)
    if _build_milestone(row).is_held_ready:
        return
    _check_milestone_version(row, version)
    row.held, row.revealed_at = True, None
    save_row(session, who, row)


def remove_milestone(session: Session, who: Who, milestone_id: str, *, version: int) -> NewMilestone:
    """Remove a milestone and return what it said, so that it can be added again."""
    row = _lock_milestone(session, who, milestone_id)
    _check_milestone_version(row, version)
    removed_milestone = _build_milestone(row)
    delete_row(session, who, row)
    return replace(removed_milestone.details, held=removed_milestone.is_held_ready)
