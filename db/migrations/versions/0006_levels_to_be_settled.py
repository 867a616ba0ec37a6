"""A level may wait to be settled: an observation that comes from a file without levels."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

CHECKS = {
    "ck_observation_level": "level IS NULL OR level BETWEEN 0 AND 4",
    "ck_observation_no_change": "direction <> 'no_change' OR (level IS NOT NULL AND level = 0)",
}
CHECKS_BEFORE = {
    "ck_observation_level": "level BETWEEN 0 AND 4",
    "ck_observation_no_change": "direction <> 'no_change' OR level = 0",
}


# With the level in it, what is new and counts is still counted without a look at the rows themselves.
LOGGED = ["collaboration_id", "created_at", "seen_on", "id", "state", "created_by", "level"]
LOGGED_BEFORE = LOGGED[:-1]


def look_up(columns: list[str]) -> None:
    """Put these columns in the index by which what is new is counted."""
    op.drop_index(op.f("ix_observation_logged"), table_name="observation")
    op.create_index(op.f("ix_observation_logged"), "observation", columns)


def hold_to(checks: dict[str, str], *, nullable: bool) -> None:
    """Give the level these checks; SQLite builds the table anew for it."""
    with op.batch_alter_table("observation", schema=None) as batch_op:
        for name in checks:
            batch_op.drop_constraint(op.f(name), type_="check")
        batch_op.alter_column("level", existing_type=sa.Integer(), nullable=nullable)
        for name, rule in checks.items():
            batch_op.create_check_constraint(op.f(name), rule)


def upgrade() -> None:
    hold_to(CHECKS, nullable=True)
    look_up(LOGGED)
    waiting = sa.text("level IS NULL")
    op.create_index(
        op.f("ix_observation_unsettled"),
        "observation",
        ["collaboration_id"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_observation_unsettled"), table_name="observation")
    look_up(LOGGED_BEFORE)
    # An older app has no word for these; what is withdrawn counts for nothing there either.
    op.execute("UPDATE observation SET level = 0, state = 'withdrawn' WHERE level IS NULL")
    hold_to(CHECKS_BEFORE, nullable=False)
