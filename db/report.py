"""The material of a meeting pack: read in one transaction and counted by the database."""

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, func, select, union
from sqlalchemy.orm import Session

from db import collaborations, desired, milestones, tables
from db.counting import is_counting, list_view_conditions
from db.observations import tallies
from db.people import require_permission
from db.ripples import links
from impact.access import Act
from impact.model import COUNTING_STATES, Rung, Who
from impact.months import get_last_day, shift_month
from impact.report.material import PackMaterial
from impact.report.pack import PackRequest


def gather_pack_material(
    session: Session, who: Who, request: PackRequest, unexpected: str, organisation_id: str | None = None
) -> PackMaterial:
    """Return everything the pack of these months and filters is made from.

    `unexpected` is the label of the unexpected themes, `organisation_id` the organisation that is filtered on. Drafts,
    what was withdrawn or binned, and milestones held ready are never in it. Raise NotAllowed.
    """
    collaboration = require_permission(session, who, Act.LOOK)
    conditions = _list_conditions(who, request, organisation_id)
    rungs = _count_rungs(session, conditions)
    return PackMaterial(
        name=collaboration.name,
        is_fictional=collaboration.fictional,
        rings=desired.list_rings(session, who, unexpected),
        tallies=tallies.list_tallies(session, who, organisation_id),
        ripple_counts=links.count_ripples(session, who, organisation_id, request.confirmed_only),
        milestones=tuple(
            milestone for milestone in milestones.list_milestones(session, who) if not milestone.is_held_ready
        ),
        rungs_by_theme=rungs,
        loose_count=_count_unlinked(session, who, conditions, sum(map(sum, rungs.values()))),
        silent_organisations=() if organisation_id else _list_silent_organisations(session, who, request),
    )


def _list_conditions(who: Who, request: PackRequest, organisation_id: str | None) -> list[ColumnElement[bool]]:
    """Return the conditions for observations that count in the window up to now, under the filters."""
    observation = tables.Observation
    is_own = observation.collaboration_id == who.collaboration_id
    conditions = [is_own, is_counting(), observation.seen_on <= get_last_day(request.month_now)]
    if request.window is not None:
        conditions.append(observation.seen_on >= shift_month(request.month_now, 1 - request.window))
    return conditions + list_view_conditions(organisation_id, request.confirmed_only)


def _count_rungs(session: Session, conditions: Sequence[ColumnElement[bool]]) -> Mapping[str, tuple[int, ...]]:
    """Return by theme how many observations there are on each evidence rung, the lowest first."""
    observation = tables.Observation
    query = (
        select(observation.theme_id, observation.rung, func.count())
        .where(*conditions)
        .group_by(observation.theme_id, observation.rung)
    )
    counts: dict[str, dict[int, int]] = {}
    for theme_id, rung, number in session.execute(query):
        counts.setdefault(theme_id, {})[rung] = number
    return {
        theme_id: tuple(count_by_rung.get(int(rung), 0) for rung in Rung) for theme_id, count_by_rung in counts.items()
    }


def _count_unlinked(session: Session, who: Who, conditions: Sequence[ColumnElement[bool]], counted_total: int) -> int:
    """Return how many of the observations that are counted have no ripple, given how many are counted in all."""
    # Counting those with a ripple takes as long as there are ripples, not as long as there are observations.
    observation, ripple = tables.Observation, tables.Ripple
    is_own = ripple.collaboration_id == who.collaboration_id
    ends = union(select(ripple.effect_id).where(is_own), select(ripple.cause_observation_id).where(is_own)).subquery()
    linked = select(func.count()).select_from(observation).join(ends, ends.c[0] == observation.id).where(*conditions)
    return counted_total - (session.scalar(linked) or 0)


def _list_silent_organisations(session: Session, who: Who, request: PackRequest) -> tuple[str, ...]:
    """Return the names of organisations of which nothing that counts was seen in the window, read from the tallies."""
    tally = tables.Tally
    query = select(tally.organisation_id).where(
        tally.collaboration_id == who.collaboration_id,
        tally.state.in_(COUNTING_STATES),
        tally.n > 0,
        tally.month <= request.month_now,
    )
    if request.window is not None:
        query = query.where(tally.month >= shift_month(request.month_now, 1 - request.window))
    heard_ids = set(session.scalars(query.distinct()))
    return tuple(
        organisation.name
        for organisation in collaborations.list_organisations(session, who)
        if organisation.id not in heard_ids
    )
