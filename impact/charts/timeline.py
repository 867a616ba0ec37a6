"""The timeline: phases as bands, milestones as marks and observations per month below, in one view on one time axis.

Heights are pixels from the top of the view; places in time are days, which the chart turns into pixels for whatever
width it gets. Below WIDE pixels the marks keep their numbers and lose their titles; the table has them all.
"""

from collections.abc import Sequence
from datetime import date

import altair as alt

from impact.charts import Figure
from impact.charts.layers import build_inline_data, build_tooltip
from impact.charts.locale import style_chart
from impact.charts.timeline_axes import BAND_HEIGHT, COUNT_HEIGHT, LETTER_SIZE, TimelineLayout, format_moment
from impact.charts.timeline_marks import build_milestone_layers, place_milestones
from impact.charts.timeline_table import build_timeline_table, describe_timeline
from impact.milestones.timeline_layout import MonthlyCount, PhaseBand, compute_span
from impact.model import Milestone, Ring
from impact.months import shift_month
from impact.picture.colours import DARK_SCHEME, LIGHT_SCHEME, get_ring_colour, mix_colours
from impact.words import format_day, format_month, get_text


def draw_timeline(
    rings: Sequence[Ring],
    counts: Sequence[MonthlyCount],
    milestones: Sequence[Milestone],
    bands: Sequence[PhaseBand],
    until: date,
    language: str,
    *,
    dark: bool = False,
) -> Figure:
    """The timeline up to `until` and what is planned after it; milestones are numbered in the order they are given."""
    first, last = compute_span(counts, milestones, bands, until)
    mark_places = place_milestones(milestones, first, last, language)
    count_by_month: dict[date, int] = {}
    for monthly_count in counts:
        count_by_month[monthly_count.month] = count_by_month.get(monthly_count.month, 0) + monthly_count.count
    lane_count = max([lane for lane, _, _ in mark_places], default=0) + 1
    layout = TimelineLayout(
        first, last, lane_count, max([*count_by_month.values(), 4]), DARK_SCHEME if dark else LIGHT_SCHEME, language
    )
    layers = [
        *_build_band_layers(layout, bands),
        *_build_count_layers(layout, rings, counts),
        *build_milestone_layers(layout, milestones, mark_places),
        *_build_today_layers(layout, until),
    ]
    chart = alt.layer(*layers).properties(
        width="container", height=layout.total_height, autosize=alt.AutoSizeParams(type="fit-x", contains="padding")
    )
    chart = chart.resolve_scale(color="independent", shape="independent")
    return Figure(
        style_chart(chart, language, layout.scheme),
        describe_timeline(counts, milestones, bands, first, until, language),
        build_timeline_table(rings, counts, milestones, bands, language),
    )


def _build_band_layers(layout: TimelineLayout, bands: Sequence[PhaseBand]) -> list[alt.Chart]:
    if not bands:
        return []
    scheme = layout.scheme
    rows = [
        {
            "start": format_moment(band.start),
            "top": 0,
            "middle": BAND_HEIGHT / 2,
            "end": format_moment(shift_month(band.end) if band.is_open and band.end >= band.start else band.end),
            "word": get_text(layout.language, f"model.phase.{band.phase.value}"),
            "fill": mix_colours(scheme.ink, scheme.paper, 0.10 if number % 2 else 0.18),
            "told": _describe_band(band, layout.language),
        }
        for number, band in enumerate(bands)
    ]
    band_data = build_inline_data(rows)
    bar_layer = alt.Chart(band_data).mark_rect(cornerRadius=3, stroke=scheme.paper, strokeWidth=2)
    band_width_expr = "scale('x', datum.end) - scale('x', datum.start)"
    text_layer = alt.Chart(band_data).mark_text(
        align="left",
        dx=8,
        color=scheme.ink,
        fontSize=LETTER_SIZE,
        fontWeight="bold",
        limit=alt.expr(f"max(1, {band_width_expr} - 12)"),
        opacity=alt.expr(f"{band_width_expr} > 40 ? 1 : 0"),
    )
    return [
        bar_layer.encode(
            x=layout.encode_x(),
            x2="end:T",
            y=layout.encode_y("top:Q"),
            y2=alt.datum(BAND_HEIGHT),
            fill=alt.Fill("fill:N", scale=None),
            tooltip=build_tooltip(),
        ),
        text_layer.encode(x=layout.encode_x(), y=layout.encode_y("middle:Q"), text="word:N", tooltip=build_tooltip()),
    ]


def _describe_band(band: PhaseBand, language: str) -> str:
    key = "timeline.phase_since" if band.is_open else "timeline.phase_span"
    facts = {"phase": get_text(language, f"model.phase.{band.phase.value}"), "start": format_day(language, band.start)}
    return get_text(language, key, end=format_day(language, band.end), **facts)


def _build_count_layers(
    layout: TimelineLayout, rings: Sequence[Ring], counts: Sequence[MonthlyCount]
) -> list[alt.Chart]:
    number_by_ring = {ring.id: number for number, ring in enumerate(rings)}
    stacked_by_month: dict[date, int] = {}
    rows = []
    for monthly_count in counts:
        below = stacked_by_month.get(monthly_count.month, 0)
        stacked_by_month[monthly_count.month] = below + monthly_count.count
        name = rings[number_by_ring[monthly_count.ring_id]].name
        rows.append(
            {
                "start": format_moment(monthly_count.month),
                "end": format_moment(shift_month(monthly_count.month)),
                "y": layout.compute_bar_top(below + monthly_count.count),
                "y2": layout.compute_bar_top(below),
                "n": monthly_count.count,
                "ring": f"{number_by_ring[monthly_count.ring_id] + 1} {name}",
                "told": f"{name}, {format_month(layout.language, monthly_count.month)}: {monthly_count.count}",
            }
        )
    ring_numbers = sorted({number_by_ring[monthly_count.ring_id] for monthly_count in counts})
    colours = alt.Scale(
        domain=[f"{number + 1} {rings[number].name}" for number in ring_numbers],
        range=[get_ring_colour(number) for number in ring_numbers],
    )
    bars = alt.Chart(build_inline_data(rows)).mark_rect(
        stroke=layout.scheme.paper, strokeWidth=alt.expr("width > 500 ? 1 : 0.4")
    )
    bar_layer = bars.encode(
        x=layout.encode_x(),
        x2="end:T",
        y=layout.encode_y(),
        y2="y2:Q",
        color=alt.Color("ring:N", scale=colours, legend=layout.build_legend("bottom")),
        tooltip=build_tooltip(),
    )
    return [*_build_count_scale_layers(layout), bar_layer] if rows else _build_count_scale_layers(layout)


def _build_count_scale_layers(layout: TimelineLayout) -> list[alt.Chart]:
    ink = layout.scheme.ink
    step = max(1, layout.max_count // 2)
    rows = [
        {"start": format_moment(layout.first_day), "y": layout.compute_bar_top(n), "text": str(n)}
        for n in (step, 2 * step)
    ]
    heading_rows = [
        {
            "start": format_moment(layout.first_day),
            "y": layout.total_height - COUNT_HEIGHT - 18,
            "text": get_text(layout.language, "timeline.per_month"),
        }
    ]
    rules = alt.Chart(build_inline_data(rows)).mark_rule(stroke=ink, opacity=0.25, strokeDash=[2, 3])
    labels = alt.Chart(build_inline_data(rows + heading_rows)).mark_text(
        align="left", baseline="bottom", dx=2, dy=-1, color=ink
    )
    return [
        rules.encode(y=layout.encode_y()),
        labels.encode(x=layout.encode_x(), y=layout.encode_y(), text="text:N", size=alt.value(LETTER_SIZE - 1)),
    ]


def _build_today_layers(layout: TimelineLayout, until: date) -> list[alt.Chart]:
    if shift_month(until.replace(day=1)) >= layout.last_day:
        return []
    height = layout.total_height - COUNT_HEIGHT - 18
    today_data = build_inline_data(
        [{"start": format_moment(until), "y": height, "word": get_text(layout.language, "common.today")}]
    )
    line = alt.Chart(today_data).mark_rule(stroke=layout.scheme.ink, strokeDash=[5, 4], opacity=0.7)
    is_late = (layout.last_day - until) * 4 < layout.last_day - layout.first_day
    word = alt.Chart(today_data).mark_text(
        align="right" if is_late else "left", baseline="bottom", dx=-4 if is_late else 4, color=layout.scheme.ink
    )
    return [
        line.encode(x=layout.encode_x()),
        word.encode(x=layout.encode_x(), y=layout.encode_y(), text="word:N", size=alt.value(LETTER_SIZE - 1)),
    ]
