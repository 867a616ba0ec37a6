"""Clock times in the zone they were written in, as the day it was for the reader."""

import re
from contextlib import suppress
from datetime import date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

# The schools are Dutch; every reading function takes another one.
DEFAULT_READER_ZONE = "Europe/Amsterdam"
# Hours ahead of UTC of the abbreviations that form tools write. One that means several zones (IST, CST) is as the
# tools use it: that of the United States.
_HOURS_BY_ABBREVIATION = {
    "Z": 0, "UTC": 0, "GMT": 0, "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "MET": 1, "MEZ": 1, "CEST": 2, "MEST": 2,
    "MESZ": 2, "EET": 2, "EEST": 3, "MSK": 3, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6,
    "PST": -8, "PDT": -7,
}  # fmt: skip
_OFFSET = re.compile(r"(?:GMT|UTC)?\s?([+\-−])(\d{1,2})(?::?(\d{2}))?", re.IGNORECASE)
_ZONE_NAME = re.compile(r"[A-Za-z]+(?:/[A-Za-z_]+)+")
# No place on earth is further from UTC.
_MAX_OFFSET_HOURS = 14
_CLOCK = re.compile(
    r"(?P<day>\S.*?)(?:T|,?\s+(?:(?:at|om)\s+)?|,)"
    r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d+)?)?|(?<=T\d\d)(?P<packed>\d{4}))"
    r"(?:\s*(?P<half>[ap])\.?\s?m\b\.?)?(?:\s*(?:uur|u|h)\b\.?)?\s*"
    r"(?P<zone>\(?(?:[A-Za-z]{1,5}|[A-Za-z]+/[A-Za-z_/]+|(?:GMT|UTC)?\s?[+\-−]\d{1,2}(?::?\d{2})?)\)?)?"
    r"\s*(?:[\[(][^\])]*[\])])?",
    re.IGNORECASE,
)
_ZONED_HEADER = re.compile(r"\(((?:UTC|GMT)?\s?[+\-−]\d{1,2}(?::?\d{2})?|[A-Z]{3,4}|[A-Za-z]+(?:/[A-Za-z_]+)+)\)")


def split_clock(text: str) -> tuple[str, timedelta | None, str]:
    """Return the day of this text, the time after midnight (or None), and the zone it names (or an empty text).

    Raise ValueError for a time that no clock shows.
    """
    match = _CLOCK.fullmatch(text)
    if not match:
        return text, None, ""
    packed = match["packed"] or ""
    hour, minute, second = int(match["hour"]), int(match["minute"] or packed[:2]), int(match["second"] or 0)
    if half := match["half"]:
        if not 1 <= hour <= 12:
            raise ValueError(text)
        hour = hour % 12 + (12 if half in "pP" else 0)
    if hour > 23 or minute > 59 or second > 60:
        raise ValueError(text)
    return match["day"], timedelta(hours=hour, minutes=minute, seconds=second), (match["zone"] or "").strip("()")


def convert_to_reader_day(day: date, time: timedelta, zone: str, reader_zone: str) -> date:
    """Return the day it was in `reader_zone` at this time in `zone`. Raise ValueError for a zone nobody knows."""
    moment = datetime(day.year, day.month, day.day, tzinfo=_find_time_zone(zone)) + time
    return moment.astimezone(_find_time_zone(reader_zone)).date()


@lru_cache(maxsize=256)
def _find_time_zone(name: str) -> tzinfo:
    if (hours := _HOURS_BY_ABBREVIATION.get(name.upper())) is not None:
        return timezone(timedelta(hours=hours))
    if (match := _OFFSET.fullmatch(name)) and int(match[2]) <= _MAX_OFFSET_HOURS:
        ahead = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
        return timezone(ahead if match[1] == "+" else -ahead)
    if _ZONE_NAME.fullmatch(name):
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, OSError) as error:
            raise ValueError(name) from error
    raise ValueError(name)


def find_header_zone(header: str, words: str) -> str:
    """Return the zone of all times under this header, whose words are `words`; empty when it names none.

    KoboToolbox writes the moment of sending in UTC without saying so in the cells.
    """
    for name in _ZONED_HEADER.findall(header):
        with suppress(ValueError):
            _find_time_zone(name)
            return str(name)
    return "UTC" if words == "submission time" else ""
