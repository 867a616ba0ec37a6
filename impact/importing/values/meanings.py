"""What the words in a file stand for in our lists: proposed, with how sure that is, for somebody to look at."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum
from functools import cache

from impact.importing.headers.columns import LIST_WORDS, UNEXPECTED_WORDS, map_spellings, normalise_name
from impact.importing.values.likely_words import NOBODY_WORDS, guess_listed_meaning
from impact.importing.values.synonyms import DEGREE_WORDS, LIKELY_SYNONYMS, SURE_SYNONYMS

LISTED_FIELDS = tuple(LIST_WORDS)
NAMED_FIELDS = ("ring", "theme", "organisation", "activity")
MIN_RATIO = 0.74
SHORT_WORD_CHARACTERS, MIN_SHORT_WORD_RATIO = (
    4,
    0.85,
)  # words of so few letters are alike by chance: "eens" (agreed) and "geen" (none)
MAX_COMPARED_CHARACTERS = (
    200  # a longer text is no word of a list: comparing it sign by sign would keep everybody waiting
)
_NUMBERED = re.compile(r"(\d)\s*[-–—:.)=(]*\s*([^\W\d].*?)\)?|(\S.*?)\s*\((\d)\)")
_OTHER_SCALE = re.compile(r"\b(?:van|of|uit|out|sterren|ster|stars?|punten|points?)\b|\d")  # 3 van 5, 2 sterren
_IGNORED_SIGNS = re.compile(r"[^\w+±\-−/?]+")
OTHER_WORDS = frozenset({"anders", "overig", "overige", "other"}) | NOBODY_WORDS


@dataclass(frozen=True)
class ProposedMeaning:
    """What one text may stand for. `meaning` is our spelling, or None for none known; `sure` when nobody need look."""

    meaning: str | None
    is_sure: bool

    @property
    def is_unknown(self) -> bool:
        """Whether there is nothing to propose."""
        return self.meaning is None


def trim_cell(text: str, exact: bool = False) -> str:
    """A cell of a list: one line, without the sign that Microsoft Forms puts after every choice.

    With `exact` that sign stays: in an export of ours it is part of a name.
    """
    plain = " ".join(text.split())
    return plain if exact else plain.rstrip(";").rstrip()


def fold_cell(text: str, exact: bool = False) -> str:
    """A cell of a list as two of them are compared: the same but for case, or with `exact` the same in every sign."""
    return trim_cell(text, exact) if exact else normalise_name(trim_cell(text))


def propose_listed_word(field: str, text: str, near: bool = True) -> ProposedMeaning:
    """What this text stands for in a list of ours, as the name of the word that `words_of` knows.

    Without `near` only what is written as we know it counts.
    """
    plain = trim_cell(text)
    meaning_by_spelling = _map_sure_meanings(field)
    if meaning := meaning_by_spelling.get(normalise_name(plain.replace("_", " "))):
        return ProposedMeaning(meaning, True)
    words = normalise_text(plain)
    if meaning := meaning_by_spelling.get(words) or meaning_by_spelling.get(_drop_degree_words(words)):
        return ProposedMeaning(meaning, True)
    if not near or len(plain) > MAX_COMPARED_CHARACTERS:
        return ProposedMeaning(None, False)
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
    """A number with words beside it: sure when both say the same, or when the words say nothing at all."""
    meaning_by_spelling = _map_sure_meanings(field)
    by_number, by_words = (
        meaning_by_spelling.get(number),
        meaning_by_spelling.get(words) or _find_closest_meaning(field, words),
    )
    if _OTHER_SCALE.search(words):
        return ProposedMeaning(None, False)
    if by_number is None:
        return ProposedMeaning(by_words, False)
    return ProposedMeaning(by_number, by_words == by_number)


def _drop_degree_words(words: str) -> str:
    return " ".join(word for word in words.split() if word not in DEGREE_WORDS)


def _find_only_meaning(field: str, words: str) -> str | None:
    """The one word of a list that is spoken of, when nothing is denied; else the closest."""
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
    """Whether one is the other turned round by its beginning: what is invisible is not nearly visible."""
    longer, shorter = sorted((words, known), key=len, reverse=True)
    return longer.endswith(shorter) and longer.removesuffix(shorter) in ("on", "un", "in", "im", "dis", "non", "non-")


def propose_name(text: str, known: Sequence[str], near: bool = True) -> ProposedMeaning:
    """Which of these names this text stands for: first the very same. Sure when only case, accents or signs differ."""
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
        return ProposedMeaning(None, False)
    if _holds_several_names(normalise_text(plain), by_words):
        return ProposedMeaning(None, False)
    scored = sorted(
        ((_compute_nearness(normalise_text(plain), words), name) for words, name in by_words.items()), reverse=True
    )
    return ProposedMeaning(next((name for score, name in scored if score >= MIN_RATIO), None), False)


def propose_theme(text: str, labels: Sequence[str], near: bool = True, exact: bool = False) -> ProposedMeaning:
    """Which desired impact of a ring this text stands for; an empty meaning is Unexpected."""
    plain = trim_cell(text, exact)
    if normalise_name(plain) in UNEXPECTED_WORDS:
        return ProposedMeaning("", True)
    proposal = propose_name(text, labels, near)
    return ProposedMeaning("", False) if proposal.is_unknown and normalise_text(plain) in OTHER_WORDS else proposal


def _holds_several_names(words: str, names: Collection[str]) -> bool:
    """Whether these words hold several whole names, none of which holds the others: with one the rest is lost."""
    spoken = set(words.split())
    within = [name_words for name in names if (name_words := set(name.split()) - FILLER_WORDS) and name_words <= spoken]
    return bool(within) and max(within, key=len) != set().union(*within)


def _compute_nearness(first_name: str, second_name: str) -> float:
    """How near two names are: sign by sign, or one holding all the words that matter of the other."""
    left, right = (set(words.split()) - FILLER_WORDS for words in (first_name, second_name))
    within = bool(left and right) and (left <= right or right <= left)
    ratio = SequenceMatcher(None, first_name, second_name).ratio()
    return max(ratio, 0.8 + ratio / 10) if within else ratio


def normalise_text(text: str) -> str:
    """A text as it is compared when signs and accents do not matter."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return " ".join(_IGNORED_SIGNS.sub(" ", "".join(sign for sign in plain if not unicodedata.combining(sign))).split())


FILLER_WORDS = frozenset({
    "en", "de", "het", "een", "van", "voor", "and", "the", "of", "for", "a",
})  # fmt: skip


def list_words(field: str) -> dict[str, Enum]:
    """The words of a list by the name a matching keeps them under."""
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
