"""Days: a cause is not seen later than its effect, when they are linked and whenever a day changes."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import tables
from impact.errors import Invalid
from impact.model import NewObservation, Precision
from impact.months import last_day


def latest(seen_on: date, precision: Precision) -> date:
    """The last day on which this can have been seen; a cause may be seen up to and including it."""
    return last_day(seen_on) if precision is Precision.MONTH else seen_on


def refuse_out_of_order(session: Session, observation_id: str, said: NewObservation) -> None:
    """Raises Invalid when on its new day it would be seen before a cause it has, or after an effect it has."""
    seen, kept = tables.Observation, tables.Ripple
    causes = select(seen.seen_on).join(kept, kept.cause_observation_id == seen.id)
    until = latest(said.seen_on, said.precision)
    if any(day > until for day in session.scalars(causes.where(kept.effect_id == observation_id))):
        raise Invalid(field="seen_on", reason="before_cause")
    effects = select(seen.seen_on, seen.precision).join(kept, kept.effect_id == seen.id)
    found = session.execute(effects.where(kept.cause_observation_id == observation_id))
    if any(said.seen_on > latest(day, precision) for day, precision in found):
        raise Invalid(field="seen_on", reason="after_effect")
