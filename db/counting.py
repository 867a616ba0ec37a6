"""What counts, said once: the discs, the ripples, the stories, the pack and the review all ask for this."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement

from db import tables
from impact.model import COUNTING_STATES, State


def is_counting(
    observation: Any = tables.Observation, states: Collection[State] = COUNTING_STATES
) -> ColumnElement[bool]:
    """The condition for observations that count: in one of these states, and with a level that is settled.

    `seen` is the table of observations, or an alias of it.
    """
    condition: ColumnElement[bool] = observation.state.in_(states) & observation.level.is_not(None)
    return condition
