"""What a whole collaboration must mean besides its shape: references lead somewhere, days exist, rules are kept."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from impact.errors import BrokenFile
from impact.milestones import milestone_rules
from impact.model import (
    MAX_RINGS,
    MAX_THEMES_PER_RING,
    MIN_RINGS,
    Direction,
    Evidence,
    EvidenceKind,
    File,
    MilestoneKind,
    NewMilestone,
    NewObservation,
    Phase,
)
from impact.observation import observation_rules
from impact.observation.evidence_files import ACCEPTED_MEDIA_TYPES, accept_stored_file
from impact.observation.field_values import read_fields
from impact.text.safe_text import shows_nothing
from impact.whole.collaboration_data import (
    OWNED_LISTS,
    CollaborationData,
    DataRow,
    list_file_references,
    list_nested_rows,
    list_people_ids,
)

ProblemPaths = Iterator[tuple[str | int, ...]]

REFERENCE_FIELDS = {
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
UNIQUE_FIELDS = {
    "organisations": (("name",),),
    "activities": (("name",),),
    "rings": (("name",),),
    "themes": (("ring_id", "label"),),
    "stories": (("name",),),
    "ripples": (("effect_id", "cause_observation_id"), ("effect_id", "cause_activity_id")),
    "milestones": (("number",),),
    "history": (("observation_id", "number"),),
}
NAME_FIELDS = {
    "people": "name", "organisations": "name", "activities": "name", "batches": "file_name", "rings": "name",
    "observations": "what", "milestones": "title", "stories": "name", "witnesses": "asked_of",
}  # fmt: skip
NESTED_LISTS = {"observations": "evidence", "themes": "wanted"}
DAY_FIELDS = frozenset({"seen_on", "from_on", "started_on", "on", "until", "erased_on"})
MOMENT_FIELDS = frozenset({"created_at", "updated_at", "revealed_at", "revoked_at", "answered_at", "at"})
# In some time zones it is tomorrow already.
CLOCK_TOLERANCE = timedelta(days=1)


def format_path(path: Iterable[str | int]) -> str:
    """Return where in the file, as "observations[3].what"; lists are counted from 0."""
    path_text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return path_text.removeprefix(".") or "."


def check_meaning(data: CollaborationData, today: date) -> None:
    """Raise BrokenFile (whole_unfit) with the place of the first thing that cannot be."""
    checks: tuple[Callable[[], ProblemPaths], ...] = (
        lambda: _find_impossible_moments(data),
        lambda: _find_empty_names(data),
        lambda: _find_duplicates(data),
        lambda: _find_shared_ids(data),
        lambda: _find_loose_references(data),
        lambda: _find_ring_problems(data),
        lambda: _find_observation_problems(data, today + CLOCK_TOLERANCE),
        lambda: _find_ripple_problems(data),
        lambda: _find_milestone_problems(data, today + CLOCK_TOLERANCE),
        lambda: _find_story_problems(data),
        lambda: _find_history_problems(data),
        lambda: _find_unknown_media(data),
    )
    for find_problems in checks:
        for path in find_problems():
            raise BrokenFile(reason="whole_unfit", place=format_path(path))


def check_files(
    references_by_hash: Mapping[str, list[tuple[str, DataRow]]], files: Iterable[tuple[str, bytes]]
) -> None:
    """Raise BrokenFile (whole_unfit), or Invalid, for a file that is not what its hash, name or kind says."""
    for file_hash, content in files:
        if sha256(content).hexdigest() != file_hash or file_hash not in references_by_hash:
            raise BrokenFile(reason="whole_unfit", place=f"files/{file_hash}")
        for kind, file in references_by_hash[file_hash]:
            evidence = accept_stored_file(content, file["name"])
            facts = (evidence.kind.value, evidence.name, evidence.media, len(content))
            if facts != (kind, file["name"], file["media"], file["size"]):
                raise BrokenFile(reason="whole_unfit", place=f"files/{file_hash}")


def _find_impossible_moments(value: Any, path: tuple[str | int, ...] = ()) -> ProblemPaths:
    """Yield days and moments that no calendar has."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner_value in pairs:
        if isinstance(inner_value, str):
            if (key in DAY_FIELDS and not _is_iso_format(date, inner_value)) or (
                key in MOMENT_FIELDS and not _is_iso_format(datetime, inner_value)
            ):
                yield (*path, key)
        else:
            yield from _find_impossible_moments(inner_value, (*path, key))


def _is_iso_format(kind: type[date], text: str) -> bool:
    try:
        kind.fromisoformat(text)
    except ValueError:
        return False
    return True


def _find_empty_names(data: CollaborationData) -> ProblemPaths:
    """Yield names and sentences that show nothing."""
    if shows_nothing(data["collaboration"]["name"]):
        yield "collaboration", "name"
    for name, field in NAME_FIELDS.items():
        yield from ((name, index, field) for index, row in enumerate(data[name]) if shows_nothing(row[field]))


def _find_duplicates(data: CollaborationData) -> ProblemPaths:
    """Yield what may stand there only once, and does so twice."""
    for name, rows in data.items():
        if isinstance(rows, list):
            yield from _find_repeated_keys(name, [row.get("id") or row["hash"] for row in rows])
            for fields in UNIQUE_FIELDS.get(name, ()):
                keys = [tuple(row[field] for field in fields) for row in rows]
                yield from _find_repeated_keys(name, [None if None in key else key for key in keys])
    evidence_rows = list_nested_rows(data, "observations", "evidence")
    yield from _find_repeated_keys("observations", [(row["id"], evidence["number"]) for row, evidence in evidence_rows])
    yield from _find_repeated_keys(
        "themes", [(theme["id"], step["from_on"]) for theme, step in list_nested_rows(data, "themes", "wanted")]
    )
    erased_ids = {erased["id"] for erased in data["erased"]}
    yield from (("observations", index) for index, row in enumerate(data["observations"]) if row["id"] in erased_ids)


def _find_shared_ids(data: CollaborationData) -> ProblemPaths:
    """Yield things, of one kind or of two, with the same id: a reference to one could mean the other."""
    seen_ids = {data["collaboration"]["id"]}
    for name in OWNED_LISTS:
        for index, row in enumerate(data[name]):
            nested_list = NESTED_LISTS.get(name, "")
            paths: list[tuple[tuple[str | int, ...], str]] = [((name, index, "id"), row["id"])]
            paths += [
                ((name, index, nested_list, inner_index, "id"), inner_row["id"])
                for inner_index, inner_row in enumerate(row.get(nested_list, ()))
            ]
            yield from (path for path, id_ in paths if id_ in seen_ids)
            seen_ids |= {id_ for _, id_ in paths}


def _find_repeated_keys(name: str, keys: list[Any]) -> ProblemPaths:
    seen_keys = set()
    for index, key in enumerate(keys):
        if key is not None and key in seen_keys:
            yield name, index
        seen_keys.add(key)


def _find_loose_references(data: CollaborationData) -> ProblemPaths:
    """Yield references to what is not in the file, and people nobody refers to."""
    known_ids = {name: {row.get("id") for row in rows} for name, rows in data.items() if isinstance(rows, list)}
    for name, fields in REFERENCE_FIELDS.items():
        for index, row in enumerate(data[name]):
            for field, target in fields.items():
                if row[field] is not None and row[field] not in known_ids[target]:
                    yield name, index, field
    for index, story in enumerate(data["stories"]):
        for step in story["steps"]:
            if step["observation_id"] not in known_ids["observations"] | {None}:
                yield "stories", index, "steps"
            if step["activity_id"] not in known_ids["activities"] | {None}:
                yield "stories", index, "steps"
    if list_people_ids(data) != known_ids["people"]:
        yield ("people",)


def _find_ring_problems(data: CollaborationData) -> ProblemPaths:
    """Yield what breaks: two to eight rings, each with one unexpected theme and not too many others."""
    if not MIN_RINGS <= len(data["rings"]) <= MAX_RINGS:
        yield ("rings",)
    for index, ring in enumerate(data["rings"]):
        ring_themes = [theme for theme in data["themes"] if theme["ring_id"] == ring["id"]]
        unexpected = [theme for theme in ring_themes if theme["unexpected"]]
        if len(unexpected) != 1 or len(ring_themes) > MAX_THEMES_PER_RING + 1:
            yield "rings", index
    for index, theme in enumerate(data["themes"]):
        label = theme["label"]
        if bool(label.strip()) if theme["unexpected"] else shows_nothing(label):
            yield "themes", index, "label"


def build_observation(row: DataRow) -> NewObservation:
    """Return what was observed, as the app knows it."""
    evidence = (
        Evidence(EvidenceKind(piece["kind"]), piece["text"], piece["file"] and File(**piece["file"]))
        for piece in row["evidence"]
    )
    return read_fields(row, evidence)


def _find_observation_problems(data: CollaborationData, today: date) -> ProblemPaths:
    for index, row in enumerate(data["observations"]):
        observation = build_observation(row)
        for problem in observation_rules.list_observation_problems(observation, today):
            yield "observations", index, str(problem.facts["field"])
        if observation.direction is Direction.NO_CHANGE and observation.level != 0:
            yield "observations", index, "level"


def _find_ripple_problems(data: CollaborationData) -> ProblemPaths:
    for index, row in enumerate(data["ripples"]):
        if (row["cause_observation_id"] is None) == (row["cause_activity_id"] is None):
            yield "ripples", index
        if row["cause_observation_id"] == row["effect_id"]:
            yield "ripples", index, "effect_id"


def _find_milestone_problems(data: CollaborationData, today: date) -> ProblemPaths:
    for index, row in enumerate(data["milestones"]):
        story = {name: row[name] for name in milestone_rules.STORY_FIELDS}
        milestone = NewMilestone(
            kind=MilestoneKind(row["kind"]),
            title=row["title"],
            on=date.fromisoformat(row["on"]),
            phase=row["phase"] and Phase(row["phase"]),
            ring_id=row["ring_id"],
            held=row["held"],
            **story,
        )
        for problem in milestone_rules.list_milestone_problems(milestone, today):
            yield "milestones", index, str(problem.facts["field"])
        if milestone.phase and milestone.kind is not MilestoneKind.PHASE_CHANGE:
            yield "milestones", index, "phase"


def _find_story_problems(data: CollaborationData) -> ProblemPaths:
    for index, row in enumerate(data["stories"]):
        if any(step["observation_id"] and step["activity_id"] for step in row["steps"]):
            yield "stories", index, "steps"


def _find_history_problems(data: CollaborationData) -> ProblemPaths:
    """Yield changes whose sides name other fields, or a ripple beside anything else."""
    for index, row in enumerate(data["history"]):
        before, after = set(row["before"]), set(row["after"])
        if before != after or not before or ("ripple" in before and before != {"ripple"}):
            yield "history", index, "before"


def _find_unknown_media(data: CollaborationData) -> ProblemPaths:
    """Yield files of a kind that is never kept; of one that is not in the zip, nothing else says what it is."""
    for file_hash, file_references in list_file_references(data).items():
        if any(file["media"] not in ACCEPTED_MEDIA_TYPES for _, file in file_references):
            yield (f"files/{file_hash}",)
