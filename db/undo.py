"""Undo: taking back the last change of an observation. What is offered and what is done follow one rule."""

from sqlalchemy.orm import Session

from db import ripples, tables
from db.days import refuse_out_of_order
from db.history import RIPPLE, last_change, told, told_back
from db.judging import past_for, refuse_unfit
from db.observations import all_ours, get, put, readable_row, refuse_changing
from db.people import allowed, alone
from impact.access import Act
from impact.errors import ChangedMeanwhile, NotAllowed, NotFound, RimpelError
from impact.judge import JUDGED, reason_needed
from impact.model import NewObservation, State, Who


def offered(session: Session, who: Who, observation_id: str) -> str | None:
    """The id of the last change, when this person may take it back now; else None. Raises NotFound."""
    row = readable_row(session, who, observation_id)
    last = last_change(session, row.id)
    try:
        if last is not None:
            _refuse(session, who, row, last)
            return last.id
    except RimpelError:
        pass
    return None


def take_back(session: Session, who: Who, observation_id: str, *, version: int, change_id: str | None = None) -> None:
    """Undo the last change of an observation; that is a change too, so doing it twice brings it back.

    With `change_id` only when that change is still the last one. It is held to the same rules as doing it anew.
    Raises NotAllowed, NotFound, ChangedMeanwhile or Invalid.
    """
    alone(session, who, Act.LOOK)
    row = readable_row(session, who, observation_id)
    last = last_change(session, row.id)
    if row.version != version or (last and change_id and last.id != change_id):
        raise ChangedMeanwhile(now=get(session, who, observation_id))
    if last is None:
        raise NotFound(what="change")
    _refuse(session, who, row, last)
    if RIPPLE in last.before:
        ripples.turn(session, who, row, last.before[RIPPLE], last.after[RIPPLE])
    else:
        put(session, who, row, *_text_before(session, who, row, last))


def _refuse(session: Session, who: Who, row: tables.Observation, last: tables.Change) -> None:
    if RIPPLE in last.before:
        ripples.refuse_turning(session, who, row, last.before[RIPPLE], last.after[RIPPLE])
        return
    refuse_changing(session, who, row)
    said, state = _text_before(session, who, row, last)
    if row.state in JUDGED and not allowed(session, who, Act.JUDGE):
        raise NotAllowed(act=Act.JUDGE.value)
    refuse_unfit(session, who, row, state)
    # Somebody else's step that asked for a reason is not undone without one: take the step back by judging.
    steps = state is not row.state and reason_needed(row.state, state, past_for(session, who, row))
    if steps and last.by != who.person_id:
        raise NotAllowed(act=Act.JUDGE.value)
    all_ours(session, who, said)
    if (said.seen_on, said.precision) != (row.seen_on, row.precision):
        refuse_out_of_order(session, row.id, said)


def _text_before(
    session: Session, who: Who, row: tables.Observation, last: tables.Change
) -> tuple[NewObservation, State]:
    """What it said before its last change. Raises NotFound when history no longer knows: part of it was erased."""
    now = told(get(session, who, row.id).said, row.state)
    if not last.before or not last.before.keys() <= now.keys():
        raise NotFound(what="change")
    try:
        return told_back(now | last.before)
    except (KeyError, TypeError, ValueError) as error:
        raise NotFound(what="change") from error
