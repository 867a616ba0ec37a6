"""Keeping the rows of a file: in pieces, each whole in itself, all under one batch that is undone as a whole."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, insert, select, update
from sqlalchemy.orm import Session

from db import search, tables
from db.observations import PLAIN
from db.once import once
from db.people import alone, touched
from db.places import Places, find_named, known, make_new, places, without_batch
from db.tallies import tally_all
from db.types import new_id, now
from impact.access import Act
from impact.errors import NotFound
from impact.exchange.columns import same
from impact.exchange.plan import plan
from impact.exchange.sheet import SheetRow
from impact.model import Who
from impact.observe import named

FILE_NAME_LIMIT = 255


@dataclass(frozen=True)
class _Rows:
    """Rows of a file that go in together, as a plan wants to be told of them."""

    rows: Sequence[SheetRow]

    @property
    def count(self) -> int:
        return len(self.rows)


def open_batch(session: Session, who: Who, file_name: str) -> str:
    """Make a batch without rows; returns its id. Whoever calls has asked whether that may be."""
    batch = tables.Batch(
        file_name=named(file_name[-FILE_NAME_LIMIT:], FILE_NAME_LIMIT),
        rows=0,
        collaboration_id=who.collaboration_id,
        created_by=who.person_id,
    )
    session.add(batch)
    session.flush()
    return batch.id


def take_piece(session: Session, who: Who, batch_id: str, rows: Sequence[SheetRow], *, token: str) -> None:
    """Keep these rows under a batch, with the places they need and their tallies; once for each token.

    Raises NotAllowed, NotFound when the batch was undone meanwhile, and Invalid when what is new does not fit.
    """
    alone(session, who, Act.MANAGE)
    batch = tables.Batch
    mine = (batch.id == batch_id) & (batch.collaboration_id == who.collaboration_id)
    if session.scalar(select(batch.id).where(mine)) is None:
        raise NotFound(what="batch")
    once(session, token, lambda: keep(session, who, batch_id, rows))


def keep(session: Session, who: Who, batch_id: str, rows: Sequence[SheetRow]) -> str:
    """The rows of one piece; returns the batch."""
    made_by = {"collaboration_id": who.collaboration_id, "created_by": who.person_id, "batch_id": batch_id}
    wanted = plan(_Rows(rows), known(session, who))
    wanted.must_fit()
    make_new(session, who, wanted, made_by)
    _keep(session, rows, places(session, who), made_by)
    batch = tables.Batch
    session.execute(update(batch).where(batch.id == batch_id).values(rows=batch.rows + len(rows)))
    touched(session, who)
    return batch_id


def _keep(session: Session, rows: Sequence[SheetRow], places: Places, made_by: dict[str, str]) -> None:
    at = now()
    common = made_by | {"version": 1, "created_at": at, "updated_at": at}
    ids = _identities(session, rows)
    kept = [_observation(row, places) | common | {"id": id_} for row, id_ in zip(rows, ids, strict=True)]
    _insert(session, tables.Observation, kept)
    _insert(session, tables.Evidence, list(_evidence(rows, kept, without_batch(made_by) | {"at": at})))
    search.index(session, ids)
    tally_all(session, kept)


def _identities(session: Session, rows: Sequence[SheetRow]) -> list[str]:
    """The id of each row: the one it had where it was written, unless that is taken here; else a new one."""
    seen = tables.Observation.id
    asked = [row.id for row in rows if row.id]
    # What was erased here does not come back under its old id.
    taken = set(session.scalars(select(seen).where(seen.in_(asked))))
    taken |= set(session.scalars(select(tables.Erased.id).where(tables.Erased.id.in_(asked))))
    ids = []
    for row in rows:
        ids.append(row.id if row.id and row.id not in taken else new_id())
        taken.add(ids[-1])
    return ids


def _insert(session: Session, table: type[tables.Base], rows: list[dict[str, Any]]) -> None:
    if rows:
        made = table.__table__
        assert isinstance(made, Table)
        session.execute(insert(made), rows)


def _observation(row: SheetRow, places: Places) -> dict[str, Any]:
    ring = same(row.ring)
    said = vars(row.said)
    return {name: said[name] for name in PLAIN} | {
        "theme_id": places.themes[ring, same(row.theme)] if row.theme else places.unexpected[ring],
        "organisation_id": find_named(places.organisations, row.organisation),
        "activity_id": find_named(places.activities, row.activity),
        "state": row.state,
    }


def _evidence(
    rows: Sequence[SheetRow], kept: Sequence[dict[str, Any]], made_by: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    at = {"created_at": made_by["at"], "updated_at": made_by["at"], "version": 1}
    common = {name: value for name, value in made_by.items() if name != "at"} | at
    for row, observation in zip(rows, kept, strict=True):
        for number, one in enumerate(row.said.evidence, 1):
            own = {"id": new_id(), "observation_id": observation["id"], "number": number}
            yield own | {"kind": one.kind, "text": one.text} | common
