"""What fits on one slide and what goes on the next: tables by row, stories by step, points by line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from impact.report.house_style import BAR_SCALE_TEXT
from impact.report.pack import ListBlock, StoryBlock, StoryLink, TableBlock
from impact.report.plain_text import format_pack_cell
from impact.report.slide_shapes import TableLayout, compute_row_height
from impact.report.text_measure import (
    INCHES_PER_POINT,
    LINE_HEIGHT,
    count_lines,
    cut_to_height,
    measure_height,
    measure_width,
)

TABLE_TYPE_SIZES = (16.0, 15.0, 14.0, 13.0, 12.0, 11.0)
STEP_TYPE_SIZES = (20.0, 18.0, 16.0, 14.0)
LIST_TYPE_SIZES = (20.0, 18.0, 16.0, 14.0, 12.5, 11.5)
# No table reaches it: until told otherwise only height breaks a table.
MAX_ROWS_PER_SLIDE = 100
# A short table is not drawn out over the whole slide.
MAX_EXTRA_ROW_HEIGHT = 0.14
# What the margins of a cell take of its width.
CELL_MARGIN = 0.14
DETAIL_SCALE = 0.72
LIST_GAP = 0.22
# Of the height of a column.
MIN_COLUMN_FILL = 0.6
MAX_STEPS_PER_SLIDE = 5


def break_table(
    table: TableBlock, room: float, total_width: float, bar_width: float, language: str
) -> Iterator[tuple[int, TableLayout]]:
    """The table on as few slides as its largest legible type allows, each with the number of its first row."""
    layouts = [_lay_out_table(table, total_width, bar_width, size, language) for size in TABLE_TYPE_SIZES]
    slide_count = len(_find_row_breaks(layouts[-1], room))
    layout = next(grid for grid in layouts if len(_find_row_breaks(grid, room)) == slide_count)
    row_limits = range(-(-len(layout.rows) // slide_count), len(layout.rows) + 1)
    max_rows = next(max_rows for max_rows in row_limits if len(_find_row_breaks(layout, room, max_rows)) == slide_count)
    for first, last in _find_row_breaks(layout, room, max_rows):
        yield first, _slice_layout(layout, first, last, room)


def _find_row_breaks(grid: TableLayout, room: float, max_rows: int = MAX_ROWS_PER_SLIDE) -> list[tuple[int, int]]:
    """From which row to which each slide goes, when none takes more than so many rows."""
    breaks, first, used_height = [], 0, grid.head_height
    for row_index, row_tall in enumerate(grid.heights):
        if row_index > first and (used_height + row_tall > room or row_index - first >= max_rows):
            breaks.append((first, row_index))
            first, used_height = row_index, grid.head_height
        used_height += row_tall
    return [*breaks, (first, len(grid.rows))]


def _slice_layout(grid: TableLayout, first: int, last: int, room: float) -> TableLayout:
    """These rows of the table, a little higher where there is room to spare."""
    rows, heights = grid.rows[first:last], grid.heights[first:last]
    spare = min((room - grid.head_height - sum(heights)) / max(len(heights), 1), MAX_EXTRA_ROW_HEIGHT)
    airy_heights = tuple(row_tall + max(spare, 0.0) for row_tall in heights)
    return TableLayout(
        grid.heads, rows, grid.widths, airy_heights, grid.head_height, grid.type_size, grid.numeric_columns
    )


def _lay_out_table(table: TableBlock, total_width: float, bar_width: float, size: float, language: str) -> TableLayout:
    heads = [column.head for column in table.columns]
    numbers = [column.is_numeric for column in table.columns]
    rows = [[format_pack_cell(cell, language) for cell in row] for row in table.rows]
    min_widths = [max(map(partial(_measure_longest_word, size), column)) for column in zip(heads, *rows, strict=True)]
    widths = _share_widths([column.width_share for column in table.columns], min_widths, total_width - bar_width)
    if bar_width:
        widths.insert(1, bar_width)
        heads.insert(1, BAR_SCALE_TEXT)
        numbers.insert(1, False)
        for row in rows:
            row.insert(1, "")
    row_heights = tuple(_measure_row(row, widths, size) for row in rows)
    head_height = _measure_row(heads, widths, size, bold=True)
    return TableLayout(
        tuple(heads), tuple(map(tuple, rows)), tuple(widths), row_heights, head_height, size, tuple(numbers)
    )


def _measure_longest_word(size: float, text: str) -> float:
    """What the longest word of this text takes: a column narrower than that would break it."""
    return max((measure_width(word, size) for word in text.split()), default=0.0) / 0.96 + CELL_MARGIN


def _share_widths(shares: Sequence[float], min_widths: Sequence[float], total_width: float) -> list[float]:
    """The columns by their shares, but none narrower than its longest word as far as the others can give."""
    needed = sum(min_widths)
    if needed >= total_width:
        return [min_width / needed * total_width for min_width in min_widths]
    spare = [
        max(share / sum(shares) * total_width - min_width, 0.0)
        for share, min_width in zip(shares, min_widths, strict=True)
    ]
    total_spare = sum(spare) or 1.0
    return [
        min_width + extra / total_spare * (total_width - needed)
        for min_width, extra in zip(min_widths, spare, strict=True)
    ]


def _measure_row(cells: Sequence[str], widths: Sequence[float], size: float, bold: bool = False) -> float:
    line_counts = (
        count_lines(cell, size, width - CELL_MARGIN, bold) for cell, width in zip(cells, widths, strict=True)
    )
    return compute_row_height(list(line_counts), size)


@dataclass(frozen=True)
class SlideStep:
    """One step of a story as it is set: its place from the top, the room of what led to it, its own, and its type."""

    link: StoryLink
    top: float
    way_height: float
    height: float
    type_size: float


def break_story(chain: StoryBlock, width: float, room: float) -> Iterator[tuple[SlideStep, ...]]:
    """The steps slide by slide, at most five on each, in the largest type that fits."""
    max_steps = MAX_STEPS_PER_SLIDE
    while True:
        groups = _split_evenly(chain.links, max_steps)
        type_sizes = [_choose_step_size(group, width, room) for group in groups]
        if max_steps == 1 or all(type_sizes):
            break
        max_steps -= 1
    for group in groups:
        yield _build_slide_steps(group, width, min(type_sizes) or STEP_TYPE_SIZES[-1], room)


def _split_evenly(links: Sequence[StoryLink], max_links: int) -> list[Sequence[StoryLink]]:
    """As few groups of at most so many as there must be, all about as large."""
    group_count = max(-(-len(links) // max_links), 1)
    ends = [len(links) * group_number // group_count for group_number in range(group_count + 1)]
    return [links[first:last] for first, last in pairwise(ends)]


def _choose_step_size(group: Sequence[StoryLink], width: float, room: float) -> float:
    """The largest type in which these steps fit; 0 when none is small enough."""
    return next((size for size in STEP_TYPE_SIZES if sum(map(sum, _measure_steps(group, width, size))) <= room), 0.0)


def _measure_steps(group: Sequence[StoryLink], width: float, size: float) -> list[tuple[float, float]]:
    return [(_measure_way(link, size), _measure_link(link, width, size)) for link in group]


def _measure_way(link: StoryLink, size: float) -> float:
    return size * DETAIL_SCALE * LINE_HEIGHT * INCHES_PER_POINT * 1.9 if link.way else 0.0


def _measure_link(link: StoryLink, width: float, size: float) -> float:
    return (
        max(
            measure_height(link.sentence, size, width)
            + (measure_height(link.detail_line, size * DETAIL_SCALE, width) if link.detail_line else 0.0),
            0.48,
        )
        + 0.06
    )


def _build_slide_steps(group: Sequence[StoryLink], width: float, size: float, room: float) -> tuple[SlideStep, ...]:
    heights = _measure_steps(group, width, size)
    spare = min((room - sum(map(sum, heights))) / max(len(group), 1), 0.3)
    steps, top = [], 0.0
    for link, (way, own) in zip(group, heights, strict=True):
        steps.append(SlideStep(link, top, way, own, size))
        top += way + own + max(spare, 0.0)
    return tuple(steps)


@dataclass(frozen=True)
class ListPart:
    """Some points as they stand in a column, with the height they take."""

    heading: str
    items: tuple[str, ...]
    height: float


SlideColumn = tuple[float, tuple[ListPart, ...]]


def break_into_columns(
    list_blocks: Sequence[ListBlock], width: float, room: float
) -> Iterator[tuple[SlideColumn, ...]]:
    """The points in pairs of columns, slide by slide, in the largest type that fits on one slide; else the smallest."""
    for size in LIST_TYPE_SIZES:
        columns = _fill_columns(list_blocks, width, room - 0.1, size)
        if len(columns) <= 2:
            break
    for first in range(0, len(columns), 2):
        yield tuple((size, column) for column in columns[first : first + 2])


def _fill_columns(
    list_blocks: Sequence[ListBlock], width: float, room: float, size: float
) -> list[tuple[ListPart, ...]]:
    columns: list[list[ListPart]] = [[]]
    for list_block in list_blocks:
        for part in _split_list(list_block, width, room, size):
            if columns[-1] and sum(other.height for other in columns[-1]) + part.height > room:
                columns.append([])
            columns[-1].append(part)
    return _balance_columns([tuple(column) for column in columns], room)


def _balance_columns(columns: list[tuple[ListPart, ...]], room: float) -> list[tuple[ListPart, ...]]:
    """What fits on one slide in two columns about as long, which reads calmer; little of it stays in one."""
    all_parts = [part for column in columns for part in column]
    total = sum(part.height for part in all_parts)
    if len(columns) > 2 or len(all_parts) < 2 or total < room * MIN_COLUMN_FILL:
        return columns
    splits = [
        (tuple(all_parts[:split_index]), tuple(all_parts[split_index:])) for split_index in range(1, len(all_parts))
    ]
    split_heights = [max(sum(part.height for part in column) for column in split) for split in splits]
    best_index = min(range(len(splits)), key=lambda split_index: split_heights[split_index])
    return list(splits[best_index]) if split_heights[best_index] <= room else columns


def _split_list(list_block: ListBlock, width: float, room: float, size: float) -> Iterator[ListPart]:
    """These points in pieces that each fit in a column; what is cut goes on under the same heading."""
    head_height = measure_height(list_block.heading, size + 1, width, bold=True) if list_block.heading else 0.0
    items: list[str] = []
    used_height = head_height
    for item in list_block.items:
        rest = item
        while rest:
            free_height = room - used_height - LIST_GAP
            if items and free_height < min(
                measure_height(rest, size, width), 3 * size * LINE_HEIGHT * INCHES_PER_POINT
            ):
                yield ListPart(list_block.heading, tuple(items), used_height + LIST_GAP)
                items, used_height = [], head_height
                free_height = room - used_height - LIST_GAP
            piece, rest = (
                cut_to_height(rest, size, width, free_height)
                if measure_height(rest, size, width) > free_height
                else (rest, "")
            )
            items.append(piece)
            used_height += measure_height(piece, size, width)
    yield ListPart(list_block.heading, tuple(items), used_height + LIST_GAP)
