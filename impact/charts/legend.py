"""What the marks mean, written under a still disc: in print there is nothing to point at."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from impact.charts.geometry import Row
from impact.charts.marks import build_line_path, build_path_row, draw_disputed_sign, draw_negative_sign
from impact.picture.colours import ColourScheme, get_ring_tints
from impact.text.measure import measure_text_width
from impact.words import get_text

WORD_SIZE = 14.0
SWATCH_SIZE = 18.0
LEGEND_WIDTH = 960.0
LINE_HEIGHT = 28.0
ENTRY_GAP = 26.0


@dataclass
class LayerRows:
    """The rows of a picture, layer by layer, in the order they are painted."""

    under: list[Row] = field(default_factory=list)
    solid: list[Row] = field(default_factory=list)
    dotted: list[Row] = field(default_factory=list)
    dashed: list[Row] = field(default_factory=list)
    letters: list[Row] = field(default_factory=list)
    words: list[Row] = field(default_factory=list)


@dataclass(frozen=True)
class LegendEntry:
    """One thing explained: how it is drawn at (x, y), and what it means."""

    meaning: str
    draw: Callable[[float, float, ColourScheme], LayerRows]

    @property
    def width(self) -> float:
        """The room it takes, in units of the picture."""
        return SWATCH_SIZE + 8 + self.words_width

    @property
    def words_width(self) -> float:
        """The room its words take; plain type runs a little narrower than bold."""
        return measure_text_width(self.meaning, WORD_SIZE) * 0.92


def build_swatch_row(x: float, y: float, stroke: str, fill: str) -> Row:
    """A swatch around the point (x, y)."""
    half = SWATCH_SIZE / 2
    corners = ((x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half))
    return build_path_row(build_line_path(*corners, close=True), stroke, 1, fill)


def list_ring_entries(names: Sequence[str]) -> Iterator[LegendEntry]:
    """The rings, numbered from the middle outwards."""
    for number, name in enumerate(names):
        yield LegendEntry(f"{number + 1} {name}", partial(_draw_ring_swatch, number))


def _draw_ring_swatch(number: int, x: float, y: float, scheme: ColourScheme) -> LayerRows:
    colour = get_ring_tints(number, scheme).full
    return LayerRows(solid=[build_swatch_row(x, y, colour, colour)])


def list_fill_entries(language: str) -> Iterator[LegendEntry]:
    """What the fill of a sector says, in the colours of the first ring."""
    yield LegendEntry(
        get_text(language, "model.state.confirmed"),
        lambda x, y, scheme: LayerRows(solid=[build_swatch_row(x, y, scheme.ink, get_ring_tints(0, scheme).full)]),
    )
    yield LegendEntry(
        get_text(language, "chart.seen"),
        lambda x, y, scheme: LayerRows(solid=[build_swatch_row(x, y, scheme.ink, get_ring_tints(0, scheme).lighter)]),
    )
    yield LegendEntry(get_text(language, "common.not_seen"), _draw_unseen_sample)


def list_mark_entries(language: str) -> Iterator[LegendEntry]:
    """What the other marks of a sector say."""
    yield LegendEntry(get_text(language, "chart.nothing"), _draw_zero_sample)
    yield LegendEntry(get_text(language, "chart.wanted"), _draw_wanted_sample)
    yield LegendEntry(get_text(language, "chart.fresh"), _draw_fresh_sample)
    yield LegendEntry(
        get_text(language, "chart.negative"),
        lambda x, y, scheme: LayerRows(solid=list(draw_negative_sign(x, y, 8, scheme))),
    )
    yield LegendEntry(
        get_text(language, "model.state.disputed"),
        lambda x, y, scheme: LayerRows(solid=list(draw_disputed_sign(x, y, 8, scheme))),
    )


def list_ripple_entries(language: str, hindering: Iterable[bool]) -> Iterator[LegendEntry]:
    """The ripples that are drawn: those that help, those that hinder, both or neither."""
    key_by_hinders = {False: "chart.ripple", True: "chart.hinders"}
    for hinders in sorted(set(hindering)):
        yield LegendEntry(get_text(language, key_by_hinders[hinders]), partial(_draw_ripple_sample, hinders))


def _draw_ripple_sample(hinders: bool, x: float, y: float, scheme: ColourScheme) -> LayerRows:
    line = build_path_row(build_line_path((x - 12, y), (x + 6, y)), scheme.ink, 2.4)
    head = build_path_row(
        build_line_path((x + 4, y - 5), (x + 12, y), (x + 4, y + 5), close=True), scheme.ink, 1, scheme.ink
    )
    return LayerRows(solid=[head], dashed=[line]) if hinders else LayerRows(solid=[line, head])


def _draw_wanted_sample(x: float, y: float, scheme: ColourScheme) -> LayerRows:
    return LayerRows(dashed=[build_path_row(build_line_path((x - 12, y), (x + 12, y)), scheme.ink, 2.4)])


def _draw_fresh_sample(x: float, y: float, scheme: ColourScheme) -> LayerRows:
    edge = build_path_row(build_line_path((x - 9, y - 8), (x + 9, y - 8)), scheme.ink, 3)
    return LayerRows(
        solid=[build_swatch_row(x, y, get_ring_tints(0, scheme).full, get_ring_tints(0, scheme).full), edge]
    )


def _draw_zero_sample(x: float, y: float, scheme: ColourScheme) -> LayerRows:
    pale, full = get_ring_tints(0, scheme).track, get_ring_tints(0, scheme).full
    return LayerRows(
        solid=[
            build_swatch_row(x, y, pale, pale),
            build_path_row(build_line_path((x - 9, y + 8), (x + 9, y + 8)), full, 2.5),
        ]
    )


def _draw_unseen_sample(x: float, y: float, scheme: ColourScheme) -> LayerRows:
    return LayerRows(
        dotted=[build_swatch_row(x, y, get_ring_tints(0, scheme).full, scheme.paper)],
        letters=[build_text_row("?", x, y + 1, 14, scheme.ink)],
    )


def build_text_row(text: str, x: float, y: float, size: float, ink: str) -> Row:
    """A level text centred at (x, y)."""
    return {"text": text, "x": x, "y": y, "angle": 0, "size": size, "ink": ink}


def break_into_lines(entries: Iterable[LegendEntry]) -> list[list[LegendEntry]]:
    """The entries broken into lines that fit the width of the picture."""
    lines: list[list[LegendEntry]] = []
    room_left = 0.0
    for entry in entries:
        if not lines or entry.width > room_left:
            lines.append([])
            room_left = LEGEND_WIDTH
        lines[-1].append(entry)
        room_left -= entry.width + ENTRY_GAP
    return lines


def draw_legend_lines(lines: Sequence[Sequence[LegendEntry]], top: float, scheme: ColourScheme) -> LayerRows:
    """The legend with its first line at height `top`, each line centred under the disc."""
    legend_rows = LayerRows()
    for line_number, line in enumerate(lines):
        y = top + line_number * LINE_HEIGHT
        x = 500 - (sum(entry.width for entry in line) + ENTRY_GAP * (len(line) - 1)) / 2
        for entry in line:
            entry_rows = entry.draw(x + SWATCH_SIZE / 2, y, scheme)
            legend_rows.solid += entry_rows.solid
            legend_rows.dotted += entry_rows.dotted
            legend_rows.dashed += entry_rows.dashed
            legend_rows.letters += entry_rows.letters
            middle = x + entry.width - entry.words_width / 2
            legend_rows.words.append(build_text_row(entry.meaning, middle, y + 1, WORD_SIZE, scheme.ink))
            x += entry.width + ENTRY_GAP
    return legend_rows
