"""Observations: logging, reading, changing and judging what somebody saw."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, or_, select
from sqlalchemy.orm import Session

from db import tables
from db.observations import search
from db.observations.history import (
    ChangeEntry,
    check_day_order,
    list_changes,
    observation_to_json,
    record_change,
)
from db.observations.judging import check_judgement
from db.observations.tallies import build_tally, update_tallies
from db.once import run_once
from db.people import bump_data_version, check_may_change, is_allowed, lock_collaboration, require_permission
from db.rows import check_version, count_where, get_own_row, get_owner_values, insert_row, save_row
from impact.access import Act, list_allowed_roles
from impact.errors import InUse, Invalid, NotAllowed
from impact.model import (
    HIDDEN_STATES,
    TYPED_FIELDS,
    Evidence,
    FieldKind,
    File,
    Level,
    NewObservation,
    Observation,
    Rung,
    State,
    Who,
)
from impact.observation.observation_rules import check_observation
from impact.observation.state_rules import JUDGED_STATES

# Evidence has a table of its own.
OBSERVATION_COLUMNS = tuple(field.name for field in TYPED_FIELDS if field.kind is not FieldKind.EVIDENCE)
# The column of evidence for each field of a file.
FILE_COLUMNS = {
    "hash": "file_hash",
    "name": "file_name",
    "media": "file_media",
    "size": "file_size",
    "consent": "consent",
}


def log_observation(
    session: Session, who: Who, content: NewObservation, today: date, *, token: str, state: State = State.SHARED
) -> str:
    """Store an observation, once for each token, and return its id. Raise Invalid, NotAllowed or NotFound.

    It begins as a draft or shared; every other state is given by `judge_observation`.
    """
    lock_collaboration(session, who, Act.LOG)
    if state not in (State.DRAFT, State.SHARED):
        raise NotAllowed(act=Act.JUDGE.value)
    checked_content = check_observation(content, today)
    if checked_content.level is None:
        raise Invalid(field="level", reason="empty")
    return run_once(session, token, lambda: _insert_observation(session, who, checked_content, state))


def _insert_observation(session: Session, who: Who, content: NewObservation, state: State) -> str:
    check_references(session, who, content)
    row = tables.Observation(state=state, **_get_column_values(content), **get_owner_values(who))
    insert_row(session, row)
    _replace_evidence(session, who, row, content.evidence)
    search.index_observations(session, [row.id])
    update_tallies(session, None, build_tally(row))
    bump_data_version(session, who)
    return row.id


def _get_column_values(content: NewObservation) -> dict[str, Any]:
    level = None if content.level is None else int(content.level)
    return {name: getattr(content, name) for name in OBSERVATION_COLUMNS} | {"level": level, "rung": int(content.rung)}


def check_references(session: Session, who: Who, content: NewObservation) -> None:
    """Raise NotFound when it names a theme, organisation or activity that this collaboration does not have."""
    get_own_row(session, who, tables.Theme, content.theme_id)
    if content.organisation_id is not None:
        get_own_row(session, who, tables.Organisation, content.organisation_id)
    if content.activity_id is not None:
        get_own_row(session, who, tables.Activity, content.activity_id)


def _replace_evidence(session: Session, who: Who, row: tables.Observation, evidence: Sequence[Evidence]) -> None:
    session.execute(delete(tables.Evidence).where(tables.Evidence.observation_id == row.id))
    session.add_all(
        tables.Evidence(
            observation_id=row.id,
            number=number,
            kind=piece.kind,
            text=piece.text,
            **_get_file_values(piece),
            **get_owner_values(who),
        )
        for number, piece in enumerate(evidence, 1)
    )
    session.flush()


def _get_file_values(piece: Evidence) -> dict[str, Any]:
    return {column: getattr(piece.file, name) for name, column in FILE_COLUMNS.items()} if piece.file else {}


def _read_evidence(row: tables.Evidence) -> Evidence:
    if not row.file_hash:
        return Evidence(row.kind, row.text)
    file = File(**{name: getattr(row, column) for name, column in FILE_COLUMNS.items()})
    return Evidence(row.kind, row.text, file)


def is_readable(who: Who) -> ColumnElement[bool]:
    """Return the condition for what this person may read: the collaboration without the drafts and the bin of others.

    Who may judge reads the whole bin, because a text often lies there for saying too much. `is_listed` leaves the bin
    out.
    """
    observation, membership = tables.Observation, tables.Membership
    is_own_membership = (membership.collaboration_id == who.collaboration_id) & (membership.person_id == who.person_id)
    may_judge = exists().where(is_own_membership, membership.role.in_(list_allowed_roles(Act.JUDGE)))
    is_own, is_binned = observation.created_by == who.person_id, observation.state == State.BINNED
    return (observation.collaboration_id == who.collaboration_id) & or_(
        observation.state.not_in(HIDDEN_STATES), is_own, is_binned & may_judge
    )


def is_listed(who: Who) -> ColumnElement[bool]:
    """Return the condition for what this person may read and finds in lists: nothing that is in the bin."""
    observation = tables.Observation
    is_own_draft = (observation.state == State.DRAFT) & (observation.created_by == who.person_id)
    return (observation.collaboration_id == who.collaboration_id) & or_(
        observation.state.not_in(HIDDEN_STATES), is_own_draft
    )


def get_observation(session: Session, who: Who, observation_id: str) -> Observation:
    """Return one observation. Raise NotFound when it is not there or not for this person."""
    return load_observations(session, who, [get_readable_row(session, who, observation_id)])[0]


def get_readable_row(session: Session, who: Who, observation_id: str) -> tables.Observation:
    """Return the row of this observation, to look at. Raise NotFound when it is not there or not for this person."""
    require_permission(session, who, Act.LOOK)
    return get_own_row(session, who, tables.Observation, observation_id, is_readable(who))


def load_observations(session: Session, who: Who, rows: Sequence[tables.Observation]) -> tuple[Observation, ...]:
    """Return these rows as observations, in this order, with evidence, ring and writer's name: three statements."""
    evidence = _read_evidence_by_id(session, [row.id for row in rows])
    themes = {row.theme_id for row in rows}
    rings = dict(
        session.execute(select(tables.Theme.id, tables.Theme.ring_id).where(tables.Theme.id.in_(themes))).all()
    )
    people = {row.created_by for row in rows if row.created_by}
    names = dict(
        session.execute(select(tables.Person.id, tables.Person.name).where(tables.Person.id.in_(people))).all()
    )
    return tuple(
        Observation(
            id=row.id,
            details=_read_typed_fields(row, evidence.get(row.id, ())),
            ring_id=rings[row.theme_id],
            state=row.state,
            writer=names.get(row.created_by or "", ""),
            logged_at=row.created_at,
            version=row.version,
        )
        for row in rows
    )


def _read_evidence_by_id(session: Session, ids: Sequence[str]) -> dict[str, list[Evidence]]:
    evidence: dict[str, list[Evidence]] = {}
    query = select(tables.Evidence).where(tables.Evidence.observation_id.in_(ids)).order_by(tables.Evidence.number)
    for row in session.scalars(query):
        evidence.setdefault(row.observation_id, []).append(_read_evidence(row))
    return evidence


def read_content(session: Session, row: tables.Observation) -> NewObservation:
    """Return what somebody typed, from its row and its evidence. The caller has asked permission."""
    return _read_typed_fields(row, _read_evidence_by_id(session, [row.id]).get(row.id, ()))


def _read_typed_fields(row: tables.Observation, evidence: Sequence[Evidence]) -> NewObservation:
    values = {name: getattr(row, name) for name in OBSERVATION_COLUMNS}
    level = None if row.level is None else Level(row.level)
    return NewObservation(**values | {"level": level, "rung": Rung(row.rung), "evidence": tuple(evidence)})


def lock_observation(session: Session, who: Who, observation_id: str, version: int) -> tables.Observation:
    """Lock the collaboration and return the row of this observation, for its writer or who may judge.

    Every change begins here. Raise NotFound, NotAllowed or ChangedMeanwhile.
    """
    lock_collaboration(session, who, Act.LOOK)
    row = get_own_row(session, who, tables.Observation, observation_id, is_readable(who))
    check_may_change(session, who, row.created_by)
    check_version(row, version, lambda: get_observation(session, who, observation_id))
    return row


def change_observation(
    session: Session, who: Who, observation_id: str, content: NewObservation, today: date, *, version: int
) -> None:
    """Replace the text: by its writer, or by who may judge. Raise ChangedMeanwhile with the text as it is now.

    A judgement is about one text: when a writer who may not judge changes that, the observation is only shared again.
    """
    row = lock_observation(session, who, observation_id, version)
    if row.state is State.BINNED:
        raise NotAllowed(act=Act.LOG.value)
    checked_content = check_observation(content, today)
    if checked_content.level is None and row.level is not None:
        raise Invalid(field="level", reason="empty")
    check_references(session, who, checked_content)
    # Saving without a change is no reason to lift a judgement.
    is_unchanged = checked_content == read_content(session, row)
    keeps_state = is_unchanged or row.state not in JUDGED_STATES or is_allowed(session, who, Act.JUDGE)
    save_change(session, who, row, checked_content, row.state if keeps_state else State.SHARED)


def settle_level(session: Session, who: Who, observation_id: str, level: Level, today: date, *, version: int) -> None:
    """Give an observation without a level this one. Raise as `change_observation`, and Invalid when it has a level."""
    row = lock_observation(session, who, observation_id, version)
    if row.level is not None:
        raise Invalid(field="level", reason="settled")
    content = replace(read_content(session, row), level=level)
    change_observation(session, who, row.id, content, today, version=version)


def judge_observation(
    session: Session, who: Who, observation_id: str, state: State, *, version: int, reason: str = ""
) -> None:
    """Share, confirm, dispute or withdraw an observation. Its writer may share and withdraw; who may judge may do all.

    What was shared never becomes a draft again, and only who may judge lifts a judgement (`db.observations.judging`).
    Most steps need a reason (`impact.observation.state_rules`): raise Invalid without one.
    """
    row = lock_observation(session, who, observation_id, version)
    cleaned_reason = check_judgement(session, who, row, state, reason)
    save_change(session, who, row, read_content(session, row), state, cleaned_reason)


def save_change(
    session: Session, who: Who, row: tables.Observation, content: NewObservation, state: State, reason: str = ""
) -> None:
    """Write this text and state into the row, with evidence, tallies and history. The caller has checked both."""
    content_before, tally_before = read_content(session, row), build_tally(row)
    values_before = observation_to_json(content_before, row.state)
    if (content.seen_on, content.precision) != (content_before.seen_on, content_before.precision):
        check_day_order(session, row.id, content)
    for name, value in _get_column_values(content).items():
        setattr(row, name, value)
    row.state = state
    save_row(session, who, row)
    if content.evidence != content_before.evidence:
        _replace_evidence(session, who, row, content.evidence)
    if content != content_before:
        search.index_observations(session, [row.id])
    update_tallies(session, tally_before, build_tally(row))
    record_change(session, row, who.person_id, values_before, observation_to_json(content, state), reason)


def undo_logging(session: Session, who: Who, observation_id: str) -> NewObservation:
    """Delete an own observation that nobody has changed since it was logged, and return what it said.

    Raise InUse while ripples that somebody else made lead to it or from it.
    """
    row = lock_observation(session, who, observation_id, 1)
    if row.created_by != who.person_id:
        raise NotAllowed(act=Act.LOG.value)
    if ripple_count := _count_ripples_of_others(session, who, row.id):
        raise InUse(count=ripple_count)
    content = read_content(session, row)
    update_tallies(session, build_tally(row), None)
    session.execute(delete(tables.Observation).where(tables.Observation.id == row.id))
    # Not by db.cleanup.record_remains: that module needs this one.
    session.add(tables.PendingCleanup(files=sorted({piece.file.hash for piece in content.evidence if piece.file})))
    bump_data_version(session, who)
    return content


def _count_ripples_of_others(session: Session, who: Who, observation_id: str) -> int:
    ripple = tables.Ripple
    is_linked = (ripple.effect_id == observation_id) | (ripple.cause_observation_id == observation_id)
    return count_where(session, is_linked, ripple.created_by.is_distinct_from(who.person_id))


def list_observation_changes(session: Session, who: Who, observation_id: str) -> Sequence[ChangeEntry]:
    """Return every change of an observation this person may read, newest first."""
    return list_changes(session, get_readable_row(session, who, observation_id).id, is_listed(who))
