"""Looking back together: what still asks for an eye, and where nothing was logged. Never per person, never ranked."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session

from db import tables
from db.people import permit
from impact.access import Act
from impact.model import COUNTING, State, Who


@dataclass(frozen=True)
class Open:
    """How many observations ask for an eye, by question; `oldest` is when the first of those to judge was logged.

    `unexpected` have no desired impact, `loose` no ripple; `drafts` are this person's own that have been lying.
    """

    to_judge: int
    oldest: datetime | None
    disputed: int
    unexpected: int
    loose: int
    drafts: int


@dataclass(frozen=True)
class Logged:
    """What an organisation (None: no organisation was named) logged in one ring: how many, and when the last one."""

    organisation_id: str | None
    ring_id: str
    count: int
    last: datetime


def asking(session: Session, who: Who, drafts_before: datetime) -> Open:
    """What asks for an eye; drafts of one's own count when they were last changed before this moment."""
    permit(session, who, Act.LOOK)
    seen = tables.Observation
    to_judge, oldest = session.execute(
        select(func.count(), func.min(seen.created_at)).where(_ours(who), seen.state == State.SHARED)
    ).one()
    counting = seen.state.in_(COUNTING)
    mine = (seen.state == State.DRAFT) & (seen.created_by == who.person_id) & (seen.updated_at < drafts_before)
    return Open(
        to_judge=to_judge,
        oldest=oldest,
        disputed=_count(session, who, seen.state == State.DISPUTED),
        unexpected=_count(session, who, counting & _unexpected(who)),
        loose=_count(session, who, counting & ~_linked()),
        drafts=_count(session, who, mine),
    )


def to_judge(session: Session, who: Who) -> int:
    """How many shared observations nobody has judged yet."""
    permit(session, who, Act.LOOK)
    return _count(session, who, tables.Observation.state == State.SHARED)


def silent(session: Session, who: Who, since: datetime, until: datetime) -> tuple[Logged, ...]:
    """Per organisation and ring how many that count were logged from `since` to before `until`, and when the last was.

    The last is of any time; where nothing was ever logged there is no row.
    """
    permit(session, who, Act.LOOK)
    seen, theme = tables.Observation, tables.Theme
    ours = and_(_ours(who), seen.state.in_(COUNTING))
    place, ring = seen.organisation_id, theme.ring_id
    asked = select(place, ring, func.count(), func.max(seen.created_at)).join(theme, theme.id == seen.theme_id)
    ever = asked.where(ours).group_by(place, ring)
    within = session.execute(ever.where(seen.created_at >= since, seen.created_at < until)).all()
    counts = {(row[0], row[1]): row[2] for row in within}
    rows = session.execute(ever).all()
    return tuple(Logged(row[0], row[1], counts.get((row[0], row[1]), 0), row[3]) for row in rows)


def _count(session: Session, who: Who, asked: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(tables.Observation).where(_ours(who), asked)) or 0


def _ours(who: Who) -> ColumnElement[bool]:
    return tables.Observation.collaboration_id == who.collaboration_id


def _unexpected(who: Who) -> ColumnElement[bool]:
    theme = tables.Theme
    mine = select(theme.id).where(theme.collaboration_id == who.collaboration_id, theme.unexpected)
    return tables.Observation.theme_id.in_(mine)


def _linked() -> ColumnElement[bool]:
    kept, seen = tables.Ripple, tables.Observation
    return exists().where(kept.effect_id == seen.id) | exists().where(kept.cause_observation_id == seen.id)
