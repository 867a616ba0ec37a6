"""The timeline: phases as bands, milestones as marks and observations per month below, in one view on one time axis.

Heights are pixels from the top of the view; places in time are days, which the chart turns into pixels for whatever
width it gets. Below WIDE pixels the marks keep their numbers and lose their titles; the table has them all.
"""

from collections.abc import Sequence
from datetime import date

import altair as alt

from impact.charts import Figure
from impact.charts.locale import dressed
from impact.charts.timeline_marks import marks, places
from impact.charts.timeline_room import BANDS, COUNTS, LETTERS, Room, at, data, tip
from impact.charts.timeline_table import in_words, table
from impact.colours import DARK, LIGHT, mixed, ring_colour
from impact.model import Milestone, Ring
from impact.months import month_after
from impact.phases import Band
from impact.timeline import Monthly, span
from impact.words import day, month, say


def timeline(
    rings: Sequence[Ring],
    counts: Sequence[Monthly],
    milestones: Sequence[Milestone],
    bands: Sequence[Band],
    until: date,
    language: str,
    *,
    dark: bool = False,
) -> Figure:
    """The timeline up to `until` and what is planned after it; milestones are numbered in the order they are given."""
    first, last = span(counts, milestones, bands, until)
    placed = places(milestones, first, last, language)
    per_month: dict[date, int] = {}
    for one in counts:
        per_month[one.month] = per_month.get(one.month, 0) + one.n
    rows = max([lane for lane, _, _ in placed], default=0) + 1
    room = Room(first, last, rows, max([*per_month.values(), 4]), DARK if dark else LIGHT, language)
    layers = [
        *_bands(room, bands),
        *_counts(room, rings, counts),
        *marks(room, milestones, placed),
        *_today(room, until),
    ]
    chart = alt.layer(*layers).properties(
        width="container", height=room.floor, autosize=alt.AutoSizeParams(type="fit-x", contains="padding")
    )
    chart = chart.resolve_scale(color="independent", shape="independent")
    return Figure(
        dressed(chart, language, room.ground),
        in_words(counts, milestones, bands, first, until, language),
        table(rings, counts, milestones, bands, language),
    )


def _bands(room: Room, bands: Sequence[Band]) -> list[alt.Chart]:
    if not bands:
        return []
    ground = room.ground
    rows = [
        {
            "start": at(band.start),
            "top": 0,
            "middle": BANDS / 2,
            "end": at(month_after(band.end) if band.open and band.end >= band.start else band.end),
            "word": say(room.language, f"model.phase.{band.phase.value}"),
            "fill": mixed(ground.ink, ground.paper, 0.10 if number % 2 else 0.18),
            "told": _told_band(band, room.language),
        }
        for number, band in enumerate(bands)
    ]
    shown = data(rows)
    bars = alt.Chart(shown).mark_rect(cornerRadius=3, stroke=ground.paper, strokeWidth=2)
    between = "scale('x', datum.end) - scale('x', datum.start)"
    text = alt.Chart(shown).mark_text(
        align="left",
        dx=8,
        color=ground.ink,
        fontSize=LETTERS,
        fontWeight="bold",
        limit=alt.expr(f"max(1, {between} - 12)"),
        opacity=alt.expr(f"{between} > 40 ? 1 : 0"),
    )
    return [
        bars.encode(
            x=room.x(),
            x2="end:T",
            y=room.y("top:Q"),
            y2=alt.datum(BANDS),
            fill=alt.Fill("fill:N", scale=None),
            tooltip=tip(),
        ),
        text.encode(x=room.x(), y=room.y("middle:Q"), text="word:N", tooltip=tip()),
    ]


def _told_band(band: Band, language: str) -> str:
    key = "timeline.phase_since" if band.open else "timeline.phase_span"
    facts = {"phase": say(language, f"model.phase.{band.phase.value}"), "start": day(language, band.start)}
    return say(language, key, end=day(language, band.end), **facts)


def _counts(room: Room, rings: Sequence[Ring], counts: Sequence[Monthly]) -> list[alt.Chart]:
    numbers = {ring.id: number for number, ring in enumerate(rings)}
    stacked: dict[date, int] = {}
    rows = []
    for one in counts:
        below = stacked.get(one.month, 0)
        stacked[one.month] = below + one.n
        name = rings[numbers[one.ring_id]].name
        rows.append(
            {
                "start": at(one.month),
                "end": at(month_after(one.month)),
                "y": room.height_of(below + one.n),
                "y2": room.height_of(below),
                "n": one.n,
                "ring": f"{numbers[one.ring_id] + 1} {name}",
                "told": f"{name}, {month(room.language, one.month)}: {one.n}",
            }
        )
    shown = sorted({numbers[one.ring_id] for one in counts})
    colours = alt.Scale(
        domain=[f"{number + 1} {rings[number].name}" for number in shown],
        range=[ring_colour(number) for number in shown],
    )
    bars = alt.Chart(data(rows)).mark_rect(stroke=room.ground.paper, strokeWidth=alt.expr("width > 500 ? 1 : 0.4"))
    bar = bars.encode(
        x=room.x(),
        x2="end:T",
        y=room.y(),
        y2="y2:Q",
        color=alt.Color("ring:N", scale=colours, legend=room.legend("bottom")),
        tooltip=tip(),
    )
    return [*_scale(room), bar] if rows else _scale(room)


def _scale(room: Room) -> list[alt.Chart]:
    ink = room.ground.ink
    step = max(1, room.most // 2)
    rows = [{"start": at(room.first), "y": room.height_of(n), "text": str(n)} for n in (step, 2 * step)]
    heading = [
        {
            "start": at(room.first),
            "y": room.floor - COUNTS - 18,
            "text": say(room.language, "timeline.per_month"),
        }
    ]
    lines = alt.Chart(data(rows)).mark_rule(stroke=ink, opacity=0.25, strokeDash=[2, 3])
    texts = alt.Chart(data(rows + heading)).mark_text(align="left", baseline="bottom", dx=2, dy=-1, color=ink)
    return [
        lines.encode(y=room.y()),
        texts.encode(x=room.x(), y=room.y(), text="text:N", size=alt.value(LETTERS - 1)),
    ]


def _today(room: Room, until: date) -> list[alt.Chart]:
    if month_after(until.replace(day=1)) >= room.last:
        return []
    height = room.floor - COUNTS - 18
    shown = data([{"start": at(until), "y": height, "word": say(room.language, "timeline.today")}])
    line = alt.Chart(shown).mark_rule(stroke=room.ground.ink, strokeDash=[5, 4], opacity=0.7)
    late = (room.last - until) * 4 < room.last - room.first
    word = alt.Chart(shown).mark_text(
        align="right" if late else "left", baseline="bottom", dx=-4 if late else 4, color=room.ground.ink
    )
    return [
        line.encode(x=room.x()),
        word.encode(x=room.x(), y=room.y(), text="word:N", size=alt.value(LETTERS - 1)),
    ]
