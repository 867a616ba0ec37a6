"""When two observations are the same one: a file, or a file and the logbook, may hold it twice."""

from dataclasses import dataclass, field
from datetime import date

from impact.importing.plan.parsed_sheet import SheetRow
from impact.model import Direction, Level, Rung
from impact.text.fold import normalise_name, normalise_text


@dataclass(frozen=True)
class SentenceKey:
    """What was seen, where and when, as it is compared: case and signs of the sentence do not matter."""

    ring: str
    theme: str
    what: str
    seen_on: date


@dataclass(frozen=True)
class FindingKey:
    """What somebody makes of a sentence: at which organisation, which way, on what evidence, and how far.

    Two schools, or two people who see it go different ways, have two findings in the same words. A level of None is one
    that nobody has settled: it contradicts no other.
    """

    organisation: str
    direction: Direction
    rung: Rung
    level: Level | None


# The bit of no level; that of a level stands above it.
UNSETTLED_LEVEL_BIT = 1


@dataclass
class FindingIndex:
    """The findings so far. Of a long file only a hash of each is kept, with a bit for every level it was at."""

    level_bits: dict[int, int] = field(default_factory=dict)

    def add_finding(self, sentence: SentenceKey, finding: FindingKey) -> None:
        """Add this finding."""
        key = _hash_finding(sentence, finding)
        self.level_bits[key] = self.level_bits.get(key, 0) | _get_level_bit(finding.level)

    def has_finding(self, sentence: SentenceKey, finding: FindingKey) -> bool:
        """Return whether this finding was added before."""
        level_bits = self.level_bits.get(_hash_finding(sentence, finding), 0)
        return bool(level_bits and finding.level is None) or bool(
            level_bits & (UNSETTLED_LEVEL_BIT | _get_level_bit(finding.level))
        )


def _get_level_bit(level: Level | None) -> int:
    return UNSETTLED_LEVEL_BIT if level is None else UNSETTLED_LEVEL_BIT << (level + 1)


def _hash_finding(sentence: SentenceKey, finding: FindingKey) -> int:
    return hash((sentence, finding.organisation, finding.direction, finding.rung))


def build_sentence_key(ring: str, theme: str, what: str, seen_on: date) -> SentenceKey:
    """Return a sentence as it is compared; an empty theme is Unexpected."""
    return SentenceKey(normalise_name(ring), normalise_name(theme), normalise_text(what), seen_on)


def get_sentence_key(row: SheetRow) -> SentenceKey:
    """Return the sentence of a row, as it is compared."""
    return build_sentence_key(row.ring, row.theme, row.observation.what, row.observation.seen_on)


def get_finding_key(row: SheetRow) -> FindingKey:
    """Return what a row makes of its sentence."""
    return FindingKey(
        normalise_name(row.organisation), row.observation.direction, row.observation.rung, row.observation.level
    )
