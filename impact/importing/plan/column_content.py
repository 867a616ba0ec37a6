"""Which column most likely holds a field, by its texts: for headers that say it in words of their own."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from statistics import median

from impact.importing.files.table import FileTable
from impact.importing.headers.known_headers import (
    HeaderGuess,
    is_form_tool_header,
    is_personal_header,
    is_refusal_header,
)
from impact.importing.values.dates import is_day
from impact.importing.values.likely_words import guess_ring, is_about_people
from impact.importing.values.meanings import propose_listed_word, propose_name
from impact.text.fold import normalise_text

# More say the same.
MAX_SAMPLE_ROWS = 300
# A column of a list holds no more different texts than this.
MAX_LIST_WORDS = 12
# Of the rows of a column must fit a field before it is proposed.
MIN_LIKELY_SHARE = 0.6
# Below this the texts contradict what the header seemed to say.
MIN_CREDIBLE_SHARE = 0.3
# A column of shorter texts tells of no changes.
MIN_SENTENCE_LENGTH = 20
# Bare numbers, and names of files and addresses, which say nothing about a list.
_NO_WORD = re.compile(r"^[\d.,]+$|\.\w{2,4}$|://")
LIST_FIELDS = ("direction", "level", "rung")


@dataclass(frozen=True)
class _SampledColumn:
    """The first texts under one header that are not empty."""

    header: str
    texts: Sequence[str]

    @property
    def distinct_words(self) -> frozenset[str]:
        return frozenset(text for text in self.texts if not _NO_WORD.search(text))


def guess_by_content(
    table: FileTable, guesses: Mapping[str, HeaderGuess], rings: Iterable[str] = ()
) -> dict[str, HeaderGuess]:
    """Return for each field its header as it was guessed, else the column whose texts fit best, which is never sure.

    An unsure header gives way when its column is empty, or fits badly where another fits well.
    """
    columns = [_SampledColumn(header, _sample_texts(table, header)) for header in table.headers]
    filled_headers = {column.header for column in columns if column.texts}
    sure_guesses = {field: guess for field, guess in guesses.items() if guess.is_sure}
    taken_headers = {guess.header for guess in sure_guesses.values()}
    free_columns = [
        column
        for column in columns
        if column.texts and column.header not in taken_headers and not _is_never_matched(column.header)
    ]
    scores = {
        (field, column.header): score
        for field in ("seen_on", "what", "ring", *LIST_FIELDS)
        if field not in sure_guesses
        for column in free_columns
        if (score := _score_column(field, column, tuple(rings)))
    }
    accepted_guesses = {
        field: guess
        for field, guess in guesses.items()
        if guess.is_sure or (guess.header in filled_headers and not _is_contradicted(field, guess, scores))
    }
    header_order = {header: index for index, header in enumerate(table.headers)}
    for (field, header), score in sorted(scores.items(), key=lambda scored: (-scored[1], header_order[scored[0][1]])):
        if (
            score >= MIN_LIKELY_SHARE
            and field not in accepted_guesses
            and header not in {guess.header for guess in accepted_guesses.values()}
        ):
            accepted_guesses[field] = HeaderGuess(header, False)
    return accepted_guesses


def _sample_texts(table: FileTable, header: str) -> Sequence[str]:
    return [text.strip() for text in islice(table.list_column_texts(header), MAX_SAMPLE_ROWS) if text.strip()]


def _is_never_matched(header: str) -> bool:
    return is_personal_header(header) or is_form_tool_header(header) or is_refusal_header(header)


def _is_contradicted(field: str, guess: HeaderGuess, scores: Mapping[tuple[str, str], float]) -> bool:
    own_score = scores.get((field, guess.header), 0.0)
    best_score = max((score for (name, _), score in scores.items() if name == field), default=0.0)
    return own_score < MIN_CREDIBLE_SHARE and best_score >= MIN_LIKELY_SHARE


def _score_column(field: str, column: _SampledColumn, rings: Sequence[str]) -> float:
    """Return from 0 to 1 which part of the texts of this column fit the field."""
    if field == "seen_on":
        share = _compute_fitting_share(column, {text for text in set(column.texts) if is_day(text)})
        # A moment to the minute is more often when the form was filled in than when something was seen.
        return share * (0.9 if any(":" in text for text in column.texts) else 1.0)
    if field == "what":
        return _score_sentences(column)
    words = column.distinct_words
    if not words or len(words) > MAX_LIST_WORDS:
        return 0.0
    if field == "ring":
        ring_by_words = {normalise_text(ring): ring for ring in rings}
        return _compute_fitting_share(column, {word for word in words if _is_ring_word(word, rings, ring_by_words)})
    return _compute_fitting_share(column, {word for word in words if not propose_listed_word(field, word).is_unknown})


def _compute_fitting_share(column: _SampledColumn, fitting: set[str]) -> float:
    return sum(text in fitting for text in column.texts) / len(column.texts)


def _score_sentences(column: _SampledColumn) -> float:
    """Return how much this looks like a column of sentences: long, of several words, and hardly any twice."""
    if median(map(len, column.texts)) < MIN_SENTENCE_LENGTH or median(len(text.split()) for text in column.texts) < 4:
        return 0.0
    return len(set(column.texts)) / len(column.texts)


def _is_ring_word(word: str, rings: Sequence[str], ring_by_words: Mapping[str, str]) -> bool:
    words = normalise_text(word)
    return (
        not propose_name(word, rings).is_unknown
        or guess_ring(words, ring_by_words) is not None
        or is_about_people(words)
    )
