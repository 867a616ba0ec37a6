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

from impact.colours import LIGHT, RINGS, STONE
from impact.report.room import height, lines

FONT = "Arial"  # every machine with PowerPoint has it
WIDTH, HEIGHT = 13.333, 7.5
LEFT, RIGHT = 0.62, 12.713
TITLE_TOP = 0.5
BREADTH = RIGHT - LEFT
LANGUAGES = {"nl": "nl-NL", "en": "en-GB"}
COVER, PAGE = "Title Slide", "Title Only"
FOOT = "900"
# Where things stand, in inches: left, top, width, height.
PLACES = {
    PP_PLACEHOLDER.TITLE: (LEFT, TITLE_TOP, BREADTH, 0.95),
    PP_PLACEHOLDER.FOOTER: (LEFT, 6.98, BREADTH - 1.0, 0.3),
    PP_PLACEHOLDER.SLIDE_NUMBER: (RIGHT - 0.9, 6.98, 0.9, 0.3),
}
ON_COVER = {
    PP_PLACEHOLDER.CENTER_TITLE: (LEFT, 1.35, 9.4, 1.6),
    PP_PLACEHOLDER.SUBTITLE: (LEFT, 3.0, 9.4, 0.6),
}
UNUSED = (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.BODY)


def empty(title: str, language: str, on: date) -> Deck:
    """A deck without slides, with two layouts: a cover, and a page with a title."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
    _theme(deck)
    _master(deck)
    for layout in list(deck.slide_layouts):
        if layout.name not in (COVER, PAGE):
            deck.slide_layouts.remove(layout)
        else:
            _layout(layout)
    about = deck.core_properties
    about.title, about.language, about.author = title, LANGUAGES[language], "Rimpel"
    about.created = about.modified = datetime.combine(on, time())
    return deck


def layout_of(deck: Deck, name: str) -> SlideLayout:
    """The layout of this name."""
    found: SlideLayout | None = deck.slide_layouts.get_by_name(name)
    assert found is not None
    return found


def _theme(deck: Deck) -> None:
    """House colours and typeface, under the names by which PowerPoint offers them."""
    part = deck.slide_master.part.part_related_by(REL.THEME)
    text = part.blob.decode("utf-8")
    wanted = {"dk2": STONE, "lt2": "#F0F2F6", **{f"accent{n + 1}": RINGS[n] for n in range(6)}}
    for name, colour in wanted.items():
        start, end = text.index(f"<a:{name}>"), text.index(f"</a:{name}>")
        text = text[:start] + f'<a:{name}><a:srgbClr val="{colour[1:]}"/>' + text[end:]
    start, end = text.index("<a:dk1>"), text.index("</a:dk1>")
    text = text[:start] + f'<a:dk1><a:srgbClr val="{LIGHT.ink[1:]}"/>' + text[end:]
    part._blob = text.replace('typeface="Calibri"', f'typeface="{FONT}"').encode("utf-8")  # there is no other way in


def _master(deck: Deck) -> None:
    for place in list(deck.slide_master.placeholders):
        kind = place.placeholder_format.type
        if kind in PLACES:
            _put(place, PLACES[kind])
        if kind is PP_PLACEHOLDER.BODY:
            _put(place, (LEFT, 1.95, BREADTH, 4.8))
        if kind is PP_PLACEHOLDER.TITLE:
            for name, value in (("anchor", "t"), ("lIns", "0"), ("rIns", "0"), ("tIns", "0"), ("bIns", "0")):
                place.text_frame._txBody.bodyPr.set(name, value)
        if kind in (PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER):
            _small(place, "l" if kind is PP_PLACEHOLDER.FOOTER else "r")
    style = deck.slide_master._element.find(f"{qn('p:txStyles')}/{qn('p:titleStyle')}/{qn('a:lvl1pPr')}")
    style.set("algn", "l")
    letters = style.find(qn("a:defRPr"))
    letters.set("sz", "2800")
    letters.set("b", "1")


def _small(place: Any, align: str) -> None:
    body = place.text_frame._txBody
    body.bodyPr.set("lIns", "0")
    body.bodyPr.set("rIns", "0")
    level = body.find(f"{qn('a:lstStyle')}/{qn('a:lvl1pPr')}")
    level.set("algn", align)
    letters = level.find(qn("a:defRPr"))
    letters.set("sz", FOOT)
    letters.append(letters.makeelement(qn("a:latin"), {"typeface": "+mn-lt"}))
    colour = letters.find(f".//{qn('a:schemeClr')}")
    colour.clear()
    colour.set("val", "tx1")
    colour.append(colour.makeelement(qn("a:lumMod"), {"val": "65000"}))
    colour.append(colour.makeelement(qn("a:lumOff"), {"val": "35000"}))


def _layout(layout: SlideLayout) -> None:
    for place in list(layout.placeholders):
        kind = place.placeholder_format.type
        if kind in UNUSED:
            place._element.getparent().remove(place._element)
        elif kind in ON_COVER:
            _put(place, ON_COVER[kind])
            place.text_frame._txBody.bodyPr.set("anchor", "b" if kind is PP_PLACEHOLDER.CENTER_TITLE else "t")
            place.text_frame._txBody.bodyPr.set("lIns", "0")
            place.text_frame.paragraphs[0].alignment = None
            _level(place, "4000" if kind is PP_PLACEHOLDER.CENTER_TITLE else "2000")


def _level(place: Any, size: str) -> None:
    """Left, in this size, without a bullet."""
    styles = place.text_frame._txBody.find(qn("a:lstStyle"))
    styles.clear()
    level = styles.makeelement(qn("a:lvl1pPr"), {"marL": "0", "indent": "0", "algn": "l"})
    level.append(level.makeelement(qn("a:buNone"), {}))
    level.append(level.makeelement(qn("a:defRPr"), {"sz": size}))
    styles.append(level)


def _put(place: Any, where: tuple[float, float, float, float]) -> None:
    place.left, place.top, place.width, place.height = (Inches(length) for length in where)


def add(deck: Deck, layout: str, title: str, foot: str, language: str) -> Slide:
    """A new slide with its title, its foot and its number, each in the place the layout has for it."""
    slide: Slide = deck.slides.add_slide(layout_of(deck, layout))
    heading: Any = slide.shapes.title
    heading.text_frame.text = title
    for run in heading.text_frame.paragraphs[0].runs:
        spoken(run, language)
        if layout == PAGE:
            run.font.size = Pt(title_size(title))
        else:
            run.font.size = Pt(40 if len(title) < 60 else 30 if len(title) < 100 else 26)
    layout_places: Any = slide.slide_layout.placeholders
    for place in layout_places:
        if place.placeholder_format.type in (PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER):
            slide.shapes._spTree.append(_foot(place, foot, len(slide.shapes) + 20, language))
    return slide


def title_size(title: str) -> float:
    """The type size of the title of a page: the longer, the smaller, so that two lines are enough."""
    return next((size for size in (28.0, 24.0) if lines(title, size, BREADTH, bold=True) == 1), 24.0)


def title_bottom(title: str) -> float:
    """Where the title of a page ends."""
    return TITLE_TOP + height(title, title_size(title), BREADTH, bold=True)


def _foot(place: Any, foot: str, number: int, language: str) -> Any:
    """The foot or the number of a slide: a copy of its place in the layout, since a new slide comes without them."""
    made = deepcopy(place._element)
    made.find(f".//{qn('p:cNvPr')}").set("id", str(number))
    paragraph = made.find(f".//{qn('a:p')}")
    if place.placeholder_format.type is PP_PLACEHOLDER.FOOTER:
        for child in list(paragraph):
            paragraph.remove(child)
        run = paragraph.makeelement(qn("a:r"), {})
        letters = run.makeelement(qn("a:rPr"), {"lang": LANGUAGES[language], "sz": FOOT})
        letters.append(letters.makeelement(qn("a:latin"), {"typeface": "+mn-lt"}))
        run.append(letters)
        text = run.makeelement(qn("a:t"), {})
        text.text = foot
        run.append(text)
        paragraph.append(run)
    return made


def note(slide: Slide, text: str) -> None:
    """Put this under the slide, for who presents it."""
    frame = slide.notes_slide.notes_text_frame
    assert frame is not None  # the notes of a new slide have their place
    frame.text = text


def spoken(run: Any, language: str) -> None:
    """Say in which language these words are, for who hears them and for the spelling check."""
    run._r.get_or_add_rPr().set("lang", LANGUAGES[language])
