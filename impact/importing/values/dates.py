"""Days in any usual form: 2026-03-12, 12-3-26, 3/12/2026 14:05, 12 maart 2026, March 12, 2026, 2026-W11, 46093."""

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property, lru_cache

from babel.dates import get_day_names, get_month_names

from impact.importing.values.time_zones import DEFAULT_READER_ZONE, convert_to_reader_day, split_clock
from impact.model import Precision
from impact.text.fold import fold_without_accents
from impact.words import LANGUAGES

# As Excel counts its days, from 1950 to 2099: other numbers of five digits are more likely no days.
MIN_SERIAL_DAY, MAX_SERIAL_DAY = 18_264, 73_050
# The longest day is that of a browser, with the name of its zone.
MAX_DAY_LENGTH = 100
# Two days before Excel's first: it counts from 1, and a 29 February 1900.
SERIAL_DAY_ZERO = date(1899, 12, 30)
# How months are written besides the names and abbreviations that Babel has of each language.
_OTHER_MONTH_NAMES = {"febr": 2, "mrz": 3, "sept": 9}


def _list_calendar_names(get_names: Callable[..., Mapping[int, str]]) -> dict[str, int]:
    """Return the names of months or days in every language, in full and cut short, with their numbers."""
    return {
        fold_without_accents(name).rstrip("."): number
        for language in LANGUAGES
        for width in ("wide", "abbreviated")
        for number, name in get_names(width, locale=language).items()
    }


MONTH_BY_NAME = _list_calendar_names(get_month_names) | _OTHER_MONTH_NAMES


# Between the numbers of a day that ends in its year.
DAY_SIGNS = "/-."
# Stands for the sign of a day that begins with its year.
YEAR_FIRST_SIGN = "year"


class DayOrder(StrEnum):
    """Which of two numbers of a day is the day: 3/12 is the third of December, or March the twelfth."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


USUAL_DAY_ORDERS = {"/": None, "-": DayOrder.DAY_FIRST, ".": DayOrder.DAY_FIRST, YEAR_FIRST_SIGN: DayOrder.MONTH_FIRST}


class AmbiguousDay(ValueError):
    """A text that may be two days, when nothing in the file says which."""


@dataclass(frozen=True)
class DayRules:
    """How the days of one column are read: their order by sign, the zone of times that name none, the reader's zone.

    An order of None waits for an answer: what may be two days is not read.
    """

    orders: Mapping[str, DayOrder | None] = field(default_factory=dict)
    column_zone: str = ""
    reader_zone: str = DEFAULT_READER_ZONE

    def read_day(self, text: str) -> tuple[date, Precision]:
        """Return the day this text names; a moment with a zone is the day it was for the reader.

        Raise ValueError when it names none, and AmbiguousDay when the order is needed for it.
        """
        if len(text) > MAX_DAY_LENGTH:
            raise ValueError(text)
        day_text, time, zone = split_clock(_SHORT_YEAR.sub("", text.strip().lstrip("@'")))
        day, precision = _parse_day_text(day_text, self._orders_of_usual_signs)
        if time is not None and (zone or self.column_zone):
            day = convert_to_reader_day(day, time, zone or self.column_zone, self.reader_zone)
        return day, precision

    @cached_property
    def _orders_of_usual_signs(self) -> tuple[DayOrder | None, ...]:
        return tuple(self.orders.get(sign, order) for sign, order in USUAL_DAY_ORDERS.items())


@dataclass(frozen=True)
class DayOrders:
    """The order of the days of a file by sign: derived from the file, or undecided with a day that may be two."""

    derived: Mapping[str, DayOrder]
    undecided: Mapping[str, str]
    examples: Mapping[str, str]


_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
_YEAR_LAST = re.compile(r"(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_MONTH = re.compile(r"(\d{4})[-/](\d{1,2})")
_MONTH_LAST = re.compile(r"(\d{1,2})[-/](\d{4})")
_WEEK = re.compile(r"(\d{4})-?W(\d{1,2})(?:-?([1-7]))?", re.IGNORECASE)
_WEEK_NAMED = re.compile(r"(?:week|wk)\.?\s?(\d{1,2})[\s,/-]+(?:van\s+|of\s+)?(\d{4})", re.IGNORECASE)
# Maart '26.
_SHORT_YEAR = re.compile(r"['’](?=\d\d\b)")
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?")
_WORDS = re.compile(r"[a-z]+|\d+")
_FILLER_WORDS = frozenset((
    *_list_calendar_names(get_day_names), "tues", "thur", "thurs", "de", "the", "of", "th", "st", "nd", "rd", "e",
))  # fmt: skip


def derive_day_orders(texts: Iterable[str], is_spreadsheet: bool = False) -> DayOrders:
    """Return which order the days among these texts have, each sign by itself: 3/17/2026 says nothing of 4-3-2026.

    With hyphens or points the day comes first, unless the same column has days with strokes of which that is not so.
    In a spreadsheet, days that begin with their year are real days: a program may have swapped day and month of those
    it could read, and left the others as texts.
    """
    day_texts, day_texts_without_zone = set[str](), set[str]()
    for text in {text for text in texts if len(text) <= MAX_DAY_LENGTH}:
        with suppress(ValueError):  # a time that no clock shows says nothing of the order
            day_text, _, zone = split_clock(_SHORT_YEAR.sub("", text.strip().lstrip("@'")))
            day_texts.add(day_text)
            if not zone and f"{day_text}T" not in text:  # no spreadsheet writes a day with these
                day_texts_without_zone.add(day_text)
    orders_by_sign: dict[str, set[DayOrder]] = {sign: set() for sign in DAY_SIGNS}
    examples: dict[str, str] = {}
    for text in sorted(day_texts):
        if not (match := _YEAR_LAST.fullmatch(text)):
            continue
        first_number, second_number = int(match[1]), int(match[3])
        if first_number > 12 >= second_number:
            orders_by_sign[match[2]].add(DayOrder.DAY_FIRST)
        elif second_number > 12 >= first_number:
            orders_by_sign[match[2]].add(DayOrder.MONTH_FIRST)
        elif first_number != second_number and max(first_number, second_number) <= 12:
            examples.setdefault(match[2], text)
    derived = {sign: next(iter(orders)) for sign, orders in orders_by_sign.items() if len(orders) == 1}
    day_first = derived.get("/") is DayOrder.DAY_FIRST or not ("/" in examples or orders_by_sign["/"])
    derived |= {
        sign: DayOrder.DAY_FIRST for sign in "-." if sign in examples and not orders_by_sign[sign] and day_first
    }
    if is_spreadsheet and (swapped_day := _find_perhaps_swapped_day(day_texts_without_zone, derived, examples)):
        examples[YEAR_FIRST_SIGN] = swapped_day
    return DayOrders(derived, {sign: text for sign, text in examples.items() if sign not in derived}, examples)


def _find_perhaps_swapped_day(days: Iterable[str], derived: Mapping[str, DayOrder], examples: Mapping[str, str]) -> str:
    """Return a real day of which a spreadsheet may have swapped day and month, or an empty text.

    It may have when it left texts that it could not read, and no real day shows the opposite.
    """
    real_days = sorted(text for text in days if _YEAR_FIRST.fullmatch(text))
    numbers = [(int(match[3]), int(match[4])) for text in real_days if (match := _YEAR_FIRST.fullmatch(text))]
    if any(day > 12 for _, day in numbers):
        return ""
    unread_signs = [sign for sign, order in derived.items() if order is DayOrder.MONTH_FIRST or sign not in examples]
    return (
        next((text for text, (month, day) in zip(real_days, numbers, strict=True) if month != day), "")
        if unread_signs
        else ""
    )


def parse_day(text: str, order: DayOrder | None = None) -> tuple[date, Precision]:
    """Return the day this text names, in this order whatever its sign; raise as `DayRules.read_day` does.

    Without an order, the day comes first where hyphens or points stand; with strokes the order is needed.
    """
    return (DayRules(dict.fromkeys(DAY_SIGNS, order)) if order else DayRules()).read_day(text)


def is_day(text: str) -> bool:
    """Return whether this reads as a day in either order; a plain number is a figure as often, and does not count."""
    if text.isdigit():
        return False
    for order in DayOrder:
        with suppress(ValueError):
            parse_day(text, order)
            return True
    return False


@lru_cache(maxsize=8192)  # the days of a list come back in many rows
def _parse_day_text(text: str, orders: tuple[DayOrder | None, ...]) -> tuple[date, Precision]:
    order_by_sign = dict(zip(USUAL_DAY_ORDERS, orders, strict=True))
    if day_and_precision := _parse_year_first(text, order_by_sign[YEAR_FIRST_SIGN]):
        return day_and_precision
    for parse in (_parse_compact_day, _parse_week, _parse_serial_day, _parse_named_month):
        if day_and_precision := parse(text):
            return day_and_precision
    if day_and_precision := _parse_year_last(text, order_by_sign):
        return day_and_precision
    raise ValueError(text)


def _parse_year_first(text: str, order: DayOrder | None) -> tuple[date, Precision] | None:
    if match := _YEAR_FIRST.fullmatch(text):
        month, day = int(match[3]), int(match[4])
        if order is None and month != day <= 12:
            raise AmbiguousDay(text)
        if order is DayOrder.DAY_FIRST and day <= 12:  # a spreadsheet swapped them
            month, day = day, month
        return date(int(match[1]), month, day), Precision.DAY
    if match := _MONTH.fullmatch(text):
        return date(int(match[1]), int(match[2]), 1), Precision.MONTH
    if match := _MONTH_LAST.fullmatch(text):
        return date(int(match[2]), int(match[1]), 1), Precision.MONTH
    return None


def _parse_compact_day(text: str) -> tuple[date, Precision] | None:
    match = _COMPACT.fullmatch(text)
    return (date(*map(int, match.groups())), Precision.DAY) if match else None


def _parse_week(text: str) -> tuple[date, Precision] | None:
    if match := _WEEK_NAMED.fullmatch(text):
        return date.fromisocalendar(int(match[2]), int(match[1]), 1), Precision.DAY
    match = _WEEK.fullmatch(text)
    return (date.fromisocalendar(int(match[1]), int(match[2]), int(match[3] or 1)), Precision.DAY) if match else None


def _parse_serial_day(text: str) -> tuple[date, Precision] | None:
    match = _SERIAL.fullmatch(text)
    if match and MIN_SERIAL_DAY <= int(match[1]) <= MAX_SERIAL_DAY:
        return SERIAL_DAY_ZERO + timedelta(days=int(match[1])), Precision.DAY
    return None


def _parse_year_last(text: str, order_by_sign: Mapping[str, DayOrder | None]) -> tuple[date, Precision] | None:
    match = _YEAR_LAST.fullmatch(text)
    if not match:
        return None
    first_number, second_number, year = int(match[1]), int(match[3]), _expand_year(match[4])
    order = order_by_sign[match[2]]
    if first_number > 12 or second_number > 12:  # it can be read in one way only
        order = DayOrder.DAY_FIRST if first_number > 12 else DayOrder.MONTH_FIRST
    elif order is None and first_number != second_number:
        raise AmbiguousDay(text)
    day, month = (second_number, first_number) if order is DayOrder.MONTH_FIRST else (first_number, second_number)
    return date(year, month, day), Precision.DAY


def _parse_named_month(text: str) -> tuple[date, Precision] | None:
    """Read 12 maart 2026, do 12 mrt. 2026 14:05, March 12, 2026, 12-mrt-26, maart 2026."""
    words = [word for word in _WORDS.findall(fold_without_accents(text)) if word not in _FILLER_WORDS]
    months = [MONTH_BY_NAME[word] for word in words if word in MONTH_BY_NAME]
    numbers = [word for word in words if word.isdigit()]
    if len(months) != 1 or len(months) + len(numbers) != len(words) or len(text) > 60:
        return None
    if len(numbers) == 1 and len(numbers[0]) == 4:
        return date(int(numbers[0]), months[0], 1), Precision.MONTH
    if len(numbers) != 2:
        return None
    day, year = numbers if len(numbers[0]) < 3 else reversed(numbers)
    return (date(_expand_year(year), months[0], int(day)), Precision.DAY) if len(day) < 3 else None


def _expand_year(text: str) -> int:
    """Return a year of two digits in full: up to 69 in this century, as most programs take it up to 68."""
    return int(text) + (0 if len(text) == 4 else 2000 if int(text) < 70 else 1900)
