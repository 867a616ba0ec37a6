"""Small multiples: one small disc for each quarter or year, to read growth side by side instead of playing it."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Literal, TypeAlias

import pandas as pd

from impact import colours
from impact.charts import Figure, Spec
from impact.charts.draw import Frame, arcs, finished, paths, texts
from impact.charts.geometry import Row, arc_rows, placed
from impact.charts.legend import LINE, draw_lines, lines_of, mark_entries, ring_entries, word_row
from impact.charts.still import DASHED, DOTTED, WIDTH, Said
from impact.discs import OUTER, SIZE, STONE, Picture
from impact.twin import Cell, twin_table
from impact.words import count, month, number, say

Every: TypeAlias = Literal["quarter", "year"]

MOST_QUARTERS = 12
MOST_YEARS = 16
COLUMNS = 4
CELL = SIZE / COLUMNS
BENEATH = 46.0
EXPLAINED = 4


def shown(picture: Picture, every: Every) -> tuple[int, ...]:
    """The months a small disc is drawn of: the last of every quarter or year, and always the last of the picture.

    More than 12 quarters become years; more than 16 years become every second, third … year, counted back from the last.
    """
    last = len(picture.months) - 1
    quarters = _ends(picture, 3)
    if every == "quarter" and len(quarters) <= MOST_QUARTERS:
        return quarters
    years = _ends(picture, 12)
    step = -(-len(years) // MOST_YEARS)
    return tuple(years[::-1][::step][::-1]) if years else (last,)


def _ends(picture: Picture, length: int) -> tuple[int, ...]:
    last = len(picture.months) - 1
    return tuple(index for index, day in enumerate(picture.months) if day.month % length == 0 or index == last)


def small_multiples(
    picture: Picture, every: Every, said: Said, dark: bool = False, width: int = WIDTH
) -> Figure:
    """One small disc per quarter or year with its date and count beneath, four in a row, `width` pixels wide together.

    The discs stand as they are, not turned. Radii are those of the picture times one scale, so areas compare.
    """
    ground = colours.DARK if dark else colours.LIGHT
    indices = shown(picture, every)
    lines = -(-len(indices) // COLUMNS)
    bottom = lines * (CELL + BENEATH) + 12
    entries = list(mark_entries(said.language))
    legend = lines_of(ring_entries([disc.ring.name for disc in picture.discs])) + lines_of(entries[:2] + entries[4:5])
    marks = draw_lines(legend, bottom + LINE / 2, ground)
    titles, notes = _captions(picture, indices, said.language, ground)
    datasets = {
        "arcs": [row for place, index in enumerate(indices) for row in _small(picture, index, place, ground)],
        "dotted": marks.dotted,
        "dashed": marks.dashed,
        "over": marks.solid,
        "letters": titles + marks.letters,
        "words": notes + marks.words,
    }
    frame = Frame(0.0, bottom + LINE * len(legend) - SIZE, width)
    told = _told(picture, indices, said)
    return Figure(_template(frame, said.language, ground), told, _table(picture, indices, said.language), datasets)


@lru_cache(maxsize=64)
def _template(frame: Frame, language: str, ground: colours.Ground) -> Spec:
    layers = [
        arcs(frame, "arcs", stroke=ground.paper),
        paths(frame, "dotted", DOTTED),
        paths(frame, "dashed", DASHED),
        paths(frame, "over"),
        texts(frame, "letters"),
        texts(frame, "words", bold=False),
    ]
    return finished(frame, layers, language, ground)


def _centre(place: int) -> tuple[float, float]:
    line, column = divmod(place, COLUMNS)
    return column * CELL + CELL / 2, line * (CELL + BENEATH) + CELL / 2


def _small(picture: Picture, index: int, place: int, ground: colours.Ground) -> Iterator[Row]:
    x, y = _centre(place)
    scale = (CELL / 2 - 6) / OUTER
    for sector in placed(picture, {}):
        for row in arc_rows(sector, index, colours.tints(sector.disc.number, ground), ground.paper, ground.ink):
            if row["kind"] in ("track", "seen", "confirmed", "nothing"):
                small = {"x": x, "y": y, "inner": round(row["inner"] * scale, 2), "outer": round(row["outer"] * scale, 2)}
                yield row | small | {"month": index}
    whole: Row = {"kind": "stone", "month": index, "x": x, "y": y, "start": 0, "end": 360}
    yield whole | {"inner": 0, "outer": STONE * scale, "fill": colours.STONE}


def _captions(
    picture: Picture, indices: Sequence[int], language: str, ground: colours.Ground
) -> tuple[list[Row], list[Row]]:
    titles, notes = [], []
    for place, index in enumerate(indices):
        x, y = _centre(place)
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
