"""How a file is matched to our fields and words: columns, one value for all rows, values per list, answers.

A matching is plain enough to be remembered for the next file of the same shape.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

from impact.exchange.columns import COLUMNS, REQUIRED, UNEXPECTED, same
from impact.exchange.content import guess_by_content
from impact.exchange.empty_days import fill_days
from impact.exchange.file_questions import OPEN, answer_of_file, kept_answers
from impact.exchange.headers import guessed, is_why, worded
from impact.exchange.plan import Known
from impact.exchange.scales import is_of_schooling, number_in
from impact.exchange.several import split_rows
from impact.exchange.table import Table
from impact.exchange.values import LISTED, NAMED, folded

BETWEEN = "\n"
MATCHED = (*NAMED, *LISTED)
# What may be the same in every row when the file has no column for it.
FIXABLE = ("seen_on", "ring", "theme", "direction", "level", "rung", "organisation", "activity", "state")


@dataclass(frozen=True)
class Matching:
    """`columns`: header by field. `fixed`: text by field, for every row. `values`: per field what a text stands for.

    A value is our own spelling; None leaves the rows with it out. Of a theme the key holds its ring too (`key_of`).
    `answers`: by key what was said to the questions about the whole file (file_questions.py).
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str | None]] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)

    @property
    def missing(self) -> tuple[str, ...]:
        """The fields a row cannot do without and that have neither a column nor one value for all rows."""
        return tuple(name for name in REQUIRED if name not in self.columns and name not in self.fixed)

    def settled(self, found: Mapping[str, Mapping[str, str | None]]) -> "Matching":
        """This matching, with these values for the texts it has none for."""
        return replace(self, values={name: {**found.get(name, {}), **self.values.get(name, {})} for name in MATCHED})


def key_of(name: str, text: str, ring: str = "", *, exact: bool = False) -> str:
    """Under which key a text of this field is kept; the same wish may be meant differently in two rings.

    `exact` is for an export of ours (`Table.own`).
    """
    plain = folded(text, exact)
    return f"{folded(ring, exact)}{BETWEEN}{plain}" if name == "theme" else plain


def shape_of(table: Table) -> str:
    """What files of the same shape have in common: the names of their columns, in any order."""
    names = sorted(worded(header) or header for header in table.headers if not is_why(header))
    return sha256("\n".join(names).encode()).hexdigest()


def first_match(
    table: Table, earlier: Mapping[str, str] | None = None, rings: Iterable[str] = ()
) -> tuple[Matching, frozenset[str]]:
    """The most likely columns for this table, and the fields of which that is not sure; `rings` are those there are."""
    found = guess_by_content(table, guessed(table.headers, earlier or {}), rings)
    unsure = frozenset(name for name, guess in found.items() if not guess.sure)
    level = found.get("level")
    if level and worded(level.header) not in (earlier or {}) and is_of_schooling(level.header, table.headers):
        unsure |= {"level"}
    matching = Matching(columns={name: found[name].header for name in COLUMNS if name in found})
    return matching, unsure


def ordered(table: Table, matching: Matching, known: Known | None = None) -> tuple[Matching, bool]:
    """The matching with what the file itself tells of its days, and whether somebody has to be asked.

    What a file tells counts above what was chosen for an earlier one. It is never to be remembered as chosen.
    """
    found = answer_of_file(table, matching.columns, known)
    answers = found.add_to(matching.answers)
    return replace(matching, answers=answers), OPEN in answers.values()


def prepared(table: Table, matching: Matching, known: Known | None = None) -> Table:
    """The table with a row for each observation: cells with several answers taken apart, days filled in, as chosen."""
    table = fill_days(table, matching.columns, matching.answers)
    return split_rows(table, matching.columns, matching.answers, known or Known())


def fitting(matching: Matching, table: Table) -> Matching:
    """The matching without the columns this table does not have."""
    columns = {name: header for name, header in matching.columns.items() if header in table.headers}
    return replace(matching, columns=columns)


def reuse(matching: Matching, table: Table, known: Known) -> Matching:
    """What holds of the matching of an earlier file for this one; the rest is asked again.

    Names of what is not there any more hold no longer, and of bare numbers none when one lies beyond those of before:
    then the scale is another one.
    """
    matching = fitting(matching, table)
    values: dict[str, Mapping[str, str | None]] = {}
    for name, held in matching.values.items():
        other = name in LISTED and _is_other_scale(table, matching.columns.get(name), held)
        values[name] = {
            key: meaning
            for key, meaning in held.items()
            if (_is_there(name, meaning, known) if name in NAMED else not (other and number_in(key) is not None))
        }
    fixed = {name: text for name, text in matching.fixed.items() if name not in NAMED or _is_there(name, text, known)}
    return replace(matching, values=values, fixed=fixed)


def _is_there(name: str, meaning: str | None, known: Known) -> bool:
    """Whether what a text was said to mean is there still; that it means nothing always holds."""
    if not meaning or (name == "theme" and same(meaning) in UNEXPECTED):
        return True
    if name == "theme":
        return any(same(meaning) in map(same, labels) for labels in known.rings.values())
    there = {"ring": known.rings, "organisation": known.organisations, "activity": known.activities}[name]
    return same(meaning) in map(same, there)


def _is_other_scale(table: Table, header: str | None, held: Mapping[str, str | None]) -> bool:
    """Whether this column has a bare number below or above all those that were given a meaning before."""
    before = [number for text in held if (number := number_in(text)) is not None]
    if not before or header is None:
        return False
    now = (number for text in set(table.column(header)) if (number := number_in(text)) is not None)
    return any(not min(before) <= number <= max(before) for number in now)


def as_json(matching: Matching) -> dict[str, Any]:
    """The matching as plain JSON, for the next file; headers as they are compared, so that a comma does no harm.

    One day for all rows was the day of that file: it is asked again.
    """
    return {
        "columns": {name: worded(header) or header for name, header in matching.columns.items()},
        "fixed": {name: text for name, text in matching.fixed.items() if name != "seen_on"},
        "values": {name: dict(found) for name, found in matching.values.items() if found},
        "answers": kept_answers(matching.answers),
    }


def from_json(told: Mapping[str, Any], headers: Iterable[str]) -> Matching:
    """The matching that `as_json` told, for a file with these headers; what is not ours any more is left out."""
    by_words: dict[str, str] = {}
    for header in headers:
        by_words.setdefault(worded(header) or header, header)
    columns = told.get("columns", {})
    return Matching(
        columns={name: by_words[columns[name]] for name in COLUMNS if columns.get(name) in by_words},
        fixed={name: text for name, text in told.get("fixed", {}).items() if name in FIXABLE},
        values={name: found for name, found in told.get("values", {}).items() if name in MATCHED},
        answers=kept_answers(told.get("answers", {})),
    )
