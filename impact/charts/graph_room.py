"""The room of the ripple graph: days from left to right, a lane per ring from top to bottom, a free place per mark.

Places are days since the first one shown and pixels from the top; the chart turns days into pixels for its own width.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt

import altair as alt

from impact.bundles import Mark
from impact.charts.letters import text_width
from impact.colours import Ground
from impact.months import all_months, months_between
from impact.words import month

USUAL, LETTERS, HEADING, EDGE = 640, 12, 22, 8
ALONE, LEAST, MOST, NAME = 5.5, 7.0, 21.0, 170
MOST_ROWS = 9
TICKS = ((8, 1, 2), (20, 3, 6), (40, 6, 12), (90, 12, 24), (None, 24, 60))


@dataclass(frozen=True)
class Spot:
    """A mark at its place: days from the left, pixels from the top, and its radius in pixels."""

    mark: Mark
    x: float
    y: float
    radius: float


@dataclass(frozen=True)
class Room:
    """The days that are shown, where each lane begins and the last one ends, what it lies on and in which language."""

    first: date
    days: int
    tops: tuple[int, ...]
    ground: Ground
    language: str

    @property
    def floor(self) -> int:
        """The height of all lanes together."""
        return self.tops[-1]

    def x(self, field: str = "x:Q") -> alt.X:
        """A number of days as a place from left to right, with months or years below."""
        return alt.X(field, scale=alt.Scale(domain=[0, self.days], nice=False, zero=False), axis=self._axis())

    def y(self, field: str = "y:Q") -> alt.Y:
        """A height in pixels from the top."""
        return alt.Y(field, scale=alt.Scale(domain=[0, self.floor], nice=False, zero=False, reverse=True), axis=None)

    def _axis(self) -> alt.Axis:
        last = self.first + timedelta(days=self.days)
        wide, narrow = next(steps for most, *steps in TICKS if most is None or months_between(self.first, last) <= most)
        said = {(one - self.first).days: one for one in all_months(self.first, last) if one >= self.first}
        kept = {
            step: [x for x, one in said.items() if (one.year * 12 + one.month - 1) % step == 0]
            for step in (wide, narrow)
        }
        words = {x: month(self.language, one) for x, one in said.items() if x in {*kept[wide], *kept[narrow]}}
        return alt.Axis(
            title=None,
            values=alt.expr(f"width > 480 ? {kept[wide]} : {kept[narrow]}"),
            labelExpr=f"{words}[datum.value]",
            labelFontSize=LETTERS,
            labelOverlap=True,
            labelFlush=True,
            grid=True,
            gridDash=[2, 4],
            domain=False,
            ticks=False,
        )


def furnished(marks: Sequence[Mark], rings: int, ground: Ground, language: str) -> tuple[Room, dict[str, Spot]]:
    """The room these marks need, and the place of each by its key: within a lane by order, then by day."""
    first, last = min(one.first for one in marks), max(one.last for one in marks)
    margin = max(20, (last - first).days // 24)
    start = first - timedelta(days=margin)
    days = (last - start).days + margin
    fullest = max(one.n for one in marks)
    tops, spots = [0], {}
    for lane in range(rings + 1):
        mine = [one for one in marks if one.lane == lane]
        placed, height = _lane(mine, tops[-1] + HEADING, start, days, fullest)
        spots.update(placed)
        tops.append(tops[-1] + height + HEADING if mine or lane else 0)
    return Room(start, days, tuple(tops), ground, language), spots


def _lane(marks: Sequence[Mark], top: int, start: date, days: int, fullest: int) -> tuple[dict[str, Spot], int]:
    """The spots of one lane, and how high it is: each mark takes the first row where it has room."""
    rows: list[list[tuple[float, float]]] = []
    found: dict[str, tuple[Mark, float, float, int]] = {}
    for mark in sorted(marks, key=lambda one: (one.order or 99, one.first, one.key)):
        x, radius = (mark.middle - start).days, _radius(mark, fullest)
        right = radius + (NAME if mark.lane == 0 and mark.n == 1 else 4)
        stretch = (x - (radius + 4) / USUAL * days, x + right / USUAL * days)
        row = next((number for number, taken in enumerate(rows) if _free(taken, stretch)), len(rows))
        if row == MOST_ROWS:
            row = min(range(MOST_ROWS), key=lambda number: len(rows[number]))
        rows[row : row + 1] = [[*(rows[row] if row < len(rows) else []), stretch]]
        found[mark.key] = mark, x, radius, row
    tall = max([radius for _, _, radius, _ in found.values()], default=LEAST) * 2 + 4
    spots = {key: Spot(mark, x, round(top + (row + 0.5) * tall), r) for key, (mark, x, r, row) in found.items()}
    return spots, round(max(len(rows), 1) * tall) + EDGE


def _free(taken: Sequence[tuple[float, float]], stretch: tuple[float, float]) -> bool:
    return all(stretch[0] >= end or stretch[1] <= begin for begin, end in taken)


def _radius(mark: Mark, fullest: int) -> float:
    """By evidence for one observation, by number for a bundle; small for what is linked to nothing."""
    if mark.alone:
        return ALONE
    if mark.n > 1 or (mark.lane and mark.rung is None):
        return round(10 + (MOST - 10) * sqrt(mark.n / fullest), 1)
    return round(LEAST + 1.3 * int(mark.rung), 1) if mark.rung else LEAST


def fitted(text: str, room: float) -> str:
    """As much of a text as fits in this many pixels."""
    while text and text_width(text, LETTERS) * 0.92 > room:
        text = text[:-2].rstrip() + "…" if len(text) > 2 else ""
    return text
