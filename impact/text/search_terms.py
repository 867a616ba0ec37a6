"""Searching: words brought back to their stems, what was asked, and where it stands in a text.

The same stems go into the index and into the question, so that SQLite and PostgreSQL find the same, in Dutch and in
English: a word counts as itself, and by its Dutch and its English stem (Snowball, Porter 2001).
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from Stemmer import Stemmer  # type: ignore[import-not-found]

from impact.text.fold import fold_search_word
from impact.words import LANGUAGE_BY_CODE

MAX_WORD_LENGTH = 40
MIN_PREFIX_LENGTH = 3
EXCERPT_CONTEXT_LENGTH = 70
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class SearchTerm:
    """One word that was asked for: it is found by one of its stems, or as the beginning of a word."""

    word: str
    stems: frozenset[str]

    @property
    def matches_prefix(self) -> bool:
        """Whether a longer word that begins like this is found too."""
        return len(self.word) >= MIN_PREFIX_LENGTH

    def matches_word(self, word: str) -> bool:
        """Whether this word of a text is what was asked for."""
        word_stems = list_stems(word)
        return bool(self.stems & word_stems) or (
            self.matches_prefix and any(stem.startswith(self.word) for stem in word_stems)
        )


@dataclass(frozen=True)
class TextPiece:
    """A piece of a text, and whether it is what was asked for."""

    text: str
    is_hit: bool


def fold_word(word: str) -> str:
    """A word in small letters without accents, at most 40 signs of it."""
    return fold_search_word(word, MAX_WORD_LENGTH)


@lru_cache(maxsize=50_000)
def list_stems(word: str) -> frozenset[str]:
    """All by which a word is found: itself, folded, and its Dutch and its English stem."""
    plain = fold_word(word)
    # A stemmer of its own each time: one that is shared is not safe when two people search at once.
    stems = (Stemmer(language.stemmer, 0).stemWord(plain) for language in LANGUAGE_BY_CODE.values())
    return frozenset((plain, *stems))


def build_index_text(*texts: str) -> str:
    """What the index holds of these texts: the stems of every word, each once, apart by spaces."""
    unique_stems: dict[str, None] = {}
    for text in texts:
        for word in _WORD.findall(unicodedata.normalize("NFC", text)):
            unique_stems.update(dict.fromkeys(sorted(list_stems(word))))
    unique_stems.pop("", None)
    return " ".join(unique_stems)


def parse_search_terms(text: str) -> tuple[SearchTerm, ...]:
    """The words of a question, each once; all of them must occur."""
    words = dict.fromkeys(fold_word(word) for word in _WORD.findall(unicodedata.normalize("NFC", text)))
    return tuple(SearchTerm(word, list_stems(word)) for word in words if word)


def split_at_hits(text: str, terms: tuple[SearchTerm, ...]) -> tuple[TextPiece, ...]:
    """The text in pieces, those that were asked for marked; put together again they are the text."""
    pieces: list[TextPiece] = []
    end = 0
    for start, stop in _find_hits(text, terms):
        pieces += [TextPiece(text[end:start], False)] if start > end else []
        pieces.append(TextPiece(text[start:stop], True))
        end = stop
    return (*pieces, TextPiece(text[end:], False)) if end < len(text) else tuple(pieces)


def cut_excerpt(text: str, terms: tuple[SearchTerm, ...]) -> str:
    """The piece of a text around the first thing that was asked for, with … where it is cut; empty when nothing was."""
    first = next(_find_hits(text, terms), None)
    if first is None:
        return ""
    start, stop = max(first[0] - EXCERPT_CONTEXT_LENGTH, 0), first[1] + EXCERPT_CONTEXT_LENGTH
    return ("…" if start else "") + text[start:stop].strip() + ("…" if stop < len(text) else "")


def _find_hits(text: str, terms: tuple[SearchTerm, ...]) -> Iterator[tuple[int, int]]:
    # Words are told apart in composed text, as for the index: where an accent is a sign of its own, it parts no word.
    composed = unicodedata.normalize("NFC", text)
    for match in _WORD.finditer(composed):
        if any(term.matches_word(match.group()) for term in terms):
            yield (
                match.span()
                if composed == text
                else (_find_origin(text, match.start()), _find_origin(text, match.end()))
            )


def _find_origin(text: str, composed_index: int) -> int:
    """The place in a text that this place in its composed form comes from; signs that joined are passed."""
    places = range(len(text) + 1)
    return bisect_right(places, composed_index, key=lambda place: len(unicodedata.normalize("NFC", text[:place]))) - 1
