"""Matchings: how a file was matched to our columns and words, stored for the next file of the same shape."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from json import dumps

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import tables
from db.once import build_insert
from db.people import lock_collaboration, require_permission
from db.rows import select_next_number
from db.types import create_id, get_utc_now
from impact.access import Act
from impact.importing.plan.matching import FileMatching, from_reusable_json, to_reusable_json
from impact.model import Who

MAX_MATCHINGS_READ = 50  # the newest say enough, and reading a file should not get slower every year
MAX_MATCHING_LENGTH = 200_000  # characters of JSON; a survey with other words for everything takes a tenth of it


@dataclass(frozen=True)
class EarlierMatching:
    """What was chosen before: for this very shape, and over all shapes the field of each header."""

    same_shape: FileMatching | None = None
    columns: dict[str, str] = field(default_factory=dict)


def find_earlier_matching(session: Session, who: Who, shape: str, headers: Iterable[str]) -> EarlierMatching:
    """Return what was chosen before for a file of this shape and with these headers. Raise NotAllowed."""
    require_permission(session, who, Act.MANAGE)
    saved_matching = tables.Matching
    query = select(saved_matching).where(saved_matching.collaboration_id == who.collaboration_id)
    same_shape_row = session.scalar(query.where(saved_matching.shape == shape))
    columns: dict[str, str] = {}
    for row in session.scalars(query.order_by(saved_matching.number.desc()).limit(MAX_MATCHINGS_READ)):
        for name, header in row.told.get("columns", {}).items():
            columns.setdefault(header, name)
    return EarlierMatching(from_reusable_json(same_shape_row.told, headers) if same_shape_row else None, columns)


def save_matching(session: Session, who: Who, shape: str, matching: FileMatching) -> None:
    """Store this matching for files of this shape, in the place of an earlier one. Raise NotAllowed.

    A very long one is not stored: it helps nobody, and would be read with every next file.
    """
    lock_collaboration(session, who, Act.MANAGE)
    matching_json = to_reusable_json(matching)
    if len(dumps(matching_json)) > MAX_MATCHING_LENGTH:
        return
    stamp_values = {
        "created_by": who.person_id,
        "updated_by": who.person_id,
        "created_at": get_utc_now(),
        "updated_at": get_utc_now(),
    }
    values = {"id": create_id(), "collaboration_id": who.collaboration_id, "shape": shape, "told": matching_json}
    saved_matching = tables.Matching
    number = select_next_number(saved_matching, saved_matching.collaboration_id == who.collaboration_id)
    statement = build_insert(session, saved_matching).values(version=1, number=number, **values, **stamp_values)
    new_values = {
        "told": statement.excluded.told,
        "number": statement.excluded.number,
        "updated_at": get_utc_now(),
        "updated_by": who.person_id,
        "version": saved_matching.version + 1,
    }
    session.execute(statement.on_conflict_do_update(index_elements=["collaboration_id", "shape"], set_=new_values))
