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

from impact.exporting.observations_xlsx import FIXED_CREATED_AT
from impact.importing.rows import format_column_letters
from impact.model import MAX_SENTENCE_LENGTH, Direction, Level, Ring, Rung
from impact.observation.observation_rules import EARLIEST_DAY
from impact.text.fold import normalise_name
from impact.text.safe_text import drop_unsafe
from impact.words import LANGUAGES, get_text

# More than a school logs between two times with a network.
LOG_ROW_COUNT = 200
# The row of the headers, after the title and the example.
HEADER_ROW = 2
FIRST_LOG_ROW, LAST_LOG_ROW = HEADER_ROW + 1, HEADER_ROW + LOG_ROW_COUNT
SHEET_FIELDS = (
    "seen_on", "ring", "theme", "what", "direction", "level", "rung", "organisation", "activity", "evidence", "why",
)  # fmt: skip
REQUIRED_SHEET_FIELDS = SHEET_FIELDS[:7]
COLUMN_WIDTHS = {"seen_on": 15, "what": 60, "evidence": 36, "why": 40, "ring": 26, "theme": 30, "level": 26, "rung": 22}
DEFAULT_COLUMN_WIDTH = 20
CELL_BORDERS = {"border": 1, "border_color": "#D5DAE0"}
# MATCH takes ? for any sign and * for any text, unless a ~ stands before them.
CHOSEN_RING_FORMULA = 'SUBSTITUTE(SUBSTITUTE(SUBSTITUTE($B{row},"~","~~"),"*","~*"),"?","~?")'


@dataclass(frozen=True)
class LogSheetChoices:
    """What can be chosen in the log sheet of a collaboration: rings with their themes, organisations and activities."""

    rings: Sequence[Ring]
    organisations: Sequence[str] = ()
    activities: Sequence[str] = ()

    def list_themes(self) -> list[tuple[str, str]]:
        """Return every ring with each of its themes, in the order of the rings, those of one ring together.

        Rings whose names differ in capitals only stand together too: a spreadsheet takes them for one ring.
        """
        position_by_ring: dict[str, int] = {}
        for ring in self.rings:
            position_by_ring.setdefault(normalise_name(ring.name), len(position_by_ring))
        rings = sorted(self.rings, key=lambda ring: position_by_ring[normalise_name(ring.name)])
        return [(ring.name, theme.label) for ring in rings for theme in ring.themes]


def format_header(field: str, language: str) -> str:
    """Return the header of this column, with a star when it is required."""
    return get_text(language, f"sheet.column.{field}") + (" *" if field in REQUIRED_SHEET_FIELDS else "")


def is_log_sheet(headers: Iterable[str]) -> bool:
    """Return whether these are the columns of a log sheet, whatever it was saved as."""
    header_texts = set(headers)
    return any(header_texts >= {format_header(field, language) for field in SHEET_FIELDS} for language in LANGUAGES)


def write_log_sheet(name: str, choices: LogSheetChoices, language: str) -> bytes:
    """Return the log sheet of the collaboration of this name (XLSX): a sheet to fill in, a guide, and the lists."""
    name = drop_unsafe(name)
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"created": FIXED_CREATED_AT, "title": get_text(language, "sheet.title", name=name)})
        formats = {
            format_name: book.add_format(properties | {"valign": "top"})
            for format_name, properties in (
                ("title", {"bold": True, "font_size": 14}),
                ("head", {"bold": True, "bottom": 1, "text_wrap": True, "bg_color": "#F0F2F6"}),
                ("example", {"italic": True, "font_color": "#55606C", "text_wrap": True}),
                ("plain", {"text_wrap": True}),
                ("text", {"text_wrap": True} | CELL_BORDERS),
                ("day", {"num_format": "dd-mm-yyyy"} | CELL_BORDERS),
            )
        }
        sheets = [
            book.add_worksheet(get_text(language, f"sheet.name.{sheet_name}"))
            for sheet_name in ("fill_in", "guide", "lists")
        ]
        list_ranges = _write_choice_lists(sheets[2], choices, language)
        _write_entry_sheet(sheets[0], name, choices, language, formats, list_ranges)
        _write_guide_sheet(sheets[1], choices, language, formats)
    return buffer.getvalue()


def _write_choice_lists(sheet: Worksheet, choices: LogSheetChoices, language: str) -> dict[str, str]:
    """Write the lists to choose from on a hidden sheet; return for each field the cells of its list."""
    themes = choices.list_themes()
    words_by_field: dict[str, Sequence[str]] = {
        "themes_of": [ring for ring, _ in themes],
        "theme": [label for _, label in themes],
        "ring": [ring.name for ring in choices.rings],
        "direction": [get_text(language, f"model.direction.{member.value}") for member in Direction],
        "level": [get_text(language, f"model.level.{int(member)}") for member in Level],
        "rung": [get_text(language, f"model.rung.{int(member)}") for member in Rung],
        "organisation": choices.organisations,
        "activity": choices.activities,
    }
    list_ranges = {}
    for column, (field, words) in enumerate(words_by_field.items()):
        for row, word in enumerate(words):
            sheet.write_string(row, column, drop_unsafe(word))
        letter = format_column_letters(column)
        list_ranges[field] = f"{sheet.get_name()}!${letter}$1:${letter}${len(words)}" if words else ""
    sheet.hide()
    return list_ranges


def _format_theme_list_formula(list_ranges: Mapping[str, str]) -> str:
    """Return the formula for the themes of the ring in the same row: so many cells from where that ring begins."""
    rings, themes = list_ranges["themes_of"], list_ranges["theme"]
    offset = f"MATCH({CHOSEN_RING_FORMULA.format(row=FIRST_LOG_ROW + 1)},{rings},0)-1"
    theme_count = f"SUMPRODUCT(--({rings}=$B{FIRST_LOG_ROW + 1}))"
    return f"=OFFSET({themes.split(':')[0]},{offset},0,{theme_count},1)"


def _write_entry_sheet(
    sheet: Worksheet,
    name: str,
    choices: LogSheetChoices,
    language: str,
    formats: Mapping[str, Any],
    list_ranges: Mapping[str, str],
) -> None:
    sheet.write_string(0, 0, get_text(language, "sheet.title", name=name), formats["title"])
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADER_ROW)
    sheet.freeze_panes(FIRST_LOG_ROW, 1)
    for column, (field, example) in enumerate(_list_examples(choices, language).items()):
        sheet.set_column(column, column, COLUMN_WIDTHS.get(field, DEFAULT_COLUMN_WIDTH))
        sheet.write_string(1, column, drop_unsafe(example), formats["example"])
        sheet.write_string(HEADER_ROW, column, format_header(field, language), formats["head"])
        for row in range(FIRST_LOG_ROW, LAST_LOG_ROW + 1):
            sheet.write_blank(row, column, None, formats["day" if field == "seen_on" else "text"])
        if rule := _build_validation(field, list_ranges):
            sheet.data_validation(
                FIRST_LOG_ROW, column, LAST_LOG_ROW, column, rule | _build_column_help(field, language)
            )


def _build_validation(field: str, list_ranges: Mapping[str, str]) -> dict[str, Any]:
    """Return the rule of this column, which keeps out only what an import could not read."""
    if field == "seen_on":
        return {"validate": "date", "criteria": "between", "minimum": EARLIEST_DAY, "maximum": "=TODAY()"}
    if field == "what":
        return {"validate": "length", "criteria": "<=", "value": MAX_SENTENCE_LENGTH}
    if field == "theme":
        return {"validate": "list", "source": _format_theme_list_formula(list_ranges)}
    if list_ranges.get(field):
        return {"validate": "list", "source": f"={list_ranges[field]}"}
    return {"validate": "any"}


def _build_column_help(field: str, language: str) -> dict[str, Any]:
    """Return what the sheet says beside a cell of this column, and when something else is typed there."""
    input_help = {
        "input_title": format_header(field, language)[:32],  # Excel refuses a file with longer ones
        "input_message": get_text(language, f"sheet.help.{field}")[:255],
    }
    warning_only = {"error_type": "warning"} if field in ("organisation", "activity", "seen_on") else {}
    error_texts = {
        "error_title": format_header(field, language)[:32],
        "error_message": get_text(language, "sheet.wrong")[:255],
    }
    return input_help | warning_only | error_texts


def _list_examples(choices: LogSheetChoices, language: str) -> dict[str, str]:
    """Return the example above the headers; an import begins below them."""
    ring = choices.rings[0]
    example_by_field: dict[str, Callable[[], str]] = {
        "seen_on": lambda: get_text(language, "sheet.example.seen_on", day=date(2026, 3, 12).strftime("%d-%m-%Y")),
        "ring": lambda: ring.name,
        "theme": lambda: ring.themes[0].label,
        "direction": lambda: get_text(language, "model.direction.positive"),
        "level": lambda: get_text(language, "model.level.1"),
        "rung": lambda: get_text(language, "model.rung.2"),
        "organisation": lambda: next(iter(choices.organisations), ""),
        "activity": lambda: next(iter(choices.activities), ""),
    }
    return {
        field: example_by_field[field]() if field in example_by_field else get_text(language, f"sheet.example.{field}")
        for field in SHEET_FIELDS
    }


def _write_guide_sheet(sheet: Worksheet, choices: LogSheetChoices, language: str, formats: Mapping[str, Any]) -> None:
    """Write the guide: how to fill it in, what each column asks, and what each ring hopes for."""
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_column(0, 0, 34, formats["plain"])
    sheet.set_column(1, 1, 90, formats["plain"])
    sheet.write_string(0, 0, get_text(language, "sheet.guide.title"), formats["title"])
    lines = [("", get_text(language, f"sheet.guide.{step}")) for step in ("fill", "privacy", "back")]
    lines += [("", "")]
    lines += [
        (
            f"{format_column_letters(index)} · {format_header(field, language)}",
            get_text(language, f"sheet.help.{field}"),
        )
        for index, field in enumerate(SHEET_FIELDS)
    ]
    lines += [("", "")]
    lines += [
        (f"{ring.name} · {theme.label}", theme.wish) for ring in choices.rings for theme in ring.themes if theme.wish
    ]
    for row, (left, right) in enumerate(lines, 1):
        for column, text in enumerate((left, right)):
            sheet.write_string(row, column, drop_unsafe(text), formats["plain"])
