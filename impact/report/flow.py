"""What fits on one slide and what goes on the next: tables by row, stories by step, points by line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from impact.report.house import SCALE
from impact.report.pack import Chain, Link, Points, Table
from impact.report.room import LINE, POINT, cut_to, height, lines, width_of
from impact.report.slides import Grid, row_height
from impact.report.text import written

TABLE_SIZES = (16.0, 15.0, 14.0, 13.0, 12.0, 11.0)
STEP_SIZES = (20.0, 18.0, 16.0, 14.0)
POINT_SIZES = (20.0, 18.0, 16.0, 14.0, 12.5, 11.5)
MOST_ROWS = 100
ROOMY = 0.14
INSIDE = 0.14  # what the margins of a cell take of its width
META = 0.72
BETWEEN = 0.22
FEW = 0.6  # of the height of a column
WIDEST_STORY = 5


def grids(table: Table, room: float, breadth: float, bar: float, language: str) -> Iterator[tuple[int, Grid]]:
    """The table on as few slides as its largest legible type allows, each with the number of its first row."""
    every = [_grid(table, breadth, bar, size, language) for size in TABLE_SIZES]
    slides = len(_breaks(every[-1], room))
    whole = next(grid for grid in every if len(_breaks(grid, room)) == slides)
    evenly = range(-(-len(whole.rows) // slides), len(whole.rows) + 1)
    most = next(most for most in evenly if len(_breaks(whole, room, most)) == slides)
    for first, last in _breaks(whole, room, most):
        yield first, _part(whole, first, last, room)


def _breaks(grid: Grid, room: float, most: int = MOST_ROWS) -> list[tuple[int, int]]:
    """From which row to which each slide goes, when none takes more than `most` rows."""
    found, first, used = [], 0, grid.head
    for at, tall in enumerate(grid.heights):
        if at > first and (used + tall > room or at - first >= most):
            found.append((first, at))
            first, used = at, grid.head
        used += tall
    return [*found, (first, len(grid.rows))]


def _part(grid: Grid, first: int, last: int, room: float) -> Grid:
    """These rows of the table, a little higher where there is room to spare."""
    rows, heights = grid.rows[first:last], grid.heights[first:last]
    spare = min((room - grid.head - sum(heights)) / max(len(heights), 1), ROOMY)
    airy = tuple(one + max(spare, 0.0) for one in heights)
    return Grid(grid.heads, rows, grid.widths, airy, grid.head, grid.size, grid.numbers)


def _grid(table: Table, breadth: float, bar: float, size: float, language: str) -> Grid:
    heads = [column.head for column in table.columns]
    numbers = [column.numbers for column in table.columns]
    rows = [[written(cell, language) for cell in row] for row in table.rows]
    least = [max(map(partial(_longest, size), column)) for column in zip(heads, *rows, strict=True)]
    widths = _widths([column.share for column in table.columns], least, breadth - bar)
    if bar:
        widths.insert(1, bar)
        heads.insert(1, SCALE)
        numbers.insert(1, False)
        for row in rows:
            row.insert(1, "")
    tall = tuple(_row(row, widths, size) for row in rows)
    head = _row(heads, widths, size, bold=True)
    return Grid(tuple(heads), tuple(map(tuple, rows)), tuple(widths), tall, head, size, tuple(numbers))


def _longest(size: float, text: str) -> float:
    """What the longest word of this text takes: a column narrower than that would break it."""
    return max((width_of(word, size) for word in text.split()), default=0.0) / 0.96 + INSIDE


def _widths(shares: Sequence[float], least: Sequence[float], breadth: float) -> list[float]:
    """The columns by their shares, but none narrower than its longest word as far as the others can give."""
    needed = sum(least)
    if needed >= breadth:
        return [one / needed * breadth for one in least]
    spare = [max(share / sum(shares) * breadth - one, 0.0) for share, one in zip(shares, least, strict=True)]
    whole = sum(spare) or 1.0
    return [one + extra / whole * (breadth - needed) for one, extra in zip(least, spare, strict=True)]


def _row(cells: Sequence[str], widths: Sequence[float], size: float, bold: bool = False) -> float:
    taken = (lines(cell, size, width - INSIDE, bold) for cell, width in zip(cells, widths, strict=True))
    return row_height(list(taken), size)


@dataclass(frozen=True)
class Step:
    """One step of a story as it is set: its place from the top, the room of what led to it, its own, and its type."""

    link: Link
    top: float
    way: float
    height: float
    size: float


def steps_of(chain: Chain, width: float, room: float) -> Iterator[tuple[Step, ...]]:
    """The steps slide by slide, at most five on each, in the largest type that fits."""
    most = WIDEST_STORY
    while True:
        groups = _evenly(chain.links, most)
        fitting = [_fitting(group, width, room) for group in groups]
        if most == 1 or all(fitting):
            break
        most -= 1
    for group in groups:
        yield _set(group, width, min(fitting) or STEP_SIZES[-1], room)


def _evenly(links: Sequence[Link], most: int) -> list[Sequence[Link]]:
    """As few groups of at most so many as there must be, all about as large."""
    parts = max(-(-len(links) // most), 1)
    ends = [len(links) * part // parts for part in range(parts + 1)]
    return [links[first:last] for first, last in pairwise(ends)]


def _fitting(group: Sequence[Link], width: float, room: float) -> float:
    """The largest type in which these steps fit; 0 when none is small enough."""
    return next((size for size in STEP_SIZES if sum(map(sum, _heights(group, width, size))) <= room), 0.0)


def _heights(group: Sequence[Link], width: float, size: float) -> list[tuple[float, float]]:
    return [(_way(link, size), _own(link, width, size)) for link in group]


def _way(link: Link, size: float) -> float:
    return size * META * LINE * POINT * 1.9 if link.way else 0.0


def _own(link: Link, width: float, size: float) -> float:
    below = " · ".join(part for part in (link.where, link.doubts) if part)
    return max(height(link.sentence, size, width) + (height(below, size * META, width) if below else 0.0), 0.48) + 0.06


def _set(group: Sequence[Link], width: float, size: float, room: float) -> tuple[Step, ...]:
    heights = _heights(group, width, size)
    spare = min((room - sum(map(sum, heights))) / max(len(group), 1), 0.3)
    steps, top = [], 0.0
    for link, (way, own) in zip(group, heights, strict=True):
        steps.append(Step(link, top, way, own, size))
        top += way + own + max(spare, 0.0)
    return tuple(steps)


@dataclass(frozen=True)
class Part:
    """Some points as they stand in a column, with the height they take."""

    heading: str
    items: tuple[str, ...]
    height: float


Column = tuple[float, tuple[Part, ...]]


def columns_of(points: Sequence[Points], width: float, room: float) -> Iterator[tuple[Column, ...]]:
    """The points in pairs of columns, slide by slide, in the largest type that fits on one slide; else the smallest."""
    for size in POINT_SIZES:
        columns = _columns(points, width, room - 0.1, size)
        if len(columns) <= 2:
            break
    for first in range(0, len(columns), 2):
        yield tuple((size, column) for column in columns[first : first + 2])


def _columns(points: Sequence[Points], width: float, room: float, size: float) -> list[tuple[Part, ...]]:
    columns: list[list[Part]] = [[]]
    for one in points:
        for part in _parts(one, width, room, size):
            if columns[-1] and sum(other.height for other in columns[-1]) + part.height > room:
                columns.append([])
            columns[-1].append(part)
    return _balanced([tuple(column) for column in columns], room)


def _balanced(columns: list[tuple[Part, ...]], room: float) -> list[tuple[Part, ...]]:
    """What fits on one slide in two columns about as long, which reads calmer; little of it stays in one."""
    whole = [part for column in columns for part in column]
    total = sum(part.height for part in whole)
    if len(columns) > 2 or len(whole) < 2 or total < room * FEW:
        return columns
    splits = [(tuple(whole[:at]), tuple(whole[at:])) for at in range(1, len(whole))]
    tall = [max(sum(part.height for part in column) for column in split) for split in splits]
    best = min(range(len(splits)), key=lambda at: tall[at])
    return list(splits[best]) if tall[best] <= room else columns


def _parts(points: Points, width: float, room: float, size: float) -> Iterator[Part]:
    """These points in pieces that each fit in a column; what is cut goes on under the same heading."""
    head = height(points.heading, size + 1, width, bold=True) if points.heading else 0.0
    items: list[str] = []
    used = head
    for item in points.items:
        rest = item
        while rest:
            free = room - used - BETWEEN
            if items and free < min(height(rest, size, width), 3 * size * LINE * POINT):
                yield Part(points.heading, tuple(items), used + BETWEEN)
                items, used = [], head
                free = room - used - BETWEEN
            piece, rest = cut_to(rest, size, width, free) if height(rest, size, width) > free else (rest, "")
            items.append(piece)
            used += height(piece, size, width)
    yield Part(points.heading, tuple(items), used + BETWEEN)
