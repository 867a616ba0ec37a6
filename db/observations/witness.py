"""Confirmation from outside: a link for one observation, with which somebody without an account says what they think.

Only the SHA-256 of the secret in a link is kept, so a link is shown once and cannot be read back. See decision 15.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import tables
from db.counting import is_counting
from db.observations.history import insert_change
from db.observations.records import is_listed
from db.observations.tallies import build_tally, update_tallies
from db.people import bump_data_version, is_allowed, lock_collaboration, require_permission
from db.secret import CreatedSecret, create_secret_once, hash_secret
from db.types import get_utc_now
from impact.access import Act
from impact.errors import Invalid, LevelNotSettled, NotAllowed, NotFound
from impact.model import (
    COUNTING_STATES,
    MAX_ROLE_LENGTH,
    Agreement,
    Direction,
    Intended,
    Level,
    Precision,
    Rung,
    State,
    Who,
)
from impact.observation.observation_rules import check_name, clean_multiline

MAX_REMARK_LENGTH = 500
MAX_LINK_LIFETIME = timedelta(days=183)
MAX_OPEN_LINKS = 10


@dataclass(frozen=True)
class WitnessQuestion:
    """All that somebody outside gets to see, and what they answered when they did."""

    collaboration_name: str
    what: str
    ring_name: str
    theme_label: str
    is_unexpected: bool
    wish: str
    seen_on: date
    precision: Precision
    direction: Direction
    level: Level
    wording: str
    asked_of: str
    until: date
    agreement: Agreement | None


@dataclass(frozen=True)
class WitnessRequest:
    """Somebody outside who was asked: a role, until when, and what they answered.

    `earlier_text` says that the observation was changed after the answer.
    """

    id: str
    asked_of: str
    until: date
    is_revoked: bool
    answered_at: datetime | None
    agreement: Agreement | None
    remark: str
    intended: Intended
    is_about_earlier_text: bool


def create_witness_link(
    session: Session, who: Who, observation_id: str, asked_of: str, until: date, today: date, *, token: str
) -> CreatedSecret:
    """Make a link for somebody in this role, valid up to and including a day; by the writer or who may judge.

    Raises NotFound, NotAllowed, and Invalid for a day that is past or more than half a year ahead, or too many links.
    The same token makes one link; only the first time its secret is told, after that it is empty.
    """
    lock_collaboration(session, who, Act.LOG)
    row = _get_askable_row(session, who, observation_id)
    role = check_name(asked_of, MAX_ROLE_LENGTH, "asked_of")
    if not today <= until <= today + MAX_LINK_LIFETIME:
        raise Invalid(field="until", reason="until_past" if until < today else "until_far")
    if _count_open_links(session, row.id, today) >= MAX_OPEN_LINKS:
        raise Invalid(field="asked_of", reason="too_many_links", limit=MAX_OPEN_LINKS)

    def insert_witness(secret_hash: str) -> str:
        witness = tables.Witness(
            collaboration_id=who.collaboration_id,
            created_by=who.person_id,
            observation_id=row.id,
            secret_hash=secret_hash,
            asked_of=role,
            until=until,
        )
        session.add(witness)
        session.flush()
        return witness.id

    return create_secret_once(session, token, insert_witness)


def _get_askable_row(session: Session, who: Who, observation_id: str) -> tables.Observation:
    observation = tables.Observation
    row = session.scalar(select(observation).where(observation.id == observation_id, is_listed(who)))
    if row is None:
        raise NotFound(what="observation")
    if row.state not in COUNTING_STATES or not may_ask_witness(session, who, row):
        raise NotAllowed(act=Act.JUDGE.value)
    if row.level is None:
        raise LevelNotSettled
    return row


def may_ask_witness(session: Session, who: Who, row: tables.Observation) -> bool:
    """Whether this person, its writer or who may judge, may ask somebody outside about this observation."""
    return is_allowed(session, who, Act.JUDGE) or (
        row.created_by == who.person_id and is_allowed(session, who, Act.LOG)
    )


def _count_open_links(session: Session, observation_id: str, today: date) -> int:
    witness = tables.Witness
    is_open = (witness.observation_id == observation_id) & witness.revoked_at.is_(None) & witness.answered_at.is_(None)
    return session.scalar(select(func.count()).select_from(witness).where(is_open, witness.until >= today)) or 0


def revoke_witness_link(session: Session, who: Who, witness_id: str) -> None:
    """Make a link worthless that was not answered yet; twice changes nothing. Raises NotFound or NotAllowed."""
    lock_collaboration(session, who, Act.LOG)
    witness = tables.Witness
    row = session.scalar(
        select(witness).where(witness.id == witness_id, witness.collaboration_id == who.collaboration_id)
    )
    if row is None:
        raise NotFound(what="witness")
    if not may_ask_witness(session, who, session.get_one(tables.Observation, row.observation_id)):
        raise NotAllowed(act=Act.JUDGE.value)
    if row.answered_at is None and row.revoked_at is None:
        row.revoked_at, row.updated_by, row.version = get_utc_now(), who.person_id, row.version + 1
        session.flush()


def get_witness_question(session: Session, secret: str, today: date) -> WitnessQuestion:
    """What the holder of this link is asked. Raises NotFound when the link is not, or no longer, worth anything."""
    row = _get_valid_witness(session, secret, today)
    observation = session.get_one(tables.Observation, row.observation_id)
    theme = session.get_one(tables.Theme, observation.theme_id)
    level = Level(observation.level or 0)  # `_valid` found only what has one
    return WitnessQuestion(
        collaboration_name=session.get_one(tables.Collaboration, row.collaboration_id).name,
        what=observation.what,
        ring_name=session.get_one(tables.Ring, theme.ring_id).name,
        theme_label=theme.label,
        is_unexpected=theme.unexpected,
        wish=theme.wish,
        seen_on=observation.seen_on,
        precision=observation.precision,
        direction=observation.direction,
        level=level,
        wording=theme.wordings[level],
        asked_of=row.asked_of,
        until=row.until,
        agreement=row.agreement,
    )


def _get_valid_witness(session: Session, secret: str, today: date) -> tables.Witness:
    witness, observation = tables.Witness, tables.Observation
    query = select(witness).join(observation, observation.id == witness.observation_id)
    valid_query = query.where(witness.secret_hash == hash_secret(secret), witness.revoked_at.is_(None), is_counting())
    row = session.scalar(valid_query.where(witness.until >= today).execution_options(populate_existing=True))
    if row is None:
        raise NotFound(what="witness")
    return row


def save_witness_answer(
    session: Session, secret: str, agreement: Agreement, remark: str, intended: Intended, today: date
) -> Agreement:
    """Keep what somebody outside says, once; the first answer stands. Returns the answer that is kept.

    Only when they agree does the evidence rung become 5, confirmed from outside. Raises NotFound or Invalid.
    """
    _lock_collaboration_row(session, _get_valid_witness(session, secret, today).collaboration_id)
    row = _get_valid_witness(session, secret, today)
    if row.agreement is not None:
        return row.agreement
    cleaned_remark = clean_multiline(remark)
    if len(cleaned_remark) > MAX_REMARK_LENGTH:
        raise Invalid(field="remark", reason="too_long", limit=MAX_REMARK_LENGTH)
    observation = session.get_one(tables.Observation, row.observation_id, populate_existing=True)
    if agreement is Agreement.AGREES:
        _raise_rung(session, observation, row.asked_of)
    row.agreement, row.remark, row.intended = agreement, cleaned_remark, intended
    row.answered_at, row.version, row.about_version = get_utc_now(), row.version + 1, observation.version
    session.flush()
    bump_data_version(session, Who("", row.collaboration_id))
    return agreement


def _lock_collaboration_row(session: Session, collaboration_id: str) -> None:
    """As `people.alone`, for somebody who takes part in nothing: the secret was their permission."""
    collaboration = tables.Collaboration
    session.execute(
        select(collaboration.id)
        .where(collaboration.id == collaboration_id)
        .with_for_update(of=collaboration, key_share=True)
    ).one()


def _raise_rung(session: Session, observation: tables.Observation, asked_of: str) -> None:
    if observation.rung == Rung.CONFIRMED_OUTSIDE:
        return
    tally_before, rung_before = build_tally(observation), {"rung": observation.rung}
    observation.rung, observation.version, observation.updated_by = (
        int(Rung.CONFIRMED_OUTSIDE),
        observation.version + 1,
        None,
    )
    session.flush()
    update_tallies(session, tally_before, build_tally(observation))
    insert_change(session, observation, None, rung_before, {"rung": observation.rung}, reason=asked_of)


def list_witness_requests(session: Session, who: Who, observation_id: str) -> tuple[WitnessRequest, ...]:
    """Everybody outside who was asked about an observation this person may read, last asked first."""
    require_permission(session, who, Act.LOOK)
    witness, observation = tables.Witness, tables.Observation
    query = select(witness, observation.version).join(observation, observation.id == witness.observation_id)
    own_query = query.where(witness.observation_id == observation_id, is_listed(who)).order_by(witness.id.desc())
    return tuple(_build_witness_request(row, version) for row, version in session.execute(own_query))


def _build_witness_request(row: tables.Witness, version: int) -> WitnessRequest:
    is_changed_since = row.about_version is not None and row.about_version != version
    return WitnessRequest(
        id=row.id,
        asked_of=row.asked_of,
        until=row.until,
        is_revoked=row.revoked_at is not None,
        answered_at=row.answered_at,
        agreement=row.agreement,
        remark=row.remark,
        intended=row.intended,
        is_about_earlier_text=is_changed_since,
    )


def list_doubted_ids(session: Session, who: Who) -> Sequence[str]:
    """The observations somebody outside does not fully agree with, and that nobody changed or judged since."""
    require_permission(session, who, Act.LOOK)
    witness, observation = tables.Witness, tables.Observation
    is_doubted = witness.agreement.in_((Agreement.PARTLY, Agreement.DISAGREES)) & (
        witness.about_version == observation.version
    )
    query = select(observation.id).join(witness, witness.observation_id == observation.id)
    query = query.where(witness.collaboration_id == who.collaboration_id)
    is_unjudged = (observation.collaboration_id == who.collaboration_id) & observation.state.in_(
        (State.SHARED, State.CONFIRMED)
    )
    return session.scalars(query.where(is_unjudged, is_doubted).distinct().order_by(observation.id)).all()
