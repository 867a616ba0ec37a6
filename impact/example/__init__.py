"""The fictional example: a complete collaboration as data, told in each language of the app, up to any day."""

import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from impact.model import (
    Activity,
    Certainty,
    ChangeKind,
    Direction,
    Evidence,
    EvidenceKind,
    Intended,
    Level,
    MilestoneKind,
    NewMilestone,
    NewObservation,
    Organisation,
    Phase,
    Precision,
    Ring,
    Ripple,
    RippleKind,
    Rung,
    State,
    Theme,
    WantedStep,
)
from impact.months import get_last_day, get_month, shift_month
from impact.words import load_word_table


@dataclass(frozen=True)
class ExampleObservation:
    """An observation under its key, in the state it has reached."""

    key: str
    details: NewObservation
    state: State


@dataclass(frozen=True)
class Example:
    """A collaboration as data. Every id in it is a key of the example, still to be turned into the id of a row.

    Rings hold their themes, the unexpected one last and without a label, since its label is a word of the app.
    Observations stand in the order in which they were seen. No key stands for two things, not even of two kinds, and
    each one that is named stands for a thing of the kind that is meant; otherwise making an Example is a ValueError.
    """

    name: str
    organisations: tuple[Organisation, ...]
    activities: tuple[Activity, ...]
    rings: tuple[Ring, ...]
    observations: tuple[ExampleObservation, ...]
    ripples: tuple[Ripple, ...]
    milestones: tuple[NewMilestone, ...]

    def __post_init__(self) -> None:
        keys_by_kind = self._list_keys_by_kind()
        key_counts = Counter(key for keys in keys_by_kind.values() for key in keys)
        if duplicate_keys := sorted(key for key, count in key_counts.items() if count > 1):
            raise ValueError(f"keys of the example that stand for two things: {', '.join(duplicate_keys)}")
        known_keys = {kind: frozenset(keys) for kind, keys in keys_by_kind.items()}
        if unknown_keys := sorted(
            {f"{kind} {key}" for kind, key in self._list_references() if key and key not in known_keys[kind]}
        ):
            raise ValueError(f"keys of the example that are named and do not exist: {', '.join(unknown_keys)}")

    def _list_keys_by_kind(self) -> dict[str, tuple[str, ...]]:
        """Every key there is, by what it is a key of."""
        return {
            "organisation": tuple(item.id for item in self.organisations),
            "activity": tuple(item.id for item in self.activities),
            "ring": tuple(item.id for item in self.rings),
            "theme": tuple(item.id for ring in self.rings for item in ring.themes),
            "observation": tuple(item.key for item in self.observations),
            "ripple": tuple(item.id for item in self.ripples),
        }

    def _list_references(self) -> Iterator[tuple[str, str | None]]:
        """Every key that something refers to, with the kind of thing that it must be."""
        for ring in self.rings:
            yield from (("ring", theme.ring_id) for theme in ring.themes)
        for observation in self.observations:
            yield "theme", observation.details.theme_id
            yield "organisation", observation.details.organisation_id
            yield "activity", observation.details.activity_id
        for ripple in self.ripples:
            yield "observation", ripple.effect_id
            yield "observation", ripple.cause_observation_id
            yield "activity", ripple.cause_activity_id
        yield from (("ring", milestone.ring_id) for milestone in self.milestones)


def build_example(language: str, today: date) -> Example:
    """Return the example in this language over the 30 months to today. Raise FileNotFoundError for an unknown language.

    Whatever was seen lies on or before `today`; only steps still wanted lie after it.
    """
    shape, words = _read_shape(), load_word_table(language, "example")
    return Example(
        name=words["name"],
        organisations=tuple(Organisation(key, words["organisations"][key]) for key in shape["organisations"]),
        activities=tuple(
            Activity(key, words["activities"][key], _compute_example_day(row, today))
            for key, row in shape["activities"].items()
        ),
        rings=tuple(_build_example_ring(key, themes, words, today) for key, themes in shape["rings"].items()),
        observations=tuple(
            _build_example_observation(key, row, words, today) for key, row in shape["observations"].items()
        ),
        ripples=tuple(
            _build_example_ripple(key, row, words, frozenset(shape["activities"]))
            for key, row in shape["ripples"].items()
        ),
        milestones=tuple(_build_example_milestone(key, row, words, today) for key, row in shape["milestones"].items()),
    )


@cache
def _read_shape() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("shape.toml").read_text(encoding="utf-8"))


def _compute_example_day(row: dict[str, Any], today: date) -> date:
    """The day a row names. In the month of today it is held back to today, so that early in a month nothing is lost."""
    month = shift_month(get_month(today), -row["ago"])
    day = month.replace(day=min(row["day"], get_last_day(month).day))
    return min(day, today) if row["ago"] == 0 else day


def _build_example_ring(key: str, themes: dict[str, list[list[float]]], words: dict[str, Any], today: date) -> Ring:
    unexpected = Theme(id=f"{key}_unexpected", ring_id=key, label="", unexpected=True)
    wished_themes = (
        _build_example_theme(theme, key, steps, words["themes"][theme], today) for theme, steps in themes.items()
    )
    return Ring(id=key, name=words["rings"][key], themes=(*wished_themes, unexpected))


def _build_example_theme(
    key: str, ring: str, steps: list[list[float]], theme_words: dict[str, Any], today: date
) -> Theme:
    wanted = (WantedStep(shift_month(get_month(today), -int(ago)), level) for ago, level in steps)
    wordings = theme_words.get("wordings", [""] * len(Level))
    return Theme(key, ring, theme_words["label"], theme_words["wish"], False, tuple(wordings), tuple(wanted))


def _build_example_observation(key: str, row: dict[str, Any], words: dict[str, Any], today: date) -> ExampleObservation:
    evidence_pairs = zip(row.get("evidence", ()), words["evidence"].get(key, ()), strict=True)
    details = NewObservation(
        what=words["what"][key],
        theme_id=row["theme"],
        seen_on=_compute_example_day(row, today),
        direction=Direction(row["direction"]),
        level=Level(row["level"]),
        rung=Rung(row["rung"]),
        precision=Precision(row.get("precision", Precision.DAY)),
        why=words["why"].get(key, ""),
        contribution=words["contribution"].get(key, ""),
        circumstances=words["circumstances"].get(key, ""),
        intended=Intended(row.get("intended", Intended.UNKNOWN)),
        activity_id=row.get("activity"),
        organisation_id=row.get("organisation"),
        change_kind=ChangeKind(row["kind"]) if "kind" in row else None,
        observer_role=words["roles"][row["role"]] if "role" in row else "",
        reached=row.get("reached"),
        evidence=tuple(Evidence(EvidenceKind(kind), text) for kind, text in evidence_pairs),
    )
    return ExampleObservation(key, details, State(row["state"]))


def _build_example_ripple(key: str, row: list[str], words: dict[str, Any], activities: frozenset[str]) -> Ripple:
    cause, effect, kind, certainty = row
    return Ripple(
        id=key,
        effect_id=effect,
        kind=RippleKind(kind),
        certainty=Certainty(certainty),
        cause_observation_id=None if cause in activities else cause,
        cause_activity_id=cause if cause in activities else None,
        why=words["ripples"].get(key, ""),
    )


def _build_example_milestone(key: str, row: dict[str, Any], words: dict[str, Any], today: date) -> NewMilestone:
    return NewMilestone(
        kind=MilestoneKind(row["kind"]),
        on=_compute_example_day(row, today),
        phase=Phase(row["phase"]) if "phase" in row else None,
        ring_id=row.get("ring"),
        held=row.get("held", False),
        **words["milestones"][key],
    )
