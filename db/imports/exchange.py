"""Imports: what a file would add to a collaboration, and taking its rows in, all at once or piece by piece."""

from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db import collaborations, tables
from db.collaborations import NewRing
from db.imports.batch_rows import open_batch, save_rows
from db.imports.name_lookup import read_known_names
from db.once import run_once
from db.people import lock_collaboration, require_permission
from db.types import create_id
from impact.access import Act
from impact.errors import Invalid, NotFound
from impact.importing.plan.import_plan import ImportPlan, KnownPlaces, RowsToPlan, choose_rings
from impact.importing.plan.import_plan import plan_import as build_plan
from impact.importing.plan.parsed_sheet import ParsedSheet
from impact.importing.plan.row_checks import split_into_pieces
from impact.model import Who

ROWS_PER_PIECE = 5_000  # their texts are in memory together


def list_known_names(session: Session, who: Who) -> KnownPlaces:
    """Return the names this collaboration has already, for who may import a file. Raise NotAllowed."""
    require_permission(session, who, Act.MANAGE)
    return read_known_names(session, who)


def plan_import(session: Session, who: Who | None, sheet: RowsToPlan, proposed: Sequence[str] = ()) -> ImportPlan:
    """Return what importing these rows would add to this collaboration, or (None) to one made for them.

    `proposed` names the rings to start such a collaboration with, when these hold all that the file needs.
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
    """Import all rows of a sheet into this collaboration, or none of them, and return the id of the batch.

    Raise NotAllowed, and Invalid (refused_rows, no_rows, new_themes, too_many_rings, too_many_themes).
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
    """Import a sheet into a collaboration that is made for it, and return the id of that collaboration.

    Raise Invalid as `import_sheet` does, and for a name that is empty or too long.
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
    """Begin to import a file piece by piece (`db.imports.batch_rows`); return the ids of collaboration and batch.

    Raise NotAllowed, and Invalid (no_rows, new_themes, too_many_rings, too_many_themes).
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
    """Begin to import a file piece by piece into a collaboration made for it; return the ids of both."""
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
    """Make a collaboration with the rings this file needs, and the batch with which all of it comes."""
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
