"""The still disc: the picture of one month on paper, slides and screen, from the same numbers as the live one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from textwrap import wrap

import pandas as pd

from impact import colours
from impact.charts import Figure, Spec
from impact.charts.draw import Frame, arcs, finished, paths, texts
from impact.charts.geometry import (
    Placed,
    Row,
    arc_rows,
    counted_ripples,
    label_rows,
    level_rows,
    placed,
    ripple_path,
    sector_row,
)
from impact.charts.legend import (
    LINE,
    Entry,
    Marks,
    draw_lines,
    fill_entries,
    lines_of,
    mark_entries,
    ring_entries,
    ripple_entries,
    word_row,
)
from impact.charts.letters import point
from impact.charts.marks import (
    WANTED,
    circle_path,
    cut_rows,
    open_rows,
    outline_rows,
    path_row,
    reading_mark,
    sign_rows,
    wanted_rows,
)
from impact.disc_feed import RippleCount
from impact.discs import SIZE, STONE, Picture
from impact.twin import TwinTable, ring_summary, seen_words, sentence, twin_table
from impact.words import count, month, say

WIDTH = 760
DASHED = (8.0, 5.0)
DOTTED = (2.0, 4.0)
TITLE = 52.0


@dataclass(frozen=True)
class Said:
    """What a picture tells beside its marks: the language, whose it is, what is filtered, a title above it."""

    language: str
    name: str
    note: str = ""
    title: str = ""

    @property
    def heading(self) -> str:
        """The title, and after it what is filtered, where there is no stone to say so."""
        return " · ".join(part for part in (self.title, self.note) if part)


def still_disc(
    picture: Picture,
    index: int,
    turned: Mapping[str, int],
    said: Said,
    ripples: Sequence[RippleCount] = (),
    dark: bool = False,
    width: int = WIDTH,
    legend: bool = True,
) -> Figure:
    """The discs of month `index`, each turned to its position (ring id → sector), as a picture `width` pixels wide.

    Its dataset "sectors" holds radii and angles exactly as the picture has them, the angles after turning. Leave the
    legend out only where it stands beside the picture.
    """
    ground = colours.DARK if dark else colours.LIGHT
    places = placed(picture, turned)
    lined = [place for place in places if place.lined_up]
    counted = counted_ripples(ripples, picture, index, lined)
    lines = _legend(picture, [hinders for _, _, hinders in counted], said.language) if legend else []
    marks = draw_lines(lines, SIZE + 2, ground)
    _add_ripples(marks, counted, lined, ground)
    _add_places(marks, places, index, ground)
    frame = Frame(TITLE if said.title else 0.0, LINE * len(lines) + 4, width)
    datasets = {
        "arcs": _arcs(picture, places, index, ground),
        "under": marks.under,
        "dotted": marks.dotted,
        "dashed": marks.dashed,
        "over": [*marks.solid, reading_mark(ground), _stone(ground)],
        "letters": marks.letters,
        "names": _names(said, ground),
        "words": marks.words + _stone_facts(picture, index, said),
        "sectors": [_sector(place, index, said.language) for place in places],
    }
    table = frame_of(twin_table(picture, index, said.language))
    return Figure(_template(frame, said.language, ground), _told(picture, index, lined, said), table, datasets)


def _legend(picture: Picture, hindering: Sequence[bool], language: str) -> list[list[Entry]]:
    marks = [*fill_entries(language), *mark_entries(language), *ripple_entries(language, hindering)]
    return lines_of(ring_entries([disc.ring.name for disc in picture.discs])) + lines_of(marks)


@lru_cache(maxsize=64)
def _template(frame: Frame, language: str, ground: colours.Ground) -> Spec:
    layers = [
        arcs(frame, "arcs"),
        paths(frame, "under"),
        paths(frame, "dotted", DOTTED),
        paths(frame, "dashed", DASHED),
        paths(frame, "over"),
        texts(frame, "letters", halo=ground.paper),
        texts(frame, "letters"),
        texts(frame, "names"),
        texts(frame, "words", bold=False),
        arcs(frame, "sectors", told=True),
    ]
    return finished(frame, layers, language, ground)


def _arcs(picture: Picture, places: Sequence[Placed], index: int, ground: colours.Ground) -> list[Row]:
    painted = [
        row
        for place in places
        for row in arc_rows(place, index, colours.tints(place.disc.number, ground), ground.paper, ground.ink)
    ]
    levels = [row for disc in picture.discs for row in level_rows(disc, ground.paper)]
    below = [row for row in painted if row["kind"] not in ("open", "fresh")]
    return below + levels + [row for row in painted if row["kind"] in ("open", "fresh")]


def _add_places(marks: Marks, places: Sequence[Placed], index: int, ground: colours.Ground) -> None:
    for place in places:
        marks.under += cut_rows(place, ground)
        marks.dotted += open_rows(place, index, colours.tints(place.disc.number, ground))
        marks.dashed += wanted_rows(place, index, ground.ink, WANTED)
        marks.solid += outline_rows(place, ground)
        marks.letters += label_rows(place, ground.ink)
    for place in places:
        marks.under += wanted_rows(place, index, ground.paper, WANTED + 1.6)
        marks.solid += sign_rows(place, index, ground)
        if place.sector.radii[index].seen is None:
            marks.letters.append(_question(place, ground))


def _question(place: Placed, ground: colours.Ground) -> Row:
    size = max(min((place.disc.top - place.disc.base) * 0.7, 30.0), 12.0)
    x, y = point((place.disc.base + place.disc.top) / 2, place.middle)
    return word_row("?", round(x, 1), round(y, 1), size, ground.ink)


def _add_ripples(
    marks: Marks, counted: Mapping[tuple[int, int, bool], int], lined: Sequence[Placed], ground: colours.Ground
) -> None:
    where = {place.disc.number: place for place in lined}
    for (first, last, hinders), n in sorted(counted.items()):
        curve, head = ripple_path(where[first], where[last], hinders)
        width = 1.6 + 0.7 * min(n, 6)
        (marks.under if hinders else marks.solid).append(path_row(curve, ground.paper, width + 3))
        (marks.dashed if hinders else marks.solid).append(path_row(curve, ground.ink, width))
        marks.solid.append(path_row(head, ground.ink, 1, ground.ink))


def _stone(ground: colours.Ground) -> Row:
    return path_row(circle_path(SIZE / 2, SIZE / 2, STONE), ground.paper, 0, colours.STONE)


def _names(said: Said, ground: colours.Ground) -> list[Row]:
    lines = _stone_lines(said)
    first = _stone_top(said)
    rows = [word_row(line, SIZE / 2, first + 19 * at, 17, colours.STONE_INK) for at, line in enumerate(lines)]
    return [*rows, word_row(said.title, SIZE / 2, -TITLE / 2, 24, ground.ink)] if said.title else rows


def _stone_lines(said: Said) -> list[str]:
    return wrap(said.name, 14, max_lines=3, placeholder="…") or [""]


def _stone_top(said: Said) -> float:
    return SIZE / 2 - 10 - 9.5 * (len(_stone_lines(said)) - 1) - (7 if said.note else 0)


def _stone_facts(picture: Picture, index: int, said: Said) -> list[Row]:
    counted = count(said.language, "chart.observations", picture.counted[index])
    facts = [counted, month(said.language, picture.months[index]), *wrap(said.note, 22, max_lines=1, placeholder="…")]
    first = _stone_top(said) + 19 * len(_stone_lines(said)) + 3
    return [word_row(fact, SIZE / 2, first + 15 * at, 12, colours.STONE_INK) for at, fact in enumerate(facts)]


def _sector(place: Placed, index: int, language: str) -> Row:
    return sector_row(place, index) | {"fill": "transparent", "told": sentence(place.sector, index, language)}


def _told(picture: Picture, index: int, lined: Sequence[Placed], said: Said) -> str:
    language = said.language
    return say(
        language,
        "chart.still_alt",
        name=said.name,
        month=month(language, picture.months[index]),
        observations=count(language, "chart.observations", picture.counted[index]),
        rings=" ".join(ring_summary(disc, index, language) for disc in picture.discs),
        line=", ".join(_line(place, index, language) for place in lined),
    )


def _line(place: Placed, index: int, language: str) -> str:
    return f"{place.sector.theme.label} ({seen_words(language, place.sector.readings[index].seen)})"


def frame_of(table: TwinTable) -> pd.DataFrame:
    """The twin as a frame; every column keeps its cells as they are, so that a word may stand among numbers."""
    return pd.DataFrame(list(table.rows), columns=list(table.columns), dtype=object)
