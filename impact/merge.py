"""Bringing two versions of one observation together, field by field, on the text both began with."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from impact.model import TYPED, NewObservation


class Side(StrEnum):
    """Whose version of a field is kept: one's own, or what somebody else saved meanwhile."""

    MINE = "mine"
    THEIRS = "theirs"


@dataclass(frozen=True)
class Difference:
    """A field in which two versions differ, the side to begin with, and whether both changed it."""

    name: str
    start: Side
    both: bool


def differences(base: NewObservation, mine: NewObservation, theirs: NewObservation) -> tuple[Difference, ...]:
    """Every field in which mine and theirs differ, those that both changed first.

    What only they changed begins with theirs; everything else begins with mine.
    """
    found = []
    for name in (field.name for field in TYPED):
        was, here, there = (getattr(said, name) for said in (base, mine, theirs))
        if here != there:
            found.append(Difference(name, Side.THEIRS if here == was else Side.MINE, was not in (here, there)))
    return tuple(sorted(found, key=lambda one: not one.both))


def merged(
    mine: NewObservation, theirs: NewObservation, sides: Mapping[str, Side], texts: Mapping[str, str]
) -> NewObservation:
    """Theirs, with mine for the fields of that side, and with these texts where they were worked on further."""
    kept: dict[str, Any] = {name: getattr(mine, name) for name, side in sides.items() if side is Side.MINE}
    return replace(theirs, **kept | dict(texts))
