"""Real erasure: an observation goes with all that hangs on it, and nothing is left of it but that it was erased.

The rows go in one transaction; `db.remains.finish` then clears away the files and the unused parts of the database.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, delete, func, or_, select
from sqlalchemy.orm import Session

from db import remains, search, stories, tables
from db.files import files_of
from db.observations import readable
from db.people import allowed, alone, permit, touched
from db.tallies import counts_of, tally
from impact.access import Act
from impact.errors import NotAllowed, NotFound
from impact.model import State, Who


@dataclass(frozen=True)
class Reach:
    """How much goes when observations are erased; stories stay, with a gap."""

    observations: int
    evidence: int
    files: int
    ripples: int
    changes: int
    witnesses: int
    stories: int


def reach(session: Session, who: Who, observation_ids: Sequence[str]) -> Reach:
    """What erasing these would take along."""
    permit(session, who, Act.LOOK)
    proof, kept, step = tables.Evidence, tables.Ripple, tables.StoryStep
    ids = list(session.scalars(select(tables.Observation.id).where(_erasable(session, who, observation_ids))))
    mine = proof.observation_id.in_(ids)
    change = tables.Change
    return Reach(
        observations=len(ids),
        evidence=_number(session, mine),
        files=_number(session, mine & proof.file_hash.is_not(None)),
        ripples=_number(session, kept.effect_id.in_(ids) | kept.cause_observation_id.in_(ids)),
        changes=_number(session, change.observation_id.in_(ids) | change.other_id.in_(ids)),
        witnesses=_number(session, tables.Witness.observation_id.in_(ids)),
        stories=session.scalar(select(func.count(step.story_id.distinct())).where(step.observation_id.in_(ids))) or 0,
    )


def _number(session: Session, where: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).where(where)) or 0


def _erasable(session: Session, who: Who, observation_ids: Sequence[str]) -> ColumnElement[bool]:
    """Of these: what lies in the bin, for its writer or who may judge; and one's own drafts."""
    seen = tables.Observation
    own = seen.created_by == who.person_id if allowed(session, who, Act.LOG) else seen.id.is_(None)
    binned = seen.state == State.BINNED
    if not allowed(session, who, Act.JUDGE):
        binned &= own
    return readable(who) & seen.id.in_(observation_ids) & or_(binned, (seen.state == State.DRAFT) & own)


def erase(session: Session, who: Who, observation_ids: Sequence[str], today: date) -> int:
    """Delete these for good, with evidence, ripples, answers from outside, history and search words; returns how many.

    What was erased already is passed over. Raises NotFound for what is not there and NotAllowed for what may not be
    erased; then nothing is. Call `remains.finish` when the transaction is over.
    """
    alone(session, who, Act.LOOK)
    seen = tables.Observation
    gone = set(session.scalars(select(tables.Erased.id).where(tables.Erased.id.in_(observation_ids))))
    wanted = [one for one in observation_ids if one not in gone]
    found = set(session.scalars(select(seen.id).where(readable(who), seen.id.in_(wanted))))
    if found != set(wanted):
        raise NotFound(what="observation")
    rows = session.scalars(select(seen).where(_erasable(session, who, wanted))).all()
    if len(rows) != len(found):
        raise NotAllowed(act=Act.JUDGE.value)
    for row in rows:
        tally(session, counts_of(row), None)
        session.add(tables.Erased(id=row.id, collaboration_id=row.collaboration_id, erased_on=today))
    files = files_of(session, found)
    stories.let_go(session, who, found, today)
    session.execute(delete(seen).where(seen.id.in_(found)))
    if rows:
        search.forget(session)
        remains.leave(session, files)
        touched(session, who)
    return len(rows)


def erased_on(session: Session, who: Who, observation_id: str) -> date | None:
    """The day on which this observation was erased here; None when it was not."""
    permit(session, who, Act.LOOK)
    gone = tables.Erased
    mine = select(gone.erased_on).where(gone.id == observation_id, gone.collaboration_id == who.collaboration_id)
    return session.scalar(mine)
