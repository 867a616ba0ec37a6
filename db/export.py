"""Observations as a file: all of a collaboration, or a chosen few, never a draft or what is in the bin."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import tables
from db.collaborations import read_names_by_id
from db.observations.records import load_observations
from db.people import require_permission
from db.rows import split_into_groups
from impact.access import Act
from impact.exporting import observations_csv
from impact.model import HIDDEN_STATES, Observation, Who

OBSERVATIONS_PER_QUERY = 5_000  # in memory at once, however many there are
ExportWriter = Callable[[Iterable[Observation], observations_csv.PlaceNames, str], bytes]


def export_observations(
    session: Session,
    who: Who,
    language: str,
    ids: Sequence[str] | None = None,
    write: ExportWriter = observations_csv.write_csv,
) -> bytes:
    """Return the observations of this collaboration as a file, oldest first; or only those with these ids."""
    require_permission(session, who, Act.LOOK)
    return write(_iterate_observations(session, who, ids), list_export_names(session, who.collaboration_id), language)


def list_export_names(session: Session, collaboration_id: str) -> observations_csv.PlaceNames:
    """Return the names of themes, organisations and activities of this collaboration, as files show them."""
    ring, theme = tables.Ring, tables.Theme
    themes = select(theme.id, ring.name, theme.label, theme.unexpected).join(ring, ring.id == theme.ring_id)
    return observations_csv.PlaceNames(
        themes={
            id_: (name, "" if unexpected else label)
            for id_, name, label, unexpected in session.execute(
                themes.where(theme.collaboration_id == collaboration_id)
            )
        },
        organisations=read_names_by_id(session, tables.Organisation, collaboration_id),
        activities=read_names_by_id(session, tables.Activity, collaboration_id),
    )


def _iterate_observations(session: Session, who: Who, ids: Sequence[str] | None) -> Iterator[Observation]:
    observation = tables.Observation
    is_exported = (observation.collaboration_id == who.collaboration_id) & observation.state.not_in(HIDDEN_STATES)
    query = select(observation.id).where(is_exported).order_by(observation.seen_on, observation.id)
    chosen_ids = None if ids is None else frozenset(ids)
    exported_ids = [id_ for id_ in session.scalars(query) if chosen_ids is None or id_ in chosen_ids]
    for group_ids in split_into_groups(exported_ids, OBSERVATIONS_PER_QUERY):
        rows = {row.id: row for row in session.scalars(select(observation).where(observation.id.in_(group_ids)))}
        yield from load_observations(session, who, [rows[observation_id] for observation_id in group_ids])
        # The session would keep every row it has read until the file is written.
        session.expunge_all()
