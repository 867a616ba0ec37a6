"""The pack as slides: widescreen, every word and table to be edited, pictures sharp, the text twin as notes."""

from collections.abc import Iterator, Sequence
from io import BytesIO

from pptx.enum.shapes import MSO_SHAPE
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide

from impact.charts.export import png
from impact.colours import LIGHT, RINGS, STONE, tints
from impact.level import Reading, drawn, drawn_confirmed
from impact.model import TOP_LEVEL
from impact.report import deck
from impact.report.deck import BREADTH, LEFT
from impact.report.flow import BETWEEN, Part, Step, columns_of, grids, steps_of
from impact.report.house import ACCENT, FAINT, SOFT
from impact.report.pack import Chain, Drawing, Facts, Pack, Page, Points, Table, make_safe
from impact.report.room import LINE, POINT, cut_to, height
from impact.report.slides import Box, Grid, Type, band, hollow, picture, plain, table, words
from impact.report.text import page_text
from impact.words import say

PIXELS = 1560  # across a picture of some 5.6 inches: 275 for each inch
BOTTOM = 6.82
LEAD, KEY = 14.0, 10.5
BAR = 1.9
GAP = 0.5


def pptx(pack: Pack) -> bytes:
    """The pack as a PowerPoint file."""
    pack = make_safe(pack)
    made = deck.empty(pack.title, pack.language, pack.on)
    for page in pack.pages:
        _LAID[page.key](made, pack, page)
    kept = BytesIO()
    made.save(kept)
    return kept.getvalue()


def _titled(pack: Pack, page: Page, further: bool) -> str:
    return say(pack.language, "pack.further", title=page.title) if further else page.title


def _top(pack: Pack, page: Page, further: bool = False) -> float:
    """Where the room below the title and the line under it begins."""
    bottom = deck.title_bottom(_titled(pack, page, further)) + 0.06
    return bottom + (height(_lead(page), LEAD, BREADTH) if page.lead and not further else 0.0) + 0.16


def _slide(made: Deck, pack: Pack, page: Page, further: bool = False, layout: str = deck.PAGE) -> Slide:
    """A slide with title, foot, number and notes, and the line under its title."""
    title = _titled(pack, page, further)
    slide = deck.add(made, layout, title, pack.foot, pack.language)
    deck.note(slide, page_text(page, pack.language))
    if layout == deck.PAGE:
        plain(slide, Box(LEFT, 0.34, 0.55, 0.06), ACCENT)
        if page.lead and not page.blocks:
            words(slide, Box(LEFT, 2.4, 9.6, 2.4), [(page.lead, Type(28, ACCENT))], pack.language)
        elif page.lead and not further:
            top = deck.title_bottom(title) + 0.06
            box = Box(LEFT, top, BREADTH, height(_lead(page), LEAD, BREADTH))
            words(slide, box, [(_lead(page), Type(LEAD, SOFT))], pack.language)
    return slide


def _lead(page: Page) -> str:
    """At most two lines of it; the whole stands in the notes."""
    shown, rest = cut_to(page.lead, LEAD, BREADTH - 0.2, 2 * LEAD * LINE * POINT + 0.01)
    return f"{shown} …" if rest else page.lead


def _title(made: Deck, pack: Pack, page: Page) -> None:
    slide = _slide(made, pack, page, layout=deck.COVER)
    slide.placeholders[1].text_frame.text = page.lead
    for run in slide.placeholders[1].text_frame.paragraphs[0].runs:
        deck.spoken(run, pack.language)
    for number, colour in enumerate(RINGS[:4]):
        inner = 0.95 + number * 0.62
        band(slide, (deck.WIDTH, 0.0), inner, inner + 0.42, colour)
    band(slide, (deck.WIDTH, 0.0), 0.0, 0.72, STONE)
    plain(slide, Box(LEFT, 0.95, 0.55, 0.06), ACCENT)
    for block in page.blocks:
        if isinstance(block, Facts):
            _facts(slide, block, pack.language)
        elif isinstance(block, Points):
            lines = [(item, Type(12, SOFT)) for item in block.items]
            words(slide, Box(LEFT, 6.2, 9.0, 0.6), lines, pack.language)


def _facts(slide: Slide, facts: Facts, language: str) -> None:
    width = 9.2 / len(facts.entries)
    for number, (value, label) in enumerate(facts.entries):
        box = Box(LEFT + number * width, 4.1, width - 0.3, 1.5)
        words(slide, box, [(value, Type(40, ACCENT, bold=True)), (label, Type(13, LIGHT.ink))], language)


def _pictures(made: Deck, pack: Pack, page: Page) -> None:
    slide = _slide(made, pack, page)
    drawings = [block for block in page.blocks if isinstance(block, Drawing)]
    width = (BREADTH - 0.3 * (len(drawings) - 1)) / len(drawings)
    for number, one in enumerate(drawings):
        top = _top(pack, page) - 0.1
        box = Box(LEFT + number * (width + 0.3), top, width, BOTTOM - top)
        picture(slide, box, _sharp(one), one.figure.alt)


def _sharp(one: Drawing) -> bytes:
    return png(one.figure, PIXELS / one.figure.spec["width"])


def _beside(made: Deck, pack: Pack, page: Page) -> None:
    """A large picture, and the points at its right."""
    slide, top = _slide(made, pack, page), _top(pack, page) - 0.1
    column = Box(7.55, top + 0.2, deck.RIGHT - 7.55, BOTTOM - top - 0.2)
    for block in page.blocks:
        if isinstance(block, Drawing):
            picture(slide, Box(LEFT, top, 6.5, BOTTOM - top), _sharp(block), block.figure.alt)
        elif isinstance(block, Points) and block.rings:
            _legend(slide, column, block, pack.language)
        elif isinstance(block, Points):
            lines = [(item, Type(11, SOFT)) for item in block.items]
            words(slide, column, lines, pack.language, "bottom")


def _legend(slide: Slide, box: Box, points: Points, language: str) -> None:
    """The rings from the inside out, each with its colour and what was seen in it."""
    size = 15.0 if len(points.items) <= 5 else 12.0
    words(slide, box, [(points.heading, Type(size, ACCENT, bold=True))], language)
    top, width = box.top + size * LINE * POINT + 0.12, box.width - 0.3
    for ring, item in zip(points.rings, points.items, strict=True):
        tall = height(item, size, width)
        plain(slide, Box(box.left, top + 0.04, 0.18, 0.18), tints(ring, LIGHT).full, MSO_SHAPE.OVAL)
        words(slide, Box(box.left + 0.3, top, width, tall), [(item, Type(size))], language)
        top += tall + 0.14


def _tables(made: Deck, pack: Pack, page: Page) -> None:
    """The tables of a page, on as many slides as they need; a page without any keeps its question."""
    found = [block for block in page.blocks if isinstance(block, Table)]
    if not found:
        _slide(made, pack, page)
    for one in found:
        explained = height(one.key, KEY, BREADTH) + 0.1 if one.key else 0.0
        top = max(_top(pack, page), _top(pack, page, further=True))
        room = BOTTOM - top - explained
        for number, (first, grid) in enumerate(grids(one, room, BREADTH, BAR if one.bars else 0.0, pack.language)):
            slide = _slide(made, pack, page, further=number > 0)
            table(slide, LEFT, top, grid, one.caption, pack.language)
            if one.bars:
                _bars(slide, one, grid, first, top)
            if one.rings:
                _dots(slide, one, grid, first, top)
            if one.key:
                box = Box(LEFT, BOTTOM - explained + 0.1, BREADTH, explained - 0.1)
                words(slide, box, [(one.key, Type(KEY, SOFT))], pack.language, "bottom")


def _tops(grid: Grid, top: float) -> Iterator[tuple[float, float]]:
    """The top and the height of each row under the head."""
    top += grid.head
    for tall in grid.heights:
        yield top, tall
        top += tall


def _bars(slide: Slide, one: Table, grid: Grid, first: int, top: float) -> None:
    left, thick = LEFT + grid.widths[0] + 0.04, 0.17
    for reading, (y, tall) in zip(one.bars[first:], _tops(grid, top), strict=False):
        _bar(slide, reading, one.ring, Box(left, y + (tall - thick) / 2, BAR - 0.2, thick))


def _bar(slide: Slide, reading: Reading, ring: int, box: Box) -> None:
    """Room, seen and confirmed as lengths true to the level, and a tick at the wanted level."""
    colours = tints(ring, LIGHT)
    if reading.seen is None:
        hollow(slide, box, colours.full)
    else:
        lengths = [
            (4.0, colours.track),
            (drawn(reading.seen), colours.lighter),
            (drawn_confirmed(reading), colours.full),
        ]
        for level, colour in lengths:
            if level:
                plain(slide, Box(box.left, box.top, box.width * level / TOP_LEVEL, box.height), colour)
        if not drawn(reading.seen):
            plain(slide, Box(box.left, box.top, 0.03, box.height), colours.full)
    if reading.wanted is not None:
        x = box.left + box.width * drawn(reading.wanted) / TOP_LEVEL
        plain(slide, Box(x - 0.02, box.top - 0.05, 0.04, box.height + 0.1), LIGHT.ink)


def _dots(slide: Slide, one: Table, grid: Grid, first: int, top: float) -> None:
    """The colour of the ring before each row."""
    for ring, (y, tall) in zip(one.rings[first:], _tops(grid, top), strict=False):
        dot = Box(LEFT - 0.22, y + tall / 2 - 0.06, 0.12, 0.12)
        plain(slide, dot, tints(ring, LIGHT).full, MSO_SHAPE.OVAL)


def _story(made: Deck, pack: Pack, page: Page) -> None:
    chain = next(block for block in page.blocks if isinstance(block, Chain))
    notes = [item for block in page.blocks if isinstance(block, Points) for item in block.items]
    top = max(_top(pack, page), _top(pack, page, further=True)) + 0.1
    foot = sum(height(item, 11, BREADTH) for item in notes)
    for number, part in enumerate(steps_of(chain, BREADTH - 0.75, BOTTOM - top - foot - 0.1)):
        slide = _slide(made, pack, page, further=number > 0)
        for step, after in zip(part, (*part[1:], None), strict=True):
            if after:
                start = top + step.top + step.way + 0.5
                plain(slide, Box(LEFT + 0.2, start, 0.02, top + after.top + after.way - 0.04 - start), FAINT)
            _step(slide, pack, step, top)
        box = Box(LEFT, BOTTOM - foot, BREADTH, foot)
        words(slide, box, [(item, Type(11, SOFT)) for item in notes], pack.language, "bottom")


def _step(slide: Slide, pack: Pack, step: Step, top: float) -> None:
    link, y = step.link, top + step.top
    if link.way:
        letters = Type(step.size * 0.72, ACCENT, bold=True)
        words(
            slide, Box(LEFT + 0.75, y, BREADTH - 0.75, step.way), [(f"↓ {link.way}", letters)], pack.language, "middle"
        )
        y += step.way
    round_, across = link.ring is not None, 0.42
    fill = tints(link.ring, LIGHT).full if link.ring is not None else STONE
    plain(slide, Box(LEFT, y + 0.02, across, across), fill, MSO_SHAPE.OVAL if round_ else MSO_SHAPE.RECTANGLE)
    parts = [(link.sentence, Type(step.size))]
    below = " · ".join(part for part in (link.where, link.doubts) if part)
    parts += [(below, Type(step.size * 0.72, SOFT))] if below else []
    words(slide, Box(LEFT + 0.75, y, BREADTH - 0.75, step.height), parts, pack.language)


def _flowing(made: Deck, pack: Pack, page: Page) -> None:
    """Points in two columns, on as many slides as they need."""
    points: Sequence[Points] = [block for block in page.blocks if isinstance(block, Points)]
    if not points:
        _slide(made, pack, page)
    width = (BREADTH - GAP) / 2
    start = max(_top(pack, page), _top(pack, page, further=True)) + 0.1
    for number, pair in enumerate(columns_of(points, width, BOTTOM - start)):
        slide = _slide(made, pack, page, further=number > 0)
        for side, (size, column) in enumerate(pair):
            box = Box(LEFT + side * (width + GAP), start, width, sum(part.height for part in column))
            words(slide, box, list(_paragraphs(column, size)), pack.language)


def _paragraphs(column: Sequence[Part], size: float) -> Iterator[tuple[str, Type]]:
    """The points of one column as paragraphs of one text, so that they move along when somebody edits them."""
    for number, part in enumerate(column):
        above = BETWEEN / POINT if number else 0.0
        if part.heading:
            yield part.heading, Type(size + 1, ACCENT, bold=True, above=above)
        for item in part.items:
            yield item, Type(size, above=above if not part.heading and item == part.items[0] else 0.0)


_LAID = {
    "title": _title,
    "both": _pictures,
    "now": _beside,
    "changed": _tables,
    "ring": _tables,
    "story": _story,
    "milestones": _tables,
    "card": _flowing,
    "unknown": _flowing,
    "how": _flowing,
}
