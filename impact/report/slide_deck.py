"""An empty deck of the house: widescreen, house colours, real places for title, foot and number on every slide."""

from copy import deepcopy
from datetime import date, datetime, time
from typing import Any

from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.opc.constants import RELATIONSHIP_TYPE as REL
from pptx.oxml.ns import qn
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide, SlideLayout
from pptx.util import Inches, Pt

from impact.picture.colours import LIGHT_SCHEME, RING_COLOURS, STONE_COLOUR
from impact.report.text_measure import count_lines, measure_height
from impact.words import LANGUAGE_BY_CODE

# Every machine with PowerPoint has it.
SLIDE_FONT = "Arial"
SLIDE_WIDTH, SLIDE_HEIGHT = 13.333, 7.5
LEFT, RIGHT = 0.62, 12.713
TITLE_TOP = 0.5
CONTENT_WIDTH = RIGHT - LEFT
COVER_LAYOUT, PAGE_LAYOUT = "Title Slide", "Title Only"
FOOTER_SIZE = "900"
# Where things stand, in inches: left, top, width, height.
BOX_BY_PLACEHOLDER = {
    PP_PLACEHOLDER.TITLE: (LEFT, TITLE_TOP, CONTENT_WIDTH, 0.95),
    PP_PLACEHOLDER.FOOTER: (LEFT, 6.98, CONTENT_WIDTH - 1.0, 0.3),
    PP_PLACEHOLDER.SLIDE_NUMBER: (RIGHT - 0.9, 6.98, 0.9, 0.3),
}
COVER_BOX_BY_PLACEHOLDER = {
    PP_PLACEHOLDER.CENTER_TITLE: (LEFT, 1.35, 9.4, 1.6),
    PP_PLACEHOLDER.SUBTITLE: (LEFT, 3.0, 9.4, 0.6),
}
UNUSED_PLACEHOLDERS = (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.BODY)


def create_deck(title: str, language: str, made_on: date) -> Deck:
    """A deck without slides, with two layouts: a cover, and a page with a title."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(SLIDE_WIDTH), Inches(SLIDE_HEIGHT)
    _apply_theme(deck)
    _arrange_master(deck)
    for layout in list(deck.slide_layouts):
        if layout.name not in (COVER_LAYOUT, PAGE_LAYOUT):
            deck.slide_layouts.remove(layout)
        else:
            _arrange_layout(layout)
    properties = deck.core_properties
    properties.title, properties.language, properties.author = title, LANGUAGE_BY_CODE[language].tag, "Rimpel"
    properties.created = properties.modified = datetime.combine(made_on, time())
    return deck


def get_layout(deck: Deck, name: str) -> SlideLayout:
    """The layout of this name."""
    layout: SlideLayout | None = deck.slide_layouts.get_by_name(name)
    assert layout is not None
    return layout


def _apply_theme(deck: Deck) -> None:
    """House colours and typeface, under the names by which PowerPoint offers them."""
    part = deck.slide_master.part.part_related_by(REL.THEME)
    text = part.blob.decode("utf-8")
    colour_by_name = {"dk2": STONE_COLOUR, "lt2": "#F0F2F6", **{f"accent{n + 1}": RING_COLOURS[n] for n in range(6)}}
    for name, colour in colour_by_name.items():
        start, end = text.index(f"<a:{name}>"), text.index(f"</a:{name}>")
        text = text[:start] + f'<a:{name}><a:srgbClr val="{colour[1:]}"/>' + text[end:]
    start, end = text.index("<a:dk1>"), text.index("</a:dk1>")
    text = text[:start] + f'<a:dk1><a:srgbClr val="{LIGHT_SCHEME.ink[1:]}"/>' + text[end:]
    part._blob = text.replace('typeface="Calibri"', f'typeface="{SLIDE_FONT}"').encode(
        "utf-8"
    )  # there is no other way in


def _arrange_master(deck: Deck) -> None:
    for placeholder in list(deck.slide_master.placeholders):
        kind = placeholder.placeholder_format.type
        if kind in BOX_BY_PLACEHOLDER:
            _set_placeholder_box(placeholder, BOX_BY_PLACEHOLDER[kind])
        if kind is PP_PLACEHOLDER.BODY:
            _set_placeholder_box(placeholder, (LEFT, 1.95, CONTENT_WIDTH, 4.8))
        if kind is PP_PLACEHOLDER.TITLE:
            for name, value in (("anchor", "t"), ("lIns", "0"), ("rIns", "0"), ("tIns", "0"), ("bIns", "0")):
                placeholder.text_frame._txBody.bodyPr.set(name, value)
        if kind in (PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER):
            _style_footer(placeholder, "l" if kind is PP_PLACEHOLDER.FOOTER else "r")
    style = deck.slide_master._element.find(f"{qn('p:txStyles')}/{qn('p:titleStyle')}/{qn('a:lvl1pPr')}")
    style.set("algn", "l")
    letters = style.find(qn("a:defRPr"))
    letters.set("sz", "2800")
    letters.set("b", "1")


def _style_footer(placeholder: Any, align: str) -> None:
    body = placeholder.text_frame._txBody
    body.bodyPr.set("lIns", "0")
    body.bodyPr.set("rIns", "0")
    level = body.find(f"{qn('a:lstStyle')}/{qn('a:lvl1pPr')}")
    level.set("algn", align)
    letters = level.find(qn("a:defRPr"))
    letters.set("sz", FOOTER_SIZE)
    letters.append(letters.makeelement(qn("a:latin"), {"typeface": "+mn-lt"}))
    colour = letters.find(f".//{qn('a:schemeClr')}")
    colour.clear()
    colour.set("val", "tx1")
    colour.append(colour.makeelement(qn("a:lumMod"), {"val": "65000"}))
    colour.append(colour.makeelement(qn("a:lumOff"), {"val": "35000"}))


def _arrange_layout(layout: SlideLayout) -> None:
    for placeholder in list(layout.placeholders):
        kind = placeholder.placeholder_format.type
        if kind in UNUSED_PLACEHOLDERS:
            placeholder._element.getparent().remove(placeholder._element)
        elif kind in COVER_BOX_BY_PLACEHOLDER:
            _set_placeholder_box(placeholder, COVER_BOX_BY_PLACEHOLDER[kind])
            placeholder.text_frame._txBody.bodyPr.set("anchor", "b" if kind is PP_PLACEHOLDER.CENTER_TITLE else "t")
            placeholder.text_frame._txBody.bodyPr.set("lIns", "0")
            placeholder.text_frame.paragraphs[0].alignment = None
            _format_list_level(placeholder, "4000" if kind is PP_PLACEHOLDER.CENTER_TITLE else "2000")


def _format_list_level(placeholder: Any, size: str) -> None:
    """Left, in this size, without a bullet."""
    styles = placeholder.text_frame._txBody.find(qn("a:lstStyle"))
    styles.clear()
    level = styles.makeelement(qn("a:lvl1pPr"), {"marL": "0", "indent": "0", "algn": "l"})
    level.append(level.makeelement(qn("a:buNone"), {}))
    level.append(level.makeelement(qn("a:defRPr"), {"sz": size}))
    styles.append(level)


def _set_placeholder_box(placeholder: Any, box: tuple[float, float, float, float]) -> None:
    placeholder.left, placeholder.top, placeholder.width, placeholder.height = (Inches(length) for length in box)


def add_slide(deck: Deck, layout: str, title: str, footer: str, language: str) -> Slide:
    """A new slide with its title, its foot and its number, each in the place the layout has for it."""
    slide: Slide = deck.slides.add_slide(get_layout(deck, layout))
    heading: Any = slide.shapes.title
    heading.text_frame.text = title
    for run in heading.text_frame.paragraphs[0].runs:
        set_language(run, language)
        if layout == PAGE_LAYOUT:
            run.font.size = Pt(choose_title_size(title))
        else:
            run.font.size = Pt(40 if len(title) < 60 else 30 if len(title) < 100 else 26)
    layout_placeholders: Any = slide.slide_layout.placeholders
    for placeholder in layout_placeholders:
        if placeholder.placeholder_format.type in (PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER):
            slide.shapes._spTree.append(_copy_footer(placeholder, footer, len(slide.shapes) + 20, language))
    return slide


def choose_title_size(title: str) -> float:
    """The type size of the title of a page: the longer, the smaller, so that two lines are enough."""
    return next((size for size in (28.0, 24.0) if count_lines(title, size, CONTENT_WIDTH, bold=True) == 1), 24.0)


def compute_title_bottom(title: str) -> float:
    """Where the title of a page ends."""
    return TITLE_TOP + measure_height(title, choose_title_size(title), CONTENT_WIDTH, bold=True)


def _copy_footer(placeholder: Any, footer: str, shape_id: int, language: str) -> Any:
    """The foot or the number of a slide: a copy of its place in the layout, since a new slide comes without them."""
    footer_copy = deepcopy(placeholder._element)
    footer_copy.find(f".//{qn('p:cNvPr')}").set("id", str(shape_id))
    paragraph = footer_copy.find(f".//{qn('a:p')}")
    if placeholder.placeholder_format.type is PP_PLACEHOLDER.FOOTER:
        for child in list(paragraph):
            paragraph.remove(child)
        run = paragraph.makeelement(qn("a:r"), {})
        letters = run.makeelement(qn("a:rPr"), {"lang": LANGUAGE_BY_CODE[language].tag, "sz": FOOTER_SIZE})
        letters.append(letters.makeelement(qn("a:latin"), {"typeface": "+mn-lt"}))
        run.append(letters)
        text = run.makeelement(qn("a:t"), {})
        text.text = footer
        run.append(text)
        paragraph.append(run)
    return footer_copy


def add_notes(slide: Slide, text: str) -> None:
    """Put this under the slide, for who presents it."""
    frame = slide.notes_slide.notes_text_frame
    assert frame is not None  # the notes of a new slide have their place
    frame.text = text


def set_language(run: Any, language: str) -> None:
    """Say in which language these words are, for who hears them and for the spelling check."""
    run._r.get_or_add_rPr().set("lang", LANGUAGE_BY_CODE[language].tag)
