"""Stories: a path through the ripples, suggested from the strongest chains and told step by step with its doubts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from textwrap import shorten
from typing import TypeAlias

from impact.chains import CERTAINTY_WEIGHT, Chain, Node, strength, strongest_chain
from impact.model import Activity, Certainty, Direction, Observation, Precision, Ripple, RippleKind, Rung, State
from impact.months import last_day, month_of

MOST_SUGGESTED = 5
FEWEST_STEPS, MOST_STEPS = 2, 9
NAME_LIMIT, NAME_PROPOSED = 120, 60


class Gone(StrEnum):
    """Why a step of a story has nothing to tell any more."""

    ERASED = "erased"
    BINNED = "binned"
    WITHDRAWN = "withdrawn"


class Doubt(StrEnum):
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
class Point:
    """Where a step points: to an activity or to an observation; to neither when that was erased since."""

    observation_id: str | None = None
    activity_id: str | None = None


Path: TypeAlias = tuple[Point, ...]
Thing: TypeAlias = Observation | Activity | Gone


@dataclass(frozen=True)
class Step:
    """One step as it is told: what it is, the ripple that leads to it and how strong that is, its order, its doubts.

    `order` is how many ripples lie between an activity and this observation; None when none leads to it.
    """

    thing: Thing
    ripple: Ripple | None = None
    strength: int | None = None
    order: int | None = None
    doubts: tuple[Doubt, ...] = ()

    @property
    def observation(self) -> Observation | None:
        """The observation that is told here, or None."""
        return self.thing if isinstance(self.thing, Observation) else None

    @property
    def sentence(self) -> str:
        """What changed, or the name of the activity; empty where something is gone."""
        if isinstance(self.thing, Gone):
            return ""
        return self.thing.said.what if isinstance(self.thing, Observation) else self.thing.name

    @property
    def day(self) -> date | None:
        """When it was seen, or when the activity began; None when that is not known."""
        if isinstance(self.thing, Gone):
            return None
        return self.thing.said.seen_on if isinstance(self.thing, Observation) else self.thing.started_on


@dataclass(frozen=True)
class Story:
    """A story as it is kept; `changeable` says whether who asked may change it."""

    id: str
    name: str
    telling: str
    path: Path
    steps: tuple[Step, ...]
    changeable: bool
    version: int


def suggested(nodes: Mapping[str, Node], ripples: Iterable[Ripple], most: int = MOST_SUGGESTED) -> tuple[Path, ...]:
    """The strongest chain as a path, then each time the strongest that uses no ripple of those before it.

    A path starts at the activity that leads to its first observation, when there is one.
    """
    every = tuple(ripples)
    left = list(every)
    found: list[Path] = []
    while len(found) < most and (chain := strongest_chain(nodes, left)):
        found.append(as_path(chain, every))
        used = {ripple.id for ripple in chain.ripples}
        left = [ripple for ripple in left if ripple.id not in used]
    return tuple(found)


def _stones(ripples: Iterable[Ripple]) -> dict[str, Ripple]:
    """Per observation the surest ripple from an activity that leads to it; of equals the one with the lowest id."""
    best: dict[str, Ripple] = {}
    for ripple in sorted(ripples, key=lambda one: (-CERTAINTY_WEIGHT[one.certainty], one.id)):
        if ripple.cause_activity_id is not None and ripple.kind is not RippleKind.HINDERS:
            best.setdefault(ripple.effect_id, ripple)
    return best


def tell(things: Sequence[Thing], ripples: Iterable[Ripple], order: Mapping[str, int]) -> tuple[Step, ...]:
    """The steps of a story, one for each thing; `ripples` are all there are, `order` is that of impact.chains."""
    between = {(one.cause_activity_id or one.cause_observation_id, one.effect_id): one for one in ripples}
    steps = [Step(things[0], None, None, _order(things[0], order), _of_thing(things[0]))] if things else []
    for cause, effect in pairwise(things):
        ripple = None if isinstance(cause, Gone) or isinstance(effect, Gone) else between.get((cause.id, effect.id))
        doubts = {*_of_thing(effect), *_of_ripple(cause, effect, ripple)}
        ordered = tuple(doubt for doubt in Doubt if doubt in doubts)
        steps.append(Step(effect, ripple, _strength(cause, effect, ripple), _order(effect, order), ordered))
    return tuple(steps)


def _order(thing: Thing, order: Mapping[str, int]) -> int | None:
    return order.get(thing.id) if isinstance(thing, Observation) else None


def _strength(cause: Thing, effect: Thing, ripple: Ripple | None) -> int | None:
    """As in impact.chains; a ripple from an activity has none, because an activity has no evidence rung."""
    if ripple is None or not isinstance(cause, Observation) or not isinstance(effect, Observation):
        return None
    return strength(ripple.certainty, cause.said.rung, effect.said.rung)


def _of_thing(thing: Thing) -> tuple[Doubt, ...]:
    if isinstance(thing, Gone):
        return (Doubt.GONE,)
    if isinstance(thing, Activity):
        return ()
    holds = {
        Doubt.DISPUTED: thing.state is State.DISPUTED,
        Doubt.NEGATIVE: thing.said.direction is Direction.NEGATIVE,
        Doubt.HEARD: thing.said.rung is Rung.HEARD,
        Doubt.UNCONFIRMED: thing.state not in (State.CONFIRMED, State.DISPUTED),
    }
    return tuple(doubt for doubt, so in holds.items() if so)


def _of_ripple(cause: Thing, effect: Thing, ripple: Ripple | None) -> tuple[Doubt, ...]:
    if isinstance(cause, Gone) or isinstance(effect, Gone):
        return ()
    holds = {
        Doubt.UNLINKED: ripple is None,
        Doubt.EARLIER: _earlier(cause, effect),
        Doubt.HINDERS: ripple is not None and ripple.kind is RippleKind.HINDERS,
        Doubt.SUSPECTED: ripple is not None and ripple.certainty is Certainty.SUSPECTED,
    }
    return tuple(doubt for doubt, so in holds.items() if so)


def _earlier(cause: Observation | Activity, effect: Observation | Activity) -> bool:
    """Whether the effect was seen before its cause; a month counts as its last day."""
    began = Step(cause).day
    if began is None or not isinstance(effect, Observation):
        return False
    said = effect.said
    return began > (last_day(said.seen_on) if said.precision is Precision.MONTH else said.seen_on)


def doubts(steps: Iterable[Step]) -> dict[Doubt, int]:
    """How often each doubt stands in these steps, the heaviest first; those that stand nowhere are absent."""
    every = [doubt for step in steps for doubt in step.doubts]
    return {doubt: every.count(doubt) for doubt in Doubt if doubt in every}


def line(steps: Iterable[Step]) -> tuple[dict[str, str], date | None]:
    """What has to lie on the reading line to read this story, as theme by ring, and the month of its last step.

    A ring that comes back keeps its last step. The month is None when no observation is left.
    """
    seen = [one for step in steps if (one := step.observation)]
    return {one.ring_id: one.said.theme_id for one in seen}, month_of(seen[-1].said.seen_on) if seen else None


def proposed_name(sentence: str) -> str:
    """A name to begin with: the sentence of the last step without its full stop, cut off at a comma or a word."""
    whole = sentence.removesuffix(".")
    if len(whole) <= NAME_PROPOSED:
        return whole
    clause = max(whole.rfind(sign, 0, NAME_PROPOSED) for sign in ",;:")
    if clause >= NAME_PROPOSED // 3:
        return whole[:clause]
    short = shorten(whole, NAME_PROPOSED, placeholder="…")
    return whole[:NAME_PROPOSED] if short == "…" else short


def same_path(one: Path, other: Path) -> bool:
    """Whether these run along the same observations, wherever they begin."""
    first, second = ([point for point in path if not point.activity_id] for path in (one, other))
    return first == second


def as_path(chain: Chain, ripples: Iterable[Ripple] = ()) -> Path:
    """A chain as a path, begun at the activity that leads to its first observation when one of these ripples does."""
    first = _stones(ripples).get(chain.nodes[0].id)
    begin = (Point(activity_id=first.cause_activity_id),) if first else ()
    return (*begin, *(Point(node.id) for node in chain.nodes))
