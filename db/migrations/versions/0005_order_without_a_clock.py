"""Order that no clock decides: a number for every change, piece of evidence, milestone and matching."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# Per table: within what its rows are numbered, and by what those that are there stood in order until now.
NUMBERED = {
    "change": ("observation_id", "id"),
    "evidence": ("observation_id", "id"),
    "milestone": ("collaboration_id", "id"),
    "matching": ("collaboration_id", "updated_at, id"),
}
UNIQUE = ("change", "evidence", "milestone")
# The unique constraint looks the observation up just as well.
INDEXES_BEFORE = {"change": "ix_change_observation_id", "evidence": "ix_evidence_observation_id"}


def upgrade() -> None:
    for table, (within, order) in NUMBERED.items():
        op.add_column(table, sa.Column("number", sa.Integer(), nullable=True))
        place = f"row_number() OVER (PARTITION BY {within} ORDER BY {order})"
        # The names come from the list above, never from outside.
        counted = f"(SELECT id, {place} AS number FROM {table}) AS counted"  # noqa: S608
        op.execute(f"UPDATE {table} SET number = counted.number FROM {counted} WHERE {table}.id = counted.id")  # noqa: S608
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column("number", existing_type=sa.Integer(), nullable=False)
            if table in INDEXES_BEFORE:
                batch_op.drop_index(batch_op.f(INDEXES_BEFORE[table]))
            if table in UNIQUE:
                batch_op.create_unique_constraint(batch_op.f(f"uq_{table}_{within}_number"), [within, "number"])


def downgrade() -> None:
    for table, (within, _) in reversed(NUMBERED.items()):
        with op.batch_alter_table(table, schema=None) as batch_op:
            if table in UNIQUE:
                batch_op.drop_constraint(batch_op.f(f"uq_{table}_{within}_number"), type_="unique")
            if table in INDEXES_BEFORE:
                batch_op.create_index(batch_op.f(INDEXES_BEFORE[table]), [within], unique=False)
            batch_op.drop_column("number")
