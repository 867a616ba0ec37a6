"""Files in and out of the store: what an import would make, the import itself, and all observations as a file."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db import collaborations, tables
from db.collaborations import NewRing
from db.imports.batch_rows import open_batch, save_rows
from db.imports.name_lookup import read_known_names
from db.observations.records import load_observations
from db.once import run_once
from db.people import lock_collaboration, require_permission
from db.types import create_id
from impact.access import Act
from impact.errors import Invalid, NotFound
from impact.exporting import observations_csv
from impact.importing.plan.import_plan import ImportPlan, KnownPlaces, RowsToPlan, choose_rings
from impact.importing.plan.import_plan import plan_import as build_plan
from impact.importing.plan.parsed_sheet import ParsedSheet
from impact.importing.plan.row_checks import split_into_pieces
from impact.model import Observation, State, Who

ROWS_PER_PIECE = 5_000
ExportWriter = Callable[[Iterable[Observation], observations_csv.PlaceNames, str], bytes]


def list_known_names(session: Session, who: Who) -> KnownPlaces:
    """What this collaboration has already, for who may take in a file. Raises NotAllowed."""
    require_permission(session, who, Act.MANAGE)
    return read_known_names(session, who)


def plan_import(session: Session, who: Who | None, sheet: RowsToPlan, proposed: Sequence[str] = ()) -> ImportPlan:
    """What taking in these rows would make: in the collaboration of `who`, or (None) in one made for them.

    `proposed` names the rings to start one with when they hold all the file asks for.
    """
    if who is None:
        return build_plan(sheet, KnownPlaces(rings=dict.fromkeys(choose_rings(sheet, proposed), ())))
    require_permission(session, who, Act.MANAGE)
    return build_plan(sheet, read_known_names(session, who))


def import_sheet(
    session: Session,
    who: Who,
    sheet: ParsedSheet,
    file_name: str,
    *,
    token: str,
    allow_new_themes: bool = True,
    skip_refused: bool = False,
) -> str:
    """Take all rows of a sheet into this collaboration, or none of them; returns the id of the batch.

    Raises NotAllowed, and Invalid (refused_rows, no_rows, new_themes, too_many_rings, too_many_themes).
    """
    lock_collaboration(session, who, Act.MANAGE)
    _check_nothing_refused(sheet, skip_refused)

    def import_rows() -> str:
        batch_id = _open_checked_batch(session, who, sheet, file_name, allow_new_themes)
        return _save_all_rows(session, who, batch_id, sheet)

    return run_once(session, token, import_rows)


def import_sheet_as_collaboration(
    session: Session,
    person_id: str,
    name: str,
    proposed: Sequence[str],
    sheet: ParsedSheet,
    file_name: str,
    *,
    token: str,
    skip_refused: bool = False,
) -> str:
    """Take a sheet into a collaboration of its own, made for it; returns the id of that collaboration.

    Raises Invalid as `take_in` does, and for a name that is empty or too long.
    """
    _check_nothing_refused(sheet, skip_refused)

    def import_into_new_collaboration() -> str:
        collaboration_id, batch_id = _start_collaboration(session, person_id, name, proposed, sheet, file_name)
        _save_all_rows(session, Who(person_id, collaboration_id), batch_id, sheet)
        return collaboration_id

    return run_once(session, token, import_into_new_collaboration)


def begin_import(
    session: Session, who: Who, rows_to_plan: RowsToPlan, file_name: str, *, token: str, allow_new_themes: bool = True
) -> tuple[str, str]:
    """Begin taking in a file piece by piece (`db.imports.batch_rows`); returns the collaboration and the batch.

    Raises NotAllowed, and Invalid (no_rows, new_themes, too_many_rings, too_many_themes).
    """
    lock_collaboration(session, who, Act.MANAGE)
    _check_has_rows(rows_to_plan)
    return who.collaboration_id, run_once(
        session, token, lambda: _open_checked_batch(session, who, rows_to_plan, file_name, allow_new_themes)
    )


def begin_import_as_collaboration(
    session: Session,
    person_id: str,
    name: str,
    proposed: Sequence[str],
    rows_to_plan: RowsToPlan,
    file_name: str,
    *,
    token: str,
) -> tuple[str, str]:
    """Begin taking in a file piece by piece, into a collaboration made for it; returns that and the batch."""
    _check_has_rows(rows_to_plan)
    batch_id = run_once(
        session, token, lambda: _start_collaboration(session, person_id, name, proposed, rows_to_plan, file_name)[1]
    )
    collaboration_id = session.scalar(select(tables.Batch.collaboration_id).where(tables.Batch.id == batch_id))
    if collaboration_id is None:
        raise NotFound(what="batch")
    return collaboration_id, batch_id


def _start_collaboration(
    session: Session, person_id: str, name: str, proposed: Sequence[str], rows_to_plan: RowsToPlan, file_name: str
) -> tuple[str, str]:
    """A collaboration with the rings this file needs, and a batch that all of it came with."""
    rings = [NewRing(ring) for ring in choose_rings(rows_to_plan, proposed)]
    build_plan(rows_to_plan, KnownPlaces(rings={ring.name: () for ring in rings})).check_limits()
    collaboration_id = collaborations.start_collaboration(session, person_id, name, (), rings, token=create_id())
    batch_id = open_batch(session, Who(person_id, collaboration_id), file_name)
    session.execute(
        update(tables.Theme).where(tables.Theme.collaboration_id == collaboration_id).values(batch_id=batch_id)
    )
    return collaboration_id, batch_id


def _check_nothing_refused(sheet: ParsedSheet, skip_refused: bool) -> None:
    if sheet.refused and not skip_refused:
        raise Invalid(field="file", reason="refused_rows", count=sheet.refused_row_count)
    _check_has_rows(sheet)


def _check_has_rows(rows_to_plan: RowsToPlan) -> None:
    if not rows_to_plan.count:
        raise Invalid(field="file", reason="no_rows")


def _open_checked_batch(
    session: Session, who: Who, rows_to_plan: RowsToPlan, file_name: str, allow_new_themes: bool
) -> str:
    import_plan = build_plan(rows_to_plan, read_known_names(session, who))
    import_plan.check_limits()
    if import_plan.themes and not allow_new_themes:
        raise Invalid(field="themes", reason="new_themes", count=len(import_plan.themes))
    return open_batch(session, who, file_name)


def _save_all_rows(session: Session, who: Who, batch_id: str, sheet: ParsedSheet) -> str:
    for rows in split_into_pieces(sheet.rows, ROWS_PER_PIECE):
        save_rows(session, who, batch_id, rows)
    return batch_id


def export_observations(
    session: Session,
    who: Who,
    language: str,
    ids: Sequence[str] | None = None,
    write: ExportWriter = observations_csv.write_csv,
) -> bytes:
    """The observations here as a file, a CSV one unless asked, oldest first, or only those with these ids.

    A draft never goes along.
    """
    require_permission(session, who, Act.LOOK)
    return write(_iterate_observations(session, who, ids), list_export_names(session, who.collaboration_id), language)


def list_export_names(session: Session, collaboration_id: str) -> observations_csv.PlaceNames:
    """What themes, organisations and activities of this collaboration are called in a file."""
    ring, theme = tables.Ring, tables.Theme
    themes = select(theme.id, ring.name, theme.label, theme.unexpected).join(ring, ring.id == theme.ring_id)
    return observations_csv.PlaceNames(
        themes={
            id_: (name, "" if unexpected else label)
            for id_, name, label, unexpected in session.execute(
                themes.where(theme.collaboration_id == collaboration_id)
            )
        },
        organisations=_read_names_by_id(session, tables.Organisation, collaboration_id),
        activities=_read_names_by_id(session, tables.Activity, collaboration_id),
    )


def _read_names_by_id(
    session: Session, table: type[tables.Organisation | tables.Activity], collaboration_id: str
) -> dict[str, str]:
    query = select(table.id, table.name).where(table.collaboration_id == collaboration_id)
    return dict(session.execute(query).all())


def _iterate_observations(session: Session, who: Who, ids: Sequence[str] | None) -> Iterator[Observation]:
    observation = tables.Observation
    is_exported = (observation.collaboration_id == who.collaboration_id) & observation.state.not_in(
        (State.DRAFT, State.BINNED)
    )
    query = select(observation.id).where(is_exported).order_by(observation.seen_on, observation.id)
    wanted_ids = None if ids is None else frozenset(ids)
    remaining_ids = iter(
        [
            observation_id
            for observation_id in session.scalars(query)
            if wanted_ids is None or observation_id in wanted_ids
        ]
    )
    while piece_ids := list(islice(remaining_ids, ROWS_PER_PIECE)):
        rows = {row.id: row for row in session.scalars(select(observation).where(observation.id.in_(piece_ids)))}
        yield from load_observations(session, who, [rows[observation_id] for observation_id in piece_ids])
        session.expunge_all()
