"""The still disc: the picture of one month on paper, slides and screen, from the same numbers as the live one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from textwrap import wrap

import pandas as pd

from impact.charts import Figure, Spec
from impact.charts.geometry import (
    PlacedSector,
    Row,
    build_arc_rows,
    build_label_rows,
    build_level_rows,
    build_ripple_path,
    build_sector_row,
    count_lined_up_ripples,
    place_sectors,
)
from impact.charts.layers import (
    PictureFrame,
    build_arc_layer,
    build_layered_spec,
    build_path_layer,
    build_text_layer,
)
from impact.charts.legend import (
    LINE_HEIGHT,
    LayerRows,
    LegendEntry,
    break_into_lines,
    build_text_row,
    draw_legend_lines,
    list_fill_entries,
    list_mark_entries,
    list_ring_entries,
    list_ripple_entries,
)
from impact.charts.letters import compute_point
from impact.charts.marks import (
    WANTED_LINE_WIDTH,
    build_circle_path,
    build_cut_rows,
    build_open_edge_rows,
    build_outline_rows,
    build_path_row,
    build_reading_mark,
    build_sign_rows,
    build_wanted_line_rows,
)
from impact.picture import colours
from impact.picture.disc_data import RippleCount
from impact.picture.discs import PICTURE_SIZE, STONE_RADIUS, DiscPicture
from impact.picture.text_twin import (
    TwinTable,
    build_text_twin,
    describe_sector,
    format_seen_level,
    summarise_ring,
)
from impact.words import format_month, get_plural_text, get_text

PICTURE_WIDTH = 760
DASH_PATTERN = (8.0, 5.0)
DOT_PATTERN = (2.0, 4.0)
TITLE_HEIGHT = 52.0


@dataclass(frozen=True)
class PictureCaption:
    """What a picture tells beside its marks: the language, whose it is, what is filtered, a title above it."""

    language: str
    name: str
    note: str = ""
    title: str = ""

    @property
    def heading(self) -> str:
        """The title, and after it what is filtered, where there is no stone to say so."""
        return " · ".join(part for part in (self.title, self.note) if part)


def draw_still_disc(
    picture: DiscPicture,
    index: int,
    position_by_ring: Mapping[str, int],
    caption: PictureCaption,
    ripples: Sequence[RippleCount] = (),
    dark: bool = False,
    width: int = PICTURE_WIDTH,
    legend: bool = True,
) -> Figure:
    """The discs of month `index`, each turned to its position (ring id → sector), as a picture `width` pixels wide.

    Its dataset "sectors" holds radii and angles exactly as the picture has them, the angles after turning. Leave the
    legend out only where it stands beside the picture.
    """
    scheme = colours.DARK_SCHEME if dark else colours.LIGHT_SCHEME
    places = place_sectors(picture, position_by_ring)
    lined_up_places = [place for place in places if place.is_lined_up]
    count_by_ends = count_lined_up_ripples(ripples, picture, index, lined_up_places)
    legend_lines = (
        _list_legend_lines(picture, [hinders for _, _, hinders in count_by_ends], caption.language) if legend else []
    )
    layer_rows = draw_legend_lines(legend_lines, PICTURE_SIZE + 2, scheme)
    _add_ripple_rows(layer_rows, count_by_ends, lined_up_places, scheme)
    _add_sector_rows(layer_rows, places, index, scheme)
    frame = PictureFrame(TITLE_HEIGHT if caption.title else 0.0, LINE_HEIGHT * len(legend_lines) + 4, width)
    datasets = {
        "arcs": _build_disc_arcs(picture, places, index, scheme),
        "under": layer_rows.under,
        "dotted": layer_rows.dotted,
        "dashed": layer_rows.dashed,
        "over": [*layer_rows.solid, build_reading_mark(scheme), _build_stone_row(scheme)],
        "letters": layer_rows.letters,
        "names": _build_stone_name_rows(caption, scheme),
        "words": layer_rows.words + _build_stone_fact_rows(picture, index, caption),
        "sectors": [_build_described_sector_row(place, index, caption.language) for place in places],
    }
    table = build_twin_frame(build_text_twin(picture, index, caption.language))
    return Figure(
        _build_disc_template(frame, caption.language, scheme),
        _describe_disc(picture, index, lined_up_places, caption),
        table,
        datasets,
    )


def _list_legend_lines(picture: DiscPicture, hindering: Sequence[bool], language: str) -> list[list[LegendEntry]]:
    entries = [*list_fill_entries(language), *list_mark_entries(language), *list_ripple_entries(language, hindering)]
    return break_into_lines(list_ring_entries([disc.ring.name for disc in picture.discs])) + break_into_lines(entries)


@lru_cache(maxsize=64)
def _build_disc_template(frame: PictureFrame, language: str, scheme: colours.ColourScheme) -> Spec:
    layers = [
        build_arc_layer(frame, "arcs"),
        build_path_layer(frame, "under"),
        build_path_layer(frame, "dotted", DOT_PATTERN),
        build_path_layer(frame, "dashed", DASH_PATTERN),
        build_path_layer(frame, "over"),
        build_text_layer(frame, "letters", halo=scheme.paper),
        build_text_layer(frame, "letters"),
        build_text_layer(frame, "names"),
        build_text_layer(frame, "words", bold=False),
        build_arc_layer(frame, "sectors", is_described=True),
    ]
    return build_layered_spec(frame, layers, language, scheme)


def _build_disc_arcs(
    picture: DiscPicture, places: Sequence[PlacedSector], index: int, scheme: colours.ColourScheme
) -> list[Row]:
    arc_rows_ = [
        row
        for place in places
        for row in build_arc_rows(
            place, index, colours.get_ring_tints(place.disc.number, scheme), scheme.paper, scheme.ink
        )
    ]
    levels = [row for disc in picture.discs for row in build_level_rows(disc, scheme.paper)]
    lower_rows = [row for row in arc_rows_ if row["kind"] not in ("open", "fresh")]
    return lower_rows + levels + [row for row in arc_rows_ if row["kind"] in ("open", "fresh")]


def _add_sector_rows(
    layer_rows: LayerRows, places: Sequence[PlacedSector], index: int, scheme: colours.ColourScheme
) -> None:
    for place in places:
        layer_rows.under += build_cut_rows(place, scheme)
        layer_rows.dotted += build_open_edge_rows(place, index, colours.get_ring_tints(place.disc.number, scheme))
        layer_rows.dashed += build_wanted_line_rows(place, index, scheme.ink, WANTED_LINE_WIDTH)
        layer_rows.solid += build_outline_rows(place, scheme)
        layer_rows.letters += build_label_rows(place, scheme.ink)
    for place in places:
        layer_rows.under += build_wanted_line_rows(place, index, scheme.paper, WANTED_LINE_WIDTH + 1.6)
        layer_rows.solid += build_sign_rows(place, index, scheme)
        if place.sector.radii[index].seen is None:
            layer_rows.letters.append(_build_question_row(place, scheme))


def _build_question_row(place: PlacedSector, scheme: colours.ColourScheme) -> Row:
    size = max(min((place.disc.top_radius - place.disc.base_radius) * 0.7, 30.0), 12.0)
    x, y = compute_point((place.disc.base_radius + place.disc.top_radius) / 2, place.middle_angle)
    return build_text_row("?", round(x, 1), round(y, 1), size, scheme.ink)


def _add_ripple_rows(
    layer_rows: LayerRows,
    count_by_ends: Mapping[tuple[int, int, bool], int],
    lined_up_places: Sequence[PlacedSector],
    scheme: colours.ColourScheme,
) -> None:
    place_by_disc = {place.disc.number: place for place in lined_up_places}
    for (first, last, hinders), n in sorted(count_by_ends.items()):
        curve, head = build_ripple_path(place_by_disc[first], place_by_disc[last], hinders)
        width = 1.6 + 0.7 * min(n, 6)
        (layer_rows.under if hinders else layer_rows.solid).append(build_path_row(curve, scheme.paper, width + 3))
        (layer_rows.dashed if hinders else layer_rows.solid).append(build_path_row(curve, scheme.ink, width))
        layer_rows.solid.append(build_path_row(head, scheme.ink, 1, scheme.ink))


def _build_stone_row(scheme: colours.ColourScheme) -> Row:
    return build_path_row(
        build_circle_path(PICTURE_SIZE / 2, PICTURE_SIZE / 2, STONE_RADIUS), scheme.paper, 0, colours.STONE_COLOUR
    )


def _build_stone_name_rows(caption: PictureCaption, scheme: colours.ColourScheme) -> list[Row]:
    name_lines = _wrap_stone_name(caption)
    top = _compute_stone_top(caption)
    rows = [
        build_text_row(line, PICTURE_SIZE / 2, top + 19 * line_number, 17, colours.STONE_INK_COLOUR)
        for line_number, line in enumerate(name_lines)
    ]
    return (
        [*rows, build_text_row(caption.title, PICTURE_SIZE / 2, -TITLE_HEIGHT / 2, 24, scheme.ink)]
        if caption.title
        else rows
    )


def _wrap_stone_name(caption: PictureCaption) -> list[str]:
    return wrap(caption.name, 14, max_lines=3, placeholder="…") or [""]


def _compute_stone_top(caption: PictureCaption) -> float:
    return PICTURE_SIZE / 2 - 10 - 9.5 * (len(_wrap_stone_name(caption)) - 1) - (7 if caption.note else 0)


def _build_stone_fact_rows(picture: DiscPicture, index: int, caption: PictureCaption) -> list[Row]:
    count_text = get_plural_text(caption.language, "common.count.observations", picture.observation_counts[index])
    facts = [
        count_text,
        format_month(caption.language, picture.months[index]),
        *wrap(caption.note, 22, max_lines=1, placeholder="…"),
    ]
    top = _compute_stone_top(caption) + 19 * len(_wrap_stone_name(caption)) + 3
    return [
        build_text_row(fact, PICTURE_SIZE / 2, top + 15 * line_number, 12, colours.STONE_INK_COLOUR)
        for line_number, fact in enumerate(facts)
    ]


def _build_described_sector_row(place: PlacedSector, index: int, language: str) -> Row:
    return build_sector_row(place, index) | {
        "fill": "transparent",
        "told": describe_sector(place.sector, index, language),
    }


def _describe_disc(
    picture: DiscPicture, index: int, lined_up_places: Sequence[PlacedSector], caption: PictureCaption
) -> str:
    language = caption.language
    return get_text(
        language,
        "chart.still_alt",
        name=caption.name,
        month=format_month(language, picture.months[index]),
        observations=get_plural_text(language, "common.count.observations", picture.observation_counts[index]),
        rings=" ".join(summarise_ring(disc, index, language) for disc in picture.discs),
        line=", ".join(_describe_sector_on_line(place, index, language) for place in lined_up_places),
    )


def _describe_sector_on_line(place: PlacedSector, index: int, language: str) -> str:
    return f"{place.sector.theme.label} ({format_seen_level(language, place.sector.readings[index].seen)})"


def build_twin_frame(table: TwinTable) -> pd.DataFrame:
    """The twin as a frame; every column keeps its cells as they are, so that a word may stand among numbers."""
    return pd.DataFrame(list(table.rows), columns=list(table.columns), dtype=object)
