"""An observation as plain values that JSON knows, and back: for the history, the whole file and the form."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import Enum
from typing import Any

from impact.model import TYPED_FIELDS, Evidence, FieldKind, NewObservation, ObservationField

PLAIN_FIELDS = tuple(field for field in TYPED_FIELDS if field.kind is not FieldKind.EVIDENCE)


def to_plain_value(value: Any) -> Any:
    """One value of a field, but evidence, as JSON knows it."""
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def from_plain_value(field: ObservationField, value: Any) -> Any:
    """The way back from `to_plain`. Raises ValueError for what this field cannot hold."""
    if value is None:
        return None
    if field.words:
        return field.words(value)
    return date.fromisoformat(value) if field.kind is FieldKind.DAY else value


def write_fields(observation: NewObservation) -> dict[str, Any]:
    """Every field of an observation but its evidence, as plain values by name."""
    return {field.name: to_plain_value(getattr(observation, field.name)) for field in PLAIN_FIELDS}


def read_fields(values: Mapping[str, Any], evidence: Iterable[Evidence]) -> NewObservation:
    """The observation with these plain values and this evidence. Raises KeyError, TypeError or ValueError."""
    plain_values = {field.name: from_plain_value(field, values[field.name]) for field in PLAIN_FIELDS}
    return NewObservation(**plain_values, evidence=tuple(evidence))
