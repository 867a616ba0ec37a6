"""A line per ring through time: the whole ring read with the same formula as one sector."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import ceil
from statistics import fmean

import altair as alt
import pandas as pd

from impact.charts import Figure, Spec
from impact.charts.geometry import Row
from impact.charts.locale import style_chart
from impact.charts.still_disc import PICTURE_WIDTH, PictureCaption
from impact.model import TOP_LEVEL, Tally, Theme
from impact.picture import colours
from impact.picture.discs import Disc, DiscPicture, compute_readings
from impact.picture.level_formulas import SectorReading
from impact.picture.text_twin import TwinCell, format_seen_level, format_wanted_level
from impact.text.measure import measure_text_width
from impact.words import format_month, get_text

CHART_HEIGHT = 420
NAME_SIZE = 13.0
NAME_SPACING = 19.0
NAME_MARGIN = 24.0
MAX_NAME_MARGIN = 300.0
NARROW_WIDTH_PIXELS = 520


@dataclass(frozen=True)
class RingLine:
    """One ring through the months of the picture: the reading of the ring as a whole, its wanted level a mean."""

    disc: Disc
    readings: tuple[SectorReading, ...]


def compute_ring_lines(picture: DiscPicture, tallies: Iterable[Tally]) -> tuple[RingLine, ...]:
    """Each ring read as if it were one sector: Σ w·s·l / Σ w over all observations of all its sectors in the window.

    Wanted is the mean of the wanted levels of those sectors that have one. `tallies` are those the picture is made of.
    """
    ring_of = {sector.theme.id: disc.number for disc in picture.discs for sector in disc.sectors}
    by_ring: dict[int, list[Tally]] = {}
    for tally in tallies:
        if tally.theme_id in ring_of:
            by_ring.setdefault(ring_of[tally.theme_id], []).append(tally)
    return tuple(
        RingLine(disc, _compute_ring_readings(picture, disc, by_ring.get(disc.number, []))) for disc in picture.discs
    )


def _compute_ring_readings(picture: DiscPicture, disc: Disc, tallies: Sequence[Tally]) -> tuple[SectorReading, ...]:
    ring = Theme(disc.ring.id, disc.ring.id, disc.ring.name)
    return compute_readings(tallies, ring, picture.months, picture.window, picture.confirmed_only)


def compute_wanted_mean(disc: Disc, index: int) -> float | None:
    """The mean of the wanted levels of the sectors of a ring in month `index`; None when none was agreed."""
    levels = [sector.readings[index].wanted for sector in disc.sectors]
    agreed = [level for level in levels if level is not None]
    return fmean(agreed) if agreed else None


def draw_ring_lines(
    picture: DiscPicture,
    tallies: Iterable[Tally],
    caption: PictureCaption,
    dark: bool = False,
    width: int = PICTURE_WIDTH,
) -> Figure:
    """A line per ring of the level seen and a dashed one of the level wanted, named at their ends.

    Months in which nothing was seen are gaps, never zero; a month alone between gaps is a dot.
    """
    scheme = colours.DARK_SCHEME if dark else colours.LIGHT_SCHEME
    lines = compute_ring_lines(picture, tallies)
    lowest = min([0.0, *(reading.seen for line in lines for reading in line.readings if reading.seen is not None)])
    lowest_axis_level = -ceil(-lowest)
    name_rows = _build_ring_name_rows(lines, caption.language, lowest_axis_level, picture.months[-1], scheme)
    margin = min(
        NAME_MARGIN + max(measure_text_width(str(row["text"]), NAME_SIZE) for row in name_rows), MAX_NAME_MARGIN
    )
    datasets = {
        "seen": [row for line in lines for row in _build_seen_rows(line, picture, scheme)],
        "wanted": [row for line in lines for row in _build_wanted_rows(line, picture, scheme)],
        "names": name_rows,
    }
    spec = _build_ring_lines_template(caption.language, scheme, width, lowest_axis_level, ceil(margin))
    if caption.heading:
        spec = spec | {"title": {"text": caption.heading, "anchor": "start", "fontSize": 18, "color": scheme.ink}}
    return Figure(
        spec,
        _describe_ring_lines(picture, lines, caption.language),
        _build_ring_lines_table(picture, lines, caption.language),
        datasets,
    )


def _build_seen_rows(line: RingLine, picture: DiscPicture, scheme: colours.ColourScheme) -> list[Row]:
    levels = [reading.seen for reading in line.readings]
    rows, run_number = [], 0
    for index, level in enumerate(levels):
        run_number += level is None
        if level is not None:
            neighbours = levels[max(index - 1, 0) : index] + levels[index + 1 : index + 2]
            row = _build_level_row(line, picture.months[index], level, scheme)
            rows.append(row | {"run": run_number, "alone": all(other is None for other in neighbours)})
    return rows


def _build_wanted_rows(line: RingLine, picture: DiscPicture, scheme: colours.ColourScheme) -> list[Row]:
    levels = [compute_wanted_mean(line.disc, index) for index in range(len(picture.months))]
    return [
        _build_level_row(line, month_start, level, scheme)
        for month_start, level in zip(picture.months, levels, strict=True)
        if level is not None
    ]


def _build_level_row(line: RingLine, day: date, level: float, scheme: colours.ColourScheme) -> Row:
    colour = colours.get_ring_tints(line.disc.number, scheme).full
    ring_fields = {"ring": line.disc.ring.name, "number": line.disc.number, "ink": colour}
    return ring_fields | {"month": f"{day.isoformat()}T00:00", "level": level}


def _build_ring_name_rows(
    lines: Sequence[RingLine], language: str, lowest_axis_level: int, last: date, scheme: colours.ColourScheme
) -> list[Row]:
    """The name of each ring beside the end of its line, moved apart where they would touch."""
    spacing = NAME_SPACING * (TOP_LEVEL - lowest_axis_level) / CHART_HEIGHT
    ends = sorted((_get_end_level(line), line.disc.number) for line in lines)
    places: list[float] = []
    for level, _ in ends:
        places.append(max(level, places[-1] + spacing) if places else max(level, lowest_axis_level + spacing / 2))
    overflow = max(places[-1] - (TOP_LEVEL + spacing / 2), 0.0)
    for index in range(len(places) - 1, -1, -1):
        ceiling = TOP_LEVEL + spacing / 2 if index == len(places) - 1 else places[index + 1] - spacing
        places[index] = min(places[index], ceiling) if overflow else places[index]
    by_number = {number: place for (_, number), place in zip(ends, places, strict=True)}
    return [
        _build_level_row(line, last, by_number[line.disc.number], scheme)
        | {"text": f"{line.disc.ring.name}  {format_seen_level(language, line.readings[-1].seen)}"}
        for line in lines
    ]


def _get_end_level(line: RingLine) -> float:
    return next((reading.seen for reading in reversed(line.readings) if reading.seen is not None), 0.0)


@lru_cache(maxsize=64)
def _build_ring_lines_template(
    language: str, scheme: colours.ColourScheme, width: int, lowest_axis_level: int, margin: int
) -> Spec:
    layers = [
        _build_wanted_layer(),
        _build_seen_layer(),
        _build_point_layer(language),
        *_build_ring_name_layers(scheme),
    ]
    params = (
        alt.param(name="words", value=[get_text(language, f"model.level.{level}") for level in range(TOP_LEVEL + 1)]),
        alt.param(name="narrow", expr=f"containerSize()[0] < {NARROW_WIDTH_PIXELS}"),
    )
    chart = alt.layer(*layers).encode(x=_encode_months(margin), y=_encode_levels(lowest_axis_level)).add_params(*params)
    return dict(style_chart(chart.properties(width=width, height=CHART_HEIGHT), language, scheme).to_dict())


def _encode_months(margin: int) -> alt.X:
    ends = [alt.expr("0"), alt.expr(f"narrow ? width : width-{margin}")]
    axis = alt.Axis(title=None, grid=False, format="%b %Y", labelOverlap="greedy", tickCount=8, labelFlush=True)
    return alt.X("month:T", scale=alt.Scale(type="time", range=ends), axis=axis)


def _encode_levels(lowest_axis_level: int) -> alt.Y:
    label_expr = "narrow || datum.value < 0 ? datum.label : datum.value + ' ' + words[datum.value]"
    axis = alt.Axis(title=None, values=list(range(lowest_axis_level, TOP_LEVEL + 1)), format="d", labelExpr=label_expr)
    return alt.Y("level:Q", scale=alt.Scale(domain=[lowest_axis_level, TOP_LEVEL], nice=False, zero=False), axis=axis)


def _build_wanted_layer() -> alt.Chart:
    dashes = alt.Chart(alt.NamedData("wanted")).mark_line(
        interpolate="step-after", strokeDash=[6, 5], strokeWidth=1.6, opacity=0.75, aria=False
    )
    layer: alt.Chart = dashes.encode(stroke=alt.Stroke("ink:N", scale=None), detail="number:N")
    return layer


def _build_seen_layer() -> alt.Chart:
    line = alt.Chart(alt.NamedData("seen")).mark_line(strokeWidth=3, strokeJoin="round", aria=False)
    layer: alt.Chart = line.encode(stroke=alt.Stroke("ink:N", scale=None), detail=["number:N", "run:N"])
    return layer


def _build_point_layer(language: str) -> alt.Chart:
    layer: alt.Chart = (
        alt.Chart(alt.NamedData("seen"))
        .mark_point(filled=True, size=70, aria=False)
        .encode(
            fill=alt.Fill("ink:N", scale=None),
            opacity=alt.condition("datum.alone", alt.value(1), alt.value(0)),
            tooltip=[
                alt.Tooltip("ring:N", title=get_text(language, "common.ring")),
                alt.Tooltip("month:T", title=get_text(language, "common.month"), format="%b %Y"),
                alt.Tooltip("level:Q", title=get_text(language, "twin.seen"), format=".1f"),
            ],
        )
    )
    return layer


def _build_ring_name_layers(scheme: colours.ColourScheme) -> list[alt.Chart]:
    # Where there is no room beside the lines, the names stand over their ends.
    names = alt.Chart(alt.NamedData("names"))
    dots = names.mark_point(filled=True, size=80, xOffset=alt.expr("narrow ? -4 : 12"), opacity=1, aria=False)
    text_options: Spec = {
        "align": alt.expr("narrow ? 'right' : 'left'"),
        "dx": alt.expr("narrow ? -12 : 22"),
        "fontSize": NAME_SIZE,
        "fontWeight": "bold",
        "aria": False,
    }
    return [
        dots.encode(fill=alt.Fill("ink:N", scale=None)),
        names.mark_text(**text_options, stroke=scheme.paper, strokeWidth=4, color=scheme.paper).encode(text="text:N"),
        names.mark_text(**text_options, color=scheme.ink).encode(text="text:N"),
    ]


def _describe_ring_lines(picture: DiscPicture, lines: Sequence[RingLine], language: str) -> str:
    return get_text(
        language,
        "chart.lines_alt",
        first=format_month(language, picture.months[0]),
        last=format_month(language, picture.months[-1]),
        rings=" ".join(
            get_text(
                language,
                "chart.line_told",
                ring=line.disc.ring.name,
                seen=format_seen_level(language, line.readings[-1].seen),
                wanted=format_wanted_level(language, compute_wanted_mean(line.disc, -1)),
            )
            for line in lines
        ),
    )


def _build_ring_lines_table(picture: DiscPicture, lines: Sequence[RingLine], language: str) -> pd.DataFrame:
    heads = [
        get_text(language, key)
        for key in ("common.month", "common.ring", "twin.seen", "twin.wanted", "common.observations")
    ]
    rows: list[tuple[TwinCell, ...]] = [
        (
            format_month(language, day),
            line.disc.ring.name,
            _round_level_cell(line.readings[index].seen, get_text(language, "common.not_seen")),
            _round_level_cell(compute_wanted_mean(line.disc, index), get_text(language, "common.not_agreed")),
            line.readings[index].n,
        )
        for index, day in enumerate(picture.months)
        for line in lines
    ]
    return pd.DataFrame(rows, columns=heads, dtype=object)


def _round_level_cell(level: float | None, fallback: str) -> TwinCell:
    return fallback if level is None else round(level, 2) + 0.0
