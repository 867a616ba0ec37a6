"""What a file of an older version lacks is added, step by step, before it is held to the shape of today."""

from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from impact.whole.collaboration_data import CollaborationData, replace_ids


def upgrade_data(data: CollaborationData) -> CollaborationData:
    """Return the data in the version of today. Nothing of it was checked yet: other shapes stay as they are."""
    for upgrade_step in UPGRADE_STEPS[data["version"] - 1 :]:
        data = upgrade_step(data)
    return data


def _add_numbers(data: CollaborationData) -> CollaborationData:
    """Version 2 numbers changes, evidence and milestones; before it their identifiers told the order."""
    observations = [
        row | {"evidence": _number_rows(row["evidence"])} if isinstance(row, dict) and "evidence" in row else row
        for row in _list_or_empty(data.get("observations"))
    ]
    numbered = {
        "history": _number_rows(data.get("history"), "observation_id"),
        "milestones": _number_rows(data.get("milestones")),
        "observations": observations if isinstance(data.get("observations"), list) else data.get("observations"),
    }
    return data | {name: rows for name, rows in numbered.items() if name in data} | {"version": 2}


def _separate_activity_ids(data: CollaborationData) -> CollaborationData:
    """Give an activity with the id of an organisation, as an old example had one, an id of its own."""
    shared_ids = _list_row_ids(data.get("organisations")) & _list_row_ids(data.get("activities"))
    if not shared_ids:
        return data
    # The same every time, so that a file is known again when it comes in twice.
    new_ids = {old_id: str(uuid5(NAMESPACE_OID, f"activity {old_id}")) for old_id in shared_ids}
    separated_data = {
        name: replace_ids(rows, new_ids, ("activity_id", "cause_activity_id")) for name, rows in data.items()
    }
    return separated_data | {"activities": replace_ids(data["activities"], new_ids, ("id",))}


def _upgrade_to_version_2(data: CollaborationData) -> CollaborationData:
    return _add_numbers(_separate_activity_ids(data))


UPGRADE_STEPS: tuple[Callable[[CollaborationData], CollaborationData], ...] = (_upgrade_to_version_2,)


def _list_or_empty(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _list_row_ids(rows: Any) -> set[str]:
    return {row["id"] for row in _list_or_empty(rows) if isinstance(row, dict) and isinstance(row.get("id"), str)}


def _number_rows(rows: Any, within: str | None = None) -> Any:
    """Return these rows by their id, each with its number: among all, or among those with one value of `within`."""
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        return rows
    count_by_key: Counter[str] = Counter()
    numbered_rows = []
    for row in sorted(rows, key=lambda row: str(row.get("id"))):
        key = str(row.get(within))
        count_by_key[key] += 1
        numbered_rows.append(row | {"number": count_by_key[key]})
    return numbered_rows
