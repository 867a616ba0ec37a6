"""The bin: throwing an observation away, and putting it back where it stood. It counts nowhere while it lies there."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import tables
from db.observations.history import ChangeEntry, find_deciding_changes, list_past_states
from db.observations.records import (
    get_observation,
    get_readable_row,
    is_readable,
    load_observations,
    lock_observation,
    save_change,
)
from db.people import is_allowed, require_permission
from impact.access import Act
from impact.errors import NotAllowed, NotFound
from impact.model import Observation, State, Who
from impact.observation.observation_rules import check_name
from impact.observation.state_rules import JUDGED_STATES, MAX_REASON_LENGTH

MAX_LISTED = 100


@dataclass(frozen=True)
class BinnedObservation:
    """An observation in the bin: who threw it away, when and why, and whether this person may restore or erase it."""

    observation: Observation
    deciding_change: ChangeEntry | None
    may_restore: bool


def may_move_to_bin(session: Session, who: Who, observation_id: str) -> bool:
    """Whether this person may throw this observation away: who may judge, or its writer while nobody judged it."""
    row = get_readable_row(session, who, observation_id)
    return row.state not in (State.DRAFT, State.BINNED) and _may_move_row_to_bin(session, who, row)


def _may_move_row_to_bin(session: Session, who: Who, row: tables.Observation) -> bool:
    if is_allowed(session, who, Act.JUDGE):
        return True
    own = row.created_by == who.person_id and is_allowed(session, who, Act.LOG)
    judged = row.state in JUDGED_STATES or any(state in JUDGED_STATES for state, _ in list_past_states(session, row.id))
    return own and not judged


def move_to_bin(session: Session, who: Who, observation_id: str, *, version: int, reason: str = "") -> None:
    """Put an observation in the bin; a draft is not thrown away but erased. Raises NotAllowed or ChangedMeanwhile."""
    row = lock_observation(session, who, observation_id, version)
    if not may_move_to_bin(session, who, observation_id):
        raise NotAllowed(act=Act.JUDGE.value)
    cleaned_reason = check_name(reason, MAX_REASON_LENGTH, "reason") if reason.strip() else ""
    save_change(session, who, row, get_observation(session, who, row.id).details, State.BINNED, cleaned_reason)


def restore_observation(session: Session, who: Who, observation_id: str, *, version: int) -> State:
    """Put it back in the state it had: by who threw it away, or who may judge. Raises NotFound when it is not there."""
    row = lock_observation(session, who, observation_id, version)
    past_state = next(list_past_states(session, row.id), None)
    if row.state is not State.BINNED or past_state is None:
        raise NotFound(what="observation")
    state, thrown_by_id = past_state
    if thrown_by_id != who.person_id and not is_allowed(session, who, Act.JUDGE):
        raise NotAllowed(act=Act.JUDGE.value)
    save_change(session, who, row, get_observation(session, who, row.id).details, state)
    return state


def list_binned(
    session: Session, who: Who, observation_id: str | None = None
) -> tuple[tuple[BinnedObservation, ...], int]:
    """What lies in the bin, last thrown away first, at most 100 of it, and how much there is; or only this one."""
    require_permission(session, who, Act.LOOK)
    observation = tables.Observation
    is_in_bin = is_readable(who) & (observation.state == State.BINNED)
    if observation_id is not None:
        is_in_bin &= observation.id == observation_id
    total = session.scalar(select(func.count()).select_from(observation).where(is_in_bin)) or 0
    rows = session.scalars(
        select(observation).where(is_in_bin).order_by(observation.updated_at.desc(), observation.id).limit(MAX_LISTED)
    ).all()
    entries = load_observations(session, who, rows)
    deciding_changes, may_judge = find_deciding_changes(session, entries), is_allowed(session, who, Act.JUDGE)
    thrown_by_ids = {row.id: next(list_past_states(session, row.id), (None, None))[1] for row in rows}
    return tuple(
        BinnedObservation(entry, deciding_changes.get(entry.id), may_judge or thrown_by_ids[entry.id] == who.person_id)
        for entry in entries
    ), total
