"""What a whole collaboration is made of, told as plain values: what refers to what, what goes along, a copy of it."""

from collections.abc import Callable, Collection, Iterator
from typing import Any, TypeAlias

Told: TypeAlias = dict[str, Any]
Row: TypeAlias = dict[str, Any]

OWNED = (
    "organisations", "activities", "batches", "rings", "themes", "observations", "ripples", "milestones", "stories",
    "witnesses", "history",
)  # fmt: skip
IDS = frozenset({
    "id", "theme_id", "ring_id", "batch_id", "organisation_id", "activity_id", "observation_id", "other_id",
    "cause_observation_id", "cause_activity_id", "effect_id",
})  # fmt: skip
PERSONS = ("created_by", "updated_by", "by")


def nested(told: Told, within: str, name: str) -> Iterator[tuple[Row, Row]]:
    """Each row of this list with each row nested in it under this name."""
    for row in told[within]:
        for inner in row[name]:
            yield row, inner


def file_of(piece: list[Any]) -> Row | None:
    """The file in a piece of evidence as the history tells it, or None."""
    return piece[2] if len(piece) > 2 else None


def remembered(told: Told) -> Iterator[list[Any]]:
    """Every piece of evidence the history tells of."""
    for change in told["history"]:
        for side in (change["before"], change["after"]):
            yield from side.get("evidence", ())


def references(told: Told) -> dict[str, list[tuple[str, Row]]]:
    """By hash: every file the evidence or its history refers to, each with the kind it is evidence of."""
    found: dict[str, list[tuple[str, Row]]] = {}
    for _, one in nested(told, "observations", "evidence"):
        if one["file"]:
            found.setdefault(one["file"]["hash"], []).append((one["kind"], one["file"]))
    for piece in remembered(told):
        if file := file_of(piece):
            found.setdefault(file["hash"], []).append((piece[0], file))
    return found


def people_in(told: Told) -> set[str]:
    """The identifiers of everybody who made or changed something in it."""
    rows = [told["collaboration"], *(row for name in OWNED for row in told[name])]
    rows += [inner for _, inner in nested(told, "observations", "evidence")]
    rows += [inner for _, inner in nested(told, "themes", "wanted")]
    return {row[name] for row in rows for name in PERSONS if row.get(name)}


def without(told: Told, gone: Collection[str]) -> Told:
    """All but these observations and what hangs on them; in a story they leave a gap, and of them nobody stays."""
    away = frozenset(gone)
    left = told | {
        "observations": [one for one in told["observations"] if one["id"] not in away],
        "ripples": [one for one in told["ripples"] if not away & {one["effect_id"], one["cause_observation_id"]}],
        "witnesses": [one for one in told["witnesses"] if one["observation_id"] not in away],
        "history": [one for one in told["history"] if not away & {one["observation_id"], one["other_id"]}],
        "stories": [one | {"steps": [_gap(step, away) for step in one["steps"]]} for one in told["stories"]],
    }
    named, known = references(left), people_in(left)
    left["files"] = [one for one in told["files"] if one["hash"] in named]
    left["people"] = [one for one in told["people"] if one["id"] in known]
    return left


def _gap(step: Row, away: frozenset[str]) -> Row:
    return step | {"observation_id": None} if step["observation_id"] in away else step


def copied(told: Told, name: str, new_id: Callable[[], str]) -> Told:
    """The same under this name, with an identifier of its own for every row, in the same order; people stay who they
    are. What was erased leaves no mark in a copy: its identifier means nothing there.
    """
    owned = {key: told[key] for key in (*OWNED, "collaboration")}
    made = {old: new_id() for old in sorted(set(_ids(owned)))}
    anew: Told = told | _renamed(owned, made) | {"erased": []}
    return anew | {"collaboration": anew["collaboration"] | {"name": name}}


def _ids(value: Any) -> Iterator[str]:
    for key, inner in _pairs(value):
        if key in IDS and isinstance(inner, str):
            yield inner
        else:
            yield from _ids(inner)


def _pairs(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, list):
        yield from (("", inner) for inner in value)


def _renamed(value: Any, made: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {
            key: made[inner] if key in IDS and isinstance(inner, str) else _renamed(inner, made)
            for key, inner in value.items()
        }
    return [_renamed(inner, made) for inner in value] if isinstance(value, list) else value
