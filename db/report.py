"""What a meeting pack is made from: read in one go, counted in the database, never a table in memory."""

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from db import collaborations, desired, milestones, ripples, tables, tallies
from db.people import permit
from impact.access import Act
from impact.model import COUNTING, Rung, State, Who
from impact.months import day_before, last_day, month_after
from impact.report.material import Material
from impact.report.pack import Asked


def material(session: Session, who: Who, asked: Asked, unexpected: str, organisation_id: str | None = None) -> Material:
    """Everything the pack of these months and filters is made from, as far as this person may look.

    `unexpected` is the reader's word for that sector, `organisation_id` the organisation that is filtered on. Drafts,
    what was withdrawn or binned, and milestones held ready are never in it.
    """
    here = permit(session, who, Act.LOOK)
    within = _counting(who, asked, organisation_id)
    return Material(
        name=here.name,
        fictional=here.fictional,
        rings=desired.rings(session, who, unexpected),
        tallies=tallies.tallies(session, who, organisation_id),
        links=ripples.counts(session, who, organisation_id, asked.confirmed_only),
        milestones=tuple(one for one in milestones.milestones(session, who) if not one.held),
        rungs=_rungs(session, within),
        loose=_loose(session, within),
        silent=() if organisation_id else _silent(session, who, asked),
    )


def _counting(who: Who, asked: Asked, organisation_id: str | None) -> list[ColumnElement[bool]]:
    """Which observations count in the window up to now, under the filters."""
    seen = tables.Observation
    states = (State.CONFIRMED,) if asked.confirmed_only else COUNTING
    found = [*_window(who, asked), seen.state.in_(states)]
    return [*found, seen.organisation_id == organisation_id] if organisation_id else found


def _window(who: Who, asked: Asked) -> list[ColumnElement[bool]]:
    seen = tables.Observation
    found = [seen.collaboration_id == who.collaboration_id, seen.seen_on <= last_day(asked.now)]
    if asked.window is not None:
        found.append(seen.seen_on > day_before(month_after(asked.now, 1 - asked.window)))
    return found


def _rungs(session: Session, within: Sequence[ColumnElement[bool]]) -> Mapping[str, tuple[int, ...]]:
    """Per theme how many observations stand on each evidence rung, the lowest first."""
    seen = tables.Observation
    query = select(seen.theme_id, seen.rung, func.count()).where(*within).group_by(seen.theme_id, seen.rung)
    counts: dict[str, dict[int, int]] = {}
    for theme_id, rung, n in session.execute(query):
        counts.setdefault(theme_id, {})[rung] = n
    return {theme_id: tuple(found.get(int(rung), 0) for rung in Rung) for theme_id, found in counts.items()}


def _loose(session: Session, within: Sequence[ColumnElement[bool]]) -> int:
    """How many observations came from nothing and led to nothing, as far as anybody wrote down."""
    seen, kept = tables.Observation, tables.Ripple
    linked = exists().where(kept.effect_id == seen.id) | exists().where(kept.cause_observation_id == seen.id)
    return session.scalar(select(func.count()).select_from(seen).where(*within, ~linked)) or 0


def _silent(session: Session, who: Who, asked: Asked) -> tuple[str, ...]:
    """The organisations of which nothing that counts was seen in the window, by name."""
    seen = tables.Observation
    heard = set(
        session.scalars(select(seen.organisation_id).where(*_window(who, asked), seen.state.in_(COUNTING)).distinct())
    )
    return tuple(one.name for one in collaborations.organisations(session, who) if one.id not in heard)
