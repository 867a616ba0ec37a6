"""Text along an arc, letter by letter: a chart can turn a letter, not bend a word."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from math import cos, pi, radians, sin
from unicodedata import normalize

CENTRE = 500.0
# Advance widths of bold Arial, Helvetica and Liberation Sans, which are the same: thousandths of the type size.
_LETTERS_BY_WIDTH = {
    238: "'",
    278: "ijlI,./\\ ·’",
    280: "|",
    333: "ft!()-:;[]`",
    389: "r*{}",
    474: '"',
    500: "z",
    556: "0123456789aceksvxyJ#$_–",
    584: "+<=>^~−",
    611: "bdghnopquFLTZ?",
    667: "EPSVXY",
    722: "ABCDHKNRU&",
    778: "wGOQ",
    833: "M",
    889: "m%",
    944: "W",
    975: "@",
    1000: "…",
}
_WIDTH_BY_LETTER = {letter: width / 1000 for width, letters in _LETTERS_BY_WIDTH.items() for letter in letters}
_UNKNOWN_SCRIPT_WIDTH = 0.9
_USUAL_WIDTH = 0.6


@dataclass(frozen=True)
class PlacedLetter:
    """One letter at its place: units of the picture, and degrees clockwise it is turned."""

    text: str
    x: float
    y: float
    angle: float


@cache
def measure_letter_width(letter: str) -> float:
    """How wide a letter is, in type sizes; accents weigh nothing, unknown scripts are taken wide."""
    base_letter = normalize("NFD", letter)[0]
    return _WIDTH_BY_LETTER.get(base_letter, _USUAL_WIDTH if ord(base_letter) < 0x2E80 else _UNKNOWN_SCRIPT_WIDTH)


def measure_text_width(text: str, size: float) -> float:
    """How wide a text stands in bold type of this size, in units of the picture."""
    return sum(measure_letter_width(letter) for letter in text) * size


def compute_point(radius: float, degrees: float) -> tuple[float, float]:
    """The point at this radius and angle (clockwise from 12 o'clock) around the centre of the picture."""
    turn = radians(degrees)
    return CENTRE + radius * sin(turn), CENTRE - radius * cos(turn)


def is_upside_down(degrees: float) -> bool:
    """Would a text at this angle stand on its head?"""
    return cos(radians(degrees)) < -1e-9


def place_letters_on_arc(text: str, radius: float, middle: float, size: float, room: float) -> Iterator[PlacedLetter]:
    """The letters of a text centred at `middle` degrees on an arc, upright; squeezed when wider than `room` units."""
    width = measure_text_width(text, size)
    squeeze = min(1.0, room / width) if width else 1.0
    is_flipped = is_upside_down(middle)
    along = -width * squeeze / 2
    for letter in text:
        letter_room = measure_letter_width(letter) * size * squeeze
        offset = (along + letter_room / 2) / radius * 180 / pi
        degrees = middle - offset if is_flipped else middle + offset
        along += letter_room
        if letter != " ":
            x, y = compute_point(radius, degrees)
            yield PlacedLetter(letter, round(x, 1), round(y, 1), round(degrees + (180 if is_flipped else 0), 1))
