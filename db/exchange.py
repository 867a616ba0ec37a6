"""Files in and out of the store: what an import would make, the import itself, and all observations as a file."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Table, func, insert, select, update
from sqlalchemy.orm import Session

from db import collaborations, search, tables
from db.collaborations import NewRing, unexpected_of
from db.observations import PLAIN, observations
from db.once import once
from db.people import alone, permit, touched
from db.tallies import recount
from db.types import new_id, now
from impact.access import Act
from impact.errors import Invalid
from impact.exchange import csv_out
from impact.exchange.columns import same
from impact.exchange.plan import Known, Plan, rings_for
from impact.exchange.plan import plan as planned
from impact.exchange.sheet import Sheet, SheetRow
from impact.model import Observation, State, Who
from impact.observe import named

AT_ONCE = 5_000
FILE_NAME_LIMIT = 255
Writer = Callable[[Iterable[Observation], csv_out.Names, str], bytes]


@dataclass(frozen=True)
class _Places:
    """Ids by name as `same` compares it: rings, the unexpected theme of a ring, themes, organisations, activities."""

    rings: dict[str, str]
    unexpected: dict[str, str]
    themes: dict[tuple[str, str], str]
    organisations: dict[str, str]
    activities: dict[str, str]


def plan(session: Session, who: Who | None, sheet: Sheet, proposed: Sequence[str] = ()) -> Plan:
    """What taking in this sheet would make: in the collaboration of `who`, or (None) in one made for it.

    `proposed` names the rings to start one with when they hold all the file asks for.
    """
    if who is None:
        return planned(sheet, Known(rings=dict.fromkeys(rings_for(sheet, proposed), ())))
    permit(session, who, Act.MANAGE)
    return planned(sheet, _known(session, who))


def take_in(
    session: Session,
    who: Who,
    sheet: Sheet,
    file_name: str,
    *,
    token: str,
    allow_new_themes: bool = True,
    skip_refused: bool = False,
) -> str:
    """Take all rows of a sheet into this collaboration, or none of them; returns the id of the batch.

    Raises NotAllowed, and Invalid (refused_rows, no_rows, new_themes, too_many_rings, too_many_themes).
    """
    alone(session, who, Act.MANAGE)
    _must_be_whole(sheet, skip_refused)
    return once(session, token, lambda: _take_in(session, who, sheet, file_name, allow_new_themes))


def take_in_apart(
    session: Session,
    person_id: str,
    name: str,
    proposed: Sequence[str],
    sheet: Sheet,
    file_name: str,
    *,
    token: str,
    allow_new_themes: bool = True,
    skip_refused: bool = False,
) -> str:
    """Take a sheet into a collaboration of its own, made for it; returns the id of that collaboration.

    Raises Invalid as `take_in` does, and for a name that is empty or too long.
    """
    _must_be_whole(sheet, skip_refused)
    rings = [NewRing(ring) for ring in rings_for(sheet, proposed)]
    planned(sheet, Known(rings={ring.name: () for ring in rings})).must_fit()

    def make() -> str:
        made = collaborations.start(session, person_id, name, (), rings, token=new_id())
        batch_id = _take_in(session, Who(person_id, made), sheet, file_name, allow_new_themes)
        mine = update(tables.Theme).where(tables.Theme.collaboration_id == made)
        session.execute(mine.values(batch_id=batch_id))
        return made

    return once(session, token, make)


def _must_be_whole(sheet: Sheet, skip_refused: bool) -> None:
    if sheet.refused and not skip_refused:
        raise Invalid(field="file", reason="refused_rows", count=sheet.refused_rows)
    if not sheet.rows:
        raise Invalid(field="file", reason="no_rows")


def _take_in(session: Session, who: Who, sheet: Sheet, file_name: str, allow_new_themes: bool) -> str:
    wanted = planned(sheet, _known(session, who))
    wanted.must_fit()
    if wanted.themes and not allow_new_themes:
        raise Invalid(field="themes", reason="new_themes", count=len(wanted.themes))
    made_by = {"collaboration_id": who.collaboration_id, "created_by": who.person_id}
    batch = tables.Batch(file_name=named(file_name[-FILE_NAME_LIMIT:], FILE_NAME_LIMIT), rows=wanted.rows, **made_by)
    session.add(batch)
    session.flush()
    _make_new(session, who, wanted, made_by | {"batch_id": batch.id})
    _keep(session, sheet.rows, _places(session, who), made_by | {"batch_id": batch.id})
    recount(session, who.collaboration_id)
    touched(session, who)
    return batch.id


def _make_new(session: Session, who: Who, wanted: Plan, made_by: dict[str, str]) -> None:
    plain = _without_batch(made_by)
    highest = select(func.max(tables.Ring.position)).where(tables.Ring.collaboration_id == who.collaboration_id)
    for position, name in enumerate(wanted.rings, (session.scalar(highest) or 0) + 1):
        ring = tables.Ring(name=name, position=position, **plain)
        session.add(ring)
        session.flush()
        unexpected = unexpected_of(ring.id, plain)
        unexpected.batch_id = made_by["batch_id"]
        session.add(unexpected)
    session.add_all(tables.Organisation(name=name, **made_by) for name in wanted.organisations)
    session.add_all(tables.Activity(name=name, **made_by) for name in wanted.activities)
    rings = _ids(session, tables.Ring, who.collaboration_id)
    labelled = (tables.Theme.collaboration_id == who.collaboration_id) & ~tables.Theme.unexpected
    after = (session.scalar(select(func.max(tables.Theme.position)).where(labelled)) or 0) + 1
    for position, (name, label) in enumerate(wanted.themes, after):
        session.add(tables.Theme(ring_id=rings[same(name)], label=label, position=position, **made_by))
    session.flush()


def _without_batch(made_by: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in made_by.items() if name != "batch_id"}


def _places(session: Session, who: Who) -> _Places:
    mine = who.collaboration_id
    ring, theme = tables.Ring, tables.Theme
    found = session.execute(
        select(ring.name, theme.label, theme.unexpected, theme.id)
        .join(theme, theme.ring_id == ring.id)
        .where(ring.collaboration_id == mine)
    )
    held = list(found)
    return _Places(
        rings=_ids(session, ring, mine),
        unexpected={same(name): id_ for name, _, unexpected, id_ in held if unexpected},
        themes={(same(name), same(label)): id_ for name, label, unexpected, id_ in held if not unexpected},
        organisations=_ids(session, tables.Organisation, mine),
        activities=_ids(session, tables.Activity, mine),
    )


def _ids(
    session: Session, table: type[tables.Ring | tables.Organisation | tables.Activity], mine: str
) -> dict[str, str]:
    rows = session.execute(select(table.name, table.id).where(table.collaboration_id == mine).order_by(table.id.desc()))
    return {same(name): id_ for name, id_ in rows}


def _known(session: Session, who: Who) -> Known:
    mine = who.collaboration_id
    ring, theme = tables.Ring, tables.Theme
    labels: dict[str, list[str]] = {}
    rows = session.execute(
        select(ring.name, theme.label, theme.unexpected)
        .outerjoin(theme, theme.ring_id == ring.id)
        .where(ring.collaboration_id == mine)
        .order_by(ring.position, ring.id)
    )
    for name, label, unexpected in rows:
        labels.setdefault(name, []).extend([label] if label and not unexpected else [])
    one, other = tables.Organisation, tables.Activity
    return Known(
        rings=labels,
        organisations=session.scalars(select(one.name).where(one.collaboration_id == mine)).all(),
        activities=session.scalars(select(other.name).where(other.collaboration_id == mine)).all(),
    )


def _keep(session: Session, rows: Sequence[SheetRow], places: _Places, made_by: dict[str, str]) -> None:
    at = now()
    common = made_by | {"version": 1, "created_at": at, "updated_at": at}
    waiting = iter(rows)
    while some := list(islice(waiting, AT_ONCE)):
        ids = _identities(session, some)
        kept = [_observation(row, places) | common | {"id": id_} for row, id_ in zip(some, ids, strict=True)]
        _insert(session, tables.Observation, kept)
        _insert(session, tables.Evidence, list(_evidence(some, kept, _without_batch(made_by) | {"at": at})))
        search.index(session, ids)


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


def _observation(row: SheetRow, places: _Places) -> dict[str, Any]:
    ring = same(row.ring)
    said = vars(row.said)
    return {name: said[name] for name in PLAIN} | {
        "theme_id": places.themes[ring, same(row.theme)] if row.theme else places.unexpected[ring],
        "organisation_id": places.organisations[same(row.organisation)] if row.organisation else None,
        "activity_id": places.activities[same(row.activity)] if row.activity else None,
        "state": row.state,
    }


def _evidence(
    rows: Sequence[SheetRow], kept: Sequence[dict[str, Any]], made_by: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    at = {"created_at": made_by["at"], "updated_at": made_by["at"], "version": 1}
    common = {name: value for name, value in made_by.items() if name != "at"} | at
    for row, observation in zip(rows, kept, strict=True):
        for one in row.said.evidence:
            yield {"id": new_id(), "observation_id": observation["id"], "kind": one.kind, "text": one.text} | common


def exported(
    session: Session, who: Who, language: str, ids: Sequence[str] | None = None, write: Writer = csv_out.written
) -> bytes:
    """The observations here as a file, a CSV one unless asked, oldest first, or only those with these ids.

    A draft never goes along.
    """
    permit(session, who, Act.LOOK)
    return write(_all(session, who, ids), names_of(session, who.collaboration_id), language)


def names_of(session: Session, collaboration_id: str) -> csv_out.Names:
    """What themes, organisations and activities of this collaboration are called in a file."""
    ring, theme = tables.Ring, tables.Theme
    themes = select(theme.id, ring.name, theme.label, theme.unexpected).join(ring, ring.id == theme.ring_id)
    return csv_out.Names(
        themes={
            id_: (name, "" if unexpected else label)
            for id_, name, label, unexpected in session.execute(
                themes.where(theme.collaboration_id == collaboration_id)
            )
        },
        organisations=_called(session, tables.Organisation, collaboration_id),
        activities=_called(session, tables.Activity, collaboration_id),
    )


def _called(
    session: Session, table: type[tables.Organisation | tables.Activity], collaboration_id: str
) -> dict[str, str]:
    mine = select(table.id, table.name).where(table.collaboration_id == collaboration_id)
    return dict(session.execute(mine).all())


def _all(session: Session, who: Who, ids: Sequence[str] | None) -> Iterator[Observation]:
    seen = tables.Observation
    mine = (seen.collaboration_id == who.collaboration_id) & seen.state.not_in((State.DRAFT, State.BINNED))
    order = select(seen.id).where(mine).order_by(seen.seen_on, seen.id)
    wanted = None if ids is None else frozenset(ids)
    waiting = iter([one for one in session.scalars(order) if wanted is None or one in wanted])
    while some := list(islice(waiting, AT_ONCE)):
        rows = {row.id: row for row in session.scalars(select(seen).where(seen.id.in_(some)))}
        yield from observations(session, who, [rows[one] for one in some])
        session.expunge_all()
