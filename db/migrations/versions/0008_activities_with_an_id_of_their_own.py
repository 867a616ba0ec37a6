"""Activities with an id of their own: the example of an older version gave one of them the id of an organisation."""

from typing import Any
from uuid import NAMESPACE_OID, uuid5

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ID = sa.Uuid(as_uuid=False)
ORGANISATION = sa.table("organisation", sa.column("id", ID))
KEPT = ("started_on", "batch_id", "collaboration_id", "version", "created_at", "updated_at", "created_by", "updated_by")
ACTIVITY = sa.table("activity", sa.column("id", ID), sa.column("name", sa.String), *map(sa.column, KEPT))
# What refers to an activity, by a column of its own and in JSON.
COLUMNS = (
    sa.table("observation", sa.column("activity_id", ID)),
    sa.table("ripple", sa.column("cause_activity_id", ID)),
    sa.table("story_step", sa.column("activity_id", ID)),
)
IN_JSON = (
    sa.table("change", sa.column("id", ID), sa.column("before", sa.JSON), sa.column("after", sa.JSON)),
    sa.table("feed", sa.column("id", ID), sa.column("filter", sa.JSON)),
)
NAMES = ("activity_id", "cause_activity_id")


def upgrade() -> None:
    connection = op.get_bind()
    doubles = sa.select(ACTIVITY.c.id).where(ACTIVITY.c.id.in_(sa.select(ORGANISATION.c.id)))
    # The same as a whole file of an older version is read with, so one made before and one made after agree.
    anew = {old: str(uuid5(NAMESPACE_OID, f"activity {old}")) for old in connection.scalars(doubles)}
    for old, new in anew.items():
        _move(connection, old, new)
    for table in IN_JSON if anew else ():
        _rename(connection, table, anew)


def _move(connection: sa.Connection, old: str, new: str) -> None:
    """Give this activity a new id: as a new row, for PostgreSQL keeps what is referred to from getting another id."""
    activity = ACTIVITY.c
    kept = [activity[name] for name in KEPT]
    row = sa.select(sa.literal(new, ID), sa.literal(new), *kept).where(activity.id == old)
    name = connection.scalar(sa.select(activity.name).where(activity.id == old))
    # Under its new id until the old row is gone: two activities of one name may not stand side by side.
    connection.execute(sa.insert(ACTIVITY).from_select(["id", "name", *KEPT], row))
    for table in COLUMNS:
        (column,) = table.c
        connection.execute(sa.update(table).where(column == old).values({column.name: new}))
    connection.execute(sa.delete(ACTIVITY).where(activity.id == old))
    connection.execute(sa.update(ACTIVITY).where(activity.id == new).values(name=name))


def _rename(connection: sa.Connection, table: sa.TableClause, anew: dict[str, str]) -> None:
    key, *columns = table.c
    for row in connection.execute(sa.select(table)).mappings().all():
        values = {column.name: _renamed(row[column.name], anew) for column in columns}
        if any(values[name] != row[name] for name in values):
            connection.execute(sa.update(table).where(key == row[key.name]).values(values))


def _renamed(value: Any, anew: dict[str, str]) -> Any:
    if isinstance(value, list):
        return [_renamed(inner, anew) for inner in value]
    if not isinstance(value, dict):
        return value
    return {
        name: anew.get(inner, inner) if name in NAMES and isinstance(inner, str) else _renamed(inner, anew)
        for name, inner in value.items()
    }


def downgrade() -> None:
    """An older app reads these as well as any other."""
