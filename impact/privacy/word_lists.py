"""The word lists beside this file, and how a text falls apart into words."""

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from impact.text.fold import fold_case

TextSpan = tuple[int, int]
_WORD_SIGN = r"(?:[^\W_]|[\u0300-\u036f])"
WORD_PATTERN = re.compile(rf"[^\W\d_]{_WORD_SIGN}*(?:['’-]{_WORD_SIGN}+)*")
_POSSESSIVE_END = re.compile(r"['’]s$", re.IGNORECASE)


@dataclass(frozen=True)
class WordList:
    """A list, by the sign before or after its entries: none, a capital in it, ~word, <word, *ending, beginning*."""

    words: frozenset[str]
    capitals: frozenset[str]
    doubtful: frozenset[str]
    preceding_words: frozenset[str]
    endings: tuple[str, ...]
    beginnings: tuple[str, ...]


def read_word_list(file_name: str) -> WordList:
    """A list read from its file; all but `capitals` as they are looked up. Lines that begin with # are remarks."""
    text = files(__package__).joinpath(file_name).read_text(encoding="utf-8")
    entries = [entry for line in text.splitlines() if not line.startswith("#") for entry in line.split()]
    plain_entries = [entry for entry in entries if entry[0] not in "~<*" and entry[-1] != "*"]
    keeps_capitals = file_name in (
        "titles.txt",
        "health.txt",
    )  # "Miss" and "ADD" are meant, the verbs "miss" and "add" are not
    capitals = frozenset(entry for entry in plain_entries if keeps_capitals and entry[0].isupper())
    return WordList(
        words=frozenset(normalise_word(entry) for entry in plain_entries if entry not in capitals),
        capitals=capitals,
        doubtful=frozenset(normalise_word(entry[1:]) for entry in entries if entry[0] == "~"),
        preceding_words=frozenset(normalise_word(entry[1:]) for entry in entries if entry[0] == "<"),
        endings=tuple(normalise_word(entry[1:]) for entry in entries if entry[0] == "*"),
        beginnings=tuple(normalise_word(entry[:-1]) for entry in entries if entry[-1] == "*"),
    )


def strip_possessive(word: str) -> str:
    """A word as it is typed, without the 's of what somebody owns."""
    return _POSSESSIVE_END.sub("", word)


@lru_cache(maxsize=50_000)
def normalise_word(word: str) -> str:
    """A word as it is looked up: small letters, accents written one way."""
    return fold_case(strip_possessive(word))
