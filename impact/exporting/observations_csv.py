"""Observations as a CSV file: the columns that an import reads, harmless in a spreadsheet."""

import csv
from codecs import BOM_UTF8
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from io import StringIO
from typing import Any

from impact.importing.headers.columns import COLUMN_NAMES, spell_word
from impact.importing.values.cells import format_evidence, format_seen_on
from impact.model import OBSERVATION_FIELDS, FieldKind, Observation, ObservationField, OpenLevel
from impact.text.safe_text import drop_unsafe, guard_formula

# Excel splits at it where the comma stands before decimals, as in Dutch.
CSV_DELIMITER = ";"


@dataclass(frozen=True)
class PlaceNames:
    """The names behind ids: a theme as (ring, label; empty for Unexpected), organisations and activities."""

    themes: Mapping[str, tuple[str, str]]
    organisations: Mapping[str, str]
    activities: Mapping[str, str]

    def get_name(self, key: str, id_: str | None) -> str:
        """Return the name of the organisation or activity with this id; empty without one."""
        return {"organisation": self.organisations, "activity": self.activities}[key].get(id_ or "", "")


def write_csv(observations: Iterable[Observation], names: PlaceNames, language: str) -> bytes:
    """Return these observations as a CSV file: UTF-8 with its mark, semicolons, one line of headers."""
    return BOM_UTF8 + format_header_line(language) + format_observation_lines(observations, names, language)


def format_header_line(language: str, delimiter: str = CSV_DELIMITER) -> bytes:
    """Return the line of headers in this language."""
    return format_csv_lines([[header[language] for header in COLUMN_NAMES.values()]], delimiter)


def format_observation_lines(
    observations: Iterable[Observation], names: PlaceNames, language: str, delimiter: str = CSV_DELIMITER
) -> bytes:
    """Return the line of each observation, so that a long file can be written piece by piece."""
    records = (format_observation_cells(record, names, language) for record in observations)
    return format_csv_lines(([record[field] for field in COLUMN_NAMES] for record in records), delimiter)


def format_csv_lines(rows: Iterable[Iterable[str]], delimiter: str = CSV_DELIMITER) -> bytes:
    """Return these rows as lines of CSV, with a quote before every cell that a spreadsheet would take for a formula."""
    text = StringIO(newline="")
    guarded_rows = (map(guard_formula, row) for row in rows)
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(guarded_rows)
    return text.getvalue().encode()


def format_observation_cells(observation: Observation, names: PlaceNames, language: str) -> dict[str, str]:
    """Return the text of each column for this observation; formulas are not yet made harmless."""
    cells = {"id": observation.id}
    for field in OBSERVATION_FIELDS:
        value: Any = getattr(observation.details, field.name) if field.is_typed else observation.state
        if field.name == "seen_on":
            cells["seen_on"] = format_seen_on(value, observation.details.precision)
        elif field.name == "theme_id":
            cells["ring"], cells["theme"] = names.themes[value]
        elif field.columns:
            cells[field.columns[0]] = _format_observation_cell(field, value, names, language)
    return {name: drop_unsafe(text) for name, text in cells.items()}


def _format_observation_cell(field: ObservationField, value: Any, names: PlaceNames, language: str) -> str:
    if field.kind is FieldKind.EVIDENCE:
        return format_evidence(value, language)
    if field.kind is FieldKind.REFERENCE:
        return names.get_name(field.short_name, value)
    if value is None:
        return spell_word("level", OpenLevel.UNSETTLED, language) if field.name == "level" else ""
    if field.words:
        # The steps of a scale are written as numbers, so that a spreadsheet can count with them.
        return str(int(value)) if isinstance(value, IntEnum) else spell_word(field.name, value, language)
    return str(value)
