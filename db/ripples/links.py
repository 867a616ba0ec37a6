"""Ripples: this led to that. Linking, unlinking, and reading them for the discs, the graph and the chains."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, cast, extract, func, select, union
from sqlalchemy.orm import Session, aliased

from db import tables
from db.counting import is_counting, list_view_conditions
from db.observations.history import compute_last_day, record_ripple_change
from db.observations.records import is_listed
from db.once import run_once
from db.people import bump_data_version, check_may_change, is_allowed, lock_collaboration, require_permission
from db.rows import delete_row, get_own_row, get_owner_values, insert_row, split_into_groups
from impact.access import Act
from impact.errors import Invalid
from impact.model import HIDDEN_STATES, MAX_TEXT_LENGTH, Certainty, Ripple, RippleKind, Rung, Who
from impact.observation.observation_rules import check_text
from impact.picture.disc_data import RippleCount
from impact.ripples.chains import ObservationNode

# SQLite takes 999 parameters in a statement at the least, so ids go in groups.
SENTENCES_PER_QUERY = 500
RIPPLE_FIELDS = tuple(field.name for field in fields(Ripple))
CAUSE, EFFECT = aliased(tables.Observation, name="cause"), aliased(tables.Observation, name="effect")


@dataclass(frozen=True)
class RippleInWords:
    """A ripple with the sentences at both ends; `from_theme_id` is None when it starts at an activity."""

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
    """Make a ripple from one cause, an observation or an activity, and return its id. Raise Invalid or NotFound."""
    lock_collaboration(session, who, Act.LOG)
    if (cause_observation_id is None) == (cause_activity_id is None):
        raise Invalid(field="cause", reason="empty")
    cleaned_reason = check_text(why, MAX_TEXT_LENGTH, "why")

    def insert_checked_ripple() -> str:
        _check_ripple(session, who, effect_id, cause_observation_id, cause_activity_id)
        row = tables.Ripple(
            effect_id=effect_id,
            cause_observation_id=cause_observation_id,
            cause_activity_id=cause_activity_id,
            kind=kind,
            certainty=certainty,
            why=cleaned_reason,
            **get_owner_values(who),
        )
        return _insert_ripple(session, who, row)

    return run_once(session, token, insert_checked_ripple)


def _insert_ripple(session: Session, who: Who, row: tables.Ripple) -> str:
    insert_row(session, row)
    record_ripple_change(session, row, who.person_id, linked=True)
    bump_data_version(session, who)
    return row.id


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
        get_own_row(session, who, tables.Activity, activity_id or "")
        is_same_cause = ripple.cause_activity_id == activity_id
    if session.scalar(select(ripple.id).where(ripple.effect_id == effect_id, is_same_cause)) is not None:
        raise Invalid(field="cause", reason="linked")


def _get_listed_row(session: Session, who: Who, observation_id: str) -> tables.Observation:
    return get_own_row(session, who, tables.Observation, observation_id, is_listed(who))


def _get_removable_ripple(session: Session, who: Who, ripple_id: str) -> tables.Ripple:
    require_permission(session, who, Act.LOG)
    row = get_own_row(session, who, tables.Ripple, ripple_id)
    check_may_change(session, who, row.created_by)
    return row


def remove_ripple(session: Session, who: Who, ripple_id: str) -> None:
    """Remove a ripple: by its maker, or by who may judge. Raise NotFound or NotAllowed."""
    lock_collaboration(session, who, Act.LOG)
    row = _get_removable_ripple(session, who, ripple_id)
    record_ripple_change(session, row, who.person_id, linked=False)
    delete_row(session, who, row)


def list_removable_ids(session: Session, who: Who, ripple_ids: Sequence[str]) -> frozenset[str]:
    """Return which of these ripples this person may remove."""
    require_permission(session, who, Act.LOOK)
    if not is_allowed(session, who, Act.LOG):
        return frozenset()
    ripple = tables.Ripple
    query = select(ripple.id).where(ripple.collaboration_id == who.collaboration_id, ripple.id.in_(ripple_ids))
    if not is_allowed(session, who, Act.JUDGE):
        query = query.where(ripple.created_by == who.person_id)
    return frozenset(session.scalars(query))


def check_ripple_undo(session: Session, who: Who, effect: tables.Observation, before: Any, after: Any) -> None:
    """Raise what undoing this change would: NotAllowed, NotFound, or Invalid when the ripple can no longer be made."""
    require_permission(session, who, Act.LOG)
    if before is None:
        _get_listed_row(session, who, effect.id)
        _get_removable_ripple(session, who, after["id"])
    else:
        _check_ripple(session, who, effect.id, before["cause_observation_id"], before["cause_activity_id"])


def undo_ripple_change(session: Session, who: Who, effect: tables.Observation, before: Any, after: Any) -> None:
    """Remove the ripple that was linked, or make the one that was removed again. The caller has checked that."""
    if before is None:
        remove_ripple(session, who, after["id"])
    else:
        lock_collaboration(session, who, Act.LOG)
        ripple_values = {"kind": RippleKind(before["kind"]), "certainty": Certainty(before["certainty"])}
        _insert_ripple(
            session, who, tables.Ripple(**before | ripple_values | get_owner_values(who) | {"effect_id": effect.id})
        )


def _build_ripple(row: tables.Ripple) -> Ripple:
    return Ripple(*(getattr(row, name) for name in RIPPLE_FIELDS))


def _select_between_counting(who: Who, *columns: Any) -> Select[Any]:
    """Select these columns of ripples whose two ends are observations of this collaboration that count."""
    ripple = tables.Ripple
    return (
        select(*columns)
        .select_from(ripple)
        .join(CAUSE, CAUSE.id == ripple.cause_observation_id)
        .join(EFFECT, EFFECT.id == ripple.effect_id)
        .where(ripple.collaboration_id == who.collaboration_id, is_counting(CAUSE), is_counting(EFFECT))
    )


def list_ripples(session: Session, who: Who) -> tuple[Ripple, ...]:
    """Return every ripple to an observation that counts, from an activity or from an observation that counts."""
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


def list_nodes(session: Session, who: Who, *, linked_only: bool = False) -> dict[str, ObservationNode]:
    """Return every observation that counts, by its id, in the order they were seen; or only those with a ripple.

    The ripple graph is drawn from all of them, the chains are computed from those with a ripple.
    """
    require_permission(session, who, Act.LOOK)
    observation, theme = tables.Observation, tables.Theme
    rings = select(theme.id, theme.ring_id).where(theme.collaboration_id == who.collaboration_id)
    ring_by_theme = dict(session.execute(rings).all())
    rung_by_number = {int(rung): rung for rung in Rung}  # many times faster than Rung(number) for each row
    query = select(observation.id, observation.theme_id, observation.rung, observation.seen_on)
    if linked_only:
        linked_ids = union(*(_select_between_counting(who, end.id) for end in (CAUSE, EFFECT)))
        query = query.where(observation.id.in_(linked_ids))
    else:
        query = query.where(observation.collaboration_id == who.collaboration_id, is_counting())
    return {
        id_: ObservationNode(id_, ring_by_theme[theme_id], theme_id, rung_by_number[rung], seen_on)
        for id_, theme_id, rung, seen_on in session.execute(query.order_by(observation.seen_on, observation.id))
    }


def list_sentences(session: Session, who: Who, ids: Iterable[str]) -> dict[str, str]:
    """Return by id the sentences of those of these observations that count."""
    require_permission(session, who, Act.LOOK)
    observation = tables.Observation
    query = select(observation.id, observation.what).where(
        observation.collaboration_id == who.collaboration_id, is_counting()
    )
    sentence_by_id: dict[str, str] = {}
    for group_ids in split_into_groups(ids, SENTENCES_PER_QUERY):
        sentence_by_id.update(session.execute(query.where(observation.id.in_(group_ids))).all())
    return sentence_by_id


def count_ripples(
    session: Session, who: Who, organisation_id: str | None = None, confirmed_only: bool = False
) -> tuple[RippleCount, ...]:
    """Return how many ripples run from theme to theme, by kind and month of the effect, where both ends count."""
    require_permission(session, who, Act.LOOK)
    year, month = (cast(extract(part, EFFECT.seen_on), Integer) for part in ("year", "month"))
    key = (CAUSE.theme_id, EFFECT.theme_id, tables.Ripple.kind, year, month)
    query = (
        _select_between_counting(who, *key, func.count())
        .where(*_list_end_conditions(organisation_id, confirmed_only))
        .group_by(*key)
    )
    return tuple(
        RippleCount(cause, effect, RippleKind(kind), date(y, m, 1), number)
        for cause, effect, kind, y, m, number in session.execute(query.order_by(*key))
    )


def _list_end_conditions(organisation_id: str | None, confirmed_only: bool) -> list[ColumnElement[bool]]:
    return [
        condition for end in (CAUSE, EFFECT) for condition in list_view_conditions(organisation_id, confirmed_only, end)
    ]


def list_ripples_between(
    session: Session,
    who: Who,
    theme_ids: Sequence[str],
    after: date | None,
    until: date,
    organisation_id: str | None = None,
    confirmed_only: bool = False,
) -> tuple[RippleInWords, ...]:
    """Return the ripples between two of these themes, with an effect seen after `after` (None: ever) up to `until`."""
    require_permission(session, who, Act.LOOK)
    columns = (tables.Ripple, CAUSE.what, EFFECT.what, CAUSE.theme_id, EFFECT.theme_id, EFFECT.seen_on)
    query = _select_between_counting(who, *columns).where(
        CAUSE.theme_id.in_(theme_ids),
        EFFECT.theme_id.in_(theme_ids),
        CAUSE.theme_id != EFFECT.theme_id,
        EFFECT.seen_on <= until,
        *_list_end_conditions(organisation_id, confirmed_only),
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
    """Return what led to this observation and what it led to, as far as this person may read it."""
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
