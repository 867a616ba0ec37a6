"""Tallies: counts per theme, organisation, month and state. The discs read these and nothing else."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Integer, case, cast, delete, extract, func, insert, select
from sqlalchemy.orm import Session

from db import tables
from db.once import build_insert
from db.people import require_permission
from db.types import NO_ORGANISATION
from impact.access import Act
from impact.model import COUNTING_STATES, Direction, Level, Rung, State, Tally, Who
from impact.months import get_month
from impact.picture.level_formulas import DOUBLE_SIGNS, compute_double_weighted_level

TALLY_KEY = ("collaboration_id", "theme_id", "organisation_id", "month", "state")
TALLY_COUNTS = ("n", "weight", "twice", "negatives")
COUNTED_COLUMNS = ("collaboration_id", "theme_id", "organisation_id", "seen_on", "state", "rung", "level", "direction")


def build_tally(row: tables.Observation) -> dict[str, Any] | None:
    """Return what one observation adds to the tallies, or None while it has no level."""
    return None if row.level is None else _build_tally_values({name: getattr(row, name) for name in COUNTED_COLUMNS})


def _build_tally_values(observation_values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "collaboration_id": observation_values["collaboration_id"],
        "theme_id": observation_values["theme_id"],
        "organisation_id": observation_values["organisation_id"] or NO_ORGANISATION,
        "month": get_month(observation_values["seen_on"]),
        "state": observation_values["state"],
        "n": 1,
        "weight": observation_values["rung"],
        "twice": compute_double_weighted_level(
            observation_values["direction"], Level(observation_values["level"]), Rung(observation_values["rung"])
        ),
        "negatives": int(observation_values["direction"] is Direction.NEGATIVE),
    }


def update_tallies(session: Session, before: dict[str, Any] | None, after: dict[str, Any] | None) -> None:
    """Subtract what an observation counted before and add what it counts now, as `build_tally` gives them."""
    for tally_values, sign in ((before, -1), (after, 1)):
        if tally_values is not None:
            _upsert_tallies(session, [tally_values | {name: sign * tally_values[name] for name in TALLY_COUNTS}])


def add_to_tallies(session: Session, rows: Iterable[Mapping[str, Any]]) -> None:
    """Add what these new observations, given by their columns, count: one statement for each row of tallies.

    An observation without a level counts for nothing yet.
    """
    sum_by_key: dict[tuple[Any, ...], dict[str, Any]] = {}
    for tally_values in (_build_tally_values(row) for row in rows if row["level"] is not None):
        tally_sum = sum_by_key.setdefault(tuple(tally_values[name] for name in TALLY_KEY), tally_values)
        if tally_sum is not tally_values:
            tally_sum.update({name: tally_sum[name] + tally_values[name] for name in TALLY_COUNTS})
    if sum_by_key:
        _upsert_tallies(session, list(sum_by_key.values()))


def _upsert_tallies(session: Session, tally_rows: Sequence[dict[str, Any]]) -> None:
    statement = build_insert(session, tables.Tally)
    sums = {name: getattr(tables.Tally, name) + getattr(statement.excluded, name) for name in TALLY_COUNTS}
    session.execute(statement.on_conflict_do_update(index_elements=list(TALLY_KEY), set_=sums), tally_rows)


def recount_tallies(session: Session, collaboration_id: str) -> None:
    """Count all observations of a collaboration again: after an import, a removal or a restore."""
    session.flush()
    session.execute(delete(tables.Tally).where(tables.Tally.collaboration_id == collaboration_id))
    rows = compute_tallies(session, collaboration_id)
    if rows:
        session.execute(insert(tables.Tally), rows)


def compute_tallies(session: Session, collaboration_id: str) -> list[dict[str, Any]]:
    """Return the rows of tallies as they follow from the observations themselves."""
    observation = tables.Observation
    year, month = (cast(extract(part, observation.seen_on), Integer) for part in ("year", "month"))
    sign = case(DOUBLE_SIGNS, value=observation.direction)
    key = (observation.theme_id, observation.organisation_id, year, month, observation.state)
    query = select(
        *key,
        func.count(),
        func.sum(observation.rung),
        func.sum(sign * observation.level * observation.rung),
        func.sum(case((observation.direction == Direction.NEGATIVE, 1), else_=0)),
    )
    is_settled = (observation.collaboration_id == collaboration_id) & observation.level.is_not(None)
    rows = session.execute(query.where(is_settled).group_by(*key))
    return [
        dict(
            zip(
                TALLY_KEY + TALLY_COUNTS,
                (collaboration_id, theme, organisation or NO_ORGANISATION, date(year_number, month_number, 1), *counts),
                strict=True,
            )
        )
        for theme, organisation, year_number, month_number, *counts in rows
    ]


def count_tally_differences(session: Session, collaboration_id: str) -> int:
    """Return how many stored tallies differ from the observations: 0 when all is well."""
    query = select(*(getattr(tables.Tally, name) for name in TALLY_KEY + TALLY_COUNTS)).where(
        tables.Tally.collaboration_id == collaboration_id, tables.Tally.n != 0
    )
    computed_rows = {
        tuple(row[name] for name in TALLY_KEY + TALLY_COUNTS) for row in compute_tallies(session, collaboration_id)
    }
    return len({tuple(row) for row in session.execute(query)} ^ computed_rows)


def list_tallies(session: Session, who: Who, organisation_id: str | None = None) -> tuple[Tally, ...]:
    """Return the tallies of this collaboration, of all organisations together or of one."""
    require_permission(session, who, Act.LOOK)
    tally = tables.Tally
    query = select(tally.theme_id, tally.month, tally.state, *(func.sum(getattr(tally, name)) for name in TALLY_COUNTS))
    query = query.where(tally.collaboration_id == who.collaboration_id)
    if organisation_id:
        query = query.where(tally.organisation_id == organisation_id)
    grouped = query.group_by(tally.theme_id, tally.month, tally.state).having(func.sum(tally.n) > 0)
    return tuple(
        Tally(theme, month, State(state), *map(int, sums)) for theme, month, state, *sums in session.execute(grouped)
    )


def find_month_range(tally_list: Iterable[Tally]) -> tuple[date, date] | None:
    """Return the first and the last month in which something that counts was seen, or None."""
    months = [tally.month for tally in tally_list if tally.state in COUNTING_STATES]
    return (min(months), max(months)) if months else None
