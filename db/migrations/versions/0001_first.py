"""First."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "done",
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("result", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_done")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("role", sa.String(length=24), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("role IN ('viewer', 'member', 'coordinator', 'administrator')", name=op.f("ck_person_role")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_table(
        "collaboration",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("fictional", sa.Boolean(), nullable=False),
        sa.Column("data_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("updated_by", sa.Uuid(as_uuid=False), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_collaboration_created_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["updated_by"], ["person.id"], name=op.f("fk_collaboration_updated_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collaboration")),
    )
    op.create_table(
        "batch",
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("collaboration_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("updated_by", sa.Uuid(as_uuid=False), nullable=True),
        sa.ForeignKeyConstraint(
            ["collaboration_id"], ["collaboration.id"], name=op.f("fk_batch_collaboration_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_batch_created_by"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["updated_by"], ["person.id"], name=op.f("fk_batch_updated_by"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
    )
    with op.batch_alter_table("batch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_batch_collaboration_id"), ["collaboration_id"], unique=False)

    op.create_table(
        "membership",
        sa.Column("person_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("role", sa.String(length=24), nullable=False),
        sa.Column("collaboration_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("updated_by", sa.Uuid(as_uuid=False), nullable=True),
        sa.CheckConstraint(
            "role IN ('viewer', 'member', 'coordinator', 'administrator')", name=op.f("ck_membership_role")
        ),
        sa.ForeignKeyConstraint(
            ["collaboration_id"], ["collaboration.id"], name=op.f("fk_membership_collaboration_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_membership_created_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_membership_person_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["updated_by"], ["person.id"], name=op.f("fk_membership_updated_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint("collaboration_id", "person_id", name=op.f("uq_membership_collaboration_id_person_id")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_collaboration_id"), ["collaboration_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_membership_person_id"), ["person_id"], unique=False)

    op.create_table(
        "ring",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("collaboration_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("updated_by", sa.Uuid(as_uuid=False), nullable=True),
        sa.ForeignKeyConstraint(
            ["collaboration_id"], ["collaboration.id"], name=op.f("fk_ring_collaboration_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_ring_created_by"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["updated_by"], ["person.id"], name=op.f("fk_ring_updated_by"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ring")),
        sa.UniqueConstraint("collaboration_id", "name", name=op.f("uq_ring_collaboration_id_name")),
    )
    with op.batch_alter_table("ring", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ring_collaboration_id"), ["collaboration_id"], unique=False)

    op.create_table(
        "activity",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("batch_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("collaboration_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("updated_by", sa.Uuid(as_uuid=False), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_activity_batch_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["collaboration_id"], ["collaboration.id"], name=op.f("fk_activity_collaboration_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_activity_created_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["updated_by"], ["person.id"], name=op.f("fk_activity_updated_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
        sa.UniqueConstraint("collaboration_id", "name", name=op.f("uq_activity_collaboration_id_name")),
    )
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_activity_collaboration_id"), ["collaboration_id"], unique=False)

    op.create_table(
        "milestone",
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("phase", sa.String(length=24), nullable=True),
        sa.Column("ring_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("intention", sa.Text(), nullable=False),
        sa.Column("happened", sa.Text(), nullable=False),
        sa.Column("learned", sa.Text(), nullable=False),
        sa.Column("changed", sa.Text(), nullable=False),
        sa.Column("shared_with", sa.Text(), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("revealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("collaboration_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("updated_by", sa.Uuid(as_uuid=False), nullable=True),
        sa.CheckConstraint("(kind = 'phase_change') = (phase IS NOT NULL)", name=op.f("ck_milestone_phase")),
        sa.CheckConstraint(
            "kind IN ('success', 'brilliant_failure', 'agreement', 'decision', 'phase_change')",
            name=op.f("ck_milestone_kind"),
        ),
        sa.CheckConstraint(
            "phase IN ('first_coffee', 'getting_to_know', 'ideas', 'celebrating', 'anchoring')",
            name=op.f("ck_milestone_phase_word"),
        ),
        sa.ForeignKeyConstraint(
            ["collaboration_id"], ["collaboration.id"], name=op.f("fk_milestone_collaboration_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_milestone_created_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["ring_id"], ["ring.id"], name=op.f("fk_milestone_ring_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["updated_by"], ["person.id"], name=op.f("fk_milestone_updated_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone")),
    )
    with op.batch_alter_table("milestone", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_milestone_collaboration_id"), ["collaboration_id"], unique=False)

    op.create_table(
        "organisation",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("batch_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("collaboration_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("updated_by", sa.Uuid(as_uuid=False), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_organisation_batch_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["collaboration_id"],
            ["collaboration.id"],
            name=op.f("fk_organisation_collaboration_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_organisation_created_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["updated_by"], ["person.id"], name=op.f("fk_organisation_updated_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("collaboration_id", "name", name=op.f("uq_organisation_collaboration_id_name")),
    )
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_collaboration_id"), ["collaboration_id"], unique=False)

    op.create_table(
        "theme",
        sa.Column("ring_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("label", sa.String(length=60), nullable=False),
        sa.Column("wish", sa.Text(), nullable=False),
        sa.Column("unexpected", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("wordings", sa.JSON(), nullable=False),
        sa.Column("batch_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("collaboration_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("updated_by", sa.Uuid(as_uuid=False), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_theme_batch_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["collaboration_id"], ["collaboration.id"], name=op.f("fk_theme_collaboration_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_theme_created_by"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["ring_id"], ["ring.id"], name=op.f("fk_theme_ring_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["updated_by"], ["person.id"], name=op.f("fk_theme_updated_by"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme")),
        sa.UniqueConstraint("ring_id", "label", name=op.f("uq_theme_ring_id_label")),
    )
    with op.batch_alter_table("theme", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_theme_collaboration_id"), ["collaboration_id"], unique=False)

    op.create_table(
        "observation",
        sa.Column("theme_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column("precision", sa.String(length=24), nullable=False),
        sa.Column("direction", sa.String(length=24), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("contribution", sa.Text(), nullable=False),
        sa.Column("circumstances", sa.Text(), nullable=False),
        sa.Column("intended", sa.String(length=24), nullable=False),
        sa.Column("change_kind", sa.String(length=24), nullable=True),
        sa.Column("observer_role", sa.String(length=80), nullable=False),
        sa.Column("reached", sa.Integer(), nullable=True),
        sa.Column("activity_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("organisation_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("batch_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("collaboration_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("updated_by", sa.Uuid(as_uuid=False), nullable=True),
        sa.CheckConstraint(
            "change_kind IN ('behaviour', 'relation', 'way_of_working', 'agreement', 'knowledge')",
            name=op.f("ck_observation_change_kind"),
        ),
        sa.CheckConstraint("direction <> 'no_change' OR level = 0", name=op.f("ck_observation_no_change")),
        sa.CheckConstraint(
            "direction IN ('positive', 'negative', 'mixed', 'no_change')", name=op.f("ck_observation_direction")
        ),
        sa.CheckConstraint("intended IN ('intended', 'unintended', 'unknown')", name=op.f("ck_observation_intended")),
        sa.CheckConstraint("precision IN ('day', 'month')", name=op.f("ck_observation_precision")),
        sa.CheckConstraint(
            "state IN ('draft', 'shared', 'confirmed', 'disputed', 'withdrawn')", name=op.f("ck_observation_state")
        ),
        sa.CheckConstraint("length(what) BETWEEN 1 AND 280", name=op.f("ck_observation_what")),
        sa.CheckConstraint("level BETWEEN 0 AND 4", name=op.f("ck_observation_level")),
        sa.CheckConstraint("reached IS NULL OR reached >= 0", name=op.f("ck_observation_reached")),
        sa.CheckConstraint("rung BETWEEN 1 AND 5", name=op.f("ck_observation_rung")),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_observation_activity_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_observation_batch_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["collaboration_id"], ["collaboration.id"], name=op.f("fk_observation_collaboration_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_observation_created_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_observation_organisation_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_observation_theme_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["updated_by"], ["person.id"], name=op.f("fk_observation_updated_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observation")),
    )
    with op.batch_alter_table("observation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_observation_activity_id"), ["activity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_observation_batch_id"), ["batch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_observation_collaboration_id"), ["collaboration_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_observation_collaboration_id_created_at"), ["collaboration_id", "created_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_observation_collaboration_id_seen_on_id"),
            ["collaboration_id", "seen_on", "id"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_observation_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_observation_theme_id_created_at"), ["theme_id", "created_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_observation_theme_id_seen_on"), ["theme_id", "seen_on"], unique=False)

    op.create_table(
        "tally",
        sa.Column("collaboration_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("theme_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("organisation_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("twice", sa.Integer(), nullable=False),
        sa.Column("negatives", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'shared', 'confirmed', 'disputed', 'withdrawn')", name=op.f("ck_tally_state")
        ),
        sa.ForeignKeyConstraint(
            ["collaboration_id"], ["collaboration.id"], name=op.f("fk_tally_collaboration_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_tally_theme_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint(
            "collaboration_id", "theme_id", "organisation_id", "month", "state", name=op.f("pk_tally")
        ),
    )
    op.create_table(
        "wanted",
        sa.Column("theme_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("level", sa.Double(), nullable=False),
        sa.Column("collaboration_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("updated_by", sa.Uuid(as_uuid=False), nullable=True),
        sa.CheckConstraint("level >= 0 AND level <= 4", name=op.f("ck_wanted_level")),
        sa.ForeignKeyConstraint(
            ["collaboration_id"], ["collaboration.id"], name=op.f("fk_wanted_collaboration_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_wanted_created_by"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_wanted_theme_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["updated_by"], ["person.id"], name=op.f("fk_wanted_updated_by"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wanted")),
        sa.UniqueConstraint("theme_id", "from_on", name=op.f("uq_wanted_theme_id_from_on")),
    )
    with op.batch_alter_table("wanted", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wanted_collaboration_id"), ["collaboration_id"], unique=False)

    op.create_table(
        "change",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("collaboration_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("observation_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_person", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["by_person"], ["person.id"], name=op.f("fk_change_by_person"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["collaboration_id"], ["collaboration.id"], name=op.f("fk_change_collaboration_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["observation_id"], ["observation.id"], name=op.f("fk_change_observation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
    )
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_change_collaboration_id"), ["collaboration_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_change_observation_id"), ["observation_id"], unique=False)

    op.create_table(
        "evidence",
        sa.Column("observation_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("collaboration_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("updated_by", sa.Uuid(as_uuid=False), nullable=True),
        sa.CheckConstraint("kind IN ('link', 'quote', 'figure', 'document')", name=op.f("ck_evidence_kind")),
        sa.ForeignKeyConstraint(
            ["collaboration_id"], ["collaboration.id"], name=op.f("fk_evidence_collaboration_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_evidence_created_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["observation_id"], ["observation.id"], name=op.f("fk_evidence_observation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["updated_by"], ["person.id"], name=op.f("fk_evidence_updated_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_collaboration_id"), ["collaboration_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_evidence_observation_id"), ["observation_id"], unique=False)

    op.create_table(
        "ripple",
        sa.Column("cause_observation_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("cause_activity_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("effect_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("certainty", sa.String(length=24), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("collaboration_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("updated_by", sa.Uuid(as_uuid=False), nullable=True),
        sa.CheckConstraint(
            "certainty IN ('suspected', 'plausible', 'substantiated')", name=op.f("ck_ripple_certainty")
        ),
        sa.CheckConstraint(
            "kind IN ('leads_to', 'contributes_to', 'makes_possible', 'hinders')", name=op.f("ck_ripple_kind")
        ),
        sa.CheckConstraint(
            "(cause_observation_id IS NULL) <> (cause_activity_id IS NULL)", name=op.f("ck_ripple_one_cause")
        ),
        sa.CheckConstraint(
            "cause_observation_id IS NULL OR cause_observation_id <> effect_id", name=op.f("ck_ripple_not_itself")
        ),
        sa.ForeignKeyConstraint(
            ["cause_activity_id"], ["activity.id"], name=op.f("fk_ripple_cause_activity_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["cause_observation_id"],
            ["observation.id"],
            name=op.f("fk_ripple_cause_observation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["collaboration_id"], ["collaboration.id"], name=op.f("fk_ripple_collaboration_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_ripple_created_by"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["effect_id"], ["observation.id"], name=op.f("fk_ripple_effect_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["updated_by"], ["person.id"], name=op.f("fk_ripple_updated_by"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ripple")),
        sa.UniqueConstraint("effect_id", "cause_activity_id", name=op.f("uq_ripple_effect_id_cause_activity_id")),
        sa.UniqueConstraint("effect_id", "cause_observation_id", name=op.f("uq_ripple_effect_id_cause_observation_id")),
    )
    with op.batch_alter_table("ripple", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ripple_cause_activity_id"), ["cause_activity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_ripple_cause_observation_id"), ["cause_observation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_ripple_collaboration_id"), ["collaboration_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("ripple", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ripple_collaboration_id"))
        batch_op.drop_index(batch_op.f("ix_ripple_cause_observation_id"))
        batch_op.drop_index(batch_op.f("ix_ripple_cause_activity_id"))

    op.drop_table("ripple")
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evidence_observation_id"))
        batch_op.drop_index(batch_op.f("ix_evidence_collaboration_id"))

    op.drop_table("evidence")
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_change_observation_id"))
        batch_op.drop_index(batch_op.f("ix_change_collaboration_id"))

    op.drop_table("change")
    with op.batch_alter_table("wanted", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wanted_collaboration_id"))

    op.drop_table("wanted")
    op.drop_table("tally")
    with op.batch_alter_table("observation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_observation_theme_id_seen_on"))
        batch_op.drop_index(batch_op.f("ix_observation_theme_id_created_at"))
        batch_op.drop_index(batch_op.f("ix_observation_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_observation_collaboration_id_seen_on_id"))
        batch_op.drop_index(batch_op.f("ix_observation_collaboration_id_created_at"))
        batch_op.drop_index(batch_op.f("ix_observation_collaboration_id"))
        batch_op.drop_index(batch_op.f("ix_observation_batch_id"))
        batch_op.drop_index(batch_op.f("ix_observation_activity_id"))

    op.drop_table("observation")
    with op.batch_alter_table("theme", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_theme_collaboration_id"))

    op.drop_table("theme")
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_collaboration_id"))

    op.drop_table("organisation")
    with op.batch_alter_table("milestone", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_milestone_collaboration_id"))

    op.drop_table("milestone")
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_activity_collaboration_id"))

    op.drop_table("activity")
    with op.batch_alter_table("ring", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ring_collaboration_id"))

    op.drop_table("ring")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_membership_person_id"))
        batch_op.drop_index(batch_op.f("ix_membership_collaboration_id"))

    op.drop_table("membership")
    with op.batch_alter_table("batch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_batch_collaboration_id"))

    op.drop_table("batch")
    op.drop_table("collaboration")
    op.drop_table("person")
    op.drop_table("done")
