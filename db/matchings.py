"""Matchings: how a file was matched to our columns and words, remembered for the next file of the same shape."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from json import dumps

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import tables
from db.numbers import next_number
from db.once import inserting
from db.people import alone, permit
from db.types import new_id, now
from impact.access import Act
from impact.exchange.matching import Matching, as_json, from_json
from impact.model import Who

REMEMBERED = 50
MOST_REMEMBERED = 200_000  # characters of JSON; a survey with other words for everything takes a tenth of it


@dataclass(frozen=True)
class Earlier:
    """What was chosen before: for just this shape, and over all shapes the field of each header."""

    same_shape: Matching | None = None
    columns: dict[str, str] = field(default_factory=dict)


def earlier(session: Session, who: Who, shape: str, headers: Iterable[str]) -> Earlier:
    """What was chosen here before for a file with these headers. Raises NotAllowed."""
    permit(session, who, Act.MANAGE)
    kept = tables.Matching
    mine = select(kept).where(kept.collaboration_id == who.collaboration_id)
    told = session.scalar(mine.where(kept.shape == shape))
    columns: dict[str, str] = {}
    for row in session.scalars(mine.order_by(kept.number.desc()).limit(REMEMBERED)):
        for name, header in row.told.get("columns", {}).items():
            columns.setdefault(header, name)
    return Earlier(from_json(told.told, headers) if told else None, columns)


def remember(session: Session, who: Who, shape: str, matching: Matching) -> None:
    """Remember this matching for files of this shape, in the place of an earlier one, unless it is very long.

    Raises NotAllowed.
    """
    alone(session, who, Act.MANAGE)
    told = as_json(matching)
    if len(dumps(told)) > MOST_REMEMBERED:
        return
    by = {"created_by": who.person_id, "updated_by": who.person_id, "created_at": now(), "updated_at": now()}
    values = {"id": new_id(), "collaboration_id": who.collaboration_id, "shape": shape, "told": told}
    kept = tables.Matching
    number = next_number(kept, kept.collaboration_id == who.collaboration_id)
    adding = inserting(session, kept).values(version=1, number=number, **values, **by)
    newer = {
        "told": adding.excluded.told,
        "number": adding.excluded.number,
        "updated_at": now(),
        "updated_by": who.person_id,
        "version": kept.version + 1,
    }
    session.execute(adding.on_conflict_do_update(index_elements=["collaboration_id", "shape"], set_=newer))
