"""Tallies: what is counted per theme, organisation, month and state. The discs read these and nothing else."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Integer, case, cast, delete, extract, func, insert, select
from sqlalchemy.orm import Session

from db import tables
from db.once import inserting
from db.people import permit
from db.types import NO_ORGANISATION
from impact.access import Act
from impact.level import TWICE_SIGN, twice_value
from impact.model import COUNTING, Direction, Level, Rung, State, Tally, Who
from impact.months import month_of

KEY = ("collaboration_id", "theme_id", "organisation_id", "month", "state")
COUNTS = ("n", "weight", "twice", "negatives")
COUNTED = ("collaboration_id", "theme_id", "organisation_id", "seen_on", "state", "rung", "level", "direction")


def counts_of(row: tables.Observation) -> dict[str, Any] | None:
    """What one observation adds to the tallies; None while its level is not settled."""
    return None if row.level is None else _counts({name: getattr(row, name) for name in COUNTED})


def _counts(told: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "collaboration_id": told["collaboration_id"],
        "theme_id": told["theme_id"],
        "organisation_id": told["organisation_id"] or NO_ORGANISATION,
        "month": month_of(told["seen_on"]),
        "state": told["state"],
        "n": 1,
        "weight": told["rung"],
        "twice": twice_value(told["direction"], Level(told["level"]), Rung(told["rung"])),
        "negatives": int(told["direction"] is Direction.NEGATIVE),
    }


def tally(session: Session, before: dict[str, Any] | None, after: dict[str, Any] | None) -> None:
    """Take away what an observation counted before and add what it counts now (see `counts_of`; None: nothing)."""
    for counted, sign in ((before, -1), (after, 1)):
        if counted is not None:
            _add(session, [counted | {name: sign * counted[name] for name in COUNTS}])


def tally_all(session: Session, rows: Iterable[Mapping[str, Any]]) -> None:
    """Add what these new observations count, each told by its columns; those of one kind and month together.

    One without a level counts for nothing yet.
    """
    sums: dict[tuple[Any, ...], dict[str, Any]] = {}
    for counted in (_counts(row) for row in rows if row["level"] is not None):
        held = sums.setdefault(tuple(counted[name] for name in KEY), counted)
        if held is not counted:
            held.update({name: held[name] + counted[name] for name in COUNTS})
    if sums:
        _add(session, list(sums.values()))


def _add(session: Session, counted: Sequence[dict[str, Any]]) -> None:
    adding = inserting(session, tables.Tally)
    sums = {name: getattr(tables.Tally, name) + getattr(adding.excluded, name) for name in COUNTS}
    session.execute(adding.on_conflict_do_update(index_elements=list(KEY), set_=sums), counted)


def recount(session: Session, collaboration_id: str) -> None:
    """Count all observations of one collaboration anew: after an import, a removal or a restore."""
    session.flush()
    session.execute(delete(tables.Tally).where(tables.Tally.collaboration_id == collaboration_id))
    rows = counted_anew(session, collaboration_id)
    if rows:
        session.execute(insert(tables.Tally), rows)


def counted_anew(session: Session, collaboration_id: str) -> list[dict[str, Any]]:
    """The tallies as they follow from the observations themselves."""
    seen = tables.Observation
    year, month = (cast(extract(part, seen.seen_on), Integer) for part in ("year", "month"))
    sign = case(TWICE_SIGN, value=seen.direction)
    key = (seen.theme_id, seen.organisation_id, year, month, seen.state)
    query = select(
        *key,
        func.count(),
        func.sum(seen.rung),
        func.sum(sign * seen.level * seen.rung),
        func.sum(case((seen.direction == Direction.NEGATIVE, 1), else_=0)),
    )
    settled = (seen.collaboration_id == collaboration_id) & seen.level.is_not(None)
    found = session.execute(query.where(settled).group_by(*key))
    return [
        dict(
            zip(
                KEY + COUNTS,
                (collaboration_id, theme, organisation or NO_ORGANISATION, date(y, m, 1), *rest),
                strict=True,
            )
        )
        for theme, organisation, y, m, *rest in found
    ]


def differences(session: Session, collaboration_id: str) -> int:
    """How many kept tallies differ from the observations: 0 when all is well."""
    kept = select(*(getattr(tables.Tally, name) for name in KEY + COUNTS)).where(
        tables.Tally.collaboration_id == collaboration_id, tables.Tally.n != 0
    )
    anew = {tuple(row[name] for name in KEY + COUNTS) for row in counted_anew(session, collaboration_id)}
    return len({tuple(row) for row in session.execute(kept)} ^ anew)


def tallies(session: Session, who: Who, organisation_id: str | None = None) -> tuple[Tally, ...]:
    """The tallies of this collaboration, of all organisations together or of one."""
    permit(session, who, Act.LOOK)
    kept = tables.Tally
    query = select(kept.theme_id, kept.month, kept.state, *(func.sum(getattr(kept, name)) for name in COUNTS))
    query = query.where(kept.collaboration_id == who.collaboration_id)
    if organisation_id:
        query = query.where(kept.organisation_id == organisation_id)
    grouped = query.group_by(kept.theme_id, kept.month, kept.state).having(func.sum(kept.n) > 0)
    return tuple(
        Tally(theme, month, State(state), *map(int, sums)) for theme, month, state, *sums in session.execute(grouped)
    )


def months_seen(counted: Iterable[Tally]) -> tuple[date, date] | None:
    """The first and the last month in which something was seen that counts, or None."""
    months = [one.month for one in counted if one.state in COUNTING]
    return (min(months), max(months)) if months else None
