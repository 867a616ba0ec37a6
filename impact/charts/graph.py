"""The ripple graph as a picture: rings as lanes, time across, order as computed, what is loose in sight."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from textwrap import wrap
from typing import Any

import altair as alt

from impact.bundles import Line, Step
from impact.charts import Figure
from impact.charts.graph_room import LETTERS, NAME, Room, Spot, fitted, furnished
from impact.charts.graph_words import Telling, in_words, table
from impact.charts.locale import dressed
from impact.charts.timeline_room import data, tip
from impact.colours import DARK, LIGHT, STONE, STONE_INK, tints
from impact.graph import Graph, Pond
from impact.model import Certainty
from impact.words import number

Row = dict[str, Any]
WIDTHS = {Certainty.SUSPECTED: 1.3, Certainty.PLAUSIBLE: 1.9, Certainty.SUBSTANTIATED: 3.2}
DASH = {True: [4, 3], False: [1, 0]}
NARROW, WIDE = 48, 110
SMALLER = "(width > 480 ? 1 : 0.72)"


def ripple_graph(
    pond: Pond, graph: Graph, sentences: Mapping[str, str], language: str, *, dark: bool = False
) -> Figure:
    """The graph as it is drawn; `sentences` holds what changed of each observation that is drawn by itself.

    ValueError when there is nothing to draw.
    """
    told = Telling(graph, pond, sentences, language)
    room, spots = furnished(graph.marks, len(pond.rings), DARK if dark else LIGHT, language)
    layers = [_lanes(room), *_lines(room, told, spots), *_marks(room, told, spots), *_names(room, told, spots)]
    chart = alt.layer(*layers).properties(
        width="container",
        height=room.floor,
        autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
        title=_legend(room, told),
    )
    return Figure(dressed(chart, language, room.ground), in_words(told), table(told))


def _lanes(room: Room) -> alt.Chart:
    """The pale ground of each lane."""
    rows = [
        {"top": top + 1, "end": bottom - 1, "fill": tints(place, room.ground).track}
        for place, (top, bottom) in enumerate(pairwise(room.tops[1:]))
    ]
    bands = alt.Chart(data(rows)).mark_rect(cornerRadius=4, opacity=0.6, aria=False)
    drawn: alt.Chart = bands.encode(y=room.y("top:Q"), y2="end:Q", fill=alt.Fill("fill:N", scale=None))
    return drawn


def _lines(room: Room, told: Telling, spots: Mapping[str, Spot]) -> list[alt.Chart]:
    lines = told.graph.lines
    if not lines:
        return []
    marks = {key: spot.mark for key, spot in spots.items()}
    fullest = max(one.n for one in lines)
    rows: list[Row] = []
    heads: list[Row] = []
    crosses: list[Row] = []
    for place, one in enumerate(lines):
        bend = _bend(spots[one.cause], spots[one.effect], room)
        style = {"e": place, "w": _width(one, fullest), "d": one.certainty is Certainty.SUSPECTED}
        points: list[Row] = [
            {"x": round(x, 1), "y": round(y, 1), "k": step} | style for step, (x, y) in enumerate(bend)
        ]
        points[0]["told"] = told.line(one, marks)
        rows += points
        heads.append({"x": bend[-1][0], "y": bend[-1][1], "b": one.hinders, "r": -spots[one.effect].radius})
        if one.hinders:
            crosses.append(_middle(bend) | {"told": points[0]["told"]})
    ink = room.ground.ink
    strokes = alt.Chart(data(rows)).mark_line(
        interpolate="basis",
        color=ink,
        opacity=0.5 if told.graph.step is Step.ONE else 0.3,
        strokeCap="round",
        aria=False,
    )
    drawn = [
        strokes.encode(
            x=room.x(),
            y=room.y(),
            order="k:O",
            detail="e:N",
            strokeWidth=alt.StrokeWidth("w:Q", scale=None),
            strokeDash=alt.StrokeDash(
                "d:N", scale=alt.Scale(domain=list(DASH), range=list(DASH.values())), legend=None
            ),
            tooltip=tip(),
        )
    ]
    return [*drawn, *_heads(room, heads), *_crosses(room, crosses)]


def _bend(cause: Spot, effect: Spot, room: Room) -> list[tuple[float, float]]:
    """Four points of a curve that leaves to the right and arrives from the left; in one row it goes over the others."""
    reach = max((effect.x - cause.x) * 0.4, room.days * 0.03)
    lift = 22 if abs(cause.y - effect.y) < 12 and cause.mark.lane else 0
    return [
        (cause.x, cause.y),
        (cause.x + reach, cause.y - lift),
        (effect.x - reach, effect.y - lift),
        (effect.x, effect.y),
    ]


def _middle(bend: list[tuple[float, float]]) -> Row:
    """The middle of the curve through these points, a uniform cubic B-spline."""
    weights = (1 / 48, 23 / 48, 23 / 48, 1 / 48)
    x, y = (sum(weight * point[axis] for weight, point in zip(weights, bend, strict=True)) for axis in (0, 1))
    return {"x": round(x, 1), "y": round(y, 1)}


def _width(one: Line, fullest: int) -> float:
    return WIDTHS[one.certainty] if one.certainty else round(1 + 7 * one.n / fullest, 1)


def _heads(room: Room, rows: list[Row]) -> Iterator[alt.Chart]:
    """An arrow just before the effect; a bar where the ripple hinders."""
    for bar, shape in ((False, "triangle-right"), (True, "M0,-1L0,1")):
        mine = [row for row in rows if row["b"] is bar]
        if mine:
            head = alt.Chart(data(mine)).mark_point(
                shape=shape,
                size=70 if not bar else 130,
                filled=not bar,
                stroke=room.ground.ink,
                strokeWidth=0 if not bar else 3,
                color=room.ground.ink,
                opacity=0.8,
                aria=False,
                xOffset=alt.expr(f"datum.r * {SMALLER} - 3"),
            )
            yield head.encode(x=room.x(), y=room.y())


def _crosses(room: Room, rows: list[Row]) -> Iterator[alt.Chart]:
    """A cross on the middle of each ripple that hinders."""
    if rows:
        for wide, colour in ((5.5, room.ground.paper), (2.2, room.ground.ink)):
            cross = alt.Chart(data(rows)).mark_point(
                shape="M-1,-1L1,1M-1,1L1,-1", size=70, stroke=colour, strokeWidth=wide, opacity=1
            )
            yield cross.encode(x=room.x(), y=room.y(), tooltip=tip())


def _marks(room: Room, told: Telling, spots: Mapping[str, Spot]) -> Iterator[alt.Chart]:
    """Observations as circles, those that are loose open and dashed, activities as squares."""
    rows = [_mark(room, told, spot) for spot in spots.values()]
    for kind, shape, dash in (("loose", "circle", [3, 2]), ("linked", "circle", [1, 0]), ("stone", "square", [1, 0])):
        mine = [row for row in rows if row["kind"] == kind]
        if mine:
            yield _shapes(room, mine, shape, dash)
    letters = alt.Chart(data([{key: row[key] for key in ("x", "y", "text", "ink")} for row in rows if row["text"]]))
    yield letters.mark_text(
        fontWeight="bold", baseline="middle", fontSize=alt.expr(f"{LETTERS} * {SMALLER}"), aria=False, tooltip=None
    ).encode(x=room.x(), y=room.y(), text="text:N", color=alt.Color("ink:N", scale=None))


def _shapes(room: Room, rows: list[Row], shape: str, dash: list[int]) -> alt.Chart:
    points = alt.Chart(data(rows)).mark_point(
        shape=shape, strokeWidth=1.8, strokeDash=dash, opacity=1, size=alt.expr(f"pow(2 * datum.r * {SMALLER}, 2)")
    )
    drawn: alt.Chart = points.encode(
        x=room.x(),
        y=room.y(),
        fill=alt.Fill("fill:N", scale=None),
        stroke=alt.Stroke("stroke:N", scale=None),
        tooltip=tip(),
    )
    return drawn


def _mark(room: Room, told: Telling, spot: Spot) -> Row:
    one, ground = spot.mark, room.ground
    colours = tints(one.lane - 1, ground)
    bundle = one.first != one.last
    text = number(told.language, one.n, 0) if bundle else "" if one.alone or not one.lane else str(one.order or "?")
    return {
        "x": spot.x,
        "y": spot.y,
        "r": spot.radius,
        "kind": "stone" if not one.lane else "loose" if one.loose else "linked",
        "fill": STONE if not one.lane else ground.paper if one.loose else colours.lighter,
        "stroke": ground.ink if not one.lane else colours.full,
        "text": text,
        "ink": STONE_INK if not one.lane else ground.ink,
        "told": told.mark(one),
    }


def _names(room: Room, told: Telling, spots: Mapping[str, Spot]) -> Iterator[alt.Chart]:
    """The names of the lanes, and of the activities where there is room for them; a glow keeps lines out of them."""
    lanes = [told.say("graph.activities"), *(f"{place} {one.name}" for place, one in enumerate(told.pond.rings, 1))]
    heights = zip(room.tops, pairwise(room.tops), lanes, strict=False)
    heading = [{"y": top + 4, "text": name} for top, (_, bottom), name in heights if bottom > top]
    stones = [spot for spot in spots.values() if not spot.mark.lane and spot.mark.first == spot.mark.last]
    beside = [{"x": one.x, "y": one.y, "text": fitted(told.name(one.mark), NAME - 8)} for one in stones]
    roomy = alt.expr("width > 480 ? datum.text : ''")
    for glow in (True, False):
        line: Row = {"stroke": room.ground.paper, "strokeWidth": 3.5, "strokeJoin": "round"} if glow else {}
        style: Row = {"align": "left", "color": room.ground.ink, "fontSize": LETTERS} | line
        words = alt.Chart(data(heading)).mark_text(
            baseline="top", fontWeight="bold", limit=alt.expr("width - 12"), **style
        )
        yield words.encode(x=alt.value(6), y=room.y(), text="text:N")
        if beside:
            named = alt.Chart(data(beside)).mark_text(dx=12, text=roomy, **style)
            yield named.encode(x=room.x(), y=room.y())


def _legend(room: Room, told: Telling) -> alt.TitleParams:
    """What the marks mean, in words under the picture: in print there is nothing to point at."""
    single = told.graph.step is Step.ONE
    said = told.say("graph.legend" if single else "graph.legend_bundles")
    wide, narrow = wrap(said, WIDE), wrap(said, NARROW)
    return alt.TitleParams(
        text=alt.expr(f"width > 660 ? {wide} : {narrow}"),
        orient="bottom",
        anchor="start",
        frame="group",
        fontSize=LETTERS,
        fontWeight="normal",
        lineHeight=LETTERS + 5,
        color=room.ground.ink,
        offset=10,
    )
