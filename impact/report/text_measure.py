"""How much room words take on a slide: lines and heights, from the widths of Arial."""

from collections.abc import Iterator
from functools import lru_cache

from impact.text.measure import measure_text_width

# Inches of height per inch of type, as PowerPoint sets Arial.
LINE_HEIGHT = 1.2
INCHES_PER_POINT = 1 / 72
CELL_PADDING = 0.055
# Plain type runs narrower than the bold one the widths are of.
PLAIN_WIDTH_SHARE = 0.95
# And a program may set it a little wider than Arial says.
USABLE_WIDTH_SHARE = 0.96


def count_lines(text: str, size: float, width: float, bold: bool = False) -> int:
    """How many lines this text takes in type of `size` points within `width` inches."""
    return sum(
        max(_find_word_lines(part, _compute_line_room(size, width, bold)), default=0) + 1 for part in text.split("\n")
    )


def measure_height(text: str, size: float, width: float, bold: bool = False) -> float:
    """The height in inches of this text."""
    return count_lines(text, size, width, bold) * size * LINE_HEIGHT * INCHES_PER_POINT


def measure_width(text: str, size: float) -> float:
    """The width in inches of this text on one line, in bold."""
    return measure_text_width(text, size) * INCHES_PER_POINT


def cut_to_height(text: str, size: float, width: float, room: float) -> tuple[str, str]:
    """As many whole words of this text as fit in `room` inches of height (one at least), and the rest of it."""
    max_lines = max(int(room / (size * LINE_HEIGHT * INCHES_PER_POINT)), 1)
    words = text.split()
    word_lines = _find_word_lines(text, _compute_line_room(size, width, bold=False))
    word_count = max(sum(1 for line in word_lines if line < max_lines), 1)
    return " ".join(words[:word_count]), " ".join(words[word_count:])


def _compute_line_room(size: float, width: float, bold: bool) -> float:
    """The room on a line, in type sizes of bold letters."""
    return width * 72 * USABLE_WIDTH_SHARE / size / (1.0 if bold else PLAIN_WIDTH_SHARE)


def _find_word_lines(text: str, room: float) -> Iterator[int]:
    """For each word the line on which it ends, counted from 0; a word too long for a line goes on over the next."""
    line, used_room = 0, 0.0
    for word in text.split():
        if used_room and used_room + _measure_word(" ") + _measure_word(word) > room:
            line, used_room = line + 1, 0.0
        used_room += _measure_word(word) + (_measure_word(" ") if used_room else 0.0)
        while used_room > room:
            line, used_room = line + 1, used_room - room
        yield line


@lru_cache(maxsize=20_000)
def _measure_word(word: str) -> float:
    return measure_text_width(word, 1.0)
