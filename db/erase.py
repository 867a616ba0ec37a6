"""Erasure: an observation is deleted with all that belongs to it; only the fact that it was erased is kept.

The rows go in one transaction; `db.cleanup.clear_remains` then removes files and unused parts of the database.
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
from db.rows import count_where
from impact.access import Act
from impact.errors import NotAllowed, NotFound
from impact.model import State, Who


@dataclass(frozen=True)
class ErasureReach:
    """How much is deleted when observations are erased; stories stay, with a gap."""

    observations: int
    evidence: int
    files: int
    ripples: int
    changes: int
    witnesses: int
    stories: int


def count_erasure_reach(session: Session, who: Who, observation_ids: Sequence[str]) -> ErasureReach:
    """Return how much erasing these would delete."""
    require_permission(session, who, Act.LOOK)
    evidence, ripple, step = tables.Evidence, tables.Ripple, tables.StoryStep
    ids = list(session.scalars(select(tables.Observation.id).where(_is_erasable(session, who, observation_ids))))
    is_own_evidence = evidence.observation_id.in_(ids)
    change = tables.Change
    return ErasureReach(
        observations=len(ids),
        evidence=count_where(session, is_own_evidence),
        files=count_where(session, is_own_evidence & evidence.file_hash.is_not(None)),
        ripples=count_where(session, ripple.effect_id.in_(ids) | ripple.cause_observation_id.in_(ids)),
        changes=count_where(session, change.observation_id.in_(ids) | change.other_id.in_(ids)),
        witnesses=count_where(session, tables.Witness.observation_id.in_(ids)),
        stories=session.scalar(select(func.count(step.story_id.distinct())).where(step.observation_id.in_(ids))) or 0,
    )


def _is_erasable(session: Session, who: Who, observation_ids: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition for those of these that may be erased.

    That is what is in the bin, for its writer or who may judge, and one's own drafts.
    """
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
    """Delete these for good with everything that belongs to them, and return how many there were.

    Evidence, ripples, answers from outside, history and search words go too; what was erased already is passed over.
    Raise NotFound for what is not there and NotAllowed for what may not be erased; then nothing is deleted. Call
    `cleanup.clear_remains` after the transaction.
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
    # Before the rows go: they say which files and which names of stories go with them.
    files = list_hashes_of(session, present_ids)
    stories.rename_before_erasure(session, who, present_ids, today)
    session.execute(delete(observation).where(observation.id.in_(present_ids)))
    if rows:
        search.rebuild_index(session)
        cleanup.record_remains(session, files)
        bump_data_version(session, who)
    return len(rows)


def get_erasure_day(session: Session, who: Who, observation_id: str) -> date | None:
    """Return the day on which this observation was erased here, or None."""
    require_permission(session, who, Act.LOOK)
    erased = tables.ErasedObservation
    query = select(erased.erased_on).where(erased.id == observation_id, erased.collaboration_id == who.collaboration_id)
    return session.scalar(query)
