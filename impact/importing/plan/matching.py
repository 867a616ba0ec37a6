"""How a file is matched to our fields and words: its columns, values for all rows, meanings and answers.

A matching is plain enough to be remembered for the next file of the same shape.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

from impact.importing.files.table import FileTable
from impact.importing.headers.columns import COLUMN_NAMES, REQUIRED_COLUMNS, UNEXPECTED_WORDS
from impact.importing.headers.known_headers import guess_headers, is_refusal_header, normalise_header
from impact.importing.plan.column_content import guess_by_content
from impact.importing.plan.file_questions import (
    WAITING_FOR_ANSWER,
    derive_file_answers,
    select_reusable_answers,
)
from impact.importing.plan.import_plan import KnownPlaces
from impact.importing.plan.incomplete_rows import fill_empty_days
from impact.importing.plan.several_answers import split_rows
from impact.importing.values.meanings import LISTED_FIELDS, NAMED_FIELDS, is_schooling_level, parse_number
from impact.text.fold import fold_cell, normalise_name

# Stands in no cell of a list, as those are kept on one line.
KEY_SEPARATOR = "\n"
MATCHED_FIELDS = (*NAMED_FIELDS, *LISTED_FIELDS)
# What may be the same in every row when the file has no column for it.
FIXABLE_FIELDS = ("seen_on", "ring", "theme", "direction", "level", "rung", "organisation", "activity", "state")


@dataclass(frozen=True)
class FileMatching:
    """`columns`: header by field. `fixed`: text by field, for every row. `values`: by field what a text stands for.

    A value is our own spelling; None leaves the rows with it out. The key of a theme holds its ring too, as
    `build_value_key` makes it. `answers`: by key the answers to the questions about the whole file (file_questions.py).
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str | None]] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)

    @property
    def missing_fields(self) -> tuple[str, ...]:
        """Return the required fields that have neither a column nor one value for all rows."""
        return tuple(name for name in REQUIRED_COLUMNS if name not in self.columns and name not in self.fixed)

    def add_meanings(self, meanings: Mapping[str, Mapping[str, str | None]]) -> "FileMatching":
        """Return this matching, with these values for the texts it has none for."""
        return replace(
            self, values={name: {**meanings.get(name, {}), **self.values.get(name, {})} for name in MATCHED_FIELDS}
        )


def build_value_key(name: str, text: str, ring: str = "", *, exact: bool = False) -> str:
    """Return the key of a text of this field; the same theme may mean something else in another ring.

    `exact` is for an export of ours (`FileTable.is_own_export`).
    """
    folded_text = fold_cell(text, exact)
    return f"{fold_cell(ring, exact)}{KEY_SEPARATOR}{folded_text}" if name == "theme" else folded_text


def compute_shape(table: FileTable) -> str:
    """Return what files of the same shape have in common: a hash of the names of their columns, in any order."""
    names = sorted(normalise_header(header) or header for header in table.headers if not is_refusal_header(header))
    return sha256("\n".join(names).encode()).hexdigest()


def guess_matching(
    table: FileTable, earlier_fields: Mapping[str, str] | None = None, rings: Iterable[str] = ()
) -> tuple[FileMatching, frozenset[str]]:
    """Return the most likely columns for this table, and the fields that are not sure; `rings` are the known ones."""
    guesses = guess_by_content(table, guess_headers(table.headers, earlier_fields or {}), rings)
    unsure = frozenset(name for name, guess in guesses.items() if not guess.is_sure)
    level_guess = guesses.get("level")
    if (
        level_guess
        and normalise_header(level_guess.header) not in (earlier_fields or {})
        and is_schooling_level(level_guess.header, table.headers)
    ):
        unsure |= {"level"}
    matching = FileMatching(columns={name: guesses[name].header for name in COLUMN_NAMES if name in guesses})
    return matching, unsure


def add_file_answers(
    table: FileTable, matching: FileMatching, known: KnownPlaces | None = None
) -> tuple[FileMatching, bool]:
    """Return the matching with what the file itself shows of its days, and whether somebody has to be asked.

    What a file shows overrules what was chosen for an earlier one, and is never remembered as chosen.
    """
    file_answers = derive_file_answers(table, matching.columns, known)
    answers = file_answers.merge_into(matching.answers)
    return replace(matching, answers=answers), WAITING_FOR_ANSWER in answers.values()


def prepare_rows(table: FileTable, matching: FileMatching, known: KnownPlaces | None = None) -> FileTable:
    """Return the table with a row for each observation: several answers split and days filled in, as chosen."""
    table = fill_empty_days(table, matching.columns, matching.answers)
    return split_rows(table, matching.columns, matching.answers, known or KnownPlaces())


def drop_absent_columns(matching: FileMatching, table: FileTable) -> FileMatching:
    """Return the matching without the columns this table does not have."""
    columns = {name: header for name, header in matching.columns.items() if header in table.headers}
    return replace(matching, columns=columns)


def reuse_matching(matching: FileMatching, table: FileTable, known: KnownPlaces) -> FileMatching:
    """Return what holds of the matching of an earlier file for this one; the rest is asked again.

    Names of what is gone hold no longer. Of bare numbers none does when one lies beyond those of before: then the scale
    is another one.
    """
    matching = drop_absent_columns(matching, table)
    values: dict[str, Mapping[str, str | None]] = {}
    for name, meanings in matching.values.items():
        is_other_scale = name in LISTED_FIELDS and _is_other_scale(table, matching.columns.get(name), meanings)
        values[name] = {
            key: meaning
            for key, meaning in meanings.items()
            if (
                _still_exists(name, meaning, known)
                if name in NAMED_FIELDS
                else not (is_other_scale and parse_number(key) is not None)
            )
        }
    fixed = {
        name: text
        for name, text in matching.fixed.items()
        if name not in NAMED_FIELDS or _still_exists(name, text, known)
    }
    return replace(matching, values=values, fixed=fixed)


def _still_exists(name: str, meaning: str | None, known: KnownPlaces) -> bool:
    """Return whether the meaning of a text is still there; that it means nothing always holds."""
    if not meaning or (name == "theme" and normalise_name(meaning) in UNEXPECTED_WORDS):
        return True
    if name == "theme":
        return any(normalise_name(meaning) in map(normalise_name, labels) for labels in known.rings.values())
    known_names = {"ring": known.rings, "organisation": known.organisations, "activity": known.activities}[name]
    return normalise_name(meaning) in map(normalise_name, known_names)


def _is_other_scale(table: FileTable, header: str | None, meanings: Mapping[str, str | None]) -> bool:
    """Return whether this column has a bare number below or above all those that were given a meaning before."""
    earlier_numbers = [number for text in meanings if (number := parse_number(text)) is not None]
    if not earlier_numbers or header is None:
        return False
    current_numbers = (
        number for text in set(table.list_column_texts(header)) if (number := parse_number(text)) is not None
    )
    return any(not min(earlier_numbers) <= number <= max(earlier_numbers) for number in current_numbers)


def to_reusable_json(matching: FileMatching) -> dict[str, Any]:
    """Return the matching as plain JSON for the next file, with normalised headers, so that a comma does no harm.

    One day for all rows was the day of that file: it is asked again.
    """
    return {
        "columns": {name: normalise_header(header) or header for name, header in matching.columns.items()},
        "fixed": {name: text for name, text in matching.fixed.items() if name != "seen_on"},
        "values": {name: dict(meanings) for name, meanings in matching.values.items() if meanings},
        "answers": select_reusable_answers(matching.answers),
    }


def from_reusable_json(remembered: Mapping[str, Any], headers: Iterable[str]) -> FileMatching:
    """Return the matching that `to_reusable_json` wrote, for a file with these headers; unknown fields are dropped."""
    header_by_words: dict[str, str] = {}
    for header in headers:
        header_by_words.setdefault(normalise_header(header) or header, header)
    columns = remembered.get("columns", {})
    return FileMatching(
        columns={name: header_by_words[columns[name]] for name in COLUMN_NAMES if columns.get(name) in header_by_words},
        fixed={name: text for name, text in remembered.get("fixed", {}).items() if name in FIXABLE_FIELDS},
        values={name: meanings for name, meanings in remembered.get("values", {}).items() if name in MATCHED_FIELDS},
        answers=select_reusable_answers(remembered.get("answers", {})),
    )
