"""Writing a CSV file: the columns that `csv_in` reads, harmless in a spreadsheet."""

import csv
from collections.abc import Iterable, Mapping
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
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=DELIMITER, lineterminator="\r\n")
    writer.writerow(header[language] for header in COLUMNS.values())
    for one in observations:
        cells = told(one, names, language)
        writer.writerow(guarded(cells[field]) for field in COLUMNS)
    return text.getvalue().encode("utf-8-sig")


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
