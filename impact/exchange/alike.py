"""When two observations are the same one: a file, or a file and the logbook, may tell it twice."""

from dataclasses import dataclass, field
from datetime import date

from impact.exchange.columns import same
from impact.exchange.sheet import SheetRow
from impact.exchange.values import loose
from impact.model import Direction, Level, Rung


@dataclass(frozen=True)
class Sentence:
    """What was seen, where and when; how the sentence is written, in case and signs, does not matter."""

    ring: str
    theme: str
    what: str
    seen_on: date


@dataclass(frozen=True)
class Finding:
    """What somebody makes of a sentence: at which organisation, which way, on what evidence, and how far.

    Two schools, or two who see it go different ways, tell two findings in the same words. A level of None is one that
    nobody has settled: it contradicts no other.
    """

    organisation: str
    direction: Direction
    rung: Rung
    level: Level | None


UNSETTLED = 1  # the bit of no level; that of a level stands above it


@dataclass
class Findings:
    """The findings that were met. Of a long file only a hash of each is kept, with a bit for every level it was at."""

    levels: dict[int, int] = field(default_factory=dict)

    def add(self, sentence: Sentence, finding: Finding) -> None:
        """Remember this one."""
        key = _key(sentence, finding)
        self.levels[key] = self.levels.get(key, 0) | _bit(finding.level)

    def has(self, sentence: Sentence, finding: Finding) -> bool:
        """Whether this one was met before."""
        met = self.levels.get(_key(sentence, finding), 0)
        return bool(met and finding.level is None) or bool(met & (UNSETTLED | _bit(finding.level)))


def _bit(level: Level | None) -> int:
    return UNSETTLED if level is None else UNSETTLED << (level + 1)


def _key(sentence: Sentence, finding: Finding) -> int:
    return hash((sentence, finding.organisation, finding.direction, finding.rung))


def sentence_at(ring: str, theme: str, what: str, seen_on: date) -> Sentence:
    """A sentence as it is compared; an empty theme is Unexpected."""
    return Sentence(same(ring), same(theme), loose(what), seen_on)


def sentence_of(row: SheetRow) -> Sentence:
    """The sentence of a row, as it is compared."""
    return sentence_at(row.ring, row.theme, row.said.what, row.said.seen_on)


def finding_of(row: SheetRow) -> Finding:
    """What a row makes of its sentence."""
    return Finding(same(row.organisation), row.said.direction, row.said.rung, row.said.level)
