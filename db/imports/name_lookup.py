"""The names in a file: finding the rings, themes, organisations and activities, and making what is not there yet."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import tables
from db.collaborations import build_unexpected_theme
from impact.importing.plan.import_plan import ImportPlan, KnownPlaces
from impact.model import Who
from impact.text.fold import normalise_name


@dataclass(frozen=True)
class IdsByName:
    """Ids by name as `normalise_name` makes it: rings, their unexpected themes, themes, organisations and activities.

    Two organisations or activities may differ in case alone: `find_id` looks for the very same name first.
    """

    rings: dict[str, str]
    unexpected: dict[str, str]
    themes: dict[tuple[str, str], str]
    organisations: dict[str, str]
    activities: dict[str, str]


def find_id(ids: dict[str, str], name: str) -> str | None:
    """Return the id of the organisation or activity of this name; None without a name."""
    return ids.get(name) or ids[normalise_name(name)] if name else None


def create_missing(session: Session, who: Who, import_plan: ImportPlan, owner_values: dict[str, str]) -> None:
    """Make the rings, themes, organisations and activities of this plan that are not there yet."""
    owner_values_without_batch = omit_batch(owner_values)
    highest_position = select(func.max(tables.Ring.position)).where(
        tables.Ring.collaboration_id == who.collaboration_id
    )
    for position, name in enumerate(import_plan.rings, (session.scalar(highest_position) or 0) + 1):
        ring = tables.Ring(name=name, position=position, **owner_values_without_batch)
        session.add(ring)
        session.flush()
        unexpected = build_unexpected_theme(ring.id, owner_values_without_batch)
        unexpected.batch_id = owner_values["batch_id"]
        session.add(unexpected)
    session.add_all(tables.Organisation(name=name, **owner_values) for name in import_plan.organisations)
    session.add_all(tables.Activity(name=name, **owner_values) for name in import_plan.activities)
    rings = _read_ids(session, tables.Ring, who.collaboration_id)
    is_own_theme = (tables.Theme.collaboration_id == who.collaboration_id) & ~tables.Theme.unexpected
    first_position = (session.scalar(select(func.max(tables.Theme.position)).where(is_own_theme)) or 0) + 1
    for position, (name, label) in enumerate(import_plan.themes, first_position):
        session.add(tables.Theme(ring_id=rings[normalise_name(name)], label=label, position=position, **owner_values))
    session.flush()


def omit_batch(owner_values: dict[str, str]) -> dict[str, str]:
    """Return these values without the batch, for rows that stay when the batch is undone."""
    return {name: value for name, value in owner_values.items() if name != "batch_id"}


def read_ids_by_name(session: Session, who: Who) -> IdsByName:
    """Return the ids of everything in this collaboration that a file may name."""
    collaboration_id = who.collaboration_id
    ring, theme = tables.Ring, tables.Theme
    result = session.execute(
        select(ring.name, theme.label, theme.unexpected, theme.id)
        .join(theme, theme.ring_id == ring.id)
        .where(ring.collaboration_id == collaboration_id)
    )
    theme_rows = list(result)
    return IdsByName(
        rings=_read_ids(session, ring, collaboration_id),
        unexpected={normalise_name(name): id_ for name, _, unexpected, id_ in theme_rows if unexpected},
        themes={
            (normalise_name(name), normalise_name(label)): id_
            for name, label, unexpected, id_ in theme_rows
            if not unexpected
        },
        organisations=_read_ids(session, tables.Organisation, collaboration_id),
        activities=_read_ids(session, tables.Activity, collaboration_id),
    )


def _read_ids(
    session: Session, table: type[tables.Ring | tables.Organisation | tables.Activity], collaboration_id: str
) -> dict[str, str]:
    """Return ids by normalised name, and by the name itself, which wins where the two are equal."""
    # Newest first, so that of two names that differ in case alone the oldest wins.
    query = select(table.name, table.id).where(table.collaboration_id == collaboration_id).order_by(table.id.desc())
    rows = [(name, id_) for name, id_ in session.execute(query)]
    return {normalise_name(name): id_ for name, id_ in rows} | dict(rows)


def read_known_names(session: Session, who: Who) -> KnownPlaces:
    """Return the names of everything in this collaboration that a file may name."""
    collaboration_id = who.collaboration_id
    ring, theme = tables.Ring, tables.Theme
    labels: dict[str, list[str]] = {}
    rows = session.execute(
        select(ring.name, theme.label, theme.unexpected)
        .outerjoin(theme, theme.ring_id == ring.id)
        .where(ring.collaboration_id == collaboration_id)
        .order_by(ring.position, ring.id)
    )
    for name, label, unexpected in rows:
        labels.setdefault(name, []).extend([label] if label and not unexpected else [])
    organisation, activity = tables.Organisation, tables.Activity
    return KnownPlaces(
        rings=labels,
        organisations=session.scalars(
            select(organisation.name).where(organisation.collaboration_id == collaboration_id)
        ).all(),
        activities=session.scalars(select(activity.name).where(activity.collaboration_id == collaboration_id)).all(),
    )
