"""Which column most likely holds a field, by what stands in it: for headers that say it in words of their own."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from statistics import median

from impact.exchange.dates import is_day
from impact.exchange.headers import Guess, is_personal, is_theirs, is_why
from impact.exchange.likely_words import guess_ring, is_about_people
from impact.exchange.table import Table
from impact.exchange.values import listed, loose, named

LOOKED_AT = 300  # rows; more say the same
MOST_WORDS = 12  # a column of a list holds no more different texts than this
LIKELY = 0.6  # of the rows of a column must fit a field before it is proposed
DOUBTFUL = 0.3  # below this the texts contradict what the header seemed to say
SENTENCE = 20  # signs; a column of shorter texts tells no changes
# Bare numbers, and names of files and addresses, which say nothing about a list.
_NO_WORD = re.compile(r"^[\d.,]+$|\.\w{2,4}$|://")
IN_LISTS = ("direction", "level", "rung")


@dataclass(frozen=True)
class _Column:
    """The first texts under one header that are not empty."""

    header: str
    texts: Sequence[str]

    @property
    def words(self) -> frozenset[str]:
        return frozenset(text for text in self.texts if not _NO_WORD.search(text))


def guess_by_content(table: Table, found: Mapping[str, Guess], rings: Iterable[str] = ()) -> dict[str, Guess]:
    """For each field its header as it was found, else the column whose texts fit it best, which is never sure.

    An unsure header gives way when its column is empty, or fits badly where another fits well.
    """
    columns = [_Column(header, _texts(table, header)) for header in table.headers]
    filled = {one.header for one in columns if one.texts}
    sure = {field: guess for field, guess in found.items() if guess.sure}
    taken = {guess.header for guess in sure.values()}
    free = [one for one in columns if one.texts and one.header not in taken and not _is_beside(one.header)]
    scores = {
        (field, column.header): score
        for field in ("seen_on", "what", "ring", *IN_LISTS)
        if field not in sure
        for column in free
        if (score := _score(field, column, tuple(rings)))
    }
    kept = {
        field: guess
        for field, guess in found.items()
        if guess.sure or (guess.header in filled and not _contradicted(field, guess, scores))
    }
    order = {header: at for at, header in enumerate(table.headers)}
    for (field, header), score in sorted(scores.items(), key=lambda one: (-one[1], order[one[0][1]])):
        if score >= LIKELY and field not in kept and header not in {guess.header for guess in kept.values()}:
            kept[field] = Guess(header, False)
    return kept


def _texts(table: Table, header: str) -> Sequence[str]:
    return [text.strip() for text in islice(table.column(header), LOOKED_AT) if text.strip()]


def _is_beside(header: str) -> bool:
    return is_personal(header) or is_theirs(header) or is_why(header)


def _contradicted(field: str, guess: Guess, scores: Mapping[tuple[str, str], float]) -> bool:
    own = scores.get((field, guess.header), 0.0)
    best = max((score for (name, _), score in scores.items() if name == field), default=0.0)
    return own < DOUBTFUL and best >= LIKELY


def _score(field: str, column: _Column, rings: Sequence[str]) -> float:
    """From 0 to 1: which part of the texts of this column fit the field."""
    if field == "seen_on":
        share = _share(column, {text for text in set(column.texts) if is_day(text)})
        # A moment to the minute is more often when the form was filled in than when something was seen.
        return share * (0.9 if any(":" in text for text in column.texts) else 1.0)
    if field == "what":
        return _sentences(column)
    words = column.words
    if not words or len(words) > MOST_WORDS:
        return 0.0
    if field == "ring":
        by_words = {loose(ring): ring for ring in rings}
        return _share(column, {word for word in words if _is_ring(word, rings, by_words)})
    return _share(column, {word for word in words if not listed(field, word).unknown})


def _share(column: _Column, fitting: set[str]) -> float:
    return sum(text in fitting for text in column.texts) / len(column.texts)


def _sentences(column: _Column) -> float:
    """How much this looks like a column of sentences: long, of several words, and hardly any twice."""
    if median(map(len, column.texts)) < SENTENCE or median(len(text.split()) for text in column.texts) < 4:
        return 0.0
    return len(set(column.texts)) / len(column.texts)


def _is_ring(word: str, rings: Sequence[str], by_words: Mapping[str, str]) -> bool:
    words = loose(word)
    return not named(word, rings).unknown or guess_ring(words, by_words) is not None or is_about_people(words)
