"""What the words and numbers of a file stand for in our lists: proposals, and how sure each is."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum
from functools import cache
from math import ceil

from impact.importing.headers.columns import LIST_WORDS, UNEXPECTED_WORDS, find_own_field, map_spellings
from impact.importing.headers.known_headers import normalise_header
from impact.importing.values.likely_words import NOBODY_WORDS, guess_listed_meaning
from impact.importing.values.synonyms import DEGREE_WORDS, LIKELY_SYNONYMS, SURE_SYNONYMS
from impact.model import Direction, Intended, Level, Rung
from impact.text.fold import normalise_name, normalise_text, trim_cell

LISTED_FIELDS = tuple(LIST_WORDS)
NAMED_FIELDS = ("ring", "theme", "organisation", "activity")
# Below it a proposal would mostly be wrong.
MIN_RATIO = 0.74
# Words of so few letters are alike by chance: "eens" (agreed) and "geen" (none).
SHORT_WORD_CHARACTERS, MIN_SHORT_WORD_RATIO = 4, 0.85
# A longer text is no word of a list, and comparing it letter by letter would keep everybody waiting.
MAX_COMPARED_CHARACTERS = 200
_NUMBERED = re.compile(r"(\d)\s*[-–—:.)=(]*\s*([^\W\d].*?)\)?|(\S.*?)\s*\((\d)\)")
# 3 van 5, 2 sterren.
_OTHER_SCALE = re.compile(r"\b(?:van|of|uit|out|sterren|ster|stars?|punten|points?)\b|\d")
FILLER_WORDS = frozenset({
    "en", "de", "het", "een", "van", "voor", "and", "the", "of", "for", "a",
})  # fmt: skip
# A rating from 1 to 5, a mark or a level of education is a number too. So a number counts as ours only under our own
# header, and only when all numbers of its column are on our scale; else each is asked about.
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
OTHER_WORDS = frozenset({"anders", "overig", "overige", "other"}) | NOBODY_WORDS


@dataclass(frozen=True)
class ProposedMeaning:
    """What one text may stand for: our spelling or None, and whether that is sure enough to need no look."""

    meaning: str | None
    is_sure: bool

    @property
    def is_unknown(self) -> bool:
        """Return whether there is nothing to propose."""
        return self.meaning is None


NO_MEANING = ProposedMeaning(None, False)


def propose_listed_word(field: str, text: str, near: bool = True) -> ProposedMeaning:
    """Return what this text stands for in a list of ours, under the name that `list_words` gives.

    Without `near` only spellings that we know count.
    """
    plain = trim_cell(text)
    meaning_by_spelling = _map_sure_meanings(field)
    if meaning := meaning_by_spelling.get(normalise_name(plain.replace("_", " "))):
        return ProposedMeaning(meaning, True)
    words = normalise_text(plain)
    if meaning := meaning_by_spelling.get(words) or meaning_by_spelling.get(_drop_degree_words(words)):
        return ProposedMeaning(meaning, True)
    if not near or len(plain) > MAX_COMPARED_CHARACTERS:
        return NO_MEANING
    if number_match := _NUMBERED.fullmatch(plain):
        return _propose_for_number(
            field, number_match[1] or number_match[4], normalise_text(number_match[2] or number_match[3])
        )
    if re.fullmatch(r"\d[.,]0+", plain):
        return propose_listed_word(field, plain[0])
    likely = (
        _map_likely_meanings(field).get(words) or guess_listed_meaning(field, words) or _find_only_meaning(field, words)
    )
    return ProposedMeaning(likely, False)


def _propose_for_number(field: str, number: str, words: str) -> ProposedMeaning:
    """Return what a number with words beside it stands for: sure when both say the same."""
    meaning_by_spelling = _map_sure_meanings(field)
    by_number, by_words = (
        meaning_by_spelling.get(number),
        meaning_by_spelling.get(words) or _find_closest_meaning(field, words),
    )
    if _OTHER_SCALE.search(words):
        return NO_MEANING
    if by_number is None:
        return ProposedMeaning(by_words, False)
    return ProposedMeaning(by_number, by_words == by_number)


def _drop_degree_words(words: str) -> str:
    return " ".join(word for word in words.split() if word not in DEGREE_WORDS)


def _find_only_meaning(field: str, words: str) -> str | None:
    """Return the one word of a list that is named, when nothing is denied; else the closest."""
    spoken = words.split()
    if {"niet", "not", "geen", "no"} & set(spoken):
        return None
    spoken_meanings = {meaning for word in spoken if len(word) > 2 and (meaning := _map_sure_meanings(field).get(word))}
    return spoken_meanings.pop() if len(spoken_meanings) == 1 else _find_closest_meaning(field, words)


def _find_closest_meaning(field: str, words: str) -> str | None:
    scored = [
        (SequenceMatcher(None, words, known).ratio(), meaning)
        for known, meaning in _map_sure_meanings(field).items()
        if known and not _is_opposite(words, known)
    ]
    best = max(scored, default=(0.0, None))
    return best[1] if best[0] >= (MIN_RATIO if len(words) > SHORT_WORD_CHARACTERS else MIN_SHORT_WORD_RATIO) else None


def _is_opposite(words: str, known: str) -> bool:
    """Return whether one is the other denied by its beginning: invisible is not nearly visible."""
    longer, shorter = sorted((words, known), key=len, reverse=True)
    return longer.endswith(shorter) and longer.removesuffix(shorter) in ("on", "un", "in", "im", "dis", "non", "non-")


def propose_name(text: str, known: Sequence[str], near: bool = True) -> ProposedMeaning:
    """Return which of these names this text stands for; sure when only case, accents or signs differ."""
    exact_text = trim_cell(text, exact=True)
    if exact_text in known:
        return ProposedMeaning(exact_text, True)
    plain = trim_cell(text)
    by_name = {normalise_name(name): name for name in known}
    if known_name := by_name.get(normalise_name(plain)):
        return ProposedMeaning(known_name, True)
    by_words = {normalise_text(name): name for name in known}
    if known_name := by_words.get(normalise_text(plain)):
        return ProposedMeaning(known_name, True)
    if not near or len(plain) > MAX_COMPARED_CHARACTERS:
        return NO_MEANING
    if _holds_several_names(normalise_text(plain), by_words):
        return NO_MEANING
    scored = sorted(
        ((_compute_nearness(normalise_text(plain), words), name) for words, name in by_words.items()), reverse=True
    )
    return ProposedMeaning(next((name for score, name in scored if score >= MIN_RATIO), None), False)


def propose_theme(text: str, labels: Sequence[str], near: bool = True, exact: bool = False) -> ProposedMeaning:
    """Return which desired impact of a ring this text stands for; an empty meaning is Unexpected."""
    plain = trim_cell(text, exact)
    if normalise_name(plain) in UNEXPECTED_WORDS:
        return ProposedMeaning("", True)
    proposal = propose_name(text, labels, near)
    return ProposedMeaning("", False) if proposal.is_unknown and normalise_text(plain) in OTHER_WORDS else proposal


def _holds_several_names(words: str, names: Collection[str]) -> bool:
    """Return whether these words hold several whole names, none of which holds the others."""
    spoken = set(words.split())
    within = [name_words for name in names if (name_words := set(name.split()) - FILLER_WORDS) and name_words <= spoken]
    return bool(within) and max(within, key=len) != set().union(*within)


def _compute_nearness(first_name: str, second_name: str) -> float:
    """Return how near two names are, by their letters, or by one holding all words that matter of the other."""
    left, right = (set(words.split()) - FILLER_WORDS for words in (first_name, second_name))
    within = bool(left and right) and (left <= right or right <= left)
    ratio = SequenceMatcher(None, first_name, second_name).ratio()
    return max(ratio, 0.8 + ratio / 10) if within else ratio


def list_words(field: str) -> dict[str, Enum]:
    """Return the words of a list by the name a matching keeps them under."""
    return {str(word.value): word for word in LIST_WORDS[field]}


@cache
def _map_sure_meanings(field: str) -> dict[str, str]:
    return _map_spellings(SURE_SYNONYMS[field]) | _map_spellings(LIST_WORDS[field])


@cache
def _map_likely_meanings(field: str) -> dict[str, str]:
    return _map_spellings(LIKELY_SYNONYMS.get(field, {}))


def _map_spellings(words: Mapping[Enum, tuple[str, ...]]) -> dict[str, str]:
    return {spelling: str(word.value) for spelling, word in map_spellings(dict(words)).items()} | {
        normalise_text(spelling): str(word.value)
        for spelling, word in map_spellings(dict(words)).items()
        if normalise_text(spelling)
    }


def parse_number(text: str) -> float | None:
    """Return the number this text is, with nothing beside it; None for any other text."""
    if not (match := _NUMBER.fullmatch(text.strip())):
        return None
    number = float(f"{match[2]}.{match[3] or 0}")
    return -number if match[1] in ("-", "−") else number


def is_schooling_level(header: str, headers: Iterable[str]) -> bool:
    """Return whether this column may hold a level of education: "level", beside a column about schooling."""
    return normalise_header(header) in _LEVEL_HEADERS and any(
        normalise_header(other) in _SCHOOLING_HEADERS for other in headers
    )


def is_on_our_scale(field: str, header: str, headers: Iterable[str], texts: Iterable[str]) -> bool:
    """Return whether the bare numbers among the texts under this header are certain to be of our scale."""
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
    """Return the scale a header names, as in "Level (1-5)"."""
    match = _STATED_SCALE.search(header)
    return (int(match[1]), int(match[2])) if match and int(match[1]) < int(match[2]) else None


def propose_number_meanings(field: str, header: str, texts: Iterable[str]) -> dict[str, str | None]:
    """Return what each bare number among these texts may stand for in a list of ours, by the whole column.

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
