"""How wide text stands in bold type, and text broken into lines or cut off with … where there is no room for all.

Widths are those of bold Arial, Helvetica and Liberation Sans, which are the same; a picture is drawn where its typeface
is not known, so what is measured here must fit in each of them.
"""

from collections.abc import Iterator
from functools import cache
from unicodedata import normalize

# Advance widths in thousandths of the type size.
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
# Where a typeface has no letters of a script, others step in: those of Asia are as wide as the type is high.
_UNKNOWN_SCRIPT_FIRST = 0x2E80
# A typeface may run a little wider than the one the widths were taken from.
USABLE_WIDTH_SHARE = 0.96


@cache
def measure_letter_width(letter: str) -> float:
    """Return how wide a letter is, in type sizes; accents weigh nothing, unknown scripts are taken wide."""
    base_letter = normalize("NFD", letter)[0]
    return _WIDTH_BY_LETTER.get(
        base_letter, _USUAL_WIDTH if ord(base_letter) < _UNKNOWN_SCRIPT_FIRST else _UNKNOWN_SCRIPT_WIDTH
    )


def measure_text_width(text: str, size: float) -> float:
    """Return how wide a text stands in bold type of this size, in the unit of the size."""
    return sum(measure_letter_width(letter) for letter in text) * size


def shorten_to_letters(text: str, max_letters: int) -> str:
    """Return the text when it has at most so many letters, else as many as leave room for …, but at least one."""
    return text if len(text) <= max_letters else text[: max(max_letters - 1, 1)].rstrip() + "…"


def shorten_to_width(text: str, size: float, width: float) -> str:
    """Return the text when it fits in this width at this type size, else as much of it as fits with … after it."""
    return text if measure_text_width(text, size) <= width else _add_ellipsis(text, size, width)


def _add_ellipsis(text: str, size: float, width: float) -> str:
    while text and measure_text_width(f"{text}…", size) > width:
        text = text[:-1].rstrip()
    return f"{text}…"


def wrap_text(text: str, size: float, width: float, max_lines: int | None = None) -> tuple[str, ...]:
    """Return the text in lines that fit in this width; a word too long is broken, what is too much cut off with …."""
    usable_width = width * USABLE_WIDTH_SHARE
    lines = [""]
    for word in text.split():
        for piece in _split_word(word, size, usable_width):
            longer_line = f"{lines[-1]} {piece}".strip()
            if measure_text_width(longer_line, size) <= usable_width:
                lines[-1] = longer_line
            else:
                lines.append(piece)
    if max_lines is None or len(lines) <= max_lines:
        return tuple(lines)
    return (*lines[: max_lines - 1], _add_ellipsis(lines[max_lines - 1], size, usable_width))


def _split_word(word: str, size: float, width: float) -> Iterator[str]:
    piece = ""
    for letter in word:
        if piece and measure_text_width(piece + letter, size) > width:
            yield piece
            piece = ""
        piece += letter
    yield piece
