"""The listed words of the method: which way, how far, how known, where it stands; and the limits that go with them."""

from enum import IntEnum, StrEnum

# Of a ring and of a desired impact: beside the discs there is room for no more.
MAX_LABEL_LENGTH = 60
# Of a collaboration, an organisation, an activity and a milestone.
MAX_NAME_LENGTH = 120
# One sentence that can be read out.
MAX_SENTENCE_LENGTH = 280
MAX_TEXT_LENGTH = 2000
MAX_ROLE_LENGTH = 80
# More is a slip.
MAX_PEOPLE_REACHED = 1_000_000
# There are eight colours that everybody can tell apart.
MIN_RINGS, MAX_RINGS = 2, 8
# With Unexpected twelve: narrower sectors have no room for their labels.
MAX_THEMES_PER_RING = 11
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


class OpenLevel(StrEnum):
    """Where a file needs a word for it: a level that nobody has settled yet."""

    UNSETTLED = "unsettled"


class Rung(IntEnum):
    """How do we know: the strength of the evidence, used as a weight."""

    HEARD = 1
    SEEN_MYSELF = 2
    SEVERAL_SOURCES = 3
    DOCUMENT = 4
    CONFIRMED_OUTSIDE = 5


class State(StrEnum):
    """Where an observation stands. A draft is its writer's alone; withdrawn never counts, and what is binned is gone
    from sight until it is restored or erased.
    """

    DRAFT = "draft"
    SHARED = "shared"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"
    WITHDRAWN = "withdrawn"
    BINNED = "binned"


COUNTING_STATES = (State.SHARED, State.CONFIRMED, State.DISPUTED)
LISTED_STATES = (State.DRAFT, *COUNTING_STATES, State.WITHDRAWN)
# A draft is its writer's alone, and what lies in the bin is gone from sight: neither is shown or exported to others.
HIDDEN_STATES = (State.DRAFT, State.BINNED)


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
    PHOTO = "photo"


class Agreement(StrEnum):
    """What somebody outside the collaboration answers when asked about one observation."""

    AGREES = "agrees"
    PARTLY = "partly"
    DISAGREES = "disagrees"


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
