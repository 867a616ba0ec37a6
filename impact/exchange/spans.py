"""Stretches of time where a day is asked: 2025, Q3 2025, mid 2025, najaar 2025, schooljaar 2024-2025."""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from impact.exchange.dates import MONTHS, DayRules, Unclear
from impact.exchange.periods import period
from impact.model import Precision
from impact.months import last_day, month_of

FIRST, LAST = "first", "last"  # which end of a stretch of time is kept
_APOSTROPHE = re.compile(r"['’](?=\d\d\b)")
_LONGEST = 80  # signs; a longer text is a story
_PARTS = {
    name: months
    for months, names in {
        (1, 4): "begin start early vroeg beginning",
        (5, 8): "mid medio midden halverwege halfweg middle",
        (9, 12): "eind einde late end laat",
        (3, 5): "voorjaar lente spring",
        (6, 8): "zomer summer",
        (9, 11): "najaar herfst autumn fall",
    }.items()
    for name in names.split()
}
_ORDINALS = {
    name: number
    for number, names in enumerate(
        ("1e 1ste 1st eerste first", "2e 2de 2nd tweede second", "3e 3de 3rd derde third", "4e 4de 4th vierde fourth"),
        1,
    )
    for name in names.split()
}
_PIECES = {
    "kwartaal": 3,
    "quarter": 3,
    "kw": 3,
    "q": 3,
    "helft": 6,
    "half": 6,
    "halfjaar": 6,
    "semester": 6,
}  # months in each
_OF = r"(?:\s+(?:van|of|het|the|jaar|year|in))*"
_PART = re.compile(rf"(?:(?:het|the|in)\s+)?([a-z]+){_OF}[\s-]+(\d{{4}}|\d{{2}})")
_PIECE = re.compile(rf"(?:(?:het|the|in)\s+)?(\w+)\s+([a-z]+){_OF}\s+(\d{{4}})")
_TO = r"\s*(?:-|–|—|/|t/m|tot en met|tot|to|until|en|and|through)\s*"
_DAYS = re.compile(rf"(\d{{1,2}})(?:\s+([a-z]+))?\.?{_TO}(\d{{1,2}})\s+([a-z]+)\.?\s+(\d{{4}})")
_MONTH_PART = re.compile(r"([a-z]+)[\s-]+([a-z]+)\.?\s+(\d{4}|\d{2})")  # early March 2026, half maart 26
_MONTHS = re.compile(rf"([a-z]+)\.?{_TO}([a-z]+)\.?\s+(\d{{4}})")
_SCHOOL_YEAR = re.compile(
    r"(?:schooljaar|studiejaar|sj|sy|school year|academic year)\.?\s*(\d\d)?(\d\d)\s?[-/]\s?(?:\d\d)?(\d\d)"
)
_ISO_RANGE = re.compile(r"(\d{4}-\d\d-\d\d)(?:/|--)(\d{4}-\d\d-\d\d)")
_RANGE = re.compile(r"\s*→\s*|\s+(?:-|–|—|t/m|tot en met|tot|to|until|through)\s+")


@dataclass(frozen=True)
class Span:
    """A stretch of time from the first to the last day, kept as a day or as a month."""

    first: date
    last: date
    precision: Precision

    def day(self, end: str, today: date) -> tuple[date, Precision]:
        """The end of it that is kept: of a stretch that is not over yet no day after `today`."""
        found = self.first if end == FIRST else max(self.first, min(self.last, today))
        return (month_of(found) if self.precision is Precision.MONTH else found), self.precision


def read_span(text: str, rules: DayRules) -> Span | None:
    """The stretch of time this text names, or None. It is to be a text that names no single day or month.

    Raises Unclear when the order of its days is needed for it.
    """
    if len(text) > _LONGEST:
        return None
    plain = " ".join(unicodedata.normalize("NFKD", text).casefold().split()).strip(" .@").replace("–", "-")
    plain = _APOSTROPHE.sub("", plain)
    return next((span for span in (*_in_words(plain), _range(text.strip(), rules), _period(plain)) if span), None)


def _months(year: str, first: int, last: int) -> Iterator[Span]:
    if int(year) and first <= last:
        yield Span(date(int(year), first, 1), last_day(date(int(year), last, 1)), Precision.MONTH)


def _in_words(plain: str) -> Iterator[Span]:
    if (found := _SCHOOL_YEAR.fullmatch(plain)) and (int(found[2]) + 1) % 100 == int(found[3]):
        begin = int(f"{found[1] or 20}{found[2]}")
        if begin:
            yield Span(date(begin, 8, 1), date(begin + 1, 7, 31), Precision.MONTH)
    if (found := _PART.fullmatch(plain)) and found[1] in _PARTS:
        yield from _months(found[2] if len(found[2]) == 4 else f"20{found[2]}", *_PARTS[found[1]])
    if (found := _PIECE.fullmatch(plain)) and found[1] in _ORDINALS and found[2] in _PIECES:
        months = _PIECES[found[2]]
        last = _ORDINALS[found[1]] * months
        if last <= 12:
            yield from _months(found[3], last - months + 1, last)
    yield from _within_months(plain)
    if (found := _MONTHS.fullmatch(plain)) and found[1] in MONTHS and found[2] in MONTHS:
        yield from _months(found[3], MONTHS[found[1]], MONTHS[found[2]])


def _within_months(plain: str) -> Iterator[Span]:
    """12-14 maart 2026, 28 maart t/m 2 april 2026, and a part of a month: that is the month."""
    if (found := _MONTH_PART.fullmatch(plain)) and found[1] in {*_PARTS, "half"} and found[2] in MONTHS:
        yield from _months(found[3] if len(found[3]) == 4 else f"20{found[3]}", *[MONTHS[found[2]]] * 2)
    if (found := _DAYS.fullmatch(plain)) and found[4] in MONTHS and (found[2] or found[4]) in MONTHS:
        with suppress(ValueError):  # no such day
            first = date(int(found[5]), MONTHS[found[2] or found[4]], int(found[1]))
            last = date(int(found[5]), MONTHS[found[4]], int(found[3]))
            if first <= last:
                yield Span(first, last, Precision.DAY)


def ends_of_range(text: str) -> tuple[str, ...]:
    """The two texts from which and to which this text goes, which may be days; none when it is no such text."""
    plain = text.strip()
    ends = found.groups() if (found := _ISO_RANGE.fullmatch(plain)) else tuple(_RANGE.split(plain))
    return ends if len(ends) == 2 else ()


def _range(text: str, rules: DayRules) -> Span | None:
    """From one day to another, as Notion writes them with an arrow. Raises Unclear."""
    ends = ends_of_range(text)
    if not ends:
        return None
    try:
        (first, precision), (last, _) = map(rules.read, ends)
    except Unclear:
        raise
    except ValueError:
        return None
    if precision is Precision.MONTH:
        last = last_day(last)
    return Span(first, last, precision) if first <= last else None


def _period(plain: str) -> Span | None:
    found = period(plain)
    return Span(found.start, found.end, Precision.MONTH) if found and found.start != found.end else None
