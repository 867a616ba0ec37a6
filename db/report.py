"""What a meeting pack is made from: read in one go, counted in the database, never a table in memory."""

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, func, select, union
from sqlalchemy.orm import Session

from db import collaborations, desired, milestones, ripples, tables, tallies
from db.counting import is_counting
from db.people import permit
from impact.access import Act
from impact.model import COUNTING, Rung, State, Who
from impact.months import last_day, month_after
from impact.report.material import Material
from impact.report.pack import Asked


def material(session: Session, who: Who, asked: Asked, unexpected: str, organisation_id: str | None = None) -> Material:
    """Everything the pack of these months and filters is made from, as far as this person may look.

    `unexpected` is the reader's word for that sector, `organisation_id` the organisation that is filtered on. Drafts,
    what was withdrawn or binned, and milestones held ready are never in it.
    """
    here = permit(session, who, Act.LOOK)
    within = _counting(who, asked, organisation_id)
    rungs = _rungs(session, within)
    return Material(
        name=here.name,
        fictional=here.fictional,
        rings=desired.rings(session, who, unexpected),
        tallies=tallies.tallies(session, who, organisation_id),
        links=ripples.counts(session, who, organisation_id, asked.confirmed_only),
        milestones=tuple(one for one in milestones.milestones(session, who) if not one.held),
        rungs=rungs,
        loose=_loose(session, who, within, sum(map(sum, rungs.values()))),
        silent=() if organisation_id else _silent(session, who, asked),
    )


def _counting(who: Who, asked: Asked, organisation_id: str | None) -> list[ColumnElement[bool]]:
    """Which observations count in the window up to now, under the filters."""
    seen = tables.Observation
    states = (State.CONFIRMED,) if asked.confirmed_only else COUNTING
    mine = seen.collaboration_id == who.collaboration_id
    found = [mine, is_counting(states=states), seen.seen_on <= last_day(asked.now)]
    if asked.window is not None:
        found.append(seen.seen_on >= month_after(asked.now, 1 - asked.window))
    if organisation_id is not None:
        found.append(seen.organisation_id == organisation_id)
    return found


def _rungs(session: Session, within: Sequence[ColumnElement[bool]]) -> Mapping[str, tuple[int, ...]]:
    """Per theme how many observations stand on each evidence rung, the lowest first."""
    seen = tables.Observation
    query = select(seen.theme_id, seen.rung, func.count()).where(*within).group_by(seen.theme_id, seen.rung)
    counts: dict[str, dict[int, int]] = {}
    for theme_id, rung, n in session.execute(query):
        counts.setdefault(theme_id, {})[rung] = n
    return {theme_id: tuple(found.get(int(rung), 0) for rung in Rung) for theme_id, found in counts.items()}


def _loose(session: Session, who: Who, within: Sequence[ColumnElement[bool]], counted: int) -> int:
    """How many of what is counted came from nothing and led to nothing, as far as anybody wrote down.

    Only what is linked is looked at: the cost follows the ripples, not the observations.
    """
    seen, kept = tables.Observation, tables.Ripple
    ours = kept.collaboration_id == who.collaboration_id
    ends = union(select(kept.effect_id).where(ours), select(kept.cause_observation_id).where(ours)).subquery()
    linked = select(func.count()).select_from(seen).join(ends, ends.c[0] == seen.id).where(*within)
    return counted - (session.scalar(linked) or 0)


def _silent(session: Session, who: Who, asked: Asked) -> tuple[str, ...]:
    """The organisations of which nothing that counts was seen in the window, by name; read from the tallies."""
    kept = tables.Tally
    query = select(kept.organisation_id).where(
        kept.collaboration_id == who.collaboration_id, kept.state.in_(COUNTING), kept.n > 0, kept.month <= asked.now
    )
    if asked.window is not None:
        query = query.where(kept.month >= month_after(asked.now, 1 - asked.window))
    heard = set(session.scalars(query.distinct()))
    return tuple(one.name for one in collaborations.organisations(session, who) if one.id not in heard)
