"""The JSON Schema of the file of a whole collaboration, made from the tables and from the fields of an observation.

`python -m db schema` writes it to impact/whole/whole.schema.json, and a test holds that file to what is made here.
"""

import json
from enum import IntEnum
from importlib.resources import files
from pathlib import Path
from typing import Any, get_args, get_type_hints

from sqlalchemy import Boolean, Date, Enum, Integer, String, inspect

from db import tables
from db.copies.whole_export import FIELDS_BY_TABLE, TABLE_BY_LIST
from db.observations.history import RECORDED_RIPPLE_FIELDS, RIPPLE_KEY
from db.observations.records import FILE_COLUMNS
from db.observations.witness import MAX_REMARK_LENGTH
from db.types import IdText, SafeString, SafeText, UtcDateTime
from impact.model import (
    COUNTING_STATES,
    MAX_SENTENCE_LENGTH,
    MAX_TEXT_LENGTH,
    OBSERVATION_FIELDS,
    TOP_LEVEL,
    Agreement,
    EvidenceKind,
    FieldKind,
    Level,
    NewObservation,
    ObservationField,
    State,
)
from impact.observation.evidence_files import MAX_EVIDENCE_BYTES
from impact.observation.state_rules import MAX_REASON_LENGTH
from impact.ripples.stories import MAX_STORY_STEPS, MIN_STORY_STEPS
from impact.whole.collaboration_file import DATA_FILE_NAME, FILE_FORMAT, FORMAT_VERSION

Schema = dict[str, Any]

SCHEMA_FILE = Path(str(files("impact.whole").joinpath("whole.schema.json")))
MAX_INTEGER = 2_147_483_647  # what an integer column of PostgreSQL holds
# `impact.observation.observation_rules` takes these out of a text: from one line every control character, from a block
# all but the line end.
FORBIDDEN_IN_LINE = "[\\u0000-\\u001f\\u007f-\\u009f]"
FORBIDDEN_IN_BLOCK = "[\\u0000-\\u0009\\u000b-\\u001f\\u007f-\\u009f]"
FIELD_TYPES = get_type_hints(NewObservation)
PERSON_COLUMNS = ("created_by", "updated_by", "by")
COUNTED_COLUMNS = ("version", "number", "about_version")  # these begin at 1, every other whole number at 0


def _refer_to(definition: str) -> Schema:
    return {"$ref": f"#/$defs/{definition}"}


def _allow_null(schema: Schema) -> Schema:
    return {"anyOf": [{"type": "null"}, schema]}


def _list_of(item: Schema, **limits: int) -> Schema:
    return {"type": "array", **limits, "items": item}


def _describe_whole_number(minimum: int, maximum: int = MAX_INTEGER) -> Schema:
    return {"type": "integer", "minimum": minimum, "maximum": maximum}


def _describe_line(max_length: int, is_required: bool = False) -> Schema:
    return _describe_text(max_length, FORBIDDEN_IN_LINE, is_required)


def _describe_text(max_length: int, forbidden: str = FORBIDDEN_IN_BLOCK, is_required: bool = False) -> Schema:
    min_length = {"minLength": 1} if is_required else {}
    return {"type": "string"} | min_length | {"maxLength": max_length, "not": {"pattern": forbidden}}


DAY_PATTERN = "(19|2[0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}"
# What more than one part of the file refers to.
SHARED_DEFINITIONS: dict[str, Schema] = {
    "day": {"description": "A day.", "type": "string", "maxLength": 10, "pattern": f"^{DAY_PATTERN}$"},
    "hash": {
        "description": "The SHA-256 of a file, in hex.", "type": "string", "maxLength": 64, "pattern": "^[0-9a-f]{64}$",
    },
    "id": {
        "description": "An identifier (UUID), in small letters.", "type": "string", "maxLength": 36,
        "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
    },
    "id_or_none": _allow_null(_refer_to("id")),
    "moment": {
        "description": "A moment in UTC, to the microsecond.", "type": "string", "maxLength": 27,
        "pattern": f"^{DAY_PATTERN}T[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}\\.[0-9]{{6}}Z$",
    },
    "number": {"description": "A whole number from 1: how often a row was written."} | _describe_whole_number(1),
    "person": {"description": "Somebody in `people`, or null when that is not known."}
    | _allow_null(_refer_to("person_id")),
    "person_id": {
        "description": "Made from the identifier of a person, which itself never leaves (a UUID of version 8).",
        "type": "string", "maxLength": 36,
        "pattern": "^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
    },
    "position": {"description": "Its place in the order."} | _describe_whole_number(0),
}  # fmt: skip
# The definition that tells of each table.
DEFINITION_BY_TABLE: dict[type[tables.Base], str] = {
    tables.Activity: "activity",
    tables.Batch: "batch",
    tables.Change: "change",
    tables.Collaboration: "collaboration",
    tables.ErasedObservation: "erased",
    tables.Evidence: "evidence",
    tables.Milestone: "milestone",
    tables.Observation: "observation",
    tables.Organisation: "organisation",
    tables.Ring: "ring",
    tables.Ripple: "ripple",
    tables.Story: "story",
    tables.StoryStep: "step",
    tables.Theme: "theme",
    tables.WantedStep: "wanted",
    tables.Witness: "witness",
}
DESCRIPTIONS = {
    DATA_FILE_NAME: f"The file {DATA_FILE_NAME} in the zip that Rimpel writes of one collaboration."
    f" Version {FORMAT_VERSION}.",
    "activity": "A stone: what was thrown into the pond.",
    "batch": "One import from a file.",
    "change": "One change in the history of an observation: who, when, why, and the fields that differ, before and"
    " after. `other_id` is the observation at the other end of a ripple. `number` grows with every change of that"
    " observation and alone tells their order.",
    "collaboration": "The collaboration itself.",
    "erased": "All that is left of an observation that was erased: that it was, and on which day.",
    "evidence": "What an observation rests on; `text` is the caption when there is a file. `number` is its place among"
    " the evidence of that observation.",
    "file": "A file by its content: `hash` is its SHA-256 in hex and its name under files/; `consent` says why the"
    " people on a photo may be shown.",
    "kept_file": "A file in the folder files/ beside this one.",
    "milestone": "A mark on the timeline. `held` and no `revealed_at`: it waits for its moment. `number` grows with"
    " every milestone: of two phases that begin on one day the higher holds.",
    "observation": "One change that somebody saw.",
    "organisation": "A school, college or company.",
    "people_row": "Somebody a row or the history refers to, by the name to greet them by.",
    "ring": "For whom: one disc.",
    "ripple": "This led to that. Exactly one of the two causes is set.",
    "ripple_told": "A ripple as the history of its effect tells it.",
    "side": "The fields that changed, as they stood on one side of the change.",
    "step": "One step of a story: an activity or an observation; neither where something is gone.",
    "story": "A path through the ripples, with a name and a telling.",
    "theme": "A desired impact: one sector of a ring. `wordings` says what each level looks like. The one that is"
    " `unexpected` has no label.",
    "wanted": "From this day on this level is wanted, 0 to 4 in halves.",
    "witness": "Somebody outside who answered about one observation: a role, never a name, and never the link.",
}
# No table gives these a default, and yet they may be empty: the unexpected theme has no label.
TEXTS_THAT_MAY_BE_EMPTY = {(tables.Theme, "label")}
# What no table says of a column.
COLUMN_RULES: dict[tuple[type[tables.Base], str], Schema] = {
    (tables.Change, "before"): _refer_to("side"),
    (tables.Change, "after"): _refer_to("side"),
    (tables.Change, "reason"): _describe_line(MAX_REASON_LENGTH),
    (tables.Theme, "wordings"): _list_of(_describe_line(MAX_SENTENCE_LENGTH), minItems=len(Level), maxItems=len(Level)),
    (tables.WantedStep, "level"): {"type": "number", "minimum": 0, "maximum": TOP_LEVEL, "multipleOf": 0.5},
    (tables.Witness, "remark"): _describe_text(MAX_REMARK_LENGTH),
    # A question that nobody answered is not in the file.
    (tables.Witness, "answered_at"): _refer_to("moment"),
    (tables.Witness, "agreement"): {"enum": [answer.value for answer in Agreement]},
}
# What stands within a row besides its own columns.
NESTED_PROPERTIES: dict[type[tables.Base], Schema] = {
    tables.Evidence: {"file": _allow_null(_refer_to("file"))},
    tables.Story: {"steps": _list_of(_refer_to("step"), minItems=MIN_STORY_STEPS, maxItems=MAX_STORY_STEPS)},
    tables.Theme: {"wanted": _list_of(_refer_to("wanted"))},
}


def build_schema() -> Schema:
    """Return the JSON Schema of rimpel.json, as the tables and the fields are now."""
    top_level = {
        "collaboration": _refer_to("collaboration"),
        "files": _list_of(_refer_to("kept_file")),
        "format": {"const": FILE_FORMAT},
        "people": _list_of(_refer_to("people_row")),
        "version": {"const": FORMAT_VERSION},
    } | {name: _list_of(_refer_to(DEFINITION_BY_TABLE[table])) for name, table in TABLE_BY_LIST.items()}
    definitions = SHARED_DEFINITIONS | _describe_files_and_people() | _describe_history_sides()
    for table, name in DEFINITION_BY_TABLE.items():
        definitions[name] = _describe_object(name, _describe_table(table))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:rimpel:collaboration:{FORMAT_VERSION}",
        "title": "A whole collaboration of Rimpel",
        **_describe_object(DATA_FILE_NAME, top_level),
        "$defs": dict(sorted(definitions.items())),
    }


def format_schema() -> bytes:
    """Return the schema as the bytes of its file: one space of indent, UTF-8, LF."""
    return (json.dumps(build_schema(), indent=1, ensure_ascii=False) + "\n").encode()


def _describe_object(definition: str, properties: Schema) -> Schema:
    """An object with exactly these properties, by the alphabet."""
    return {
        "description": DESCRIPTIONS[definition],
        "type": "object",
        "additionalProperties": False,
        "required": sorted(properties),
        "properties": dict(sorted(properties.items())),
    }


def _describe_table(table: type[tables.Base]) -> Schema:
    """The properties of a row of this table; of an observation and its evidence by the list of fields."""
    properties = {name: _describe_column(table, name) for name in FIELDS_BY_TABLE[table]}
    if table is tables.Observation:
        properties |= {field.name: _describe_field(field) for field in OBSERVATION_FIELDS}
    if table is tables.Evidence:
        properties["text"] = _describe_field_text(_get_evidence_field())
    return properties | NESTED_PROPERTIES.get(table, {})


def _describe_column(table: type[tables.Base], name: str) -> Schema:
    """What may stand in this column of the table: by its type, its length, and whether it may be empty."""
    if (table, name) in COLUMN_RULES:
        return COLUMN_RULES[table, name]
    column = inspect(table).columns[name]
    if name in PERSON_COLUMNS:
        return _refer_to("person")
    if isinstance(column.type, IdText):
        return _refer_to("id_or_none" if column.nullable else "id")
    is_required = column.default is None and (table, name) not in TEXTS_THAT_MAY_BE_EMPTY
    value_schema = _describe_value(name, column.type, is_required)
    return _allow_null(value_schema) if column.nullable else value_schema


def _describe_value(name: str, column_type: object, is_required: bool) -> Schema:
    """What a column of this type holds; a text is required when the table has nothing to put in its place."""
    match column_type:
        case UtcDateTime():
            return _refer_to("moment")
        case Date():
            return _refer_to("day")
        case Boolean():
            return {"type": "boolean"}
        case Enum():
            return {"enum": list(column_type.enums)}
        case Integer() if name == "position":
            return _refer_to("position")
        case Integer():
            return _refer_to("number") if name in COUNTED_COLUMNS else _describe_whole_number(0)
        case SafeText():
            return _describe_text(MAX_TEXT_LENGTH)
        case SafeString(length=int() as length) | String(length=int() as length):
            return _describe_line(length, is_required)
    raise TypeError(f"no schema for column {name} of type {column_type!r}")


def _describe_files_and_people() -> dict[str, Schema]:
    """What the file tells of files and of people, of whom less leaves than their tables hold."""
    evidence = inspect(tables.Evidence).columns
    size = _describe_whole_number(1, MAX_EVIDENCE_BYTES)
    file_properties = {
        name: _describe_value(name, evidence[column].type, is_required=name != "consent")
        for name, column in FILE_COLUMNS.items()
        if name not in ("hash", "size")
    }
    return {
        "file": _describe_object("file", file_properties | {"hash": _refer_to("hash"), "size": size}),
        "kept_file": _describe_object("kept_file", {"hash": _refer_to("hash"), "size": size}),
        "people_row": _describe_object(
            "people_row",
            {"id": _refer_to("person_id"), "name": _describe_column(tables.Person, "name")},
        ),
    }


def _describe_history_sides() -> dict[str, Schema]:
    """One side of a change, of which each field may be there, and a ripple as the history tells it."""
    sides = {field.name: _describe_changed_field(field) for field in OBSERVATION_FIELDS}
    sides[RIPPLE_KEY] = _allow_null(_refer_to("ripple_told"))
    side = _describe_object("side", sides)
    del side["required"]
    ripple = {name: _describe_column(tables.Ripple, name) for name in RECORDED_RIPPLE_FIELDS}
    return {
        "ripple_told": _describe_object("ripple_told", ripple),
        "side": side,
    }


def _describe_field(field: ObservationField) -> Schema:
    """What may stand in this field of an observation; drafts and what lies in the bin are not in the file."""
    if not field.is_typed:
        return {"enum": [state.value for state in (*COUNTING_STATES, State.WITHDRAWN)]}
    is_optional = type(None) in get_args(FIELD_TYPES[field.name])
    if field.kind is FieldKind.REFERENCE:
        return _refer_to("id_or_none" if is_optional else "id")
    field_schema = _describe_field_kind(field)
    return _allow_null(field_schema) if is_optional else field_schema


def _describe_field_kind(field: ObservationField) -> Schema:
    if field.words:
        values = [word.value for word in field.words]
        return (
            _describe_whole_number(min(values), max(values)) if issubclass(field.words, IntEnum) else {"enum": values}
        )
    if field.kind is FieldKind.DAY:
        return _refer_to("day")
    if field.kind is FieldKind.NUMBER:
        return _describe_whole_number(0, field.limit)
    if field.kind is FieldKind.EVIDENCE:
        return _list_of(_refer_to("evidence"))
    return _describe_field_text(field)


def _describe_field_text(field: ObservationField) -> Schema:
    forbidden = FORBIDDEN_IN_LINE if field.kind is FieldKind.LINE else FORBIDDEN_IN_BLOCK
    return _describe_text(field.limit, forbidden, field.is_required)


def _describe_changed_field(field: ObservationField) -> Schema:
    """What may stand in this field on one side of a change: any state, and evidence as kind, text and perhaps file."""
    if not field.is_typed:
        return {"enum": [state.value for state in State]}
    if field.kind is not FieldKind.EVIDENCE:
        return _describe_field(field)
    parts = [{"enum": [kind.value for kind in EvidenceKind]}, _describe_field_text(field), _refer_to("file")]
    return _list_of({"type": "array", "minItems": 2, "maxItems": 3, "prefixItems": parts})


def _get_evidence_field() -> ObservationField:
    return next(field for field in OBSERVATION_FIELDS if field.kind is FieldKind.EVIDENCE)
