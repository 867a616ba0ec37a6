"""Layers for pictures drawn in the square of the discs: arcs, paths and texts, all scaled by one number, `k`.

Rows carry their places in units of the picture. The scales below turn those into pixels, so a picture keeps its
proportions whatever room it is given, and a letter keeps its place on its arc.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import pi
from typing import Literal

import altair as alt

from impact.charts import Spec
from impact.charts.geometry import HALF
from impact.charts.locale import FONT, dressed
from impact.colours import Ground
from impact.discs import SIZE


@dataclass(frozen=True)
class Frame:
    """The room a picture has around the square of the discs, in the same units, and its width in pixels."""

    above: float
    below: float
    width: int

    @property
    def units(self) -> float:
        """The height in units of the picture."""
        return self.above + SIZE + self.below

    @property
    def height(self) -> int:
        """The height in pixels."""
        return round(self.width * self.units / SIZE)

    def room(self) -> tuple[alt.Parameter, alt.Parameter]:
        """The height, which follows the width the picture is given, and `k`, pixels per unit."""
        height = alt.param(name="height", expr=f"width*{self.units / SIZE:g}")
        return height, alt.param(name="k", expr=f"width/{SIZE:g}")

    def x(self) -> alt.Scale:
        """Units to pixels from left to right."""
        return lengths()

    def y(self) -> alt.Scale:
        """Units to pixels from top to bottom."""
        return _linear(-self.above, SIZE + self.below, ["0", f"{self.units:g}*k"])


def _linear(first: float, last: float, ends: Sequence[str]) -> alt.Scale:
    pixels = [{"expr": end} for end in ends]
    return alt.Scale(type="linear", domain=[first, last], range=pixels, nice=False, zero=False)


def lengths() -> alt.Scale:
    """Lengths in units to pixels: radii, line widths and type sizes."""
    return _linear(0, SIZE, ["0", f"{SIZE:g}*k"])


def arcs(frame: Frame, data: str, told: bool = False) -> alt.Chart:
    """Filled arcs: rows of x, y (their centre), start, end, inner, outer, fill and, when asked, `told` to point at."""
    turn = alt.Scale(type="linear", domain=[0, 360], range=[0, 2 * pi], nice=False, zero=False)
    words = {"tooltip": alt.Tooltip("told:N"), "description": alt.Description("told:N")} if told else {}
    layer: alt.Chart = (
        alt.Chart(alt.NamedData(data))
        .mark_arc(aria=told)
        .encode(
            x=alt.X("x:Q", scale=frame.x(), axis=None),
            y=alt.Y("y:Q", scale=frame.y(), axis=None),
            theta=alt.Theta("start:Q", scale=turn, stack=None),
            theta2="end:Q",
            radius=alt.Radius("inner:Q", scale=lengths(), stack=None),
            radius2="outer:Q",
            fill=alt.Fill("fill:N", scale=None),
            **words,
        )
    )
    return layer


def paths(frame: Frame, data: str, dash: tuple[float, ...] = ()) -> alt.Chart:
    """Curves and outlines: rows of path (SVG, in halves of the square, around its centre), stroke, width and fill."""
    lengths_of = ",".join(f"{length:g}*k" for length in dash)
    dashes: Spec = {"strokeDash": alt.expr(f"[{lengths_of}]")} if dash else {}
    layer: alt.Chart = (
        alt.Chart(alt.NamedData(data))
        .mark_point(aria=False, strokeJoin="round", strokeCap="butt" if dash else "round", opacity=1, **dashes)
        .encode(
            x=alt.XDatum(HALF, scale=frame.x(), axis=None),
            y=alt.YDatum(HALF, scale=frame.y(), axis=None),
            shape=alt.Shape("path:N", scale=None),
            size=alt.value(alt.expr(f"pow({SIZE:g}*k,2)")),
            stroke=alt.Stroke("stroke:N", scale=None),
            strokeWidth=alt.StrokeWidth("width:Q", scale=lengths(), legend=None),
            fill=alt.Fill("fill:N", scale=None),
        )
    )
    return layer


def texts(
    frame: Frame, data: str, bold: bool = True, halo: str = "", align: Literal["center", "left"] = "center"
) -> alt.Chart:
    """Texts: rows of text, x, y, angle, size and ink; with a halo, the glow of that colour that lies under them."""
    glow: Spec = {"stroke": halo, "strokeWidth": alt.expr("3.4*k"), "strokeJoin": "round"} if halo else {}
    weight: Literal["bold", "normal"] = "bold" if bold else "normal"
    layer: alt.Chart = (
        alt.Chart(alt.NamedData(data))
        .mark_text(aria=False, font=FONT, fontWeight=weight, align=align, baseline="middle", **glow)
        .encode(
            x=alt.X("x:Q", scale=frame.x(), axis=None),
            y=alt.Y("y:Q", scale=frame.y(), axis=None),
            text="text:N",
            angle=alt.Angle("angle:Q", scale=None),
            size=alt.Size("size:Q", scale=lengths(), legend=None),
            color=alt.value(halo) if halo else alt.Color("ink:N", scale=None),
        )
    )
    return layer


def finished(frame: Frame, layers: Sequence[alt.Chart], language: str, ground: Ground) -> Spec:
    """The layers as one spec without its data, which is filled in for each picture: building it is what costs time."""
    chart = alt.layer(*layers).add_params(*frame.room()).properties(width=frame.width, height=frame.height)
    return dict(dressed(chart, language, ground).to_dict())
