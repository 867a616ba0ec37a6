"""Days: a cause is not seen later than its effect, when they are linked and whenever a day changes."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import tables
from impact.errors import Invalid
from impact.model import NewObservation, Precision
from impact.months import get_last_day


def compute_last_day(seen_on: date, precision: Precision) -> date:
    """The last day on which this can have been seen; a cause may be seen up to and including it."""
    return get_last_day(seen_on) if precision is Precision.MONTH else seen_on


def check_day_order(session: Session, observation_id: str, content: NewObservation) -> None:
    """Raises Invalid when on its new day it would be seen before a cause it has, or after an effect it has."""
    observation, ripple = tables.Observation, tables.Ripple
    causes = select(observation.seen_on).join(ripple, ripple.cause_observation_id == observation.id)
    last_day_of_effect = compute_last_day(content.seen_on, content.precision)
    if any(day > last_day_of_effect for day in session.scalars(causes.where(ripple.effect_id == observation_id))):
        raise Invalid(field="seen_on", reason="before_cause")
    effects = select(observation.seen_on, observation.precision).join(ripple, ripple.effect_id == observation.id)
    effect_rows = session.execute(effects.where(ripple.cause_observation_id == observation_id))
    if any(content.seen_on > compute_last_day(day, precision) for day, precision in effect_rows):
        raise Invalid(field="seen_on", reason="after_effect")
