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

from impact.picture.colours import LIGHT_SCHEME
from impact.report.house_style import FAINT_GREY, SOFT_GREY
from impact.report.slide_deck import set_language
from impact.report.text_measure import CELL_PADDING, INCHES_PER_POINT, LINE_HEIGHT

DECORATIVE_NAMESPACE = "http://schemas.microsoft.com/office/drawing/2017/decorative"
NO_TABLE_STYLE_ID = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"


@dataclass(frozen=True)
class SlideBox:
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
class TextStyle:
    """How words look: points, colour, weight, side, and how many points are left free above them."""

    size: float
    colour: str = LIGHT_SCHEME.ink
    bold: bool = False
    align: str = "left"
    space_above: float = 0.0


ALIGNMENT_BY_SIDE = {"left": PP_ALIGN.LEFT, "right": PP_ALIGN.RIGHT, "center": PP_ALIGN.CENTER}


def add_text(
    slide: Slide, box: SlideBox, parts: Iterable[tuple[str, TextStyle]], language: str, anchor: str = "top"
) -> Any:
    """A text box; every part is a paragraph of its own."""
    shape = slide.shapes.add_textbox(*_convert_box(box))
    frame = shape.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor = {"top": MSO_ANCHOR.TOP, "middle": MSO_ANCHOR.MIDDLE, "bottom": MSO_ANCHOR.BOTTOM}[anchor]
    for number, (text, text_style) in enumerate(parts):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        _fill_paragraph(paragraph, text, text_style, language)
    return shape


def _fill_paragraph(paragraph: Any, text: str, text_style: TextStyle, language: str) -> None:
    if not text:  # it is as high as the type at its end: left alone that is 18 points, and its row outgrows the bars
        paragraph._p.get_or_add_endParaRPr().set("sz", str(round(text_style.size * 100)))
        return
    run = paragraph.add_run()
    run.text = text
    run.font.size, run.font.bold = Pt(text_style.size), text_style.bold
    run.font.color.rgb = _parse_colour(text_style.colour)
    paragraph.alignment = ALIGNMENT_BY_SIDE[text_style.align]
    if text_style.space_above:
        paragraph.space_before = Pt(text_style.space_above)
    set_language(run, language)


def _parse_colour(colour: str) -> RGBColor:
    return RGBColor(*bytes.fromhex(colour.removeprefix("#")))  # type: ignore[no-untyped-call]


def _convert_box(box: SlideBox) -> tuple[Length, Length, Length, Length]:
    return Inches(box.left), Inches(box.top), Inches(box.width), Inches(box.height)


def add_picture(slide: Slide, box: SlideBox, content: bytes, alt: str) -> None:
    """A picture as large as fits in the box, in the middle of it, with its words for who cannot see it."""
    shape = slide.shapes.add_picture(BytesIO(content), Inches(box.left), Inches(box.top))
    scale = min(Inches(box.width) / shape.width, Inches(box.height) / shape.height)
    shape.width, shape.height = Emu(int(shape.width * scale)), Emu(int(shape.height * scale))
    shape.left = Emu(Inches(box.left) + (Inches(box.width) - shape.width) // 2)
    shape.top = Emu(Inches(box.top) + (Inches(box.height) - shape.height) // 2)
    set_alt_text(shape, alt)


def set_alt_text(shape: Any, alt: str) -> None:
    """Give a shape its words for who cannot see it."""
    shape._element.find(f".//{qn('p:cNvPr')}").set("descr", alt)


def add_shape(slide: Slide, box: SlideBox, fill: str, kind: MSO_SHAPE = MSO_SHAPE.RECTANGLE) -> None:
    """A filled shape that says nothing by itself."""
    shape = slide.shapes.add_shape(kind, *_convert_box(box))
    _fill_shape(shape, fill)


def add_open_shape(slide: Slide, box: SlideBox, edge: str) -> None:
    """An open shape with a dotted edge: here nothing was seen."""
    shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *_convert_box(box))
    _fill_shape(shape, LIGHT_SCHEME.paper)
    shape.line.color.rgb, shape.line.width, shape.line.dash_style = _parse_colour(edge), Pt(0.75), MSO_LINE.ROUND_DOT


def _fill_shape(shape: Any, fill: str) -> None:
    shape.fill.solid()
    shape.fill.fore_color.rgb = _parse_colour(fill)
    shape.line.fill.background()
    style = shape._element.find(qn("p:style"))
    if style is not None:  # it would bring a shadow
        shape._element.remove(style)
    _mark_decorative(shape)


def _mark_decorative(shape: Any) -> None:
    """Say that who hears the slide misses nothing without this shape."""
    properties = shape._element.find(f".//{qn('p:cNvPr')}")
    extensions = properties.makeelement(qn("a:extLst"), {})
    extension = extensions.makeelement(qn("a:ext"), {"uri": "{C183D7F6-B498-43B3-948B-1728B52AA6E4}"})
    extension.append(
        extension.makeelement(
            f"{{{DECORATIVE_NAMESPACE}}}decorative", {"val": "1"}, nsmap={"adec": DECORATIVE_NAMESPACE}
        )
    )
    extensions.append(extension)
    properties.append(extensions)


def add_quarter_ring(slide: Slide, centre: tuple[float, float], inner: float, outer: float, fill: str) -> None:
    """A quarter of a ring, down and to the left of its centre: one ripple."""
    angles = [radians(90 + step * 3) for step in range(31)]
    points = [(centre[0] + outer * cos(angle), centre[1] + outer * sin(angle)) for angle in angles]
    points += [(centre[0] + inner * cos(angle), centre[1] + inner * sin(angle)) for angle in reversed(angles)]
    freeform = slide.shapes.build_freeform(Inches(points[0][0]), Inches(points[0][1]))
    freeform.add_line_segments([(Inches(x), Inches(y)) for x, y in points[1:]], close=True)
    _fill_shape(freeform.convert_to_shape(), fill)


@dataclass(frozen=True)
class TableLayout:
    """A table as it is set: heads, rows of text, widths and heights in inches, type size, which columns are numbers."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    heights: tuple[float, ...]
    head_height: float
    type_size: float
    numeric_columns: tuple[bool, ...]

    def get_cell_inset(self, column: int) -> float:
        """What is left free before the words of a column: none before the first, more after numbers."""
        return 0.02 if column == 0 or self.numeric_columns[column] else 0.16

    @property
    def table_height(self) -> float:
        """The height of the whole."""
        return self.head_height + sum(self.heights)


def add_table(slide: Slide, left: float, top: float, grid: TableLayout, alt: str, language: str) -> None:
    """A native table: a line under the head and a fine one under each row, nothing else."""
    size = (len(grid.rows) + 1, len(grid.widths))
    box = SlideBox(left, top, sum(grid.widths), grid.table_height)
    shape = slide.shapes.add_table(*size, *_convert_box(box))
    set_alt_text(shape, alt)
    native_table: Any = shape.table
    native_table._tbl.tblPr.find(qn("a:tableStyleId")).text = NO_TABLE_STYLE_ID
    native_table.horz_banding, native_table.first_row = False, True
    for column, width in zip(native_table.columns, grid.widths, strict=True):
        column.width = Inches(width)
    for row_number, (row, height) in enumerate(zip(native_table.rows, (grid.head_height, *grid.heights), strict=True)):
        row.height = Inches(height)
        texts = grid.heads if row_number == 0 else grid.rows[row_number - 1]
        for column_number, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            side = "right" if grid.numeric_columns[column_number] else "left"
            text_style = TextStyle(
                grid.type_size, SOFT_GREY if row_number == 0 else LIGHT_SCHEME.ink, row_number == 0, side
            )
            cell.margin_left = Inches(grid.get_cell_inset(column_number))
            _fill_table_cell(cell, text, text_style, LIGHT_SCHEME.ink if row_number == 0 else FAINT_GREY, language)


def _fill_table_cell(cell: Any, text: str, text_style: TextStyle, line: str, language: str) -> None:
    cell.margin_right = Inches(0.06)
    cell.margin_top = cell.margin_bottom = Inches(CELL_PADDING / 2)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    _fill_paragraph(cell.text_frame.paragraphs[0], text, text_style, language)
    properties = cell._tc.get_or_add_tcPr()
    edge = properties.makeelement(qn("a:lnB"), {"w": "12700" if line == LIGHT_SCHEME.ink else "6350"})
    paint = edge.makeelement(qn("a:solidFill"), {})
    paint.append(paint.makeelement(qn("a:srgbClr"), {"val": line.removeprefix("#")}))
    edge.append(paint)
    properties.insert(0, edge)


def compute_row_height(line_counts: Sequence[int], size: float) -> float:
    """The height of a row whose cells take so many lines."""
    return max(line_counts, default=1) * size * LINE_HEIGHT * INCHES_PER_POINT + CELL_PADDING + 0.08
