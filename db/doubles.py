"""Doubles: rows of a file that are here already, by their id or by their sentence, place and day."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from db import tables
from db.people import permit
from impact.access import Act
from impact.exchange.columns import same
from impact.exchange.sheet import SheetRow
from impact.exchange.through import likeness
from impact.exchange.values import loose
from impact.model import State, Who

Likeness = tuple[str, str, str, date]


def there_already(session: Session, who: Who, rows: Iterable[SheetRow]) -> frozenset[int]:
    """The lines of these rows that stand here already; one question for all of them. Raises NotAllowed."""
    permit(session, who, Act.MANAGE)
    asked = list(rows)
    seen, theme, ring = tables.Observation, tables.Theme, tables.Ring
    days = {row.said.seen_on for row in asked}
    ids = [row.id for row in asked if row.id]
    query = (
        select(seen.id, ring.name, theme.label, theme.unexpected, seen.what, seen.seen_on)
        .join(theme, theme.id == seen.theme_id)
        .join(ring, ring.id == theme.ring_id)
        .where(seen.collaboration_id == who.collaboration_id, or_(seen.seen_on.in_(days), seen.id.in_(ids)))
        .where(or_(seen.state.not_in((State.DRAFT, State.BINNED)), seen.id.in_(ids)))
    )
    known_ids: set[str] = set()
    known: set[Likeness] = set()
    for id_, name, label, unexpected, what, day in session.execute(query):
        known_ids.add(id_)
        known.add((same(name), "" if unexpected else same(label), loose(what), day))
    return frozenset(
        row.line for row in asked if row.id in known_ids or likeness(row.ring, row.theme, row.said) in known
    )
