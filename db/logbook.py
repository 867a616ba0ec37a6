"""The logbook: finding observations page by page, so that never all of them are in memory."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, case, select
from sqlalchemy.orm import Session

from db import tables, undo
from db.counting import is_counting
from db.observation_filter import ObservationFilter, matches_filter
from db.observations import search
from db.observations.judging import list_next_states, list_states_needing_reason
from db.observations.records import get_readable_row, is_readable, load_observations
from db.people import may_change, require_permission
from db.rows import count_where
from impact.access import Act
from impact.model import Observation, State, Who
from impact.text.search_terms import parse_search_terms

IDS_PER_FETCH = 2_000  # in memory at once, however many are found
# What needs attention first.
STATE_ORDER = (State.DRAFT, State.DISPUTED, State.SHARED, State.CONFIRMED, State.WITHDRAWN)


class LogbookOrder(StrEnum):
    """The order: seen last, logged last, logged first, highest level, strongest evidence, or first to judge."""

    SEEN = "seen"
    LOGGED = "logged"
    WAITING = "waiting"
    LEVEL = "level"
    RUNG = "rung"
    STATE = "state"


@dataclass(frozen=True)
class AllowedActions:
    """What this person may do with an observation: change its text, and give it one of these states.

    `states_needing_reason` need a reason, `undoable_change_id` is the id of the last change when that may be undone,
    `can_ask_witness` says whether somebody outside may be asked about it.
    """

    can_change: bool
    states: tuple[State, ...]
    states_needing_reason: tuple[State, ...] = ()
    undoable_change_id: str | None = None
    can_ask_witness: bool = False


def find_observations(
    session: Session,
    who: Who,
    observation_filter: ObservationFilter,
    sort: LogbookOrder = LogbookOrder.SEEN,
    offset: int = 0,
    limit: int = 20,
) -> tuple[tuple[Observation, ...], int]:
    """Return one page of what this person may read and the filter finds, and how many there are in all."""
    require_permission(session, who, Act.LOOK)
    observation = tables.Observation
    is_match = matches_filter(session, who, observation_filter)
    total = count_where(session, is_match)
    # Only ids are sorted: the long texts of rows on other pages need not be read.
    page = session.scalars(_sort_query(select(observation.id).where(is_match), sort).offset(offset).limit(limit)).all()
    rows = {row.id: row for row in session.scalars(select(observation).where(observation.id.in_(page)))}
    return load_observations(session, who, [rows[id_] for id_ in page if id_ in rows]), total


def count_unsettled(session: Session, who: Who) -> int:
    """Return how many observations that this person may read have no level yet."""
    require_permission(session, who, Act.LOOK)
    return count_where(session, matches_filter(session, who, ObservationFilter(unsettled=True)))


def list_observation_ids(
    session: Session, who: Who, observation_filter: ObservationFilter, sort: LogbookOrder = LogbookOrder.SEEN
) -> Iterator[str]:
    """Yield the ids of everything this person may read and the filter finds, in order."""
    require_permission(session, who, Act.LOOK)
    query = _sort_query(select(tables.Observation.id).where(matches_filter(session, who, observation_filter)), sort)
    yield from session.scalars(query.execution_options(yield_per=IDS_PER_FETCH))


def search_earlier(session: Session, who: Who, text: str, until: date, limit: int = 10) -> tuple[Observation, ...]:
    """Return observations that count, seen up to `until`, in which all of these words occur, latest first."""
    require_permission(session, who, Act.LOOK)
    observation = tables.Observation
    query = select(observation).where(is_readable(who), is_counting(), observation.seen_on <= until)
    matching_query = query.where(search.contains_terms(session, parse_search_terms(text))) if text.strip() else query
    rows = session.scalars(
        matching_query.order_by(observation.seen_on.desc(), observation.id.desc()).limit(limit)
    ).all()
    return load_observations(session, who, rows)


def get_allowed_actions(session: Session, who: Who, observation_id: str) -> AllowedActions:
    """Return what this person may do with this observation now. Raise NotFound when it is not there for this person."""
    row = get_readable_row(session, who, observation_id)
    undoable_change_id = undo.find_undoable_change(session, who, row.id)
    if not may_change(session, who, row.created_by):
        return AllowedActions(False, (), undoable_change_id=undoable_change_id)
    can_change = row.state is not State.BINNED
    return AllowedActions(
        can_change,
        list_next_states(session, who, row),
        list_states_needing_reason(session, who, row),
        undoable_change_id,
        can_ask_witness=can_change and row.level is not None,
    )


def _sort_query(query: Select[str], sort: LogbookOrder) -> Select[str]:
    observation = tables.Observation
    first_columns: dict[LogbookOrder, tuple[ColumnElement[Any], ...]] = {
        LogbookOrder.SEEN: (),
        LogbookOrder.LOGGED: (observation.created_at.desc(),),
        LogbookOrder.WAITING: (observation.created_at.asc(),),
        LogbookOrder.LEVEL: (observation.level.desc().nulls_last(),),
        LogbookOrder.RUNG: (observation.rung.desc(),),
        LogbookOrder.STATE: (
            case({state.value: place for place, state in enumerate(STATE_ORDER)}, value=observation.state),
        ),
    }
    # The id decides between equal rows, so that none is on two pages or on no page.
    return query.order_by(*first_columns[sort], observation.seen_on.desc(), observation.id.desc())
