"""The part of whole.schema.json that tells of the fields of an observation, made from the list of fields."""

from enum import IntEnum
from typing import Any, get_args, get_type_hints

from impact.model import COUNTING, FIELDS, EvidenceKind, Field, FieldKind, NewObservation, State

Schema = dict[str, Any]

# What `impact.observe` takes out of a text: in one line every control character, in a block all but the line end.
NOT_IN_A_LINE = "[\\u0000-\\u001f\\u007f-\\u009f]"
NOT_IN_A_BLOCK = "[\\u0000-\\u0009\\u000b-\\u001f\\u007f-\\u009f]"
TYPES = get_type_hints(NewObservation)


def with_fields(schema: Schema) -> Schema:
    """This schema with an observation, and a side of a change in its history, as the fields are now."""
    parts = schema["$defs"]
    observation, side = parts["observation"], parts["side"]
    own = {name: part for name, part in observation["properties"].items() if name not in _names()}
    fields = own | {field.name: _describe(field) for field in FIELDS}
    observation = observation | {"properties": _sorted(fields), "required": sorted(fields)}
    other = {name: part for name, part in side["properties"].items() if name not in _names()}
    side = side | {"properties": _sorted(other | {field.name: _describe_changed(field) for field in FIELDS})}
    return schema | {"$defs": parts | {"observation": observation, "side": side}}


def _names() -> frozenset[str]:
    return frozenset(field.name for field in FIELDS)


def _sorted(parts: Schema) -> Schema:
    return {name: parts[name] for name in sorted(parts)}


def _describe(field: Field) -> Schema:
    """What may stand in this field of an observation; drafts and what lies in the bin are not in the file."""
    if not field.typed:
        return {"enum": [state.value for state in (*COUNTING, State.WITHDRAWN)]}
    optional = type(None) in get_args(TYPES[field.name])
    if field.kind is FieldKind.REFERENCE:
        return {"$ref": "#/$defs/id_or_none" if optional else "#/$defs/id"}
    part = _describe_kind(field)
    return {"anyOf": [{"type": "null"}, part]} if optional else part


def _describe_kind(field: Field) -> Schema:
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


def _describe_text(field: Field) -> Schema:
    least = {"minLength": 1} if field.required else {}
    kept_out = NOT_IN_A_LINE if field.kind is FieldKind.LINE else NOT_IN_A_BLOCK
    return {"type": "string"} | least | {"maxLength": field.limit, "not": {"pattern": kept_out}}


def _describe_changed(field: Field) -> Schema:
    """What may stand in this field on one side of a change: any state, and evidence in short."""
    if not field.typed:
        return {"enum": [state.value for state in State]}
    if field.kind is not FieldKind.EVIDENCE:
        return _describe(field)
    kinds = {"enum": [kind.value for kind in EvidenceKind]}
    piece = {"type": "array", "minItems": 2, "maxItems": 3}
    return {
        "type": "array",
        "items": piece | {"prefixItems": [kinds, _describe_text(field), {"$ref": "#/$defs/file"}]},
    }
