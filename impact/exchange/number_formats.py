"""How a workbook shows a number: as a figure, a day, a month, a year or a time, by the format of its cell.

A figure becomes a text with a point before its decimals and no groups, which is sure to be read; `shown` writes it as
the reader of a language does. What no format tells is shown as the program itself would.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

DECIMALS = 10  # that a cell without a format has room for
# The formats that have a number and no text, as ECMA-376 lists them (18.8.30).
BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    17: "mmm-yy", 18: "h:mm", 19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss", 37: "#,##0;-#,##0", 38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00", 41: "#,##0", 42: "€ #,##0", 43: "#,##0.00", 44: "€ #,##0.00",
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss", 48: "##0.0E+0",
}  # fmt: skip
DAYS_BUILT_IN = frozenset((*range(14, 17), 22, *range(27, 37), *range(50, 59)))
_FIRST_DAY = {False: datetime.fromisoformat("1899-12-30"), True: datetime.fromisoformat("1904-01-01")}
_NO_LEAP_DAY = 60  # Excel counts a 29 February 1900 that never was
_LAST_DAY = 2_958_465
_CURRENCY = re.compile(r"\[\$([^\]\-]*)[^\]]*\]")
_SPOKEN = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
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

    def shown(self, language: str) -> str:
        """The figure as it is written in this language: 1.234,5 or 1,234.5."""
        group, point = {"nl": (".", ",")}.get(language, (",", "."))
        found = re.search(r"\d+(\.\d+)?", self)
        if not found:
            return str(self)
        whole, _, decimals = found[0].partition(".")
        if self.is_grouped:
            whole = f"{int(whole):,}".replace(",", group)
        number = f"{whole}{point}{decimals}" if decimals else whole
        return f"{self[: found.start()]}{number}{self[found.end() :]}"


class GroupedFigure(SheetFigure):
    """A figure that its workbook shows in groups of three."""

    __slots__ = ()
    is_grouped = True


@dataclass(frozen=True)
class CellFormat:
    """The format of a cell: its kind, and of a figure its parts for more than zero, less and just zero."""

    kind: CellKind
    parts: tuple[str, ...] = ()


GENERAL = CellFormat(CellKind.FIGURE)


@lru_cache(maxsize=4_096)
def read_format(code: str) -> CellFormat:
    """The format that this code tells, such as 0.0% or d-m-yyyy."""
    letters = set(_SPOKEN.sub("", code).casefold())
    if "general" in code.casefold() or ("@" in code and not letters & set("dyhms0#")):
        return GENERAL
    if _ELAPSED.search(code):
        return CellFormat(CellKind.ELAPSED)
    if letters & set("dyhms"):
        return CellFormat(_kind_of_time(letters))
    return CellFormat(CellKind.FIGURE, tuple(code.split(";"))[:3])


def _kind_of_time(letters: set[str]) -> CellKind:
    if "d" in letters:
        return CellKind.DAY
    if letters & set("hs"):
        return CellKind.DAY if "y" in letters else CellKind.TIME
    return CellKind.MONTH if "m" in letters else CellKind.YEAR


def format_number(number: float, form: CellFormat, from_1904: bool = False) -> str:
    """What a reader sees of this number in a cell of this format; days as 2026-03-12, months as 2026-03."""
    if form.kind is CellKind.FIGURE:
        return _figure(number, form.parts)
    if form.kind is CellKind.ELAPSED:
        minutes = round(number * 1_440)
        return f"{minutes // 60}:{minutes % 60:02}"
    if not 0 <= number <= _LAST_DAY:
        return _general(number)
    if not from_1904 and 1 <= number < _NO_LEAP_DAY:
        number += 1
    moment = _FIRST_DAY[from_1904] + timedelta(seconds=round(number * 86_400))
    if form.kind is CellKind.TIME or number < 1:
        return moment.time().isoformat()
    if form.kind is CellKind.YEAR:
        return str(moment.year)
    if form.kind is CellKind.MONTH:
        return moment.date().isoformat()[:7]
    return moment.date().isoformat() if number.is_integer() else moment.isoformat(" ")


def _figure(number: float, parts: tuple[str, ...]) -> str:
    part, number = _part_for(number, parts)
    # Of a format with conditions, or one that hides the number, the number itself is what counts.
    if not part or re.search(r"\[[<>=]", part):
        return _general(number)
    plain = _CURRENCY.sub(lambda found: '"' + found[1].replace('"', "") + '"', part)
    if (fraction := _FRACTION.search(plain)) and number.is_integer() is False:
        return _fraction(number, fraction)
    shape = _DIGITS.search(_SPOKEN.sub(lambda found: "\0" * len(found[0]), plain))
    if not shape:
        return _literal(plain) or _general(number)
    before, after = _literal(plain[: shape.start()]), _literal(plain[shape.end() :])
    if number == 0 and len(parts) > 2 and set(shape[0]) == {"?"}:  # room for digits beside a dash
        return f"{before}{after}".strip()
    if _DIGITS.search(_SPOKEN.sub("", plain[shape.end() :])):  # digits apart, as of a telephone number
        return _general(number)
    digits = _digits(abs(number), shape[0], (before + after).count("%"))
    sign = "-" if number < 0 and digits.strip("0.") else ""
    text = f"{sign}{before}{digits}{after}".strip()
    is_grouped = "," in shape[0].split(".")[0].rstrip(",")
    return GroupedFigure(text) if is_grouped else SheetFigure(text)


def _part_for(number: float, parts: tuple[str, ...]) -> tuple[str, float]:
    """The part of a format for this number; with a part of its own a number below zero needs no sign."""
    if number < 0 and len(parts) > 1 and parts[1].strip():
        return parts[1], abs(number)
    if number == 0 and len(parts) > 2:
        return parts[2], number
    return (parts[0] if parts else ""), number


def _digits(number: float, shape: str, percents: int) -> str:
    whole, _, decimals = shape.upper().partition("E")[0].partition(".")
    scale = 2 * percents - 3 * (len(whole + decimals) - len((whole + decimals).rstrip(",")))
    exact = Decimal(f"{number:.15g}").scaleb(scale)
    most, least = (len(re.findall(signs, decimals)) for signs in ("[#0?]", "0"))
    if "E" in shape.upper():
        begin, _, power = f"{exact:.{most}E}".partition("E")
        return f"{begin}E{int(power):+03d}"
    text = str(exact.quantize(Decimal(1).scaleb(-most), ROUND_HALF_UP))
    before, point, after = text.partition(".")
    while len(after) > least and after.endswith("0"):
        after = after[:-1]
    before = before.zfill(whole.count("0"))
    return f"{before}{point}{after}" if after else before


def _fraction(number: float, shape: re.Match[str]) -> str:
    most = int(shape[3]) if shape[3].isdigit() and int(shape[3]) else 10 ** len(shape[3]) - 1
    exact = Fraction(number).limit_denominator(most)
    sign, exact = ("-" if exact < 0 else ""), abs(exact)
    whole, rest = divmod(exact.numerator, exact.denominator) if shape[1] else (0, exact.numerator)
    parts = [str(whole)] if whole or not rest else []
    parts += [f"{rest}/{exact.denominator}"] if rest else []
    return SheetFigure(sign + " ".join(parts))


def _literal(code: str) -> str:
    """What a format says beside the digits; room as wide as a sign is a space."""
    pieces = (found[1] or found[2] or (" " if found[3] else found[4]) or "" for found in _PIECE.finditer(code))
    return " ".join("".join(pieces).replace("\xa0", " ").split(" ")) if code.strip() else ""


def _general(number: float) -> str:
    """A number as a cell without a format shows it; a whole number in full, which may be an identifier."""
    if number.is_integer() and abs(number) < 1e15:
        return SheetFigure(int(number))
    text = f"{number:.{DECIMALS}g}"
    return SheetFigure(text.upper() if "e" in text else text)
