"""How a workbook shows a number: as a figure, a day, a month, a year or a time, by the format of its cell.

A figure becomes a text with a point before its decimals and no groups, which can always be read back;
`format_in_language` writes it as the reader of a language does. Without a format it is shown as the program would.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

from impact.words import LANGUAGE_BY_CODE

# What a cell without a format has room for.
GENERAL_DIGITS = 10
# The formats that have a number and no text, as ECMA-376 lists them (18.8.30).
BUILT_IN_FORMATS = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    17: "mmm-yy", 18: "h:mm", 19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss", 37: "#,##0;-#,##0", 38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00", 41: "#,##0", 42: "€ #,##0", 43: "#,##0.00", 44: "€ #,##0.00",
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss", 48: "##0.0E+0",
}  # fmt: skip
BUILT_IN_DAY_FORMATS = frozenset((*range(14, 17), 22, *range(27, 37), *range(50, 59)))
# What a cell shows where a formula has no value.
SHEET_ERRORS = frozenset({
    "#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#FIELD!",
    "#GETTING_DATA", "#N/B", "#VERW!", "#WAARDE!", "#DEEL/0!", "#NAAM?", "#GETAL!", "#LEEG!", "#OVERLOOP!",
})  # fmt: skip
_FIRST_DAY = {False: datetime.fromisoformat("1899-12-30"), True: datetime.fromisoformat("1904-01-01")}
# Excel counts a 29 February 1900 that never was.
_MISSING_LEAP_DAY = 60
# 31 December 9999.
_LAST_DAY = 2_958_465
_CURRENCY = re.compile(r"\[\$([^\]\-]*)[^\]]*\]")
_LITERALS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_DIGITS = re.compile(r"[#0?](?:[#0?,]*[#0?])?,*(?:\.[#0?]*)?,*(?:E[+-]0+)?|\.[#0?]+", re.IGNORECASE)
_FRACTION = re.compile(r"([#0?]+\s+)?([#0?]+)/([#0?]+|\d+)")
_PIECE = re.compile(r'"([^"]*)"|\\(.)|_(.)|\*.|\[[^\]]*\]|([^"\\_*\[])')


class CellKind(StrEnum):
    """What a format makes of a number."""

    FIGURE = "figure"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    TIME = "time"
    ELAPSED = "elapsed"


class SheetFigure(str):
    """A figure of a workbook: with a point before its decimals, and without groups unless it is a GroupedFigure."""

    __slots__ = ()
    is_grouped = False

    def format_in_language(self, language: str) -> str:
        """Return the figure as it is written in this language: 1.234,5 or 1,234.5."""
        group_sign, decimal_sign = LANGUAGE_BY_CODE[language].group_sign, LANGUAGE_BY_CODE[language].decimal_sign
        match = re.search(r"\d+(\.\d+)?", self)
        if not match:
            return str(self)
        whole, _, decimals = match[0].partition(".")
        if self.is_grouped:
            whole = f"{int(whole):,}".replace(",", group_sign)
        number = f"{whole}{decimal_sign}{decimals}" if decimals else whole
        return f"{self[: match.start()]}{number}{self[match.end() :]}"


class GroupedFigure(SheetFigure):
    """A figure that its workbook shows in groups of three."""

    __slots__ = ()
    is_grouped = True


@dataclass(frozen=True)
class CellFormat:
    """The format of a cell: its kind, and of a figure its parts for more than zero, less and just zero."""

    kind: CellKind
    parts: tuple[str, ...] = ()


GENERAL_FORMAT = CellFormat(CellKind.FIGURE)


@lru_cache(maxsize=4_096)
def parse_format_code(code: str) -> CellFormat:
    """Return the format of this code, such as 0.0% or d-m-yyyy."""
    letters = set(_LITERALS.sub("", code).casefold())
    if "general" in code.casefold() or ("@" in code and not letters & set("dyhms0#")):
        return GENERAL_FORMAT
    if _ELAPSED.search(code):
        return CellFormat(CellKind.ELAPSED)
    if letters & set("dyhms"):
        return CellFormat(_get_time_kind(letters))
    return CellFormat(CellKind.FIGURE, tuple(code.split(";"))[:3])


def _get_time_kind(letters: set[str]) -> CellKind:
    if "d" in letters:
        return CellKind.DAY
    if letters & set("hs"):
        return CellKind.DAY if "y" in letters else CellKind.TIME
    return CellKind.MONTH if "m" in letters else CellKind.YEAR


def format_sheet_number(number: float, cell_format: CellFormat, from_1904: bool = False) -> str:
    """Return what a reader sees of this number in a cell of this format; days as 2026-03-12, months as 2026-03."""
    if cell_format.kind is CellKind.FIGURE:
        return _format_figure(number, cell_format.parts)
    if cell_format.kind is CellKind.ELAPSED:
        minutes = round(number * 1_440)
        return f"{minutes // 60}:{minutes % 60:02}"
    if not 0 <= number <= _LAST_DAY:
        return _format_general(number)
    if not from_1904 and 1 <= number < _MISSING_LEAP_DAY:
        number += 1
    moment = _FIRST_DAY[from_1904] + timedelta(seconds=round(number * 86_400))
    if cell_format.kind is CellKind.TIME or number < 1:
        return moment.time().isoformat()
    if cell_format.kind is CellKind.YEAR:
        return str(moment.year)
    if cell_format.kind is CellKind.MONTH:
        return moment.date().isoformat()[:7]
    return moment.date().isoformat() if number.is_integer() else moment.isoformat(" ")


def _format_figure(number: float, parts: tuple[str, ...]) -> str:
    part, number = _choose_format_part(number, parts)
    # Of a format with conditions, or one that hides the number, the number itself is what counts.
    if not part or re.search(r"\[[<>=]", part):
        return _format_general(number)
    plain = _CURRENCY.sub(lambda match: '"' + match[1].replace('"', "") + '"', part)
    if (fraction := _FRACTION.search(plain)) and not number.is_integer():
        return _format_fraction(number, fraction)
    shape = _DIGITS.search(_LITERALS.sub(lambda match: "\0" * len(match[0]), plain))
    if not shape:
        return _read_literals(plain) or _format_general(number)
    before, after = _read_literals(plain[: shape.start()]), _read_literals(plain[shape.end() :])
    if number == 0 and len(parts) > 2 and set(shape[0]) == {"?"}:  # room for digits beside a dash
        return f"{before}{after}".strip()
    if _DIGITS.search(_LITERALS.sub("", plain[shape.end() :])):  # digits apart, as of a telephone number
        return _format_general(number)
    digits = _format_digits(abs(number), shape[0], (before + after).count("%"))
    sign = "-" if number < 0 and digits.strip("0.") else ""
    text = f"{sign}{before}{digits}{after}".strip()
    is_grouped = "," in shape[0].split(".")[0].rstrip(",")
    return GroupedFigure(text) if is_grouped else SheetFigure(text)


def _choose_format_part(number: float, parts: tuple[str, ...]) -> tuple[str, float]:
    """Return the part of a format for this number; with a part of its own, one below zero needs no sign."""
    if number < 0 and len(parts) > 1 and parts[1].strip():
        return parts[1], abs(number)
    if number == 0 and len(parts) > 2:
        return parts[2], number
    return (parts[0] if parts else ""), number


def _format_digits(number: float, shape: str, percents: int) -> str:
    whole, _, decimals = shape.upper().partition("E")[0].partition(".")
    scale = 2 * percents - 3 * (len(whole + decimals) - len((whole + decimals).rstrip(",")))
    exact = Decimal(f"{number:.15g}").scaleb(scale)
    max_decimals, min_decimals = (len(re.findall(signs, decimals)) for signs in ("[#0?]", "0"))
    if "E" in shape.upper():
        begin, _, power = f"{exact:.{max_decimals}E}".partition("E")
        return f"{begin}E{int(power):+03d}"
    text = str(exact.quantize(Decimal(1).scaleb(-max_decimals), ROUND_HALF_UP))
    before, point, after = text.partition(".")
    while len(after) > min_decimals and after.endswith("0"):
        after = after[:-1]
    before = before.zfill(whole.count("0"))
    return f"{before}{point}{after}" if after else before


def _format_fraction(number: float, shape: re.Match[str]) -> str:
    max_denominator = int(shape[3]) if shape[3].isdigit() and int(shape[3]) else 10 ** len(shape[3]) - 1
    exact = Fraction(number).limit_denominator(max_denominator)
    sign, exact = ("-" if exact < 0 else ""), abs(exact)
    whole, rest = divmod(exact.numerator, exact.denominator) if shape[1] else (0, exact.numerator)
    parts = [str(whole)] if whole or not rest else []
    parts += [f"{rest}/{exact.denominator}"] if rest else []
    return SheetFigure(sign + " ".join(parts))


def _read_literals(code: str) -> str:
    """Return what a format writes beside the digits; room as wide as a sign is a space."""
    pieces = (match[1] or match[2] or (" " if match[3] else match[4]) or "" for match in _PIECE.finditer(code))
    return " ".join("".join(pieces).replace("\xa0", " ").split(" ")) if code.strip() else ""


def _format_general(number: float) -> str:
    """Return a number as a cell without a format shows it; a whole number in full, as it may be an identifier."""
    if number.is_integer() and abs(number) < 1e15:  # beyond it a number of Excel has lost its last digits
        return SheetFigure(int(number))
    text = f"{number:.{GENERAL_DIGITS}g}"
    return SheetFigure(text.upper() if "e" in text else text)


def is_sheet_error(text: str) -> bool:
    """Return whether this cell holds an error of a spreadsheet, in English or in Dutch."""
    return text.startswith("#") and text.strip().upper() in SHEET_ERRORS
