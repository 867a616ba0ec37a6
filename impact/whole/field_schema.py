"""The part of whole.schema.json that tells of the fields of an observation, made from the list of fields."""

from enum import IntEnum
from typing import Any, get_args, get_type_hints

from impact.model import (
    COUNTING_STATES,
    OBSERVATION_FIELDS,
    EvidenceKind,
    FieldKind,
    NewObservation,
    ObservationField,
    State,
)

Schema = dict[str, Any]

# What `impact.observation.observation_rules` takes out of a text: in one line every control character, in a block all
# but the line end.
FORBIDDEN_IN_LINE = "[\\u0000-\\u001f\\u007f-\\u009f]"
FORBIDDEN_IN_BLOCK = "[\\u0000-\\u0009\\u000b-\\u001f\\u007f-\\u009f]"
FIELD_TYPES = get_type_hints(NewObservation)


def add_field_schemas(schema: Schema) -> Schema:
    """This schema with an observation, and a side of a change in its history, as the fields are now."""
    definitions = schema["$defs"]
    observation, side = definitions["observation"], definitions["side"]
    own_properties = {
        name: property_schema
        for name, property_schema in observation["properties"].items()
        if name not in _list_field_names()
    }
    properties = own_properties | {field.name: _describe_field(field) for field in OBSERVATION_FIELDS}
    observation = observation | {"properties": _sort_properties(properties), "required": sorted(properties)}
    other_properties = {
        name: property_schema for name, property_schema in side["properties"].items() if name not in _list_field_names()
    }
    side = side | {
        "properties": _sort_properties(
            other_properties | {field.name: _describe_changed_field(field) for field in OBSERVATION_FIELDS}
        )
    }
    return schema | {"$defs": definitions | {"observation": observation, "side": side}}


def _list_field_names() -> frozenset[str]:
    return frozenset(field.name for field in OBSERVATION_FIELDS)


def _sort_properties(properties: Schema) -> Schema:
    return {name: properties[name] for name in sorted(properties)}


def _describe_field(field: ObservationField) -> Schema:
    """What may stand in this field of an observation; drafts and what lies in the bin are not in the file."""
    if not field.is_typed:
        return {"enum": [state.value for state in (*COUNTING_STATES, State.WITHDRAWN)]}
    is_optional = type(None) in get_args(FIELD_TYPES[field.name])
    if field.kind is FieldKind.REFERENCE:
        return {"$ref": "#/$defs/id_or_none" if is_optional else "#/$defs/id"}
    kind_schema = _describe_kind(field)
    return {"anyOf": [{"type": "null"}, kind_schema]} if is_optional else kind_schema


def _describe_kind(field: ObservationField) -> Schema:
    if field.words:
        values = [word.value for word in field.words]
        if issubclass(field.words, IntEnum):
            return {"type": "integer", "minimum": min(values), "maximum": max(values)}
        return {"enum": values}
    if field.kind is FieldKind.DAY:
        return {"$ref": "#/$defs/day"}
    if field.kind is FieldKind.NUMBER:
        return {"type": "integer", "minimum": 0, "maximum": field.limit}
    if field.kind is FieldKind.EVIDENCE:
        return {"type": "array", "items": {"$ref": "#/$defs/evidence"}}
    return _describe_text(field)


def _describe_text(field: ObservationField) -> Schema:
    min_length = {"minLength": 1} if field.is_required else {}
    forbidden = FORBIDDEN_IN_LINE if field.kind is FieldKind.LINE else FORBIDDEN_IN_BLOCK
    return {"type": "string"} | min_length | {"maxLength": field.limit, "not": {"pattern": forbidden}}


def _describe_changed_field(field: ObservationField) -> Schema:
    """What may stand in this field on one side of a change: any state, and evidence in short."""
    if not field.is_typed:
        return {"enum": [state.value for state in State]}
    if field.kind is not FieldKind.EVIDENCE:
        return _describe_field(field)
    kinds = {"enum": [kind.value for kind in EvidenceKind]}
    piece = {"type": "array", "minItems": 2, "maxItems": 3}
    return {
        "type": "array",
        "items": piece | {"prefixItems": [kinds, _describe_text(field), {"$ref": "#/$defs/file"}]},
    }
