"""What changed between two months: for every sector what it showed then and shows now, and what to call that."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from impact.discs import Picture
from impact.level import Reading
from impact.model import Theme

# Less than a quarter of a level is no change worth a line: one more observation can do that.
NOTABLE = 0.25


class Kind(StrEnum):
    """What happened to a sector, in the order in which it is told."""

    NEW = "new"
    GROWN = "grown"
    FALLEN = "fallen"
    STOPPED = "stopped"
    SAME = "same"
    UNSEEN = "unseen"


@dataclass(frozen=True)
class Change:
    """One sector then and now; `number` is that of its ring, counted from 0 in the middle."""

    ring: str
    number: int
    theme: Theme
    then: Reading
    now: Reading

    @property
    def kind(self) -> Kind:
        """New, grown, fallen or stopped; the same where less than a quarter of a level was won or lost."""
        if self.then.seen is None or self.now.seen is None:
            return _came_or_went(self.then.seen, self.now.seen)
        if self.difference >= NOTABLE:
            return Kind.GROWN
        return Kind.FALLEN if self.difference <= -NOTABLE else Kind.SAME

    @property
    def difference(self) -> float:
        """How far the seen level moved, of the numbers as they are written; not yet seen counts as 0 here."""
        return written(self.now.seen or 0.0) - written(self.then.seen or 0.0)

    @property
    def disputed(self) -> int:
        """How many observations are disputed where none was."""
        return 0 if self.then.disputed else self.now.disputed

    @property
    def confirmed(self) -> int:
        """How many observations are confirmed where none was."""
        return 0 if self.then.confirmed_n else self.now.confirmed_n

    @property
    def agreed_anew(self) -> bool:
        """Whether another level is wanted than then."""
        return self.then.wanted != self.now.wanted

    @property
    def told(self) -> bool:
        """Whether there is something to tell of this sector."""
        moved = self.kind not in (Kind.SAME, Kind.UNSEEN)
        return moved or bool(self.disputed or self.confirmed) or self.agreed_anew


def _came_or_went(then: float | None, now: float | None) -> Kind:
    if then is None:
        return Kind.UNSEEN if now is None else Kind.NEW
    return Kind.STOPPED


def written(level: float) -> float:
    """A level as it is written, to one decimal: what is compared is what can be read."""
    return round(level, 1) + 0.0


def changes(picture: Picture, then: int, now: int) -> tuple[Change, ...]:
    """Every sector in both months, ring by ring from the middle outwards."""
    return tuple(
        Change(disc.ring.name, disc.number, sector.theme, sector.readings[then], sector.readings[now])
        for disc in picture.discs
        for sector in disc.sectors
    )


def told(every: Iterable[Change]) -> tuple[Change, ...]:
    """What there is to tell, kind by kind, within a kind the largest step first."""
    order = list(Kind)
    worth = [one for one in every if one.told]
    return tuple(sorted(worth, key=lambda one: (order.index(one.kind), -abs(one.difference))))


def counted(every: Sequence[Change]) -> dict[Kind, int]:
    """How many sectors there are of each kind, none included."""
    return {kind: sum(one.kind is kind for one in every) for kind in Kind}
