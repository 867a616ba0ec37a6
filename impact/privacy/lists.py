"""The word lists beside this file, and how a text falls apart into words."""

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from unicodedata import normalize

Span = tuple[int, int]
_SIGN = r"(?:[^\W_]|[\u0300-\u036f])"
WORD = re.compile(rf"[^\W\d_]{_SIGN}*(?:['’-]{_SIGN}+)*")
_OWNED = re.compile(r"['’]s$", re.IGNORECASE)


@dataclass(frozen=True)
class Listed:
    """A list, by the sign before or after its entries: none, a capital in it, ~word, <word, *ending, beginning*."""

    words: frozenset[str]
    capitals: frozenset[str]
    doubtful: frozenset[str]
    before: frozenset[str]
    endings: tuple[str, ...]
    beginnings: tuple[str, ...]


def listed(file: str) -> Listed:
    """A list read from its file; all but `capitals` as they are looked up. Lines that begin with # are remarks."""
    text = files(__package__).joinpath(file).read_text(encoding="utf-8")
    entries = [entry for line in text.splitlines() if not line.startswith("#") for entry in line.split()]
    plain = [entry for entry in entries if entry[0] not in "~<*" and entry[-1] != "*"]
    exact = file in ("titles.txt", "health.txt")  # "Miss" and "ADD" are meant, the verbs "miss" and "add" are not
    capitals = frozenset(entry for entry in plain if exact and entry[0].isupper())
    return Listed(
        words=frozenset(folded(entry) for entry in plain if entry not in capitals),
        capitals=capitals,
        doubtful=frozenset(folded(entry[1:]) for entry in entries if entry[0] == "~"),
        before=frozenset(folded(entry[1:]) for entry in entries if entry[0] == "<"),
        endings=tuple(folded(entry[1:]) for entry in entries if entry[0] == "*"),
        beginnings=tuple(folded(entry[:-1]) for entry in entries if entry[-1] == "*"),
    )


def bare(word: str) -> str:
    """A word as it is typed, without the 's of what somebody owns."""
    return _OWNED.sub("", word)


@lru_cache(maxsize=50_000)
def folded(word: str) -> str:
    """A word as it is looked up: small letters, accents written one way."""
    return normalize("NFC", bare(word)).casefold()
