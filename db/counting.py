"""What counts: one condition for the discs, the ripples, the stories, the meeting pack and the review."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement

from db import tables
from impact.model import COUNTING_STATES, State


def is_counting(
    observation: Any = tables.Observation, states: Collection[State] = COUNTING_STATES
) -> ColumnElement[bool]:
    """Return the condition for observations that count: in one of these states, and with a level.

    `observation` is the table of observations or an alias of it.
    """
    condition: ColumnElement[bool] = observation.state.in_(states) & observation.level.is_not(None)
    return condition


def list_view_conditions(
    organisation_id: str | None, confirmed_only: bool, observation: Any = tables.Observation
) -> list[ColumnElement[bool]]:
    """Return the conditions for what a reader chose to see: of one organisation (None: all), only what is confirmed."""
    conditions: list[ColumnElement[bool]] = []
    if organisation_id is not None:
        conditions.append(observation.organisation_id == organisation_id)
    if confirmed_only:
        conditions.append(observation.state == State.CONFIRMED)
    return conditions
