"""The logbook: finding observations, page by page from the database and never as a whole."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from db import tables
from db.judging import offered
from db.observations import listed, observations, readable
from db.people import allowed, permit
from impact.access import Act
from impact.errors import NotFound
from impact.model import COUNTING, Direction, Observation, Rung, State, Who

AT_ONCE = 2_000
TEXTS = ("what", "why", "contribution", "circumstances")
STATE_ORDER = (State.DRAFT, State.DISPUTED, State.SHARED, State.CONFIRMED, State.WITHDRAWN)


class Sort(StrEnum):
    """In which order: seen or logged last, furthest settled, best known, or by what is still to be judged."""

    SEEN = "seen"
    LOGGED = "logged"
    LEVEL = "level"
    RUNG = "rung"
    STATE = "state"


@dataclass(frozen=True)
class Filter:
    """What to find; a field that is empty or None leaves nothing out. `text` holds words that must all occur."""

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


@dataclass(frozen=True)
class Choices:
    """What this person may do with an observation: change its text, and put it in one of these states."""

    change: bool
    states: tuple[State, ...]


def found(
    session: Session, who: Who, wanted: Filter, sort: Sort = Sort.SEEN, offset: int = 0, limit: int = 20
) -> tuple[tuple[Observation, ...], int]:
    """One page of what this person may read and asks for, and how many there are in all."""
    permit(session, who, Act.LOOK)
    seen = tables.Observation
    fits = _fitting(who, wanted)
    total = session.scalar(select(func.count()).select_from(seen).where(fits)) or 0
    # Only ids are sorted, so that the texts of rows that fall off the page are never carried along.
    page = session.scalars(_sorted(select(seen.id).where(fits), sort).offset(offset).limit(limit)).all()
    rows = {row.id: row for row in session.scalars(select(seen).where(seen.id.in_(page)))}
    return observations(session, who, [rows[one] for one in page if one in rows]), total


def ids(session: Session, who: Who, wanted: Filter, sort: Sort = Sort.SEEN) -> Iterator[str]:
    """The ids of everything this person may read and asks for, in order, read in pieces."""
    permit(session, who, Act.LOOK)
    query = _sorted(select(tables.Observation.id).where(_fitting(who, wanted)), sort)
    yield from session.scalars(query.execution_options(yield_per=AT_ONCE))


def earlier(session: Session, who: Who, text: str, until: date, limit: int = 10) -> tuple[Observation, ...]:
    """Observations seen up to `until` whose sentence holds these words in this order, latest first."""
    permit(session, who, Act.LOOK)
    seen = tables.Observation
    mine = select(seen).where(readable(who), seen.state.in_(COUNTING), seen.seen_on <= until)
    found = mine.where(seen.what.icontains(text.strip(), autoescape=True)) if text.strip() else mine
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
        return Choices(False, ())
    return Choices(True, offered(session, who, row))


def _fitting(who: Who, wanted: Filter) -> ColumnElement[bool]:
    seen = tables.Observation
    asked: list[ColumnElement[bool]] = [listed(who), *_words(wanted.text), *_place(who, wanted)]
    if wanted.directions:
        asked.append(seen.direction.in_(wanted.directions))
    if wanted.states:
        asked.append(seen.state.in_(wanted.states))
    if wanted.least_rung is not None:
        asked.append(seen.rung >= int(wanted.least_rung))
    if wanted.since is not None:
        asked.append(seen.seen_on >= wanted.since)
    if wanted.until is not None:
        asked.append(seen.seen_on <= wanted.until)
    if wanted.mine:
        asked.append(seen.created_by == who.person_id)
    return and_(*asked)


def _words(text: str) -> Iterator[ColumnElement[bool]]:
    """Each word stands somewhere in the texts. Upper and lower case are alike, on SQLite for unaccented letters."""
    for word in text.split():
        yield or_(*(getattr(tables.Observation, name).icontains(word, autoescape=True) for name in TEXTS))


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


def _sorted(query: Select[str], sort: Sort) -> Select[str]:
    seen = tables.Observation
    first: dict[Sort, tuple[ColumnElement[Any], ...]] = {
        Sort.SEEN: (),
        Sort.LOGGED: (seen.created_at.desc(),),
        Sort.LEVEL: (seen.level.desc(),),
        Sort.RUNG: (seen.rung.desc(),),
        Sort.STATE: (case({state.value: place for place, state in enumerate(STATE_ORDER)}, value=seen.state),),
    }
    # The id settles every tie, so that no row stands on two pages or on none.
    return query.order_by(*first[sort], seen.seen_on.desc(), seen.id.desc())
