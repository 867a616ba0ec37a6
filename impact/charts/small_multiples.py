"""Small multiples: one small disc for each quarter or year, to read growth side by side instead of playing it."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from math import degrees
from typing import Literal, TypeAlias

import pandas as pd

from impact.charts import Figure, Spec
from impact.charts.geometry import PlacedSector, Row, build_arc_rows, place_sectors
from impact.charts.layers import (
    PictureFrame,
    build_arc_layer,
    build_layered_spec,
    build_path_layer,
    build_text_layer,
)
from impact.charts.legend import (
    LINE_HEIGHT,
    break_into_lines,
    build_text_row,
    draw_legend_lines,
    list_fill_entries,
    list_ring_entries,
)
from impact.charts.letters import compute_point
from impact.charts.still_disc import DASH_PATTERN, DOT_PATTERN, PICTURE_WIDTH, TITLE_HEIGHT, PictureCaption
from impact.picture import colours
from impact.picture.discs import OUTER_RADIUS, PICTURE_SIZE, STONE_RADIUS, DiscPicture
from impact.picture.text_twin import TwinCell, build_text_twin
from impact.words import format_month, format_number, get_plural_text, get_text

Interval: TypeAlias = Literal["quarter", "year"]

MAX_QUARTERS = 12
MAX_YEARS = 16
COLUMN_COUNT = 4
CELL_SIZE = PICTURE_SIZE / COLUMN_COUNT
CAPTION_HEIGHT = 46.0
DISC_SCALE = (CELL_SIZE / 2 - 6) / OUTER_RADIUS
THIN_LINE_WIDTH = 1.6


def choose_month_indices(picture: DiscPicture, interval: Interval) -> tuple[int, ...]:
    """The months a small disc is drawn of: the last of every quarter or year, and always the last of the picture.

    More than 12 quarters become years; of more than 16 years every second, third … is kept, counted from the last.
    """
    quarters = _list_period_ends(picture, 3)
    if interval == "quarter" and len(quarters) <= MAX_QUARTERS:
        return quarters
    years = _list_period_ends(picture, 12)
    step = -(-len(years) // MAX_YEARS)
    return tuple(years[::-1][::step][::-1])


def _list_period_ends(picture: DiscPicture, month_count: int) -> tuple[int, ...]:
    last = len(picture.months) - 1
    return tuple(index for index, day in enumerate(picture.months) if day.month % month_count == 0 or index == last)


def draw_small_multiples(
    picture: DiscPicture, interval: Interval, caption: PictureCaption, dark: bool = False, width: int = PICTURE_WIDTH
) -> Figure:
    """One small disc per quarter or year with its date and count beneath, four in a row, `width` pixels wide together.

    The discs stand as they are, not turned. Radii are those of the picture times one scale, so areas compare.
    """
    scheme = colours.DARK_SCHEME if dark else colours.LIGHT_SCHEME
    indices = choose_month_indices(picture, interval)
    row_count = -(-len(indices) // COLUMN_COUNT)
    bottom = row_count * (CELL_SIZE + CAPTION_HEIGHT) + 12
    ring_names = [disc.ring.name for disc in picture.discs]
    legend_lines = break_into_lines(list_ring_entries(ring_names)) + break_into_lines(
        list_fill_entries(caption.language)
    )
    legend_rows = draw_legend_lines(legend_lines, bottom + LINE_HEIGHT / 2, scheme)
    centres = [(index, _compute_disc_centre(position, len(indices))) for position, index in enumerate(indices)]
    title_rows, note_rows = _build_caption_rows(picture, centres, caption.language, scheme)
    question_rows = [row for index, centre in centres for row in _build_question_rows(picture, index, centre, scheme)]
    if caption.heading:
        title_rows.append(build_text_row(caption.heading, PICTURE_SIZE / 2, -TITLE_HEIGHT / 2, 24, scheme.ink))
    datasets = {
        "arcs": [row for index, centre in centres for row in _build_small_disc_rows(picture, index, centre, scheme)],
        "dotted": legend_rows.dotted,
        "dashed": legend_rows.dashed,
        "over": legend_rows.solid,
        "letters": title_rows + question_rows + legend_rows.letters,
        "words": note_rows + legend_rows.words,
    }
    frame = PictureFrame(
        TITLE_HEIGHT if caption.heading else 0.0, bottom + LINE_HEIGHT * len(legend_lines) - PICTURE_SIZE, width
    )
    alt_text = _describe_small_multiples(picture, indices, caption)
    return Figure(
        _build_multiples_template(frame, caption.language, scheme),
        alt_text,
        _build_multiples_table(picture, indices, caption.language),
        datasets,
    )


@lru_cache(maxsize=64)
def _build_multiples_template(frame: PictureFrame, language: str, scheme: colours.ColourScheme) -> Spec:
    layers = [
        build_arc_layer(frame, "arcs"),
        build_path_layer(frame, "dotted", DOT_PATTERN),
        build_path_layer(frame, "dashed", DASH_PATTERN),
        build_path_layer(frame, "over"),
        build_text_layer(frame, "letters"),
        build_text_layer(frame, "words", bold=False),
    ]
    return build_layered_spec(frame, layers, language, scheme)


def _compute_disc_centre(position: int, disc_count: int) -> tuple[float, float]:
    line, column = divmod(position, COLUMN_COUNT)
    left_margin = (COLUMN_COUNT - min(disc_count, COLUMN_COUNT)) * CELL_SIZE / 2
    return left_margin + column * CELL_SIZE + CELL_SIZE / 2, line * (CELL_SIZE + CAPTION_HEIGHT) + CELL_SIZE / 2


def _build_small_disc_rows(
    picture: DiscPicture, index: int, centre: tuple[float, float], scheme: colours.ColourScheme
) -> Iterator[Row]:
    position: Row = {"x": centre[0], "y": centre[1], "month": index}
    for place in place_sectors(picture, {}):
        paint = colours.get_ring_tints(place.disc.number, scheme)
        for row in build_arc_rows(place, index, paint, scheme.paper, scheme.ink):
            yield from _scale_arc_rows(row | position, paint)
        if len(place.disc.sectors) > 1:
            yield _build_small_cut_row(place, scheme) | position
    yield {
        "kind": "stone",
        "start": 0,
        "end": 360,
        "inner": 0,
        "outer": STONE_RADIUS * DISC_SCALE,
        "fill": colours.STONE_COLOUR,
    } | position


def _scale_arc_rows(row: Row, paint: colours.RingTints) -> Iterator[Row]:
    inner, outer = round(row["inner"] * DISC_SCALE, 2), round(row["outer"] * DISC_SCALE, 2)
    if row["kind"] in ("track", "seen", "confirmed"):
        yield row | {"inner": inner, "outer": outer}
    if row["kind"] == "nothing":
        yield row | {"inner": inner, "outer": inner + THIN_LINE_WIDTH}
    if row["kind"] == "open":
        yield row | {"inner": inner, "outer": inner + THIN_LINE_WIDTH / 2, "fill": paint.lighter}
        yield row | {"inner": outer - THIN_LINE_WIDTH / 2, "outer": outer, "fill": paint.lighter}


def _build_small_cut_row(place: PlacedSector, scheme: colours.ColourScheme) -> Row:
    inner, outer = place.disc.base_radius * DISC_SCALE - 0.5, place.disc.outer_radius * DISC_SCALE
    half = degrees(THIN_LINE_WIDTH / (inner + outer))
    ends = {"start": place.start - half, "end": place.start + half, "inner": inner, "outer": outer}
    return {"kind": "cut", "fill": scheme.paper} | ends


def _build_question_rows(
    picture: DiscPicture, index: int, centre: tuple[float, float], scheme: colours.ColourScheme
) -> Iterator[Row]:
    for place in place_sectors(picture, {}):
        room = (place.disc.outer_radius - place.disc.base_radius) * DISC_SCALE
        if place.sector.radii[index].seen is None and room > 7:
            radius = (place.disc.base_radius + place.disc.outer_radius) / 2 * DISC_SCALE
            x, y = compute_point(radius, place.middle_angle)
            yield build_text_row(
                "?", x - PICTURE_SIZE / 2 + centre[0], y - PICTURE_SIZE / 2 + centre[1], min(room * 0.9, 14), scheme.ink
            )


def _build_caption_rows(
    picture: DiscPicture,
    centres: Sequence[tuple[int, tuple[float, float]]],
    language: str,
    scheme: colours.ColourScheme,
) -> tuple[list[Row], list[Row]]:
    title_rows, note_rows = [], []
    for index, (x, y) in centres:
        title_rows.append(
            build_text_row(format_month(language, picture.months[index]), x, y + CELL_SIZE / 2 + 10, 16, scheme.ink)
        )
        count_text = get_plural_text(language, "common.count.observations", picture.observation_counts[index])
        note_rows.append(build_text_row(count_text, x, y + CELL_SIZE / 2 + 28, 13, scheme.ink))
    return title_rows, note_rows


def _describe_small_multiples(picture: DiscPicture, indices: Sequence[int], caption: PictureCaption) -> str:
    language = caption.language
    month_names = [format_month(language, picture.months[index]) for index in indices]
    counts = [
        get_text(language, "chart.count_at", month=name, n=format_number(language, picture.observation_counts[index]))
        for name, index in zip(month_names, indices, strict=True)
    ]
    return get_text(
        language,
        "chart.multiples_alt",
        name=caption.name,
        discs=get_plural_text(language, "chart.discs", len(indices)),
        first=month_names[0],
        last=month_names[-1],
        counts=", ".join(counts),
    )


def _build_multiples_table(picture: DiscPicture, indices: Sequence[int], language: str) -> pd.DataFrame:
    tables = [
        (format_month(language, picture.months[index]), build_text_twin(picture, index, language)) for index in indices
    ]
    rows: list[tuple[TwinCell, ...]] = [(name, *row) for name, table in tables for row in table.rows]
    return pd.DataFrame(rows, columns=[get_text(language, "common.month"), *tables[0][1].columns], dtype=object)
