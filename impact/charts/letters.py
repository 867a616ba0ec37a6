"""Text along an arc, letter by letter: a chart can turn a letter, not bend a word."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import cos, pi, radians, sin

from impact.text.measure import measure_letter_width, measure_text_width

CENTRE = 500.0


@dataclass(frozen=True)
class PlacedLetter:
    """One letter at its place: units of the picture, and degrees clockwise it is turned."""

    text: str
    x: float
    y: float
    angle: float


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
