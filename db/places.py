"""The places a file speaks of: what is there by name, and making what is not there yet."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import tables
from db.collaborations import unexpected_of
from impact.exchange.columns import same
from impact.exchange.plan import Known, Plan
from impact.model import Who


@dataclass(frozen=True)
class Places:
    """Ids by name as `same` compares it: rings, the unexpected theme of a ring, themes, organisations, activities.

    Two organisations or activities may differ in case alone: `find_named` looks for the very same name first.
    """

    rings: dict[str, str]
    unexpected: dict[str, str]
    themes: dict[tuple[str, str], str]
    organisations: dict[str, str]
    activities: dict[str, str]


def find_named(ids: dict[str, str], name: str) -> str | None:
    """The id of the organisation or activity of this name; None without a name."""
    return ids.get(name) or ids[same(name)] if name else None


def make_new(session: Session, who: Who, wanted: Plan, made_by: dict[str, str]) -> None:
    """Make the rings, themes, organisations and activities of this plan that are not there yet."""
    plain = without_batch(made_by)
    highest = select(func.max(tables.Ring.position)).where(tables.Ring.collaboration_id == who.collaboration_id)
    for position, name in enumerate(wanted.rings, (session.scalar(highest) or 0) + 1):
        ring = tables.Ring(name=name, position=position, **plain)
        session.add(ring)
        session.flush()
        unexpected = unexpected_of(ring.id, plain)
        unexpected.batch_id = made_by["batch_id"]
        session.add(unexpected)
    session.add_all(tables.Organisation(name=name, **made_by) for name in wanted.organisations)
    session.add_all(tables.Activity(name=name, **made_by) for name in wanted.activities)
    rings = _ids(session, tables.Ring, who.collaboration_id)
    labelled = (tables.Theme.collaboration_id == who.collaboration_id) & ~tables.Theme.unexpected
    after = (session.scalar(select(func.max(tables.Theme.position)).where(labelled)) or 0) + 1
    for position, (name, label) in enumerate(wanted.themes, after):
        session.add(tables.Theme(ring_id=rings[same(name)], label=label, position=position, **made_by))
    session.flush()


def without_batch(made_by: dict[str, str]) -> dict[str, str]:
    """The same, for what does not go when its batch is undone."""
    return {name: value for name, value in made_by.items() if name != "batch_id"}


def places(session: Session, who: Who) -> Places:
    """The ids of all places of this collaboration, by name."""
    mine = who.collaboration_id
    ring, theme = tables.Ring, tables.Theme
    found = session.execute(
        select(ring.name, theme.label, theme.unexpected, theme.id)
        .join(theme, theme.ring_id == ring.id)
        .where(ring.collaboration_id == mine)
    )
    held = list(found)
    return Places(
        rings=_ids(session, ring, mine),
        unexpected={same(name): id_ for name, _, unexpected, id_ in held if unexpected},
        themes={(same(name), same(label)): id_ for name, label, unexpected, id_ in held if not unexpected},
        organisations=_ids(session, tables.Organisation, mine),
        activities=_ids(session, tables.Activity, mine),
    )


def _ids(
    session: Session, table: type[tables.Ring | tables.Organisation | tables.Activity], mine: str
) -> dict[str, str]:
    """Ids by name as `same` compares it, and by the name itself, which goes first where the two meet."""
    query = select(table.name, table.id).where(table.collaboration_id == mine).order_by(table.id.desc())
    rows = [(name, id_) for name, id_ in session.execute(query)]
    return {same(name): id_ for name, id_ in rows} | dict(rows)


def known(session: Session, who: Who) -> Known:
    """The names of all places of this collaboration."""
    mine = who.collaboration_id
    ring, theme = tables.Ring, tables.Theme
    labels: dict[str, list[str]] = {}
    rows = session.execute(
        select(ring.name, theme.label, theme.unexpected)
        .outerjoin(theme, theme.ring_id == ring.id)
        .where(ring.collaboration_id == mine)
        .order_by(ring.position, ring.id)
    )
    for name, label, unexpected in rows:
        labels.setdefault(name, []).extend([label] if label and not unexpected else [])
    one, other = tables.Organisation, tables.Activity
    return Known(
        rings=labels,
        organisations=session.scalars(select(one.name).where(one.collaboration_id == mine)).all(),
        activities=session.scalars(select(other.name).where(other.collaboration_id == mine)).all(),
    )
