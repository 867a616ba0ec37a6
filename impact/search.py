"""Searching: words brought back to their stems, what was asked, and where it stands in a text.

The same stems go into the index and into the question, so that SQLite and PostgreSQL find the same, in Dutch and in
English: a word counts as itself, and by its Dutch and its English stem (Snowball, Porter 2001).
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from Stemmer import Stemmer  # type: ignore[import-not-found]

LONGEST_WORD = 40
SHORTEST_BEGINNING = 3
AROUND = 70
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Term:
    """One word that was asked for: it is found by one of its stems, or as the beginning of a word."""

    word: str
    stems: frozenset[str]

    @property
    def begins(self) -> bool:
        """Whether a longer word that begins like this is found too."""
        return len(self.word) >= SHORTEST_BEGINNING

    def fits(self, word: str) -> bool:
        """Whether this word of a text is what was asked for."""
        found = stems(word)
        return bool(self.stems & found) or (self.begins and any(one.startswith(self.word) for one in found))


@dataclass(frozen=True)
class Piece:
    """A piece of a text, and whether it is what was asked for."""

    text: str
    hit: bool


def folded(word: str) -> str:
    """A word in small letters without accents, at most 40 signs of it."""
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(sign for sign in apart if sign.isalnum())[:LONGEST_WORD]


@lru_cache(maxsize=50_000)
def stems(word: str) -> frozenset[str]:
    """All by which a word is found: itself, folded, and its Dutch and its English stem."""
    plain = folded(word)
    # A stemmer of its own each time: one that is shared is not safe when two people search at once.
    return frozenset((plain, *(Stemmer(language, 0).stemWord(plain) for language in ("dutch", "english"))))


def indexed(*texts: str) -> str:
    """What the index holds of these texts: the stems of every word, each once, apart by spaces."""
    found: dict[str, None] = {}
    for text in texts:
        for word in _WORD.findall(unicodedata.normalize("NFC", text)):
            found.update(dict.fromkeys(sorted(stems(word))))
    found.pop("", None)
    return " ".join(found)


def asked(text: str) -> tuple[Term, ...]:
    """The words of a question, each once; all of them must occur."""
    words = dict.fromkeys(folded(word) for word in _WORD.findall(unicodedata.normalize("NFC", text)))
    return tuple(Term(word, stems(word)) for word in words if word)


def marked(text: str, terms: tuple[Term, ...]) -> tuple[Piece, ...]:
    """The text in pieces, those that were asked for marked; put together again they are the text."""
    pieces: list[Piece] = []
    end = 0
    for start, stop in _hits(text, terms):
        pieces += [Piece(text[end:start], False)] if start > end else []
        pieces.append(Piece(text[start:stop], True))
        end = stop
    return (*pieces, Piece(text[end:], False)) if end < len(text) else tuple(pieces)


def excerpted(text: str, terms: tuple[Term, ...]) -> str:
    """The piece of a text around the first thing that was asked for, with … where it is cut; empty when nothing was."""
    first = next(_hits(text, terms), None)
    if first is None:
        return ""
    start, stop = max(first[0] - AROUND, 0), first[1] + AROUND
    return ("…" if start else "") + text[start:stop].strip() + ("…" if stop < len(text) else "")


def _hits(text: str, terms: tuple[Term, ...]) -> Iterator[tuple[int, int]]:
    for found in _WORD.finditer(text):
        if any(term.fits(found.group()) for term in terms):
            yield found.span()
