"""The columns of a file of ours and the words in their cells, in every language of the app.

They come from `impact/words/<language>/files.toml`. These are a file format and not texts of a screen: they stay the
same when a screen says it otherwise.
"""

import re
from collections.abc import Iterable, Mapping
from enum import Enum, IntEnum
from typing import Any, TypeVar

from impact.model import (
    OBSERVATION_FIELDS,
    ChangeKind,
    Direction,
    EvidenceKind,
    Intended,
    Level,
    OpenLevel,
    Rung,
    State,
)
from impact.text.fold import normalise_name
from impact.words import LANGUAGES, get_text, load_word_table

Word = TypeVar("Word", bound=Enum)

# What is read in every language besides its words; where most cells will be empty, an empty one is a word as well.
_SIGNS_BY_WORD: dict[Enum, tuple[str, ...]] = {
    Direction.POSITIVE: ("+",),
    Direction.NEGATIVE: ("-", "−"),
    Direction.MIXED: ("±", "+/-"),
    Intended.UNKNOWN: ("",),
    State.SHARED: ("",),
}


def _get_spellings(table: str, name: str, language: str) -> list[str]:
    """Return how a file writes this in this language, our own spelling first."""
    spellings: list[str] = load_word_table(language, "files")[table][name]
    return spellings


def _get_column_names(column: str, language: str) -> list[str]:
    """What stands above this column in this language, our own way first.

    A column that `files.toml` does not name yet goes by the label of its field, in small letters with underscores.
    """
    named_columns = load_word_table(language, "files")["columns"]
    if column in named_columns:
        return _get_spellings("columns", column, language)
    return ["_".join(re.findall(r"\w+", get_text(language, f"common.field.{column}").lower()))]


def _list_spellings(table: str, word: Enum) -> tuple[str, ...]:
    """Return every way in which this word of a list is read: its number, its signs, its spellings in each language."""
    number = (str(int(word)),) if isinstance(word, IntEnum) else ()
    spellings = (spelling for language in LANGUAGES for spelling in _get_spellings(table, str(word.value), language))
    return tuple(dict.fromkeys((*number, *spellings, *_SIGNS_BY_WORD.get(word, ()))))


def _build_word_list(table: str, words: Iterable[Enum]) -> Mapping[Any, tuple[str, ...]]:
    return {word: _list_spellings(table, word) for word in words}


_COLUMNS = (*(column for field in OBSERVATION_FIELDS for column in field.columns), "id")
COLUMN_NAMES = {
    column: {language: _get_column_names(column, language)[0] for language in LANGUAGES} for column in _COLUMNS
}
REQUIRED_COLUMNS = tuple(column for field in OBSERVATION_FIELDS if field.is_required for column in field.columns)
LIST_WORDS: dict[str, Mapping[Any, tuple[str, ...]]] = {
    "direction": _build_word_list("direction", Direction),
    # A level that nobody has settled yet is written out: an empty cell may just as well be a slip.
    "level": _build_word_list("level", (*Level, OpenLevel.UNSETTLED)),
    "rung": _build_word_list("rung", Rung),
    "intended": _build_word_list("intended", Intended),
    # What is binned goes into no file of observations.
    "state": _build_word_list("state", (state for state in State if state is not State.BINNED)),
    "change_kind": _build_word_list("change_kind", ChangeKind),
}
EVIDENCE_KIND_WORDS: Mapping[EvidenceKind, tuple[str, ...]] = _build_word_list("evidence_kind", EvidenceKind)
UNEXPECTED_WORD_BY_LANGUAGE = {language: _get_spellings("theme", "unexpected", language)[0] for language in LANGUAGES}
UNEXPECTED_WORDS = ("", *UNEXPECTED_WORD_BY_LANGUAGE.values())


def map_spellings(words: Mapping[Word, tuple[str, ...]]) -> dict[str, Word]:
    """Return the word behind each spelling."""
    return {normalise_name(spelling): word for word, spellings in words.items() for spelling in spellings}


def spell_word(table: str, word: Enum, language: str) -> str:
    """Return how a file of ours writes this word of this table of `files.toml` in this language."""
    return _get_spellings(table, str(word.value), language)[0]


def find_own_field(header: str) -> str | None:
    """Return the field a header stands for, or None when it is not one of ours."""
    normalised_header = "_".join(normalise_name(header).replace("-", " ").replace("_", " ").strip(" ?*:.").split())
    return _FIELD_BY_HEADER.get(normalised_header)


_FIELD_BY_HEADER = {
    header: column for column in _COLUMNS for language in LANGUAGES for header in _get_column_names(column, language)
}
