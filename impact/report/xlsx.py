"""The pack as a workbook: every number as a number, every text as a text, and on each sheet the date and the filter."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

from impact.charts.export import render_png
from impact.report.house_style import ACCENT_COLOUR, FAINT_GREY, SOFT_GREY
from impact.report.pack import (
    ListBlock,
    MeetingPack,
    NumbersBlock,
    PackPage,
    PictureBlock,
    StoryBlock,
    TableBlock,
    Value,
    make_pack_safe,
)
from impact.report.text_measure import count_lines
from impact.words import LANGUAGE_BY_CODE, get_text

WORKBOOK_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "default_format_properties": {"font_name": "Arial", "font_size": 10},
}
PAPER_A3, PAPER_A4 = 8, 9
# The row of the heads, counted from 0.
HEAD_ROW = 4
# Columns for each picture.
COLUMNS_PER_PICTURE = 12
# Letters for each share of a column.
LETTERS_PER_SHARE = 11.5
TYPE_SIZE, INCHES_PER_LETTER = 10.0, 0.075  # type, and how many inches one letter of a column's width is
LINE_HEIGHT_POINTS, MAX_ROW_HEIGHT_POINTS, LARGE_ROW_HEIGHT_POINTS = 13.5, 400.0, 30.0
# Excel takes 32,767 signs in a cell.
MAX_CELL_LETTERS = 32_000
# And 255 in the foot of a page, with what surrounds it.
MAX_FOOTER_LETTERS = 230
STORY_HEADS = (
    "pack.head.story", "story.column.step", "story.column.way", "story.column.sentence", "pack.head.where",
    "story.column.doubts",
)  # fmt: skip
MILESTONE_HEADS = ("pack.head.milestone", "pack.head.when", "pack.head.about", "pack.head.text")


@dataclass(frozen=True)
class PackWorkbook:
    """The workbook while it is written, and the looks its cells can have."""

    workbook: Any
    pack: MeetingPack
    format_by_name: dict[str, Any]

    def list_heads(self, *keys: str) -> list[tuple[str, str]]:
        """The heads of columns of text, each with its look."""
        return [(get_text(self.pack.language, key), "head") for key in keys]


def write_pack_xlsx(pack: MeetingPack) -> bytes:
    """The pack as an Excel file. Nothing in it is ever a formula or a link."""
    pack = make_pack_safe(pack)
    buffer = BytesIO()
    workbook = Workbook(buffer, WORKBOOK_OPTIONS)
    workbook.set_properties(
        {"title": pack.title, "author": "Rimpel", "created": datetime.combine(pack.made_on, time())}
    )
    book = PackWorkbook(workbook, pack, _add_formats(workbook, pack.language))
    for name, write_sheet in _WRITER_BY_SHEET.items():
        pages = [page for page in pack.pages if page.key == name]
        if pages or name == "everything":
            write_sheet(book, _add_sheet(book, name, pages), pages)
    workbook.close()
    return buffer.getvalue()


def _add_formats(workbook: Any, language: str) -> dict[str, Any]:
    line = {"bottom": 1, "bottom_color": FAINT_GREY, "valign": "top"}
    head = {"bold": True, "text_wrap": True, "valign": "top", "bottom": 2, "font_color": SOFT_GREY}
    options_by_name = {
        "title": {"bold": True, "font_size": 16},
        "soft": {"font_color": SOFT_GREY},
        "head": head | {"align": "left", "indent": 1},
        "head_number": head | {"align": "right"},
        "text": line | {"text_wrap": True, "align": "left", "indent": 1},
        "sign": line | {"align": "right"},
        "level": line | {"num_format": "0.0"},
        "count": line | {"num_format": "#,##0"},
        "day": line
        | {"num_format": f"{LANGUAGE_BY_CODE[language].office_date_prefix}d mmm yyyy", "align": "left", "indent": 1},
        "large": {"bold": True, "font_size": 20, "font_color": ACCENT_COLOUR, "align": "left"},
    }
    return {name: workbook.add_format(options) for name, options in options_by_name.items()}


def _add_sheet(book: PackWorkbook, name: str, pages: Sequence[PackPage]) -> Any:
    """A sheet with title, line, and the foot of the pack above its table, for the screen and for the printer."""
    pack = book.pack
    sheet = book.workbook.add_worksheet(get_text(pack.language, f"pack.sheet.{name}"))
    single_page = pages[0] if len(pages) == 1 else None
    titles = {"everything": pack.everything_table.caption, "title": pack.title}
    plain_title = single_page.title if single_page else get_text(pack.language, f"pack.sheet.{name}")
    _write_text(book, sheet, 0, 0, titles.get(name, plain_title), "title")
    _write_text(book, sheet, 1, 0, single_page.lead if single_page else "", "soft")
    _write_text(book, sheet, 2, 0, pack.footer_text, "soft")
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(PAPER_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L&8{_format_sheet_footer(pack.footer_text)}&R&8&P / &N")
    return sheet


def _format_sheet_footer(text: str) -> str:
    """A text for the foot of a printed page, where one & gives a command and two are a sign."""
    doubled = text.replace("&", "&&")
    return doubled if len(doubled) <= MAX_FOOTER_LETTERS else text.replace("&", "+")[:MAX_FOOTER_LETTERS]


def _write_text(book: PackWorkbook, sheet: Any, row: int, column: int, text: str, format_name: str = "text") -> None:
    sheet.write_string(row, column, text[:MAX_CELL_LETTERS], book.format_by_name[format_name])


def _write_cell(book: PackWorkbook, sheet: Any, row: int, column: int, value: Value, is_among_numbers: bool) -> None:
    if isinstance(value, str):
        _write_text(book, sheet, row, column, value, "sign" if is_among_numbers else "text")
    elif isinstance(value, date):
        sheet.write_datetime(row, column, datetime.combine(value, time()), book.format_by_name["day"])
    else:
        sheet.write_number(row, column, value, book.format_by_name["level" if isinstance(value, float) else "count"])


def _write_table(book: PackWorkbook, sheet: Any, table: TableBlock) -> None:
    """A table with filters on it, and below it what its signs say."""
    heads = [(column.head, "head_number" if column.is_numeric else "head") for column in table.columns]
    _write_rows(
        book, sheet, heads, [max(column.width_share * LETTERS_PER_SHARE, 10) for column in table.columns], table.rows
    )
    last = HEAD_ROW + len(table.rows)
    sheet.autofilter(HEAD_ROW, 0, last, len(table.columns) - 1)
    for number, key_line in enumerate(table.key.split("\n")):
        _write_text(book, sheet, last + 2 + number, 0, key_line, "soft")


def _write_rows(
    book: PackWorkbook,
    sheet: Any,
    heads: Sequence[tuple[str, str]],
    widths: Sequence[float],
    rows: Iterable[Sequence[Value]],
) -> None:
    """Rows under heads that stay in sight; every row as high as its longest text asks."""
    for column, ((head, format_name), width) in enumerate(zip(heads, widths, strict=True)):
        sheet.set_column(column, column, width)
        _write_text(book, sheet, HEAD_ROW, column, head, format_name)
    sheet.set_row(HEAD_ROW, _estimate_row_height([head for head, _ in heads], widths))
    for row, cells in enumerate(rows, HEAD_ROW + 1):
        sheet.set_row(row, _estimate_row_height(cells, widths))
        for column, value in enumerate(cells):
            _write_cell(book, sheet, row, column, value, heads[column][1] == "head_number")
    sheet.freeze_panes(HEAD_ROW + 1, 0)
    sheet.repeat_rows(HEAD_ROW)


def _estimate_row_height(cells: Sequence[Value], widths: Sequence[float]) -> float:
    """The height of a row in points: not every program works it out itself."""
    text_widths = ((cell if isinstance(cell, str) else "", width) for cell, width in zip(cells, widths, strict=True))
    line_count = max(count_lines(text, TYPE_SIZE, (width - 3) * INCHES_PER_LETTER) for text, width in text_widths)
    return min(line_count * LINE_HEIGHT_POINTS + 4.0, MAX_ROW_HEIGHT_POINTS)


def _write_title_sheet(book: PackWorkbook, sheet: Any, pages: Sequence[PackPage]) -> None:
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 90)
    row = HEAD_ROW
    for block in pages[0].blocks:
        if isinstance(block, NumbersBlock):
            for value, label in block.entries:
                sheet.set_row(row, LARGE_ROW_HEIGHT_POINTS)
                _write_text(book, sheet, row, 0, value, "large")
                _write_text(book, sheet, row, 1, label)
                row += 1
        elif isinstance(block, ListBlock):
            for item in block.items:
                row += 1
                _write_text(book, sheet, row, 0, item, "soft")


def _write_picture_sheet(book: PackWorkbook, sheet: Any, pages: Sequence[PackPage]) -> None:
    drawings = [block for block in pages[0].blocks if isinstance(block, PictureBlock)]
    for number, drawing in enumerate(drawings):
        image_options = {"description": drawing.figure.alt, "x_scale": 0.5, "y_scale": 0.5}
        sheet.insert_image(
            HEAD_ROW,
            number * COLUMNS_PER_PICTURE,
            "disc.png",
            image_options | {"image_data": BytesIO(render_png(drawing.figure, 2))},
        )


def _write_table_sheet(book: PackWorkbook, sheet: Any, pages: Sequence[PackPage]) -> None:
    for block in (block for page in pages for block in page.blocks if isinstance(block, TableBlock)):
        _write_table(book, sheet, block)


def _write_everything_sheet(book: PackWorkbook, sheet: Any, pages: Sequence[PackPage]) -> None:
    _write_table(book, sheet, book.pack.everything_table)
    sheet.freeze_panes(HEAD_ROW + 1, 2)
    sheet.set_paper(PAPER_A3)


def _write_story_sheet(book: PackWorkbook, sheet: Any, pages: Sequence[PackPage]) -> None:
    heads = book.list_heads(*STORY_HEADS)
    _write_rows(book, sheet, heads, (28, 10, 26, 70, 44, 36), _list_step_rows(pages))


def _list_step_rows(pages: Sequence[PackPage]) -> Iterator[tuple[Value, ...]]:
    for page in pages:
        for block in page.blocks:
            links = block.links if isinstance(block, StoryBlock) else ()
            for step_number, link in enumerate(links, 1):
                yield page.title, step_number, link.way, link.sentence, link.where, link.doubts


def _write_list_sheet(book: PackWorkbook, sheet: Any, pages: Sequence[PackPage]) -> None:
    rows = [(part.heading, item) for page in pages for part in _get_list_blocks(page) for item in part.items]
    _write_rows(book, sheet, book.list_heads("pack.head.about", "pack.head.text"), (44, 110), rows)


def _write_milestone_sheet(book: PackWorkbook, sheet: Any, pages: Sequence[PackPage]) -> None:
    parts = [(page, part) for page in pages for part in _get_list_blocks(page)]
    rows = [(page.title, page.lead, part.heading, item) for page, part in parts for item in part.items]
    _write_rows(book, sheet, book.list_heads(*MILESTONE_HEADS), (36, 36, 28, 90), rows)


def _get_list_blocks(page: PackPage) -> list[ListBlock]:
    return [block for block in page.blocks if isinstance(block, ListBlock)]


_WRITER_BY_SHEET: dict[str, Callable[[PackWorkbook, Any, Sequence[PackPage]], None]] = {
    "title": _write_title_sheet,
    "both": _write_picture_sheet,
    "changed": _write_table_sheet,
    "everything": _write_everything_sheet,
    "story": _write_story_sheet,
    "milestones": _write_table_sheet,
    "card": _write_milestone_sheet,
    "unknown": _write_list_sheet,
    "how": _write_list_sheet,
}
