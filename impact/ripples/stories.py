"""Stories: a path through the ripples, suggested from the strongest chains and told step by step with its doubts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from textwrap import shorten
from typing import TypeAlias

from impact.model import Activity, Certainty, Direction, Observation, Precision, Ripple, RippleKind, Rung, State
from impact.months import get_last_day, get_month
from impact.ripples.chains import (
    CERTAINTY_WEIGHTS,
    ObservationNode,
    RippleChain,
    compute_strength,
    compute_strongest_chain,
)

MAX_SUGGESTED_STORIES = 5
MIN_STORY_STEPS, MAX_STORY_STEPS = 2, 9
MAX_STORY_NAME_LENGTH, MAX_PROPOSED_NAME_LENGTH = 120, 60


class MissingReason(StrEnum):
    """Why a step of a story has nothing to tell any more."""

    ERASED = "erased"
    BINNED = "binned"
    WITHDRAWN = "withdrawn"


class StoryDoubt(StrEnum):
    """What makes a step, or the ripple that leads to it, less than certain; the heaviest first."""

    GONE = "gone"
    UNLINKED = "unlinked"
    EARLIER = "earlier"
    DISPUTED = "disputed"
    HINDERS = "hinders"
    NEGATIVE = "negative"
    SUSPECTED = "suspected"
    HEARD = "heard"
    UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True)
class StoryPoint:
    """Where a step points: to an activity or to an observation; to neither when that was erased since."""

    observation_id: str | None = None
    activity_id: str | None = None


StoryPath: TypeAlias = tuple[StoryPoint, ...]
StorySubject: TypeAlias = Observation | Activity | MissingReason


@dataclass(frozen=True)
class StepDetails:
    """One step as it is told: what it is, the ripple that leads to it and how strong that is, its order, its doubts.

    `order` is how many ripples lie between an activity and this observation; None when none leads to it.
    """

    subject: StorySubject
    ripple: Ripple | None = None
    strength: int | None = None
    order: int | None = None
    doubts: tuple[StoryDoubt, ...] = ()

    @property
    def observation(self) -> Observation | None:
        """The observation that is told here, or None."""
        return self.subject if isinstance(self.subject, Observation) else None

    @property
    def sentence(self) -> str:
        """What changed, or the name of the activity; empty where something is gone."""
        if isinstance(self.subject, MissingReason):
            return ""
        return self.subject.details.what if isinstance(self.subject, Observation) else self.subject.name

    @property
    def day(self) -> date | None:
        """When it was seen, or when the activity began; None when that is not known."""
        if isinstance(self.subject, MissingReason):
            return None
        return self.subject.details.seen_on if isinstance(self.subject, Observation) else self.subject.started_on


@dataclass(frozen=True)
class StoryDetails:
    """A story as it is kept; `can_change` says whether who asked may change it."""

    id: str
    name: str
    telling: str
    path: StoryPath
    steps: tuple[StepDetails, ...]
    can_change: bool
    version: int


def suggest_paths(
    nodes: Mapping[str, ObservationNode], ripples: Iterable[Ripple], max_paths: int = MAX_SUGGESTED_STORIES
) -> tuple[StoryPath, ...]:
    """The strongest chain as a path, then each time the strongest that uses no ripple of those before it.

    A path starts at the activity that leads to its first observation, when there is one.
    """
    all_ripples = tuple(ripples)
    remaining_ripples = list(all_ripples)
    paths: list[StoryPath] = []
    while len(paths) < max_paths and (chain := compute_strongest_chain(nodes, remaining_ripples)):
        paths.append(build_path(chain, all_ripples))
        used_ids = {ripple.id for ripple in chain.ripples}
        remaining_ripples = [ripple for ripple in remaining_ripples if ripple.id not in used_ids]
    return tuple(paths)


def _find_ripples_from_activities(ripples: Iterable[Ripple]) -> dict[str, Ripple]:
    """Per observation the surest ripple from an activity that leads to it; of equals the one with the lowest id."""
    best_by_observation: dict[str, Ripple] = {}
    for ripple in sorted(ripples, key=lambda candidate: (-CERTAINTY_WEIGHTS[candidate.certainty], candidate.id)):
        if ripple.cause_activity_id is not None and ripple.kind is not RippleKind.HINDERS:
            best_by_observation.setdefault(ripple.effect_id, ripple)
    return best_by_observation


def build_story_steps(
    subjects: Sequence[StorySubject], ripples: Iterable[Ripple], order_by_observation: Mapping[str, int]
) -> tuple[StepDetails, ...]:
    """The steps of a story, one for each thing; `ripples` are all there are, the order is that of the chains."""
    ripple_by_ends = {(link.cause_activity_id or link.cause_observation_id, link.effect_id): link for link in ripples}
    steps = (
        [
            StepDetails(
                subjects[0],
                None,
                None,
                _get_order(subjects[0], order_by_observation),
                _list_subject_doubts(subjects[0]),
            )
        ]
        if subjects
        else []
    )
    for cause, effect in pairwise(subjects):
        ripple = (
            None
            if isinstance(cause, MissingReason) or isinstance(effect, MissingReason)
            else ripple_by_ends.get((cause.id, effect.id))
        )
        doubts = {*_list_subject_doubts(effect), *_list_ripple_doubts(cause, effect, ripple)}
        ordered_doubts = tuple(doubt for doubt in StoryDoubt if doubt in doubts)
        steps.append(
            StepDetails(
                effect,
                ripple,
                _compute_step_strength(cause, effect, ripple),
                _get_order(effect, order_by_observation),
                ordered_doubts,
            )
        )
    return tuple(steps)


def _get_order(subject: StorySubject, order_by_observation: Mapping[str, int]) -> int | None:
    return order_by_observation.get(subject.id) if isinstance(subject, Observation) else None


def _compute_step_strength(cause: StorySubject, effect: StorySubject, ripple: Ripple | None) -> int | None:
    """As in impact.ripples.chains; a ripple from an activity has none, because an activity has no evidence rung."""
    if ripple is None or not isinstance(cause, Observation) or not isinstance(effect, Observation):
        return None
    return compute_strength(ripple.certainty, cause.details.rung, effect.details.rung)


def _list_subject_doubts(subject: StorySubject) -> tuple[StoryDoubt, ...]:
    if isinstance(subject, MissingReason):
        return (StoryDoubt.GONE,)
    if isinstance(subject, Activity):
        return ()
    doubt_applies = {
        StoryDoubt.DISPUTED: subject.state is State.DISPUTED,
        StoryDoubt.NEGATIVE: subject.details.direction is Direction.NEGATIVE,
        StoryDoubt.HEARD: subject.details.rung is Rung.HEARD,
        StoryDoubt.UNCONFIRMED: subject.state not in (State.CONFIRMED, State.DISPUTED),
    }
    return tuple(doubt for doubt, applies in doubt_applies.items() if applies)


def _list_ripple_doubts(cause: StorySubject, effect: StorySubject, ripple: Ripple | None) -> tuple[StoryDoubt, ...]:
    if isinstance(cause, MissingReason) or isinstance(effect, MissingReason):
        return ()
    doubt_applies = {
        StoryDoubt.UNLINKED: ripple is None,
        StoryDoubt.EARLIER: _is_effect_before_cause(cause, effect),
        StoryDoubt.HINDERS: ripple is not None and ripple.kind is RippleKind.HINDERS,
        StoryDoubt.SUSPECTED: ripple is not None and ripple.certainty is Certainty.SUSPECTED,
    }
    return tuple(doubt for doubt, applies in doubt_applies.items() if applies)


def _is_effect_before_cause(cause: Observation | Activity, effect: Observation | Activity) -> bool:
    """Whether the effect was seen before its cause; a month counts as its last day."""
    cause_day = StepDetails(cause).day
    if cause_day is None or not isinstance(effect, Observation):
        return False
    details = effect.details
    return cause_day > (get_last_day(details.seen_on) if details.precision is Precision.MONTH else details.seen_on)


def count_doubts(steps: Iterable[StepDetails]) -> dict[StoryDoubt, int]:
    """How often each doubt stands in these steps, the heaviest first; those that stand nowhere are absent."""
    all_doubts = [doubt for step in steps for doubt in step.doubts]
    return {doubt: all_doubts.count(doubt) for doubt in StoryDoubt if doubt in all_doubts}


def find_reading_line(steps: Iterable[StepDetails]) -> tuple[dict[str, str], date | None]:
    """What has to lie on the reading line to read this story, as theme by ring, and the month of its last step.

    A ring that comes back keeps its last step. The month is None when no observation is left.
    """
    observations = [observation for step in steps if (observation := step.observation)]
    return {observation.ring_id: observation.details.theme_id for observation in observations}, get_month(
        observations[-1].details.seen_on
    ) if observations else None


def propose_name(sentence: str) -> str:
    """A name to begin with: the sentence of the last step without its full stop, cut off at a comma or a word."""
    full_name = sentence.removesuffix(".")
    if len(full_name) <= MAX_PROPOSED_NAME_LENGTH:
        return full_name
    clause_end = max(full_name.rfind(mark, 0, MAX_PROPOSED_NAME_LENGTH) for mark in ",;:")
    if clause_end >= MAX_PROPOSED_NAME_LENGTH // 3:
        return full_name[:clause_end]
    short_name = shorten(full_name, MAX_PROPOSED_NAME_LENGTH, placeholder="…")
    return full_name[:MAX_PROPOSED_NAME_LENGTH] if short_name == "…" else short_name


def is_same_path(first_path: StoryPath, second_path: StoryPath) -> bool:
    """Whether these run along the same observations, wherever they begin."""
    first_observations, second_observations = (
        [point for point in path if not point.activity_id] for path in (first_path, second_path)
    )
    return first_observations == second_observations


def build_path(chain: RippleChain, ripples: Iterable[Ripple] = ()) -> StoryPath:
    """A chain as a path, begun at the activity that leads to its first observation when one of these ripples does."""
    first_ripple = _find_ripples_from_activities(ripples).get(chain.nodes[0].id)
    start = (StoryPoint(activity_id=first_ripple.cause_activity_id),) if first_ripple else ()
    return (*start, *(StoryPoint(node.id) for node in chain.nodes))
