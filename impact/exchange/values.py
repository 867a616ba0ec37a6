"""What the words in a file stand for in our lists: proposed, with how sure that is, for somebody to look at."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum
from functools import cache

from impact.exchange.columns import UNEXPECTED, WORDS, meanings, same
from impact.exchange.likely_words import NOBODY, guess_by_words
from impact.exchange.synonyms import AS_GOOD, HOW_MUCH, PERHAPS

LISTED = tuple(WORDS)
NAMED = ("ring", "theme", "organisation", "activity")
CLOSE = 0.74
SHORT, NEARLY_SAME = 4, 0.85  # words of so few letters are alike by chance: "eens" (agreed) and "geen" (none)
LONGEST_NEAR = 200  # a longer text is no word of a list: comparing it sign by sign would keep everybody waiting
_NUMBERED = re.compile(r"(\d)\s*[-–—:.)=(]*\s*([^\W\d].*?)\)?|(\S.*?)\s*\((\d)\)")
_OTHER_SCALE = re.compile(r"\b(?:van|of|uit|out|sterren|ster|stars?|punten|points?)\b|\d")  # 3 van 5, 2 sterren
_LEFT = re.compile(r"[^\w+±\-−/?]+")
OTHER = frozenset({"anders", "overig", "overige", "other"}) | NOBODY


@dataclass(frozen=True)
class Proposal:
    """What one text may stand for. `meaning` is our spelling, or None for none known; `sure` when nobody need look."""

    meaning: str | None
    sure: bool

    @property
    def unknown(self) -> bool:
        """Whether there is nothing to propose."""
        return self.meaning is None


def trimmed(text: str, exact: bool = False) -> str:
    """A cell of a list: one line, without the sign that Microsoft Forms puts after every choice.

    With `exact` that sign stays: in an export of ours it is part of a name.
    """
    plain = " ".join(text.split())
    return plain if exact else plain.rstrip(";").rstrip()


def folded(text: str, exact: bool = False) -> str:
    """A cell of a list as two of them are compared: the same but for case, or with `exact` the same in every sign."""
    return trimmed(text, exact) if exact else same(trimmed(text))


def listed(field: str, text: str, near: bool = True) -> Proposal:
    """What this text stands for in a list of ours, as the name of the word that `words_of` knows.

    Without `near` only what is written as we know it counts.
    """
    plain = trimmed(text)
    known = _meanings(field)
    if found := known.get(same(plain.replace("_", " "))):
        return Proposal(found, True)
    words = loose(plain)
    if found := known.get(words) or known.get(_without_measure(words)):
        return Proposal(found, True)
    if not near or len(plain) > LONGEST_NEAR:
        return Proposal(None, False)
    if numbered := _NUMBERED.fullmatch(plain):
        return _of_number(field, numbered[1] or numbered[4], loose(numbered[2] or numbered[3]))
    if re.fullmatch(r"\d[.,]0+", plain):
        return listed(field, plain[0])
    likely = _likely(field).get(words) or guess_by_words(field, words) or _only_one(field, words)
    return Proposal(likely, False)


def _of_number(field: str, number: str, words: str) -> Proposal:
    """A number with words beside it: sure when both say the same, or when the words say nothing at all."""
    known = _meanings(field)
    by_number, by_words = known.get(number), known.get(words) or _closest(field, words)
    if _OTHER_SCALE.search(words):
        return Proposal(None, False)
    if by_number is None:
        return Proposal(by_words, False)
    return Proposal(by_number, by_words == by_number)


def _without_measure(words: str) -> str:
    return " ".join(word for word in words.split() if word not in HOW_MUCH)


def _only_one(field: str, words: str) -> str | None:
    """The one word of a list that is spoken of, when nothing is denied; else the closest."""
    spoken = words.split()
    if {"niet", "not", "geen", "no"} & set(spoken):
        return None
    hit = {found for word in spoken if len(word) > 2 and (found := _meanings(field).get(word))}
    return hit.pop() if len(hit) == 1 else _closest(field, words)


def _closest(field: str, words: str) -> str | None:
    scored = [
        (SequenceMatcher(None, words, known).ratio(), found)
        for known, found in _meanings(field).items()
        if known and not _turned(words, known)
    ]
    best = max(scored, default=(0.0, None))
    return best[1] if best[0] >= (CLOSE if len(words) > SHORT else NEARLY_SAME) else None


def _turned(words: str, known: str) -> bool:
    """Whether one is the other turned round by its beginning: what is invisible is not nearly visible."""
    longer, shorter = sorted((words, known), key=len, reverse=True)
    return longer.endswith(shorter) and longer.removesuffix(shorter) in ("on", "un", "in", "im", "dis", "non", "non-")


def named(text: str, known: Sequence[str], near: bool = True) -> Proposal:
    """Which of these names this text stands for: first the very same. Sure when only case, accents or signs differ."""
    exact = trimmed(text, exact=True)
    if exact in known:
        return Proposal(exact, True)
    plain = trimmed(text)
    by_name = {same(name): name for name in known}
    if found := by_name.get(same(plain)):
        return Proposal(found, True)
    by_words = {loose(name): name for name in known}
    if found := by_words.get(loose(plain)):
        return Proposal(found, True)
    if not near or len(plain) > LONGEST_NEAR:
        return Proposal(None, False)
    if _speaks_of_several(loose(plain), by_words):
        return Proposal(None, False)
    scored = sorted(((_nearness(loose(plain), words), name) for words, name in by_words.items()), reverse=True)
    return Proposal(next((name for score, name in scored if score >= CLOSE), None), False)


def themed(text: str, labels: Sequence[str], near: bool = True, exact: bool = False) -> Proposal:
    """Which desired impact of a ring this text stands for; an empty meaning is Unexpected."""
    plain = trimmed(text, exact)
    if same(plain) in UNEXPECTED:
        return Proposal("", True)
    found = named(text, labels, near)
    return Proposal("", False) if found.unknown and loose(plain) in OTHER else found


def _speaks_of_several(words: str, names: Collection[str]) -> bool:
    """Whether these words hold several whole names, none of which holds the others: with one the rest is lost."""
    spoken = set(words.split())
    within = [held for name in names if (held := set(name.split()) - JOINING) and held <= spoken]
    return bool(within) and max(within, key=len) != set().union(*within)


def _nearness(one: str, other: str) -> float:
    """How near two names are: sign by sign, or one holding all the words that matter of the other."""
    left, right = (set(words.split()) - JOINING for words in (one, other))
    within = bool(left and right) and (left <= right or right <= left)
    alike = SequenceMatcher(None, one, other).ratio()
    return max(alike, 0.8 + alike / 10) if within else alike


def loose(text: str) -> str:
    """A text as it is compared when signs and accents do not matter."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return " ".join(_LEFT.sub(" ", "".join(sign for sign in plain if not unicodedata.combining(sign))).split())


JOINING = frozenset({
    "en", "de", "het", "een", "van", "voor", "and", "the", "of", "for", "a",
})  # fmt: skip


def words_of(field: str) -> dict[str, Enum]:
    """The words of a list by the name a matching keeps them under."""
    return {str(word.value): word for word in WORDS[field]}


@cache
def _meanings(field: str) -> dict[str, str]:
    return _by_spelling(AS_GOOD[field]) | _by_spelling(WORDS[field])


@cache
def _likely(field: str) -> dict[str, str]:
    return _by_spelling(PERHAPS.get(field, {}))


def _by_spelling(words: Mapping[Enum, tuple[str, ...]]) -> dict[str, str]:
    return {spelling: str(word.value) for spelling, word in meanings(dict(words)).items()} | {
        loose(spelling): str(word.value) for spelling, word in meanings(dict(words)).items() if loose(spelling)
    }
