"""Duplicates: rows of a file that are stored already, by their id, or by their sentence and what was found."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from db import tables
from db.collaborations import read_names_by_id
from db.people import require_permission
from impact.access import Act
from impact.importing.plan.duplicates import (
    FindingIndex,
    FindingKey,
    SentenceKey,
    build_sentence_key,
    get_finding_key,
    get_sentence_key,
)
from impact.importing.plan.parsed_sheet import SheetRow
from impact.importing.plan.row_checks import split_into_pieces
from impact.model import HIDDEN_STATES, Direction, Level, Rung, Who
from impact.text.fold import normalise_name

COMPARED_FIELDS = ("organisation_id", "direction", "rung", "level")


@dataclass(frozen=True)
class _StoredObservation:
    """An observation that is stored: its sentence, and the fields that tell one finding from another."""

    id: str
    sentence: SentenceKey
    fields: dict[str, Any]


def find_duplicates(session: Session, who: Who | None, rows: Iterable[SheetRow]) -> frozenset[int]:
    """Return the lines of the rows that are stored already (without `who`, none are) or came earlier among these.

    The caller gives rows that were one line of a file lines of their own. Raise NotAllowed.
    """
    findings = FindingIndex()
    duplicate_lines: set[int] = set()
    for piece in split_into_pieces(rows):
        for row in piece:
            sentence, finding = get_sentence_key(row), get_finding_key(row)
            if findings.has_finding(sentence, finding):
                duplicate_lines.add(row.line)
            findings.add_finding(sentence, finding)
        if who:
            duplicate_lines |= find_stored_duplicates(session, who, piece)
    return frozenset(duplicate_lines)


def find_stored_duplicates(session: Session, who: Who, rows: Iterable[SheetRow]) -> frozenset[int]:
    """Return the lines of these rows that are stored already, as they are now or were before somebody changed them.

    Raise NotAllowed.
    """
    require_permission(session, who, Act.MANAGE)
    file_rows = list(rows)
    candidates = list(_read_candidates(session, who, file_rows))
    ids = {candidate.id for candidate in candidates}
    sentences = {get_sentence_key(row) for row in file_rows}
    same_sentence = [candidate for candidate in candidates if candidate.sentence in sentences]
    names = read_names_by_id(session, tables.Organisation, who.collaboration_id)
    earlier_values = _read_earlier_values(session, {candidate.id for candidate in same_sentence})
    findings = FindingIndex()
    for candidate in same_sentence:
        for fields in _iterate_versions(candidate.fields, earlier_values.get(candidate.id, ())):
            findings.add_finding(candidate.sentence, _build_finding(fields, names))
    return frozenset(
        row.line
        for row in file_rows
        if row.id in ids or findings.has_finding(get_sentence_key(row), get_finding_key(row))
    )


def _read_candidates(session: Session, who: Who, file_rows: Collection[SheetRow]) -> Iterator[_StoredObservation]:
    """Yield the observations with a day or an id of these rows."""
    observation, theme, ring = tables.Observation, tables.Theme, tables.Ring
    days, ids = {row.observation.seen_on for row in file_rows}, [row.id for row in file_rows if row.id]
    fields = [getattr(observation, name) for name in COMPARED_FIELDS]
    query = (
        select(observation.id, ring.name, theme.label, theme.unexpected, observation.what, observation.seen_on, *fields)
        .join(theme, theme.id == observation.theme_id)
        .join(ring, ring.id == theme.ring_id)
        .where(
            observation.collaboration_id == who.collaboration_id,
            or_(observation.seen_on.in_(days), observation.id.in_(ids)),
        )
        # A draft or what is in the bin is no duplicate of a new row, but its id cannot be used again.
        .where(or_(observation.state.not_in(HIDDEN_STATES), observation.id.in_(ids)))
    )
    for id_, name, label, unexpected, what, day, *values in session.execute(query):
        sentence = build_sentence_key(name, "" if unexpected else label, what, day)
        yield _StoredObservation(id_, sentence, dict(zip(COMPARED_FIELDS, values, strict=True)))


def _read_earlier_values(session: Session, ids: Collection[str]) -> dict[str, list[dict[str, Any]]]:
    """Return by observation the fields as they were before each change, the newest change first."""
    change = tables.Change
    query = select(change.observation_id, change.before).where(change.observation_id.in_(ids))
    earlier_values: dict[str, list[dict[str, Any]]] = {}
    for id_, before in session.execute(query.order_by(change.number.desc())):
        earlier_values.setdefault(id_, []).append(before)
    return earlier_values


def _iterate_versions(fields: dict[str, Any], changes: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield these fields as they are, and as they were before each change: the file may be older than the change.

    A level that was settled later is taken for the time before too, because without a level it was this same finding.
    """
    yield fields
    for before in changes:
        earlier_fields = {name: before[name] for name in COMPARED_FIELDS if name in before}
        if earlier_fields.get("level", fields["level"]) is None:
            earlier_fields["level"] = fields["level"]
        fields = fields | earlier_fields
        yield fields


def _build_finding(fields: Mapping[str, Any], names: Mapping[str, str]) -> FindingKey:
    level = fields["level"]
    return FindingKey(
        organisation=normalise_name(names.get(fields["organisation_id"] or "", "")),
        direction=Direction(fields["direction"]),
        rung=Rung(fields["rung"]),
        level=None if level is None else Level(level),
    )
