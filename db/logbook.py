"""The logbook: finding observations, page by page from the database and never as a whole."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, select
from sqlalchemy.orm import Session

from db import search, tables, undo
from db.counting import is_counting
from db.judging import offered, reasoned
from db.observations import listed, observations, readable
from db.people import allowed, permit
from impact.access import Act
from impact.errors import NotFound
from impact.model import Direction, Observation, Rung, State, Who
from impact.search import asked

AT_ONCE = 2_000
LONGEST_SEARCH = 200  # characters of the words to search for
STATE_ORDER = (State.DRAFT, State.DISPUTED, State.SHARED, State.CONFIRMED, State.WITHDRAWN)


class Sort(StrEnum):
    """In which order: seen or logged last, logged first, furthest settled, best known, or first to judge."""

    SEEN = "seen"
    LOGGED = "logged"
    WAITING = "waiting"
    LEVEL = "level"
    RUNG = "rung"
    STATE = "state"


@dataclass(frozen=True)
class Filter:
    """What to find; a field that is empty or None leaves nothing out.

    `text` holds words that must all occur, `without_theme` finds what nobody had wished for (Unexpected), and
    `without_ripple` what no ripple leads to or from. `unsettled` finds what waits for a level.
    """

    text: str = ""
    ring_id: str | None = None
    theme_id: str | None = None
    directions: tuple[Direction, ...] = ()
    states: tuple[State, ...] = ()
    least_rung: Rung | None = None
    organisation_id: str | None = None
    activity_id: str | None = None
    since: date | None = None
    until: date | None = None
    mine: bool = False
    writer_id: str | None = None
    batch_id: str | None = None
    without_ripple: bool = False
    without_theme: bool = False
    unsettled: bool = False


@dataclass(frozen=True)
class Choices:
    """What this person may do with an observation: change its text, and put it in one of these states.

    `reasoned` are the states that ask for a reason, `undo` is the id of the last change when it may be taken back,
    `asks` whether somebody outside may be asked about it.
    """

    change: bool
    states: tuple[State, ...]
    reasoned: tuple[State, ...] = ()
    undo: str | None = None
    asks: bool = False


def found(
    session: Session, who: Who, wanted: Filter, sort: Sort = Sort.SEEN, offset: int = 0, limit: int = 20
) -> tuple[tuple[Observation, ...], int]:
    """One page of what this person may read and asks for, and how many there are in all."""
    permit(session, who, Act.LOOK)
    seen = tables.Observation
    fits = fitting(session, who, wanted)
    total = session.scalar(select(func.count()).select_from(seen).where(fits)) or 0
    # Only ids are sorted, so that the texts of rows that fall off the page are never carried along.
    page = session.scalars(_sorted(select(seen.id).where(fits), sort).offset(offset).limit(limit)).all()
    rows = {row.id: row for row in session.scalars(select(seen).where(seen.id.in_(page)))}
    return observations(session, who, [rows[one] for one in page if one in rows]), total


def count_unsettled(session: Session, who: Who) -> int:
    """How many observations that this person may read wait for a level."""
    permit(session, who, Act.LOOK)
    waiting = select(func.count()).select_from(tables.Observation).where(fitting(session, who, Filter(unsettled=True)))
    return session.scalar(waiting) or 0


def ids(session: Session, who: Who, wanted: Filter, sort: Sort = Sort.SEEN) -> Iterator[str]:
    """The ids of everything this person may read and asks for, in order, read in pieces."""
    permit(session, who, Act.LOOK)
    query = _sorted(select(tables.Observation.id).where(fitting(session, who, wanted)), sort)
    yield from session.scalars(query.execution_options(yield_per=AT_ONCE))


def earlier(session: Session, who: Who, text: str, until: date, limit: int = 10) -> tuple[Observation, ...]:
    """Observations that count, seen up to `until`, in which all of these words occur, latest first."""
    permit(session, who, Act.LOOK)
    seen = tables.Observation
    mine = select(seen).where(readable(who), is_counting(), seen.seen_on <= until)
    found = mine.where(search.holds(session, asked(text))) if text.strip() else mine
    rows = session.scalars(found.order_by(seen.seen_on.desc(), seen.id.desc()).limit(limit)).all()
    return observations(session, who, rows)


def choices(session: Session, who: Who, observation_id: str) -> Choices:
    """What this person may do with this observation now. Raises NotFound when it is not there for this person."""
    permit(session, who, Act.LOOK)
    mine = select(tables.Observation).where(tables.Observation.id == observation_id, readable(who))
    row = session.scalar(mine)
    if row is None:
        raise NotFound(what="observation")
    own = row.created_by == who.person_id and allowed(session, who, Act.LOG)
    if not own and not allowed(session, who, Act.JUDGE):
        return Choices(False, (), undo=undo.offered(session, who, row.id))
    change = row.state is not State.BINNED
    last = undo.offered(session, who, row.id)
    asks = change and row.level is not None
    return Choices(change, offered(session, who, row), reasoned(session, who, row), last, asks=asks)


def fitting(session: Session, who: Who, wanted: Filter) -> ColumnElement[bool]:
    """The condition for what this person may read and asks for."""
    seen = tables.Observation
    fits: list[ColumnElement[bool]] = [listed(who), *_place(who, wanted), *_origin(wanted), *_loose(who, wanted)]
    if wanted.text.strip():
        fits.append(search.holds(session, asked(wanted.text)))
    if wanted.directions:
        fits.append(seen.direction.in_(wanted.directions))
    if wanted.states:
        fits.append(seen.state.in_(wanted.states))
    if wanted.least_rung is not None:
        fits.append(seen.rung >= int(wanted.least_rung))
    if wanted.since is not None:
        fits.append(seen.seen_on >= wanted.since)
    if wanted.until is not None:
        fits.append(seen.seen_on <= wanted.until)
    return and_(*fits)


def _place(who: Who, wanted: Filter) -> Iterator[ColumnElement[bool]]:
    seen, theme = tables.Observation, tables.Theme
    if wanted.ring_id is not None:
        mine = theme.collaboration_id == who.collaboration_id
        yield seen.theme_id.in_(select(theme.id).where(theme.ring_id == wanted.ring_id, mine))
    if wanted.theme_id is not None:
        yield seen.theme_id == wanted.theme_id
    if wanted.organisation_id is not None:
        yield seen.organisation_id == wanted.organisation_id
    if wanted.activity_id is not None:
        yield seen.activity_id == wanted.activity_id


def _origin(wanted: Filter) -> Iterator[ColumnElement[bool]]:
    seen = tables.Observation
    if wanted.writer_id is not None:
        yield seen.created_by == wanted.writer_id
    if wanted.batch_id is not None:
        yield seen.batch_id == wanted.batch_id


def _loose(who: Who, wanted: Filter) -> Iterator[ColumnElement[bool]]:
    seen, kept, theme = tables.Observation, tables.Ripple, tables.Theme
    if wanted.unsettled:
        yield seen.level.is_(None) & (seen.state != State.WITHDRAWN)
    if wanted.mine:
        yield seen.created_by == who.person_id
    if wanted.without_ripple:
        yield ~exists().where(kept.effect_id == seen.id) & ~exists().where(kept.cause_observation_id == seen.id)
    if wanted.without_theme:
        mine = (theme.collaboration_id == who.collaboration_id) & theme.unexpected
        yield seen.theme_id.in_(select(theme.id).where(mine))


def _sorted(query: Select[str], sort: Sort) -> Select[str]:
    seen = tables.Observation
    first: dict[Sort, tuple[ColumnElement[Any], ...]] = {
        Sort.SEEN: (),
        Sort.LOGGED: (seen.created_at.desc(),),
        Sort.WAITING: (seen.created_at.asc(),),
        Sort.LEVEL: (seen.level.desc().nulls_last(),),
        Sort.RUNG: (seen.rung.desc(),),
        Sort.STATE: (case({state.value: place for place, state in enumerate(STATE_ORDER)}, value=seen.state),),
    }
    # The id settles every tie, so that no row stands on two pages or on none.
    return query.order_by(*first[sort], seen.seen_on.desc(), seen.id.desc())
