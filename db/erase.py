"""Real erasure: an observation goes with all that hangs on it, and nothing is left of it but that it was erased.

The rows go in one transaction; `db.cleanup.finish` then clears away the files and the unused parts of the database.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, delete, func, or_, select
from sqlalchemy.orm import Session

from db import cleanup, tables
from db.copies.evidence_files import list_hashes_of
from db.observations import search
from db.observations.records import is_readable
from db.observations.tallies import build_tally, update_tallies
from db.people import bump_data_version, is_allowed, lock_collaboration, require_permission
from db.ripples import stories
from impact.access import Act
from impact.errors import NotAllowed, NotFound
from impact.model import State, Who


@dataclass(frozen=True)
class ErasureReach:
    """How much goes when observations are erased; stories stay, with a gap."""

    observations: int
    evidence: int
    files: int
    ripples: int
    changes: int
    witnesses: int
    stories: int


def count_erasure_reach(session: Session, who: Who, observation_ids: Sequence[str]) -> ErasureReach:
    """What erasing these would take along."""
    require_permission(session, who, Act.LOOK)
    evidence, ripple, step = tables.Evidence, tables.Ripple, tables.StoryStep
    ids = list(session.scalars(select(tables.Observation.id).where(_is_erasable(session, who, observation_ids))))
    is_own_evidence = evidence.observation_id.in_(ids)
    change = tables.Change
    return ErasureReach(
        observations=len(ids),
        evidence=_count_where(session, is_own_evidence),
        files=_count_where(session, is_own_evidence & evidence.file_hash.is_not(None)),
        ripples=_count_where(session, ripple.effect_id.in_(ids) | ripple.cause_observation_id.in_(ids)),
        changes=_count_where(session, change.observation_id.in_(ids) | change.other_id.in_(ids)),
        witnesses=_count_where(session, tables.Witness.observation_id.in_(ids)),
        stories=session.scalar(select(func.count(step.story_id.distinct())).where(step.observation_id.in_(ids))) or 0,
    )


def _count_where(session: Session, where: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).where(where)) or 0


def _is_erasable(session: Session, who: Who, observation_ids: Sequence[str]) -> ColumnElement[bool]:
    """Of these: what lies in the bin, for its writer or who may judge; and one's own drafts."""
    observation = tables.Observation
    is_own = observation.created_by == who.person_id if is_allowed(session, who, Act.LOG) else observation.id.is_(None)
    is_binned = observation.state == State.BINNED
    if not is_allowed(session, who, Act.JUDGE):
        is_binned &= is_own
    return (
        is_readable(who)
        & observation.id.in_(observation_ids)
        & or_(is_binned, (observation.state == State.DRAFT) & is_own)
    )


def erase_observations(session: Session, who: Who, observation_ids: Sequence[str], today: date) -> int:
    """Delete these for good, with evidence, ripples, answers from outside, history and search words; returns how many.

    What was erased already is passed over. Raises NotFound for what is not there and NotAllowed for what may not be
    erased; then nothing is. Call `remains.finish` when the transaction is over.
    """
    lock_collaboration(session, who, Act.LOOK)
    observation = tables.Observation
    erased_ids = set(
        session.scalars(select(tables.ErasedObservation.id).where(tables.ErasedObservation.id.in_(observation_ids)))
    )
    requested_ids = [observation_id for observation_id in observation_ids if observation_id not in erased_ids]
    present_ids = set(
        session.scalars(select(observation.id).where(is_readable(who), observation.id.in_(requested_ids)))
    )
    if present_ids != set(requested_ids):
        raise NotFound(what="observation")
    rows = session.scalars(select(observation).where(_is_erasable(session, who, requested_ids))).all()
    if len(rows) != len(present_ids):
        raise NotAllowed(act=Act.JUDGE.value)
    for row in rows:
        update_tallies(session, build_tally(row), None)
        session.add(tables.ErasedObservation(id=row.id, collaboration_id=row.collaboration_id, erased_on=today))
    files = list_hashes_of(session, present_ids)
    stories.rename_before_erasure(session, who, present_ids, today)
    session.execute(delete(observation).where(observation.id.in_(present_ids)))
    if rows:
        search.rebuild_index(session)
        cleanup.record_remains(session, files)
        bump_data_version(session, who)
    return len(rows)


def get_erasure_day(session: Session, who: Who, observation_id: str) -> date | None:
    """The day on which this observation was erased here; None when it was not."""
    require_permission(session, who, Act.LOOK)
    erased = tables.ErasedObservation
    query = select(erased.erased_on).where(erased.id == observation_id, erased.collaboration_id == who.collaboration_id)
    return session.scalar(query)
