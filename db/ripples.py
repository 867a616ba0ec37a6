"""Ripples: this led to that. Linking, unlinking, and reading them for the discs, the panel and the chains."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, cast, extract, func, select, union
from sqlalchemy.orm import Session, aliased

from db import tables
from db.counting import is_counting
from db.days import latest
from db.history import note_ripple
from db.observations import UNSEEN, listed
from db.once import once
from db.people import allowed, alone, permit, touched
from impact.access import Act
from impact.chains import Node
from impact.disc_feed import RippleCount
from impact.errors import Invalid, NotAllowed, NotFound
from impact.model import TEXT_LIMIT, Certainty, Ripple, RippleKind, Rung, State, Who
from impact.observe import clean

PLAIN = tuple(field.name for field in fields(Ripple))
CAUSE, EFFECT = aliased(tables.Observation, name="cause"), aliased(tables.Observation, name="effect")


@dataclass(frozen=True)
class Told:
    """A ripple with the words at both ends; `from_theme` is None when it starts at an activity."""

    ripple: Ripple
    cause: str
    effect: str
    from_theme: str | None
    to_theme: str
    seen_on: date

    @property
    def kind(self) -> RippleKind:
        """In which way the one led to the other."""
        return self.ripple.kind

    @property
    def certainty(self) -> Certainty:
        """How sure the group is."""
        return self.ripple.certainty


def link(
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
    alone(session, who, Act.LOG)
    if (cause_observation_id is None) == (cause_activity_id is None):
        raise Invalid(field="cause", reason="empty")
    told = _why(why)

    def make() -> str:
        _fit(session, who, effect_id, cause_observation_id, cause_activity_id)
        row = tables.Ripple(
            collaboration_id=who.collaboration_id,
            created_by=who.person_id,
            effect_id=effect_id,
            cause_observation_id=cause_observation_id,
            cause_activity_id=cause_activity_id,
            kind=kind,
            certainty=certainty,
            why=told,
        )
        return _keep(session, who, row)

    return once(session, token, make)


def _keep(session: Session, who: Who, row: tables.Ripple) -> str:
    session.add(row)
    session.flush()
    note_ripple(session, row, who.person_id, linked=True)
    touched(session, who)
    return row.id


def _why(text: str) -> str:
    told = clean(text)
    if len(told) > TEXT_LIMIT:
        raise Invalid(field="why", reason="too_long", limit=TEXT_LIMIT)
    return told


def _fit(session: Session, who: Who, effect_id: str, cause_id: str | None, activity_id: str | None) -> None:
    effect = _seen(session, who, effect_id)
    kept = tables.Ripple
    if cause_id is not None:
        cause = _seen(session, who, cause_id)
        if cause.id == effect.id:
            raise Invalid(field="cause", reason="itself")
        if cause.seen_on > latest(effect.seen_on, effect.precision):
            raise Invalid(field="cause", reason="later_than_effect")
        same = kept.cause_observation_id == cause_id
    else:
        activity = tables.Activity
        mine = select(activity.id).where(activity.id == activity_id, activity.collaboration_id == who.collaboration_id)
        if session.scalar(mine) is None:
            raise NotFound(what="activity")
        same = kept.cause_activity_id == activity_id
    if session.scalar(select(kept.id).where(kept.effect_id == effect_id, same)) is not None:
        raise Invalid(field="cause", reason="linked")


def _seen(session: Session, who: Who, observation_id: str) -> tables.Observation:
    row = session.scalar(select(tables.Observation).where(tables.Observation.id == observation_id, listed(who)))
    if row is None:
        raise NotFound(what="observation")
    return row


def _own(session: Session, who: Who, ripple_id: str) -> tables.Ripple:
    permit(session, who, Act.LOG)
    kept = tables.Ripple
    mine = select(kept).where(kept.id == ripple_id, kept.collaboration_id == who.collaboration_id)
    row = session.scalar(mine)
    if row is None:
        raise NotFound(what="ripple")
    if row.created_by != who.person_id and not allowed(session, who, Act.JUDGE):
        raise NotAllowed(act=Act.JUDGE.value)
    return row


def unlink(session: Session, who: Who, ripple_id: str) -> None:
    """Take a ripple away: by its maker, or by who may judge."""
    alone(session, who, Act.LOG)
    row = _own(session, who, ripple_id)
    note_ripple(session, row, who.person_id, linked=False)
    session.delete(row)
    session.flush()
    touched(session, who)


def removable(session: Session, who: Who, ripple_ids: Sequence[str]) -> frozenset[str]:
    """Which of these ripples this person may take away."""
    permit(session, who, Act.LOOK)
    if not allowed(session, who, Act.LOG):
        return frozenset()
    kept = tables.Ripple
    mine = select(kept.id).where(kept.collaboration_id == who.collaboration_id, kept.id.in_(ripple_ids))
    if not allowed(session, who, Act.JUDGE):
        mine = mine.where(kept.created_by == who.person_id)
    return frozenset(session.scalars(mine))


def refuse_turning(session: Session, who: Who, effect: tables.Observation, before: Any, after: Any) -> None:
    """Raises what `turn` would raise: NotAllowed, NotFound, or Invalid when it can no longer be linked again."""
    permit(session, who, Act.LOG)
    if before is None:
        _seen(session, who, effect.id)
        _own(session, who, after["id"])
    else:
        _fit(session, who, effect.id, before["cause_observation_id"], before["cause_activity_id"])


def turn(session: Session, who: Who, effect: tables.Observation, before: Any, after: Any) -> None:
    """Undo a linking, or an unlinking: then the same ripple is there again. The caller has checked."""
    if before is None:
        unlink(session, who, after["id"])
    else:
        alone(session, who, Act.LOG)
        words = {"kind": RippleKind(before["kind"]), "certainty": Certainty(before["certainty"])}
        owned = {"collaboration_id": who.collaboration_id, "created_by": who.person_id, "effect_id": effect.id}
        _keep(session, who, tables.Ripple(**before | words | owned))


def _ripple(row: tables.Ripple) -> Ripple:
    return Ripple(*(getattr(row, name) for name in PLAIN))


def _between_counting(who: Who, *columns: Any) -> Select[Any]:
    """Ripples between observations of this collaboration that count, at both ends."""
    kept = tables.Ripple
    return (
        select(*columns)
        .select_from(kept)
        .join(CAUSE, CAUSE.id == kept.cause_observation_id)
        .join(EFFECT, EFFECT.id == kept.effect_id)
        .where(kept.collaboration_id == who.collaboration_id, is_counting(CAUSE), is_counting(EFFECT))
    )


def ripples(session: Session, who: Who) -> tuple[Ripple, ...]:
    """Every ripple to an observation that counts, from an activity or from an observation that counts."""
    permit(session, who, Act.LOOK)
    kept = tables.Ripple
    query = (
        select(*(getattr(kept, name) for name in PLAIN))
        .join(EFFECT, EFFECT.id == kept.effect_id)
        .outerjoin(CAUSE, CAUSE.id == kept.cause_observation_id)
        .where(kept.collaboration_id == who.collaboration_id, is_counting(EFFECT))
        .where(kept.cause_observation_id.is_(None) | is_counting(CAUSE))
        .order_by(kept.id)
    )
    return tuple(Ripple(*row) for row in session.execute(query))


def nodes(session: Session, who: Who) -> dict[str, Node]:
    """What the chains need to know of every observation that counts and is linked to another."""
    permit(session, who, Act.LOOK)
    seen, theme = tables.Observation, tables.Theme
    rings = select(theme.id, theme.ring_id).where(theme.collaboration_id == who.collaboration_id)
    ring_of = dict(session.execute(rings).all())
    linked = union(*(_between_counting(who, end.id) for end in (CAUSE, EFFECT)))
    query = select(seen.id, seen.theme_id, seen.rung, seen.seen_on).where(seen.id.in_(linked))
    return {
        id_: Node(id_, ring_of[theme_id], theme_id, Rung(rung), seen_on)
        for id_, theme_id, rung, seen_on in session.execute(query)
    }


def counts(
    session: Session, who: Who, organisation_id: str | None = None, confirmed_only: bool = False
) -> tuple[RippleCount, ...]:
    """How many ripples run from theme to theme, per kind and month of the effect, between observations that count."""
    permit(session, who, Act.LOOK)
    year, month = (cast(extract(part, EFFECT.seen_on), Integer) for part in ("year", "month"))
    key = (CAUSE.theme_id, EFFECT.theme_id, tables.Ripple.kind, year, month)
    query = _between_counting(who, *key, func.count()).where(*_narrowed(organisation_id, confirmed_only)).group_by(*key)
    return tuple(
        RippleCount(cause, effect, RippleKind(kind), date(y, m, 1), n)
        for cause, effect, kind, y, m, n in session.execute(query.order_by(*key))
    )


def _narrowed(organisation_id: str | None, confirmed_only: bool) -> list[ColumnElement[bool]]:
    narrowed: list[ColumnElement[bool]] = []
    for end in (CAUSE, EFFECT):
        if organisation_id is not None:
            narrowed.append(end.organisation_id == organisation_id)
        if confirmed_only:
            narrowed.append(end.state == State.CONFIRMED)
    return narrowed


def between(
    session: Session,
    who: Who,
    theme_ids: Sequence[str],
    after: date | None,
    until: date,
    organisation_id: str | None = None,
    confirmed_only: bool = False,
) -> tuple[Told, ...]:
    """The ripples between different themes of these, whose effect was seen after `after` (None: ever) up to `until`."""
    permit(session, who, Act.LOOK)
    columns = (tables.Ripple, CAUSE.what, EFFECT.what, CAUSE.theme_id, EFFECT.theme_id, EFFECT.seen_on)
    query = _between_counting(who, *columns).where(
        CAUSE.theme_id.in_(theme_ids),
        EFFECT.theme_id.in_(theme_ids),
        CAUSE.theme_id != EFFECT.theme_id,
        EFFECT.seen_on <= until,
        *_narrowed(organisation_id, confirmed_only),
    )
    if after is not None:
        query = query.where(EFFECT.seen_on > after)
    rows = session.execute(query.order_by(EFFECT.seen_on.desc(), tables.Ripple.id.desc()))
    return _told(rows)


def _told(rows: Iterable[Any]) -> tuple[Told, ...]:
    return tuple(Told(_ripple(row), *rest) for row, *rest in rows)


def around(session: Session, who: Who, observation_id: str) -> tuple[tuple[Told, ...], tuple[Told, ...]]:
    """What led to this observation and what it led to, as far as this person may read it."""
    permit(session, who, Act.LOOK)
    kept, stone = tables.Ripple, tables.Activity
    words = func.coalesce(CAUSE.what, stone.name)
    query = (
        select(kept, words, EFFECT.what, CAUSE.theme_id, EFFECT.theme_id, EFFECT.seen_on)
        .join(EFFECT, EFFECT.id == kept.effect_id)
        .outerjoin(CAUSE, CAUSE.id == kept.cause_observation_id)
        .outerjoin(stone, stone.id == kept.cause_activity_id)
        .where(kept.collaboration_id == who.collaboration_id, EFFECT.state.not_in(UNSEEN))
        .where(CAUSE.id.is_(None) | CAUSE.state.not_in(UNSEEN))
        .order_by(kept.id)
    )
    causes = session.execute(query.where(kept.effect_id == observation_id))
    return _told(causes), _told(session.execute(query.where(kept.cause_observation_id == observation_id)))
