"""Periods as they head the columns of figures: a year, a school year, a quarter, a half, a month or a day."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from impact.exchange.dates import when
from impact.model import Precision
from impact.months import last_day

FIRST_YEAR, LAST_YEAR = 1950, 2100
_YEAR = re.compile(r"(\d{4})")
_SCHOOL_YEAR = re.compile(r"(\d{4})\s?[-/–]\s?(\d{4}|\d{2})")
_PARTS = {"quarter": (4, "q|k|kwartaal|quarter|kw"), "half": (2, "h|s|halfjaar|half|semester")}
_BEFORE = re.compile(r"(schooljaar|studiejaar|jaar|school year|academic year|year|sj|fy)\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Period:
    """A stretch of time as the file calls it, from its first day up to and including its last."""

    label: str
    start: date
    end: date


def period(text: str) -> Period | None:
    """The period this text names, or None. 2023-12 is a month; 2023-24 and 2023/2024 are school years (to 31 July)."""
    label = " ".join(text.split())
    plain = _BEFORE.sub("", label, count=1)
    found = _year(plain) or _school_year(plain) or _part(plain) or _day(plain)
    if found is None or not FIRST_YEAR <= found[0].year <= found[1].year <= LAST_YEAR:
        return None
    return Period(label, *found)


def _year(text: str) -> tuple[date, date] | None:
    found = _YEAR.fullmatch(text)
    return (date(int(found[1]), 1, 1), date(int(found[1]), 12, 31)) if found and int(found[1]) else None


def _school_year(text: str) -> tuple[date, date] | None:
    found = _SCHOOL_YEAR.fullmatch(text)
    if not found or not int(found[1]):
        return None
    first, second = int(found[1]), int(found[2])
    follows = second == first + 1 if len(found[2]) == 4 else second == (first + 1) % 100
    # A hyphen before a number up to 12 is a month, as everywhere else in Rimpel.
    if not follows or (len(found[2]) == 2 and second <= 12 and "-" in text):
        return None
    return date(first, 8, 1), date(first + 1, 7, 31)


def _part(text: str) -> tuple[date, date] | None:
    for parts, names in _PARTS.values():
        either = rf"(?:(\d{{4}})[\s-]*(?:{names})\s?([1-{parts}])|(?:{names})\s?([1-{parts}])[\s-]*(\d{{4}}))"
        if (found := re.fullmatch(either, text, re.IGNORECASE)) and int(found[1] or found[4]):
            year, number = int(found[1] or found[4]), int(found[2] or found[3])
            last = number * 12 // parts
            return date(year, last - 12 // parts + 1, 1), date(year, last, monthrange(year, last)[1])
    return None


def _day(text: str) -> tuple[date, date] | None:
    if text.isdigit():  # a plain number is a figure, and not a day as a spreadsheet counts them
        return None
    try:
        day, precision = when(text)
    except ValueError:
        return None
    return (day, last_day(day)) if precision is Precision.MONTH else (day, day)
