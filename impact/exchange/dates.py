"""Days in any usual form: 2026-03-12, 12-3-26, 3/12/2026 14:05, 12 maart 2026, March 12, 2026, 2026-W11, 46093."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property, lru_cache

from impact.exchange.zones import READER_ZONE, day_for_reader, split_clock
from impact.model import Precision

SERIAL_FROM, SERIAL_TO = 18_264, 73_050  # as Excel counts its days: from 1950 to 2099
MOST_LETTERS = 100  # the longest day is that of a browser, with the name of its zone
DAY_ZERO = date(1899, 12, 30)
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari january jan", "februari february feb febr", "maart march mrt mar mrz", "april apr", "mei may",
            "juni june jun", "juli july jul", "augustus august aug", "september sept sep", "oktober october okt oct",
            "november nov", "december dec",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip


SIGNS = "/-."  # between the numbers of a day that ends in its year
YEAR = "year"  # stands for the sign of a day that begins with its year


class Order(StrEnum):
    """Which of two numbers of a day is the day: 3/12 is the third of December, or March the twelfth."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


USUAL_ORDERS = {"/": None, "-": Order.DAY_FIRST, ".": Order.DAY_FIRST, YEAR: Order.MONTH_FIRST}


class Unclear(ValueError):
    """This may be two days, and nothing in the file tells which."""


@dataclass(frozen=True)
class DayRules:
    """How the days of one column are read: the order by sign, the zone of times that name none, the reader's zone.

    An order of None waits for an answer: what may be two days is not read.
    """

    orders: Mapping[str, Order | None] = field(default_factory=dict)
    column_zone: str = ""
    reader_zone: str = READER_ZONE

    def read(self, text: str) -> tuple[date, Precision]:
        """The day this text says. Raises ValueError when it says none, and Unclear when the order is needed for it.

        A moment with a zone is the day it was for the reader.
        """
        if len(text) > MOST_LETTERS:
            raise ValueError(text)
        day_text, time, zone = split_clock(_SHORT_YEAR.sub("", text.strip().lstrip("@'")))
        day, precision = _day(day_text, self._by_sign)
        if time is not None and (zone or self.column_zone):
            day = day_for_reader(day, time, zone or self.column_zone, self.reader_zone)
        return day, precision

    @cached_property
    def _by_sign(self) -> tuple[Order | None, ...]:
        return tuple(self.orders.get(sign, order) for sign, order in USUAL_ORDERS.items())


@dataclass(frozen=True)
class DayOrders:
    """Which order the days of a file have, by sign: derived from the file, or open, with a day that may be two."""

    derived: Mapping[str, Order]
    open: Mapping[str, str]
    examples: Mapping[str, str]


_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
_YEAR_LAST = re.compile(r"(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_MONTH = re.compile(r"(\d{4})[-/](\d{1,2})")
_MONTH_LAST = re.compile(r"(\d{1,2})[-/](\d{4})")
_WEEK = re.compile(r"(\d{4})-?W(\d{1,2})(?:-?([1-7]))?", re.IGNORECASE)
_WEEK_NAMED = re.compile(r"(?:week|wk)\.?\s?(\d{1,2})[\s,/-]+(?:van\s+|of\s+)?(\d{4})", re.IGNORECASE)
_SHORT_YEAR = re.compile(r"['’](?=\d\d\b)")  # maart '26
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?")
_WORDS = re.compile(r"[a-z]+|\d+")
_NAMELESS = frozenset({
    "ma", "di", "wo", "do", "vr", "za", "zo", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag",
    "zondag", "mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun", "monday", "tuesday",
    "wednesday", "thursday", "friday", "saturday", "sunday", "de", "the", "of", "th", "st", "nd", "rd", "e",
})  # fmt: skip


def orders_of(texts: Iterable[str], spreadsheet: bool = False) -> DayOrders:
    """Which order the days among these texts have, each sign by itself: 3/17/2026 says nothing of 4-3-2026.

    With hyphens or points the day comes first, unless the same column has days with strokes of which that is not so.
    In a `spreadsheet` days that begin with their year are real days: a program may have swapped day and month of
    those it could read, and left the others as texts.
    """
    days, plain_days = set[str](), set[str]()
    for text in {text for text in texts if len(text) <= MOST_LETTERS}:
        with suppress(ValueError):  # a time that no clock shows says nothing of the order
            day_text, _, zone = split_clock(_SHORT_YEAR.sub("", text.strip().lstrip("@'")))
            days.add(day_text)
            if not zone and f"{day_text}T" not in text:  # no spreadsheet writes a day with these
                plain_days.add(day_text)
    settled: dict[str, set[Order]] = {sign: set() for sign in SIGNS}
    examples: dict[str, str] = {}
    for text in sorted(days):
        if not (found := _YEAR_LAST.fullmatch(text)):
            continue
        first, second = int(found[1]), int(found[3])
        if first > 12 >= second:
            settled[found[2]].add(Order.DAY_FIRST)
        elif second > 12 >= first:
            settled[found[2]].add(Order.MONTH_FIRST)
        elif first != second and max(first, second) <= 12:
            examples.setdefault(found[2], text)
    derived = {sign: next(iter(orders)) for sign, orders in settled.items() if len(orders) == 1}
    day_first = derived.get("/") is Order.DAY_FIRST or not ("/" in examples or settled["/"])
    derived |= {sign: Order.DAY_FIRST for sign in "-." if sign in examples and not settled[sign] and day_first}
    if spreadsheet and (swapped := _perhaps_swapped(plain_days, derived, examples)):
        examples[YEAR] = swapped
    return DayOrders(derived, {sign: text for sign, text in examples.items() if sign not in derived}, examples)


def _perhaps_swapped(days: Iterable[str], derived: Mapping[str, Order], examples: Mapping[str, str]) -> str:
    """A real day of which a spreadsheet may have swapped day and month, or an empty text.

    It may have when it left texts beside them that it could not read, and none of the real days tells otherwise.
    """
    real = sorted(text for text in days if _YEAR_FIRST.fullmatch(text))
    numbers = [(int(found[3]), int(found[4])) for text in real if (found := _YEAR_FIRST.fullmatch(text))]
    if any(day > 12 for _, day in numbers):
        return ""
    left = [sign for sign, order in derived.items() if order is Order.MONTH_FIRST or sign not in examples]
    return next((text for text, (month, day) in zip(real, numbers, strict=True) if month != day), "") if left else ""


def when(text: str, order: Order | None = None) -> tuple[date, Precision]:
    """The day this text says, in this order whatever its sign. Raises ValueError and Unclear as `DayRules.read`.

    With hyphens or points the day comes first unless told otherwise; with strokes it must be told.
    """
    return (DayRules(dict.fromkeys(SIGNS, order)) if order else DayRules()).read(text)


def is_day(text: str) -> bool:
    """Whether this reads as a day in either order; a plain number is a figure as often, and does not count."""
    if text.isdigit():
        return False
    for order in Order:
        with suppress(ValueError):
            when(text, order)
            return True
    return False


@lru_cache(maxsize=8192)
def _day(text: str, orders: tuple[Order | None, ...]) -> tuple[date, Precision]:
    by_sign = dict(zip(USUAL_ORDERS, orders, strict=True))
    if found := _year_first(text, by_sign[YEAR]):
        return found
    for read in (_compact, _week, _serial, _named):
        if found := read(text):
            return found
    if found := _year_last(text, by_sign):
        return found
    raise ValueError(text)


def _year_first(text: str, order: Order | None) -> tuple[date, Precision] | None:
    if found := _YEAR_FIRST.fullmatch(text):
        month, day = int(found[3]), int(found[4])
        if order is None and month != day <= 12:
            raise Unclear(text)
        if order is Order.DAY_FIRST and day <= 12:  # a spreadsheet swapped them
            month, day = day, month
        return date(int(found[1]), month, day), Precision.DAY
    if found := _MONTH.fullmatch(text):
        return date(int(found[1]), int(found[2]), 1), Precision.MONTH
    if found := _MONTH_LAST.fullmatch(text):
        return date(int(found[2]), int(found[1]), 1), Precision.MONTH
    return None


def _compact(text: str) -> tuple[date, Precision] | None:
    found = _COMPACT.fullmatch(text)
    return (date(*map(int, found.groups())), Precision.DAY) if found else None


def _week(text: str) -> tuple[date, Precision] | None:
    if found := _WEEK_NAMED.fullmatch(text):
        return date.fromisocalendar(int(found[2]), int(found[1]), 1), Precision.DAY
    found = _WEEK.fullmatch(text)
    return (date.fromisocalendar(int(found[1]), int(found[2]), int(found[3] or 1)), Precision.DAY) if found else None


def _serial(text: str) -> tuple[date, Precision] | None:
    found = _SERIAL.fullmatch(text)
    if found and SERIAL_FROM <= int(found[1]) <= SERIAL_TO:
        return DAY_ZERO + timedelta(days=int(found[1])), Precision.DAY
    return None


def _year_last(text: str, by_sign: Mapping[str, Order | None]) -> tuple[date, Precision] | None:
    found = _YEAR_LAST.fullmatch(text)
    if not found:
        return None
    first, second, year = int(found[1]), int(found[3]), _year(found[4])
    order = by_sign[found[2]]
    if first > 12 or second > 12:  # it can be read in one way only
        order = Order.DAY_FIRST if first > 12 else Order.MONTH_FIRST
    elif order is None and first != second:
        raise Unclear(text)
    day, month = (second, first) if order is Order.MONTH_FIRST else (first, second)
    return date(year, month, day), Precision.DAY


def _named(text: str) -> tuple[date, Precision] | None:
    """12 maart 2026, do 12 mrt. 2026 14:05, March 12, 2026, 12-mrt-26, maart 2026."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    words = [word for word in _WORDS.findall(plain) if word not in _NAMELESS]
    months = [MONTHS[word] for word in words if word in MONTHS]
    numbers = [word for word in words if word.isdigit()]
    if len(months) != 1 or len(months) + len(numbers) != len(words) or len(text) > 60:
        return None
    if len(numbers) == 1 and len(numbers[0]) == 4:
        return date(int(numbers[0]), months[0], 1), Precision.MONTH
    if len(numbers) != 2:
        return None
    day, year = numbers if len(numbers[0]) < 3 else reversed(numbers)
    return (date(_year(year), months[0], int(day)), Precision.DAY) if len(day) < 3 else None


def _year(text: str) -> int:
    """A year of two digits lies in this century up to 69, as in Excel up to 29 and in most programs up to 68."""
    return int(text) + (0 if len(text) == 4 else 2000 if int(text) < 70 else 1900)
