"""Looking back together: what still asks for an eye, and where nothing was logged. Never per person, never ranked."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select, union
from sqlalchemy.orm import Session

from db import tables
from db.counting import is_counting
from db.people import permit
from db.types import NO_ORGANISATION
from impact.access import Act
from impact.model import COUNTING, State, Who

ENDS = (tables.Ripple.effect_id, tables.Ripple.cause_observation_id)


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
    seen, counted = tables.Observation, tables.Tally
    counting = counted.state.in_(COUNTING)
    waiting = is_counting(states=(State.SHARED,))
    first = select(seen.created_at).where(_ours(who), waiting).order_by(seen.created_at).limit(1)
    mine = (seen.state == State.DRAFT) & (seen.created_by == who.person_id) & (seen.updated_at < drafts_before)
    return Open(
        to_judge=_tallied(session, who, counted.state == State.SHARED),
        oldest=session.scalar(first),
        disputed=_tallied(session, who, counted.state == State.DISPUTED),
        unexpected=_tallied(session, who, counting & _unexpected(who)),
        loose=_tallied(session, who, counting) - _count(session, who, is_counting() & _linked(who)),
        drafts=_count(session, who, mine),
    )


def to_judge(session: Session, who: Who) -> int:
    """How many shared observations nobody has judged yet."""
    permit(session, who, Act.LOOK)
    return _tallied(session, who, tables.Tally.state == State.SHARED)


def silent(session: Session, who: Who, since: datetime, until: datetime) -> tuple[Logged, ...]:
    """Per organisation and ring how many that count were logged from `since` to before `until`, and when the last was.

    The last is of any time; where nothing was ever logged there is no row.
    """
    permit(session, who, Act.LOOK)
    seen, theme = tables.Observation, tables.Theme
    place, ring = seen.organisation_id, theme.ring_id
    asked = select(place, ring, func.count()).join(theme, theme.id == seen.theme_id)
    ours = asked.where(_ours(who), is_counting(), seen.created_at >= since, seen.created_at < until)
    counts = {(row[0], row[1]): row[2] for row in session.execute(ours.group_by(place, ring))}
    return tuple(Logged(*key, counts.get(key, 0), last) for key, last in _last_logged(session, who).items())


def _last_logged(session: Session, who: Who) -> dict[tuple[str | None, str], datetime]:
    """When something that counts was logged last, by organisation and ring: one look into an index per sector."""
    seen, counted, theme = tables.Observation, tables.Tally, tables.Theme
    here = (counted.collaboration_id == who.collaboration_id) & counted.state.in_(COUNTING) & (counted.n > 0)
    pairs = select(counted.theme_id, counted.organisation_id).where(here).distinct().subquery()
    nowhere = and_(pairs.c.organisation_id == NO_ORGANISATION, seen.organisation_id.is_(None))
    theirs = (seen.theme_id == pairs.c.theme_id) & or_(seen.organisation_id == pairs.c.organisation_id, nowhere)
    last = select(seen.created_at).where(theirs, is_counting()).order_by(seen.created_at.desc()).limit(1)
    query = select(pairs.c.organisation_id, theme.ring_id, last.scalar_subquery())
    found: dict[tuple[str | None, str], datetime] = {}
    for place, ring, at in session.execute(query.join(theme, theme.id == pairs.c.theme_id)):
        key = (None if place == NO_ORGANISATION else place, ring)
        found[key] = max(at, found.get(key, at))
    return found


def _tallied(session: Session, who: Who, asked: ColumnElement[bool]) -> int:
    counted = tables.Tally
    return (
        session.scalar(select(func.sum(counted.n)).where(counted.collaboration_id == who.collaboration_id, asked)) or 0
    )


def _count(session: Session, who: Who, asked: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(tables.Observation).where(_ours(who), asked)) or 0


def _ours(who: Who) -> ColumnElement[bool]:
    return tables.Observation.collaboration_id == who.collaboration_id


def _unexpected(who: Who) -> ColumnElement[bool]:
    theme = tables.Theme
    mine = select(theme.id).where(theme.collaboration_id == who.collaboration_id, theme.unexpected)
    return tables.Tally.theme_id.in_(mine)


def _linked(who: Who) -> ColumnElement[bool]:
    kept = tables.Ripple
    ends = (select(end).where(kept.collaboration_id == who.collaboration_id) for end in ENDS)
    return tables.Observation.id.in_(union(*ends))
