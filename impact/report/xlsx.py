"""The pack as a workbook: every number as a number, every text as a text, and on each sheet the date and the filter."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

from impact.charts.export import png
from impact.report.house import ACCENT, FAINT, SOFT
from impact.report.pack import Chain, Drawing, Facts, Pack, Page, Points, Table, Value, make_safe
from impact.report.room import lines
from impact.words import say

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "default_format_properties": {"font_name": "Arial", "font_size": 10},
}
LOCALES = {"nl": "[$-413]", "en": "[$-809]"}
A3, A4 = 8, 9
TOP = 4  # the row of the heads, counted from 0
PICTURE = 12  # columns for each picture
SHARE = 11.5  # letters for each share of a column
SIZE, LETTER = 10.0, 0.075  # type, and how many inches one letter of a column's width is
LINE, TALLEST, LARGE = 13.5, 400.0, 30.0
LONGEST = 32_000  # Excel takes 32,767 signs in a cell
MOST_IN_FOOT = 230  # and 255 in the foot of a page, with what surrounds it


@dataclass(frozen=True)
class Book:
    """The workbook while it is written, and the looks its cells can have."""

    made: Any
    pack: Pack
    looks: dict[str, Any]

    def heads(self, *names: str) -> list[tuple[str, str]]:
        """The heads of columns of text, each with its look."""
        return [(say(self.pack.language, f"pack.head.{name}"), "head") for name in names]


def xlsx(pack: Pack) -> bytes:
    """The pack as an Excel file. Nothing in it is ever a formula or a link."""
    pack = make_safe(pack)
    kept = BytesIO()
    made = Workbook(kept, OPTIONS)
    made.set_properties({"title": pack.title, "author": "Rimpel", "created": datetime.combine(pack.on, time())})
    book = Book(made, pack, _looks(made, pack.language))
    for name, lay in _LAID.items():
        pages = [page for page in pack.pages if page.key == name]
        if pages or name == "everything":
            lay(book, _sheet(book, name, pages), pages)
    made.close()
    return kept.getvalue()


def _looks(made: Any, language: str) -> dict[str, Any]:
    line = {"bottom": 1, "bottom_color": FAINT, "valign": "top"}
    head = {"bold": True, "text_wrap": True, "valign": "top", "bottom": 2, "font_color": SOFT}
    told = {
        "title": {"bold": True, "font_size": 16},
        "soft": {"font_color": SOFT},
        "head": head | {"align": "left", "indent": 1},
        "head_number": head | {"align": "right"},
        "text": line | {"text_wrap": True, "align": "left", "indent": 1},
        "sign": line | {"align": "right"},
        "level": line | {"num_format": "0.0"},
        "count": line | {"num_format": "#,##0"},
        "day": line | {"num_format": f"{LOCALES[language]}d mmm yyyy", "align": "left", "indent": 1},
        "large": {"bold": True, "font_size": 20, "font_color": ACCENT, "align": "left"},
    }
    return {name: made.add_format(look) for name, look in told.items()}


def _sheet(book: Book, name: str, pages: Sequence[Page]) -> Any:
    """A sheet with title, line, and the foot of the pack above its table, for the screen and for the printer."""
    pack = book.pack
    sheet = book.made.add_worksheet(say(pack.language, f"pack.sheet.{name}"))
    only = pages[0] if len(pages) == 1 else None
    titles = {"everything": pack.everything.caption, "title": pack.title}
    plain = only.title if only else say(pack.language, f"pack.sheet.{name}")
    _text(book, sheet, 0, 0, titles.get(name, plain), "title")
    _text(book, sheet, 1, 0, only.lead if only else "", "soft")
    _text(book, sheet, 2, 0, pack.foot, "soft")
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L&8{_in_foot(pack.foot)}&R&8&P / &N")
    return sheet


def _in_foot(text: str) -> str:
    """A text for the foot of a printed page, where one & gives a command and two are a sign."""
    doubled = text.replace("&", "&&")
    return doubled if len(doubled) <= MOST_IN_FOOT else text.replace("&", "+")[:MOST_IN_FOOT]


def _text(book: Book, sheet: Any, row: int, column: int, text: str, look: str = "text") -> None:
    sheet.write_string(row, column, text[:LONGEST], book.looks[look])


def _cell(book: Book, sheet: Any, row: int, column: int, value: Value, among_numbers: bool) -> None:
    if isinstance(value, str):
        _text(book, sheet, row, column, value, "sign" if among_numbers else "text")
    elif isinstance(value, date):
        sheet.write_datetime(row, column, datetime.combine(value, time()), book.looks["day"])
    else:
        sheet.write_number(row, column, value, book.looks["level" if isinstance(value, float) else "count"])


def _table(book: Book, sheet: Any, table: Table) -> None:
    """A table with filters on it, and below it what its signs say."""
    heads = [(one.head, "head_number" if one.numbers else "head") for one in table.columns]
    _listed(book, sheet, heads, [max(one.share * SHARE, 10) for one in table.columns], table.rows)
    last = TOP + len(table.rows)
    sheet.autofilter(TOP, 0, last, len(table.columns) - 1)
    for number, part in enumerate(table.key.split("\n")):
        _text(book, sheet, last + 2 + number, 0, part, "soft")


def _listed(
    book: Book,
    sheet: Any,
    heads: Sequence[tuple[str, str]],
    widths: Sequence[float],
    rows: Iterable[Sequence[Value]],
) -> None:
    """Rows under heads that stay in sight; every row as high as its longest text asks."""
    for column, ((head, look), width) in enumerate(zip(heads, widths, strict=True)):
        sheet.set_column(column, column, width)
        _text(book, sheet, TOP, column, head, look)
    sheet.set_row(TOP, _height([head for head, _ in heads], widths))
    for row, cells in enumerate(rows, TOP + 1):
        sheet.set_row(row, _height(cells, widths))
        for column, value in enumerate(cells):
            _cell(book, sheet, row, column, value, heads[column][1] == "head_number")
    sheet.freeze_panes(TOP + 1, 0)
    sheet.repeat_rows(TOP)


def _height(cells: Sequence[Value], widths: Sequence[float]) -> float:
    """The height of a row in points: not every program works it out itself."""
    told = ((cell if isinstance(cell, str) else "", width) for cell, width in zip(cells, widths, strict=True))
    most = max(lines(text, SIZE, (width - 3) * LETTER) for text, width in told)
    return min(most * LINE + 4.0, TALLEST)


def _title(book: Book, sheet: Any, pages: Sequence[Page]) -> None:
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 90)
    row = TOP
    for block in pages[0].blocks:
        if isinstance(block, Facts):
            for value, label in block.entries:
                sheet.set_row(row, LARGE)
                _text(book, sheet, row, 0, value, "large")
                _text(book, sheet, row, 1, label)
                row += 1
        elif isinstance(block, Points):
            for item in block.items:
                row += 1
                _text(book, sheet, row, 0, item, "soft")


def _pictures(book: Book, sheet: Any, pages: Sequence[Page]) -> None:
    drawings = [block for block in pages[0].blocks if isinstance(block, Drawing)]
    for number, one in enumerate(drawings):
        about = {"description": one.figure.alt, "x_scale": 0.5, "y_scale": 0.5}
        sheet.insert_image(TOP, number * PICTURE, "disc.png", about | {"image_data": BytesIO(png(one.figure, 2))})


def _tables(book: Book, sheet: Any, pages: Sequence[Page]) -> None:
    for block in (block for page in pages for block in page.blocks if isinstance(block, Table)):
        _table(book, sheet, block)


def _everything(book: Book, sheet: Any, pages: Sequence[Page]) -> None:
    _table(book, sheet, book.pack.everything)
    sheet.freeze_panes(TOP + 1, 2)
    sheet.set_paper(A3)


def _stories(book: Book, sheet: Any, pages: Sequence[Page]) -> None:
    heads = book.heads("story", "step", "way", "sentence", "where", "doubts")
    _listed(book, sheet, heads, (28, 10, 26, 70, 44, 36), _steps(pages))


def _steps(pages: Sequence[Page]) -> Iterator[tuple[Value, ...]]:
    for page in pages:
        for block in page.blocks:
            links = block.links if isinstance(block, Chain) else ()
            for number, one in enumerate(links, 1):
                yield page.title, number, one.way, one.sentence, one.where, one.doubts


def _points(book: Book, sheet: Any, pages: Sequence[Page]) -> None:
    rows = [(part.heading, item) for page in pages for part in _parts(page) for item in part.items]
    _listed(book, sheet, book.heads("about", "text"), (44, 110), rows)


def _cards(book: Book, sheet: Any, pages: Sequence[Page]) -> None:
    parts = [(page, part) for page in pages for part in _parts(page)]
    rows = [(page.title, page.lead, part.heading, item) for page, part in parts for item in part.items]
    _listed(book, sheet, book.heads("milestone", "when", "about", "text"), (36, 36, 28, 90), rows)


def _parts(page: Page) -> list[Points]:
    return [block for block in page.blocks if isinstance(block, Points)]


_LAID: dict[str, Callable[[Book, Any, Sequence[Page]], None]] = {
    "title": _title,
    "both": _pictures,
    "changed": _tables,
    "everything": _everything,
    "story": _stories,
    "milestones": _tables,
    "card": _cards,
    "unknown": _points,
    "how": _points,
}
