"""Days in any usual form: 2026-03-12, 12-3-26, 3/12/2026 14:05, 12 maart 2026, March 12, 2026, 2026-W11, 46093."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from impact.model import Precision

SERIAL_FROM, SERIAL_TO = 18_264, 73_050  # as Excel counts its days: from 1950 to 2099
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


class Order(StrEnum):
    """Which of the first two numbers of a day is the day: 3/12 is the third of December, or March the twelfth."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


class Unclear(ValueError):
    """This may be two days, and nothing in the file tells which."""


_ZONE = r"(?:Z|[A-Z]{3,5}|(?:GMT|UTC)?\s?[+-]\d{1,2}:?\d{0,2})?"
_TIME = rf"(?:[ T,]*\d{{1,2}}[:.]\d{{2}}(?::\d{{2}}(?:[.,]\d+)?)?\s*(?:[ap]\.?m\.?)?\s*{_ZONE})?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_TIME}", re.IGNORECASE)
_YEAR_LAST = re.compile(rf"(\d{{1,2}})\s?([-/.])\s?(\d{{1,2}})\s?\2\s?(\d{{4}}|\d{{2}}){_TIME}", re.IGNORECASE)
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_MONTH = re.compile(r"(\d{4})[-/](\d{1,2})")
_MONTH_LAST = re.compile(r"(\d{1,2})[-/](\d{4})")
_WEEK = re.compile(r"(\d{4})-?W(\d{1,2})(?:-?([1-7]))?", re.IGNORECASE)
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?")
_WORDS = re.compile(r"[a-z]+|\d+")
_CLOCK = re.compile(r"[T,]?\s*\d{1,2}[:.]\d{2}(?:[:.]\d{2})?\s*(?:[ap]\.?m\.?|uur|u)?\s*$", re.IGNORECASE)
_NAMELESS = frozenset({
    "ma", "di", "wo", "do", "vr", "za", "zo", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag",
    "zondag", "mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun", "monday", "tuesday",
    "wednesday", "thursday", "friday", "saturday", "sunday", "de", "the", "of", "th", "st", "nd", "rd", "e",
})  # fmt: skip


def order_of(texts: Iterable[str]) -> tuple[frozenset[Order], bool]:
    """Which orders these days allow for, and whether that matters: some day reads well in either order.

    Both orders left: nothing in the file decides. None left: its days contradict each other.
    """
    settled: set[Order] = set()
    slashed = False
    for text in set(texts):
        if not (found := _YEAR_LAST.fullmatch(text.strip())):
            continue
        first, second = int(found[1]), int(found[3])
        if first > 12 >= second:
            settled.add(Order.DAY_FIRST)
        elif second > 12 >= first:
            settled.add(Order.MONTH_FIRST)
        elif first != second and found[2] == "/":
            slashed = True
    left = frozenset(Order) if not settled else frozenset(settled if len(settled) == 1 else ())
    return left, slashed


@lru_cache(maxsize=8192)
def when(text: str, order: Order | None = None) -> tuple[date, Precision]:
    """The day this text says. Raises ValueError when it says none, and Unclear when the order is needed to know it.

    With hyphens or points the day comes first unless told otherwise; with strokes it must be told.
    """
    plain = text.strip()
    for read in (_year_first, _compact, _week, _serial, _named):
        if found := read(plain):
            return found
    if found := _year_last(plain, order):
        return found
    raise ValueError(text)


def _year_first(text: str) -> tuple[date, Precision] | None:
    if found := _YEAR_FIRST.fullmatch(text):
        return date(int(found[1]), int(found[3]), int(found[4])), Precision.DAY
    if found := _MONTH.fullmatch(text):
        return date(int(found[1]), int(found[2]), 1), Precision.MONTH
    if found := _MONTH_LAST.fullmatch(text):
        return date(int(found[2]), int(found[1]), 1), Precision.MONTH
    return None


def _compact(text: str) -> tuple[date, Precision] | None:
    found = _COMPACT.fullmatch(text)
    return (date(*map(int, found.groups())), Precision.DAY) if found else None


def _week(text: str) -> tuple[date, Precision] | None:
    found = _WEEK.fullmatch(text)
    return (date.fromisocalendar(int(found[1]), int(found[2]), int(found[3] or 1)), Precision.DAY) if found else None


def _serial(text: str) -> tuple[date, Precision] | None:
    found = _SERIAL.fullmatch(text)
    if found and SERIAL_FROM <= int(found[1]) <= SERIAL_TO:
        return DAY_ZERO + timedelta(days=int(found[1])), Precision.DAY
    return None


def _year_last(text: str, order: Order | None) -> tuple[date, Precision] | None:
    found = _YEAR_LAST.fullmatch(text)
    if not found:
        return None
    first, second, year = int(found[1]), int(found[3]), _year(found[4])
    if order is None and found[2] == "/" and first <= 12 and second <= 12 and first != second:
        raise Unclear(text)
    if order is None:
        order = Order.MONTH_FIRST if second > 12 and found[2] == "/" else Order.DAY_FIRST
    day, month = (first, second) if order is Order.DAY_FIRST else (second, first)
    return date(year, month, day), Precision.DAY


def _named(text: str) -> tuple[date, Precision] | None:
    """12 maart 2026, do 12 mrt. 2026 14:05, March 12, 2026, 12-mrt-26, maart 2026."""
    plain = unicodedata.normalize("NFKD", _CLOCK.sub("", text)).casefold()
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
