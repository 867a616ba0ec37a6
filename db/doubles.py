"""Doubles: rows of a file that are here already, by their id, or by their sentence and what is made of it."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from db import tables
from db.people import permit
from impact.access import Act
from impact.exchange.alike import Finding, Findings, Sentence, finding_of, sentence_at, sentence_of
from impact.exchange.columns import same
from impact.exchange.sheet import SheetRow
from impact.exchange.through import in_pieces
from impact.model import Direction, Level, Rung, State, Who

FIELDS = ("organisation_id", "direction", "rung", "level")


@dataclass(frozen=True)
class _Kept:
    """An observation that stands here: its sentence, and the fields that make it one finding or another."""

    id: str
    sentence: Sentence
    fields: dict[str, Any]


def find_doubles(session: Session, who: Who | None, rows: Iterable[SheetRow]) -> frozenset[int]:
    """The lines of the rows that are here already, or that stand earlier among these; nothing is here without `who`.

    Of rows that were one line of a file the caller tells the lines apart. Raises NotAllowed.
    """
    met = Findings()
    there: set[int] = set()
    for piece in in_pieces(rows):
        for row in piece:
            sentence, finding = sentence_of(row), finding_of(row)
            if met.has(sentence, finding):
                there.add(row.line)
            met.add(sentence, finding)
        if who:
            there |= there_already(session, who, piece)
    return frozenset(there)


def there_already(session: Session, who: Who, rows: Iterable[SheetRow]) -> frozenset[int]:
    """The lines of these rows that stand here already, as they are now or as they were before somebody changed them.

    Asked for all of them at once. Raises NotAllowed.
    """
    permit(session, who, Act.MANAGE)
    asked = list(rows)
    kept = list(_kept(session, who, asked))
    ids = {one.id for one in kept}
    sentences = {sentence_of(row) for row in asked}
    alike = [one for one in kept if one.sentence in sentences]
    names = _names(session, who)
    earlier = _earlier(session, {one.id for one in alike})
    met = Findings()
    for one in alike:
        for fields in _as_it_was(one.fields, earlier.get(one.id, ())):
            met.add(one.sentence, _finding(fields, names))
    return frozenset(row.line for row in asked if row.id in ids or met.has(sentence_of(row), finding_of(row)))


def _kept(session: Session, who: Who, asked: Collection[SheetRow]) -> Iterator[_Kept]:
    """What stands here of the days and under the ids of these rows."""
    seen, theme, ring = tables.Observation, tables.Theme, tables.Ring
    days, ids = {row.said.seen_on for row in asked}, [row.id for row in asked if row.id]
    fields = [getattr(seen, name) for name in FIELDS]
    query = (
        select(seen.id, ring.name, theme.label, theme.unexpected, seen.what, seen.seen_on, *fields)
        .join(theme, theme.id == seen.theme_id)
        .join(ring, ring.id == theme.ring_id)
        .where(seen.collaboration_id == who.collaboration_id, or_(seen.seen_on.in_(days), seen.id.in_(ids)))
        .where(or_(seen.state.not_in((State.DRAFT, State.BINNED)), seen.id.in_(ids)))
    )
    for id_, name, label, unexpected, what, day, *values in session.execute(query):
        sentence = sentence_at(name, "" if unexpected else label, what, day)
        yield _Kept(id_, sentence, dict(zip(FIELDS, values, strict=True)))


def _names(session: Session, who: Who) -> dict[str, str]:
    place = tables.Organisation
    mine = select(place.id, place.name).where(place.collaboration_id == who.collaboration_id)
    return dict(session.execute(mine).all())


def _earlier(session: Session, ids: Collection[str]) -> dict[str, list[dict[str, Any]]]:
    """What changed of these observations, the newest change first: the fields as they were before it."""
    change = tables.Change
    query = select(change.observation_id, change.before).where(change.observation_id.in_(ids))
    found: dict[str, list[dict[str, Any]]] = {}
    for id_, before in session.execute(query.order_by(change.number.desc())):
        found.setdefault(id_, []).append(before)
    return found


def _as_it_was(fields: dict[str, Any], changes: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """These fields as they are, and as they were before each change: a file may be older than what was made of it.

    A level that was settled since is told for the time before too: what waited then was this finding and no other.
    """
    yield fields
    for before in changes:
        told = {name: before[name] for name in FIELDS if name in before}
        if told.get("level", fields["level"]) is None:
            told["level"] = fields["level"]
        fields = fields | told
        yield fields


def _finding(fields: Mapping[str, Any], names: Mapping[str, str]) -> Finding:
    level = fields["level"]
    return Finding(
        organisation=same(names.get(fields["organisation_id"] or "", "")),
        direction=Direction(fields["direction"]),
        rung=Rung(fields["rung"]),
        level=None if level is None else Level(level),
    )
