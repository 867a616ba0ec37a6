"""How much room words take on a slide: lines and heights, from the widths of Arial."""

from bisect import bisect_right

from impact.charts.letters import text_width
from impact.charts.story import folded

LINE = 1.2  # inches of height per inch of type, as PowerPoint sets Arial
POINT = 1 / 72
PADDING = 0.055
PLAIN = 0.95  # plain type runs narrower than the bold one the widths are of


def lines(text: str, size: float, width: float, bold: bool = False) -> int:
    """How many lines this text takes in type of `size` points within `width` inches."""
    room = width * 72 / (1.0 if bold else PLAIN)
    return sum(max(len(folded(part, size, room)), 1) for part in text.split("\n")) if text else 1


def height(text: str, size: float, width: float, bold: bool = False) -> float:
    """The height in inches of this text."""
    return lines(text, size, width, bold) * size * LINE * POINT


def width_of(text: str, size: float) -> float:
    """The width in inches of this text on one line."""
    return text_width(text, size) * POINT


def cut_to(text: str, size: float, width: float, room: float) -> tuple[str, str]:
    """As many whole words of this text as fit in `room` inches of height (one at least), and the rest of it."""
    most = max(int(room / (size * LINE * POINT)), 1)
    every = text.split()
    fits = bisect_right(range(1, len(every) + 1), most, key=lambda n: lines(" ".join(every[:n]), size, width))
    count = max(fits, 1)
    return " ".join(every[:count]), " ".join(every[count:])
