"""Judged, kept and told."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


STATES = "state IN ('draft', 'shared', 'confirmed', 'disputed', 'withdrawn', 'binned')"
STATES_BEFORE = "state IN ('draft', 'shared', 'confirmed', 'disputed', 'withdrawn')"
KINDS = "kind IN ('link', 'quote', 'figure', 'document', 'photo')"
KINDS_BEFORE = "kind IN ('link', 'quote', 'figure', 'document')"

FULL_TEXT = (
    """CREATE VIRTUAL TABLE found_words USING fts5(
        stems, content='found', content_rowid='number', tokenize='unicode61 remove_diacritics 0',
        detail='none', columnsize=0
    )""",
    """CREATE TRIGGER found_added AFTER INSERT ON found BEGIN
        INSERT INTO found_words(rowid, stems) VALUES (new.number, new.stems);
    END""",
    """CREATE TRIGGER found_removed AFTER DELETE ON found BEGIN
        INSERT INTO found_words(found_words, rowid, stems) VALUES ('delete', old.number, old.stems);
    END""",
    """CREATE TRIGGER found_changed AFTER UPDATE OF stems ON found BEGIN
        INSERT INTO found_words(found_words, rowid, stems) VALUES ('delete', old.number, old.stems);
        INSERT INTO found_words(rowid, stems) VALUES (new.number, new.stems);
    END""",
)


def hold_to(table: str, name: str, rule: str) -> None:
    """Give this check another rule; SQLite builds the table anew for it."""
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.drop_constraint(op.f(name), type_="check")
        batch_op.create_check_constraint(op.f(name), rule)


INDEXES = {
    "ix_observation_listed": ["collaboration_id", "seen_on", "id", "state", "created_by", "level", "rung"],
    "ix_observation_logged": ["collaboration_id", "created_at", "seen_on", "id", "state", "created_by"],
    "ix_observation_judged": ["collaboration_id", "state", "created_at"],
}
INDEXES_BEFORE = {
    "ix_observation_collaboration_id_seen_on_id": ["collaboration_id", "seen_on", "id"],
    "ix_observation_collaboration_id_created_at": ["collaboration_id", "created_at"],
}


def look_up(gone: dict[str, list[str]], come: dict[str, list[str]]) -> None:
    """Put these indexes on the observations in the place of those."""
    for name in gone:
        op.drop_index(op.f(name), table_name="observation")
    for name, columns in come.items():
        op.create_index(op.f(name), "observation", columns)


def upgrade() -> None:
    hold_to("observation", "ck_observation_state", STATES)
    hold_to("tally", "ck_tally_state", STATES)
    hold_to("evidence", "ck_evidence_kind", KINDS)
    look_up(INDEXES_BEFORE, INDEXES)
    op.create_table(
        "erased",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("collaboration_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("erased_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["collaboration_id"], ["collaboration.id"], name=op.f("fk_erased_collaboration_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erased")),
    )
    with op.batch_alter_table("erased", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_erased_collaboration_id"), ["collaboration_id"], unique=False)

    op.create_table(
        "remains",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remains")),
    )
    op.create_table(
        "overrule",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("collaboration_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_person", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("area", sa.String(length=24), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["by_person"], ["person.id"], name=op.f("fk_overrule_by_person"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["collaboration_id"], ["collaboration.id"], name=op.f("fk_overrule_collaboration_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_overrule")),
    )
    with op.batch_alter_table("overrule", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_overrule_collaboration_id"), ["collaboration_id"], unique=False)

    op.create_table(
        "story",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("telling", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("collaboration_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("updated_by", sa.Uuid(as_uuid=False), nullable=True),
        sa.ForeignKeyConstraint(
            ["collaboration_id"], ["collaboration.id"], name=op.f("fk_story_collaboration_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_story_created_by"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["updated_by"], ["person.id"], name=op.f("fk_story_updated_by"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_story")),
        sa.UniqueConstraint("collaboration_id", "name", name=op.f("uq_story_collaboration_id_name")),
    )
    with op.batch_alter_table("story", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_story_collaboration_id"), ["collaboration_id"], unique=False)

    op.create_table(
        "found",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("observation_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("stems", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["observation_id"], ["observation.id"], name=op.f("fk_found_observation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_found")),
        sa.UniqueConstraint("observation_id", name=op.f("uq_found_observation_id")),
    )
    if op.get_bind().dialect.name == "sqlite":
        for statement in FULL_TEXT:
            op.execute(statement)
    else:
        op.execute("CREATE INDEX ix_found_stems ON found USING gin (array_to_tsvector(string_to_array(stems, ' ')))")
    op.create_table(
        "story_step",
        sa.Column("story_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("observation_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("activity_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.CheckConstraint("observation_id IS NULL OR activity_id IS NULL", name=op.f("ck_story_step_one_thing")),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_story_step_activity_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["observation_id"], ["observation.id"], name=op.f("fk_story_step_observation_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name=op.f("fk_story_step_story_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("story_id", "position", name=op.f("pk_story_step")),
    )
    with op.batch_alter_table("story_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_story_step_activity_id"), ["activity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_story_step_observation_id"), ["observation_id"], unique=False)

    op.create_table(
        "witness",
        sa.Column("observation_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("asked_of", sa.String(length=80), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agreement", sa.String(length=24), nullable=True),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("intended", sa.String(length=24), nullable=False),
        sa.Column("about_version", sa.Integer(), nullable=True),
        sa.Column("collaboration_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("updated_by", sa.Uuid(as_uuid=False), nullable=True),
        sa.CheckConstraint("agreement IN ('agrees', 'partly', 'disagrees')", name=op.f("ck_witness_agreement")),
        sa.CheckConstraint("intended IN ('intended', 'unintended', 'unknown')", name=op.f("ck_witness_intended")),
        sa.CheckConstraint("(answered_at IS NULL) = (agreement IS NULL)", name=op.f("ck_witness_answer")),
        sa.ForeignKeyConstraint(
            ["collaboration_id"], ["collaboration.id"], name=op.f("fk_witness_collaboration_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_witness_created_by"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["observation_id"], ["observation.id"], name=op.f("fk_witness_observation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["updated_by"], ["person.id"], name=op.f("fk_witness_updated_by"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_witness")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_witness_secret_hash")),
    )
    with op.batch_alter_table("witness", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_witness_collaboration_id"), ["collaboration_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_witness_observation_id"), ["observation_id"], unique=False)

    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reason", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("other_id", sa.Uuid(as_uuid=False), nullable=True))
        batch_op.create_index(batch_op.f("ix_change_other_id"), ["other_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_change_made"), ["collaboration_id", "at"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_change_other_id"), "observation", ["other_id"], ["id"], ondelete="CASCADE"
        )

    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.add_column(sa.Column("file_hash", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("file_name", sa.String(length=255), server_default="", nullable=False))
        batch_op.add_column(sa.Column("file_media", sa.String(length=100), server_default="", nullable=False))
        batch_op.add_column(sa.Column("file_size", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("consent", sa.String(length=200), server_default="", nullable=False))
        batch_op.create_index(batch_op.f("ix_evidence_file_hash"), ["file_hash"], unique=False)


def downgrade() -> None:
    op.execute("DELETE FROM observation WHERE state = 'binned'")
    op.execute("DELETE FROM tally WHERE state = 'binned'")
    op.execute("DELETE FROM evidence WHERE kind = 'photo'")
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evidence_file_hash"))
        batch_op.drop_column("consent")
        batch_op.drop_column("file_size")
        batch_op.drop_column("file_media")
        batch_op.drop_column("file_name")
        batch_op.drop_column("file_hash")

    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_change_other_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_change_made"))
        batch_op.drop_index(batch_op.f("ix_change_other_id"))
        batch_op.drop_column("other_id")
        batch_op.drop_column("reason")

    with op.batch_alter_table("witness", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_witness_observation_id"))
        batch_op.drop_index(batch_op.f("ix_witness_collaboration_id"))

    op.drop_table("witness")
    with op.batch_alter_table("story_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_story_step_observation_id"))
        batch_op.drop_index(batch_op.f("ix_story_step_activity_id"))

    op.drop_table("story_step")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE found_words")
    op.drop_table("found")
    with op.batch_alter_table("story", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_story_collaboration_id"))

    op.drop_table("story")
    with op.batch_alter_table("overrule", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_overrule_collaboration_id"))

    op.drop_table("overrule")
    op.drop_table("remains")
    with op.batch_alter_table("erased", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_erased_collaboration_id"))

    op.drop_table("erased")
    look_up(INDEXES, INDEXES_BEFORE)
    hold_to("evidence", "ck_evidence_kind", KINDS_BEFORE)
    hold_to("tally", "ck_tally_state", STATES_BEFORE)
    hold_to("observation", "ck_observation_state", STATES_BEFORE)
