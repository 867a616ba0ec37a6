"""What a feed link sends to a program: observations as CSV or JSON, in pieces, under names that stay the same."""

import json
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from datetime import date

from impact.exporting import observations_csv
from impact.exporting.observations_csv import PlaceNames
from impact.importing.values.cells import format_evidence
from impact.model import OBSERVATION_FIELDS, FieldKind, Observation
from impact.observation.field_values import write_fields
from impact.text.safe_text import make_safe

FEED_VERSION = 1
FEED_DELIMITERS = {"semicolon": ";", "comma": ",", "tab": "\t"}
MEDIA_TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
ObservationPieces = Iterable[Iterable[Observation]]


def choose_delimiter(requested: str | None) -> str:
    """Return the delimiter that was asked for, by its name or as it is; a semicolon for anything else."""
    if requested in FEED_DELIMITERS.values():
        return str(requested)
    return FEED_DELIMITERS.get(requested or "", observations_csv.CSV_DELIMITER)


def write_feed_csv(pieces: ObservationPieces, names: PlaceNames, language: str, cell_delimiter: str) -> Iterator[bytes]:
    """Yield the columns of an export in this language, as UTF-8 with the byte order mark that Excel needs."""
    yield BOM_UTF8 + observations_csv.format_header_line(language, cell_delimiter)
    for piece in pieces:
        yield observations_csv.format_observation_lines(piece, names, language, cell_delimiter)


def write_feed_json(
    pieces: ObservationPieces, names: PlaceNames, collaboration: str, label: str, as_of: date, language: str
) -> Iterator[bytes]:
    """Yield a small head and the observations, with the keys of the model; only evidence depends on the language."""
    head = {"format": "rimpel-feed", "version": FEED_VERSION, "collaboration": collaboration, "label": label}
    yield f'{_format_safe_json(head | {"as_of": as_of.isoformat()})[:-1]}, "observations": ['.encode()
    separator = "\n"
    for piece in pieces:
        objects = [_format_safe_json(_build_feed_object(observation, names, language)) for observation in piece]
        if objects:
            yield (separator + ",\n".join(objects)).encode()
            separator = ",\n"
    yield b"\n]}\n"


def _format_safe_json(value: object) -> str:
    return json.dumps(make_safe(value), ensure_ascii=False)


def _build_feed_object(observation: Observation, names: PlaceNames, language: str) -> dict[str, object]:
    """Return one observation in the words of the model, English in every language; never who wrote it."""
    field_values = write_fields(observation.details) | {"state": observation.state.value}
    ring, theme = names.themes[observation.details.theme_id]
    feed_object: dict[str, object] = {"id": observation.id}
    for field in OBSERVATION_FIELDS:
        if field.name == "theme_id":
            feed_object |= {"ring": ring, "theme": theme or None, "unexpected": not theme}
        elif field.kind is FieldKind.REFERENCE:
            feed_object[field.short_name] = names.get_name(field.short_name, field_values[field.name]) or None
        elif field.kind is FieldKind.EVIDENCE:
            feed_object[field.name] = format_evidence(observation.details.evidence, language)
        else:
            feed_object[field.name] = field_values[field.name]
    return feed_object
