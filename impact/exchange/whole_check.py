"""What a whole collaboration must mean besides its shape: what it refers to is there, days exist, rules are kept."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from impact import celebrate, observe
from impact.errors import BrokenFile
from impact.evidence import MEDIA, unchanged
from impact.exchange.whole_parts import OWNED, Row, Told, nested, people_in, references
from impact.model import (
    FEWEST_RINGS,
    MOST_RINGS,
    MOST_THEMES,
    Direction,
    Evidence,
    EvidenceKind,
    File,
    MilestoneKind,
    NewMilestone,
    NewObservation,
    Phase,
)
from impact.plain import read_fields
from impact.safe_text import shows_nothing

Wrong = Iterator[tuple[str | int, ...]]

LINKS = {
    "organisations": {"batch_id": "batches"},
    "activities": {"batch_id": "batches"},
    "themes": {"ring_id": "rings", "batch_id": "batches"},
    "observations": {
        "theme_id": "themes", "activity_id": "activities", "organisation_id": "organisations", "batch_id": "batches",
    },
    "ripples": {
        "effect_id": "observations", "cause_observation_id": "observations", "cause_activity_id": "activities",
    },
    "milestones": {"ring_id": "rings"},
    "witnesses": {"observation_id": "observations"},
    "history": {"observation_id": "observations", "other_id": "observations"},
}  # fmt: skip
ONCE = {
    "organisations": (("name",),),
    "activities": (("name",),),
    "rings": (("name",),),
    "themes": (("ring_id", "label"),),
    "stories": (("name",),),
    "ripples": (("effect_id", "cause_observation_id"), ("effect_id", "cause_activity_id")),
    "milestones": (("number",),),
    "history": (("observation_id", "number"),),
}
NAMES = {
    "people": "name", "organisations": "name", "activities": "name", "batches": "file_name", "rings": "name",
    "observations": "what", "milestones": "title", "stories": "name", "witnesses": "asked_of",
}  # fmt: skip
NESTED = {"observations": "evidence", "themes": "wanted"}
DAYS = frozenset({"seen_on", "from_on", "started_on", "on", "until", "erased_on"})
MOMENTS = frozenset({"created_at", "updated_at", "revealed_at", "revoked_at", "answered_at", "at"})
# Somewhere it is tomorrow already.
AHEAD = timedelta(days=1)


def place(path: Iterable[str | int]) -> str:
    """Where in the file, as "observations[3].what"; lists are counted from 0."""
    told = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return told.removeprefix(".") or "."


def checked(told: Told, today: date) -> None:
    """Raises BrokenFile (whole_unfit) with the place of the first thing that cannot be."""
    looks: tuple[Callable[[], Wrong], ...] = (
        lambda: _no_moments(told),
        lambda: _empty_names(told),
        lambda: _doubles(told),
        lambda: _same_ids(told),
        lambda: _loose(told),
        lambda: _rings(told),
        lambda: _observations(told, today + AHEAD),
        lambda: _ripples(told),
        lambda: _milestones(told, today + AHEAD),
        lambda: _stories(told),
        lambda: _history(told),
        lambda: _media(told),
    )
    for look in looks:
        for path in look():
            raise BrokenFile(reason="whole_unfit", place=place(path))


def checked_files(named: Mapping[str, list[tuple[str, Row]]], files: Iterable[tuple[str, bytes]]) -> None:
    """Raises BrokenFile (whole_unfit), or Invalid, for a file that is not what its hash, name or kind says."""
    for key, content in files:
        if sha256(content).hexdigest() != key or key not in named:
            raise BrokenFile(reason="whole_unfit", place=f"files/{key}")
        for kind, file in named[key]:
            found = unchanged(content, file["name"])
            told = (found.kind.value, found.name, found.media, len(content))
            if told != (kind, file["name"], file["media"], file["size"]):
                raise BrokenFile(reason="whole_unfit", place=f"files/{key}")


def _no_moments(value: Any, path: tuple[str | int, ...] = ()) -> Wrong:
    """Days and moments that no calendar has."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, held in inner:
        if isinstance(held, str):
            if (key in DAYS and not _reads(date, held)) or (key in MOMENTS and not _reads(datetime, held)):
                yield (*path, key)
        else:
            yield from _no_moments(held, (*path, key))


def _reads(kind: type[date], text: str) -> bool:
    try:
        kind.fromisoformat(text)
    except ValueError:
        return False
    return True


def _empty_names(told: Told) -> Wrong:
    """Names and sentences that show nothing."""
    if shows_nothing(told["collaboration"]["name"]):
        yield "collaboration", "name"
    for name, field in NAMES.items():
        yield from ((name, at, field) for at, row in enumerate(told[name]) if shows_nothing(row[field]))


def _doubles(told: Told) -> Wrong:
    """What may stand there only once, and does so twice."""
    for name, rows in told.items():
        if isinstance(rows, list):
            yield from _twice(name, [row.get("id") or row["hash"] for row in rows])
            for fields in ONCE.get(name, ()):
                keys = [tuple(row[field] for field in fields) for row in rows]
                yield from _twice(name, [None if None in key else key for key in keys])
    proofs = nested(told, "observations", "evidence")
    yield from _twice("observations", [(row["id"], one["number"]) for row, one in proofs])
    yield from _twice("themes", [(theme["id"], one["from_on"]) for theme, one in nested(told, "themes", "wanted")])
    erased = {one["id"] for one in told["erased"]}
    yield from (("observations", at) for at, one in enumerate(told["observations"]) if one["id"] in erased)


def _same_ids(told: Told) -> Wrong:
    """Things, of one kind or of two, with the same id: what refers to one of them could mean the other."""
    seen = {told["collaboration"]["id"]}
    for name in OWNED:
        for at, row in enumerate(told[name]):
            inner = NESTED.get(name, "")
            paths: list[tuple[tuple[str | int, ...], str]] = [((name, at, "id"), row["id"])]
            paths += [((name, at, inner, place, "id"), one["id"]) for place, one in enumerate(row.get(inner, ()))]
            yield from (path for path, id_ in paths if id_ in seen)
            seen |= {id_ for _, id_ in paths}


def _twice(name: str, keys: list[Any]) -> Wrong:
    seen = set()
    for at, key in enumerate(keys):
        if key is not None and key in seen:
            yield name, at
        seen.add(key)


def _loose(told: Told) -> Wrong:
    """What refers to something that is not in the file, and people nobody refers to."""
    known = {name: {row.get("id") for row in rows} for name, rows in told.items() if isinstance(rows, list)}
    for name, fields in LINKS.items():
        for at, row in enumerate(told[name]):
            for field, target in fields.items():
                if row[field] is not None and row[field] not in known[target]:
                    yield name, at, field
    for at, story in enumerate(told["stories"]):
        for step in story["steps"]:
            if step["observation_id"] not in known["observations"] | {None}:
                yield "stories", at, "steps"
            if step["activity_id"] not in known["activities"] | {None}:
                yield "stories", at, "steps"
    if people_in(told) != known["people"]:
        yield ("people",)


def _rings(told: Told) -> Wrong:
    """Two to eight rings, each with one sector for what nobody wished for, and not too many others."""
    if not FEWEST_RINGS <= len(told["rings"]) <= MOST_RINGS:
        yield ("rings",)
    for at, ring in enumerate(told["rings"]):
        mine = [theme for theme in told["themes"] if theme["ring_id"] == ring["id"]]
        unexpected = [theme for theme in mine if theme["unexpected"]]
        if len(unexpected) != 1 or len(mine) > MOST_THEMES + 1:
            yield "rings", at
    for at, theme in enumerate(told["themes"]):
        label = theme["label"]
        if bool(label.strip()) if theme["unexpected"] else shows_nothing(label):
            yield "themes", at, "label"


def said_of(row: Row) -> NewObservation:
    """What was observed, as the app knows it."""
    evidence = (
        Evidence(EvidenceKind(one["kind"]), one["text"], one["file"] and File(**one["file"])) for one in row["evidence"]
    )
    return read_fields(row, evidence)


def _observations(told: Told, today: date) -> Wrong:
    for at, row in enumerate(told["observations"]):
        said = said_of(row)
        for problem in observe.problems(said, today):
            yield "observations", at, str(problem.facts["field"])
        if said.direction is Direction.NO_CHANGE and said.level != 0:
            yield "observations", at, "level"


def _ripples(told: Told) -> Wrong:
    for at, row in enumerate(told["ripples"]):
        if (row["cause_observation_id"] is None) == (row["cause_activity_id"] is None):
            yield "ripples", at
        if row["cause_observation_id"] == row["effect_id"]:
            yield "ripples", at, "effect_id"


def _milestones(told: Told, today: date) -> Wrong:
    for at, row in enumerate(told["milestones"]):
        story = {name: row[name] for name in celebrate.STORY}
        said = NewMilestone(
            kind=MilestoneKind(row["kind"]),
            title=row["title"],
            on=date.fromisoformat(row["on"]),
            phase=row["phase"] and Phase(row["phase"]),
            ring_id=row["ring_id"],
            held=row["held"],
            **story,
        )
        for problem in celebrate.problems(said, today):
            yield "milestones", at, str(problem.facts["field"])
        if said.phase and said.kind is not MilestoneKind.PHASE_CHANGE:
            yield "milestones", at, "phase"


def _stories(told: Told) -> Wrong:
    for at, row in enumerate(told["stories"]):
        if any(step["observation_id"] and step["activity_id"] for step in row["steps"]):
            yield "stories", at, "steps"


def _history(told: Told) -> Wrong:
    """Both sides of a change tell of the same fields, and a ripple of nothing else."""
    for at, row in enumerate(told["history"]):
        before, after = set(row["before"]), set(row["after"])
        if before != after or not before or ("ripple" in before and before != {"ripple"}):
            yield "history", at, "before"


def _media(told: Told) -> Wrong:
    """Files of a kind that is never kept: of one that is not in the file itself, nothing else tells what it is."""
    for key, named in references(told).items():
        if any(file["media"] not in MEDIA for _, file in named):
            yield (f"files/{key}",)
