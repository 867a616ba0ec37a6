"""Ripples: this led to that. Linking, unlinking, and reading them for the discs, the panel and the chains."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, cast, extract, func, select, union
from sqlalchemy.orm import Session, aliased

from db import tables
from db.counting import is_counting
from db.observations.day_order import compute_last_day
from db.observations.history import record_ripple_change
from db.observations.records import HIDDEN_STATES, is_listed
from db.once import run_once
from db.people import bump_data_version, is_allowed, lock_collaboration, require_permission
from impact.access import Act
from impact.errors import Invalid, NotAllowed, NotFound
from impact.model import MAX_TEXT_LENGTH, Certainty, Ripple, RippleKind, Rung, State, Who
from impact.observation.observation_rules import clean_multiline
from impact.picture.disc_data import RippleCount
from impact.ripples.chains import ObservationNode

RIPPLE_FIELDS = tuple(field.name for field in fields(Ripple))
CAUSE, EFFECT = aliased(tables.Observation, name="cause"), aliased(tables.Observation, name="effect")


@dataclass(frozen=True)
class RippleInWords:
    """A ripple with the words at both ends; `from_theme` is None when it starts at an activity."""

    ripple: Ripple
    cause_text: str
    effect_text: str
    from_theme_id: str | None
    to_theme_id: str
    seen_on: date

    @property
    def kind(self) -> RippleKind:
        """In which way the one led to the other."""
        return self.ripple.kind

    @property
    def certainty(self) -> Certainty:
        """How sure the group is."""
        return self.ripple.certainty


def add_ripple(
    session: Session,
    who: Who,
    effect_id: str,
    *,
    kind: RippleKind,
    certainty: Certainty,
    token: str,
    cause_observation_id: str | None = None,
    cause_activity_id: str | None = None,
    why: str = "",
) -> str:
    """Make a ripple from one cause, an observation or an activity, and return its id. Raises Invalid or NotFound."""
    lock_collaboration(session, who, Act.LOG)
    if (cause_observation_id is None) == (cause_activity_id is None):
        raise Invalid(field="cause", reason="empty")
    cleaned_reason = _clean_reason(why)

    def insert_checked_ripple() -> str:
        _check_ripple(session, who, effect_id, cause_observation_id, cause_activity_id)
        row = tables.Ripple(
            collaboration_id=who.collaboration_id,
            created_by=who.person_id,
            effect_id=effect_id,
            cause_observation_id=cause_observation_id,
            cause_activity_id=cause_activity_id,
            kind=kind,
            certainty=certainty,
            why=cleaned_reason,
        )
        return _insert_ripple(session, who, row)

    return run_once(session, token, insert_checked_ripple)


def _insert_ripple(session: Session, who: Who, row: tables.Ripple) -> str:
    session.add(row)
    session.flush()
    record_ripple_change(session, row, who.person_id, linked=True)
    bump_data_version(session, who)
    return row.id


def _clean_reason(text: str) -> str:
    cleaned_text = clean_multiline(text)
    if len(cleaned_text) > MAX_TEXT_LENGTH:
        raise Invalid(field="why", reason="too_long", limit=MAX_TEXT_LENGTH)
    return cleaned_text


def _check_ripple(session: Session, who: Who, effect_id: str, cause_id: str | None, activity_id: str | None) -> None:
    effect = _get_listed_row(session, who, effect_id)
    ripple = tables.Ripple
    if cause_id is not None:
        cause = _get_listed_row(session, who, cause_id)
        if cause.id == effect.id:
            raise Invalid(field="cause", reason="itself")
        if cause.seen_on > compute_last_day(effect.seen_on, effect.precision):
            raise Invalid(field="cause", reason="later_than_effect")
        is_same_cause = ripple.cause_observation_id == cause_id
    else:
        activity = tables.Activity
        query = select(activity.id).where(activity.id == activity_id, activity.collaboration_id == who.collaboration_id)
        if session.scalar(query) is None:
            raise NotFound(what="activity")
        is_same_cause = ripple.cause_activity_id == activity_id
    if session.scalar(select(ripple.id).where(ripple.effect_id == effect_id, is_same_cause)) is not None:
        raise Invalid(field="cause", reason="linked")


def _get_listed_row(session: Session, who: Who, observation_id: str) -> tables.Observation:
    row = session.scalar(select(tables.Observation).where(tables.Observation.id == observation_id, is_listed(who)))
    if row is None:
        raise NotFound(what="observation")
    return row


def _get_removable_ripple(session: Session, who: Who, ripple_id: str) -> tables.Ripple:
    require_permission(session, who, Act.LOG)
    ripple = tables.Ripple
    query = select(ripple).where(ripple.id == ripple_id, ripple.collaboration_id == who.collaboration_id)
    row = session.scalar(query)
    if row is None:
        raise NotFound(what="ripple")
    if row.created_by != who.person_id and not is_allowed(session, who, Act.JUDGE):
        raise NotAllowed(act=Act.JUDGE.value)
    return row


def remove_ripple(session: Session, who: Who, ripple_id: str) -> None:
    """Take a ripple away: by its maker, or by who may judge."""
    lock_collaboration(session, who, Act.LOG)
    row = _get_removable_ripple(session, who, ripple_id)
    record_ripple_change(session, row, who.person_id, linked=False)
    session.delete(row)
    session.flush()
    bump_data_version(session, who)


def list_removable_ids(session: Session, who: Who, ripple_ids: Sequence[str]) -> frozenset[str]:
    """Which of these ripples this person may take away."""
    require_permission(session, who, Act.LOOK)
    if not is_allowed(session, who, Act.LOG):
        return frozenset()
    ripple = tables.Ripple
    query = select(ripple.id).where(ripple.collaboration_id == who.collaboration_id, ripple.id.in_(ripple_ids))
    if not is_allowed(session, who, Act.JUDGE):
        query = query.where(ripple.created_by == who.person_id)
    return frozenset(session.scalars(query))


def check_ripple_undo(session: Session, who: Who, effect: tables.Observation, before: Any, after: Any) -> None:
    """Raises what `turn` would raise: NotAllowed, NotFound, or Invalid when it can no longer be linked again."""
    require_permission(session, who, Act.LOG)
    if before is None:
        _get_listed_row(session, who, effect.id)
        _get_removable_ripple(session, who, after["id"])
    else:
        _check_ripple(session, who, effect.id, before["cause_observation_id"], before["cause_activity_id"])


def undo_ripple_change(session: Session, who: Who, effect: tables.Observation, before: Any, after: Any) -> None:
    """Undo a linking, or an unlinking: then the same ripple is there again. The caller has checked."""
    if before is None:
        remove_ripple(session, who, after["id"])
    else:
        lock_collaboration(session, who, Act.LOG)
        ripple_values = {"kind": RippleKind(before["kind"]), "certainty": Certainty(before["certainty"])}
        owner_values = {"collaboration_id": who.collaboration_id, "created_by": who.person_id, "effect_id": effect.id}
        _insert_ripple(session, who, tables.Ripple(**before | ripple_values | owner_values))


def _build_ripple(row: tables.Ripple) -> Ripple:
    return Ripple(*(getattr(row, name) for name in RIPPLE_FIELDS))


def _select_between_counting(who: Who, *columns: Any) -> Select[Any]:
    """Ripples between observations of this collaboration that count, at both ends."""
    ripple = tables.Ripple
    return (
        select(*columns)
        .select_from(ripple)
        .join(CAUSE, CAUSE.id == ripple.cause_observation_id)
        .join(EFFECT, EFFECT.id == ripple.effect_id)
        .where(ripple.collaboration_id == who.collaboration_id, is_counting(CAUSE), is_counting(EFFECT))
    )


def list_ripples(session: Session, who: Who) -> tuple[Ripple, ...]:
    """Every ripple to an observation that counts, from an activity or from an observation that counts."""
    require_permission(session, who, Act.LOOK)
    ripple = tables.Ripple
    query = (
        select(*(getattr(ripple, name) for name in RIPPLE_FIELDS))
        .join(EFFECT, EFFECT.id == ripple.effect_id)
        .outerjoin(CAUSE, CAUSE.id == ripple.cause_observation_id)
        .where(ripple.collaboration_id == who.collaboration_id, is_counting(EFFECT))
        .where(ripple.cause_observation_id.is_(None) | is_counting(CAUSE))
        .order_by(ripple.id)
    )
    return tuple(Ripple(*row) for row in session.execute(query))


def list_linked_nodes(session: Session, who: Who) -> dict[str, ObservationNode]:
    """What the chains need to know of every observation that counts and is linked to another."""
    require_permission(session, who, Act.LOOK)
    observation, theme = tables.Observation, tables.Theme
    rings = select(theme.id, theme.ring_id).where(theme.collaboration_id == who.collaboration_id)
    ring_by_theme = dict(session.execute(rings).all())
    linked_ids = union(*(_select_between_counting(who, end.id) for end in (CAUSE, EFFECT)))
    query = select(observation.id, observation.theme_id, observation.rung, observation.seen_on).where(
        observation.id.in_(linked_ids)
    )
    return {
        id_: ObservationNode(id_, ring_by_theme[theme_id], theme_id, Rung(rung), seen_on)
        for id_, theme_id, rung, seen_on in session.execute(query)
    }


def count_ripples(
    session: Session, who: Who, organisation_id: str | None = None, confirmed_only: bool = False
) -> tuple[RippleCount, ...]:
    """How many ripples run from theme to theme, per kind and month of the effect, between observations that count."""
    require_permission(session, who, Act.LOOK)
    year, month = (cast(extract(part, EFFECT.seen_on), Integer) for part in ("year", "month"))
    key = (CAUSE.theme_id, EFFECT.theme_id, tables.Ripple.kind, year, month)
    query = (
        _select_between_counting(who, *key, func.count())
        .where(*_filter_ends(organisation_id, confirmed_only))
        .group_by(*key)
    )
    return tuple(
        RippleCount(cause, effect, RippleKind(kind), date(y, m, 1), number)
        for cause, effect, kind, y, m, number in session.execute(query.order_by(*key))
    )


def _filter_ends(organisation_id: str | None, confirmed_only: bool) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    for end in (CAUSE, EFFECT):
        if organisation_id is not None:
            conditions.append(end.organisation_id == organisation_id)
        if confirmed_only:
            conditions.append(end.state == State.CONFIRMED)
    return conditions


def list_ripples_between(
    session: Session,
    who: Who,
    theme_ids: Sequence[str],
    after: date | None,
    until: date,
    organisation_id: str | None = None,
    confirmed_only: bool = False,
) -> tuple[RippleInWords, ...]:
    """The ripples between different themes of these, whose effect was seen after `after` (None: ever) up to `until`."""
    require_permission(session, who, Act.LOOK)
    columns = (tables.Ripple, CAUSE.what, EFFECT.what, CAUSE.theme_id, EFFECT.theme_id, EFFECT.seen_on)
    query = _select_between_counting(who, *columns).where(
        CAUSE.theme_id.in_(theme_ids),
        EFFECT.theme_id.in_(theme_ids),
        CAUSE.theme_id != EFFECT.theme_id,
        EFFECT.seen_on <= until,
        *_filter_ends(organisation_id, confirmed_only),
    )
    if after is not None:
        query = query.where(EFFECT.seen_on > after)
    rows = session.execute(query.order_by(EFFECT.seen_on.desc(), tables.Ripple.id.desc()))
    return _build_ripples_in_words(rows)


def _build_ripples_in_words(rows: Iterable[Any]) -> tuple[RippleInWords, ...]:
    return tuple(RippleInWords(_build_ripple(row), *rest) for row, *rest in rows)


def list_ripples_around(
    session: Session, who: Who, observation_id: str
) -> tuple[tuple[RippleInWords, ...], tuple[RippleInWords, ...]]:
    """What led to this observation and what it led to, as far as this person may read it."""
    require_permission(session, who, Act.LOOK)
    ripple, activity = tables.Ripple, tables.Activity
    cause_text = func.coalesce(CAUSE.what, activity.name)
    query = (
        select(ripple, cause_text, EFFECT.what, CAUSE.theme_id, EFFECT.theme_id, EFFECT.seen_on)
        .join(EFFECT, EFFECT.id == ripple.effect_id)
        .outerjoin(CAUSE, CAUSE.id == ripple.cause_observation_id)
        .outerjoin(activity, activity.id == ripple.cause_activity_id)
        .where(ripple.collaboration_id == who.collaboration_id, EFFECT.state.not_in(HIDDEN_STATES))
        .where(CAUSE.id.is_(None) | CAUSE.state.not_in(HIDDEN_STATES))
        .order_by(ripple.id)
    )
    causes = session.execute(query.where(ripple.effect_id == observation_id))
    return _build_ripples_in_words(causes), _build_ripples_in_words(
        session.execute(query.where(ripple.cause_observation_id == observation_id))
    )
