"""Links by which a program such as Excel or Power BI reads observations: made, used and revoked.

Only the SHA-256 of the secret in a link is kept, so a link is shown once and cannot be read back. See decision 22.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, literal, or_, select, tuple_, update
from sqlalchemy.orm import Session

from db import tables
from db.exchange import names_of
from db.logbook import LONGEST_SEARCH, Filter, fitting
from db.observations import observations
from db.people import alone, permit
from db.secret import Made, hashed, made_once
from db.types import now
from impact.access import Act
from impact.errors import Invalid, NotFound
from impact.exchange.csv_out import Names
from impact.model import COUNTING, Direction, Observation, Rung, State, Who
from impact.observe import named, one_line

LABEL_LIMIT = 80
MOST_OPEN = 20
AT_ONCE = 1_000
EVERYTHING = Filter(states=COUNTING)


@dataclass(frozen=True)
class Feed:
    """A link as it is kept: what it is for, what it gives, until when, and when it was last used."""

    id: str
    label: str
    wanted: Filter
    until: date | None
    revoked: bool
    last_used_on: date | None
    made_at: datetime

    def is_open(self, today: date) -> bool:
        """Whether the link still gives something."""
        return not self.revoked and (self.until is None or self.until >= today)


@dataclass(frozen=True)
class Opened:
    """What the holder of a link may read, and under which names."""

    id: str
    collaboration_id: str
    collaboration: str
    label: str
    language: str
    wanted: Filter
    names: Names
    used_today: bool


def make(
    session: Session,
    who: Who,
    label: str,
    wanted: Filter,
    until: date | None,
    language: str,
    today: date,
    *,
    token: str,
) -> Made:
    """Make a link to what is `wanted`, valid up to and including a day or until it is revoked (None).

    Raises NotAllowed, and Invalid for a day that is past, too many links, or a filter on who wrote something. The
    same token makes one link; only the first time its secret is told, after that it is empty.
    """
    alone(session, who, Act.MANAGE)
    name = named(label, LABEL_LIMIT, "feed_label")
    if wanted.mine or wanted.writer_id is not None:
        raise Invalid(field="filter", reason="by_writer")
    if until is not None and until < today:
        raise Invalid(field="until", reason="until_past")
    if sum(one.is_open(today) for one in feeds(session, who)) >= MOST_OPEN:
        raise Invalid(field="feed_label", reason="too_many_feeds", limit=MOST_OPEN)

    def keep(secret_hash: str) -> str:
        made = tables.Feed(
            collaboration_id=who.collaboration_id,
            created_by=who.person_id,
            secret_hash=secret_hash,
            label=name,
            filter=_told(replace(wanted, text=one_line(wanted.text)[:LONGEST_SEARCH])),
            language=language,
            until=until,
        )
        session.add(made)
        session.flush()
        return made.id

    return made_once(session, token, keep)


def _told(wanted: Filter) -> dict[str, Any]:
    """A filter as JSON: only what leaves something out."""
    empty = asdict(Filter())
    told = {name: value for name, value in asdict(wanted).items() if value != empty[name]}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in told.items()}


def _wanted(told: dict[str, Any]) -> Filter:
    """The way back from `_told`."""
    values = {field.name: told[field.name] for field in fields(Filter) if field.name in told}
    readers: dict[str, Callable[[Any], object]] = {
        "directions": lambda words: tuple(map(Direction, words)),
        "states": lambda words: tuple(map(State, words)),
        "least_rung": Rung,
        "since": date.fromisoformat,
        "until": date.fromisoformat,
    }
    read: dict[str, Any] = {name: readers[name](value) if name in readers else value for name, value in values.items()}
    return Filter(**read)


def feeds(session: Session, who: Who) -> tuple[Feed, ...]:
    """Every link of this collaboration, last made first. Raises NotAllowed."""
    permit(session, who, Act.MANAGE)
    kept = tables.Feed
    mine = select(kept).where(kept.collaboration_id == who.collaboration_id).order_by(kept.id.desc())
    return tuple(
        Feed(row.id, row.label, _wanted(row.filter), row.until, row.revoked_at is not None, row.last_used_on,
             row.created_at)
        for row in session.scalars(mine)
    )  # fmt: skip


def revoke(session: Session, who: Who, feed_id: str) -> None:
    """Make a link worthless; twice changes nothing. Raises NotFound or NotAllowed."""
    alone(session, who, Act.MANAGE)
    kept = tables.Feed
    row = session.scalar(select(kept).where(kept.id == feed_id, kept.collaboration_id == who.collaboration_id))
    if row is None:
        raise NotFound(what="feed")
    if row.revoked_at is None:
        row.revoked_at, row.updated_by, row.version = now(), who.person_id, row.version + 1
        session.flush()


def opened(session: Session, secret: str, today: date) -> Opened:
    """What the holder of this link may read. Raises NotFound when the link is not, or no longer, worth anything."""
    kept, owner = tables.Feed, tables.Collaboration
    query = select(kept, owner.name).join(owner, owner.id == kept.collaboration_id)
    good = (kept.secret_hash == hashed(secret)) & kept.revoked_at.is_(None)
    found = session.execute(query.where(good, or_(kept.until.is_(None), kept.until >= today))).one_or_none()
    if found is None:
        raise NotFound(what="feed")
    row, collaboration = found
    return Opened(
        id=row.id,
        collaboration_id=row.collaboration_id,
        collaboration=collaboration,
        label=row.label,
        language=row.language,
        wanted=_wanted(row.filter),
        names=names_of(session, row.collaboration_id),
        used_today=row.last_used_on == today,
    )


def used(session: Session, feed_id: str, today: date) -> None:
    """Note on which day a link was last used, and no more of it than the day."""
    kept = tables.Feed
    values = {"last_used_on": today, "updated_at": kept.updated_at}
    session.execute(update(kept).where(kept.id == feed_id).values(values))


def piece(session: Session, feed: Opened, after: Observation | None, limit: int = AT_ONCE) -> Sequence[Observation]:
    """The next observations of this link, oldest first, after this one; never a draft, nor what lies in the bin."""
    nobody = Who("", feed.collaboration_id)
    seen = tables.Observation
    mine = and_(fitting(session, nobody, feed.wanted), seen.state.not_in((State.DRAFT, State.BINNED)))
    query = select(seen).where(mine).order_by(seen.seen_on, seen.id).limit(limit)
    if after is not None:
        last = tuple_(literal(after.said.seen_on, seen.seen_on.type), literal(after.id, seen.id.type))
        query = query.where(tuple_(seen.seen_on, seen.id) > last)
    return observations(session, nobody, session.scalars(query).all())
