"""Periods as they head columns of figures or stand before them: a year, a school year, a quarter, a month, a week."""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from impact.exchange.dates import MONTHS, when
from impact.model import Precision
from impact.months import last_day

FIRST_YEAR, LAST_YEAR = 1950, 2100
LONGEST = 60
UNDATED = date(1, 1, 1)  # of a baseline without a year: before every other period


class Length(StrEnum):
    """How long a period is: figures of different lengths can't be compared."""

    YEAR = "year"
    SCHOOL_YEAR = "school_year"
    HALF = "half"
    TERM = "term"
    QUARTER = "quarter"
    MONTH = "month"
    WEEK = "week"
    DAY = "day"
    NONE = "none"


class Role(StrEnum):
    """What a figure of this period is: something seen, where it began, or something hoped for."""

    SEEN = "seen"
    BASELINE = "baseline"
    TARGET = "target"


@dataclass(frozen=True)
class Period:
    """A stretch of time as the file calls it, from its first day up to and including its last.

    Two are the same when they last the same days, whatever the file calls them.
    """

    label: str = field(compare=False)
    start: date
    end: date
    length: Length = Length.DAY
    role: Role = Role.SEEN


Span = tuple[date, date, Length]
_ROLES = {
    Role.BASELINE: (
        "baseline", "base line", "nulmeting", "0-meting", "0 meting", "beginmeting", "startmeting", "beginwaarde",
        "startwaarde", "uitgangswaarde", "uitgangssituatie", "beginsituatie", "starting value", "t0",
    ),
    Role.TARGET: (
        "doel", "doelstelling", "doelwaarde", "streefwaarde", "streefcijfer", "streven", "target", "goal", "ambitie",
        "ambition", "gewenst", "prognose", "verwachting", "verwacht", "begroting", "begroot", "forecast", "expected",
        "projected", "projection", "planned", "gepland", "raming",
    ),
    Role.SEEN: (
        "realisatie", "gerealiseerd", "actual", "actuals", "werkelijk", "gemeten", "measured", "achieved", "behaald",
        "resultaat", "result", "stand", "ultimo", "eind", "end of", "jaar", "year", "jr", "yr", "voorlopig",
        "provisional", "peildatum", "meting", "measurement",
    ),
}  # fmt: skip
_ROLE_OF = {word: role for role, words in _ROLES.items() for word in words}
_ANY_ROLE = re.compile(
    rf"\b(?:{'|'.join(re.escape(word) for word in sorted(_ROLE_OF, key=len, reverse=True))})\b", re.IGNORECASE
)
_FOOTNOTE = re.compile(r"\s*(?:[*†‡¹²³⁰⁴-⁹]+|\(?[a-z0-9]\)|\((?:v|p|r|n?vl)\))+$", re.IGNORECASE)
_SCHOOL = re.compile(
    r"(?:schooljaar|studiejaar|cursusjaar|academisch jaar|school year|academic year|sj|sy|ay|cj)\b\.?\s*", re.IGNORECASE
)
_FISCAL = re.compile(
    r"(?:fy|fiscal year|financial year|boekjaar|begrotingsjaar|kalenderjaar|calendar year)\s*'?(?=\d)", re.IGNORECASE
)
_YEAR = re.compile(r"(\d{4})(?:[.,]0+)?|(\d)[.,' \u00a0\u202f](\d{3})|(\d{4})JJ00")
_TWO_YEARS = re.compile(r"(?:(\d{4})|(['’‘]?)(\d{2}))\s?[-/–—]\s?['’‘]?(\d{4}|\d{2})")
_PARTS = {
    Length.QUARTER: (4, "q|k|kwartaal|quarter|kw|kwart"),
    Length.HALF: (2, "h|s|halfjaar|half|semester|hj|half year"),
    Length.TERM: (3, "t|tertiaal|trimester|term|tertial"),
}
_PART_YEAR = r"(?P<year{at}>\d{{4}}|['’‘]?\d{{2}})"
_WEEK = re.compile(
    r"(?P<year>\d{4})[\s-]*(?:w|wk|week)\.?\s?(?P<week>\d{1,2})|(?:w|wk|week)\.?\s?(?P<week2>\d{1,2})[\s,/-]+(?P<year2>\d{4})",
    re.IGNORECASE,
)
_MONTH_CODE = re.compile(r"(?P<year>\d{4})[\s-]?MM?(?P<month>\d{1,2})|(?P<year2>\d{4})(?P<month2>\d{2})", re.IGNORECASE)
_MONTH_NAME = re.compile(r"([a-z]{3,9})\.?[\s\-/'’‘]*(\d{4}|\d{2})|(\d{4})[\s\-/]*([a-z]{3,9})\.?", re.IGNORECASE)


def period(text: str) -> Period | None:
    """The period this text names, or None. 2023-12 is a month; 2023-24 and 2023/2024 are school years (to 31 July).

    With a word for it a period is a baseline or a target; a baseline needs no year.
    """
    label = " ".join(text.split())
    if not label or len(label) > LONGEST:
        return None
    role, plain = _role(label)
    if role is Role.BASELINE and not plain:
        return Period(label, UNDATED, UNDATED, Length.NONE, role)
    span = _span(plain) or _span(_FOOTNOTE.sub("", plain).strip())
    if span is None or not FIRST_YEAR <= span[0].year <= span[1].year <= LAST_YEAR:
        return None
    return Period(label, *span, role)


def is_bare_number(text: str) -> bool:
    """Whether this may as well be a figure as a period."""
    return text.strip().isdigit()


def _role(label: str) -> tuple[Role, str]:
    """What a figure under this label is, and the label without the words that say so."""
    words = [word.casefold() for word in _ANY_ROLE.findall(label)]
    plain = _ANY_ROLE.sub(" ", label)
    plain = re.sub(r"\(\s*\)|^[\s:,–—-]+|[\s:,–—-]+$", " ", plain)
    plain = " ".join(re.sub(r"^\s*\(([^()]*)\)\s*$", r"\1", plain).split())
    roles = [_ROLE_OF[word] for word in words]
    return next((role for role in roles if role is not Role.SEEN), Role.SEEN), plain


def _span(text: str) -> Span | None:
    inner = re.fullmatch(r"\((.*)\)", text)
    plain = inner[1] if inner else text
    if school := _SCHOOL.match(plain):
        return _school_year(plain[school.end() :], named=True)
    fiscal = _FISCAL.match(plain)
    rest = plain[fiscal.end() :] if fiscal else plain
    if fiscal and re.fullmatch(r"\d{2}", rest):
        return _year(f"20{rest}")
    readers: tuple[Callable[[str], Span | None], ...] = (_year, _school_year, _part, _week, _month, _day)
    try:
        return next((found for read in readers if (found := read(rest))), None)
    except ValueError:  # a day or a week that no calendar has
        return None


def _year(text: str) -> Span | None:
    found = _YEAR.fullmatch(text)
    year = int("".join(filter(None, found.groups()))) if found else 0
    return (date(year, 1, 1), date(year, 12, 31), Length.YEAR) if year else None


def _school_year(text: str, named: bool = False) -> Span | None:
    """Two years that follow on each other; `named` is a text that said it is a school year."""
    found = _TWO_YEARS.fullmatch(text)
    if not found:
        return _a_school_year(int(text)) if named and re.fullmatch(r"\d{4}", text) else None
    first = int(found[1] or f"20{found[3]}")
    second = int(found[4])
    follows = second == first + 1 if len(found[4]) == 4 else second == (first + 1) % 100
    short = not found[1] and not found[2]
    # A hyphen before a number up to 12 is a month, as everywhere else in Rimpel; and 11/12 may be a day.
    unclear = (len(found[4]) == 2 and second <= 12 and ("-" in text or short)) or (short and len(found[4]) == 4)
    return _a_school_year(first) if first and follows and (named or not unclear) else None


def _a_school_year(first: int) -> Span | None:
    return (date(first, 8, 1), date(first + 1, 7, 31), Length.SCHOOL_YEAR) if first else None


def _part(text: str) -> Span | None:
    for length, (parts, names) in _PARTS.items():
        before = rf"{_PART_YEAR.format(at=1)}[\s/-]*(?:{names})\.?\s?0?(?P<part1>[1-{parts}])"
        after = rf"(?:{names})\.?\s?0?(?P<part2>[1-{parts}])[\s,/-]*{_PART_YEAR.format(at=2)}"
        counted = rf"(?P<part3>[1-{parts}])(?:e|ste|de|st|nd|rd|th)?\s?(?:{names})\.?[\s,/-]*{_PART_YEAR.format(at=3)}"
        if found := re.fullmatch(f"{before}|{after}|{counted}", text, re.IGNORECASE):
            year = _whole_year(found["year1"] or found["year2"] or found["year3"])
            number = int(found["part1"] or found["part2"] or found["part3"])
            last = number * 12 // parts
            return date(year, last - 12 // parts + 1, 1), date(year, last, monthrange(year, last)[1]), length
    return None


def _whole_year(text: str) -> int:
    digits = text.lstrip("'’‘")
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _week(text: str) -> Span | None:
    found = _WEEK.fullmatch(text)
    if not found:
        return None
    year, week = int(found["year"] or found["year2"]), int(found["week"] or found["week2"])
    monday = date.fromisocalendar(year, week, 1)
    return monday, monday + timedelta(days=6), Length.WEEK


def _month(text: str) -> Span | None:
    if found := _MONTH_CODE.fullmatch(text):
        year, number = int(found["year"] or found["year2"]), int(found["month"] or found["month2"])
    elif (named := _MONTH_NAME.fullmatch(text)) and (name := (named[1] or named[4]).casefold()) in MONTHS:
        year, number = _whole_year(named[2] or named[3]), MONTHS[name]
    else:
        return None
    first = date(year, number, 1)
    return first, last_day(first), Length.MONTH


def _day(text: str) -> Span | None:
    if text.isdigit():  # a plain number is a figure, and not a day as a spreadsheet counts them
        return None
    day, precision = when(text)
    return (day, last_day(day), Length.MONTH) if precision is Precision.MONTH else (day, day, Length.DAY)
