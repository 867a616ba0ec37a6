"""Small multiples: one small disc for each quarter or year, to read growth side by side instead of playing it."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from math import degrees
from typing import Literal, TypeAlias

import pandas as pd

from impact import colours
from impact.charts import Figure, Spec
from impact.charts.draw import Frame, arcs, finished, paths, texts
from impact.charts.geometry import Placed, Row, arc_rows, placed
from impact.charts.legend import LINE, draw_lines, fill_entries, lines_of, ring_entries, word_row
from impact.charts.letters import point
from impact.charts.still import DASHED, DOTTED, TITLE, WIDTH, Said
from impact.discs import OUTER, SIZE, STONE, Picture
from impact.twin import Cell, twin_table
from impact.words import count, month, number, say

Every: TypeAlias = Literal["quarter", "year"]

MOST_QUARTERS = 12
MOST_YEARS = 16
COLUMNS = 4
CELL = SIZE / COLUMNS
BENEATH = 46.0
SCALE = (CELL / 2 - 6) / OUTER
THIN = 1.6


def shown(picture: Picture, every: Every) -> tuple[int, ...]:
    """The months a small disc is drawn of: the last of every quarter or year, and always the last of the picture.

    More than 12 quarters become years; of more than 16 years every second, third … is kept, counted from the last.
    """
    quarters = _ends(picture, 3)
    if every == "quarter" and len(quarters) <= MOST_QUARTERS:
        return quarters
    years = _ends(picture, 12)
    step = -(-len(years) // MOST_YEARS)
    return tuple(years[::-1][::step][::-1])


def _ends(picture: Picture, length: int) -> tuple[int, ...]:
    last = len(picture.months) - 1
    return tuple(index for index, day in enumerate(picture.months) if day.month % length == 0 or index == last)


def small_multiples(picture: Picture, every: Every, said: Said, dark: bool = False, width: int = WIDTH) -> Figure:
    """One small disc per quarter or year with its date and count beneath, four in a row, `width` pixels wide together.

    The discs stand as they are, not turned. Radii are those of the picture times one scale, so areas compare.
    """
    ground = colours.DARK if dark else colours.LIGHT
    indices = shown(picture, every)
    lines = -(-len(indices) // COLUMNS)
    bottom = lines * (CELL + BENEATH) + 12
    names = [disc.ring.name for disc in picture.discs]
    legend = lines_of(ring_entries(names)) + lines_of(fill_entries(said.language))
    marks = draw_lines(legend, bottom + LINE / 2, ground)
    centres = [(index, _centre(place, len(indices))) for place, index in enumerate(indices)]
    titles, notes = _captions(picture, centres, said.language, ground)
    questions = [row for index, at in centres for row in _questions(picture, index, at, ground)]
    if said.heading:
        titles.append(word_row(said.heading, SIZE / 2, -TITLE / 2, 24, ground.ink))
    datasets = {
        "arcs": [row for index, at in centres for row in _small(picture, index, at, ground)],
        "dotted": marks.dotted,
        "dashed": marks.dashed,
        "over": marks.solid,
        "letters": titles + questions + marks.letters,
        "words": notes + marks.words,
    }
    frame = Frame(TITLE if said.heading else 0.0, bottom + LINE * len(legend) - SIZE, width)
    told = _told(picture, indices, said)
    return Figure(_template(frame, said.language, ground), told, _table(picture, indices, said.language), datasets)


@lru_cache(maxsize=64)
def _template(frame: Frame, language: str, ground: colours.Ground) -> Spec:
    layers = [
        arcs(frame, "arcs"),
        paths(frame, "dotted", DOTTED),
        paths(frame, "dashed", DASHED),
        paths(frame, "over"),
        texts(frame, "letters"),
        texts(frame, "words", bold=False),
    ]
    return finished(frame, layers, language, ground)


def _centre(place: int, discs: int) -> tuple[float, float]:
    line, column = divmod(place, COLUMNS)
    aside = (COLUMNS - min(discs, COLUMNS)) * CELL / 2
    return aside + column * CELL + CELL / 2, line * (CELL + BENEATH) + CELL / 2


def _small(picture: Picture, index: int, centre: tuple[float, float], ground: colours.Ground) -> Iterator[Row]:
    at: Row = {"x": centre[0], "y": centre[1], "month": index}
    for place in placed(picture, {}):
        paint = colours.tints(place.disc.number, ground)
        for row in arc_rows(place, index, paint, ground.paper, ground.ink):
            yield from _fitted(row | at, paint)
        if len(place.disc.sectors) > 1:
            yield _cut(place, ground) | at
    yield {"kind": "stone", "start": 0, "end": 360, "inner": 0, "outer": STONE * SCALE, "fill": colours.STONE} | at


def _fitted(row: Row, paint: colours.Tints) -> Iterator[Row]:
    inner, outer = round(row["inner"] * SCALE, 2), round(row["outer"] * SCALE, 2)
    if row["kind"] in ("track", "seen", "confirmed"):
        yield row | {"inner": inner, "outer": outer}
    if row["kind"] == "nothing":
        yield row | {"inner": inner, "outer": inner + THIN}
    if row["kind"] == "open":
        yield row | {"inner": inner, "outer": inner + THIN / 2, "fill": paint.lighter}
        yield row | {"inner": outer - THIN / 2, "outer": outer, "fill": paint.lighter}


def _cut(place: Placed, ground: colours.Ground) -> Row:
    inner, outer = place.disc.base * SCALE - 0.5, place.disc.outer * SCALE
    half = degrees(THIN / (inner + outer))
    ends = {"start": place.start - half, "end": place.start + half, "inner": inner, "outer": outer}
    return {"kind": "cut", "fill": ground.paper} | ends


def _questions(picture: Picture, index: int, centre: tuple[float, float], ground: colours.Ground) -> Iterator[Row]:
    for place in placed(picture, {}):
        room = (place.disc.outer - place.disc.base) * SCALE
        if place.sector.radii[index].seen is None and room > 7:
            radius = (place.disc.base + place.disc.outer) / 2 * SCALE
            x, y = point(radius, place.middle)
            yield word_row("?", x - SIZE / 2 + centre[0], y - SIZE / 2 + centre[1], min(room * 0.9, 14), ground.ink)


def _captions(
    picture: Picture, centres: Sequence[tuple[int, tuple[float, float]]], language: str, ground: colours.Ground
) -> tuple[list[Row], list[Row]]:
    titles, notes = [], []
    for index, (x, y) in centres:
        titles.append(word_row(month(language, picture.months[index]), x, y + CELL / 2 + 10, 16, ground.ink))
        counted = count(language, "chart.observations", picture.counted[index])
        notes.append(word_row(counted, x, y + CELL / 2 + 28, 13, ground.ink))
    return titles, notes


def _told(picture: Picture, indices: Sequence[int], said: Said) -> str:
    language = said.language
    names = [month(language, picture.months[index]) for index in indices]
    counts = [
        say(language, "chart.count_at", month=name, n=number(language, picture.counted[index]))
        for name, index in zip(names, indices, strict=True)
    ]
    return say(
        language,
        "chart.multiples_alt",
        name=said.name,
        discs=count(language, "chart.discs", len(indices)),
        first=names[0],
        last=names[-1],
        counts=", ".join(counts),
    )


def _table(picture: Picture, indices: Sequence[int], language: str) -> pd.DataFrame:
    tables = [(month(language, picture.months[index]), twin_table(picture, index, language)) for index in indices]
    rows: list[tuple[Cell, ...]] = [(name, *row) for name, table in tables for row in table.rows]
    return pd.DataFrame(rows, columns=[say(language, "chart.month"), *tables[0][1].columns], dtype=object)
