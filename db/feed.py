"""Feeds: links with which a program such as Excel or Power BI reads observations.

Only the SHA-256 of the secret in a link is stored, so a link is shown once and cannot be read back. See decision 22.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import and_, literal, or_, select, tuple_, update
from sqlalchemy.orm import Session

from db import tables
from db.export import list_export_names
from db.observation_filter import (
    MAX_SEARCH_LENGTH,
    ObservationFilter,
    filter_from_json,
    filter_to_json,
    matches_filter,
)
from db.observations.records import load_observations
from db.once import CreatedSecret, create_secret_once, hash_secret
from db.people import lock_collaboration, require_permission
from db.rows import get_own_row, get_owner_values, insert_row, save_row
from db.types import get_utc_now
from impact.access import Act
from impact.errors import Invalid, NotFound
from impact.exporting.observations_csv import PlaceNames
from impact.model import COUNTING_STATES, HIDDEN_STATES, Observation, Who
from impact.observation.observation_rules import check_name, clean_line

MAX_LABEL_LENGTH = 80  # characters, as wide as the column
MAX_OPEN_FEEDS = 20  # more than anybody can keep track of, and each can be read at any moment
OBSERVATIONS_PER_PIECE = 1_000  # in memory at once, however many there are
DEFAULT_FILTER = ObservationFilter(states=COUNTING_STATES)


@dataclass(frozen=True)
class FeedLink:
    """A link as it is stored: what it is for, what it gives, until when, and when it was last used."""

    id: str
    label: str
    observation_filter: ObservationFilter
    until: date | None
    is_revoked: bool
    last_used_on: date | None
    created_at: datetime

    def is_open(self, today: date) -> bool:
        """Return whether the link still works on this day."""
        return not self.is_revoked and (self.until is None or self.until >= today)


@dataclass(frozen=True)
class OpenedFeed:
    """What the holder of a link may read, and under which names."""

    id: str
    collaboration_id: str
    collaboration_name: str
    label: str
    language: str
    observation_filter: ObservationFilter
    names: PlaceNames
    was_used_today: bool


def create_feed(
    session: Session,
    who: Who,
    label: str,
    observation_filter: ObservationFilter,
    until: date | None,
    language: str,
    today: date,
    *,
    token: str,
) -> CreatedSecret:
    """Make a link to what this filter finds, valid up to and including a day or until it is revoked (None).

    The same token makes one link, and returns its secret the first time only. Raise NotAllowed, and Invalid for a day
    in the past, too many links, or a filter on who wrote something.
    """
    lock_collaboration(session, who, Act.MANAGE)
    cleaned_label = check_name(label, MAX_LABEL_LENGTH, "feed_label")
    # Outside the app nobody may follow one person: not even who made the link.
    if observation_filter.mine or observation_filter.writer_id is not None:
        raise Invalid(field="filter", reason="by_writer")
    if until is not None and until < today:
        raise Invalid(field="until", reason="until_past")
    if sum(feed_link.is_open(today) for feed_link in list_feeds(session, who)) >= MAX_OPEN_FEEDS:
        raise Invalid(field="feed_label", reason="too_many_feeds", limit=MAX_OPEN_FEEDS)

    def insert_feed(secret_hash: str) -> str:
        searched_text = clean_line(observation_filter.text)[:MAX_SEARCH_LENGTH]
        row = tables.Feed(
            secret_hash=secret_hash,
            label=cleaned_label,
            filter=filter_to_json(replace(observation_filter, text=searched_text)),
            language=language,
            until=until,
            **get_owner_values(who),
        )
        return insert_row(session, row)

    return create_secret_once(session, token, insert_feed)


def list_feeds(session: Session, who: Who) -> tuple[FeedLink, ...]:
    """Return every link of this collaboration, newest first. Raise NotAllowed."""
    require_permission(session, who, Act.MANAGE)
    feed = tables.Feed
    query = select(feed).where(feed.collaboration_id == who.collaboration_id).order_by(feed.id.desc())
    return tuple(
        FeedLink(
            row.id,
            row.label,
            filter_from_json(row.filter),
            row.until,
            row.revoked_at is not None,
            row.last_used_on,
            row.created_at,
        )
        for row in session.scalars(query)
    )


def revoke_feed(session: Session, who: Who, feed_id: str) -> None:
    """Make a link worthless; a second time changes nothing. Raise NotFound or NotAllowed."""
    lock_collaboration(session, who, Act.MANAGE)
    row = get_own_row(session, who, tables.Feed, feed_id)
    if row.revoked_at is None:
        row.revoked_at = get_utc_now()
        save_row(session, who, row, outdates_caches=False)


def open_feed(session: Session, secret: str, today: date) -> OpenedFeed:
    """Return what the holder of this link may read. Raise NotFound when the link does not work, or no longer."""
    feed, collaboration = tables.Feed, tables.Collaboration
    query = select(feed, collaboration.name).join(collaboration, collaboration.id == feed.collaboration_id)
    is_valid = (feed.secret_hash == hash_secret(secret)) & feed.revoked_at.is_(None)
    result = session.execute(query.where(is_valid, or_(feed.until.is_(None), feed.until >= today))).one_or_none()
    if result is None:
        raise NotFound(what="feed")
    row, collaboration_name = result
    return OpenedFeed(
        id=row.id,
        collaboration_id=row.collaboration_id,
        collaboration_name=collaboration_name,
        label=row.label,
        language=row.language,
        observation_filter=filter_from_json(row.filter),
        names=list_export_names(session, row.collaboration_id),
        was_used_today=row.last_used_on == today,
    )


def record_feed_use(session: Session, feed_id: str, today: date) -> None:
    """Store the day on which a link was last used, and nothing else about who used it."""
    feed = tables.Feed
    values = {"last_used_on": today, "updated_at": feed.updated_at}
    session.execute(update(feed).where(feed.id == feed_id).values(values))


def read_feed_piece(
    session: Session, feed: OpenedFeed, after: Observation | None, limit: int = OBSERVATIONS_PER_PIECE
) -> Sequence[Observation]:
    """Return the next observations of this link, oldest first, after this one; no drafts, nothing from the bin."""
    reader = Who("", feed.collaboration_id)
    observation = tables.Observation
    is_in_feed = and_(matches_filter(session, reader, feed.observation_filter), observation.state.not_in(HIDDEN_STATES))
    query = select(observation).where(is_in_feed).order_by(observation.seen_on, observation.id).limit(limit)
    if after is not None:
        # After the last row instead of OFFSET: what is logged meanwhile then neither repeats nor hides a row.
        last_position = tuple_(
            literal(after.details.seen_on, observation.seen_on.type), literal(after.id, observation.id.type)
        )
        query = query.where(tuple_(observation.seen_on, observation.id) > last_position)
    return load_observations(session, reader, session.scalars(query).all())
