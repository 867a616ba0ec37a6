"""Bringing two versions of one observation together, field by field, on the text both began with."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from impact.model import TYPED_FIELDS, NewObservation


class VersionSide(StrEnum):
    """Whose version of a field is kept: one's own, or what somebody else saved meanwhile."""

    MINE = "mine"
    THEIRS = "theirs"


@dataclass(frozen=True)
class FieldDifference:
    """A field in which two versions differ, the side to begin with, and whether both changed it."""

    field_name: str
    initial_side: VersionSide
    both_changed: bool


def list_differences(
    base_version: NewObservation, my_version: NewObservation, their_version: NewObservation
) -> tuple[FieldDifference, ...]:
    """Every field in which mine and theirs differ, those that both changed first.

    What only they changed begins with theirs; everything else begins with mine.
    """
    different_fields = []
    for name in (field.name for field in TYPED_FIELDS):
        base_value, my_value, their_value = (
            getattr(version, name) for version in (base_version, my_version, their_version)
        )
        if my_value != their_value:
            different_fields.append(
                FieldDifference(
                    name,
                    VersionSide.THEIRS if my_value == base_value else VersionSide.MINE,
                    base_value not in (my_value, their_value),
                )
            )
    return tuple(sorted(different_fields, key=lambda difference: not difference.both_changed))


def merge_versions(
    my_version: NewObservation,
    their_version: NewObservation,
    side_by_field: Mapping[str, VersionSide],
    texts: Mapping[str, str],
) -> NewObservation:
    """Theirs, with mine for the fields of that side, and with these texts where they were worked on further."""
    my_values: dict[str, Any] = {
        name: getattr(my_version, name) for name, side in side_by_field.items() if side is VersionSide.MINE
    }
    return replace(their_version, **my_values | dict(texts))
