"""The card of a story: its steps one below the other, on a picture of 16 by 9 for a slide or a newsletter."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

import pandas as pd

from impact.charts import Figure, Spec
from impact.charts.geometry import Row
from impact.charts.layers import (
    PictureFrame,
    build_arc_layer,
    build_layered_spec,
    build_path_layer,
    build_text_layer,
)
from impact.charts.legend import LayerRows, build_text_row
from impact.charts.marks import build_circle_path, build_line_path, build_path_row
from impact.model import Activity, Ring, RippleKind
from impact.picture.colours import (
    DARK_SCHEME,
    LIGHT_SCHEME,
    STONE_COLOUR,
    ColourScheme,
    get_ring_tints,
    mix_colours,
)
from impact.picture.discs import PICTURE_SIZE
from impact.ripples.stories import StepDetails
from impact.ripples.story_text import (
    StoryCard,
    build_story_rows,
    describe_evidence_texts,
    describe_step_place,
    describe_step_ripple,
    find_ring_index,
    get_step_sentence,
    summarise_doubts,
)
from impact.text.measure import USABLE_WIDTH_SHARE, measure_text_width, wrap_text
from impact.words import get_text

# With the 8 pixels around it the picture is 960 by 540.
CARD_WIDTH, CARD_HEIGHT = 944, 524
HEIGHT_IN_UNITS = PICTURE_SIZE * CARD_HEIGHT / CARD_WIDTH
LEFT, RIGHT, TOP, BOTTOM = 46.0, 954.0, 52.0, HEIGHT_IN_UNITS - 22.0
TEXT_LEFT = LEFT + 46
TITLE_SIZES, LEAD_SIZE, FOOTER_SIZE = (36.0, 30.0, 25.0, 21.0), 17.0, 14.0
LARGEST_SIZE, SMALLEST_SIZE, SIZE_STEP = 25.0, 9.0, 0.5
LINE_HEIGHT, DETAIL_SCALE, ARROW_SCALE = 1.24, 0.74, 1.9
DENSE_SIZE, CLOSE_ARROW_SCALE = 14.0, 0.6
# Plain type runs a little narrower than bold.
PLAIN_WIDTH_SHARE = 0.93
MAX_DOUBT_LINES, MAX_LEAD_LINES, MAX_TITLE_LINES = 2, 2, 2
DASH_PATTERN, DOT_PATTERN = (6.0, 4.0), (1.5, 4.0)


@dataclass(frozen=True)
class _CardStep:
    """One step as it is set: its lines, the line below them, what the arrow above it says, and its type size.

    Where there is little room (`is_close`), the arrow is short and its words stand behind the line above it.
    """

    step: StepDetails
    lines: tuple[str, ...]
    detail_line: str
    arrow_text: str
    size: float
    is_close: bool = False

    @property
    def arrow_height(self) -> float:
        """The room of the arrow that leads to it."""
        return self.size * (CLOSE_ARROW_SCALE if self.is_close else DETAIL_SCALE * ARROW_SCALE)

    @property
    def text_height(self) -> float:
        """The room of its own lines."""
        return self.size * (LINE_HEIGHT * len(self.lines) + (DETAIL_SCALE * LINE_HEIGHT if self.detail_line else 0))


def draw_story_card(steps: Sequence[StepDetails], rings: Sequence[Ring], card: StoryCard, dark: bool = False) -> Figure:
    """A story as one picture: name, telling, each step in the colour of its ring, the ripples, the doubts, the day.

    Type is as large as fits; only when the smallest does not fit, sentences are cut off with an ellipsis.
    """
    scheme = DARK_SCHEME if dark else LIGHT_SCHEME
    soft_ink = mix_colours(scheme.ink, scheme.paper, 0.74)
    title_rows, word_rows, top = _lay_out_head(card, scheme.ink, soft_ink)
    footer_rows, bottom = _lay_out_foot(steps, card, soft_ink)
    card_steps = _fit_card_steps(steps, rings, card.language, bottom - top)
    spare = bottom - top - _sum_card_height(card_steps)
    layer_rows = _draw_card_steps(
        card_steps,
        rings,
        scheme,
        soft_ink,
        top,
        min(spare / (len(card_steps) + 1), card_steps[0].size) if card_steps else 0,
    )
    datasets = {
        "arcs": list(_build_corner_ripple_rows(steps, rings, scheme)),
        "dotted": layer_rows.dotted,
        "dashed": layer_rows.dashed,
        "over": layer_rows.solid,
        "titles": title_rows + layer_rows.letters,
        "words": word_rows + layer_rows.words + footer_rows,
    }
    columns = [get_text(card.language, key) for key in _COLUMN_KEYS]
    table = pd.DataFrame(build_story_rows(steps, rings, card.language), columns=columns, dtype=object)
    return Figure(_build_card_template(card.language, scheme), _describe_card(steps, rings, card), table, datasets)


_COLUMN_KEYS = (
    "story.column.step", "story.column.way", "story.column.sentence", "common.field.ring", "common.field.seen_on",
    "common.field.rung", "story.column.doubts",
)  # fmt: skip


@lru_cache(maxsize=8)
def _build_card_template(language: str, scheme: ColourScheme) -> Spec:
    frame = PictureFrame(0.0, HEIGHT_IN_UNITS - PICTURE_SIZE, CARD_WIDTH)
    layers = [
        build_arc_layer(frame, "arcs"),
        build_path_layer(frame, "dotted", DOT_PATTERN),
        build_path_layer(frame, "dashed", DASH_PATTERN),
        build_path_layer(frame, "over"),
        build_text_layer(frame, "titles", align="left"),
        build_text_layer(frame, "words", bold=False, align="left"),
    ]
    return build_layered_spec(frame, layers, language, scheme)


def _lay_out_head(card: StoryCard, ink: str, soft_ink: str) -> tuple[list[Row], list[Row], float]:
    """The title and the first lines of the telling, and where the room below them begins."""
    width = RIGHT - LEFT - 90
    size = next(
        (title_size for title_size in TITLE_SIZES if len(wrap_text(card.name, title_size, width)) <= MAX_TITLE_LINES),
        TITLE_SIZES[-1],
    )
    title_lines = wrap_text(card.name, size, width, MAX_TITLE_LINES)
    title_rows = [
        build_text_row(line, LEFT, TOP + line_number * size * 1.15, size, ink)
        for line_number, line in enumerate(title_lines)
    ]
    top = TOP + (len(title_lines) - 1) * size * 1.15 + size * 0.72
    lead_lines = (
        wrap_text(card.telling, LEAD_SIZE * PLAIN_WIDTH_SHARE, width, MAX_LEAD_LINES) if card.telling.strip() else ()
    )
    lead_rows = [
        build_text_row(line, LEFT, top + LEAD_SIZE * (0.6 + line_number * 1.3), LEAD_SIZE, soft_ink)
        for line_number, line in enumerate(lead_lines)
    ]
    return title_rows, lead_rows, top + LEAD_SIZE * 1.3 * len(lead_lines) + 12


def _lay_out_foot(steps: Sequence[StepDetails], card: StoryCard, soft_ink: str) -> tuple[list[Row], float]:
    """The doubts and below them whose story it is, and where the room above them ends."""
    width = (RIGHT - LEFT) / PLAIN_WIDTH_SHARE
    doubt_lines = wrap_text(summarise_doubts(steps, card.language), FOOTER_SIZE, width, MAX_DOUBT_LINES)
    lines = (*doubt_lines, *wrap_text(card.footer, FOOTER_SIZE, width, 1))
    first = BOTTOM - FOOTER_SIZE * 1.4 * (len(lines) - 1)
    footer_rows = [
        build_text_row(line, LEFT, first + FOOTER_SIZE * 1.4 * line_number, FOOTER_SIZE, soft_ink)
        for line_number, line in enumerate(lines)
    ]
    return footer_rows, first - FOOTER_SIZE * 1.6


def _fit_card_steps(steps: Sequence[StepDetails], rings: Sequence[Ring], language: str, room: float) -> list[_CardStep]:
    """The steps in the largest type that fits; when that is small they close up, and at last sentences give way."""
    size, is_close = LARGEST_SIZE, False
    while (
        _sum_card_height(card_steps := _build_card_steps(steps, rings, language, size, is_close)) > room
        and size > SMALLEST_SIZE
    ):
        size, is_close = (LARGEST_SIZE, True) if not is_close and size <= DENSE_SIZE else (size - SIZE_STEP, is_close)
    max_lines = max((len(card_step.lines) for card_step in card_steps), default=1)
    while _sum_card_height(card_steps) > room and max_lines > 1:
        max_lines -= 1
        width = (RIGHT - TEXT_LEFT) / PLAIN_WIDTH_SHARE
        card_steps = [
            replace(uncut_step, lines=wrap_text(get_step_sentence(uncut_step.step, language), size, width, max_lines))
            for uncut_step in card_steps
        ]
    return card_steps


def _build_card_steps(
    steps: Sequence[StepDetails], rings: Sequence[Ring], language: str, size: float, is_close: bool
) -> list[_CardStep]:
    width = (RIGHT - TEXT_LEFT) / PLAIN_WIDTH_SHARE
    detail_width_share = 0.68 if is_close else 1.0
    return [
        _CardStep(
            step,
            wrap_text(get_step_sentence(step, language), size, width),
            wrap_text(
                describe_step_place(step, rings, language, describe_evidence_texts),
                size * DETAIL_SCALE,
                width * detail_width_share,
                1,
            )[0],
            describe_step_ripple(step, language) if number else "",
            size,
            is_close,
        )
        for number, step in enumerate(steps)
    ]


def _sum_card_height(card_steps: Sequence[_CardStep]) -> float:
    return sum(card_step.text_height for card_step in card_steps) + sum(
        card_step.arrow_height for card_step in card_steps[1:]
    )


def _draw_card_steps(
    card_steps: Sequence[_CardStep], rings: Sequence[Ring], scheme: ColourScheme, soft_ink: str, top: float, gap: float
) -> LayerRows:
    """Every step with its mark, and the arrows from mark to mark; `gap` is the room left over for each."""
    layer_rows, mark_centres, y = LayerRows(), [], top + gap / 2
    for number, card_step in enumerate(card_steps):
        if number:
            y += card_step.arrow_height + gap
        mark_centres.append(y + card_step.size * LINE_HEIGHT / 2)
        _draw_step_mark(layer_rows, card_step, rings, scheme, mark_centres[-1])
        for line_number, line in enumerate(card_step.lines):
            layer_rows.words.append(
                build_text_row(
                    line, TEXT_LEFT, y + card_step.size * LINE_HEIGHT * (line_number + 0.5), card_step.size, scheme.ink
                )
            )
        y += card_step.text_height
        if card_step.detail_line:
            below = y - card_step.size * DETAIL_SCALE * LINE_HEIGHT / 2
            layer_rows.words.append(
                build_text_row(card_step.detail_line, TEXT_LEFT, below, card_step.size * DETAIL_SCALE, soft_ink)
            )
            next_steps = card_steps[number + 1 : number + 2]
            layer_rows.letters += [
                _build_inline_arrow_row(card_step.detail_line, next_step, below, scheme)
                for next_step in next_steps
                if next_step.is_close and next_step.arrow_text
            ]
    for (start, end), card_step in zip(pairwise(mark_centres), card_steps[1:], strict=True):
        _draw_step_arrow(
            layer_rows,
            card_step,
            scheme,
            start + _compute_dot_radius(card_step) + 4,
            end - _compute_dot_radius(card_step) - 4,
            gap,
        )
    return layer_rows


def _build_inline_arrow_row(line: str, card_step: _CardStep, y: float, scheme: ColourScheme) -> Row:
    """What the arrow to this step says, behind the line that stands above it."""
    size = card_step.size * DETAIL_SCALE
    return build_text_row(
        f"↓ {card_step.arrow_text}",
        TEXT_LEFT + measure_text_width(line, size) * PLAIN_WIDTH_SHARE / USABLE_WIDTH_SHARE + size,
        y,
        size,
        scheme.ink,
    )


def _compute_dot_radius(card_step: _CardStep) -> float:
    return card_step.size * 0.44


def _draw_step_mark(
    layer_rows: LayerRows, card_step: _CardStep, rings: Sequence[Ring], scheme: ColourScheme, y: float
) -> None:
    """A circle in the colour of the ring, a square for an activity, an open circle for what is gone."""
    x, r, number = LEFT + 14, _compute_dot_radius(card_step), find_ring_index(card_step.step, rings)
    if number is not None:
        layer_rows.solid.append(
            build_path_row(build_circle_path(x, y, r), scheme.paper, 0, get_ring_tints(number, scheme).full)
        )
    elif isinstance(card_step.step.subject, Activity):
        corners = ((x - r, y - r), (x + r, y - r), (x + r, y + r), (x - r, y + r))
        layer_rows.solid.append(build_path_row(build_line_path(*corners, close=True), scheme.ink, 1, STONE_COLOUR))
    else:
        layer_rows.dashed.append(build_path_row(build_circle_path(x, y, r), scheme.ink, 1.4))


def _draw_step_arrow(
    layer_rows: LayerRows, card_step: _CardStep, scheme: ColourScheme, start: float, end: float, gap: float
) -> None:
    """From the mark above to this one: whole where it helps, dashed where it hinders, dotted where nothing is left."""
    x, ripple, head = LEFT + 14, card_step.step.ripple, min(8.0, card_step.size * 0.4)
    if ripple is None:
        layer_rows.dotted.append(build_path_row(build_line_path((x, start), (x, end)), scheme.ink, 1.6))
    else:
        line = build_path_row(build_line_path((x, start), (x, end - head)), scheme.ink, 1.8)
        (layer_rows.dashed if ripple.kind is RippleKind.HINDERS else layer_rows.solid).append(line)
        points = ((x - head * 0.62, end - head), (x + head * 0.62, end - head), (x, end))
        layer_rows.solid.append(build_path_row(build_line_path(*points, close=True), scheme.ink, 1, scheme.ink))
    if card_step.arrow_text and not card_step.is_close:
        y = (
            end
            + _compute_dot_radius(card_step)
            + 4
            - card_step.size * LINE_HEIGHT / 2
            - (card_step.arrow_height + gap) / 2
        )
        layer_rows.letters.append(
            build_text_row(card_step.arrow_text, TEXT_LEFT, y, card_step.size * DETAIL_SCALE, scheme.ink)
        )


def _build_corner_ripple_rows(
    steps: Sequence[StepDetails], rings: Sequence[Ring], scheme: ColourScheme
) -> Iterator[Row]:
    """Ripples in the corner, one for each ring the story runs through, in their order."""
    numbers = dict.fromkeys(number for step in steps if (number := find_ring_index(step, rings)) is not None)
    for position, number in enumerate(numbers):
        inner = 26.0 + position * 13
        ends = {"start": 180, "end": 270, "inner": inner, "outer": inner + 8}
        yield {"x": PICTURE_SIZE, "y": 0, "fill": get_ring_tints(number, scheme).lighter} | ends


def _describe_card(steps: Sequence[StepDetails], rings: Sequence[Ring], card: StoryCard) -> str:
    language = card.language
    step_texts = []
    for number, step in enumerate(steps, 1):
        arrow_text = (
            f"{describe_step_ripple(step, language)}: " if number > 1 and describe_step_ripple(step, language) else ""
        )
        place_text = describe_step_place(step, rings, language)
        step_texts.append(
            f"{number}. {arrow_text}{get_step_sentence(step, language)}" + (f" ({place_text})" if place_text else "")
        )
    return get_text(
        language,
        "story.card_alt",
        name=card.name,
        collaboration=card.collaboration,
        steps=" ".join(step_texts),
        doubts=summarise_doubts(steps, language),
    )
