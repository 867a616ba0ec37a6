"""One sector as a small bar: how far it has come, as shares of the whole length."""

from dataclasses import dataclass

from impact.model import TOP_LEVEL
from impact.picture.level_formulas import SectorReading, clamp_confirmed_level, clamp_level


@dataclass(frozen=True)
class LevelBar:
    """The lengths of a bar, each from 0 to 1: seen and confirmed are filled, wanted is a tick.

    `seen` is None where nothing was seen yet: that bar is drawn open. A level of 0 is drawn as a line at its start, so
    that the two are told apart. `wanted` is None where no level was agreed.
    """

    seen: float | None
    confirmed: float
    wanted: float | None


def measure_level_bar(reading: SectorReading) -> LevelBar:
    """Return the bar of this reading."""
    return LevelBar(
        seen=None if reading.seen is None else clamp_level(reading.seen) / TOP_LEVEL,
        confirmed=(clamp_confirmed_level(reading) or 0.0) / TOP_LEVEL,
        wanted=None if reading.wanted is None else clamp_level(reading.wanted) / TOP_LEVEL,
    )
