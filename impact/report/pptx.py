"""The pack as slides: widescreen, every word and table to be edited, pictures sharp, the text twin as notes."""

from collections.abc import Iterator, Sequence
from io import BytesIO

from pptx.enum.shapes import MSO_SHAPE
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide

from impact.charts.export import render_png
from impact.picture.colours import LIGHT_SCHEME, RING_COLOURS, STONE_COLOUR, get_ring_tints
from impact.picture.level_bar import measure_level_bar
from impact.picture.level_formulas import SectorReading
from impact.report import slide_deck
from impact.report.house_style import ACCENT_COLOUR, FAINT_GREY, SOFT_GREY
from impact.report.pack import (
    ListBlock,
    MeetingPack,
    NumbersBlock,
    PackPage,
    PictureBlock,
    StoryBlock,
    TableBlock,
    make_pack_safe,
)
from impact.report.pagination import (
    LIST_GAP,
    ListPart,
    SlideStep,
    break_into_columns,
    break_story,
    break_table,
)
from impact.report.plain_text import format_page_text
from impact.report.slide_deck import CONTENT_WIDTH, LEFT
from impact.report.slide_shapes import (
    SlideBox,
    TableLayout,
    TextStyle,
    add_open_shape,
    add_picture,
    add_quarter_ring,
    add_shape,
    add_table,
    add_text,
)
from impact.report.text_measure import INCHES_PER_POINT, LINE_HEIGHT, cut_to_height, measure_height
from impact.words import get_text

# Across a picture of some 5.6 inches: 275 for each inch.
PICTURE_PIXELS = 1560
CONTENT_BOTTOM = 6.82
LEAD_SIZE, KEY_SIZE = 14.0, 10.5
BAR_WIDTH = 1.9
COLUMN_GAP = 0.5


def write_pack_pptx(pack: MeetingPack) -> bytes:
    """The pack as a PowerPoint file."""
    pack = make_pack_safe(pack)
    presentation = slide_deck.create_deck(pack.title, pack.language, pack.made_on)
    for page in pack.pages:
        _LAY_OUT_BY_PAGE[page.key](presentation, pack, page)
    buffer = BytesIO()
    presentation.save(buffer)
    return buffer.getvalue()


def _format_slide_title(pack: MeetingPack, page: PackPage, is_continued: bool) -> str:
    return get_text(pack.language, "pack.further", title=page.title) if is_continued else page.title


def _compute_content_top(pack: MeetingPack, page: PackPage, is_continued: bool = False) -> float:
    """Where the room below the title and the line under it begins."""
    bottom = slide_deck.compute_title_bottom(_format_slide_title(pack, page, is_continued)) + 0.06
    return (
        bottom
        + (measure_height(_shorten_lead(page), LEAD_SIZE, CONTENT_WIDTH) if page.lead and not is_continued else 0.0)
        + 0.16
    )


def _add_pack_slide(
    presentation: Deck,
    pack: MeetingPack,
    page: PackPage,
    is_continued: bool = False,
    layout: str = slide_deck.PAGE_LAYOUT,
) -> Slide:
    """A slide with title, foot, number and notes, and the line under its title."""
    title = _format_slide_title(pack, page, is_continued)
    slide = slide_deck.add_slide(presentation, layout, title, pack.footer_text, pack.language)
    slide_deck.add_notes(slide, format_page_text(page, pack.language))
    if layout == slide_deck.PAGE_LAYOUT:
        add_shape(slide, SlideBox(LEFT, 0.34, 0.55, 0.06), ACCENT_COLOUR)
        if page.lead and not page.blocks:
            add_text(slide, SlideBox(LEFT, 2.4, 9.6, 2.4), [(page.lead, TextStyle(28, ACCENT_COLOUR))], pack.language)
        elif page.lead and not is_continued:
            top = slide_deck.compute_title_bottom(title) + 0.06
            box = SlideBox(LEFT, top, CONTENT_WIDTH, measure_height(_shorten_lead(page), LEAD_SIZE, CONTENT_WIDTH))
            add_text(slide, box, [(_shorten_lead(page), TextStyle(LEAD_SIZE, SOFT_GREY))], pack.language)
    return slide


def _shorten_lead(page: PackPage) -> str:
    """At most two lines of it; the whole stands in the notes."""
    shown, rest = cut_to_height(
        page.lead, LEAD_SIZE, CONTENT_WIDTH - 0.2, 2 * LEAD_SIZE * LINE_HEIGHT * INCHES_PER_POINT + 0.01
    )
    return f"{shown} …" if rest else page.lead


def _lay_out_title_page(presentation: Deck, pack: MeetingPack, page: PackPage) -> None:
    slide = _add_pack_slide(presentation, pack, page, layout=slide_deck.COVER_LAYOUT)
    slide.placeholders[1].text_frame.text = page.lead
    for run in slide.placeholders[1].text_frame.paragraphs[0].runs:
        slide_deck.set_language(run, pack.language)
    for number, colour in enumerate(RING_COLOURS[:4]):
        inner = 0.95 + number * 0.62
        add_quarter_ring(slide, (slide_deck.SLIDE_WIDTH, 0.0), inner, inner + 0.42, colour)
    add_quarter_ring(slide, (slide_deck.SLIDE_WIDTH, 0.0), 0.0, 0.72, STONE_COLOUR)
    add_shape(slide, SlideBox(LEFT, 0.95, 0.55, 0.06), ACCENT_COLOUR)
    for block in page.blocks:
        if isinstance(block, NumbersBlock):
            _draw_numbers(slide, block, pack.language)
        elif isinstance(block, ListBlock):
            lines = [(item, TextStyle(12, SOFT_GREY)) for item in block.items]
            add_text(slide, SlideBox(LEFT, 6.2, 9.0, 0.6), lines, pack.language)


def _draw_numbers(slide: Slide, block: NumbersBlock, language: str) -> None:
    width = 9.2 / len(block.entries)
    for number, (value, label) in enumerate(block.entries):
        box = SlideBox(LEFT + number * width, 4.1, width - 0.3, 1.5)
        add_text(
            slide,
            box,
            [(value, TextStyle(40, ACCENT_COLOUR, bold=True)), (label, TextStyle(13, LIGHT_SCHEME.ink))],
            language,
        )


def _lay_out_pictures(presentation: Deck, pack: MeetingPack, page: PackPage) -> None:
    slide = _add_pack_slide(presentation, pack, page)
    drawings = [block for block in page.blocks if isinstance(block, PictureBlock)]
    width = (CONTENT_WIDTH - 0.3 * (len(drawings) - 1)) / len(drawings)
    for number, drawing in enumerate(drawings):
        top = _compute_content_top(pack, page) - 0.1
        box = SlideBox(LEFT + number * (width + 0.3), top, width, CONTENT_BOTTOM - top)
        add_picture(slide, box, _render_sharp_png(drawing), drawing.figure.alt)


def _render_sharp_png(drawing: PictureBlock) -> bytes:
    return render_png(drawing.figure, PICTURE_PIXELS / drawing.figure.spec["width"])


def _lay_out_picture_with_list(presentation: Deck, pack: MeetingPack, page: PackPage) -> None:
    """A large picture, and the points at its right."""
    slide, top = _add_pack_slide(presentation, pack, page), _compute_content_top(pack, page) - 0.1
    column = SlideBox(7.55, top + 0.2, slide_deck.RIGHT - 7.55, CONTENT_BOTTOM - top - 0.2)
    for block in page.blocks:
        if isinstance(block, PictureBlock):
            add_picture(
                slide, SlideBox(LEFT, top, 6.5, CONTENT_BOTTOM - top), _render_sharp_png(block), block.figure.alt
            )
        elif isinstance(block, ListBlock) and block.rings:
            _draw_ring_list(slide, column, block, pack.language)
        elif isinstance(block, ListBlock):
            lines = [(item, TextStyle(11, SOFT_GREY)) for item in block.items]
            add_text(slide, column, lines, pack.language, "bottom")


def _draw_ring_list(slide: Slide, box: SlideBox, list_block: ListBlock, language: str) -> None:
    """The rings from the inside out, each with its colour and what was seen in it."""
    size = 15.0 if len(list_block.items) <= 5 else 12.0
    add_text(slide, box, [(list_block.heading, TextStyle(size, ACCENT_COLOUR, bold=True))], language)
    top, width = box.top + size * LINE_HEIGHT * INCHES_PER_POINT + 0.12, box.width - 0.3
    for ring, item in zip(list_block.rings, list_block.items, strict=True):
        tall = measure_height(item, size, width)
        add_shape(
            slide, SlideBox(box.left, top + 0.04, 0.18, 0.18), get_ring_tints(ring, LIGHT_SCHEME).full, MSO_SHAPE.OVAL
        )
        add_text(slide, SlideBox(box.left + 0.3, top, width, tall), [(item, TextStyle(size))], language)
        top += tall + 0.14


def _lay_out_tables(presentation: Deck, pack: MeetingPack, page: PackPage) -> None:
    """The tables of a page, on as many slides as they need; a page without any keeps its question."""
    tables = [block for block in page.blocks if isinstance(block, TableBlock)]
    if not tables:
        _add_pack_slide(presentation, pack, page)
    for table_block in tables:
        key_height = measure_height(table_block.key, KEY_SIZE, CONTENT_WIDTH) + 0.1 if table_block.key else 0.0
        top = max(_compute_content_top(pack, page), _compute_content_top(pack, page, is_continued=True))
        room = CONTENT_BOTTOM - top - key_height
        for number, (first, grid) in enumerate(
            break_table(table_block, room, CONTENT_WIDTH, BAR_WIDTH if table_block.bar_readings else 0.0, pack.language)
        ):
            slide = _add_pack_slide(presentation, pack, page, is_continued=number > 0)
            add_table(slide, LEFT, top, grid, table_block.caption, pack.language)
            if table_block.bar_readings:
                _draw_bars(slide, table_block, grid, first, top)
            if table_block.row_rings:
                _draw_ring_dots(slide, table_block, grid, first, top)
            if table_block.key:
                box = SlideBox(LEFT, CONTENT_BOTTOM - key_height + 0.1, CONTENT_WIDTH, key_height - 0.1)
                add_text(slide, box, [(table_block.key, TextStyle(KEY_SIZE, SOFT_GREY))], pack.language, "bottom")


def _list_row_places(grid: TableLayout, top: float) -> Iterator[tuple[float, float]]:
    """The top and the height of each row under the head."""
    top += grid.head_height
    for tall in grid.heights:
        yield top, tall
        top += tall


def _draw_bars(slide: Slide, table_block: TableBlock, grid: TableLayout, first: int, top: float) -> None:
    left, thickness = LEFT + grid.widths[0] + 0.04, 0.17
    for reading, (y, tall) in zip(table_block.bar_readings[first:], _list_row_places(grid, top), strict=False):
        _draw_bar(
            slide, reading, table_block.bar_ring, SlideBox(left, y + (tall - thickness) / 2, BAR_WIDTH - 0.2, thickness)
        )


def _draw_bar(slide: Slide, reading: SectorReading, ring: int, box: SlideBox) -> None:
    """Room, seen and confirmed as lengths true to the level, and a tick at the wanted level."""
    colours, bar = get_ring_tints(ring, LIGHT_SCHEME), measure_level_bar(reading)
    if bar.seen is None:
        add_open_shape(slide, box, colours.full)
    else:
        for share, colour in ((1.0, colours.track), (bar.seen, colours.lighter), (bar.confirmed, colours.full)):
            if share:
                add_shape(slide, SlideBox(box.left, box.top, box.width * share, box.height), colour)
        if not bar.seen:
            add_shape(slide, SlideBox(box.left, box.top, 0.03, box.height), colours.full)
    if bar.wanted is not None:
        x = box.left + box.width * bar.wanted
        add_shape(slide, SlideBox(x - 0.02, box.top - 0.05, 0.04, box.height + 0.1), LIGHT_SCHEME.ink)


def _draw_ring_dots(slide: Slide, table_block: TableBlock, grid: TableLayout, first: int, top: float) -> None:
    """The colour of the ring before each row."""
    for ring, (y, tall) in zip(table_block.row_rings[first:], _list_row_places(grid, top), strict=False):
        dot = SlideBox(LEFT - 0.22, y + tall / 2 - 0.06, 0.12, 0.12)
        add_shape(slide, dot, get_ring_tints(ring, LIGHT_SCHEME).full, MSO_SHAPE.OVAL)


def _lay_out_story(presentation: Deck, pack: MeetingPack, page: PackPage) -> None:
    chain = next(block for block in page.blocks if isinstance(block, StoryBlock))
    notes = [item for block in page.blocks if isinstance(block, ListBlock) for item in block.items]
    top = max(_compute_content_top(pack, page), _compute_content_top(pack, page, is_continued=True)) + 0.1
    notes_height = sum(measure_height(item, 11, CONTENT_WIDTH) for item in notes)
    for number, slide_steps in enumerate(
        break_story(chain, CONTENT_WIDTH - 0.75, CONTENT_BOTTOM - top - notes_height - 0.1)
    ):
        slide = _add_pack_slide(presentation, pack, page, is_continued=number > 0)
        for step, next_step in zip(slide_steps, (*slide_steps[1:], None), strict=True):
            if next_step:
                start = top + step.top + step.way_height + 0.5
                add_shape(
                    slide,
                    SlideBox(LEFT + 0.2, start, 0.02, top + next_step.top + next_step.way_height - 0.04 - start),
                    FAINT_GREY,
                )
            _draw_step(slide, pack, step, top)
        box = SlideBox(LEFT, CONTENT_BOTTOM - notes_height, CONTENT_WIDTH, notes_height)
        add_text(slide, box, [(item, TextStyle(11, SOFT_GREY)) for item in notes], pack.language, "bottom")


def _draw_step(slide: Slide, pack: MeetingPack, step: SlideStep, top: float) -> None:
    link, y = step.link, top + step.top
    if link.way:
        text_style = TextStyle(step.type_size * 0.72, ACCENT_COLOUR, bold=True)
        add_text(
            slide,
            SlideBox(LEFT + 0.75, y, CONTENT_WIDTH - 0.75, step.way_height),
            [(f"↓ {link.way}", text_style)],
            pack.language,
            "middle",
        )
        y += step.way_height
    is_round, mark_size = link.ring is not None, 0.42
    fill = get_ring_tints(link.ring, LIGHT_SCHEME).full if link.ring is not None else STONE_COLOUR
    add_shape(
        slide, SlideBox(LEFT, y + 0.02, mark_size, mark_size), fill, MSO_SHAPE.OVAL if is_round else MSO_SHAPE.RECTANGLE
    )
    parts = [(link.sentence, TextStyle(step.type_size))]
    parts += [(link.detail_line, TextStyle(step.type_size * 0.72, SOFT_GREY))] if link.detail_line else []
    add_text(slide, SlideBox(LEFT + 0.75, y, CONTENT_WIDTH - 0.75, step.height), parts, pack.language)


def _lay_out_lists(presentation: Deck, pack: MeetingPack, page: PackPage) -> None:
    """Points in two columns, on as many slides as they need."""
    list_blocks: Sequence[ListBlock] = [block for block in page.blocks if isinstance(block, ListBlock)]
    if not list_blocks:
        _add_pack_slide(presentation, pack, page)
    width = (CONTENT_WIDTH - COLUMN_GAP) / 2
    top = max(_compute_content_top(pack, page), _compute_content_top(pack, page, is_continued=True)) + 0.1
    for number, pair in enumerate(break_into_columns(list_blocks, width, CONTENT_BOTTOM - top)):
        slide = _add_pack_slide(presentation, pack, page, is_continued=number > 0)
        for side, (size, column) in enumerate(pair):
            box = SlideBox(LEFT + side * (width + COLUMN_GAP), top, width, sum(part.height for part in column))
            add_text(slide, box, list(_list_paragraphs(column, size)), pack.language)


def _list_paragraphs(column: Sequence[ListPart], size: float) -> Iterator[tuple[str, TextStyle]]:
    """The points of one column as paragraphs of one text, so that they move along when somebody edits them."""
    for number, part in enumerate(column):
        above = LIST_GAP / INCHES_PER_POINT if number else 0.0
        if part.heading:
            yield part.heading, TextStyle(size + 1, ACCENT_COLOUR, bold=True, space_above=above)
        for item in part.items:
            yield item, TextStyle(size, space_above=above if not part.heading and item == part.items[0] else 0.0)


_LAY_OUT_BY_PAGE = {
    "title": _lay_out_title_page,
    "both": _lay_out_pictures,
    "now": _lay_out_picture_with_list,
    "changed": _lay_out_tables,
    "ring": _lay_out_tables,
    "story": _lay_out_story,
    "milestones": _lay_out_tables,
    "card": _lay_out_lists,
    "unknown": _lay_out_lists,
    "how": _lay_out_lists,
}
