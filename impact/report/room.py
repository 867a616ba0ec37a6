"""How much room words take on a slide: lines and heights, from the widths of Arial."""

from collections.abc import Iterator
from functools import lru_cache

from impact.charts.letters import text_width

LINE = 1.2  # inches of height per inch of type, as PowerPoint sets Arial
POINT = 1 / 72
PADDING = 0.055
PLAIN = 0.95  # plain type runs narrower than the bold one the widths are of
ROOMY = 0.96  # and a program may set it a little wider than Arial says


def lines(text: str, size: float, width: float, bold: bool = False) -> int:
    """How many lines this text takes in type of `size` points within `width` inches."""
    return sum(max(_ends(part, _room(size, width, bold)), default=0) + 1 for part in text.split("\n"))


def height(text: str, size: float, width: float, bold: bool = False) -> float:
    """The height in inches of this text."""
    return lines(text, size, width, bold) * size * LINE * POINT


def width_of(text: str, size: float) -> float:
    """The width in inches of this text on one line, in bold."""
    return text_width(text, size) * POINT


def cut_to(text: str, size: float, width: float, room: float) -> tuple[str, str]:
    """As many whole words of this text as fit in `room` inches of height (one at least), and the rest of it."""
    most = max(int(room / (size * LINE * POINT)), 1)
    every = text.split()
    ends = _ends(text, _room(size, width, bold=False))
    count = max(sum(1 for line in ends if line < most), 1)
    return " ".join(every[:count]), " ".join(every[count:])


def _room(size: float, width: float, bold: bool) -> float:
    """The room on a line, in type sizes of bold letters."""
    return width * 72 * ROOMY / size / (1.0 if bold else PLAIN)


def _ends(text: str, room: float) -> Iterator[int]:
    """For each word the line on which it ends, counted from 0; a word too long for a line goes on over the next."""
    line, used = 0, 0.0
    for word in text.split():
        if used and used + _wide(" ") + _wide(word) > room:
            line, used = line + 1, 0.0
        used += _wide(word) + (_wide(" ") if used else 0.0)
        while used > room:
            line, used = line + 1, used - room
        yield line


@lru_cache(maxsize=20_000)
def _wide(word: str) -> float:
    return text_width(word, 1.0)
