"""Writing a CSV file: the columns that `file_in` reads, harmless in a spreadsheet."""

import csv
from codecs import BOM_UTF8
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO

from impact.exchange.cells import evidence_written, guarded, when_written
from impact.exchange.columns import CHANGE_KINDS, COLUMNS, DIRECTIONS, INTENDEDS, STATES, spelled
from impact.model import Observation

DELIMITER = ";"


@dataclass(frozen=True)
class Names:
    """What ids are called: a theme as (ring, label; empty for Unexpected), organisations and activities."""

    themes: Mapping[str, tuple[str, str]]
    organisations: Mapping[str, str]
    activities: Mapping[str, str]


def written(observations: Iterable[Observation], names: Names, language: str) -> bytes:
    """These observations as a CSV file: UTF-8 with its mark, semicolons, one line of headers in this language."""
    return BOM_UTF8 + head(language) + lines(observations, names, language)


def head(language: str, delimiter: str = DELIMITER) -> bytes:
    """The line of headers in this language."""
    return _lines([[header[language] for header in COLUMNS.values()]], delimiter)


def lines(observations: Iterable[Observation], names: Names, language: str, delimiter: str = DELIMITER) -> bytes:
    """The line of each observation, so that a long file can be written piece by piece."""
    cells = (told(one, names, language) for one in observations)
    return _lines(([guarded(one[field]) for field in COLUMNS] for one in cells), delimiter)


def _lines(rows: Iterable[Sequence[str]], delimiter: str) -> bytes:
    text = StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


def told(one: Observation, names: Names, language: str) -> dict[str, str]:
    """What stands in each column for this observation, as it is; a CSV file has it made harmless first."""
    said = one.said
    ring, theme = names.themes[said.theme_id]
    return {
        "seen_on": when_written(said.seen_on, said.precision),
        "ring": ring,
        "theme": theme,
        "what": said.what,
        "direction": spelled(DIRECTIONS, said.direction, language),
        "level": str(int(said.level)),
        "rung": str(int(said.rung)),
        "evidence": evidence_written(said.evidence, language),
        "organisation": names.organisations.get(said.organisation_id or "", ""),
        "intended": spelled(INTENDEDS, said.intended, language),
        "activity": names.activities.get(said.activity_id or "", ""),
        "state": spelled(STATES, one.state, language),
        "change_kind": spelled(CHANGE_KINDS, said.change_kind, language) if said.change_kind else "",
        "why": said.why,
        "contribution": said.contribution,
        "circumstances": said.circumstances,
        "observer_role": said.observer_role,
        "reached": "" if said.reached is None else str(said.reached),
        "id": one.id,
    }
