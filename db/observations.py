"""Observations: logging, reading, changing and judging what somebody saw."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, func, or_, select
from sqlalchemy.orm import Session

from db import search, tables
from db.days import refuse_out_of_order
from db.history import Changed, changes, note, told
from db.judging import refuse_next
from db.once import once
from db.people import allowed, alone, permit, touched
from db.tallies import counts_of, tally
from impact.access import Act, roles_that_may
from impact.errors import ChangedMeanwhile, InUse, Invalid, NotAllowed, NotFound
from impact.judge import JUDGED
from impact.model import TYPED, Evidence, FieldKind, File, Level, NewObservation, Observation, Rung, State, Who
from impact.observe import checked

UNSEEN = (State.DRAFT, State.BINNED)
# Evidence has a table of its own.
PLAIN = tuple(field.name for field in TYPED if field.kind is not FieldKind.EVIDENCE)


def log(
    session: Session, who: Who, said: NewObservation, today: date, *, token: str, state: State = State.SHARED
) -> str:
    """Keep one observation and return its id; the same token keeps it once. Raises Invalid, NotAllowed or NotFound.

    It begins as a draft or shared; any other state is given by `judge`.
    """
    alone(session, who, Act.LOG)
    if state not in (State.DRAFT, State.SHARED):
        raise NotAllowed(act=Act.JUDGE.value)
    fit = checked(said, today)
    if fit.level is None:
        raise Invalid(field="level", reason="empty")
    return once(session, token, lambda: _log(session, who, fit, state))


def _log(session: Session, who: Who, said: NewObservation, state: State) -> str:
    all_ours(session, who, said)
    row = tables.Observation(
        collaboration_id=who.collaboration_id, created_by=who.person_id, state=state, **_values(said)
    )
    session.add(row)
    session.flush()
    _keep_evidence(session, who, row, said.evidence)
    search.index(session, [row.id])
    tally(session, None, counts_of(row))
    touched(session, who)
    return row.id


def _values(said: NewObservation) -> dict[str, Any]:
    level = None if said.level is None else int(said.level)
    return {name: getattr(said, name) for name in PLAIN} | {"level": level, "rung": int(said.rung)}


def all_ours(session: Session, who: Who, said: NewObservation) -> None:
    """Raises NotFound when it names a theme, organisation or activity that this collaboration does not have."""
    for table, id_ in (
        (tables.Theme, said.theme_id),
        (tables.Organisation, said.organisation_id),
        (tables.Activity, said.activity_id),
    ):
        mine = select(table.id).where(table.id == id_, table.collaboration_id == who.collaboration_id)
        if id_ is not None and session.scalar(mine) is None:
            raise NotFound(what=table.__tablename__)


def _keep_evidence(session: Session, who: Who, row: tables.Observation, evidence: Sequence[Evidence]) -> None:
    session.execute(delete(tables.Evidence).where(tables.Evidence.observation_id == row.id))
    session.add_all(
        tables.Evidence(
            collaboration_id=who.collaboration_id,
            created_by=who.person_id,
            observation_id=row.id,
            number=number,
            kind=one.kind,
            text=one.text,
            **_file_values(one),
        )
        for number, one in enumerate(evidence, 1)
    )
    session.flush()


def _file_values(one: Evidence) -> dict[str, Any]:
    file = one.file
    if file is None:
        return {}
    return {
        "file_hash": file.hash,
        "file_name": file.name,
        "file_media": file.media,
        "file_size": file.size,
        "consent": file.consent,
    }


def evidence_of(row: tables.Evidence) -> Evidence:
    """One piece of evidence, read back from its row."""
    file = row.file_hash and File(row.file_hash, row.file_name, row.file_media, row.file_size, row.consent)
    return Evidence(row.kind, row.text, file or None)


def readable(who: Who) -> ColumnElement[bool]:
    """The condition for what this person may read: all of the collaboration but the drafts and the bin of others.

    Who may judge reads the whole bin: often a text lies there because it told too much. `listed` leaves the bin out.
    """
    seen, mine = tables.Observation, tables.Membership
    here = (mine.collaboration_id == who.collaboration_id) & (mine.person_id == who.person_id)
    judges = exists().where(here, mine.role.in_(roles_that_may(Act.JUDGE)))
    own, binned = seen.created_by == who.person_id, seen.state == State.BINNED
    return (seen.collaboration_id == who.collaboration_id) & or_(seen.state.not_in(UNSEEN), own, binned & judges)


def listed(who: Who) -> ColumnElement[bool]:
    """The condition for what this person may read and finds in lists: nothing that lies in the bin."""
    seen = tables.Observation
    own = (seen.state == State.DRAFT) & (seen.created_by == who.person_id)
    return (seen.collaboration_id == who.collaboration_id) & or_(seen.state.not_in(UNSEEN), own)


def get(session: Session, who: Who, observation_id: str) -> Observation:
    """One observation. Raises NotFound when it is not there or not for this person."""
    return observations(session, who, [readable_row(session, who, observation_id)])[0]


def readable_row(session: Session, who: Who, observation_id: str) -> tables.Observation:
    """The row of this observation, to look at. Raises NotFound when it is not there or not for this person."""
    permit(session, who, Act.LOOK)
    row = session.scalar(select(tables.Observation).where(tables.Observation.id == observation_id, readable(who)))
    if row is None:
        raise NotFound(what="observation")
    return row


def observations(session: Session, who: Who, rows: Sequence[tables.Observation]) -> tuple[Observation, ...]:
    """These rows as observations, in the same order, with evidence, ring and the writer's name: three statements."""
    ids = [row.id for row in rows]
    evidence: dict[str, list[Evidence]] = {}
    query = select(tables.Evidence).where(tables.Evidence.observation_id.in_(ids)).order_by(tables.Evidence.number)
    for one in session.scalars(query):
        evidence.setdefault(one.observation_id, []).append(evidence_of(one))
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
            said=said_of(row, evidence.get(row.id, ())),
            ring_id=rings[row.theme_id],
            state=row.state,
            writer=names.get(row.created_by or "", ""),
            logged_at=row.created_at,
            version=row.version,
        )
        for row in rows
    )


def said_of(row: tables.Observation, evidence: Sequence[Evidence]) -> NewObservation:
    """What was typed, read back from its row."""
    values = {name: getattr(row, name) for name in PLAIN}
    level = None if row.level is None else Level(row.level)
    return NewObservation(**values | {"level": level, "rung": Rung(row.rung), "evidence": tuple(evidence)})


def changeable(session: Session, who: Who, observation_id: str, version: int) -> tables.Observation:
    """The row of this observation, alone and as it stands, for its writer or who may judge; every change begins here.

    Raises NotFound, NotAllowed or ChangedMeanwhile.
    """
    alone(session, who, Act.LOOK)
    mine = select(tables.Observation).where(tables.Observation.id == observation_id, readable(who))
    row = session.scalar(mine.execution_options(populate_existing=True))
    if row is None:
        raise NotFound(what="observation")
    refuse_changing(session, who, row)
    if row.version != version:
        raise ChangedMeanwhile(now=get(session, who, observation_id))
    return row


def refuse_changing(session: Session, who: Who, row: tables.Observation) -> None:
    """Raises NotAllowed for who neither wrote this observation nor may judge."""
    own = row.created_by == who.person_id and allowed(session, who, Act.LOG)
    if not own and not allowed(session, who, Act.JUDGE):
        raise NotAllowed(act=Act.JUDGE.value)


def change(session: Session, who: Who, observation_id: str, said: NewObservation, today: date, *, version: int) -> None:
    """Replace what was said: by its writer, or by who may judge. Raises ChangedMeanwhile with the text as it stands.

    A judgement was of the text as it stood: when a writer who may not judge changes it, it is only shared again.
    """
    row = changeable(session, who, observation_id, version)
    if row.state is State.BINNED:
        raise NotAllowed(act=Act.LOG.value)
    fit = checked(said, today)
    if fit.level is None and row.level is not None:
        raise Invalid(field="level", reason="empty")
    all_ours(session, who, fit)
    same = fit == get(session, who, row.id).said
    stays = same or row.state not in JUDGED or allowed(session, who, Act.JUDGE)
    put(session, who, row, fit, row.state if stays else State.SHARED)


def settle(session: Session, who: Who, observation_id: str, level: Level, today: date, *, version: int) -> None:
    """Give an observation that waits for a level this one. Raises as `change`, and Invalid when it has one already."""
    row = changeable(session, who, observation_id, version)
    if row.level is not None:
        raise Invalid(field="level", reason="settled")
    waiting = get(session, who, row.id).said
    change(session, who, row.id, replace(waiting, level=level), today, version=version)


def judge(session: Session, who: Who, observation_id: str, state: State, *, version: int, reason: str = "") -> None:
    """Share, confirm, dispute or withdraw. Its writer may share and withdraw it; the rest is for who may judge.

    What was shared never becomes a draft again, a judgement is lifted only by who may judge (`db.judging`), and most
    of it asks for a reason (`impact.judge`). Raises Invalid without one.
    """
    row = changeable(session, who, observation_id, version)
    fit = refuse_next(session, who, row, state, reason)
    put(session, who, row, get(session, who, observation_id).said, state, fit)


def put(
    session: Session, who: Who, row: tables.Observation, said: NewObservation, state: State, reason: str = ""
) -> None:
    """Write what is said and the state into this row, with evidence, tallies and history. The caller has checked."""
    was, counted = get(session, who, row.id).said, counts_of(row)
    before = told(was, row.state)
    if (said.seen_on, said.precision) != (was.seen_on, was.precision):
        refuse_out_of_order(session, row.id, said)
    for name, value in _values(said).items():
        setattr(row, name, value)
    row.state, row.version, row.updated_by = state, row.version + 1, who.person_id
    session.flush()
    if said.evidence != was.evidence:
        _keep_evidence(session, who, row, said.evidence)
    if said != was:
        search.index(session, [row.id])
    tally(session, counted, counts_of(row))
    note(session, row, who.person_id, before, told(said, state), reason)
    touched(session, who)


def unlog(session: Session, who: Who, observation_id: str) -> NewObservation:
    """Undo a fresh log: really delete an own observation that nobody has changed since, and hand back what was said.

    Raises InUse while ripples that somebody else made hang on it.
    """
    row = changeable(session, who, observation_id, 1)
    if row.created_by != who.person_id:
        raise NotAllowed(act=Act.LOG.value)
    if linked := _linked_by_others(session, who, row.id):
        raise InUse(count=linked)
    said = get(session, who, observation_id).said
    tally(session, counts_of(row), None)
    session.execute(delete(tables.Observation).where(tables.Observation.id == row.id))
    session.add(tables.Remains(files=sorted({one.file.hash for one in said.evidence if one.file})))
    touched(session, who)
    return said


def _linked_by_others(session: Session, who: Who, observation_id: str) -> int:
    kept = tables.Ripple
    hangs = (kept.effect_id == observation_id) | (kept.cause_observation_id == observation_id)
    theirs = hangs & kept.created_by.is_distinct_from(who.person_id)
    return session.scalar(select(func.count()).select_from(kept).where(theirs)) or 0


def history(session: Session, who: Who, observation_id: str) -> Sequence[Changed]:
    """Every change of an observation this person may read, newest first."""
    return changes(session, readable_row(session, who, observation_id).id, listed(who))
