"""A whole collaboration as plain values: what refers to what, what goes along, a copy of it."""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, TypeAlias

CollaborationData: TypeAlias = dict[str, Any]
DataRow: TypeAlias = dict[str, Any]

OWNED_LISTS = (
    "organisations", "activities", "batches", "rings", "themes", "observations", "ripples", "milestones", "stories",
    "witnesses", "history",
)  # fmt: skip
ID_FIELDS = frozenset({
    "id", "theme_id", "ring_id", "batch_id", "organisation_id", "activity_id", "observation_id", "other_id",
    "cause_observation_id", "cause_activity_id", "effect_id",
})  # fmt: skip
# Lists and rows within each other: everything, a list, a row, one side of a change, its evidence, a file. A file of
# an older version is changed before its shape is checked, and could be nested without end.
MAX_DEPTH = 6
PERSON_FIELDS = ("created_by", "updated_by", "by")


def list_nested_rows(data: CollaborationData, within: str, name: str) -> Iterator[tuple[DataRow, DataRow]]:
    """Yield each row of this list with each row nested in it under this name."""
    for row in data[within]:
        for inner in row[name]:
            yield row, inner


def get_evidence_file(piece: list[Any]) -> DataRow | None:
    """Return the file in a piece of evidence as the history keeps it, or None."""
    return piece[2] if len(piece) > 2 else None


def list_past_evidence(data: CollaborationData) -> Iterator[list[Any]]:
    """Yield every piece of evidence in the history."""
    for change in data["history"]:
        for side in (change["before"], change["after"]):
            yield from side.get("evidence", ())


def list_file_references(data: CollaborationData) -> dict[str, list[tuple[str, DataRow]]]:
    """Return by hash every file that evidence or its history refers to, each with the kind of evidence."""
    references_by_hash: dict[str, list[tuple[str, DataRow]]] = {}
    for _, evidence in list_nested_rows(data, "observations", "evidence"):
        if evidence["file"]:
            references_by_hash.setdefault(evidence["file"]["hash"], []).append((evidence["kind"], evidence["file"]))
    for piece in list_past_evidence(data):
        if file := get_evidence_file(piece):
            references_by_hash.setdefault(file["hash"], []).append((piece[0], file))
    return references_by_hash


def list_people_ids(data: CollaborationData) -> set[str]:
    """Return the identifiers of everybody who made or changed something in it."""
    rows = [data["collaboration"], *(row for name in OWNED_LISTS for row in data[name])]
    rows += [inner for _, inner in list_nested_rows(data, "observations", "evidence")]
    rows += [inner for _, inner in list_nested_rows(data, "themes", "wanted")]
    return {row[name] for row in rows for name in PERSON_FIELDS if row.get(name)}


def remove_observations(data: CollaborationData, observation_ids: Collection[str]) -> CollaborationData:
    """Return all but these observations and what depends on them.

    In a story they leave a gap, and people and files that only they referred to go too.
    """
    removed_ids = frozenset(observation_ids)
    remaining = data | {
        "observations": [row for row in data["observations"] if row["id"] not in removed_ids],
        "ripples": [
            row for row in data["ripples"] if not removed_ids & {row["effect_id"], row["cause_observation_id"]}
        ],
        "witnesses": [row for row in data["witnesses"] if row["observation_id"] not in removed_ids],
        "history": [row for row in data["history"] if not removed_ids & {row["observation_id"], row["other_id"]}],
        "stories": [
            row | {"steps": [_empty_story_step(step, removed_ids) for step in row["steps"]]} for row in data["stories"]
        ],
    }
    file_hashes, people_ids = list_file_references(remaining), list_people_ids(remaining)
    remaining["files"] = [row for row in data["files"] if row["hash"] in file_hashes]
    remaining["people"] = [row for row in data["people"] if row["id"] in people_ids]
    return remaining


def _empty_story_step(step: DataRow, removed_ids: frozenset[str]) -> DataRow:
    return step | {"observation_id": None} if step["observation_id"] in removed_ids else step


def copy_collaboration(data: CollaborationData, name: str, create_id: Callable[[], str]) -> CollaborationData:
    """Return the same under this name, with a new identifier for every row, in the same order; people stay the same.

    What was erased leaves no mark in a copy: its identifier means nothing there.
    """
    owned = {key: data[key] for key in (*OWNED_LISTS, "collaboration")}
    new_ids = {old: create_id() for old in sorted(set(_find_ids(owned)))}
    copied_data: CollaborationData = data | replace_ids(owned, new_ids) | {"erased": []}
    return copied_data | {"collaboration": copied_data["collaboration"] | {"name": name}}


def _find_ids(value: Any) -> Iterator[str]:
    for key, inner in _list_pairs(value):
        if key in ID_FIELDS and isinstance(inner, str):
            yield inner
        else:
            yield from _find_ids(inner)


def _list_pairs(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, list):
        yield from (("", inner) for inner in value)


def replace_ids(
    value: Any, new_ids: Mapping[str, str], names: Collection[str] = ID_FIELDS, max_depth: int = MAX_DEPTH
) -> Any:
    """Return the value with new ids under these names; what lies deeper than a file goes stays as it is."""
    if isinstance(value, list) and max_depth:
        return [replace_ids(inner, new_ids, names, max_depth - 1) for inner in value]
    if not isinstance(value, dict) or not max_depth:
        return value
    return {
        name: new_ids.get(inner, inner)
        if name in names and isinstance(inner, str)
        else replace_ids(inner, new_ids, names, max_depth - 1)
        for name, inner in value.items()
    }
