"""Confirmation from outside: a link to one observation, with which somebody without an account says what they think.

Only the SHA-256 of the secret in a link is stored, so a link is shown once and cannot be read back. See decision 15.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import tables
from db.counting import is_counting
from db.observations.history import insert_change
from db.observations.records import is_listed
from db.observations.tallies import build_tally, update_tallies
from db.once import CreatedSecret, create_secret_once, hash_secret
from db.people import bump_data_version, check_may_change, lock_collaboration, may_change, require_permission
from db.rows import count_where, get_own_row, get_owner_values, insert_row, save_row
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
from impact.observation.observation_rules import check_name, check_text

MAX_REMARK_LENGTH = 500  # characters: a remark, not a second observation
MAX_LINK_LIFETIME = timedelta(days=183)  # half a year: a link that is lost should not work for ever
MAX_OPEN_LINKS = 10  # for one observation, so that nobody sends out links by the hundred


@dataclass(frozen=True)
class WitnessQuestion:
    """Everything that somebody outside gets to see, and their answer if they gave one."""

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
    """Somebody outside who was asked: their role, until when the link works, and what they answered.

    `is_about_earlier_text` says that the observation was changed after the answer.
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
    """Make a link for somebody in this role, valid up to and including a day; for the writer or who may judge.

    The same token makes one link, and returns its secret the first time only. Raise NotFound, NotAllowed, and Invalid
    for a day in the past or more than half a year ahead, or too many links.
    """
    lock_collaboration(session, who, Act.LOG)
    row = _get_askable_row(session, who, observation_id)
    role = check_name(asked_of, MAX_ROLE_LENGTH, "asked_of")
    if not today <= until <= today + MAX_LINK_LIFETIME:
        raise Invalid(field="until", reason="until_past" if until < today else "until_far")
    if _count_open_links(session, row.id, today) >= MAX_OPEN_LINKS:
        raise Invalid(field="asked_of", reason="too_many_links", limit=MAX_OPEN_LINKS)

    def insert_witness(secret_hash: str) -> str:
        link_values = {"observation_id": row.id, "secret_hash": secret_hash, "asked_of": role, "until": until}
        return insert_row(session, tables.Witness(**link_values, **get_owner_values(who)))

    return create_secret_once(session, token, insert_witness)


def _get_askable_row(session: Session, who: Who, observation_id: str) -> tables.Observation:
    row = get_own_row(session, who, tables.Observation, observation_id, is_listed(who))
    if row.state not in COUNTING_STATES or not may_change(session, who, row.created_by):
        raise NotAllowed(act=Act.JUDGE.value)
    if row.level is None:
        raise LevelNotSettled
    return row


def _count_open_links(session: Session, observation_id: str, today: date) -> int:
    witness = tables.Witness
    is_open = (witness.observation_id == observation_id) & witness.revoked_at.is_(None) & witness.answered_at.is_(None)
    return count_where(session, is_open, witness.until >= today)


def revoke_witness_link(session: Session, who: Who, witness_id: str) -> None:
    """Make a link worthless that was not answered yet; a second time changes nothing. Raise NotFound or NotAllowed."""
    lock_collaboration(session, who, Act.LOG)
    row = get_own_row(session, who, tables.Witness, witness_id)
    check_may_change(session, who, session.get_one(tables.Observation, row.observation_id).created_by)
    if row.answered_at is None and row.revoked_at is None:
        row.revoked_at = get_utc_now()
        save_row(session, who, row, outdates_caches=False)


def get_witness_question(session: Session, secret: str, today: date) -> WitnessQuestion:
    """Return what the holder of this link is asked. Raise NotFound when the link does not work, or no longer."""
    row = _get_valid_witness(session, secret, today)
    observation = session.get_one(tables.Observation, row.observation_id)
    theme = session.get_one(tables.Theme, observation.theme_id)
    level = Level(observation.level or 0)  # what counts has a level
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
    """Store the answer of somebody outside and return the answer that is stored: the first one stays.

    When they agree the evidence rung becomes 5, confirmed from outside. Raise NotFound or Invalid.
    """
    _lock_collaboration_row(session, _get_valid_witness(session, secret, today).collaboration_id)
    # Read again under the lock: two windows may answer at the same moment, or the link may just have been revoked.
    row = _get_valid_witness(session, secret, today)
    if row.agreement is not None:
        return row.agreement
    cleaned_remark = check_text(remark, MAX_REMARK_LENGTH, "remark")
    observation = session.get_one(tables.Observation, row.observation_id, populate_existing=True)
    if agreement is Agreement.AGREES:
        _raise_rung(session, observation, row.asked_of)
    row.agreement, row.remark, row.intended = agreement, cleaned_remark, intended
    row.answered_at, row.version, row.about_version = get_utc_now(), row.version + 1, observation.version
    session.flush()
    bump_data_version(session, Who("", row.collaboration_id))
    return agreement


def _lock_collaboration_row(session: Session, collaboration_id: str) -> None:
    """Lock as `people.lock_collaboration` does, for somebody without an account: the secret is their permission."""
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
    """Return everybody outside who was asked about an observation this person may read, last asked first."""
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
    """Return the ids of observations that somebody outside doubts, and that nobody changed or judged since."""
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
