"""Import of a whole collaboration in one transaction: as the one it was, or as a copy with new ids."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime
from hashlib import sha256
from secrets import token_bytes
from typing import Any

from sqlalchemy import Date, Enum, insert, inspect, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from db import tables
from db.copies.evidence_files import FileStore
from db.copies.whole_export import FIELDS_BY_TABLE, TABLE_BY_LIST
from db.observations import search
from db.observations.records import FILE_COLUMNS
from db.observations.tallies import recount_tallies
from db.once import run_once
from db.people import get_export_person_id
from db.rows import split_into_groups
from db.types import UtcDateTime, create_id
from impact.access import Role
from impact.errors import Invalid
from impact.model import MAX_NAME_LENGTH
from impact.observation.observation_rules import check_name
from impact.whole.collaboration_data import (
    CollaborationData,
    DataRow,
    copy_collaboration,
    list_nested_rows,
    remove_observations,
)
from impact.whole.collaboration_file import CollaborationFile

ROWS_PER_STATEMENT = 2_000
# Lists that others refer to go first.
FIRST_LISTS = ("batches", "organisations", "activities", "rings", "themes", "observations")
LATER_LISTS = ("ripples", "milestones", "stories", "witnesses", "history", "erased")


def is_stored_here(session: Session, whole: CollaborationFile) -> bool:
    """Return whether this collaboration or a part of it is stored already: then it comes in as a copy or not at all."""
    return _find_conflict(session, whole.data) is not None


def count_erased_here(session: Session, whole: CollaborationFile) -> int:
    """Return how many observations in it were erased here, and so are left out."""
    return len(_find_erased(session, [observation_row["id"] for observation_row in whole.data["observations"]]))


def save_files(store: FileStore, whole: CollaborationFile) -> None:
    """Store the files. Call it before and after the import: files nothing refers to may be deleted in between."""
    for content in whole.read_files():
        store.save_content(content)


def import_collaboration(
    session: Session, person_id: str, whole: CollaborationFile, *, token: str, copy_name: str | None = None
) -> str:
    """Import the collaboration, coordinated by this person and with nobody else in it yet, and return its id.

    With `copy_name` everything gets a new id. What was erased here is left out. Raise Invalid when the collaboration
    is stored already (whole_here) or a part of it is (whole_taken).
    """
    return run_once(session, token, lambda: _import_content(session, person_id, whole.data, copy_name))


def _import_content(session: Session, person_id: str, file_content: CollaborationData, copy_name: str | None) -> str:
    content = remove_observations(
        file_content, _find_erased(session, [observation_row["id"] for observation_row in file_content["observations"]])
    )
    if copy_name is not None:
        content = copy_collaboration(content, check_name(copy_name, MAX_NAME_LENGTH), create_id)
    elif reason := _find_conflict(session, content):
        raise Invalid(field="file", reason=reason)
    try:
        return _insert_content(session, person_id, content)
    except IntegrityError as error:
        # Somebody else imported the same at the same moment.
        raise Invalid(field="file", reason="whole_taken") from error


def _find_erased(session: Session, ids: Iterable[str]) -> set[str]:
    return _find_present_ids(session, tables.ErasedObservation, ids)


def _find_conflict(session: Session, content: CollaborationData) -> str | None:
    if _find_present_ids(session, tables.Collaboration, [content["collaboration"]["id"]]):
        return "whole_here"
    nested_ids = {
        tables.Evidence: [row["id"] for _, row in list_nested_rows(content, "observations", "evidence")],
        tables.WantedStep: [row["id"] for _, row in list_nested_rows(content, "themes", "wanted")],
    }
    ids_by_table = {table: [row["id"] for row in content[name]] for name, table in TABLE_BY_LIST.items()} | nested_ids
    return "whole_taken" if any(_find_present_ids(session, table, ids) for table, ids in ids_by_table.items()) else None


def _find_present_ids(session: Session, table: Any, ids: Iterable[str]) -> set[str]:
    """Return which of these ids this table has."""
    present_ids: set[str] = set()
    for group_ids in split_into_groups(ids, ROWS_PER_STATEMENT):
        present_ids.update(session.scalars(select(table.id).where(table.id.in_(group_ids))))
    return present_ids


def _insert_content(session: Session, person_id: str, content: CollaborationData) -> str:
    collaboration_id = content["collaboration"]["id"]
    people = _match_people(session, content["people"])
    _insert_list(session, tables.Collaboration, [content["collaboration"]], people, {"data_version": 1})
    owner_values = {"collaboration_id": collaboration_id}
    member = tables.Membership(person_id=person_id, role=Role.COORDINATOR, created_by=person_id, **owner_values)
    session.add(member)
    session.flush()
    for name in FIRST_LISTS:
        _insert_list(session, TABLE_BY_LIST[name], content[name], people, owner_values)
    wanted_rows = ((row, {"theme_id": theme["id"]}) for theme, row in list_nested_rows(content, "themes", "wanted"))
    _insert_nested(session, tables.WantedStep, wanted_rows, people, owner_values)
    _insert_nested(session, tables.Evidence, _iterate_evidence(content), people, owner_values)
    for name in LATER_LISTS:
        rows = ((row, _make_dead_link() if name == "witnesses" else {}) for row in content[name])
        _insert_nested(session, TABLE_BY_LIST[name], rows, people, owner_values)
    _insert_nested(session, tables.StoryStep, _iterate_story_steps(content), people, {})
    search.index_observations(session, [observation_row["id"] for observation_row in content["observations"]])
    recount_tallies(session, collaboration_id)
    return str(collaboration_id)


def _make_dead_link() -> DataRow:
    """Return the hash of a secret nobody knows: the secret of a link is in no file, so it cannot work here."""
    return {"secret_hash": sha256(token_bytes(32)).hexdigest()}


def _iterate_evidence(content: CollaborationData) -> Iterator[tuple[DataRow, DataRow]]:
    for observation, row in list_nested_rows(content, "observations", "evidence"):
        file = {field: row["file"][name] for name, field in FILE_COLUMNS.items()} if row["file"] else {}
        empty_file = {"file_hash": None, "file_name": "", "file_media": "", "file_size": 0, "consent": ""}
        yield row, {"observation_id": observation["id"]} | empty_file | file


def _iterate_story_steps(content: CollaborationData) -> Iterator[tuple[DataRow, DataRow]]:
    for story in content["stories"]:
        for position, row in enumerate(story["steps"]):
            yield row, {"story_id": story["id"], "position": position}


def _match_people(session: Session, people_rows: Collection[DataRow]) -> dict[str, str]:
    """Return by id in the file the id here: of somebody who uses this app, or of a name without a profile."""
    person = tables.Person
    # Newest first, so that of two people with one identifier the oldest wins.
    id_by_export_id = {
        get_export_person_id(id_): id_ for id_ in session.scalars(select(person.id).order_by(person.id.desc())).all()
    }
    new_rows = [person_row for person_row in people_rows if person_row["id"] not in id_by_export_id]
    if new_rows:
        session.execute(insert(person), [person_row | {"role": Role.VIEWER} for person_row in new_rows])
    return {
        str(person_row["id"]): id_by_export_id.get(person_row["id"]) or str(person_row["id"])
        for person_row in people_rows
    }


def _insert_list(
    session: Session, table: Any, rows: Iterable[DataRow], people: dict[str, str], shared_values: DataRow
) -> None:
    _insert_nested(session, table, ((row, {}) for row in rows), people, shared_values)


def _insert_nested(
    session: Session,
    table: Any,
    rows: Iterable[tuple[DataRow, DataRow]],
    people: dict[str, str],
    shared_values: DataRow,
) -> None:
    """Insert rows of the file, each with its own further values, and all with these shared ones."""
    column_types = {name: inspect(table).columns[name].type for name in FIELDS_BY_TABLE[table]}
    values = (
        {name: _from_json_value(row[name], column_types[name], name, people) for name in column_types}
        | own_values
        | shared_values
        for row, own_values in rows
    )
    for group in split_into_groups(values, ROWS_PER_STATEMENT):
        session.execute(insert(table), group)


def _from_json_value(value: Any, column_type: Any, name: str, people: dict[str, str]) -> Any:
    """Return a value as its column has it: the way back from `db.copies.whole_export.to_json_value`."""
    if value is None:
        return None
    if name in ("created_by", "updated_by", "by"):
        return people[value]
    if isinstance(column_type, UtcDateTime):
        return datetime.fromisoformat(value)
    if isinstance(column_type, Date):
        return date.fromisoformat(value)
    return column_type.enum_class(value) if isinstance(column_type, Enum) and column_type.enum_class else value
