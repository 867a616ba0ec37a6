"""Files in and out of the store: what an import would make, the import itself, and all observations as a file."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db import collaborations, tables
from db.collaborations import NewRing
from db.observations import observations
from db.once import once
from db.people import alone, permit
from db.pieces import keep, open_batch
from db.places import known
from db.types import new_id
from impact.access import Act
from impact.errors import Invalid, NotFound
from impact.exchange import csv_out
from impact.exchange.plan import Known, Plan, Told, rings_for
from impact.exchange.plan import plan as planned
from impact.exchange.sheet import Sheet
from impact.exchange.through import in_pieces
from impact.model import Observation, State, Who

AT_ONCE = 5_000
Writer = Callable[[Iterable[Observation], csv_out.Names, str], bytes]


def known_to(session: Session, who: Who) -> Known:
    """What this collaboration has already, for who may take in a file. Raises NotAllowed."""
    permit(session, who, Act.MANAGE)
    return known(session, who)


def plan(session: Session, who: Who | None, sheet: Told, proposed: Sequence[str] = ()) -> Plan:
    """What taking in these rows would make: in the collaboration of `who`, or (None) in one made for them.

    `proposed` names the rings to start one with when they hold all the file asks for.
    """
    if who is None:
        return planned(sheet, Known(rings=dict.fromkeys(rings_for(sheet, proposed), ())))
    permit(session, who, Act.MANAGE)
    return planned(sheet, known(session, who))


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

    def make() -> str:
        batch_id = _begin(session, who, sheet, file_name, allow_new_themes)
        return _keep_all(session, who, batch_id, sheet)

    return once(session, token, make)


def take_in_apart(
    session: Session,
    person_id: str,
    name: str,
    proposed: Sequence[str],
    sheet: Sheet,
    file_name: str,
    *,
    token: str,
    skip_refused: bool = False,
) -> str:
    """Take a sheet into a collaboration of its own, made for it; returns the id of that collaboration.

    Raises Invalid as `take_in` does, and for a name that is empty or too long.
    """
    _must_be_whole(sheet, skip_refused)

    def make() -> str:
        made, batch_id = _start_apart(session, person_id, name, proposed, sheet, file_name)
        _keep_all(session, Who(person_id, made), batch_id, sheet)
        return made

    return once(session, token, make)


def begin(
    session: Session, who: Who, told: Told, file_name: str, *, token: str, allow_new_themes: bool = True
) -> tuple[str, str]:
    """Begin taking in a file piece by piece (`db.pieces.take_piece`); returns the collaboration and the batch.

    Raises NotAllowed, and Invalid (no_rows, new_themes, too_many_rings, too_many_themes).
    """
    alone(session, who, Act.MANAGE)
    _must_hold_rows(told)
    return who.collaboration_id, once(session, token, lambda: _begin(session, who, told, file_name, allow_new_themes))


def begin_apart(
    session: Session, person_id: str, name: str, proposed: Sequence[str], told: Told, file_name: str, *, token: str
) -> tuple[str, str]:
    """Begin taking in a file piece by piece, into a collaboration made for it; returns that and the batch."""
    _must_hold_rows(told)
    batch_id = once(session, token, lambda: _start_apart(session, person_id, name, proposed, told, file_name)[1])
    made = session.scalar(select(tables.Batch.collaboration_id).where(tables.Batch.id == batch_id))
    if made is None:
        raise NotFound(what="batch")
    return made, batch_id


def _start_apart(
    session: Session, person_id: str, name: str, proposed: Sequence[str], told: Told, file_name: str
) -> tuple[str, str]:
    """A collaboration with the rings this file needs, and a batch that all of it came with."""
    rings = [NewRing(ring) for ring in rings_for(told, proposed)]
    planned(told, Known(rings={ring.name: () for ring in rings})).must_fit()
    made = collaborations.start(session, person_id, name, (), rings, token=new_id())
    batch_id = open_batch(session, Who(person_id, made), file_name)
    session.execute(update(tables.Theme).where(tables.Theme.collaboration_id == made).values(batch_id=batch_id))
    return made, batch_id


def _must_be_whole(sheet: Sheet, skip_refused: bool) -> None:
    if sheet.refused and not skip_refused:
        raise Invalid(field="file", reason="refused_rows", count=sheet.refused_rows)
    _must_hold_rows(sheet)


def _must_hold_rows(told: Told) -> None:
    if not told.count:
        raise Invalid(field="file", reason="no_rows")


def _begin(session: Session, who: Who, told: Told, file_name: str, allow_new_themes: bool) -> str:
    wanted = planned(told, known(session, who))
    wanted.must_fit()
    if wanted.themes and not allow_new_themes:
        raise Invalid(field="themes", reason="new_themes", count=len(wanted.themes))
    return open_batch(session, who, file_name)


def _keep_all(session: Session, who: Who, batch_id: str, sheet: Sheet) -> str:
    for some in in_pieces(sheet.rows, AT_ONCE):
        keep(session, who, batch_id, some)
    return batch_id


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
