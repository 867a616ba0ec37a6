"""Observations: logging, reading, changing and judging what somebody saw."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, func, or_, select
from sqlalchemy.orm import Session

from db import tables
from db.observations import search
from db.observations.day_order import check_day_order
from db.observations.history import ChangeEntry, list_changes, observation_to_json, record_change
from db.observations.judging import check_judgement
from db.observations.tallies import build_tally, update_tallies
from db.once import run_once
from db.people import bump_data_version, is_allowed, lock_collaboration, require_permission
from impact.access import Act, list_allowed_roles
from impact.errors import ChangedMeanwhile, InUse, Invalid, NotAllowed, NotFound
from impact.model import TYPED_FIELDS, Evidence, FieldKind, File, Level, NewObservation, Observation, Rung, State, Who
from impact.observation.observation_rules import check_observation
from impact.observation.state_rules import JUDGED_STATES

HIDDEN_STATES = (State.DRAFT, State.BINNED)
# Evidence has a table of its own.
OBSERVATION_COLUMNS = tuple(field.name for field in TYPED_FIELDS if field.kind is not FieldKind.EVIDENCE)


def log_observation(
    session: Session, who: Who, content: NewObservation, today: date, *, token: str, state: State = State.SHARED
) -> str:
    """Keep one observation and return its id; the same token keeps it once. Raises Invalid, NotAllowed or NotFound.

    It begins as a draft or shared; any other state is given by `judge`.
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
    row = tables.Observation(
        collaboration_id=who.collaboration_id, created_by=who.person_id, state=state, **_get_column_values(content)
    )
    session.add(row)
    session.flush()
    _replace_evidence(session, who, row, content.evidence)
    search.index_observations(session, [row.id])
    update_tallies(session, None, build_tally(row))
    bump_data_version(session, who)
    return row.id


def _get_column_values(content: NewObservation) -> dict[str, Any]:
    level = None if content.level is None else int(content.level)
    return {name: getattr(content, name) for name in OBSERVATION_COLUMNS} | {"level": level, "rung": int(content.rung)}


def check_references(session: Session, who: Who, content: NewObservation) -> None:
    """Raises NotFound when it names a theme, organisation or activity that this collaboration does not have."""
    for table, id_ in (
        (tables.Theme, content.theme_id),
        (tables.Organisation, content.organisation_id),
        (tables.Activity, content.activity_id),
    ):
        query = select(table.id).where(table.id == id_, table.collaboration_id == who.collaboration_id)
        if id_ is not None and session.scalar(query) is None:
            raise NotFound(what=table.__tablename__)


def _replace_evidence(session: Session, who: Who, row: tables.Observation, evidence: Sequence[Evidence]) -> None:
    session.execute(delete(tables.Evidence).where(tables.Evidence.observation_id == row.id))
    session.add_all(
        tables.Evidence(
            collaboration_id=who.collaboration_id,
            created_by=who.person_id,
            observation_id=row.id,
            number=number,
            kind=piece.kind,
            text=piece.text,
            **_get_file_values(piece),
        )
        for number, piece in enumerate(evidence, 1)
    )
    session.flush()


def _get_file_values(piece: Evidence) -> dict[str, Any]:
    file = piece.file
    if file is None:
        return {}
    return {
        "file_hash": file.hash,
        "file_name": file.name,
        "file_media": file.media,
        "file_size": file.size,
        "consent": file.consent,
    }


def read_evidence(row: tables.Evidence) -> Evidence:
    """One piece of evidence, read back from its row."""
    file = row.file_hash and File(row.file_hash, row.file_name, row.file_media, row.file_size, row.consent)
    return Evidence(row.kind, row.text, file or None)


def is_readable(who: Who) -> ColumnElement[bool]:
    """The condition for what this person may read: all of the collaboration but the drafts and the bin of others.

    Who may judge reads the whole bin: often a text lies there because it told too much. `listed` leaves the bin out.
    """
    observation, membership = tables.Observation, tables.Membership
    is_own_membership = (membership.collaboration_id == who.collaboration_id) & (membership.person_id == who.person_id)
    may_judge = exists().where(is_own_membership, membership.role.in_(list_allowed_roles(Act.JUDGE)))
    is_own, is_binned = observation.created_by == who.person_id, observation.state == State.BINNED
    return (observation.collaboration_id == who.collaboration_id) & or_(
        observation.state.not_in(HIDDEN_STATES), is_own, is_binned & may_judge
    )


def is_listed(who: Who) -> ColumnElement[bool]:
    """The condition for what this person may read and finds in lists: nothing that lies in the bin."""
    observation = tables.Observation
    is_own_draft = (observation.state == State.DRAFT) & (observation.created_by == who.person_id)
    return (observation.collaboration_id == who.collaboration_id) & or_(
        observation.state.not_in(HIDDEN_STATES), is_own_draft
    )


def get_observation(session: Session, who: Who, observation_id: str) -> Observation:
    """One observation. Raises NotFound when it is not there or not for this person."""
    return load_observations(session, who, [get_readable_row(session, who, observation_id)])[0]


def get_readable_row(session: Session, who: Who, observation_id: str) -> tables.Observation:
    """The row of this observation, to look at. Raises NotFound when it is not there or not for this person."""
    require_permission(session, who, Act.LOOK)
    row = session.scalar(select(tables.Observation).where(tables.Observation.id == observation_id, is_readable(who)))
    if row is None:
        raise NotFound(what="observation")
    return row


def load_observations(session: Session, who: Who, rows: Sequence[tables.Observation]) -> tuple[Observation, ...]:
    """These rows as observations, in the same order, with evidence, ring and the writer's name: three statements."""
    ids = [row.id for row in rows]
    evidence: dict[str, list[Evidence]] = {}
    query = select(tables.Evidence).where(tables.Evidence.observation_id.in_(ids)).order_by(tables.Evidence.number)
    for evidence_row in session.scalars(query):
        evidence.setdefault(evidence_row.observation_id, []).append(read_evidence(evidence_row))
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
            details=read_typed_fields(row, evidence.get(row.id, ())),
            ring_id=rings[row.theme_id],
            state=row.state,
            writer=names.get(row.created_by or "", ""),
            logged_at=row.created_at,
            version=row.version,
        )
        for row in rows
    )


def read_typed_fields(row: tables.Observation, evidence: Sequence[Evidence]) -> NewObservation:
    """What was typed, read back from its row."""
    values = {name: getattr(row, name) for name in OBSERVATION_COLUMNS}
    level = None if row.level is None else Level(row.level)
    return NewObservation(**values | {"level": level, "rung": Rung(row.rung), "evidence": tuple(evidence)})


def lock_observation(session: Session, who: Who, observation_id: str, version: int) -> tables.Observation:
    """The row of this observation, alone and as it stands, for its writer or who may judge; every change begins here.

    Raises NotFound, NotAllowed or ChangedMeanwhile.
    """
    lock_collaboration(session, who, Act.LOOK)
    query = select(tables.Observation).where(tables.Observation.id == observation_id, is_readable(who))
    row = session.scalar(query.execution_options(populate_existing=True))
    if row is None:
        raise NotFound(what="observation")
    check_may_change(session, who, row)
    if row.version != version:
        raise ChangedMeanwhile(now=get_observation(session, who, observation_id))
    return row


def check_may_change(session: Session, who: Who, row: tables.Observation) -> None:
    """Raises NotAllowed for who neither wrote this observation nor may judge."""
    own = row.created_by == who.person_id and is_allowed(session, who, Act.LOG)
    if not own and not is_allowed(session, who, Act.JUDGE):
        raise NotAllowed(act=Act.JUDGE.value)


def change_observation(
    session: Session, who: Who, observation_id: str, content: NewObservation, today: date, *, version: int
) -> None:
    """Replace what was said: by its writer, or by who may judge. Raises ChangedMeanwhile with the text as it stands.

    A judgement was of the text as it stood: when a writer who may not judge changes it, it is only shared again.
    """
    row = lock_observation(session, who, observation_id, version)
    if row.state is State.BINNED:
        raise NotAllowed(act=Act.LOG.value)
    checked_content = check_observation(content, today)
    if checked_content.level is None and row.level is not None:
        raise Invalid(field="level", reason="empty")
    check_references(session, who, checked_content)
    is_unchanged = checked_content == get_observation(session, who, row.id).details
    keeps_state = is_unchanged or row.state not in JUDGED_STATES or is_allowed(session, who, Act.JUDGE)
    save_change(session, who, row, checked_content, row.state if keeps_state else State.SHARED)


def settle_level(session: Session, who: Who, observation_id: str, level: Level, today: date, *, version: int) -> None:
    """Give an observation that waits for a level this one. Raises as `change`, and Invalid when it has one already."""
    row = lock_observation(session, who, observation_id, version)
    if row.level is not None:
        raise Invalid(field="level", reason="settled")
    content = get_observation(session, who, row.id).details
    change_observation(session, who, row.id, replace(content, level=level), today, version=version)


def judge_observation(
    session: Session, who: Who, observation_id: str, state: State, *, version: int, reason: str = ""
) -> None:
    """Share, confirm, dispute or withdraw. Its writer may share and withdraw it; the rest is for who may judge.

    What was shared never becomes a draft again, a judgement is lifted only by who may judge
    (`db.observations.judging`), and most of it asks for a reason (`impact.observation.state_rules`).
    Raises Invalid without one.
    """
    row = lock_observation(session, who, observation_id, version)
    cleaned_reason = check_judgement(session, who, row, state, reason)
    save_change(session, who, row, get_observation(session, who, observation_id).details, state, cleaned_reason)


def save_change(
    session: Session, who: Who, row: tables.Observation, content: NewObservation, state: State, reason: str = ""
) -> None:
    """Write what is said and the state into this row, with evidence, tallies and history. The caller has checked."""
    content_before, tally_before = get_observation(session, who, row.id).details, build_tally(row)
    values_before = observation_to_json(content_before, row.state)
    if (content.seen_on, content.precision) != (content_before.seen_on, content_before.precision):
        check_day_order(session, row.id, content)
    for name, value in _get_column_values(content).items():
        setattr(row, name, value)
    row.state, row.version, row.updated_by = state, row.version + 1, who.person_id
    session.flush()
    if content.evidence != content_before.evidence:
        _replace_evidence(session, who, row, content.evidence)
    if content != content_before:
        search.index_observations(session, [row.id])
    update_tallies(session, tally_before, build_tally(row))
    record_change(session, row, who.person_id, values_before, observation_to_json(content, state), reason)
    bump_data_version(session, who)


def undo_logging(session: Session, who: Who, observation_id: str) -> NewObservation:
    """Undo a fresh log: really delete an own observation that nobody has changed since, and hand back what was said.

    Raises InUse while ripples that somebody else made hang on it.
    """
    row = lock_observation(session, who, observation_id, 1)
    if row.created_by != who.person_id:
        raise NotAllowed(act=Act.LOG.value)
    if ripple_count := _count_ripples_of_others(session, who, row.id):
        raise InUse(count=ripple_count)
    content = get_observation(session, who, observation_id).details
    update_tallies(session, build_tally(row), None)
    session.execute(delete(tables.Observation).where(tables.Observation.id == row.id))
    session.add(tables.PendingCleanup(files=sorted({piece.file.hash for piece in content.evidence if piece.file})))
    bump_data_version(session, who)
    return content


def _count_ripples_of_others(session: Session, who: Who, observation_id: str) -> int:
    ripple = tables.Ripple
    is_linked = (ripple.effect_id == observation_id) | (ripple.cause_observation_id == observation_id)
    is_of_others = is_linked & ripple.created_by.is_distinct_from(who.person_id)
    return session.scalar(select(func.count()).select_from(ripple).where(is_of_others)) or 0


def list_observation_changes(session: Session, who: Who, observation_id: str) -> Sequence[ChangeEntry]:
    """Every change of an observation this person may read, newest first."""
    return list_changes(session, get_readable_row(session, who, observation_id).id, is_listed(who))
