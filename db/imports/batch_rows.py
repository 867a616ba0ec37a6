"""The rows of an import: stored piece by piece, each in a transaction, under one batch that is undone as a whole."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, insert, select, update
from sqlalchemy.orm import Session

from db import tables
from db.imports.name_lookup import (
    IdsByName,
    create_missing,
    find_id,
    omit_batch,
    read_ids_by_name,
    read_known_names,
)
from db.observations import search
from db.observations.records import OBSERVATION_COLUMNS
from db.observations.tallies import add_to_tallies
from db.once import run_once
from db.people import bump_data_version, lock_collaboration
from db.rows import get_own_row, get_owner_values, insert_row
from db.types import create_id, get_utc_now
from impact.access import Act
from impact.importing.plan.import_plan import plan_import
from impact.importing.plan.parsed_sheet import SheetRow
from impact.model import Who
from impact.observation.observation_rules import check_name
from impact.text.fold import normalise_name

MAX_FILE_NAME_LENGTH = 255  # characters, as wide as the columns; the end of a name says most


@dataclass(frozen=True)
class _PieceRows:
    """The rows of one piece, in the shape from which a plan is made."""

    rows: Sequence[SheetRow]

    @property
    def count(self) -> int:
        return len(self.rows)


def open_batch(session: Session, who: Who, file_name: str) -> str:
    """Make a batch without rows and return its id. The caller has asked permission."""
    batch = tables.Batch(
        file_name=check_name(file_name[-MAX_FILE_NAME_LENGTH:], MAX_FILE_NAME_LENGTH),
        rows=0,
        **get_owner_values(who),
    )
    return insert_row(session, batch)


def save_piece(session: Session, who: Who, batch_id: str, rows: Sequence[SheetRow], *, token: str) -> None:
    """Store these rows under a batch, with what they name and their tallies, once for each token.

    Raise NotAllowed, NotFound when the batch was undone meanwhile, and Invalid when there are too many new names.
    """
    lock_collaboration(session, who, Act.MANAGE)
    get_own_row(session, who, tables.Batch, batch_id)
    run_once(session, token, lambda: save_rows(session, who, batch_id, rows))


def save_rows(session: Session, who: Who, batch_id: str, rows: Sequence[SheetRow]) -> str:
    """Store the rows of one piece and return the id of the batch. The caller has locked the collaboration."""
    owner_values = get_owner_values(who) | {"batch_id": batch_id}
    import_plan = plan_import(_PieceRows(rows), read_known_names(session, who))
    import_plan.check_limits()
    create_missing(session, who, import_plan, owner_values)
    _insert_rows(session, rows, read_ids_by_name(session, who), owner_values)
    batch = tables.Batch
    session.execute(update(batch).where(batch.id == batch_id).values(rows=batch.rows + len(rows)))
    bump_data_version(session, who)
    return batch_id


def _insert_rows(
    session: Session, rows: Sequence[SheetRow], ids_by_name: IdsByName, owner_values: dict[str, str]
) -> None:
    moment = get_utc_now()
    common = owner_values | {"version": 1, "created_at": moment, "updated_at": moment}
    ids = _choose_ids(session, rows)
    observation_values = [
        _build_observation_values(row, ids_by_name) | common | {"id": id_} for row, id_ in zip(rows, ids, strict=True)
    ]
    _insert_values(session, tables.Observation, observation_values)
    _insert_values(
        session,
        tables.Evidence,
        list(_build_evidence_values(rows, observation_values, omit_batch(owner_values) | {"at": moment})),
    )
    search.index_observations(session, ids)
    add_to_tallies(session, observation_values)


def _choose_ids(session: Session, rows: Sequence[SheetRow]) -> list[str]:
    """Return an id for each row: the one in the file, unless that is taken here; else a new one."""
    observation_id = tables.Observation.id
    requested_ids = [row.id for row in rows if row.id]
    taken_ids = set(session.scalars(select(observation_id).where(observation_id.in_(requested_ids))))
    # What was erased here must not come back under its old id.
    taken_ids |= set(
        session.scalars(select(tables.ErasedObservation.id).where(tables.ErasedObservation.id.in_(requested_ids)))
    )
    ids = []
    for row in rows:
        ids.append(row.id if row.id and row.id not in taken_ids else create_id())
        taken_ids.add(ids[-1])
    return ids


def _insert_values(session: Session, table: type[tables.Base], rows: list[dict[str, Any]]) -> None:
    if rows:
        table_object = table.__table__
        assert isinstance(table_object, Table)
        session.execute(insert(table_object), rows)


def _build_observation_values(row: SheetRow, ids_by_name: IdsByName) -> dict[str, Any]:
    ring = normalise_name(row.ring)
    typed_values = vars(row.observation)
    return {name: typed_values[name] for name in OBSERVATION_COLUMNS} | {
        "theme_id": ids_by_name.themes[ring, normalise_name(row.theme)] if row.theme else ids_by_name.unexpected[ring],
        "organisation_id": find_id(ids_by_name.organisations, row.organisation),
        "activity_id": find_id(ids_by_name.activities, row.activity),
        "state": row.state,
    }


def _build_evidence_values(
    rows: Sequence[SheetRow], observation_values: Sequence[dict[str, Any]], owner_values: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    stamp_values = {"created_at": owner_values["at"], "updated_at": owner_values["at"], "version": 1}
    common = {name: value for name, value in owner_values.items() if name != "at"} | stamp_values
    for row, observation in zip(rows, observation_values, strict=True):
        for number, piece in enumerate(row.observation.evidence, 1):
            own_values = {"id": create_id(), "observation_id": observation["id"], "number": number}
            yield own_values | {"kind": piece.kind, "text": piece.text} | common
