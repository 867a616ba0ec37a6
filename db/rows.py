"""Rows that belong to a collaboration: reading one to change it, saving it, and counting and numbering them."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, ScalarSelect, func, select
from sqlalchemy.orm import Session

from db import tables
from db.people import bump_data_version
from impact.errors import ChangedMeanwhile, NotFound
from impact.model import Who

Owned = TypeVar("Owned", bound=tables.OwnedRow)
Item = TypeVar("Item")


def get_own_row(session: Session, who: Who, table: type[Owned], row_id: str, *conditions: ColumnElement[bool]) -> Owned:
    """Return the row with this id, as it is in the database now. Whether it may be changed, the caller asks.

    Raises NotFound when this collaboration has no such row, or when it does not meet these conditions.
    """
    query = select(table).where(table.id == row_id, table.collaboration_id == who.collaboration_id, *conditions)
    # The session may have read the row before it locked the collaboration: somebody else may have changed it since.
    row = session.scalar(query.execution_options(populate_existing=True))
    if row is None:
        raise NotFound(what=table.__tablename__)
    return row


def check_version(row: tables.AuditedRow, version: int, describe: Callable[[], object]) -> None:
    """Raise ChangedMeanwhile, with the row as `describe` tells it, when it is not the version somebody saw."""
    if row.version != version:
        raise ChangedMeanwhile(now=describe())


def get_owner_values(who: Who) -> dict[str, str]:
    """Return the columns that say whose a new row is and who made it."""
    return {"collaboration_id": who.collaboration_id, "created_by": who.person_id}


def insert_row(session: Session, row: tables.AuditedRow) -> str:
    """Write a new row and return its id."""
    session.add(row)
    session.flush()
    return row.id


def save_row(session: Session, who: Who, row: tables.AuditedRow, *, outdates_caches: bool = True) -> None:
    """Write a changed row: one version higher, changed by this person, and every cache of the collaboration stale."""
    row.version, row.updated_by = row.version + 1, who.person_id
    session.flush()
    if outdates_caches:
        bump_data_version(session, who)


def delete_row(session: Session, who: Who, row: tables.AuditedRow) -> None:
    """Delete a row, which makes every cache of the collaboration stale."""
    session.delete(row)
    session.flush()
    bump_data_version(session, who)


def count_where(session: Session, *conditions: ColumnElement[bool]) -> int:
    """Return how many rows meet these conditions; the conditions say of which table."""
    return session.scalar(select(func.count()).where(*conditions)) or 0


def select_next_number(table: type[tables.NumberedRow], condition: ColumnElement[bool]) -> ScalarSelect[Any]:
    """Return one more than the highest number among these rows, as an expression for a new row.

    Numbers tell what came first, whatever the clock says: identifiers and moments follow a clock, and a clock is set
    back, or differs from that of another server. The caller has locked the collaboration, so that nobody else gives
    out the same number.
    """
    return select(func.coalesce(func.max(table.number), 0) + 1).where(condition).scalar_subquery()


def split_into_groups(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Yield these items in lists of at most this size: a statement takes only so many parameters."""
    remaining = iter(items)
    while group := list(islice(remaining, size)):
        yield group
