"""The card of a story: its steps one below the other, on a picture of 16 by 9 for a slide or a newsletter."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

import pandas as pd

from impact.charts import Figure, Spec
from impact.charts.draw import Frame, arcs, finished, paths, texts
from impact.charts.geometry import Row
from impact.charts.legend import Marks, word_row
from impact.charts.letters import text_width
from impact.charts.marks import circle_path, line_path, path_row
from impact.colours import DARK, LIGHT, STONE, Ground, mixed, tints
from impact.discs import SIZE
from impact.model import Activity, Ring, RippleKind
from impact.stories import Step
from impact.story_words import Card, doubt_line, proven, ring_of, rows, sentence, way, where
from impact.words import say

# With the 8 pixels around it the picture is 960 by 540.
WIDTH, HEIGHT = 944, 524
TALL = SIZE * HEIGHT / WIDTH
LEFT, RIGHT, TOP, BOTTOM = 46.0, 954.0, 52.0, TALL - 22.0
TEXT = LEFT + 46
TITLES, LEAD, FOOT = (36.0, 30.0, 25.0, 21.0), 17.0, 14.0
LARGEST, SMALLEST, STEP = 25.0, 9.0, 0.5
LINE, META, ARROW = 1.24, 0.74, 1.9
DENSE, CLOSE = 14.0, 0.6
ROOMY = 0.96  # a typeface may run a little wider than the one the widths were taken from
PLAIN = 0.93  # plain type runs a little narrower than bold
MOST_DOUBTS, MOST_LEAD, MOST_TITLE = 2, 2, 2
DASHED, DOTTED = (6.0, 4.0), (1.5, 4.0)


@dataclass(frozen=True)
class _Block:
    """One step as it is set: its lines, the line below them, what the arrow above it says, and its type size.

    Where there is little room (`close`), the arrow is short and its words stand behind the line above it.
    """

    step: Step
    lines: tuple[str, ...]
    where: str
    way: str
    size: float
    close: bool = False

    @property
    def above(self) -> float:
        """The room of the arrow that leads to it."""
        return self.size * (CLOSE if self.close else META * ARROW)

    @property
    def height(self) -> float:
        """The room of its own lines."""
        return self.size * (LINE * len(self.lines) + (META * LINE if self.where else 0))


def story_card(steps: Sequence[Step], rings: Sequence[Ring], card: Card, dark: bool = False) -> Figure:
    """A story as one picture: name, telling, each step in the colour of its ring, the ripples, the doubts, the day.

    Type is as large as fits; only when the smallest does not fit, sentences are cut off with an ellipsis.
    """
    ground = DARK if dark else LIGHT
    soft = mixed(ground.ink, ground.paper, 0.74)
    titles, words, top = _head(card, ground.ink, soft)
    foot, bottom = _foot(steps, card, soft)
    blocks = _fitted(steps, rings, card.language, bottom - top)
    spare = bottom - top - _height(blocks)
    marks = _chain(blocks, rings, ground, soft, top, min(spare / (len(blocks) + 1), blocks[0].size) if blocks else 0)
    datasets = {
        "arcs": list(_ripples(steps, rings, ground)),
        "dotted": marks.dotted,
        "dashed": marks.dashed,
        "over": marks.solid,
        "titles": titles + marks.letters,
        "words": words + marks.words + foot,
    }
    columns = [say(card.language, f"story.column.{name}") for name in _COLUMNS]
    table = pd.DataFrame(rows(steps, rings, card.language), columns=columns, dtype=object)
    return Figure(_template(card.language, ground), _told(steps, rings, card), table, datasets)


_COLUMNS = ("step", "way", "sentence", "ring", "day", "rung", "doubts")


@lru_cache(maxsize=8)
def _template(language: str, ground: Ground) -> Spec:
    frame = Frame(0.0, TALL - SIZE, WIDTH)
    layers = [
        arcs(frame, "arcs"),
        paths(frame, "dotted", DOTTED),
        paths(frame, "dashed", DASHED),
        paths(frame, "over"),
        texts(frame, "titles", align="left"),
        texts(frame, "words", bold=False, align="left"),
    ]
    return finished(frame, layers, language, ground)


def folded(text: str, size: float, room: float, most: int | None = None) -> tuple[str, ...]:
    """A text in lines that fit in this room at this type size; a word too long is broken, what is too much cut off."""
    lines = [""]
    for word in text.split():
        for piece in _pieces(word, size, room):
            longer = f"{lines[-1]} {piece}".strip()
            if text_width(longer, size) <= room * ROOMY:
                lines[-1] = longer
            else:
                lines.append(piece)
    if most is None or len(lines) <= most:
        return tuple(lines)
    last = lines[most - 1]
    while last and text_width(f"{last}…", size) > room * ROOMY:
        last = last[:-1].rstrip()
    return (*lines[: most - 1], f"{last}…")


def _pieces(word: str, size: float, room: float) -> Iterator[str]:
    piece = ""
    for letter in word:
        if piece and text_width(piece + letter, size) > room * ROOMY:
            yield piece
            piece = ""
        piece += letter
    yield piece


def _head(card: Card, ink: str, soft: str) -> tuple[list[Row], list[Row], float]:
    """The title and the first lines of the telling, and where the room below them begins."""
    room = RIGHT - LEFT - 90
    size = next((one for one in TITLES if len(folded(card.name, one, room)) <= MOST_TITLE), TITLES[-1])
    title = folded(card.name, size, room, MOST_TITLE)
    titles = [word_row(line, LEFT, TOP + at * size * 1.15, size, ink) for at, line in enumerate(title)]
    top = TOP + (len(title) - 1) * size * 1.15 + size * 0.72
    lead = folded(card.telling, LEAD * PLAIN, room, MOST_LEAD) if card.telling.strip() else ()
    words = [word_row(line, LEFT, top + LEAD * (0.6 + at * 1.3), LEAD, soft) for at, line in enumerate(lead)]
    return titles, words, top + LEAD * 1.3 * len(lead) + 12


def _foot(steps: Sequence[Step], card: Card, soft: str) -> tuple[list[Row], float]:
    """The doubts and below them whose story it is, and where the room above them ends."""
    room = (RIGHT - LEFT) / PLAIN
    doubts = folded(doubt_line(steps, card.language), FOOT, room, MOST_DOUBTS)
    lines = (*doubts, *folded(card.foot, FOOT, room, 1))
    first = BOTTOM - FOOT * 1.4 * (len(lines) - 1)
    words = [word_row(line, LEFT, first + FOOT * 1.4 * at, FOOT, soft) for at, line in enumerate(lines)]
    return words, first - FOOT * 1.6


def _fitted(steps: Sequence[Step], rings: Sequence[Ring], language: str, room: float) -> list[_Block]:
    """The steps in the largest type that fits; when that is small they close up, and at last sentences give way."""
    size, close = LARGEST, False
    while _height(blocks := _set(steps, rings, language, size, close)) > room and size > SMALLEST:
        size, close = (LARGEST, True) if not close and size <= DENSE else (size - STEP, close)
    most = max((len(block.lines) for block in blocks), default=1)
    while _height(blocks) > room and most > 1:
        most -= 1
        width = (RIGHT - TEXT) / PLAIN
        blocks = [replace(one, lines=folded(sentence(one.step, language), size, width, most)) for one in blocks]
    return blocks


def _set(steps: Sequence[Step], rings: Sequence[Ring], language: str, size: float, close: bool) -> list[_Block]:
    width = (RIGHT - TEXT) / PLAIN
    beside = 0.68 if close else 1.0
    return [
        _Block(
            step,
            folded(sentence(step, language), size, width),
            folded(where(step, rings, language, proven), size * META, width * beside, 1)[0],
            way(step, language) if number else "",
            size,
            close,
        )
        for number, step in enumerate(steps)
    ]


def _height(blocks: Sequence[_Block]) -> float:
    return sum(block.height for block in blocks) + sum(block.above for block in blocks[1:])


def _chain(
    blocks: Sequence[_Block], rings: Sequence[Ring], ground: Ground, soft: str, top: float, between: float
) -> Marks:
    """Every step with its mark, and the arrows from mark to mark; `between` is the room left over for each."""
    marks, heads, y = Marks(), [], top + between / 2
    for number, block in enumerate(blocks):
        if number:
            y += block.above + between
        heads.append(y + block.size * LINE / 2)
        _mark(marks, block, rings, ground, heads[-1])
        for at, line in enumerate(block.lines):
            marks.words.append(word_row(line, TEXT, y + block.size * LINE * (at + 0.5), block.size, ground.ink))
        y += block.height
        if block.where:
            below = y - block.size * META * LINE / 2
            marks.words.append(word_row(block.where, TEXT, below, block.size * META, soft))
            follow = blocks[number + 1 : number + 2]
            marks.letters += [_behind(block.where, one, below, ground) for one in follow if one.close and one.way]
    for (start, end), block in zip(pairwise(heads), blocks[1:], strict=True):
        _arrow(marks, block, ground, start + _radius(block) + 4, end - _radius(block) - 4, between)
    return marks


def _behind(line: str, block: _Block, y: float, ground: Ground) -> Row:
    """What the arrow to this step says, behind the line that stands above it."""
    size = block.size * META
    return word_row(f"↓ {block.way}", TEXT + text_width(line, size) * PLAIN / ROOMY + size, y, size, ground.ink)


def _radius(block: _Block) -> float:
    return block.size * 0.44


def _mark(marks: Marks, block: _Block, rings: Sequence[Ring], ground: Ground, y: float) -> None:
    """A circle in the colour of the ring, a square for an activity, an open circle for what is gone."""
    x, r, number = LEFT + 14, _radius(block), ring_of(block.step, rings)
    if number is not None:
        marks.solid.append(path_row(circle_path(x, y, r), ground.paper, 0, tints(number, ground).full))
    elif isinstance(block.step.thing, Activity):
        corners = ((x - r, y - r), (x + r, y - r), (x + r, y + r), (x - r, y + r))
        marks.solid.append(path_row(line_path(*corners, close=True), ground.ink, 1, STONE))
    else:
        marks.dashed.append(path_row(circle_path(x, y, r), ground.ink, 1.4))


def _arrow(marks: Marks, block: _Block, ground: Ground, start: float, end: float, between: float) -> None:
    """From the mark above to this one: whole where it helps, dashed where it hinders, dotted where nothing is left."""
    x, ripple, head = LEFT + 14, block.step.ripple, min(8.0, block.size * 0.4)
    if ripple is None:
        marks.dotted.append(path_row(line_path((x, start), (x, end)), ground.ink, 1.6))
    else:
        line = path_row(line_path((x, start), (x, end - head)), ground.ink, 1.8)
        (marks.dashed if ripple.kind is RippleKind.HINDERS else marks.solid).append(line)
        points = ((x - head * 0.62, end - head), (x + head * 0.62, end - head), (x, end))
        marks.solid.append(path_row(line_path(*points, close=True), ground.ink, 1, ground.ink))
    if block.way and not block.close:
        y = end + _radius(block) + 4 - block.size * LINE / 2 - (block.above + between) / 2
        marks.letters.append(word_row(block.way, TEXT, y, block.size * META, ground.ink))


def _ripples(steps: Sequence[Step], rings: Sequence[Ring], ground: Ground) -> Iterator[Row]:
    """Ripples in the corner, one for each ring the story runs through, in their order."""
    numbers = dict.fromkeys(number for step in steps if (number := ring_of(step, rings)) is not None)
    for at, number in enumerate(numbers):
        inner = 26.0 + at * 13
        ends = {"start": 180, "end": 270, "inner": inner, "outer": inner + 8}
        yield {"x": SIZE, "y": 0, "fill": tints(number, ground).lighter} | ends


def _told(steps: Sequence[Step], rings: Sequence[Ring], card: Card) -> str:
    language = card.language
    told = []
    for number, step in enumerate(steps, 1):
        led = f"{way(step, language)}: " if number > 1 and way(step, language) else ""
        place = where(step, rings, language)
        told.append(f"{number}. {led}{sentence(step, language)}" + (f" ({place})" if place else ""))
    return say(
        language,
        "story.card_alt",
        name=card.name,
        collaboration=card.collaboration,
        steps=" ".join(told),
        doubts=doubt_line(steps, language),
    )
