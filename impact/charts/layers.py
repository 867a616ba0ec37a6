"""Layers for pictures drawn in the square of the discs: arcs, paths and texts, all scaled by one number, `k`.

Rows carry their places in units of the picture. The scales below turn those into pixels, so a picture keeps its
proportions whatever room it is given, and a letter keeps its place on its arc.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import pi
from typing import Literal

import altair as alt

from impact.charts import Spec
from impact.charts.geometry import HALF_SIZE, Row
from impact.charts.locale import CHART_FONT, style_chart
from impact.picture.colours import ColourScheme
from impact.picture.discs import PICTURE_SIZE


@dataclass(frozen=True)
class PictureFrame:
    """The room a picture has around the square of the discs, in the same units, and its width in pixels."""

    above: float
    below: float
    width: int

    @property
    def height_in_units(self) -> float:
        """The height in units of the picture."""
        return self.above + PICTURE_SIZE + self.below

    @property
    def height(self) -> int:
        """The height in pixels."""
        return round(self.width * self.height_in_units / PICTURE_SIZE)

    def list_size_params(self) -> tuple[alt.Parameter, alt.Parameter]:
        """The height, which follows the width the picture is given, and `k`, pixels per unit."""
        height = alt.param(name="height", expr=f"width*{self.height_in_units / PICTURE_SIZE:g}")
        return height, alt.param(name="k", expr=f"width/{PICTURE_SIZE:g}")

    def build_x_scale(self) -> alt.Scale:
        """Units to pixels from left to right."""
        return build_length_scale()

    def build_y_scale(self) -> alt.Scale:
        """Units to pixels from top to bottom."""
        return _build_pixel_scale(-self.above, PICTURE_SIZE + self.below, ["0", f"{self.height_in_units:g}*k"])


def _build_pixel_scale(first: float, last: float, ends: Sequence[str]) -> alt.Scale:
    pixels = [{"expr": end} for end in ends]
    return alt.Scale(type="linear", domain=[first, last], range=pixels, nice=False, zero=False)


def build_length_scale() -> alt.Scale:
    """Lengths in units to pixels: radii, line widths and type sizes."""
    return _build_pixel_scale(0, PICTURE_SIZE, ["0", f"{PICTURE_SIZE:g}*k"])


def build_arc_layer(frame: PictureFrame, data: str, is_described: bool = False) -> alt.Chart:
    """Filled arcs: rows of x, y (their centre), start, end, inner, outer, fill and, when asked, `told` to point at."""
    angle_scale = alt.Scale(type="linear", domain=[0, 360], range=[0, 2 * pi], nice=False, zero=False)
    description_channels = (
        {"tooltip": alt.Tooltip("told:N"), "description": alt.Description("told:N")} if is_described else {}
    )
    layer: alt.Chart = (
        alt.Chart(alt.NamedData(data))
        .mark_arc(aria=is_described)
        .encode(
            x=alt.X("x:Q", scale=frame.build_x_scale(), axis=None),
            y=alt.Y("y:Q", scale=frame.build_y_scale(), axis=None),
            theta=alt.Theta("start:Q", scale=angle_scale, stack=None),
            theta2="end:Q",
            radius=alt.Radius("inner:Q", scale=build_length_scale(), stack=None),
            radius2="outer:Q",
            fill=alt.Fill("fill:N", scale=None),
            **description_channels,
        )
    )
    return layer


def build_path_layer(frame: PictureFrame, data: str, dash: tuple[float, ...] = ()) -> alt.Chart:
    """Curves and outlines: rows of path (SVG, in halves of the square, around its centre), stroke, width and fill."""
    dash_lengths = ",".join(f"{length:g}*k" for length in dash)
    dash_options: Spec = {"strokeDash": alt.expr(f"[{dash_lengths}]")} if dash else {}
    layer: alt.Chart = (
        alt.Chart(alt.NamedData(data))
        .mark_point(aria=False, strokeJoin="round", strokeCap="butt" if dash else "round", opacity=1, **dash_options)
        .encode(
            x=alt.XDatum(HALF_SIZE, scale=frame.build_x_scale(), axis=None),
            y=alt.YDatum(HALF_SIZE, scale=frame.build_y_scale(), axis=None),
            shape=alt.Shape("path:N", scale=None),
            size=alt.value(alt.expr(f"pow({PICTURE_SIZE:g}*k,2)")),
            stroke=alt.Stroke("stroke:N", scale=None),
            strokeWidth=alt.StrokeWidth("width:Q", scale=build_length_scale(), legend=None),
            fill=alt.Fill("fill:N", scale=None),
        )
    )
    return layer


def build_text_layer(
    frame: PictureFrame, data: str, bold: bool = True, halo: str = "", align: Literal["center", "left"] = "center"
) -> alt.Chart:
    """Texts: rows of text, x, y, angle, size and ink; with a halo, the glow of that colour that lies under them."""
    halo_options: Spec = {"stroke": halo, "strokeWidth": alt.expr("3.4*k"), "strokeJoin": "round"} if halo else {}
    weight: Literal["bold", "normal"] = "bold" if bold else "normal"
    layer: alt.Chart = (
        alt.Chart(alt.NamedData(data))
        .mark_text(aria=False, font=CHART_FONT, fontWeight=weight, align=align, baseline="middle", **halo_options)
        .encode(
            x=alt.X("x:Q", scale=frame.build_x_scale(), axis=None),
            y=alt.Y("y:Q", scale=frame.build_y_scale(), axis=None),
            text="text:N",
            angle=alt.Angle("angle:Q", scale=None),
            size=alt.Size("size:Q", scale=build_length_scale(), legend=None),
            color=alt.value(halo) if halo else alt.Color("ink:N", scale=None),
        )
    )
    return layer


def build_inline_data(rows: Iterable[Row]) -> alt.InlineData:
    """Return rows as the data of one layer."""
    return alt.InlineData(values=list(rows))


def build_tooltip(field: str = "told") -> alt.Tooltip:
    """Return the tooltip that shows the sentence in this field on pointing at a mark."""
    return alt.Tooltip(f"{field}:N", title=" ")


def build_layered_spec(frame: PictureFrame, layers: Sequence[alt.Chart], language: str, scheme: ColourScheme) -> Spec:
    """The layers as one spec without its data, which is filled in for each picture: building it is what costs time."""
    chart = alt.layer(*layers).add_params(*frame.list_size_params()).properties(width=frame.width, height=frame.height)
    return dict(style_chart(chart, language, scheme).to_dict())
