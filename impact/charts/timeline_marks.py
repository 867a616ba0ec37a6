"""Milestones as marks: a shape for each kind, a lane for each so that their titles do not run into each other."""

from collections.abc import Sequence
from datetime import date

import altair as alt

from impact.charts.geometry import Row
from impact.charts.layers import build_inline_data, build_tooltip
from impact.charts.timeline_axes import BAND_HEIGHT, LANE_HEIGHT, LETTER_SIZE, TimelineLayout, format_moment
from impact.charts.timeline_table import get_shown_title
from impact.milestones.milestone_rules import CELEBRATED_KINDS
from impact.milestones.timeline_layout import MilestoneStretch, assign_lanes
from impact.model import Milestone, MilestoneKind
from impact.picture.colours import DARK_SCHEME, LIGHT_SCHEME
from impact.text.measure import measure_text_width, shorten_to_letters
from impact.words import format_day, get_text

WIDE_CHART_PIXELS, USUAL_WIDTH_PIXELS = 700, 760
MAX_TITLE_LETTERS, MARK_SIZE, NUMBER_WIDTH = 30, 13, 34
# So that numbers stay free of the next mark on a phone too.
MIN_MARK_DISTANCE = 46
SHAPE_BY_KIND = {
    MilestoneKind.SUCCESS: "M0,-1.15L.31,-.4L1.1,-.36L.5,.15L.68,.93L0,.5L-.68,.93L-.5,.15L-1.1,-.36L-.31,-.4Z",
    MilestoneKind.BRILLIANT_FAILURE: (
        "M0,-1.15L.24,-.58L.81,-.81L.58,-.24L1.15,0L.58,.24L.81,.81L.24,.58"
        "L0,1.15L-.24,.58L-.81,.81L-.58,.24L-1.15,0L-.58,-.24L-.81,-.81L-.24,-.58Z"
    ),
    MilestoneKind.AGREEMENT: "circle",
    MilestoneKind.DECISION: "square",
    MilestoneKind.PHASE_CHANGE: "triangle-up",
}
CELEBRATED_INK_BY_PAPER = {LIGHT_SCHEME.paper: "#0B5C8A", DARK_SCHEME.paper: "#6DB8E3"}
MarkPlace = tuple[int, bool, bool]


def place_milestones(milestones: Sequence[Milestone], first: date, last: date, language: str) -> list[MarkPlace]:
    """For each milestone its lane, whether its text stands left of it, and whether there is room for its title."""
    day_count = (last - first).days
    stretches = []
    for milestone in milestones:
        x = (milestone.details.on - first).days / day_count * USUAL_WIDTH_PIXELS
        width = max(measure_text_width(format_mark_title(milestone, language), LETTER_SIZE), MIN_MARK_DISTANCE)
        is_left = x + NUMBER_WIDTH + width > USUAL_WIDTH_PIXELS
        before, after = (NUMBER_WIDTH, MARK_SIZE) if is_left else (MARK_SIZE, NUMBER_WIDTH)
        stretch_with_title = (
            (x - NUMBER_WIDTH - width, x + MARK_SIZE) if is_left else (x - MARK_SIZE, x + NUMBER_WIDTH + width)
        )
        stretches.append((MilestoneStretch((x - before, x + after), stretch_with_title), is_left))
    lane_places = assign_lanes([stretch for stretch, _ in stretches])
    return [
        (lane, is_left, has_title_room)
        for (_, is_left), (lane, has_title_room) in zip(stretches, lane_places, strict=True)
    ]


def format_mark_title(milestone: Milestone, language: str) -> str:
    """What stands beside a mark after its number: its title, but not of a phase, whose band has the word already."""
    if milestone.details.kind is MilestoneKind.PHASE_CHANGE and not milestone.is_held_ready:
        return ""
    return shorten_to_letters(get_shown_title(milestone, language), MAX_TITLE_LETTERS)


def build_milestone_layers(
    layout: TimelineLayout, milestones: Sequence[Milestone], mark_places: Sequence[MarkPlace]
) -> list[alt.Chart]:
    """The marks with their numbers, and their titles where the chart is wide enough."""
    if not milestones:
        return []
    pairs = zip(milestones, mark_places, strict=True)
    rows = [
        _build_milestone_mark(layout, number, milestone, place) for number, (milestone, place) in enumerate(pairs, 1)
    ]
    kinds = [kind for kind in MilestoneKind if any(milestone.details.kind is kind for milestone in milestones)]
    shapes = alt.Scale(
        domain=[get_text(layout.language, f"model.milestone.{kind.value}") for kind in kinds],
        range=[SHAPE_BY_KIND[kind] for kind in kinds],
    )
    points = alt.Chart(build_inline_data(rows)).mark_point(size=MARK_SIZE**2, strokeWidth=1.8, opacity=1)
    layers: list[alt.Chart] = [
        points.encode(
            x=layout.encode_x(),
            y=layout.encode_y(),
            shape=alt.Shape("kind:N", scale=shapes, legend=layout.build_legend("top")),
            fill=alt.Fill("fill:N", scale=None),
            stroke=alt.Stroke("stroke:N", scale=None),
            tooltip=build_tooltip(),
        )
    ]
    for is_left in (False, True):
        side_rows = [row for row in rows if row["left"] is is_left]
        if side_rows:
            layers.append(_build_title_layer(layout, side_rows, is_left))
    return layers


def _build_milestone_mark(layout: TimelineLayout, number: int, milestone: Milestone, place: MarkPlace) -> Row:
    lane, is_left, has_title_room = place
    scheme = layout.scheme
    ink = CELEBRATED_INK_BY_PAPER[scheme.paper] if milestone.details.kind in CELEBRATED_KINDS else scheme.ink
    kind = get_text(layout.language, f"model.milestone.{milestone.details.kind.value}")
    return {
        "start": format_moment(milestone.details.on),
        "y": BAND_HEIGHT + (lane + 0.5) * LANE_HEIGHT + 6,
        "kind": kind,
        "fill": scheme.paper if milestone.is_held_ready else ink,
        "stroke": ink,
        "number": str(number),
        "text": f"{number}  {format_mark_title(milestone, layout.language)}".rstrip()
        if has_title_room
        else str(number),
        "left": is_left,
        "told": f"{number}. {get_shown_title(milestone, layout.language)} · {kind}"
        f" · {format_day(layout.language, milestone.details.on)}",
    }


def _build_title_layer(layout: TimelineLayout, rows: Sequence[Row], is_left: bool) -> alt.Chart:
    title_marks = alt.Chart(build_inline_data(rows)).mark_text(
        align="right" if is_left else "left",
        dx=-12 if is_left else 12,
        color=layout.scheme.ink,
        fontSize=LETTER_SIZE,
        text=alt.expr(f"width > {WIDE_CHART_PIXELS} ? datum.text : datum.number"),
    )
    title_layer: alt.Chart = title_marks.encode(x=layout.encode_x(), y=layout.encode_y(), tooltip=build_tooltip())
    return title_layer
