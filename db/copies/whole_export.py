"""Export of a whole collaboration, as plain values and the files of its evidence."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import IO, Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from db import tables
from db.copies.evidence_files import FileStore
from db.observations.records import FILE_COLUMNS, OBSERVATION_COLUMNS
from db.people import get_export_person_id, require_permission
from db.ripples.stories import list_story_paths
from impact.access import Act
from impact.milestones.milestone_rules import STORY_FIELDS
from impact.model import HIDDEN_STATES, Who
from impact.whole import collaboration_file
from impact.whole.collaboration_data import (
    CollaborationData,
    DataRow,
    list_file_references,
    list_people_ids,
    remove_observations,
)

COMMON_FIELDS = ("id", "version", "created_at", "created_by", "updated_at", "updated_by")
WITNESS_FIELDS = ("asked_of", "until", "revoked_at", "answered_at", "agreement", "remark", "intended", "about_version")
FIELDS_BY_TABLE: dict[type[tables.Base], tuple[str, ...]] = {
    tables.Collaboration: (*COMMON_FIELDS, "name", "fictional"),
    tables.Organisation: (*COMMON_FIELDS, "name", "batch_id"),
    tables.Activity: (*COMMON_FIELDS, "name", "started_on", "batch_id"),
    tables.Batch: (*COMMON_FIELDS, "file_name", "rows"),
    tables.Ring: (*COMMON_FIELDS, "name", "position"),
    tables.Theme: (*COMMON_FIELDS, "ring_id", "label", "wish", "unexpected", "position", "wordings", "batch_id"),
    tables.WantedStep: (*COMMON_FIELDS, "from_on", "level"),
    tables.Observation: (*COMMON_FIELDS, *OBSERVATION_COLUMNS, "state", "batch_id"),
    tables.Evidence: (*COMMON_FIELDS, "number", "kind", "text"),
    tables.Ripple: (
        *COMMON_FIELDS,
        "cause_observation_id",
        "cause_activity_id",
        "effect_id",
        "kind",
        "certainty",
        "why",
    ),
    tables.Milestone: (
        *COMMON_FIELDS,
        "number",
        "kind",
        "title",
        "on",
        "phase",
        "ring_id",
        *STORY_FIELDS,
        "held",
        "revealed_at",
    ),
    tables.Story: (*COMMON_FIELDS, "name", "telling", "position"),
    tables.StoryStep: ("observation_id", "activity_id"),
    tables.Witness: (*COMMON_FIELDS, "observation_id", *WITNESS_FIELDS),
    tables.Change: ("id", "observation_id", "number", "at", "by", "before", "after", "reason", "other_id"),
    tables.ErasedObservation: ("id", "erased_on"),
}
TABLE_BY_LIST: dict[str, type[tables.Base]] = {
    "organisations": tables.Organisation,
    "activities": tables.Activity,
    "batches": tables.Batch,
    "rings": tables.Ring,
    "themes": tables.Theme,
    "observations": tables.Observation,
    "ripples": tables.Ripple,
    "milestones": tables.Milestone,
    "stories": tables.Story,
    "witnesses": tables.Witness,
    "history": tables.Change,
    "erased": tables.ErasedObservation,
}


def write_collaboration(session: Session, who: Who, store: FileStore, stream: IO[bytes]) -> None:
    """Write everything of this collaboration but drafts, what is in the bin and questions nobody answered.

    Raise NotAllowed, and BrokenFile when it is too big to be read back.
    """
    collaboration_file.write_collaboration_file(stream, collect_collaboration(session, who, store), store.read_content)


def collect_collaboration(session: Session, who: Who, store: FileStore) -> CollaborationData:
    """Return the same as plain values, as `impact.whole.collaboration_file` writes them."""
    collaboration = require_permission(session, who, Act.MANAGE)
    rows: CollaborationData = {name: _read_rows(session, who, table) for name, table in TABLE_BY_LIST.items()}
    rows["witnesses"] = [list_row for list_row in rows["witnesses"] if list_row["answered_at"]]
    _nest_rows(rows["themes"], "wanted", _iterate_nested_rows(session, who, tables.WantedStep, "theme_id"))
    _nest_rows(rows["observations"], "evidence", _iterate_nested_rows(session, who, tables.Evidence, "observation_id"))
    _nest_rows(rows["stories"], "steps", _iterate_steps(session, who))
    name_and_path_by_id = list_story_paths(session, who)
    # The name as it is shown: the stored one may say what a hidden observation says.
    rows["stories"] = [list_row | {"name": name_and_path_by_id[list_row["id"]][0]} for list_row in rows["stories"]]
    header = {
        "format": collaboration_file.FILE_FORMAT,
        "version": collaboration_file.FORMAT_VERSION,
        "files": [],
        "people": [],
    }
    all_content = header | rows | {"collaboration": _build_row(tables.Collaboration, vars(collaboration))}
    observation = tables.Observation
    excluded_query = select(observation.id).where(
        observation.collaboration_id == who.collaboration_id, observation.state.in_(HIDDEN_STATES)
    )
    content = remove_observations(all_content, set(session.scalars(excluded_query)))
    return content | {
        "people": _list_people(session, list_people_ids(content)),
        "files": _list_files(store, list_file_references(content)),
    }


def _read_rows(session: Session, who: Who, table: type[tables.Base]) -> list[DataRow]:
    """Return the exported rows of this table."""
    names = FIELDS_BY_TABLE[table]
    query = select(*(getattr(table, name) for name in names)).where(_is_exported(who, table))
    return [_build_row(table, dict(zip(names, values, strict=True))) for values in session.execute(query)]


def _is_exported(who: Who, table: Any) -> ColumnElement[bool]:
    is_own: ColumnElement[bool] = table.collaboration_id == who.collaboration_id
    return is_own & table.state.not_in(HIDDEN_STATES) if table is tables.Observation else is_own


def _build_row(table: type[tables.Base], values: dict[str, Any]) -> DataRow:
    return {name: to_json_value(values[name], name) for name in FIELDS_BY_TABLE[table]}


def to_json_value(value: Any, name: str = "") -> Any:
    """Return a value of a row as JSON has it; a person by their identifier in exported files."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    return get_export_person_id(value) if name in ("created_by", "updated_by", "by") and value else value


def _iterate_nested_rows(session: Session, who: Who, table: Any, parent_field: str) -> Iterable[tuple[str, DataRow]]:
    """Yield the rows of this table, each with the id of the row it belongs to."""
    query = select(table).where(table.collaboration_id == who.collaboration_id)
    for row in session.scalars(query.execution_options(yield_per=2_000)):
        yield getattr(row, parent_field), _build_row(table, vars(row)) | _build_file_entry(row)


def _build_file_entry(row: tables.WantedStep | tables.Evidence) -> DataRow:
    if isinstance(row, tables.WantedStep):
        return {}
    return {"file": {name: getattr(row, field) for name, field in FILE_COLUMNS.items()} if row.file_hash else None}


def _iterate_steps(session: Session, who: Who) -> Iterable[tuple[str, DataRow]]:
    step, story = tables.StoryStep, tables.Story
    query = select(step.story_id, step.observation_id, step.activity_id).join(story, story.id == step.story_id)
    own_query = query.where(story.collaboration_id == who.collaboration_id)
    for story_id, *step_values in session.execute(own_query.order_by(step.story_id, step.position)):
        yield story_id, dict(zip(FIELDS_BY_TABLE[step], step_values, strict=True))


def _nest_rows(rows: list[DataRow], name: str, nested_rows: Iterable[tuple[str, DataRow]]) -> None:
    rows_by_parent: dict[str, list[DataRow]] = {}
    for parent_id, row in nested_rows:
        rows_by_parent.setdefault(parent_id, []).append(row)
    for row in rows:
        row[name] = rows_by_parent.get(row["id"], [])


def _list_people(session: Session, person_ids: set[str]) -> list[DataRow]:
    # The identifiers in the file are hashes: only hashing everybody tells whose they are.
    person = tables.Person
    everybody = session.execute(select(person.id, person.name))
    name_by_export_id = {get_export_person_id(id_): name for id_, name in everybody}
    return [{"id": id_, "name": name_by_export_id[id_]} for id_ in sorted(person_ids)]


def _list_files(store: FileStore, hashes: Iterable[str]) -> list[DataRow]:
    """Return the files that are in the store, with their size in bytes."""
    contents = ((key, store.read_content(key)) for key in sorted(hashes))
    return [{"hash": key, "size": len(content)} for key, content in contents if content is not None]
