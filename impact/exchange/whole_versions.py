"""What a file of an older version lacks is added, step by step, before it is held to the shape of today."""

from collections import Counter
from collections.abc import Callable
from typing import Any

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


STEPS: tuple[Callable[[Told], Told], ...] = (_add_numbers,)


def _rows(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


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
