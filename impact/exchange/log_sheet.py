"""The log sheet: a spreadsheet of this collaboration to log in where there is no network, with lists to choose from.

Its columns carry the names that an import knows, in the words of a question; its other sheets carry none of them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from impact.exchange.columns import same
from impact.exchange.xlsx_out import MADE
from impact.model import SENTENCE_LIMIT, Direction, Level, Ring, Rung
from impact.observe import EARLIEST
from impact.safe_text import drop_unsafe
from impact.words import LANGUAGES, say

ROWS = 200
HEAD = 2  # the row of the headers, after the title and the example
FIRST, LAST = HEAD + 1, HEAD + ROWS
FIELDS = (
    "seen_on", "ring", "theme", "what", "direction", "level", "rung", "organisation", "activity", "evidence", "why",
)  # fmt: skip
NEEDED = FIELDS[:7]
WIDTHS = {"seen_on": 15, "what": 60, "evidence": 36, "why": 40, "ring": 26, "theme": 30, "level": 26, "rung": 22}
USUAL = 20
LINES = {"border": 1, "border_color": "#D5DAE0"}
# Signs that MATCH would take for any sign or any text.
CHOSEN_RING = 'SUBSTITUTE(SUBSTITUTE(SUBSTITUTE($B{row},"~","~~"),"*","~*"),"?","~?")'


@dataclass(frozen=True)
class Choices:
    """What one may choose from in this collaboration: rings with their themes, organisations and activities."""

    rings: Sequence[Ring]
    organisations: Sequence[str] = ()
    activities: Sequence[str] = ()

    def themes(self) -> list[tuple[str, str]]:
        """Every ring with each of its themes, those of one ring together; as the rings lie.

        Rings whose names differ in capitals only stand together too: a spreadsheet takes them for one ring.
        """
        places: dict[str, int] = {}
        for ring in self.rings:
            places.setdefault(same(ring.name), len(places))
        rings = sorted(self.rings, key=lambda ring: places[same(ring.name)])
        return [(ring.name, theme.label) for ring in rings for theme in ring.themes]


def header(field: str, language: str) -> str:
    """What stands above this column, with a star when it is needed."""
    return say(language, f"sheet.column.{field}") + (" *" if field in NEEDED else "")


def is_log_sheet(headers: Iterable[str]) -> bool:
    """Whether these are the columns of a log sheet, whatever it was saved as."""
    there = set(headers)
    return any(there >= {header(field, language) for field in FIELDS} for language in LANGUAGES)


def written(name: str, choices: Choices, language: str) -> bytes:
    """The log sheet of the collaboration of this name as an XLSX file: a sheet to fill in, a guide, and the lists."""
    name = drop_unsafe(name)
    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"created": MADE, "title": say(language, "sheet.title", name=name)})
        looks = {
            look: book.add_format(wanted | {"valign": "top"})
            for look, wanted in (
                ("title", {"bold": True, "font_size": 14}),
                ("head", {"bold": True, "bottom": 1, "text_wrap": True, "bg_color": "#F0F2F6"}),
                ("example", {"italic": True, "font_color": "#55606C", "text_wrap": True}),
                ("plain", {"text_wrap": True}),
                ("text", {"text_wrap": True} | LINES),
                ("day", {"num_format": "dd-mm-yyyy"} | LINES),
            )
        }
        sheets = [book.add_worksheet(say(language, f"sheet.name.{one}")) for one in ("fill_in", "guide", "lists")]
        lists = _lists(sheets[2], choices, language)
        _fill_in(sheets[0], name, choices, language, looks, lists)
        _guide(sheets[1], choices, language, looks)
    return content.getvalue()


def _lists(sheet: Worksheet, choices: Choices, language: str) -> dict[str, str]:
    """Write what can be chosen out of sight; returns for each field the cells its list stands in."""
    themes = choices.themes()
    columns: dict[str, Sequence[str]] = {
        "themes_of": [ring for ring, _ in themes],
        "theme": [label for _, label in themes],
        "ring": [ring.name for ring in choices.rings],
        "direction": [say(language, f"model.direction.{one.value}") for one in Direction],
        "level": [say(language, f"model.level.{int(one)}") for one in Level],
        "rung": [say(language, f"model.rung.{int(one)}") for one in Rung],
        "organisation": choices.organisations,
        "activity": choices.activities,
    }
    found = {}
    for column, (field, words) in enumerate(columns.items()):
        for row, word in enumerate(words):
            sheet.write_string(row, column, drop_unsafe(word))
        letter = "ABCDEFGH"[column]
        found[field] = f"{sheet.get_name()}!${letter}$1:${letter}${len(words)}" if words else ""
    sheet.hide()
    return found


def _of_the_ring(lists: Mapping[str, str]) -> str:
    """The list of themes of the ring that stands in the same row: so many cells from where that ring begins."""
    rings, themes = lists["themes_of"], lists["theme"]
    begins = f"MATCH({CHOSEN_RING.format(row=FIRST + 1)},{rings},0)-1"
    count = f"SUMPRODUCT(--({rings}=$B{FIRST + 1}))"
    return f"=OFFSET({themes.split(':')[0]},{begins},0,{count},1)"


def _fill_in(
    sheet: Worksheet,
    name: str,
    choices: Choices,
    language: str,
    looks: Mapping[str, Any],
    lists: Mapping[str, str],
) -> None:
    sheet.write_string(0, 0, say(language, "sheet.title", name=name), looks["title"])
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEAD)
    sheet.freeze_panes(FIRST, 1)
    for column, (field, example) in enumerate(_example(choices, language).items()):
        sheet.set_column(column, column, WIDTHS.get(field, USUAL))
        sheet.write_string(1, column, drop_unsafe(example), looks["example"])
        sheet.write_string(HEAD, column, header(field, language), looks["head"])
        for row in range(FIRST, LAST + 1):
            sheet.write_blank(row, column, None, looks["day" if field == "seen_on" else "text"])
        if rule := _rule(field, lists):
            sheet.data_validation(FIRST, column, LAST, column, rule | _told(field, language))


def _rule(field: str, lists: Mapping[str, str]) -> dict[str, Any]:
    """What may stand in this column; nothing is kept out but what an import could not read."""
    if field == "seen_on":
        return {"validate": "date", "criteria": "between", "minimum": EARLIEST, "maximum": "=TODAY()"}
    if field == "what":
        return {"validate": "length", "criteria": "<=", "value": SENTENCE_LIMIT}
    if field == "theme":
        return {"validate": "list", "source": _of_the_ring(lists)}
    if lists.get(field):
        return {"validate": "list", "source": f"={lists[field]}"}
    return {"validate": "any"}


def _told(field: str, language: str) -> dict[str, Any]:
    """What the sheet says beside a cell of this column, and when something else is typed there."""
    said = {"input_title": header(field, language)[:32], "input_message": say(language, f"sheet.help.{field}")[:255]}
    loose = {"error_type": "warning"} if field in ("organisation", "activity", "seen_on") else {}
    error = {"error_title": header(field, language)[:32], "error_message": say(language, "sheet.wrong")[:255]}
    return said | loose | error


def _example(choices: Choices, language: str) -> dict[str, str]:
    """What stands above the headers to show how; an import begins below them."""
    ring = choices.rings[0]
    told: dict[str, Callable[[], str]] = {
        "seen_on": lambda: say(language, "sheet.example.seen_on", day=date(2026, 3, 12).strftime("%d-%m-%Y")),
        "ring": lambda: ring.name,
        "theme": lambda: ring.themes[0].label,
        "direction": lambda: say(language, "model.direction.positive"),
        "level": lambda: say(language, "model.level.1"),
        "rung": lambda: say(language, "model.rung.2"),
        "organisation": lambda: next(iter(choices.organisations), ""),
        "activity": lambda: next(iter(choices.activities), ""),
    }
    return {field: told[field]() if field in told else say(language, f"sheet.example.{field}") for field in FIELDS}


def _guide(sheet: Worksheet, choices: Choices, language: str, looks: Mapping[str, Any]) -> None:
    """The guide: how it goes, what each column asks, and what each ring hopes for."""
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_column(0, 0, 34, looks["plain"])
    sheet.set_column(1, 1, 90, looks["plain"])
    sheet.write_string(0, 0, say(language, "sheet.guide.title"), looks["title"])
    lines = [("", say(language, f"sheet.guide.{step}")) for step in ("fill", "privacy", "back")]
    lines += [("", "")]
    lines += [(f"{'ABCDEFGHIJK'[at]} · {header(one, language)}", say(language, f"sheet.help.{one}"))
              for at, one in enumerate(FIELDS)]  # fmt: skip
    lines += [("", "")]
    lines += [
        (f"{ring.name} · {theme.label}", theme.wish) for ring in choices.rings for theme in ring.themes if theme.wish
    ]
    for row, (left, right) in enumerate(lines, 1):
        for column, text in enumerate((left, right)):
            sheet.write_string(row, column, drop_unsafe(text), looks["plain"])
