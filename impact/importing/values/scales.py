"""Bare numbers in the columns of our lists: when they are certain to be ours, and what they may stand for otherwise.

A rating from 1 to 5, a mark or a level of education is a number too. So a number counts as ours only under our own
header, and only when all numbers of its column are on our scale; else each is asked about.
"""

import re
from collections.abc import Iterable, Sequence
from math import ceil

from impact.importing.headers.columns import find_own_field
from impact.importing.headers.known_headers import normalise_header
from impact.model import Direction, Intended, Level, Rung

_STATED_SCALE = re.compile(r"\(?\b(\d{1,3})\s?(?:-|–|—|t/m|tot en met|tot|to|\.\.)\s?(\d{1,3})\b\)?")
_NUMBER = re.compile(r"([+\-−]?)(\d{1,4})(?:[.,](\d{1,3}))?")
OUR_SCALES: dict[str, tuple[int, int]] = {"level": (min(Level), max(Level)), "rung": (min(Rung), max(Rung))}
# Scales as they are met, the likeliest first; 1 to 5 is met more than 0 to 5.
_COMMON_SCALES = ((0, 4), (1, 5), (0, 5), (1, 6), (1, 7), (1, 10), (0, 10), (0, 100))
# Numbers of lists that are no scale: yes and no as 1 and 0 or as 1 and 2, better and worse as 1 and -1.
_NUMBER_CODES: dict[str, tuple[dict[float, str], ...]] = {
    "intended": (
        {1: Intended.INTENDED, 0: Intended.UNINTENDED},
        {1: Intended.INTENDED, 2: Intended.UNINTENDED},
    ),
    "direction": ({1: Direction.POSITIVE, 0: Direction.NO_CHANGE, -1: Direction.NEGATIVE},),
}
# Beside a column about schooling "level" may well be the level of that.
_SCHOOLING_HEADERS = frozenset({
    "opleiding", "opleidingen", "opleidingsniveau", "crebo", "leerweg", "leerjaar", "klas", "profiel", "kwalificatie",
    "diploma", "sector", "cohort", "studie", "niveau opleiding", "programme", "program", "course", "education",
    "qualification", "study", "class", "grade", "year group",
})  # fmt: skip
_LEVEL_HEADERS = frozenset({"niveau", "level"})


def parse_number(text: str) -> float | None:
    """The number this text is, with nothing beside it; None for any other text."""
    if not (match := _NUMBER.fullmatch(text.strip())):
        return None
    number = float(f"{match[2]}.{match[3] or 0}")
    return -number if match[1] in ("-", "−") else number


def is_schooling_level(header: str, headers: Iterable[str]) -> bool:
    """Whether this column may hold a level of education: it is called level, beside a column about schooling."""
    return normalise_header(header) in _LEVEL_HEADERS and any(
        normalise_header(other) in _SCHOOLING_HEADERS for other in headers
    )


def is_on_our_scale(field: str, header: str, headers: Iterable[str], texts: Iterable[str]) -> bool:
    """Whether the bare numbers among the texts under this header are certain to be of our scale."""
    stated_scale = _parse_stated_scale(header)
    name = normalise_header(_STATED_SCALE.sub("", header)).replace(" ", "_")
    if (
        find_own_field(name) != field
        or is_schooling_level(header, headers)
        or (stated_scale and stated_scale != OUR_SCALES.get(field))
    ):
        return False
    numbers = [number for text in texts if (number := parse_number(text)) is not None]
    if field == "direction":  # a number is no word of ours here
        return not numbers
    if field in _NUMBER_CODES:
        return set(numbers) <= _NUMBER_CODES[field][0].keys()
    low, high = OUR_SCALES.get(field, (0, -1))
    return all(number.is_integer() and low <= number <= high for number in numbers)


def _parse_stated_scale(header: str) -> tuple[int, int] | None:
    """The scale a header names, as in "Level (1-5)"."""
    match = _STATED_SCALE.search(header)
    return (int(match[1]), int(match[2])) if match and int(match[1]) < int(match[2]) else None


def propose_number_meanings(field: str, header: str, texts: Iterable[str]) -> dict[str, str | None]:
    """What each bare number among these texts may stand for in a list of ours, the whole column considered.

    The header may name the scale; else it is the likeliest that holds all numbers.
    """
    numbers = {text: number for text in texts if (number := parse_number(text)) is not None}
    if field in _NUMBER_CODES:
        codes = next((codes for codes in _NUMBER_CODES[field] if set(numbers.values()) <= codes.keys()), {})
        return {text: codes.get(number) for text, number in numbers.items()}
    if field not in OUR_SCALES:
        return dict.fromkeys(numbers)
    our_scale = OUR_SCALES[field]
    stated_scale = _parse_stated_scale(header)
    scale = _find_fitting_scale(
        list(numbers.values()), (stated_scale,) if stated_scale else (our_scale, *_COMMON_SCALES)
    )
    if scale is None:
        return dict.fromkeys(numbers)
    step = (our_scale[1] - our_scale[0]) / (scale[1] - scale[0])
    # A number half-way is proposed as the lower of two: rather too little than too much.
    return {text: str(our_scale[0] + ceil((number - scale[0]) * step - 0.5)) for text, number in numbers.items()}


def _find_fitting_scale(numbers: Sequence[float], scales: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    fitting = (scale for scale in scales if all(scale[0] <= number <= scale[1] for number in numbers))
    return next(fitting, None)
