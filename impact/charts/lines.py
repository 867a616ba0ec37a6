"""A line per ring through time: the whole ring read with the same formula as one sector."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import ceil
from statistics import fmean

import altair as alt
import pandas as pd

from impact import colours
from impact.charts import Figure, Spec
from impact.charts.geometry import Row
from impact.charts.letters import text_width
from impact.charts.locale import dressed
from impact.charts.still import WIDTH, Said
from impact.discs import Disc, Picture, readings
from impact.level import Reading
from impact.model import TOP_LEVEL, Tally, Theme
from impact.twin import Cell, seen_words, wanted_words
from impact.words import month, say

HEIGHT = 420
TYPE = 13.0
APART = 19.0
MARGIN = 24.0
MOST_MARGIN = 300.0
NARROW = 520


@dataclass(frozen=True)
class RingLine:
    """One ring through the months of the picture: the reading of the ring as a whole, its wanted level a mean."""

    disc: Disc
    readings: tuple[Reading, ...]


def ring_lines_of(picture: Picture, tallies: Iterable[Tally]) -> tuple[RingLine, ...]:
    """Each ring read as if it were one sector: Σ w·s·l / Σ w over all observations of all its sectors in the window.

    Wanted is the mean of the wanted levels of those sectors that have one. `tallies` are those the picture is made of.
    """
    ring_of = {sector.theme.id: disc.number for disc in picture.discs for sector in disc.sectors}
    by_ring: dict[int, list[Tally]] = {}
    for tally in tallies:
        if tally.theme_id in ring_of:
            by_ring.setdefault(ring_of[tally.theme_id], []).append(tally)
    return tuple(RingLine(disc, _whole(picture, disc, by_ring.get(disc.number, []))) for disc in picture.discs)


def _whole(picture: Picture, disc: Disc, tallies: Sequence[Tally]) -> tuple[Reading, ...]:
    ring = Theme(disc.ring.id, disc.ring.id, disc.ring.name)
    return readings(tallies, ring, picture.months, picture.window, picture.confirmed_only)


def wanted_mean(disc: Disc, index: int) -> float | None:
    """The mean of the wanted levels of the sectors of a ring in month `index`; None when none was agreed."""
    levels = [sector.readings[index].wanted for sector in disc.sectors]
    agreed = [level for level in levels if level is not None]
    return fmean(agreed) if agreed else None


def ring_lines(
    picture: Picture, tallies: Iterable[Tally], said: Said, dark: bool = False, width: int = WIDTH
) -> Figure:
    """A line per ring of the level seen and a dashed one of the level wanted, named at their ends.

    Months in which nothing was seen are gaps, never zero; a month alone between gaps is a dot.
    """
    ground = colours.DARK if dark else colours.LIGHT
    lines = ring_lines_of(picture, tallies)
    lowest = min([0.0, *(reading.seen for line in lines for reading in line.readings if reading.seen is not None)])
    low = -ceil(-lowest)
    names = _names(lines, said.language, low, picture.months[-1], ground)
    margin = min(MARGIN + max(text_width(str(row["text"]), TYPE) for row in names), MOST_MARGIN)
    datasets = {
        "seen": [row for line in lines for row in _seen(line, picture, ground)],
        "wanted": [row for line in lines for row in _wanted(line, picture, ground)],
        "names": names,
    }
    spec = _template(said.language, ground, width, low, ceil(margin))
    if said.heading:
        spec = spec | {"title": {"text": said.heading, "anchor": "start", "fontSize": 18, "color": ground.ink}}
    return Figure(spec, _told(picture, lines, said.language), _table(picture, lines, said.language), datasets)


def _seen(line: RingLine, picture: Picture, ground: colours.Ground) -> list[Row]:
    levels = [reading.seen for reading in line.readings]
    rows, run = [], 0
    for index, level in enumerate(levels):
        run += level is None
        if level is not None:
            around = levels[max(index - 1, 0) : index] + levels[index + 1 : index + 2]
            row = _row(line, picture.months[index], level, ground)
            rows.append(row | {"run": run, "alone": all(other is None for other in around)})
    return rows


def _wanted(line: RingLine, picture: Picture, ground: colours.Ground) -> list[Row]:
    levels = [wanted_mean(line.disc, index) for index in range(len(picture.months))]
    return [
        _row(line, month_, level, ground)
        for month_, level in zip(picture.months, levels, strict=True)
        if level is not None
    ]


def _row(line: RingLine, day: date, level: float, ground: colours.Ground) -> Row:
    colour = colours.tints(line.disc.number, ground).full
    named = {"ring": line.disc.ring.name, "number": line.disc.number, "ink": colour}
    return named | {"month": f"{day.isoformat()}T00:00", "level": level}


def _names(lines: Sequence[RingLine], language: str, low: int, last: date, ground: colours.Ground) -> list[Row]:
    """The name of each ring beside the end of its line, moved apart where they would touch."""
    unit = APART * (TOP_LEVEL - low) / HEIGHT
    ends = sorted((_end(line), line.disc.number) for line in lines)
    places: list[float] = []
    for level, _ in ends:
        places.append(max(level, places[-1] + unit) if places else max(level, low + unit / 2))
    over = max(places[-1] - (TOP_LEVEL + unit / 2), 0.0)
    for at in range(len(places) - 1, -1, -1):
        ceiling = TOP_LEVEL + unit / 2 if at == len(places) - 1 else places[at + 1] - unit
        places[at] = min(places[at], ceiling) if over else places[at]
    by_number = {number: place for (_, number), place in zip(ends, places, strict=True)}
    return [
        _row(line, last, by_number[line.disc.number], ground)
        | {"text": f"{line.disc.ring.name}  {seen_words(language, line.readings[-1].seen)}"}
        for line in lines
    ]


def _end(line: RingLine) -> float:
    return next((reading.seen for reading in reversed(line.readings) if reading.seen is not None), 0.0)


@lru_cache(maxsize=64)
def _template(language: str, ground: colours.Ground, width: int, low: int, margin: int) -> Spec:
    layers = [_wanted_layer(), _seen_layer(), _points(language), *_name_layers(ground)]
    params = (
        alt.param(name="words", value=[say(language, f"model.level.{level}") for level in range(TOP_LEVEL + 1)]),
        alt.param(name="narrow", expr=f"containerSize()[0] < {NARROW}"),
    )
    chart = alt.layer(*layers).encode(x=_across(margin), y=_upwards(low)).add_params(*params)
    return dict(dressed(chart.properties(width=width, height=HEIGHT), language, ground).to_dict())


def _across(margin: int) -> alt.X:
    ends = [alt.expr("0"), alt.expr(f"narrow ? width : width-{margin}")]
    axis = alt.Axis(title=None, grid=False, format="%b %Y", labelOverlap="greedy", tickCount=8, labelFlush=True)
    return alt.X("month:T", scale=alt.Scale(type="time", range=ends), axis=axis)


def _upwards(low: int) -> alt.Y:
    named = "narrow || datum.value < 0 ? datum.label : datum.value + ' ' + words[datum.value]"
    axis = alt.Axis(title=None, values=list(range(low, TOP_LEVEL + 1)), format="d", labelExpr=named)
    return alt.Y("level:Q", scale=alt.Scale(domain=[low, TOP_LEVEL], nice=False, zero=False), axis=axis)


def _wanted_layer() -> alt.Chart:
    dashes = alt.Chart(alt.NamedData("wanted")).mark_line(
        interpolate="step-after", strokeDash=[6, 5], strokeWidth=1.6, opacity=0.75, aria=False
    )
    layer: alt.Chart = dashes.encode(stroke=alt.Stroke("ink:N", scale=None), detail="number:N")
    return layer


def _seen_layer() -> alt.Chart:
    line = alt.Chart(alt.NamedData("seen")).mark_line(strokeWidth=3, strokeJoin="round", aria=False)
    layer: alt.Chart = line.encode(stroke=alt.Stroke("ink:N", scale=None), detail=["number:N", "run:N"])
    return layer


def _points(language: str) -> alt.Chart:
    layer: alt.Chart = (
        alt.Chart(alt.NamedData("seen"))
        .mark_point(filled=True, size=70, aria=False)
        .encode(
            fill=alt.Fill("ink:N", scale=None),
            opacity=alt.condition("datum.alone", alt.value(1), alt.value(0)),
            tooltip=[
                alt.Tooltip("ring:N", title=say(language, "twin.ring")),
                alt.Tooltip("month:T", title=say(language, "chart.month"), format="%b %Y"),
                alt.Tooltip("level:Q", title=say(language, "twin.seen"), format=".1f"),
            ],
        )
    )
    return layer


def _name_layers(ground: colours.Ground) -> list[alt.Chart]:
    # Where there is no room beside the lines, the names stand over their ends.
    names = alt.Chart(alt.NamedData("names"))
    dots = names.mark_point(filled=True, size=80, xOffset=alt.expr("narrow ? -4 : 12"), opacity=1, aria=False)
    beside: Spec = {
        "align": alt.expr("narrow ? 'right' : 'left'"),
        "dx": alt.expr("narrow ? -12 : 22"),
        "fontSize": TYPE,
        "fontWeight": "bold",
        "aria": False,
    }
    return [
        dots.encode(fill=alt.Fill("ink:N", scale=None)),
        names.mark_text(**beside, stroke=ground.paper, strokeWidth=4, color=ground.paper).encode(text="text:N"),
        names.mark_text(**beside, color=ground.ink).encode(text="text:N"),
    ]


def _told(picture: Picture, lines: Sequence[RingLine], language: str) -> str:
    return say(
        language,
        "chart.lines_alt",
        first=month(language, picture.months[0]),
        last=month(language, picture.months[-1]),
        rings=" ".join(
            say(
                language,
                "chart.line_told",
                ring=line.disc.ring.name,
                seen=seen_words(language, line.readings[-1].seen),
                wanted=wanted_words(language, wanted_mean(line.disc, -1)),
            )
            for line in lines
        ),
    )


def _table(picture: Picture, lines: Sequence[RingLine], language: str) -> pd.DataFrame:
    heads = [say(language, key) for key in ("chart.month", "twin.ring", "twin.seen", "twin.wanted", "twin.n")]
    rows: list[tuple[Cell, ...]] = [
        (
            month(language, day),
            line.disc.ring.name,
            _cell(line.readings[index].seen, say(language, "twin.not_yet_seen")),
            _cell(wanted_mean(line.disc, index), say(language, "twin.no_wish")),
            line.readings[index].n,
        )
        for index, day in enumerate(picture.months)
        for line in lines
    ]
    return pd.DataFrame(rows, columns=heads, dtype=object)


def _cell(level: float | None, otherwise: str) -> Cell:
    return otherwise if level is None else round(level, 2) + 0.0
