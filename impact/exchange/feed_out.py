"""What a link gives to a program: observations as CSV or as JSON, piece by piece, under names that stay the same."""

import json
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from datetime import date

from impact.exchange import csv_out
from impact.exchange.cells import evidence_written
from impact.exchange.csv_out import Names
from impact.model import FIELDS, FieldKind, Observation
from impact.plain import write_fields
from impact.safe_text import make_safe

VERSION = 1
DELIMITERS = {"semicolon": ";", "comma": ",", "tab": "\t"}
MEDIA = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
Pieces = Iterable[Iterable[Observation]]


def delimiter(asked: str | None) -> str:
    """The sign between cells that was asked for, by its name or as it is; a semicolon for anything else."""
    if asked in DELIMITERS.values():
        return str(asked)
    return DELIMITERS.get(asked or "", csv_out.DELIMITER)


def as_csv(pieces: Pieces, names: Names, language: str, between: str) -> Iterator[bytes]:
    """The columns of an export, in this language: UTF-8 with its mark, which Excel needs."""
    yield BOM_UTF8 + csv_out.head(language, between)
    for piece in pieces:
        yield csv_out.lines(piece, names, language, between)


def as_json(
    pieces: Pieces, names: Names, collaboration: str, label: str, as_of: date, language: str
) -> Iterator[bytes]:
    """A small head and the list of observations, with the keys of the model; only evidence is told in a language."""
    head = {"format": "rimpel-feed", "version": VERSION, "collaboration": collaboration, "label": label}
    yield f'{_json(head | {"as_of": as_of.isoformat()})[:-1]}, "observations": ['.encode()
    before = "\n"
    for piece in pieces:
        told = [_json(_object(one, names, language)) for one in piece]
        if told:
            yield (before + ",\n".join(told)).encode()
            before = ",\n"
    yield b"\n]}\n"


def _json(value: object) -> str:
    return json.dumps(make_safe(value), ensure_ascii=False)


def _object(one: Observation, names: Names, language: str) -> dict[str, object]:
    """One observation: words of the model in English, whatever the language; never who wrote it."""
    plain = write_fields(one.said) | {"state": one.state.value}
    ring, theme = names.themes[one.said.theme_id]
    told: dict[str, object] = {"id": one.id}
    for field in FIELDS:
        if field.name == "theme_id":
            told |= {"ring": ring, "theme": theme or None, "unexpected": not theme}
        elif field.kind is FieldKind.REFERENCE:
            told[field.key] = names.read_name(field.key, plain[field.name]) or None
        elif field.kind is FieldKind.EVIDENCE:
            told[field.name] = evidence_written(one.said.evidence, language)
        else:
            told[field.name] = plain[field.name]
    return told
