"""The words of the method as frozen values; docs/method.md explains each of them."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum, StrEnum

SENTENCE_LIMIT = 280
FEWEST_RINGS, MOST_RINGS = 2, 8
MOST_THEMES = 11
TOP_LEVEL = 4


class Direction(StrEnum):
    """Which way the change went. Negative and "no change" are as welcome as positive."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    MIXED = "mixed"
    NO_CHANGE = "no_change"


class Level(IntEnum):
    """How far the change has settled."""

    NOTHING_YET = 0
    FIRST_SIGNS = 1
    SEVERAL_PLACES = 2
    COMMON_PRACTICE = 3
    ANCHORED = 4


class Rung(IntEnum):
    """How do we know: the strength of the evidence, used as a weight."""

    HEARD = 1
    SEEN_MYSELF = 2
    SEVERAL_SOURCES = 3
    DOCUMENT = 4
    CONFIRMED_OUTSIDE = 5


class State(StrEnum):
    """Where an observation stands. A draft is its writer's alone; withdrawn never counts."""

    DRAFT = "draft"
    SHARED = "shared"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"
    WITHDRAWN = "withdrawn"


COUNTING = (State.SHARED, State.CONFIRMED, State.DISPUTED)


class Intended(StrEnum):
    """Was the change wished for beforehand?"""

    INTENDED = "intended"
    UNINTENDED = "unintended"
    UNKNOWN = "unknown"


class ChangeKind(StrEnum):
    """What it is that changed."""

    BEHAVIOUR = "behaviour"
    RELATION = "relation"
    WAY_OF_WORKING = "way_of_working"
    AGREEMENT = "agreement"
    KNOWLEDGE = "knowledge"


class Precision(StrEnum):
    """How exactly the day is known; a month is kept as its first day."""

    DAY = "day"
    MONTH = "month"


class EvidenceKind(StrEnum):
    """What lies under an observation."""

    LINK = "link"
    QUOTE = "quote"
    FIGURE = "figure"
    DOCUMENT = "document"


class RippleKind(StrEnum):
    """This led to that: in which way."""

    LEADS_TO = "leads_to"
    CONTRIBUTES_TO = "contributes_to"
    MAKES_POSSIBLE = "makes_possible"
    HINDERS = "hinders"


class Certainty(StrEnum):
    """How sure the group is of a ripple."""

    SUSPECTED = "suspected"
    PLAUSIBLE = "plausible"
    SUBSTANTIATED = "substantiated"


class MilestoneKind(StrEnum):
    """What is marked on the timeline."""

    SUCCESS = "success"
    BRILLIANT_FAILURE = "brilliant_failure"
    AGREEMENT = "agreement"
    DECISION = "decision"
    PHASE_CHANGE = "phase_change"


class Phase(StrEnum):
    """The phases of a collaboration, in their usual order."""

    FIRST_COFFEE = "first_coffee"
    GETTING_TO_KNOW = "getting_to_know"
    IDEAS = "ideas"
    CELEBRATING = "celebrating"
    ANCHORING = "anchoring"


@dataclass(frozen=True)
class WantedStep:
    """From this day on the group wants this level (0 to 4, in halves)."""

    from_on: date
    level: float


@dataclass(frozen=True)
class Theme:
    """A desired impact: one sector of a ring. `unexpected` marks the sector nobody wished for."""

    id: str
    ring_id: str
    label: str
    wish: str = ""
    unexpected: bool = False
    wordings: tuple[str, ...] = ("", "", "", "", "")
    wanted: tuple[WantedStep, ...] = ()
    version: int = 1


@dataclass(frozen=True)
class Ring:
    """For whom: one disc, with its sectors in order; the unexpected one comes last."""

    id: str
    name: str
    themes: tuple[Theme, ...] = ()
    version: int = 1


@dataclass(frozen=True)
class Organisation:
    """A school, college or company that takes part."""

    id: str
    name: str
    version: int = 1


@dataclass(frozen=True)
class Activity:
    """A stone: what was thrown into the pond."""

    id: str
    name: str
    started_on: date | None = None
    version: int = 1


@dataclass(frozen=True)
class Collaboration:
    """Schools that work together. `data_version` grows by one with every change to what it owns."""

    id: str
    name: str
    fictional: bool = False
    data_version: int = 0
    version: int = 1


@dataclass(frozen=True)
class Evidence:
    """What an observation rests on: a link, quote, figure or the name of a document."""

    kind: EvidenceKind
    text: str


@dataclass(frozen=True)
class NewObservation:
    """One change that somebody saw, as it is typed. The first six fields are required, no more."""

    what: str
    theme_id: str
    seen_on: date
    direction: Direction
    level: Level
    rung: Rung
    precision: Precision = Precision.DAY
    why: str = ""
    contribution: str = ""
    circumstances: str = ""
    intended: Intended = Intended.UNKNOWN
    activity_id: str | None = None
    organisation_id: str | None = None
    change_kind: ChangeKind | None = None
    observer_role: str = ""
    reached: int | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Observation:
    """An observation as it is kept: what was typed, and who keeps it, since when and in which state."""

    id: str
    said: NewObservation
    ring_id: str
    state: State
    writer: str
    logged_at: datetime
    version: int


@dataclass(frozen=True)
class Ripple:
    """This led to that. Exactly one cause is set: an activity or an observation."""

    id: str
    effect_id: str
    kind: RippleKind
    certainty: Certainty
    cause_observation_id: str | None = None
    cause_activity_id: str | None = None
    why: str = ""
    version: int = 1


@dataclass(frozen=True)
class NewMilestone:
    """A mark on the timeline, with the same card for a success and a brilliant failure."""

    kind: MilestoneKind
    title: str
    on: date
    phase: Phase | None = None
    ring_id: str | None = None
    intention: str = ""
    happened: str = ""
    learned: str = ""
    changed: str = ""
    shared_with: str = ""
    held: bool = False


@dataclass(frozen=True)
class Milestone:
    """A milestone as it is kept. Held ready until it is revealed."""

    id: str
    said: NewMilestone
    revealed_at: datetime | None
    version: int

    @property
    def held(self) -> bool:
        """Is it still waiting for the moment?"""
        return self.said.held and self.revealed_at is None


@dataclass(frozen=True)
class Tally:
    """What is counted of one theme in one month in one state.

    weight = Σ w and twice = Σ 2·w·s·l, whole numbers, so that adding and taking away leave no crumbs.
    """

    theme_id: str
    month: date
    state: State
    n: int
    weight: int
    twice: int
    negatives: int


@dataclass(frozen=True)
class Who:
    """Who asks, and in which collaboration: the first argument of every question to the store."""

    person_id: str
    collaboration_id: str
    name: str = field(default="", compare=False)
