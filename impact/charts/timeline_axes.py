"""The room of the timeline: one axis of time from left to right, and heights in pixels from the top."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

import altair as alt

from impact.months import count_months_between
from impact.picture.colours import ColourScheme

BAND_HEIGHT, LANE_HEIGHT, COUNT_HEIGHT, COUNT_GAP = 30, 26, 120, 46
LETTER_SIZE = 12
# Up to so many months on the axis: months between two words where it is wide, and where it is narrow.
MONTH_STEPS = ((14, 1, 3), (48, 3, 12), (120, 12, 24), (None, 12, 48))


@dataclass(frozen=True)
class TimelineLayout:
    """What everything is placed in: the days shown, the rows of marks, the ground and the language."""

    first_day: date
    last_day: date
    lane_count: int
    max_count: int
    scheme: ColourScheme
    language: str

    @property
    def total_height(self) -> int:
        """Where the bars of the observations stand."""
        return BAND_HEIGHT + self.lane_count * LANE_HEIGHT + COUNT_GAP + COUNT_HEIGHT

    def encode_x(self, field: str = "start:T") -> alt.X:
        """A day as a place from left to right."""
        scale = alt.Scale(domain=[format_moment(self.first_day), format_moment(self.last_day)], nice=False)
        return alt.X(field, scale=scale, axis=self._build_month_axis())

    def encode_y(self, field: str = "y:Q") -> alt.Y:
        """A height in pixels from the top."""
        scale = alt.Scale(domain=[0, self.total_height], nice=False, zero=False, reverse=True)
        return alt.Y(field, scale=scale, axis=None)

    def compute_bar_top(self, n: int) -> float:
        """Where a bar of this many observations ends."""
        return self.total_height - n / self.max_count * COUNT_HEIGHT

    def _build_tick_expr(self) -> str:
        """Months between two words on the axis, where it is wide and where it is narrow; always with January."""
        month_count = count_months_between(self.first_day, self.last_day)
        wide, narrow = next(
            steps for max_months, *steps in MONTH_STEPS if max_months is None or month_count <= max_months
        )
        return f"width > 560 ? {_format_tick_interval(wide)} : {_format_tick_interval(narrow)}"

    def build_legend(self, orient: Literal["top", "bottom"]) -> alt.Legend:
        """What the shapes or colours mean, beside what they mark: a line of them, or two columns where it is narrow."""
        return alt.Legend(
            title=None,
            orient=orient,
            direction="horizontal",
            columns=alt.expr("width > 560 ? 6 : 2"),
            columnPadding=14,
            labelFontSize=LETTER_SIZE,
            labelLimit=150,
            labelColor=self.scheme.ink,
            symbolSize=130,
            symbolFillColor=self.scheme.ink if orient == "top" else alt.Undefined,
            symbolStrokeColor=self.scheme.ink if orient == "top" else alt.Undefined,
        )

    def _build_month_axis(self) -> alt.Axis:
        ink = self.scheme.ink
        label = "timeFormat(datum.value, month(datum.value) == 0 ? '%Y' : datum.index == 0 ? '%b %Y' : '%b')"
        return alt.Axis(
            title=None,
            grid=False,
            labelExpr=label,
            tickCount=alt.expr(self._build_tick_expr()),
            labelFontSize=LETTER_SIZE,
            labelColor=ink,
            domainColor=ink,
            tickColor=ink,
            labelOverlap=True,
        )


def _format_tick_interval(month_count: int) -> str:
    year_count = month_count // 12
    return f"{{interval: 'year', step: {year_count}}}" if year_count else f"{{interval: 'month', step: {month_count}}}"


def format_moment(day: date) -> str:
    """A day as the chart reads it: its first moment where the reader is."""
    return f"{day.isoformat()}T00:00:00"
