"""Numbers that tell what came first: each is one more than the highest before it, whatever the clock says.

Identifiers and moments follow a clock, and a clock is set back, or differs from that of another server.
"""

from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, func, select

from db import tables


def select_next_number(table: type[tables.NumberedRow], condition: ColumnElement[bool]) -> ScalarSelect[Any]:
    """One more than the highest number among these rows, to be put in a row of them.

    The caller holds the collaboration alone (`db.people.alone`): nobody else gives out the same number meanwhile.
    """
    return select(func.coalesce(func.max(table.number), 0) + 1).where(condition).scalar_subquery()
