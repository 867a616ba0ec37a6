"""Stretches of time where a day is asked: 2025, Q3 2025, mid 2025, najaar 2025, schooljaar 2024-2025."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from impact.importing.values.dates import MONTH_BY_NAME, AmbiguousDay, DayRules
from impact.importing.values.periods import SCHOOL_YEAR_WORDS, YEAR_PARTS, parse_period
from impact.model import Precision
from impact.months import get_last_day, get_month
from impact.text.fold import fold_compatible, join_white_space

# Which end of a stretch of time is kept.
FIRST_DAY, LAST_DAY = "first", "last"
_APOSTROPHE = re.compile(r"['’](?=\d\d\b)")
# A longer text is a story.
_MAX_SPAN_CHARACTERS = 80
_MONTHS_OF_PART = {
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
_MONTHS_PER_PIECE = {name: 12 // parts for parts, names in YEAR_PARTS.values() for name in names.split("|")} | {
    "helft": 6
}
_FILLER_PATTERN = r"(?:\s+(?:van|of|het|the|jaar|year|in))*"
_NAMED_PART = re.compile(rf"(?:(?:het|the|in)\s+)?([a-z]+){_FILLER_PATTERN}[\s-]+(\d{{4}}|\d{{2}})")
_NUMBERED_PIECE = re.compile(rf"(?:(?:het|the|in)\s+)?(\w+)\s+([a-z]+){_FILLER_PATTERN}\s+(\d{{4}})")
_TO_PATTERN = r"\s*(?:-|–|—|/|t/m|tot en met|tot|to|until|en|and|through)\s*"
_DAY_RANGE = re.compile(rf"(\d{{1,2}})(?:\s+([a-z]+))?\.?{_TO_PATTERN}(\d{{1,2}})\s+([a-z]+)\.?\s+(\d{{4}})")
# Early March 2026, half maart 26.
_PART_OF_MONTH = re.compile(r"([a-z]+)[\s-]+([a-z]+)\.?\s+(\d{4}|\d{2})")
_MONTH_RANGE = re.compile(rf"([a-z]+)\.?{_TO_PATTERN}([a-z]+)\.?\s+(\d{{4}})")
_SCHOOL_YEAR = re.compile(rf"(?:{SCHOOL_YEAR_WORDS})\.?\s*(\d\d)?(\d\d)\s?[-/]\s?(?:\d\d)?(\d\d)")
_ISO_RANGE = re.compile(r"(\d{4}-\d\d-\d\d)(?:/|--)(\d{4}-\d\d-\d\d)")
_RANGE_SEPARATOR = re.compile(r"\s*→\s*|\s+(?:-|–|—|t/m|tot en met|tot|to|until|through)\s+")


@dataclass(frozen=True)
class DateSpan:
    """A stretch of time from its first to its last day, kept as a day or as a month."""

    first: date
    last: date
    precision: Precision

    def choose_day(self, end: str, today: date) -> tuple[date, Precision]:
        """Return the end of it that is kept; of a stretch that is not over yet no day after `today`."""
        day = self.first if end == FIRST_DAY else max(self.first, min(self.last, today))
        return (get_month(day) if self.precision is Precision.MONTH else day), self.precision


def parse_span(text: str, rules: DayRules) -> DateSpan | None:
    """Return the stretch of time this text names, or None; the text must name no single day or month.

    Raise AmbiguousDay when the order of its days is needed.
    """
    if len(text) > _MAX_SPAN_CHARACTERS:
        return None
    plain = join_white_space(fold_compatible(text)).strip(" .@").replace("–", "-")
    plain = _APOSTROPHE.sub("", plain)
    return next(
        (
            span
            for span in (
                *_parse_span_in_words(plain),
                _parse_range_span(text.strip(), rules),
                _parse_period_span(plain),
            )
            if span
        ),
        None,
    )


def _build_month_span(year: str, first: int, last: int) -> Iterator[DateSpan]:
    if int(year) and first <= last:
        yield DateSpan(date(int(year), first, 1), get_last_day(date(int(year), last, 1)), Precision.MONTH)


def _parse_span_in_words(plain: str) -> Iterator[DateSpan]:
    if (match := _SCHOOL_YEAR.fullmatch(plain)) and (int(match[2]) + 1) % 100 == int(match[3]):
        first_year = int(f"{match[1] or 20}{match[2]}")
        if first_year:
            yield DateSpan(date(first_year, 8, 1), date(first_year + 1, 7, 31), Precision.MONTH)
    if (match := _NAMED_PART.fullmatch(plain)) and match[1] in _MONTHS_OF_PART:
        yield from _build_month_span(match[2] if len(match[2]) == 4 else f"20{match[2]}", *_MONTHS_OF_PART[match[1]])
    if (match := _NUMBERED_PIECE.fullmatch(plain)) and match[1] in _ORDINALS and match[2] in _MONTHS_PER_PIECE:
        months = _MONTHS_PER_PIECE[match[2]]
        last = _ORDINALS[match[1]] * months
        if last <= 12:
            yield from _build_month_span(match[3], last - months + 1, last)
    yield from _parse_span_within_months(plain)
    if (match := _MONTH_RANGE.fullmatch(plain)) and match[1] in MONTH_BY_NAME and match[2] in MONTH_BY_NAME:
        yield from _build_month_span(match[3], MONTH_BY_NAME[match[1]], MONTH_BY_NAME[match[2]])


def _parse_span_within_months(plain: str) -> Iterator[DateSpan]:
    """Read 12-14 maart 2026, 28 maart t/m 2 april 2026, and a part of a month, which is the month."""
    if (
        (match := _PART_OF_MONTH.fullmatch(plain))
        and match[1] in {*_MONTHS_OF_PART, "half"}
        and match[2] in MONTH_BY_NAME
    ):
        yield from _build_month_span(
            match[3] if len(match[3]) == 4 else f"20{match[3]}", *[MONTH_BY_NAME[match[2]]] * 2
        )
    if (match := _DAY_RANGE.fullmatch(plain)) and match[4] in MONTH_BY_NAME and (match[2] or match[4]) in MONTH_BY_NAME:
        with suppress(ValueError):  # no such day
            first = date(int(match[5]), MONTH_BY_NAME[match[2] or match[4]], int(match[1]))
            last = date(int(match[5]), MONTH_BY_NAME[match[4]], int(match[3]))
            if first <= last:
                yield DateSpan(first, last, Precision.DAY)


def split_range(text: str) -> tuple[str, ...]:
    """Return the two texts between which this text goes, which may be days; nothing when it is no such text."""
    plain = text.strip()
    ends = match.groups() if (match := _ISO_RANGE.fullmatch(plain)) else tuple(_RANGE_SEPARATOR.split(plain))
    return ends if len(ends) == 2 else ()


def _parse_range_span(text: str, rules: DayRules) -> DateSpan | None:
    """Read from one day to another, as Notion writes them with an arrow. Raise AmbiguousDay."""
    ends = split_range(text)
    if not ends:
        return None
    try:
        (first, precision), (last, _) = map(rules.read_day, ends)
    except AmbiguousDay:  # a ValueError too, and the one that somebody can answer
        raise
    except ValueError:
        return None
    if precision is Precision.MONTH:
        last = get_last_day(last)
    return DateSpan(first, last, precision) if first <= last else None


def _parse_period_span(plain: str) -> DateSpan | None:
    named_period = parse_period(plain)
    return (
        DateSpan(named_period.start, named_period.end, Precision.MONTH)
        if named_period and named_period.start != named_period.end
        else None
    )
