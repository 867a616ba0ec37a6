"""A row of a file and its cells: a cell that may be missing at the end of its row, and columns by their letters."""

from collections.abc import Sequence
from string import ascii_uppercase

# The line in the file, counted from 1, and its cells.
Record = tuple[int, Sequence[str]]
# The same once nothing of it changes any more.
TableRow = tuple[int, tuple[str, ...]]


def get_cell_text(cells: Sequence[str], index: int) -> str:
    """Return the cell at this place, or an empty text where the row is shorter."""
    return cells[index] if index < len(cells) else ""


def replace_cell_text(row: TableRow, index: int, text: str) -> TableRow:
    """Return the row with this text at this place, made longer where it was too short."""
    line, cells = row
    padded_cells = (*cells, *[""] * (index + 1 - len(cells)))
    return line, (*padded_cells[:index], text, *padded_cells[index + 1 :])


def parse_column_letters(letters: str) -> int:
    """Return the number of the column with these capitals, counted from 1: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def format_column_letters(index: int) -> str:
    """Return the letters of the column at this place, counted from 0 to 701: 0 is A, 26 is AA."""
    above, place = divmod(index, 26)
    return (ascii_uppercase[above - 1] if above else "") + ascii_uppercase[place]
