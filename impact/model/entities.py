"""The things the method speaks of, as frozen values."""

from dataclasses import dataclass, field
from datetime import date, datetime

from impact.model.terms import (
    COUNTING_STATES,
    Certainty,
    ChangeKind,
    Direction,
    EvidenceKind,
    Intended,
    Level,
    MilestoneKind,
    Phase,
    Precision,
    RippleKind,
    Rung,
    State,
)


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
class File:
    """A file that is kept under its content: `hash` is its SHA-256 in hex, `size` in bytes, `media` its media type.

    `name` is what it was called; `consent` says why the people on a photo may be shown.
    """

    hash: str
    name: str
    media: str
    size: int
    consent: str = ""


@dataclass(frozen=True)
class Evidence:
    """What an observation rests on: a link, quote, figure, document or photo. With a file, `text` is its caption."""

    kind: EvidenceKind
    text: str
    file: File | None = None


@dataclass(frozen=True)
class NewObservation:
    """One change that somebody saw, as it is typed. The first six fields are required, no more.

    A level of None is one that nobody has settled yet: such an observation comes from a file, and counts for nothing.
    """

    what: str
    theme_id: str
    seen_on: date
    direction: Direction
    level: Level | None
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
    details: NewObservation
    ring_id: str
    state: State
    writer: str
    logged_at: datetime
    version: int

    @property
    def is_counted(self) -> bool:
        """Whether it counts: shared, confirmed or disputed, and with a level that is settled."""
        return self.state in COUNTING_STATES and self.details.level is not None


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
    """A milestone as it is kept, since when it reads as it does. Held ready until it is revealed."""

    id: str
    details: NewMilestone
    revealed_at: datetime | None
    version: int
    changed_at: datetime | None = field(default=None, compare=False)

    @property
    def is_held_ready(self) -> bool:
        """Is it still waiting for the moment?"""
        return self.details.held and self.revealed_at is None


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
