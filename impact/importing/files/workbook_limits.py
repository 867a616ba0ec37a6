"""How much a part of a workbook may hold: counted while it is unpacked, before any of it is parsed or kept."""

import re
from collections.abc import Iterator
from typing import IO

from impact.errors import BrokenFile

# Cells that hold nothing count too: each of them is parsed. Our own export of 100,000 observations has 1,900,000.
MAX_WORKBOOK_CELLS = 2_000_000
TAGS_PER_CELL = 6  # with a text of its own: c, is and t, each opened and closed
TAGS_PER_ROW = 2
MAX_SHARED_TEXT_TAGS = 5_000_000  # of the texts the sheets share: 1,250,000 of them
MAX_OTHER_TAGS = 1_000_000  # of the styles, the list of sheets, its links, and beside the cells of a sheet
MAX_SHEET_TAGS = TAGS_PER_CELL * MAX_WORKBOOK_CELLS + 2 * MAX_OTHER_TAGS
PIECE_BYTES = 262_144  # a cell holds at most 32,767 characters, so no true workbook has a piece like this without a tag
_WORKSHEET_TAG = re.compile(rb"<(\w+:)?worksheet\b")


def check_sheet_size(stream: IO[bytes]) -> None:
    """Raises BrokenFile for more cells (too_many_cells) or more tags and attributes (too_packed) than a list has."""
    cells = rows = tags = 0
    prefix = b""
    for index, piece in enumerate(_read_pieces(stream, MAX_SHEET_TAGS)):
        if not index and (worksheet_tag := _WORKSHEET_TAG.search(piece)):
            prefix = worksheet_tag[1] or b""
        cells += _count_tag(piece, b"<" + prefix + b"c")
        rows += _count_tag(piece, b"<" + prefix + b"row")
        tags += piece.count(b"<")
        if cells > MAX_WORKBOOK_CELLS:
            raise BrokenFile(reason="too_many_cells", most=MAX_WORKBOOK_CELLS)
    if tags > TAGS_PER_CELL * cells + TAGS_PER_ROW * rows + MAX_OTHER_TAGS:
        raise BrokenFile(reason="too_packed")


def _count_tag(piece: bytes, opening: bytes) -> int:
    """How often this tag is opened."""
    return sum(piece.count(opening + end) for end in (b" ", b">", b"/"))


def check_part_size(stream: IO[bytes], max_tags: int) -> None:
    """Raises BrokenFile (too_packed) for more tags or attributes in this part."""
    for _ in _read_pieces(stream, max_tags):
        pass


def _read_pieces(stream: IO[bytes], max_tags: int) -> Iterator[bytes]:
    """The part piece by piece; a piece without a tag belongs to a text or an attribute without end."""
    tags = attributes = 0
    while piece := stream.read(PIECE_BYTES):
        new_tags = piece.count(b"<")
        tags += new_tags
        attributes += piece.count(b'="') + piece.count(b"='")
        if tags > max_tags or attributes > max_tags or (not new_tags and len(piece) == PIECE_BYTES):
            raise BrokenFile(reason="too_packed")
        yield piece
