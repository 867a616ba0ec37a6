"""Writing a CSV file: the columns that `file_in` reads, harmless in a spreadsheet."""

import csv
from codecs import BOM_UTF8
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from io import StringIO
from typing import Any

from impact.exchange.cells import evidence_written, when_written
from impact.exchange.columns import COLUMNS, WORDS, spelled
from impact.model import FIELDS, Field, FieldKind, Observation, OpenLevel
from impact.safe_text import drop_unsafe, guard_formula

DELIMITER = ";"


@dataclass(frozen=True)
class Names:
    """What ids are called: a theme as (ring, label; empty for Unexpected), organisations and activities."""

    themes: Mapping[str, tuple[str, str]]
    organisations: Mapping[str, str]
    activities: Mapping[str, str]

    def read_name(self, key: str, id_: str | None) -> str:
        """What the organisation or activity with this id is called; empty without one. `key` is that of its field."""
        return {"organisation": self.organisations, "activity": self.activities}[key].get(id_ or "", "")


def written(observations: Iterable[Observation], names: Names, language: str) -> bytes:
    """These observations as a CSV file: UTF-8 with its mark, semicolons, one line of headers in this language."""
    return BOM_UTF8 + head(language) + lines(observations, names, language)


def head(language: str, delimiter: str = DELIMITER) -> bytes:
    """The line of headers in this language."""
    return _lines([[header[language] for header in COLUMNS.values()]], delimiter)


def lines(observations: Iterable[Observation], names: Names, language: str, delimiter: str = DELIMITER) -> bytes:
    """The line of each observation, so that a long file can be written piece by piece."""
    cells = (told(one, names, language) for one in observations)
    return _lines(([guard_formula(one[field]) for field in COLUMNS] for one in cells), delimiter)


def _lines(rows: Iterable[Sequence[str]], delimiter: str) -> bytes:
    text = StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


def told(one: Observation, names: Names, language: str) -> dict[str, str]:
    """What stands in each column for this observation; a CSV file has formulas made harmless first."""
    cells = {"id": one.id}
    for field in FIELDS:
        value: Any = getattr(one.said, field.name) if field.typed else one.state
        if field.name == "seen_on":
            cells["seen_on"] = when_written(value, one.said.precision)
        elif field.name == "theme_id":
            cells["ring"], cells["theme"] = names.themes[value]
        elif field.columns:
            cells[field.columns[0].name] = _cell(field, value, names, language)
    return {name: drop_unsafe(text) for name, text in cells.items()}


def _cell(field: Field, value: Any, names: Names, language: str) -> str:
    if field.kind is FieldKind.EVIDENCE:
        return evidence_written(value, language)
    if field.kind is FieldKind.REFERENCE:
        return names.read_name(field.key, value)
    if value is None:
        return spelled(WORDS["level"], OpenLevel.UNSETTLED, language) if field.name == "level" else ""
    if field.words:
        # The steps of a scale are written as numbers, so that a spreadsheet can count with them.
        return str(int(value)) if isinstance(value, IntEnum) else spelled(WORDS[field.name], value, language)
    return str(value)
