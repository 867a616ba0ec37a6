"""Undo: taking back the last change of an observation. What is offered and what is done follow the same rule."""

from sqlalchemy.orm import Session

from db import tables
from db.observations.history import (
    RIPPLE_KEY,
    check_day_order,
    get_last_change,
    observation_from_json,
    observation_to_json,
)
from db.observations.judging import check_state_allowed, read_judging_past
from db.observations.records import (
    check_references,
    get_observation,
    get_readable_row,
    read_content,
    save_change,
)
from db.people import check_may_change, is_allowed, lock_collaboration
from db.ripples import links
from impact.access import Act
from impact.errors import ChangedMeanwhile, NotAllowed, NotFound, RimpelError
from impact.model import NewObservation, State, Who
from impact.observation.state_rules import JUDGED_STATES, is_reason_needed


def find_undoable_change(session: Session, who: Who, observation_id: str) -> str | None:
    """Return the id of the last change when this person may take it back now, else None. Raise NotFound."""
    row = get_readable_row(session, who, observation_id)
    last = get_last_change(session, row.id)
    try:
        if last is not None:
            _check_undo(session, who, row, last)
            return last.id
    except RimpelError:
        pass
    return None


def undo_last_change(
    session: Session, who: Who, observation_id: str, *, version: int, change_id: str | None = None
) -> None:
    """Undo the last change of an observation, by the same rules as changing it; that is a change too.

    With `change_id` only when that change is still the last one. Raise NotAllowed, NotFound, ChangedMeanwhile or
    Invalid.
    """
    lock_collaboration(session, who, Act.LOOK)
    row = get_readable_row(session, who, observation_id)
    last = get_last_change(session, row.id)
    if row.version != version or (last and change_id and last.id != change_id):
        raise ChangedMeanwhile(now=get_observation(session, who, observation_id))
    if last is None:
        raise NotFound(what="change")
    _check_undo(session, who, row, last)
    if RIPPLE_KEY in last.before:
        links.undo_ripple_change(session, who, row, last.before[RIPPLE_KEY], last.after[RIPPLE_KEY])
    else:
        save_change(session, who, row, *_read_content_before(session, row, last))


def _check_undo(session: Session, who: Who, row: tables.Observation, last: tables.Change) -> None:
    if RIPPLE_KEY in last.before:
        links.check_ripple_undo(session, who, row, last.before[RIPPLE_KEY], last.after[RIPPLE_KEY])
        return
    check_may_change(session, who, row.created_by)
    content, state = _read_content_before(session, row, last)
    if row.state in JUDGED_STATES and not is_allowed(session, who, Act.JUDGE):
        raise NotAllowed(act=Act.JUDGE.value)
    check_state_allowed(session, who, row, state)
    # An undo gives no reason. A step of somebody else that needed one is therefore taken back by judging.
    needs_reason = state is not row.state and is_reason_needed(row.state, state, read_judging_past(session, who, row))
    if needs_reason and last.by != who.person_id:
        raise NotAllowed(act=Act.JUDGE.value)
    check_references(session, who, content)
    if (content.seen_on, content.precision) != (row.seen_on, row.precision):
        check_day_order(session, row.id, content)


def _read_content_before(
    session: Session, row: tables.Observation, last: tables.Change
) -> tuple[NewObservation, State]:
    """Return what it said before its last change. Raise NotFound when part of the history was erased."""
    current_values = observation_to_json(read_content(session, row), row.state)
    if not last.before or not last.before.keys() <= current_values.keys():
        raise NotFound(what="change")
    try:
        return observation_from_json(current_values | last.before)
    except (KeyError, TypeError, ValueError) as error:
        raise NotFound(what="change") from error
