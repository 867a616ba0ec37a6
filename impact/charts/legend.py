"""What the marks mean, written under a still disc: in print there is nothing to point at."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from impact.charts.geometry import Row
from impact.charts.letters import text_width
from impact.charts.marks import disputed_sign, line_path, negative_sign, path_row
from impact.colours import Ground, tints
from impact.words import say

WORDS = 14.0
SWATCH = 18.0
ROOM = 960.0
LINE = 28.0
BETWEEN = 26.0


@dataclass
class Marks:
    """The rows of a picture, layer by layer, in the order they are painted."""

    under: list[Row] = field(default_factory=list)
    solid: list[Row] = field(default_factory=list)
    dotted: list[Row] = field(default_factory=list)
    dashed: list[Row] = field(default_factory=list)
    letters: list[Row] = field(default_factory=list)
    words: list[Row] = field(default_factory=list)


@dataclass(frozen=True)
class Entry:
    """One thing explained: how it is drawn at (x, y), and what it means."""

    meaning: str
    draw: Callable[[float, float, Ground], Marks]

    @property
    def width(self) -> float:
        """The room it takes, in units of the picture."""
        return SWATCH + 8 + self.words

    @property
    def words(self) -> float:
        """The room its words take; plain type runs a little narrower than bold."""
        return text_width(self.meaning, WORDS) * 0.92


def box(x: float, y: float, stroke: str, fill: str) -> Row:
    """A swatch around the point (x, y)."""
    half = SWATCH / 2
    corners = ((x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half))
    return path_row(line_path(*corners, close=True), stroke, 1, fill)


def ring_entries(names: Sequence[str]) -> Iterator[Entry]:
    """The rings, numbered from the middle outwards."""
    for number, name in enumerate(names):
        yield Entry(f"{number + 1} {name}", partial(_ring, number))


def _ring(number: int, x: float, y: float, ground: Ground) -> Marks:
    colour = tints(number, ground).full
    return Marks(solid=[box(x, y, colour, colour)])


def fill_entries(language: str) -> Iterator[Entry]:
    """What the fill of a sector says, in the colours of the first ring."""
    yield Entry(say(language, "chart.confirmed"), lambda x, y, g: Marks(solid=[box(x, y, g.ink, tints(0, g).full)]))
    yield Entry(say(language, "chart.seen"), lambda x, y, g: Marks(solid=[box(x, y, g.ink, tints(0, g).lighter)]))
    yield Entry(say(language, "chart.not_yet_seen"), _not_yet_seen)


def mark_entries(language: str) -> Iterator[Entry]:
    """What the other marks of a sector say."""
    yield Entry(say(language, "chart.nothing"), _nothing)
    yield Entry(say(language, "chart.wanted"), _wanted)
    yield Entry(say(language, "chart.fresh"), _fresh)
    yield Entry(say(language, "chart.negative"), lambda x, y, g: Marks(solid=list(negative_sign(x, y, 8, g))))
    yield Entry(say(language, "chart.disputed"), lambda x, y, g: Marks(solid=list(disputed_sign(x, y, 8, g))))


def ripple_entries(language: str, hindering: Iterable[bool]) -> Iterator[Entry]:
    """The ripples that are drawn: those that help, those that hinder, both or neither."""
    words = {False: "chart.ripple", True: "chart.hinders"}
    for hinders in sorted(set(hindering)):
        yield Entry(say(language, words[hinders]), partial(_ripple, hinders))


def _ripple(hinders: bool, x: float, y: float, ground: Ground) -> Marks:
    line = path_row(line_path((x - 12, y), (x + 6, y)), ground.ink, 2.4)
    head = path_row(line_path((x + 4, y - 5), (x + 12, y), (x + 4, y + 5), close=True), ground.ink, 1, ground.ink)
    return Marks(solid=[head], dashed=[line]) if hinders else Marks(solid=[line, head])


def _wanted(x: float, y: float, ground: Ground) -> Marks:
    return Marks(dashed=[path_row(line_path((x - 12, y), (x + 12, y)), ground.ink, 2.4)])


def _fresh(x: float, y: float, ground: Ground) -> Marks:
    edge = path_row(line_path((x - 9, y - 8), (x + 9, y - 8)), ground.ink, 3)
    return Marks(solid=[box(x, y, tints(0, ground).full, tints(0, ground).full), edge])


def _nothing(x: float, y: float, ground: Ground) -> Marks:
    pale, full = tints(0, ground).track, tints(0, ground).full
    return Marks(solid=[box(x, y, pale, pale), path_row(line_path((x - 9, y + 8), (x + 9, y + 8)), full, 2.5)])


def _not_yet_seen(x: float, y: float, ground: Ground) -> Marks:
    return Marks(
        dotted=[box(x, y, tints(0, ground).full, ground.paper)],
        letters=[word_row("?", x, y + 1, 14, ground.ink)],
    )


def word_row(text: str, x: float, y: float, size: float, ink: str) -> Row:
    """A level text centred at (x, y)."""
    return {"text": text, "x": x, "y": y, "angle": 0, "size": size, "ink": ink}


def lines_of(entries: Iterable[Entry]) -> list[list[Entry]]:
    """The entries broken into lines that fit the width of the picture."""
    lines: list[list[Entry]] = []
    room = 0.0
    for entry in entries:
        if not lines or entry.width > room:
            lines.append([])
            room = ROOM
        lines[-1].append(entry)
        room -= entry.width + BETWEEN
    return lines


def draw_lines(lines: Sequence[Sequence[Entry]], top: float, ground: Ground) -> Marks:
    """The legend with its first line at height `top`, each line centred under the disc."""
    all_marks = Marks()
    for number, line in enumerate(lines):
        y = top + number * LINE
        x = 500 - (sum(entry.width for entry in line) + BETWEEN * (len(line) - 1)) / 2
        for entry in line:
            marks = entry.draw(x + SWATCH / 2, y, ground)
            all_marks.solid += marks.solid
            all_marks.dotted += marks.dotted
            all_marks.dashed += marks.dashed
            all_marks.letters += marks.letters
            middle = x + entry.width - entry.words / 2
            all_marks.words.append(word_row(entry.meaning, middle, y + 1, WORDS, ground.ink))
            x += entry.width + BETWEEN
    return all_marks
