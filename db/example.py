"""Planting the fictional example: data with keys becomes rows with ids, in one transaction."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from db import search, tables
from db.collaborations import NewRing, start
from db.observations import PLAIN
from db.once import once
from db.tallies import recount
from db.types import new_id, now
from impact.example import Example, ExampleObservation
from impact.model import Evidence, NewMilestone, Ring, Ripple

LOGGED_AT = time(15, 30, tzinfo=UTC)
LATEST_AFTER = 6


def plant(session: Session, person_id: str, example: Example, *, token: str) -> str:
    """Make a fictional collaboration of this example, coordinated by this person; returns its id."""
    return once(session, token, lambda: _plant(session, person_id, example))


def _plant(session: Session, person_id: str, example: Example) -> str:
    names = [NewRing(ring.name) for ring in example.rings]
    owner_id = start(session, person_id, example.name, (), names, token=new_id(), fictional=True)
    mine = {"collaboration_id": owner_id, "created_by": person_id}
    ids = _rings(session, owner_id, example.rings, mine)
    ids |= {one.id: new_id() for one in example.organisations} | {one.id: new_id() for one in example.activities}
    ids |= {one.key: new_id() for one in example.observations}
    _insert(
        session, tables.Organisation, ({"id": ids[one.id], "name": one.name} for one in example.organisations), mine
    )
    stones = ({"id": ids[one.id], "name": one.name, "started_on": one.started_on} for one in example.activities)
    _insert(session, tables.Activity, stones, mine)
    logged = {one.key: _logged(index, one.said.seen_on) for index, one in enumerate(example.observations)}
    _insert(session, tables.Observation, (_observation(one, ids, logged) for one in example.observations), mine)
    proofs = (
        _evidence(proof, one.key, ids, logged) | {"number": number}
        for one in example.observations
        for number, proof in enumerate(one.said.evidence, 1)
    )
    _insert(session, tables.Evidence, proofs, mine)
    _insert(session, tables.Ripple, (_ripple(one, ids, logged) for one in example.ripples), mine)
    marks = (_milestone(one, ids) | {"number": number} for number, one in enumerate(example.milestones, 1))
    _insert(session, tables.Milestone, marks, mine)
    search.index(session, (ids[one.key] for one in example.observations))
    recount(session, owner_id)
    return owner_id


def _insert(session: Session, table: type[tables.Base], rows: Iterable[dict[str, Any]], mine: dict[str, str]) -> None:
    found = [row | mine for row in rows]
    if found:
        session.execute(insert(table), found)


def _logged(index: int, seen_on: date) -> datetime:
    """When an observation was logged: some days after it was seen, in the afternoon, and never later than now."""
    days = timedelta(days=1 + index * 7 % LATEST_AFTER)
    return min(datetime.combine(seen_on + days, LOGGED_AT), now())


def _rings(session: Session, owner_id: str, rings: Iterable[Ring], mine: dict[str, str]) -> dict[str, str]:
    """Add the themes and their wanted steps to the rings that stand; returns the ids of rings and themes by key."""
    ring, theme = tables.Ring, tables.Theme
    rows_of = select(ring.name, ring.id).where(ring.collaboration_id == owner_id)
    by_name = dict(session.execute(rows_of).all())
    surprises = select(theme.ring_id, theme.id).where(theme.collaboration_id == owner_id, theme.unexpected)
    unexpected = dict(session.execute(surprises).all())
    ids: dict[str, str] = {}
    for told in rings:
        ids[told.id] = by_name[told.name]
        ids |= {one.id: unexpected[ids[told.id]] if one.unexpected else new_id() for one in told.themes}
    themes = [(place, one) for told in rings for place, one in enumerate(told.themes) if not one.unexpected]
    rows = (
        {"id": ids[one.id], "ring_id": ids[one.ring_id], "label": one.label, "wish": one.wish, "position": place}
        | {"wordings": list(one.wordings)}
        for place, one in themes
    )
    _insert(session, tables.Theme, rows, mine)
    steps = [(one, step) for _, one in themes for step in one.wanted]
    wanted = ({"theme_id": ids[one.id], "from_on": step.from_on, "level": step.level} for one, step in steps)
    _insert(session, tables.Wanted, wanted, mine)
    return ids


def _observation(one: ExampleObservation, ids: dict[str, str], logged: dict[str, datetime]) -> dict[str, Any]:
    said = {name: getattr(one.said, name) for name in PLAIN}
    return said | {
        "id": ids[one.key],
        "theme_id": ids[one.said.theme_id],
        "organisation_id": ids[one.said.organisation_id] if one.said.organisation_id else None,
        "activity_id": ids[one.said.activity_id] if one.said.activity_id else None,
        "state": one.state,
        "created_at": logged[one.key],
        "updated_at": logged[one.key],
    }


def _evidence(proof: Evidence, key: str, ids: dict[str, str], logged: dict[str, datetime]) -> dict[str, Any]:
    at = {"created_at": logged[key], "updated_at": logged[key]}
    return {"kind": proof.kind, "text": proof.text, "observation_id": ids[key]} | at


def _ripple(one: Ripple, ids: dict[str, str], logged: dict[str, datetime]) -> dict[str, Any]:
    at = logged[one.effect_id]
    return {
        "effect_id": ids[one.effect_id],
        "cause_observation_id": ids[one.cause_observation_id] if one.cause_observation_id else None,
        "cause_activity_id": ids[one.cause_activity_id] if one.cause_activity_id else None,
        "kind": one.kind,
        "certainty": one.certainty,
        "why": one.why,
        "created_at": at,
        "updated_at": at,
    }


def _milestone(said: NewMilestone, ids: dict[str, str]) -> dict[str, Any]:
    at = min(datetime.combine(said.on, LOGGED_AT), now())
    return asdict(said) | {
        "ring_id": ids[said.ring_id] if said.ring_id else None,
        "created_at": at,
        "updated_at": at,
    }
