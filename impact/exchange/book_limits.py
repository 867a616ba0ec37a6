"""How much a part of a workbook may hold: counted while it is unpacked, before any of it is parsed or kept."""

import re
from collections.abc import Iterator
from typing import IO

from impact.errors import BrokenFile

# Cells that hold nothing count too: each of them is parsed. Our own export of 100,000 observations has 1,900,000.
MOST_BOOK_CELLS = 2_000_000
TAGS_OF_A_CELL = 6  # with a text of its own: c, is and t, each opened and closed
TAGS_OF_A_ROW = 2
MOST_TEXT_TAGS = 5_000_000  # of the texts the sheets share: 1,250,000 of them
MOST_OTHER_TAGS = 1_000_000  # of the styles, the list of sheets, its links, and beside the cells of a sheet
MOST_SHEET_TAGS = TAGS_OF_A_CELL * MOST_BOOK_CELLS + 2 * MOST_OTHER_TAGS
PIECE = 262_144  # a cell holds at most 32,767 characters, so no true workbook has a piece like this without a tag
_SHEET = re.compile(rb"<(\w+:)?worksheet\b")


def check_sheet(stream: IO[bytes]) -> None:
    """Raises BrokenFile for more cells (too_many_cells) or more tags and attributes (too_packed) than a list has."""
    cells = rows = tags = 0
    prefix = b""
    for place, piece in enumerate(_pieces(stream, MOST_SHEET_TAGS)):
        if not place and (begin := _SHEET.search(piece)):
            prefix = begin[1] or b""
        cells += _count(piece, b"<" + prefix + b"c")
        rows += _count(piece, b"<" + prefix + b"row")
        tags += piece.count(b"<")
        if cells > MOST_BOOK_CELLS:
            raise BrokenFile(reason="too_many_cells", most=MOST_BOOK_CELLS)
    if tags > TAGS_OF_A_CELL * cells + TAGS_OF_A_ROW * rows + MOST_OTHER_TAGS:
        raise BrokenFile(reason="too_packed")


def _count(piece: bytes, opening: bytes) -> int:
    """How often this tag is opened."""
    return sum(piece.count(opening + end) for end in (b" ", b">", b"/"))


def check_part(stream: IO[bytes], most_tags: int) -> None:
    """Raises BrokenFile (too_packed) for more tags or attributes in this part."""
    for _ in _pieces(stream, most_tags):
        pass


def _pieces(stream: IO[bytes], most_tags: int) -> Iterator[bytes]:
    """The part piece by piece; a piece without a tag belongs to a text or an attribute without end."""
    tags = attributes = 0
    while piece := stream.read(PIECE):
        opened = piece.count(b"<")
        tags += opened
        attributes += piece.count(b'="') + piece.count(b"='")
        if tags > most_tags or attributes > most_tags or (not opened and len(piece) == PIECE):
            raise BrokenFile(reason="too_packed")
        yield piece
