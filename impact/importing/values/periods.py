"""Periods, as headers of columns of figures or before them: a year, a school year, a quarter, a month, a week."""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from impact.importing.values.dates import MONTH_BY_NAME, parse_day
from impact.model import Precision
from impact.months import get_last_day
from impact.text.fold import join_white_space

# Other numbers of four digits are figures.
FIRST_YEAR, LAST_YEAR = 1950, 2100
# A longer text is a story.
MAX_PERIOD_CHARACTERS = 60
# Of a baseline without a year: before every other period.
UNDATED_DAY = date(1, 1, 1)


class PeriodLength(StrEnum):
    """How long a period is: figures of different lengths can not be compared."""

    YEAR = "year"
    SCHOOL_YEAR = "school_year"
    HALF = "half"
    TERM = "term"
    QUARTER = "quarter"
    MONTH = "month"
    WEEK = "week"
    DAY = "day"
    NONE = "none"


class FigureRole(StrEnum):
    """What a figure of this period is: something seen, a starting value, or a target."""

    SEEN = "seen"
    BASELINE = "baseline"
    TARGET = "target"


@dataclass(frozen=True)
class Period:
    """A stretch of time as the file calls it, from its first day up to and including its last.

    Two are the same when they cover the same days, whatever the file calls them.
    """

    label: str = field(compare=False)
    start: date
    end: date
    length: PeriodLength = PeriodLength.DAY
    role: FigureRole = FigureRole.SEEN


DateRange = tuple[date, date, PeriodLength]
_ROLE_WORDS = {
    FigureRole.BASELINE: (
        "baseline", "base line", "nulmeting", "0-meting", "0 meting", "beginmeting", "startmeting", "beginwaarde",
        "startwaarde", "uitgangswaarde", "uitgangssituatie", "beginsituatie", "starting value", "t0",
    ),
    FigureRole.TARGET: (
        "doel", "doelstelling", "doelwaarde", "streefwaarde", "streefcijfer", "streven", "target", "goal", "ambitie",
        "ambition", "gewenst", "prognose", "verwachting", "verwacht", "begroting", "begroot", "forecast", "expected",
        "projected", "projection", "planned", "gepland", "raming",
    ),
    FigureRole.SEEN: (
        "realisatie", "gerealiseerd", "actual", "actuals", "werkelijk", "gemeten", "measured", "achieved", "behaald",
        "resultaat", "result", "stand", "ultimo", "eind", "end of", "jaar", "year", "jr", "yr", "voorlopig",
        "provisional", "peildatum", "meting", "measurement",
    ),
}  # fmt: skip
_ROLE_BY_WORD = {word: role for role, words in _ROLE_WORDS.items() for word in words}
_ANY_ROLE_WORD = re.compile(
    rf"\b(?:{'|'.join(re.escape(word) for word in sorted(_ROLE_BY_WORD, key=len, reverse=True))})\b", re.IGNORECASE
)
_FOOTNOTE = re.compile(r"\s*(?:[*†‡¹²³⁰⁴-⁹]+|\(?[a-z0-9]\)|\((?:v|p|r|n?vl)\))+$", re.IGNORECASE)
# What stands before the two years of a school year.
SCHOOL_YEAR_WORDS = "schooljaar|studiejaar|cursusjaar|academisch jaar|school year|academic year|sj|sy|ay|cj"
_SCHOOL_YEAR_PREFIX = re.compile(rf"(?:{SCHOOL_YEAR_WORDS})\b\.?\s*", re.IGNORECASE)
_FISCAL_YEAR_PREFIX = re.compile(
    r"(?:fy|fiscal year|financial year|boekjaar|begrotingsjaar|kalenderjaar|calendar year)\s*'?(?=\d)", re.IGNORECASE
)
_YEAR = re.compile(r"(\d{4})(?:[.,]0+)?|(\d)[.,' \u00a0\u202f](\d{3})|(\d{4})JJ00")
_TWO_YEARS = re.compile(r"(?:(\d{4})|(['’‘]?)(\d{2}))\s?[-/–—]\s?['’‘]?(\d{4}|\d{2})")
# How many of them go into a year, and what one is called.
YEAR_PARTS = {
    PeriodLength.QUARTER: (4, "q|k|kwartaal|quarter|kw|kwart"),
    PeriodLength.HALF: (2, "h|s|halfjaar|half|semester|hj|half year"),
    PeriodLength.TERM: (3, "t|tertiaal|trimester|term|tertial"),
}
_PART_YEAR = r"(?P<year{at}>\d{{4}}|['’‘]?\d{{2}})"
_WEEK = re.compile(
    r"(?P<year>\d{4})[\s-]*(?:w|wk|week)\.?\s?(?P<week>\d{1,2})|(?:w|wk|week)\.?\s?(?P<week2>\d{1,2})[\s,/-]+(?P<year2>\d{4})",
    re.IGNORECASE,
)
_MONTH_CODE = re.compile(r"(?P<year>\d{4})[\s-]?MM?(?P<month>\d{1,2})|(?P<year2>\d{4})(?P<month2>\d{2})", re.IGNORECASE)
_MONTH_NAME = re.compile(r"([a-z]{3,9})\.?[\s\-/'’‘]*(\d{4}|\d{2})|(\d{4})[\s\-/]*([a-z]{3,9})\.?", re.IGNORECASE)


def parse_period(text: str) -> Period | None:
    """Return the period this text names, or None.

    2023-12 is a month; 2023-24 and 2023/2024 are school years (to 31 July). A word may make it a baseline or a target;
    a baseline needs no year.
    """
    label = join_white_space(text)
    if not label or len(label) > MAX_PERIOD_CHARACTERS:
        return None
    role, plain = _split_role(label)
    if role is FigureRole.BASELINE and not plain:
        return Period(label, UNDATED_DAY, UNDATED_DAY, PeriodLength.NONE, role)
    date_range = _parse_date_range(plain) or _parse_date_range(_FOOTNOTE.sub("", plain).strip())
    if date_range is None or not FIRST_YEAR <= date_range[0].year <= date_range[1].year <= LAST_YEAR:
        return None
    return Period(label, *date_range, role)


def is_bare_number(text: str) -> bool:
    """Return whether this may be a figure as well as a period."""
    return text.strip().isdigit()


def _split_role(label: str) -> tuple[FigureRole, str]:
    """Return what a figure under this label is, and the label without the words that say so."""
    words = [word.casefold() for word in _ANY_ROLE_WORD.findall(label)]
    plain = _ANY_ROLE_WORD.sub(" ", label)
    plain = re.sub(r"\(\s*\)|^[\s:,–—-]+|[\s:,–—-]+$", " ", plain)
    plain = join_white_space(re.sub(r"^\s*\(([^()]*)\)\s*$", r"\1", plain))
    roles = [_ROLE_BY_WORD[word] for word in words]
    return next((role for role in roles if role is not FigureRole.SEEN), FigureRole.SEEN), plain


def _parse_date_range(text: str) -> DateRange | None:
    inner = re.fullmatch(r"\((.*)\)", text)
    plain = inner[1] if inner else text
    if school_match := _SCHOOL_YEAR_PREFIX.match(plain):
        return _parse_school_year(plain[school_match.end() :], is_named=True)
    fiscal_match = _FISCAL_YEAR_PREFIX.match(plain)
    rest = plain[fiscal_match.end() :] if fiscal_match else plain
    if fiscal_match and re.fullmatch(r"\d{2}", rest):
        return _parse_calendar_year(f"20{rest}")
    readers: tuple[Callable[[str], DateRange | None], ...] = (
        _parse_calendar_year,
        _parse_school_year,
        _parse_year_part,
        _parse_week,
        _parse_month_period,
        _parse_day_period,
    )
    try:
        return next((date_range for read_range in readers if (date_range := read_range(rest))), None)
    except ValueError:  # a day or a week that no calendar has
        return None


def _parse_calendar_year(text: str) -> DateRange | None:
    match = _YEAR.fullmatch(text)
    year = int("".join(filter(None, match.groups()))) if match else 0
    return (date(year, 1, 1), date(year, 12, 31), PeriodLength.YEAR) if year else None


def _parse_school_year(text: str, is_named: bool = False) -> DateRange | None:
    """Return two years that follow each other; `is_named` says that the text called it a school year."""
    match = _TWO_YEARS.fullmatch(text)
    if not match:
        return _build_school_year(int(text)) if is_named and re.fullmatch(r"\d{4}", text) else None
    first = int(match[1] or f"20{match[3]}")
    second = int(match[4])
    follows = second == first + 1 if len(match[4]) == 4 else second == (first + 1) % 100
    short = not match[1] and not match[2]
    # A hyphen before a number up to 12 is a month, as everywhere else in Rimpel; and 11/12 may be a day.
    unclear = (len(match[4]) == 2 and second <= 12 and ("-" in text or short)) or (short and len(match[4]) == 4)
    return _build_school_year(first) if first and follows and (is_named or not unclear) else None


def _build_school_year(first: int) -> DateRange | None:
    return (date(first, 8, 1), date(first + 1, 7, 31), PeriodLength.SCHOOL_YEAR) if first else None


def _parse_year_part(text: str) -> DateRange | None:
    for length, (parts, names) in YEAR_PARTS.items():
        before = rf"{_PART_YEAR.format(at=1)}[\s/-]*(?:{names})\.?\s?0?(?P<part1>[1-{parts}])"
        after = rf"(?:{names})\.?\s?0?(?P<part2>[1-{parts}])[\s,/-]*{_PART_YEAR.format(at=2)}"
        counted = rf"(?P<part3>[1-{parts}])(?:e|ste|de|st|nd|rd|th)?\s?(?:{names})\.?[\s,/-]*{_PART_YEAR.format(at=3)}"
        if match := re.fullmatch(f"{before}|{after}|{counted}", text, re.IGNORECASE):
            year = _expand_year(match["year1"] or match["year2"] or match["year3"])
            number = int(match["part1"] or match["part2"] or match["part3"])
            last = number * 12 // parts
            return date(year, last - 12 // parts + 1, 1), date(year, last, monthrange(year, last)[1]), length
    return None


def _expand_year(text: str) -> int:
    digits = text.lstrip("'’‘")
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _parse_week(text: str) -> DateRange | None:
    match = _WEEK.fullmatch(text)
    if not match:
        return None
    year, week = int(match["year"] or match["year2"]), int(match["week"] or match["week2"])
    monday = date.fromisocalendar(year, week, 1)
    return monday, monday + timedelta(days=6), PeriodLength.WEEK


def _parse_month_period(text: str) -> DateRange | None:
    if match := _MONTH_CODE.fullmatch(text):
        year, number = int(match["year"] or match["year2"]), int(match["month"] or match["month2"])
    elif (name_match := _MONTH_NAME.fullmatch(text)) and (
        name := (name_match[1] or name_match[4]).casefold()
    ) in MONTH_BY_NAME:
        year, number = _expand_year(name_match[2] or name_match[3]), MONTH_BY_NAME[name]
    else:
        return None
    first = date(year, number, 1)
    return first, get_last_day(first), PeriodLength.MONTH


def _parse_day_period(text: str) -> DateRange | None:
    if text.isdigit():  # a plain number is a figure, and not a day as a spreadsheet counts them
        return None
    day, precision = parse_day(text)
    return (
        (day, get_last_day(day), PeriodLength.MONTH) if precision is Precision.MONTH else (day, day, PeriodLength.DAY)
    )
