"""The fictional example as a collaboration: values with keys become rows with ids, in one transaction."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from db import tables
from db.collaborations import NewRing, start_collaboration
from db.observations import search
from db.observations.records import OBSERVATION_COLUMNS
from db.observations.tallies import recount_tallies
from db.once import run_once
from db.types import create_id, get_utc_now
from impact.example import Example, ExampleObservation
from impact.model import Evidence, NewMilestone, Ring, Ripple

LOGGED_TIME = time(15, 30, tzinfo=UTC)  # in the afternoon, when lessons are over
MAX_LOGGING_DELAY_DAYS = 6


def create_example(session: Session, person_id: str, example: Example, *, token: str) -> str:
    """Make a fictional collaboration of this example, coordinated by this person, and return its id."""
    return run_once(session, token, lambda: _insert_example(session, person_id, example))


def _insert_example(session: Session, person_id: str, example: Example) -> str:
    new_rings = [NewRing(ring.name) for ring in example.rings]
    owner_id = start_collaboration(session, person_id, example.name, (), new_rings, token=create_id(), fictional=True)
    owner_columns = {"collaboration_id": owner_id, "created_by": person_id}
    ids = _insert_themes(session, owner_id, example.rings, owner_columns)
    ids |= {entry.id: create_id() for entry in example.organisations} | {
        entry.id: create_id() for entry in example.activities
    }
    ids |= {entry.key: create_id() for entry in example.observations}
    _insert_rows(
        session,
        tables.Organisation,
        ({"id": ids[entry.id], "name": entry.name} for entry in example.organisations),
        owner_columns,
    )
    activity_rows = (
        {"id": ids[entry.id], "name": entry.name, "started_on": entry.started_on} for entry in example.activities
    )
    _insert_rows(session, tables.Activity, activity_rows, owner_columns)
    logged_at = {
        entry.key: _compute_logged_at(index, entry.details.seen_on) for index, entry in enumerate(example.observations)
    }
    _insert_rows(
        session,
        tables.Observation,
        (_build_observation_row(entry, ids, logged_at) for entry in example.observations),
        owner_columns,
    )
    evidence_rows = (
        _build_evidence_row(proof, entry.key, ids, logged_at) | {"number": number}
        for entry in example.observations
        for number, proof in enumerate(entry.details.evidence, 1)
    )
    _insert_rows(session, tables.Evidence, evidence_rows, owner_columns)
    _insert_rows(
        session, tables.Ripple, (_build_ripple_row(entry, ids, logged_at) for entry in example.ripples), owner_columns
    )
    milestone_rows = (
        _build_milestone_row(entry, ids) | {"number": number} for number, entry in enumerate(example.milestones, 1)
    )
    _insert_rows(session, tables.Milestone, milestone_rows, owner_columns)
    search.index_observations(session, (ids[entry.key] for entry in example.observations))
    recount_tallies(session, owner_id)
    return owner_id


def _insert_rows(
    session: Session, table: type[tables.Base], rows: Iterable[dict[str, Any]], owner_columns: dict[str, str]
) -> None:
    full_rows = [row | owner_columns for row in rows]
    if full_rows:
        session.execute(insert(table), full_rows)


def _compute_logged_at(index: int, seen_on: date) -> datetime:
    """Return when an observation was logged: some days after it was seen, and never later than now."""
    # A fixed pattern instead of chance: the example is the same every time.
    days = timedelta(days=1 + index * 7 % MAX_LOGGING_DELAY_DAYS)
    return min(datetime.combine(seen_on + days, LOGGED_TIME), get_utc_now())


def _insert_themes(
    session: Session, owner_id: str, rings: Iterable[Ring], owner_columns: dict[str, str]
) -> dict[str, str]:
    """Add themes and wanted steps to the rings that are there, and return the ids of rings and themes by key."""
    ring, theme = tables.Ring, tables.Theme
    ring_query = select(ring.name, ring.id).where(ring.collaboration_id == owner_id)
    by_name = dict(session.execute(ring_query).all())
    unexpected_query = select(theme.ring_id, theme.id).where(theme.collaboration_id == owner_id, theme.unexpected)
    unexpected = dict(session.execute(unexpected_query).all())
    ids: dict[str, str] = {}
    for example_ring in rings:
        ids[example_ring.id] = by_name[example_ring.name]
        ids |= {
            example_theme.id: unexpected[ids[example_ring.id]] if example_theme.unexpected else create_id()
            for example_theme in example_ring.themes
        }
    themes = [
        (position, example_theme)
        for example_ring in rings
        for position, example_theme in enumerate(example_ring.themes)
        if not example_theme.unexpected
    ]
    rows = (
        {
            "id": ids[example_theme.id],
            "ring_id": ids[example_theme.ring_id],
            "label": example_theme.label,
            "wish": example_theme.wish,
            "position": position,
        }
        | {"wordings": list(example_theme.wordings)}
        for position, example_theme in themes
    )
    _insert_rows(session, tables.Theme, rows, owner_columns)
    steps = [(example_theme, step) for _, example_theme in themes for step in example_theme.wanted]
    wanted_rows = (
        {"theme_id": ids[example_theme.id], "from_on": step.from_on, "level": step.level}
        for example_theme, step in steps
    )
    _insert_rows(session, tables.WantedStep, wanted_rows, owner_columns)
    return ids


def _build_observation_row(
    example_observation: ExampleObservation, ids: dict[str, str], logged_at: dict[str, datetime]
) -> dict[str, Any]:
    columns = {name: getattr(example_observation.details, name) for name in OBSERVATION_COLUMNS}
    return columns | {
        "id": ids[example_observation.key],
        "theme_id": ids[example_observation.details.theme_id],
        "organisation_id": ids[example_observation.details.organisation_id]
        if example_observation.details.organisation_id
        else None,
        "activity_id": ids[example_observation.details.activity_id]
        if example_observation.details.activity_id
        else None,
        "state": example_observation.state,
        "created_at": logged_at[example_observation.key],
        "updated_at": logged_at[example_observation.key],
    }


def _build_evidence_row(
    proof: Evidence, key: str, ids: dict[str, str], logged_at: dict[str, datetime]
) -> dict[str, Any]:
    at = {"created_at": logged_at[key], "updated_at": logged_at[key]}
    return {"kind": proof.kind, "text": proof.text, "observation_id": ids[key]} | at


def _build_ripple_row(ripple: Ripple, ids: dict[str, str], logged_at: dict[str, datetime]) -> dict[str, Any]:
    at = logged_at[ripple.effect_id]
    return {
        "effect_id": ids[ripple.effect_id],
        "cause_observation_id": ids[ripple.cause_observation_id] if ripple.cause_observation_id else None,
        "cause_activity_id": ids[ripple.cause_activity_id] if ripple.cause_activity_id else None,
        "kind": ripple.kind,
        "certainty": ripple.certainty,
        "why": ripple.why,
        "created_at": at,
        "updated_at": at,
    }


def _build_milestone_row(milestone: NewMilestone, ids: dict[str, str]) -> dict[str, Any]:
    at = min(datetime.combine(milestone.on, LOGGED_TIME), get_utc_now())
    return asdict(milestone) | {
        "ring_id": ids[milestone.ring_id] if milestone.ring_id else None,
        "created_at": at,
        "updated_at": at,
    }
