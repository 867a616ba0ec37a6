"""The review of a collaboration: what is still to be done, and where nothing was logged.

Nothing here counts per person or ranks anybody: that would make people log for the count.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select, union
from sqlalchemy.orm import Session

from db import tables
from db.counting import is_counting
from db.people import require_permission
from db.rows import count_where
from db.types import NO_ORGANISATION
from impact.access import Act
from impact.model import COUNTING_STATES, State, Who

RIPPLE_ENDS = (tables.Ripple.effect_id, tables.Ripple.cause_observation_id)


@dataclass(frozen=True)
class ReviewCounts:
    """How many observations still need somebody's attention, by question.

    `oldest_logged_at` is when the first of those to judge was logged, `unexpected` have no desired impact, `unlinked`
    no ripple, and `drafts` are this person's own old drafts.
    """

    to_judge: int
    oldest_logged_at: datetime | None
    disputed: int
    unexpected: int
    unlinked: int
    drafts: int


@dataclass(frozen=True)
class LoggedCount:
    """How many observations of an organisation (None: of none) were logged in one ring, and when the last one was."""

    organisation_id: str | None
    ring_id: str
    count: int
    last_logged_at: datetime


def count_open_questions(session: Session, who: Who, drafts_before: datetime) -> ReviewCounts:
    """Return what needs attention; one's own drafts count when they were last changed before this moment."""
    require_permission(session, who, Act.LOOK)
    observation, tally = tables.Observation, tables.Tally
    is_counting_tally = tally.state.in_(COUNTING_STATES)
    is_to_judge = is_counting(states=(State.SHARED,))
    oldest_query = (
        select(observation.created_at)
        .where(_is_own_observation(who), is_to_judge)
        .order_by(observation.created_at)
        .limit(1)
    )
    is_old_draft = (
        (observation.state == State.DRAFT)
        & (observation.created_by == who.person_id)
        & (observation.updated_at < drafts_before)
    )
    return ReviewCounts(
        to_judge=_sum_tallies(session, who, tally.state == State.SHARED),
        oldest_logged_at=session.scalar(oldest_query),
        disputed=_sum_tallies(session, who, tally.state == State.DISPUTED),
        unexpected=_sum_tallies(session, who, is_counting_tally & _is_unexpected_tally(who)),
        unlinked=_sum_tallies(session, who, is_counting_tally)
        - count_where(session, _is_own_observation(who), is_counting(), _is_linked(who)),
        drafts=count_where(session, _is_own_observation(who), is_old_draft),
    )


def count_to_judge(session: Session, who: Who) -> int:
    """Return how many shared observations nobody has judged yet."""
    require_permission(session, who, Act.LOOK)
    return _sum_tallies(session, who, tables.Tally.state == State.SHARED)


def list_logged_counts(session: Session, who: Who, since: datetime, until: datetime) -> tuple[LoggedCount, ...]:
    """Return by organisation and ring how many observations that count were logged from `since` to before `until`.

    The moment of the last one may lie outside these; where nothing was ever logged there is no row.
    """
    require_permission(session, who, Act.LOOK)
    observation, theme = tables.Observation, tables.Theme
    organisation_id, ring_id = observation.organisation_id, theme.ring_id
    count_query = select(organisation_id, ring_id, func.count()).join(theme, theme.id == observation.theme_id)
    filtered_query = count_query.where(
        _is_own_observation(who), is_counting(), observation.created_at >= since, observation.created_at < until
    )
    counts = {(row[0], row[1]): row[2] for row in session.execute(filtered_query.group_by(organisation_id, ring_id))}
    return tuple(
        LoggedCount(*place_key, counts.get(place_key, 0), last_logged_at)
        for place_key, last_logged_at in _find_last_logged(session, who).items()
    )


def _find_last_logged(session: Session, who: Who) -> dict[tuple[str | None, str], datetime]:
    """Return when something that counts was last logged, by organisation and ring."""
    # One look into an index for each pair of theme and organisation, instead of reading every observation.
    observation, tally, theme = tables.Observation, tables.Tally, tables.Theme
    is_counting_tally = (
        (tally.collaboration_id == who.collaboration_id) & tally.state.in_(COUNTING_STATES) & (tally.n > 0)
    )
    pairs = select(tally.theme_id, tally.organisation_id).where(is_counting_tally).distinct().subquery()
    is_without_organisation = and_(pairs.c.organisation_id == NO_ORGANISATION, observation.organisation_id.is_(None))
    is_in_pair = (observation.theme_id == pairs.c.theme_id) & or_(
        observation.organisation_id == pairs.c.organisation_id, is_without_organisation
    )
    last_query = (
        select(observation.created_at).where(is_in_pair, is_counting()).order_by(observation.created_at.desc()).limit(1)
    )
    query = select(pairs.c.organisation_id, theme.ring_id, last_query.scalar_subquery())
    last_by_place: dict[tuple[str | None, str], datetime] = {}
    for organisation_id, ring_id, logged_at in session.execute(query.join(theme, theme.id == pairs.c.theme_id)):
        key = (None if organisation_id == NO_ORGANISATION else organisation_id, ring_id)
        last_by_place[key] = max(logged_at, last_by_place.get(key, logged_at))
    return last_by_place


def _sum_tallies(session: Session, who: Who, condition: ColumnElement[bool]) -> int:
    tally = tables.Tally
    return (
        session.scalar(select(func.sum(tally.n)).where(tally.collaboration_id == who.collaboration_id, condition)) or 0
    )


def _is_own_observation(who: Who) -> ColumnElement[bool]:
    return tables.Observation.collaboration_id == who.collaboration_id


def _is_unexpected_tally(who: Who) -> ColumnElement[bool]:
    theme = tables.Theme
    query = select(theme.id).where(theme.collaboration_id == who.collaboration_id, theme.unexpected)
    return tables.Tally.theme_id.in_(query)


def _is_linked(who: Who) -> ColumnElement[bool]:
    ripple = tables.Ripple
    ends = (select(end).where(ripple.collaboration_id == who.collaboration_id) for end in RIPPLE_ENDS)
    return tables.Observation.id.in_(union(*ends))
