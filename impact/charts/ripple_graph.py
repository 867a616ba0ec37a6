"""The ripple graph as a picture: rings as lanes, time across, order as computed, what is loose in sight."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from json import dumps
from textwrap import wrap

import altair as alt

from impact.charts import Figure
from impact.charts.geometry import Row
from impact.charts.graph_layout import (
    LETTER_SIZE,
    NAME_WIDTH,
    GraphLayout,
    PlacedMark,
    lay_out_graph,
)
from impact.charts.graph_words import GraphWords, build_graph_table, describe_graph
from impact.charts.layers import build_inline_data, build_tooltip
from impact.charts.locale import style_chart
from impact.model import Certainty
from impact.picture.colours import DARK_SCHEME, LIGHT_SCHEME, STONE_COLOUR, STONE_INK_COLOUR, get_ring_tints
from impact.ripples.bundles import BundleSize, GraphLine
from impact.ripples.graph import RippleGraph, RippleNetwork
from impact.text.measure import shorten_to_width
from impact.words import format_number

LINE_WIDTH_BY_CERTAINTY = {Certainty.SUSPECTED: 1.3, Certainty.PLAUSIBLE: 1.9, Certainty.SUBSTANTIATED: 3.2}
DASH_BY_SUSPECTED = {True: [4, 3], False: [1, 0]}
NARROW_LEGEND_LETTERS, WIDE_LEGEND_LETTERS = 48, 110
# Names stand in plain type, which runs narrower than the bold it is measured in.
PLAIN_WIDTH_SHARE = 0.92
NARROW_SCALE_EXPR = "(width > 480 ? 1 : 0.72)"


def draw_ripple_graph(
    pond: RippleNetwork, graph: RippleGraph, sentences: Mapping[str, str], language: str, *, dark: bool = False
) -> Figure:
    """The graph as it is drawn; `sentences` holds what changed of each observation that is drawn by itself.

    ValueError when there is nothing to draw.
    """
    graph_words = GraphWords(graph, pond, sentences, language)
    layout, placed_marks = lay_out_graph(graph.marks, len(pond.rings), DARK_SCHEME if dark else LIGHT_SCHEME, language)
    layers = [
        _build_lane_layer(layout),
        *_build_line_layers(layout, graph_words, placed_marks),
        *_build_mark_layers(layout, graph_words, placed_marks),
        *_build_name_layers(layout, graph_words, placed_marks),
    ]
    chart = alt.layer(*layers).properties(
        width="container",
        height=layout.total_height,
        autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
        title=_build_legend_title(layout, graph_words),
    )
    return Figure(
        style_chart(chart, language, layout.scheme), describe_graph(graph_words), build_graph_table(graph_words)
    )


def _build_lane_layer(layout: GraphLayout) -> alt.Chart:
    """The pale ground of each lane."""
    rows = [
        {"top": top + 1, "end": bottom - 1, "fill": get_ring_tints(lane_index, layout.scheme).track}
        for lane_index, (top, bottom) in enumerate(pairwise(layout.lane_tops[1:]))
    ]
    bands = alt.Chart(build_inline_data(rows)).mark_rect(cornerRadius=4, opacity=0.6, aria=False)
    layer: alt.Chart = bands.encode(y=layout.encode_y("top:Q"), y2="end:Q", fill=alt.Fill("fill:N", scale=None))
    return layer


def _build_line_layers(
    layout: GraphLayout, graph_words: GraphWords, placed_marks: Mapping[str, PlacedMark]
) -> list[alt.Chart]:
    lines = graph_words.graph.lines
    if not lines:
        return []
    marks = {key: placed_mark.mark for key, placed_mark in placed_marks.items()}
    largest_count = max(line.count for line in lines)
    rows: list[Row] = []
    head_rows: list[Row] = []
    cross_rows: list[Row] = []
    for line_index, line in enumerate(lines):
        curve = _compute_curve(placed_marks[line.cause_key], placed_marks[line.effect_key], layout)
        style = {
            "e": line_index,
            "w": _compute_line_width(line, largest_count),
            "d": line.certainty is Certainty.SUSPECTED,
        }
        points: list[Row] = [
            {"x": round(x, 1), "y": round(y, 1), "k": point_index} | style for point_index, (x, y) in enumerate(curve)
        ]
        points[0]["told"] = graph_words.describe_line(line, marks)
        rows += points
        head_rows.append(
            {"x": curve[-1][0], "y": curve[-1][1], "b": line.is_hindering, "r": -placed_marks[line.effect_key].radius}
        )
        if line.is_hindering:
            cross_rows.append(_compute_curve_middle(curve) | {"told": points[0]["told"]})
    ink = layout.scheme.ink
    strokes = alt.Chart(build_inline_data(rows)).mark_line(
        interpolate="basis",
        color=ink,
        opacity=0.5 if graph_words.graph.bundle_size is BundleSize.ONE else 0.3,
        strokeCap="round",
        aria=False,
    )
    line_layers = [
        strokes.encode(
            x=layout.encode_x(),
            y=layout.encode_y(),
            order="k:O",
            detail="e:N",
            strokeWidth=alt.StrokeWidth("w:Q", scale=None),
            strokeDash=alt.StrokeDash(
                "d:N",
                scale=alt.Scale(domain=list(DASH_BY_SUSPECTED), range=list(DASH_BY_SUSPECTED.values())),
                legend=None,
            ),
            tooltip=build_tooltip(),
        )
    ]
    return [*line_layers, *_build_arrow_layers(layout, head_rows), *_build_cross_layers(layout, cross_rows)]


def _compute_curve(cause: PlacedMark, effect: PlacedMark, layout: GraphLayout) -> list[tuple[float, float]]:
    """Four points of a curve that leaves to the right and arrives from the left; in one row it goes over the others."""
    reach = max((effect.x - cause.x) * 0.4, layout.day_count * 0.03)
    lift = 22 if abs(cause.y - effect.y) < 12 and cause.mark.lane else 0
    return [
        (cause.x, cause.y),
        (cause.x + reach, cause.y - lift),
        (effect.x - reach, effect.y - lift),
        (effect.x, effect.y),
    ]


def _compute_curve_middle(curve: list[tuple[float, float]]) -> Row:
    """The middle of the curve through these points, a uniform cubic B-spline."""
    weights = (1 / 48, 23 / 48, 23 / 48, 1 / 48)
    x, y = (sum(weight * point[axis] for weight, point in zip(weights, curve, strict=True)) for axis in (0, 1))
    return {"x": round(x, 1), "y": round(y, 1)}


def _compute_line_width(line: GraphLine, largest_count: int) -> float:
    return LINE_WIDTH_BY_CERTAINTY[line.certainty] if line.certainty else round(1 + 7 * line.count / largest_count, 1)


def _build_arrow_layers(layout: GraphLayout, rows: list[Row]) -> Iterator[alt.Chart]:
    """An arrow just before the effect; a bar where the ripple hinders."""
    for is_bar, shape in ((False, "triangle-right"), (True, "M0,-1L0,1")):
        kind_rows = [row for row in rows if row["b"] is is_bar]
        if kind_rows:
            head = alt.Chart(build_inline_data(kind_rows)).mark_point(
                shape=shape,
                size=70 if not is_bar else 130,
                filled=not is_bar,
                stroke=layout.scheme.ink,
                strokeWidth=0 if not is_bar else 3,
                color=layout.scheme.ink,
                opacity=0.8,
                aria=False,
                xOffset=alt.expr(f"datum.r * {NARROW_SCALE_EXPR} - 3"),
            )
            yield head.encode(x=layout.encode_x(), y=layout.encode_y())


def _build_cross_layers(layout: GraphLayout, rows: list[Row]) -> Iterator[alt.Chart]:
    """A cross on the middle of each ripple that hinders."""
    if rows:
        for stroke_width, colour in ((5.5, layout.scheme.paper), (2.2, layout.scheme.ink)):
            cross = alt.Chart(build_inline_data(rows)).mark_point(
                shape="M-1,-1L1,1M-1,1L1,-1", size=70, stroke=colour, strokeWidth=stroke_width, opacity=1
            )
            yield cross.encode(x=layout.encode_x(), y=layout.encode_y(), tooltip=build_tooltip())


def _build_mark_layers(
    layout: GraphLayout, graph_words: GraphWords, placed_marks: Mapping[str, PlacedMark]
) -> Iterator[alt.Chart]:
    """Observations as circles, those that are loose open and dashed, activities as squares."""
    rows = [_build_mark_row(layout, graph_words, placed_mark) for placed_mark in placed_marks.values()]
    for kind, shape, dash in (("loose", "circle", [3, 2]), ("linked", "circle", [1, 0]), ("stone", "square", [1, 0])):
        kind_rows = [row for row in rows if row["kind"] == kind]
        if kind_rows:
            yield _build_shape_layer(layout, kind_rows, shape, dash)
    letter_layer = alt.Chart(
        build_inline_data([{key: row[key] for key in ("x", "y", "text", "ink")} for row in rows if row["text"]])
    )
    yield letter_layer.mark_text(
        fontWeight="bold",
        baseline="middle",
        fontSize=alt.expr(f"{LETTER_SIZE} * {NARROW_SCALE_EXPR}"),
        aria=False,
        tooltip=None,
    ).encode(x=layout.encode_x(), y=layout.encode_y(), text="text:N", color=alt.Color("ink:N", scale=None))


def _build_shape_layer(layout: GraphLayout, rows: list[Row], shape: str, dash: list[int]) -> alt.Chart:
    points = alt.Chart(build_inline_data(rows)).mark_point(
        shape=shape,
        strokeWidth=1.8,
        strokeDash=dash,
        opacity=1,
        size=alt.expr(f"pow(2 * datum.r * {NARROW_SCALE_EXPR}, 2)"),
    )
    layer: alt.Chart = points.encode(
        x=layout.encode_x(),
        y=layout.encode_y(),
        fill=alt.Fill("fill:N", scale=None),
        stroke=alt.Stroke("stroke:N", scale=None),
        tooltip=build_tooltip(),
    )
    return layer


def _build_mark_row(layout: GraphLayout, graph_words: GraphWords, placed_mark: PlacedMark) -> Row:
    mark, scheme = placed_mark.mark, layout.scheme
    colours = get_ring_tints(mark.lane - 1, scheme)
    is_bundle = mark.first_day != mark.last_day
    text = (
        format_number(graph_words.language, mark.count, 0)
        if is_bundle
        else ""
        if mark.is_unlinked or not mark.lane
        else str(mark.order or "?")
    )
    return {
        "x": placed_mark.x,
        "y": placed_mark.y,
        "r": placed_mark.radius,
        "kind": "stone" if not mark.lane else "loose" if mark.is_loose else "linked",
        "fill": STONE_COLOUR if not mark.lane else scheme.paper if mark.is_loose else colours.lighter,
        "stroke": scheme.ink if not mark.lane else colours.full,
        "text": text,
        "ink": STONE_INK_COLOUR if not mark.lane else scheme.ink,
        "told": graph_words.describe_mark(mark),
    }


def _build_name_layers(
    layout: GraphLayout, graph_words: GraphWords, placed_marks: Mapping[str, PlacedMark]
) -> Iterator[alt.Chart]:
    """The names of the lanes, and of the activities where there is room for them; a glow keeps lines out of them."""
    lanes = [
        graph_words.get_graph_text("common.activities"),
        *(f"{place} {item.name}" for place, item in enumerate(graph_words.pond.rings, 1)),
    ]
    heights = zip(layout.lane_tops, pairwise(layout.lane_tops), lanes, strict=False)
    heading = [{"y": top + 4, "text": name} for top, (_, bottom), name in heights if bottom > top]
    stone_marks = [
        placed_mark
        for placed_mark in placed_marks.values()
        if not placed_mark.mark.lane and placed_mark.mark.first_day == placed_mark.mark.last_day
    ]
    stone_names = [
        {"x": item.x, "y": item.y, "text": _shorten_name(graph_words.get_mark_name(item.mark))} for item in stone_marks
    ]
    name_expr = alt.expr("width > 480 ? datum.text : ''")
    for glow in (True, False):
        glow_style: Row = {"stroke": layout.scheme.paper, "strokeWidth": 3.5, "strokeJoin": "round"} if glow else {}
        style: Row = {"align": "left", "color": layout.scheme.ink, "fontSize": LETTER_SIZE} | glow_style
        text_layer = alt.Chart(build_inline_data(heading)).mark_text(
            baseline="top", fontWeight="bold", limit=alt.expr("width - 12"), **style
        )
        yield text_layer.encode(x=alt.value(6), y=layout.encode_y(), text="text:N")
        if stone_names:
            name_layer = alt.Chart(build_inline_data(stone_names)).mark_text(dx=12, text=name_expr, **style)
            yield name_layer.encode(x=layout.encode_x(), y=layout.encode_y())


def _shorten_name(name: str) -> str:
    return shorten_to_width(name, LETTER_SIZE, (NAME_WIDTH - 8) / PLAIN_WIDTH_SHARE)


def _build_legend_title(layout: GraphLayout, graph_words: GraphWords) -> alt.TitleParams:
    """What the marks mean, in words under the picture: in print there is nothing to point at."""
    is_single = graph_words.graph.bundle_size is BundleSize.ONE
    legend = graph_words.get_graph_text("graph.legend" if is_single else "graph.legend_bundles")
    wide, narrow = wrap(legend, WIDE_LEGEND_LETTERS), wrap(legend, NARROW_LEGEND_LETTERS)
    return alt.TitleParams(
        text=alt.expr(f"width > 660 ? {dumps(wide)} : {dumps(narrow)}"),
        orient="bottom",
        anchor="start",
        frame="group",
        fontSize=LETTER_SIZE,
        fontWeight="normal",
        lineHeight=LETTER_SIZE + 5,
        color=layout.scheme.ink,
        offset=10,
    )
