"""Confirmation from outside: a link for one observation, with which somebody without an account says what they think.

Only the SHA-256 of the secret in a link is kept, so a link is shown once and cannot be read back. See decision 15.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import tables
from db.counting import is_counting
from db.history import write
from db.observations import listed
from db.people import allowed, alone, permit, touched
from db.secret import Made, hashed, made_once
from db.tallies import counts_of, tally
from db.types import now
from impact.access import Act
from impact.errors import Invalid, LevelNotSettled, NotAllowed, NotFound
from impact.model import COUNTING, ROLE_LIMIT, Agreement, Direction, Intended, Level, Precision, Rung, State, Who
from impact.observe import clean, named

REMARK_LIMIT = 500
LONGEST = timedelta(days=183)
MOST_OPEN = 10


@dataclass(frozen=True)
class Question:
    """All that somebody outside gets to see, and what they answered when they did."""

    collaboration: str
    what: str
    ring: str
    theme: str
    unexpected: bool
    wish: str
    seen_on: date
    precision: Precision
    direction: Direction
    level: Level
    wording: str
    asked_of: str
    until: date
    agreement: Agreement | None


@dataclass(frozen=True)
class Witness:
    """Somebody outside who was asked: a role, until when, and what they answered.

    `earlier_text` says that the observation was changed after the answer.
    """

    id: str
    asked_of: str
    until: date
    revoked: bool
    answered_at: datetime | None
    agreement: Agreement | None
    remark: str
    intended: Intended
    earlier_text: bool


def ask(
    session: Session, who: Who, observation_id: str, asked_of: str, until: date, today: date, *, token: str
) -> Made:
    """Make a link for somebody in this role, valid up to and including a day; by the writer or who may judge.

    Raises NotFound, NotAllowed, and Invalid for a day that is past or more than half a year ahead, or too many links.
    The same token makes one link; only the first time its secret is told, after that it is empty.
    """
    alone(session, who, Act.LOG)
    row = _askable(session, who, observation_id)
    role = named(asked_of, ROLE_LIMIT, "asked_of")
    if not today <= until <= today + LONGEST:
        raise Invalid(field="until", reason="until_past" if until < today else "until_far")
    if _open(session, row.id, today) >= MOST_OPEN:
        raise Invalid(field="asked_of", reason="too_many_links", limit=MOST_OPEN)

    def keep(secret_hash: str) -> str:
        made = tables.Witness(
            collaboration_id=who.collaboration_id,
            created_by=who.person_id,
            observation_id=row.id,
            secret_hash=secret_hash,
            asked_of=role,
            until=until,
        )
        session.add(made)
        session.flush()
        return made.id

    return made_once(session, token, keep)


def _askable(session: Session, who: Who, observation_id: str) -> tables.Observation:
    seen = tables.Observation
    row = session.scalar(select(seen).where(seen.id == observation_id, listed(who)))
    if row is None:
        raise NotFound(what="observation")
    if row.state not in COUNTING or not may_ask(session, who, row):
        raise NotAllowed(act=Act.JUDGE.value)
    if row.level is None:
        raise LevelNotSettled
    return row


def may_ask(session: Session, who: Who, row: tables.Observation) -> bool:
    """Whether this person, its writer or who may judge, may ask somebody outside about this observation."""
    return allowed(session, who, Act.JUDGE) or (row.created_by == who.person_id and allowed(session, who, Act.LOG))


def _open(session: Session, observation_id: str, today: date) -> int:
    kept = tables.Witness
    still = (kept.observation_id == observation_id) & kept.revoked_at.is_(None) & kept.answered_at.is_(None)
    return session.scalar(select(func.count()).select_from(kept).where(still, kept.until >= today)) or 0


def revoke(session: Session, who: Who, witness_id: str) -> None:
    """Make a link worthless that was not answered yet; twice changes nothing. Raises NotFound or NotAllowed."""
    alone(session, who, Act.LOG)
    kept = tables.Witness
    row = session.scalar(select(kept).where(kept.id == witness_id, kept.collaboration_id == who.collaboration_id))
    if row is None:
        raise NotFound(what="witness")
    if not may_ask(session, who, session.get_one(tables.Observation, row.observation_id)):
        raise NotAllowed(act=Act.JUDGE.value)
    if row.answered_at is None and row.revoked_at is None:
        row.revoked_at, row.updated_by, row.version = now(), who.person_id, row.version + 1
        session.flush()


def question(session: Session, secret: str, today: date) -> Question:
    """What the holder of this link is asked. Raises NotFound when the link is not, or no longer, worth anything."""
    row = _valid(session, secret, today)
    seen = session.get_one(tables.Observation, row.observation_id)
    theme = session.get_one(tables.Theme, seen.theme_id)
    level = Level(seen.level or 0)  # `_valid` found only what has one
    return Question(
        collaboration=session.get_one(tables.Collaboration, row.collaboration_id).name,
        what=seen.what,
        ring=session.get_one(tables.Ring, theme.ring_id).name,
        theme=theme.label,
        unexpected=theme.unexpected,
        wish=theme.wish,
        seen_on=seen.seen_on,
        precision=seen.precision,
        direction=seen.direction,
        level=level,
        wording=theme.wordings[level],
        asked_of=row.asked_of,
        until=row.until,
        agreement=row.agreement,
    )


def _valid(session: Session, secret: str, today: date) -> tables.Witness:
    kept, seen = tables.Witness, tables.Observation
    query = select(kept).join(seen, seen.id == kept.observation_id)
    mine = query.where(kept.secret_hash == hashed(secret), kept.revoked_at.is_(None), is_counting())
    row = session.scalar(mine.where(kept.until >= today).execution_options(populate_existing=True))
    if row is None:
        raise NotFound(what="witness")
    return row


def answer(
    session: Session, secret: str, agreement: Agreement, remark: str, intended: Intended, today: date
) -> Agreement:
    """Keep what somebody outside says, once; the first answer stands. Returns the answer that is kept.

    Only when they agree does the evidence rung become 5, confirmed from outside. Raises NotFound or Invalid.
    """
    _alone_with(session, _valid(session, secret, today).collaboration_id)
    row = _valid(session, secret, today)
    if row.agreement is not None:
        return row.agreement
    told = clean(remark)
    if len(told) > REMARK_LIMIT:
        raise Invalid(field="remark", reason="too_long", limit=REMARK_LIMIT)
    seen = session.get_one(tables.Observation, row.observation_id, populate_existing=True)
    if agreement is Agreement.AGREES:
        _lift(session, seen, row.asked_of)
    row.agreement, row.remark, row.intended = agreement, told, intended
    row.answered_at, row.version, row.about_version = now(), row.version + 1, seen.version
    session.flush()
    touched(session, Who("", row.collaboration_id))
    return agreement


def _alone_with(session: Session, collaboration_id: str) -> None:
    """As `people.alone`, for somebody who takes part in nothing: the secret was their permission."""
    owner = tables.Collaboration
    session.execute(
        select(owner.id).where(owner.id == collaboration_id).with_for_update(of=owner, key_share=True)
    ).one()


def _lift(session: Session, seen: tables.Observation, asked_of: str) -> None:
    if seen.rung == Rung.CONFIRMED_OUTSIDE:
        return
    counted, before = counts_of(seen), {"rung": seen.rung}
    seen.rung, seen.version, seen.updated_by = int(Rung.CONFIRMED_OUTSIDE), seen.version + 1, None
    session.flush()
    tally(session, counted, counts_of(seen))
    write(session, seen, None, before, {"rung": seen.rung}, reason=asked_of)


def witnesses(session: Session, who: Who, observation_id: str) -> tuple[Witness, ...]:
    """Everybody outside who was asked about an observation this person may read, last asked first."""
    permit(session, who, Act.LOOK)
    kept, seen = tables.Witness, tables.Observation
    query = select(kept, seen.version).join(seen, seen.id == kept.observation_id)
    mine = query.where(kept.observation_id == observation_id, listed(who)).order_by(kept.id.desc())
    return tuple(_witness(row, version) for row, version in session.execute(mine))


def _witness(row: tables.Witness, version: int) -> Witness:
    changed = row.about_version is not None and row.about_version != version
    return Witness(
        id=row.id,
        asked_of=row.asked_of,
        until=row.until,
        revoked=row.revoked_at is not None,
        answered_at=row.answered_at,
        agreement=row.agreement,
        remark=row.remark,
        intended=row.intended,
        earlier_text=changed,
    )


def unjudged(session: Session, who: Who) -> Sequence[str]:
    """The observations somebody outside does not fully agree with, and that nobody changed or judged since."""
    permit(session, who, Act.LOOK)
    kept, seen = tables.Witness, tables.Observation
    doubted = kept.agreement.in_((Agreement.PARTLY, Agreement.DISAGREES)) & (kept.about_version == seen.version)
    query = select(seen.id).join(kept, kept.observation_id == seen.id)
    query = query.where(kept.collaboration_id == who.collaboration_id)
    here = (seen.collaboration_id == who.collaboration_id) & seen.state.in_((State.SHARED, State.CONFIRMED))
    return session.scalars(query.where(here, doubted).distinct().order_by(seen.id)).all()
