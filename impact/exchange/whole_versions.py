"""What a file of an older version lacks is added, step by step, before it is held to the shape of today."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from impact.exchange.whole_parts import Told


def bring_up_to_date(told: Told) -> Told:
    """The same in the version of today. Nothing of it was checked yet: what has another shape stays as it is."""
    for add_missing in STEPS[told["version"] - 1 :]:
        told = add_missing(told)
    return told


def _add_numbers(told: Told) -> Told:
    """Version 2 numbers changes, evidence and milestones; before it their identifiers told the order."""
    seen = [
        row | {"evidence": _numbered(row["evidence"])} if isinstance(row, dict) and "evidence" in row else row
        for row in _rows(told.get("observations"))
    ]
    numbered = {
        "history": _numbered(told.get("history"), "observation_id"),
        "milestones": _numbered(told.get("milestones")),
        "observations": seen if isinstance(told.get("observations"), list) else told.get("observations"),
    }
    return told | {name: rows for name, rows in numbered.items() if name in told} | {"version": 2}


def _part_activities(told: Told) -> Told:
    """An activity with the id of an organisation, as the example of an older version had one, gets one of its own."""
    shared = _ids(told.get("organisations")) & _ids(told.get("activities"))
    if not shared:
        return told
    # The same every time, so that a file is known again when it comes in twice.
    anew = {old: str(uuid5(NAMESPACE_OID, f"activity {old}")) for old in shared}
    parted = {name: _renamed(rows, anew, ("activity_id", "cause_activity_id")) for name, rows in told.items()}
    return parted | {"activities": _renamed(told["activities"], anew, ("id",))}


def _to_version_2(told: Told) -> Told:
    return _add_numbers(_part_activities(told))


STEPS: tuple[Callable[[Told], Told], ...] = (_to_version_2,)
DEEPEST = 6  # lists and rows within each other, from a list of the file to a ripple in the history


def _rows(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _ids(rows: Any) -> set[str]:
    return {row["id"] for row in _rows(rows) if isinstance(row, dict) and isinstance(row.get("id"), str)}


def _renamed(value: Any, anew: Mapping[str, str], names: Collection[str], deep: int = DEEPEST) -> Any:
    """This value with other ids under these names; deeper than a file goes nothing is looked at."""
    if isinstance(value, list) and deep:
        return [_renamed(inner, anew, names, deep - 1) for inner in value]
    if not isinstance(value, dict) or not deep:
        return value
    return {
        name: anew.get(inner, inner)
        if name in names and isinstance(inner, str)
        else _renamed(inner, anew, names, deep - 1)
        for name, inner in value.items()
    }


def _numbered(rows: Any, within: str | None = None) -> Any:
    """These rows by their id, each with its number: among all of them, or among those with one value of `within`."""
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        return rows
    counted: Counter[str] = Counter()
    numbered = []
    for row in sorted(rows, key=lambda row: str(row.get("id"))):
        key = str(row.get(within))
        counted[key] += 1
        numbered.append(row | {"number": counted[key]})
    return numbered
