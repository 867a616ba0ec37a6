"""What changed between two months: for every sector what it showed then and shows now, and what to call that."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from impact.model import Theme
from impact.picture.discs import DiscPicture
from impact.picture.level_formulas import SectorReading

# Less than a quarter of a level is no change worth a line: one more observation can do that.
MIN_NOTABLE_DIFFERENCE = 0.25


class SectorChangeKind(StrEnum):
    """What happened to a sector, in the order in which it is told."""

    NEW = "new"
    GROWN = "grown"
    FALLEN = "fallen"
    STOPPED = "stopped"
    SAME = "same"
    UNSEEN = "unseen"


@dataclass(frozen=True)
class SectorChange:
    """One sector then and now; `number` is that of its ring, counted from 0 in the middle."""

    ring_name: str
    ring_number: int
    theme: Theme
    reading_then: SectorReading
    reading_now: SectorReading

    @property
    def kind(self) -> SectorChangeKind:
        """New, grown, fallen or stopped; the same where less than a quarter of a level was won or lost."""
        if self.reading_then.seen is None or self.reading_now.seen is None:
            return _classify_appearance(self.reading_then.seen, self.reading_now.seen)
        if self.difference >= MIN_NOTABLE_DIFFERENCE:
            return SectorChangeKind.GROWN
        return SectorChangeKind.FALLEN if self.difference <= -MIN_NOTABLE_DIFFERENCE else SectorChangeKind.SAME

    @property
    def difference(self) -> float:
        """How far the seen level moved, of the numbers as they are written; not yet seen counts as 0 here."""
        return round_level(self.reading_now.seen or 0.0) - round_level(self.reading_then.seen or 0.0)

    @property
    def newly_disputed(self) -> int:
        """How many observations are disputed where none was."""
        return 0 if self.reading_then.disputed else self.reading_now.disputed

    @property
    def newly_confirmed(self) -> int:
        """How many observations are confirmed where none was."""
        return 0 if self.reading_then.confirmed_n else self.reading_now.confirmed_n

    @property
    def has_new_wanted_level(self) -> bool:
        """Whether another level is wanted than then."""
        return self.reading_then.wanted != self.reading_now.wanted

    @property
    def is_notable(self) -> bool:
        """Whether there is something to tell of this sector."""
        has_moved = self.kind not in (SectorChangeKind.SAME, SectorChangeKind.UNSEEN)
        return has_moved or bool(self.newly_disputed or self.newly_confirmed) or self.has_new_wanted_level


def _classify_appearance(seen_then: float | None, seen_now: float | None) -> SectorChangeKind:
    if seen_then is None:
        return SectorChangeKind.UNSEEN if seen_now is None else SectorChangeKind.NEW
    return SectorChangeKind.STOPPED


def round_level(level: float) -> float:
    """A level as it is written, to one decimal: what is compared is what can be read."""
    return round(level, 1) + 0.0


def compare_sectors(picture: DiscPicture, index_then: int, index_now: int) -> tuple[SectorChange, ...]:
    """Every sector in both months, ring by ring from the middle outwards."""
    return tuple(
        SectorChange(disc.ring.name, disc.number, sector.theme, sector.readings[index_then], sector.readings[index_now])
        for disc in picture.discs
        for sector in disc.sectors
    )


def list_notable_changes(sector_changes: Iterable[SectorChange]) -> tuple[SectorChange, ...]:
    """What there is to tell, kind by kind, within a kind the largest step first."""
    order = list(SectorChangeKind)
    notable_changes = [change for change in sector_changes if change.is_notable]
    return tuple(sorted(notable_changes, key=lambda change: (order.index(change.kind), -abs(change.difference))))


def count_by_kind(sector_changes: Sequence[SectorChange]) -> dict[SectorChangeKind, int]:
    """How many sectors there are of each kind, none included."""
    return {kind: sum(change.kind is kind for change in sector_changes) for kind in SectorChangeKind}
