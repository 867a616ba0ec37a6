"""What can stand on a slide: words, pictures with their text, plain shapes and native tables. Lengths are inches."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from math import cos, radians, sin
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_LINE
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.util import Emu, Inches, Length, Pt

from impact.colours import LIGHT
from impact.report.deck import spoken
from impact.report.house import FAINT, SOFT
from impact.report.room import LINE, PADDING, POINT

DECORATIVE = "http://schemas.microsoft.com/office/drawing/2017/decorative"
NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"


@dataclass(frozen=True)
class Box:
    """A place on a slide."""

    left: float
    top: float
    width: float
    height: float

    @property
    def bottom(self) -> float:
        """Where it ends."""
        return self.top + self.height


@dataclass(frozen=True)
class Type:
    """How words look: points, colour, weight, side, and how many points are left free above them."""

    size: float
    ink: str = LIGHT.ink
    bold: bool = False
    align: str = "left"
    above: float = 0.0


ALIGN = {"left": PP_ALIGN.LEFT, "right": PP_ALIGN.RIGHT, "center": PP_ALIGN.CENTER}


def words(slide: Slide, box: Box, parts: Iterable[tuple[str, Type]], language: str, anchor: str = "top") -> Any:
    """A text box; every part is a paragraph of its own."""
    shape = slide.shapes.add_textbox(*_emu(box))
    frame = shape.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor = {"top": MSO_ANCHOR.TOP, "middle": MSO_ANCHOR.MIDDLE, "bottom": MSO_ANCHOR.BOTTOM}[anchor]
    for number, (text, letters) in enumerate(parts):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        _say(paragraph, text, letters, language)
    return shape


def _say(paragraph: Any, text: str, letters: Type, language: str) -> None:
    if not text:  # it is as high as the type at its end: left alone that is 18 points, and its row outgrows the bars
        paragraph._p.get_or_add_endParaRPr().set("sz", str(round(letters.size * 100)))
        return
    run = paragraph.add_run()
    run.text = text
    run.font.size, run.font.bold = Pt(letters.size), letters.bold
    run.font.color.rgb = _rgb(letters.ink)
    paragraph.alignment = ALIGN[letters.align]
    if letters.above:
        paragraph.space_before = Pt(letters.above)
    spoken(run, language)


def _rgb(colour: str) -> RGBColor:
    return RGBColor(*bytes.fromhex(colour.removeprefix("#")))  # type: ignore[no-untyped-call]


def _emu(box: Box) -> tuple[Length, Length, Length, Length]:
    return Inches(box.left), Inches(box.top), Inches(box.width), Inches(box.height)


def picture(slide: Slide, box: Box, content: bytes, alt: str) -> None:
    """A picture as large as fits in the box, in the middle of it, with its words for who cannot see it."""
    shape = slide.shapes.add_picture(BytesIO(content), Inches(box.left), Inches(box.top))
    scale = min(Inches(box.width) / shape.width, Inches(box.height) / shape.height)
    shape.width, shape.height = Emu(int(shape.width * scale)), Emu(int(shape.height * scale))
    shape.left = Emu(Inches(box.left) + (Inches(box.width) - shape.width) // 2)
    shape.top = Emu(Inches(box.top) + (Inches(box.height) - shape.height) // 2)
    describe(shape, alt)


def describe(shape: Any, alt: str) -> None:
    """Give a shape its words for who cannot see it."""
    shape._element.find(f".//{qn('p:cNvPr')}").set("descr", alt)


def plain(slide: Slide, box: Box, fill: str, kind: MSO_SHAPE = MSO_SHAPE.RECTANGLE) -> None:
    """A filled shape that says nothing by itself."""
    shape = slide.shapes.add_shape(kind, *_emu(box))
    _fill(shape, fill)


def hollow(slide: Slide, box: Box, edge: str) -> None:
    """An open shape with a dotted edge: here nothing was seen."""
    shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *_emu(box))
    _fill(shape, LIGHT.paper)
    shape.line.color.rgb, shape.line.width, shape.line.dash_style = _rgb(edge), Pt(0.75), MSO_LINE.ROUND_DOT


def _fill(shape: Any, fill: str) -> None:
    shape.fill.solid()
    shape.fill.fore_color.rgb = _rgb(fill)
    shape.line.fill.background()
    style = shape._element.find(qn("p:style"))
    if style is not None:  # it would bring a shadow
        shape._element.remove(style)
    _decorative(shape)


def _decorative(shape: Any) -> None:
    """Say that who hears the slide misses nothing without this shape."""
    about = shape._element.find(f".//{qn('p:cNvPr')}")
    extensions = about.makeelement(qn("a:extLst"), {})
    extension = extensions.makeelement(qn("a:ext"), {"uri": "{C183D7F6-B498-43B3-948B-1728B52AA6E4}"})
    extension.append(extension.makeelement(f"{{{DECORATIVE}}}decorative", {"val": "1"}, nsmap={"adec": DECORATIVE}))
    extensions.append(extension)
    about.append(extensions)


def band(slide: Slide, centre: tuple[float, float], inner: float, outer: float, fill: str) -> None:
    """A quarter of a ring, down and to the left of its centre: one ripple."""
    angles = [radians(90 + step * 3) for step in range(31)]
    points = [(centre[0] + outer * cos(one), centre[1] + outer * sin(one)) for one in angles]
    points += [(centre[0] + inner * cos(one), centre[1] + inner * sin(one)) for one in reversed(angles)]
    drawn = slide.shapes.build_freeform(Inches(points[0][0]), Inches(points[0][1]))
    drawn.add_line_segments([(Inches(x), Inches(y)) for x, y in points[1:]], close=True)
    _fill(drawn.convert_to_shape(), fill)


@dataclass(frozen=True)
class Grid:
    """A table as it is set: heads, rows of text, widths and heights in inches, type size, which columns are numbers."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    heights: tuple[float, ...]
    head: float
    size: float
    numbers: tuple[bool, ...]

    def inset(self, column: int) -> float:
        """What is left free before the words of a column: none before the first, more after numbers."""
        return 0.02 if column == 0 or self.numbers[column] else 0.16

    @property
    def height(self) -> float:
        """The height of the whole."""
        return self.head + sum(self.heights)


def table(slide: Slide, left: float, top: float, grid: Grid, alt: str, language: str) -> None:
    """A native table: a line under the head and a fine one under each row, nothing else."""
    size = (len(grid.rows) + 1, len(grid.widths))
    box = Box(left, top, sum(grid.widths), grid.height)
    shape = slide.shapes.add_table(*size, *_emu(box))
    describe(shape, alt)
    made: Any = shape.table
    made._tbl.tblPr.find(qn("a:tableStyleId")).text = NO_STYLE
    made.horz_banding, made.first_row = False, True
    for column, width in zip(made.columns, grid.widths, strict=True):
        column.width = Inches(width)
    for number, (row, height) in enumerate(zip(made.rows, (grid.head, *grid.heights), strict=True)):
        row.height = Inches(height)
        texts = grid.heads if number == 0 else grid.rows[number - 1]
        for place, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            side = "right" if grid.numbers[place] else "left"
            letters = Type(grid.size, SOFT if number == 0 else LIGHT.ink, number == 0, side)
            cell.margin_left = Inches(grid.inset(place))
            _cell(cell, text, letters, LIGHT.ink if number == 0 else FAINT, language)


def _cell(cell: Any, text: str, letters: Type, line: str, language: str) -> None:
    cell.margin_right = Inches(0.06)
    cell.margin_top = cell.margin_bottom = Inches(PADDING / 2)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    _say(cell.text_frame.paragraphs[0], text, letters, language)
    under = cell._tc.get_or_add_tcPr()
    edge = under.makeelement(qn("a:lnB"), {"w": "12700" if line == LIGHT.ink else "6350"})
    paint = edge.makeelement(qn("a:solidFill"), {})
    paint.append(paint.makeelement(qn("a:srgbClr"), {"val": line.removeprefix("#")}))
    edge.append(paint)
    under.insert(0, edge)


def row_height(cells: Sequence[int], size: float) -> float:
    """The height of a row whose cells take so many lines."""
    return max(cells, default=1) * size * LINE * POINT + PADDING + 0.08
