"""Milestones as marks: a shape for each kind, a lane for each so that their titles do not run into each other."""

from collections.abc import Sequence
from datetime import date

import altair as alt

from impact.charts.letters import text_width
from impact.charts.timeline_room import BANDS, LANE, LETTERS, Room, Row, at, data, tip
from impact.charts.timeline_table import shown_title
from impact.colours import DARK, LIGHT
from impact.model import Milestone, MilestoneKind
from impact.timeline import Stretch, lanes
from impact.words import day, say

WIDE, USUAL = 700, 760
TITLE, MARK, NUMBER = 30, 13, 34
APART = 46  # so that numbers stay free of the next mark on a phone too
SHAPES = {
    MilestoneKind.SUCCESS: "M0,-1.15L.31,-.4L1.1,-.36L.5,.15L.68,.93L0,.5L-.68,.93L-.5,.15L-1.1,-.36L-.31,-.4Z",
    MilestoneKind.BRILLIANT_FAILURE: (
        "M0,-1.15L.24,-.58L.81,-.81L.58,-.24L1.15,0L.58,.24L.81,.81L.24,.58"
        "L0,1.15L-.24,.58L-.81,.81L-.58,.24L-1.15,0L-.58,-.24L-.81,-.81L-.24,-.58Z"
    ),
    MilestoneKind.AGREEMENT: "circle",
    MilestoneKind.DECISION: "square",
    MilestoneKind.PHASE_CHANGE: "triangle-up",
}
CELEBRATED = {LIGHT.paper: "#0B5C8A", DARK.paper: "#6DB8E3"}
Place = tuple[int, bool, bool]


def places(milestones: Sequence[Milestone], first: date, last: date, language: str) -> list[Place]:
    """For each milestone its lane, whether its text stands left of it, and whether there is room for its title."""
    days = (last - first).days
    found = []
    for one in milestones:
        x = (one.said.on - first).days / days * USUAL
        width = max(text_width(beside(one, language), LETTERS), APART)
        left = x + NUMBER + width > USUAL
        before, after = (NUMBER, MARK) if left else (MARK, NUMBER)
        whole = (x - NUMBER - width, x + MARK) if left else (x - MARK, x + NUMBER + width)
        found.append((Stretch((x - before, x + after), whole), left))
    given = lanes([stretch for stretch, _ in found])
    return [(lane, left, roomy) for (_, left), (lane, roomy) in zip(found, given, strict=True)]


def beside(one: Milestone, language: str) -> str:
    """What stands beside a mark after its number: its title, but not of a phase, whose band has the word already."""
    if one.said.kind is MilestoneKind.PHASE_CHANGE and not one.held:
        return ""
    title = shown_title(one, language)
    return title if len(title) <= TITLE else title[: TITLE - 1].rstrip() + "…"


def marks(room: Room, milestones: Sequence[Milestone], placed: Sequence[Place]) -> list[alt.Chart]:
    """The marks with their numbers, and their titles where the chart is wide enough."""
    if not milestones:
        return []
    pairs = zip(milestones, placed, strict=True)
    rows = [_mark(room, number, one, place) for number, (one, place) in enumerate(pairs, 1)]
    kinds = [kind for kind in MilestoneKind if any(one.said.kind is kind for one in milestones)]
    shapes = alt.Scale(
        domain=[say(room.language, f"model.milestone.{kind.value}") for kind in kinds],
        range=[SHAPES[kind] for kind in kinds],
    )
    points = alt.Chart(data(rows)).mark_point(size=MARK**2, strokeWidth=1.8, opacity=1)
    layers: list[alt.Chart] = [
        points.encode(
            x=room.x(),
            y=room.y(),
            shape=alt.Shape("kind:N", scale=shapes, legend=room.legend("top")),
            fill=alt.Fill("fill:N", scale=None),
            stroke=alt.Stroke("stroke:N", scale=None),
            tooltip=tip(),
        )
    ]
    for left in (False, True):
        here = [row for row in rows if row["left"] is left]
        if here:
            layers.append(_titles(room, here, left))
    return layers


def _mark(room: Room, number: int, one: Milestone, place: Place) -> Row:
    lane, left, roomy = place
    ground = room.ground
    celebrated = one.said.kind in (MilestoneKind.SUCCESS, MilestoneKind.BRILLIANT_FAILURE)
    ink = CELEBRATED[ground.paper] if celebrated else ground.ink
    kind = say(room.language, f"model.milestone.{one.said.kind.value}")
    return {
        "start": at(one.said.on),
        "y": BANDS + (lane + 0.5) * LANE + 6,
        "kind": kind,
        "fill": ground.paper if one.held else ink,
        "stroke": ink,
        "number": str(number),
        "text": f"{number}  {beside(one, room.language)}".rstrip() if roomy else str(number),
        "left": left,
        "told": f"{number}. {shown_title(one, room.language)} · {kind} · {day(room.language, one.said.on)}",
    }


def _titles(room: Room, rows: Sequence[Row], left: bool) -> alt.Chart:
    text = alt.Chart(data(rows)).mark_text(
        align="right" if left else "left",
        dx=-12 if left else 12,
        color=room.ground.ink,
        fontSize=LETTERS,
        text=alt.expr(f"width > {WIDE} ? datum.text : datum.number"),
    )
    told: alt.Chart = text.encode(x=room.x(), y=room.y(), tooltip=tip())
    return told
