"""The room of the ripple graph: days from left to right, a lane per ring from top to bottom, a free place per mark.

Places are days since the first one shown and pixels from the top; the chart turns days into pixels for its own width.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from json import dumps
from math import sqrt

import altair as alt

from impact.months import count_months_between, list_months
from impact.picture.colours import ColourScheme
from impact.ripples.bundles import GraphMark
from impact.words import format_month

USUAL_WIDTH_PIXELS, LETTER_SIZE, LANE_HEADING_HEIGHT, LANE_EDGE = 640, 12, 22, 8
UNLINKED_RADIUS, SMALLEST_RADIUS, LARGEST_RADIUS, NAME_WIDTH = 5.5, 7.0, 21.0, 170
# Beyond that marks overlap, or one ring would push the others out of sight.
MAX_ROWS_PER_LANE = 9
# Up to so many months on the axis: months between two words where it is wide, and where it is narrow.
MONTH_STEPS = ((8, 1, 2), (20, 3, 6), (40, 6, 12), (90, 12, 24), (None, 24, 60))


@dataclass(frozen=True)
class PlacedMark:
    """A mark at its place: days from the left, pixels from the top, and its radius in pixels."""

    mark: GraphMark
    x: float
    y: float
    radius: float


@dataclass(frozen=True)
class GraphLayout:
    """The days that are shown, where each lane begins and the last one ends, what it lies on and in which language."""

    first_day: date
    day_count: int
    lane_tops: tuple[int, ...]
    scheme: ColourScheme
    language: str

    @property
    def total_height(self) -> int:
        """The height of all lanes together."""
        return self.lane_tops[-1]

    def encode_x(self, field: str = "x:Q") -> alt.X:
        """A number of days as a place from left to right, with months or years below."""
        return alt.X(
            field, scale=alt.Scale(domain=[0, self.day_count], nice=False, zero=False), axis=self._build_time_axis()
        )

    def encode_y(self, field: str = "y:Q") -> alt.Y:
        """A height in pixels from the top."""
        return alt.Y(
            field, scale=alt.Scale(domain=[0, self.total_height], nice=False, zero=False, reverse=True), axis=None
        )

    def _build_time_axis(self) -> alt.Axis:
        last = self.first_day + timedelta(days=self.day_count)
        wide, narrow = next(
            steps
            for max_months, *steps in MONTH_STEPS
            if max_months is None or count_months_between(self.first_day, last) <= max_months
        )
        month_by_day = {
            (month_start - self.first_day).days: month_start
            for month_start in list_months(self.first_day, last)
            if month_start >= self.first_day
        }
        days_by_step = {
            step: [
                x
                for x, month_start in month_by_day.items()
                if (month_start.year * 12 + month_start.month - 1) % step == 0
            ]
            for step in (wide, narrow)
        }
        label_by_day = {
            x: format_month(self.language, month_start)
            for x, month_start in month_by_day.items()
            if x in {*days_by_step[wide], *days_by_step[narrow]}
        }
        return alt.Axis(
            title=None,
            values=alt.expr(f"width > 480 ? {days_by_step[wide]} : {days_by_step[narrow]}"),
            labelExpr=f"{dumps(label_by_day)}[datum.value]",
            labelFontSize=LETTER_SIZE,
            labelOverlap=True,
            labelFlush=True,
            grid=True,
            gridDash=[2, 4],
            domain=False,
            ticks=False,
        )


def lay_out_graph(
    marks: Sequence[GraphMark], ring_count: int, scheme: ColourScheme, language: str
) -> tuple[GraphLayout, dict[str, PlacedMark]]:
    """The room these marks need, and the place of each by its key: within a lane by order, then by day."""
    first_day, last_day = min(mark.first_day for mark in marks), max(mark.last_day for mark in marks)
    margin = max(20, (last_day - first_day).days // 24)
    start = first_day - timedelta(days=margin)
    day_count = (last_day - start).days + margin
    largest_count = max(mark.count for mark in marks)
    lane_tops, placed_marks = [0], {}
    for lane in range(ring_count + 1):
        lane_marks = [mark for mark in marks if mark.lane == lane]
        lane_places, height = _place_lane_marks(
            lane_marks, lane_tops[-1] + LANE_HEADING_HEIGHT, start, day_count, largest_count
        )
        placed_marks.update(lane_places)
        lane_tops.append(lane_tops[-1] + height + LANE_HEADING_HEIGHT if lane_marks or lane else 0)
    return GraphLayout(start, day_count, tuple(lane_tops), scheme, language), placed_marks


def _place_lane_marks(
    marks: Sequence[GraphMark], top: int, start: date, day_count: int, largest_count: int
) -> tuple[dict[str, PlacedMark], int]:
    """The spots of one lane, and how high it is: each mark takes the first row where it has room."""
    rows: list[list[tuple[float, float]]] = []
    place_by_key: dict[str, tuple[GraphMark, float, float, int]] = {}
    for mark in sorted(marks, key=lambda candidate: (candidate.order or 99, candidate.first_day, candidate.key)):
        x, radius = (mark.middle_day - start).days, _compute_mark_radius(mark, largest_count)
        right_reach = radius + (NAME_WIDTH if mark.lane == 0 and mark.count == 1 else 4)
        stretch = (x - (radius + 4) / USUAL_WIDTH_PIXELS * day_count, x + right_reach / USUAL_WIDTH_PIXELS * day_count)
        row = next((number for number, row_stretches in enumerate(rows) if _is_free(row_stretches, stretch)), len(rows))
        if row == MAX_ROWS_PER_LANE:
            row = min(range(MAX_ROWS_PER_LANE), key=lambda number: len(rows[number]))
        rows[row : row + 1] = [[*(rows[row] if row < len(rows) else []), stretch]]
        place_by_key[mark.key] = mark, x, radius, row
    row_height = max([radius for _, _, radius, _ in place_by_key.values()], default=SMALLEST_RADIUS) * 2 + 4
    placed_marks = {
        key: PlacedMark(mark, x, round(top + (row + 0.5) * row_height), r)
        for key, (mark, x, r, row) in place_by_key.items()
    }
    return placed_marks, round(max(len(rows), 1) * row_height) + LANE_EDGE


def _is_free(occupied: Sequence[tuple[float, float]], stretch: tuple[float, float]) -> bool:
    return all(stretch[0] >= end or stretch[1] <= begin for begin, end in occupied)


def _compute_mark_radius(mark: GraphMark, largest_count: int) -> float:
    """By evidence for one observation, by number for a bundle; small for what is linked to nothing."""
    if mark.is_unlinked:
        return UNLINKED_RADIUS
    if mark.count > 1 or (mark.lane and mark.rung is None):
        return round(10 + (LARGEST_RADIUS - 10) * sqrt(mark.count / largest_count), 1)
    return round(SMALLEST_RADIUS + 1.3 * int(mark.rung), 1) if mark.rung else SMALLEST_RADIUS
