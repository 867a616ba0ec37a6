"""The room of the timeline: one axis of time from left to right, and heights in pixels from the top."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import altair as alt

from impact.colours import Ground
from impact.months import months_between

BANDS, LANE, COUNTS, SPACE = 30, 26, 120, 46
LETTERS = 12
TICKS = ((14, 1, 3), (48, 3, 12), (120, 12, 24), (None, 12, 48))
Row = dict[str, Any]


@dataclass(frozen=True)
class Room:
    """What everything is placed in: the days shown, the rows of marks, the ground and the language."""

    first: date
    last: date
    rows: int
    most: int
    ground: Ground
    language: str

    @property
    def floor(self) -> int:
        """Where the bars of the observations stand."""
        return BANDS + self.rows * LANE + SPACE + COUNTS

    def x(self, field: str = "start:T") -> alt.X:
        """A day as a place from left to right."""
        scale = alt.Scale(domain=[at(self.first), at(self.last)], nice=False)
        return alt.X(field, scale=scale, axis=self._axis())

    def y(self, field: str = "y:Q") -> alt.Y:
        """A height in pixels from the top."""
        scale = alt.Scale(domain=[0, self.floor], nice=False, zero=False, reverse=True)
        return alt.Y(field, scale=scale, axis=None)

    def height_of(self, n: int) -> float:
        """Where a bar of this many observations ends."""
        return self.floor - n / self.most * COUNTS

    def _ticks(self) -> str:
        """Months between two words on the axis, where it is wide and where it is narrow; always with January."""
        months = months_between(self.first, self.last)
        wide, narrow = next(steps for most, *steps in TICKS if most is None or months <= most)
        return f"width > 560 ? {_every(wide)} : {_every(narrow)}"

    def legend(self, orient: Literal["top", "bottom"]) -> alt.Legend:
        """What the shapes or colours mean, beside what they mark: a line of them, or two columns where it is narrow."""
        return alt.Legend(
            title=None,
            orient=orient,
            direction="horizontal",
            columns=alt.expr("width > 560 ? 6 : 2"),
            columnPadding=14,
            labelFontSize=LETTERS,
            labelLimit=150,
            labelColor=self.ground.ink,
            symbolSize=130,
            symbolFillColor=self.ground.ink if orient == "top" else alt.Undefined,
            symbolStrokeColor=self.ground.ink if orient == "top" else alt.Undefined,
        )

    def _axis(self) -> alt.Axis:
        ink = self.ground.ink
        label = "timeFormat(datum.value, month(datum.value) == 0 ? '%Y' : datum.index == 0 ? '%b %Y' : '%b')"
        return alt.Axis(
            title=None,
            grid=False,
            labelExpr=label,
            tickCount=alt.expr(self._ticks()),
            labelFontSize=LETTERS,
            labelColor=ink,
            domainColor=ink,
            tickColor=ink,
            labelOverlap=True,
        )


def _every(months: int) -> str:
    years = months // 12
    return f"{{interval: 'year', step: {years}}}" if years else f"{{interval: 'month', step: {months}}}"


def at(day_: date) -> str:
    """A day as the chart reads it: its first moment where the reader is."""
    return f"{day_.isoformat()}T00:00:00"


def data(rows: Iterable[Row]) -> alt.InlineData:
    """Rows as the data of a layer."""
    return alt.InlineData(values=list(rows))


def tip(field: str = "told") -> alt.Tooltip:
    """The sentence in this field, shown on pointing at a mark."""
    return alt.Tooltip(f"{field}:N", title=" ")
