"""The bin: moving an observation into it and restoring it in its former state. What is in the bin counts nowhere."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import tables
from db.observations.history import ChangeEntry, find_deciding_changes, list_past_states
from db.observations.records import (
    get_readable_row,
    is_readable,
    load_observations,
    lock_observation,
    read_content,
    save_change,
)
from db.people import is_allowed, may_change, require_permission
from db.rows import count_where
from impact.access import Act
from impact.errors import NotAllowed, NotFound
from impact.model import HIDDEN_STATES, Observation, State, Who
from impact.observation.observation_rules import check_name
from impact.observation.state_rules import JUDGED_STATES, MAX_REASON_LENGTH

MAX_LISTED = 100  # more cards on one page take long to draw; the rest is found one by one


@dataclass(frozen=True)
class BinnedObservation:
    """An observation in the bin: by whom, when and why, and whether this person may restore or erase it."""

    observation: Observation
    deciding_change: ChangeEntry | None
    may_restore: bool


def may_move_to_bin(session: Session, who: Who, observation_id: str) -> bool:
    """Return whether this person may move it to the bin: who may judge, or its writer as long as nobody judged it."""
    row = get_readable_row(session, who, observation_id)
    return row.state not in HIDDEN_STATES and _may_move_row_to_bin(session, who, row)


def _may_move_row_to_bin(session: Session, who: Who, row: tables.Observation) -> bool:
    if is_allowed(session, who, Act.JUDGE):
        return True
    # A judgement that was lifted counts too: it is part of what the group decided together.
    judged = row.state in JUDGED_STATES or any(state in JUDGED_STATES for state, _ in list_past_states(session, row.id))
    return not judged and may_change(session, who, row.created_by)


def move_to_bin(session: Session, who: Who, observation_id: str, *, version: int, reason: str = "") -> None:
    """Move an observation to the bin. Raise ChangedMeanwhile, or NotAllowed: also for a draft, which is only erased."""
    row = lock_observation(session, who, observation_id, version)
    if not may_move_to_bin(session, who, observation_id):
        raise NotAllowed(act=Act.JUDGE.value)
    cleaned_reason = check_name(reason, MAX_REASON_LENGTH, "reason") if reason.strip() else ""
    save_change(session, who, row, read_content(session, row), State.BINNED, cleaned_reason)


def restore_observation(session: Session, who: Who, observation_id: str, *, version: int) -> State:
    """Restore the state it had: by who moved it to the bin, or who may judge. Raise NotFound for what is not in it."""
    row = lock_observation(session, who, observation_id, version)
    past_state = next(list_past_states(session, row.id), None)
    if row.state is not State.BINNED or past_state is None:
        raise NotFound(what="observation")
    state, mover_id = past_state
    if mover_id != who.person_id and not is_allowed(session, who, Act.JUDGE):
        raise NotAllowed(act=Act.JUDGE.value)
    save_change(session, who, row, read_content(session, row), state)
    return state


def list_binned(
    session: Session, who: Who, observation_id: str | None = None
) -> tuple[tuple[BinnedObservation, ...], int]:
    """Return what is in the bin, newest first and at most `MAX_LISTED`, and how much there is; or only this one."""
    require_permission(session, who, Act.LOOK)
    observation = tables.Observation
    is_in_bin = is_readable(who) & (observation.state == State.BINNED)
    if observation_id is not None:
        is_in_bin &= observation.id == observation_id
    total = count_where(session, is_in_bin)
    rows = session.scalars(
        select(observation).where(is_in_bin).order_by(observation.updated_at.desc(), observation.id).limit(MAX_LISTED)
    ).all()
    entries = load_observations(session, who, rows)
    deciding_changes, may_judge = find_deciding_changes(session, entries), is_allowed(session, who, Act.JUDGE)
    mover_ids = {row.id: next(list_past_states(session, row.id), (None, None))[1] for row in rows}
    return tuple(
        BinnedObservation(entry, deciding_changes.get(entry.id), may_judge or mover_ids[entry.id] == who.person_id)
        for entry in entries
    ), total
