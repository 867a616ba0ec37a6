"""Imports that are not finished, kept for who began them."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    phases = sa.Enum(
        "matching", "running", "report", name="phase", native_enum=False, create_constraint=True, length=24
    )
    op.create_table(
        "import_draft",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("collaboration_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("person_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("phase", phases, nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("progress", sa.JSON(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["collaboration_id"],
            ["collaboration.id"],
            name=op.f("fk_import_draft_collaboration_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_import_draft_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_draft")),
        sa.UniqueConstraint("collaboration_id", "person_id", name=op.f("uq_import_draft_collaboration_id_person_id")),
    )
    with op.batch_alter_table("import_draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_draft_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_import_draft_updated_at"), ["updated_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("import_draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_draft_updated_at"))
        batch_op.drop_index(batch_op.f("ix_import_draft_person_id"))

    op.drop_table("import_draft")
