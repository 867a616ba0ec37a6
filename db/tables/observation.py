"""The tables of observations, their evidence, the ripples between them, stories, and answers from outside."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.base import ID_TYPE, Base, NumberedRow, OwnedRow
from db.types import SafeString, SafeText, UtcDateTime, build_enum_type
from impact.model import (
    MAX_SENTENCE_LENGTH,
    Agreement,
    Certainty,
    ChangeKind,
    Direction,
    EvidenceKind,
    Intended,
    Precision,
    RippleKind,
    State,
)


class Observation(OwnedRow):
    """One change that somebody saw."""

    __tablename__ = "observation"
    __table_args__ = (
        CheckConstraint(f"length(what) BETWEEN 1 AND {MAX_SENTENCE_LENGTH}", name="what"),
        CheckConstraint("level IS NULL OR level BETWEEN 0 AND 4", name="level"),
        CheckConstraint("rung BETWEEN 1 AND 5", name="rung"),
        CheckConstraint("direction <> 'no_change' OR (level IS NOT NULL AND level = 0)", name="no_change"),
        CheckConstraint("reached IS NULL OR reached >= 0", name="reached"),
        Index(None, "theme_id", "seen_on"),
        Index(None, "theme_id", "created_at"),
        # The logbook counts and sorts from these two alone, without reading the long texts of a hundred thousand rows.
        Index("ix_observation_listed", "collaboration_id", "seen_on", "id", "state", "created_by", "level", "rung"),
        Index(
            "ix_observation_logged", "collaboration_id", "created_at", "seen_on", "id", "state", "created_by", "level"
        ),
        Index(
            "ix_observation_unsettled",
            "collaboration_id",
            sqlite_where=text("level IS NULL"),
            postgresql_where=text("level IS NULL"),
        ),
        Index("ix_observation_judged", "collaboration_id", "state", "created_at"),
    )

    theme_id: Mapped[str] = mapped_column(ID_TYPE, ForeignKey("theme.id", ondelete="RESTRICT"))
    what: Mapped[str] = mapped_column(SafeText)
    seen_on: Mapped[date]
    precision: Mapped[Precision] = mapped_column(build_enum_type(Precision, "precision"))
    direction: Mapped[Direction] = mapped_column(build_enum_type(Direction, "direction"))
    level: Mapped[int | None]
    rung: Mapped[int]
    state: Mapped[State] = mapped_column(build_enum_type(State, "state"))
    why: Mapped[str] = mapped_column(SafeText, default="")
    contribution: Mapped[str] = mapped_column(SafeText, default="")
    circumstances: Mapped[str] = mapped_column(SafeText, default="")
    intended: Mapped[Intended] = mapped_column(build_enum_type(Intended, "intended"), default=Intended.UNKNOWN)
    change_kind: Mapped[ChangeKind | None] = mapped_column(build_enum_type(ChangeKind, "change_kind"))
    observer_role: Mapped[str] = mapped_column(SafeString(80), default="")
    reached: Mapped[int | None]
    activity_id: Mapped[str | None] = mapped_column(ID_TYPE, ForeignKey("activity.id", ondelete="SET NULL"), index=True)
    organisation_id: Mapped[str | None] = mapped_column(
        ID_TYPE, ForeignKey("organisation.id", ondelete="RESTRICT"), index=True
    )
    batch_id: Mapped[str | None] = mapped_column(ID_TYPE, ForeignKey("batch.id", ondelete="SET NULL"), index=True)


class Evidence(NumberedRow, OwnedRow):
    """A piece of evidence of an observation; `number` is its place among the evidence of that observation."""

    __tablename__ = "evidence"
    __table_args__ = (UniqueConstraint("observation_id", "number"),)

    observation_id: Mapped[str] = mapped_column(ID_TYPE, ForeignKey("observation.id", ondelete="CASCADE"))
    kind: Mapped[EvidenceKind] = mapped_column(build_enum_type(EvidenceKind, "kind"))
    text: Mapped[str] = mapped_column(SafeText)
    file_hash: Mapped[str | None] = mapped_column(String(64), index=True)
    file_name: Mapped[str] = mapped_column(SafeString(255), default="", server_default="")
    file_media: Mapped[str] = mapped_column(String(100), default="", server_default="")
    file_size: Mapped[int] = mapped_column(default=0, server_default="0")
    consent: Mapped[str] = mapped_column(SafeString(200), default="", server_default="")


class Ripple(OwnedRow):
    """This led to that: from an activity or an observation to an observation."""

    __tablename__ = "ripple"
    __table_args__ = (
        CheckConstraint("(cause_observation_id IS NULL) <> (cause_activity_id IS NULL)", name="one_cause"),
        CheckConstraint("cause_observation_id IS NULL OR cause_observation_id <> effect_id", name="not_itself"),
        UniqueConstraint("effect_id", "cause_observation_id"),
        UniqueConstraint("effect_id", "cause_activity_id"),
    )

    cause_observation_id: Mapped[str | None] = mapped_column(
        ID_TYPE, ForeignKey("observation.id", ondelete="CASCADE"), index=True
    )
    cause_activity_id: Mapped[str | None] = mapped_column(
        ID_TYPE, ForeignKey("activity.id", ondelete="CASCADE"), index=True
    )
    effect_id: Mapped[str] = mapped_column(ID_TYPE, ForeignKey("observation.id", ondelete="CASCADE"))
    kind: Mapped[RippleKind] = mapped_column(build_enum_type(RippleKind, "kind"))
    certainty: Mapped[Certainty] = mapped_column(build_enum_type(Certainty, "certainty"))
    why: Mapped[str] = mapped_column(SafeText, default="")


class Story(OwnedRow):
    """A path through the ripples that is worth telling, with a name and a place in the list."""

    __tablename__ = "story"
    __table_args__ = (UniqueConstraint("collaboration_id", "name"),)

    name: Mapped[str] = mapped_column(SafeString(120))
    telling: Mapped[str] = mapped_column(SafeText, default="")
    position: Mapped[int]


class StoryStep(Base):
    """One step of a story: an activity it begins at, or an observation; neither when that was erased since."""

    __tablename__ = "story_step"
    __table_args__ = (CheckConstraint("observation_id IS NULL OR activity_id IS NULL", name="one_thing"),)

    story_id: Mapped[str] = mapped_column(ID_TYPE, ForeignKey("story.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    observation_id: Mapped[str | None] = mapped_column(
        ID_TYPE, ForeignKey("observation.id", ondelete="SET NULL"), index=True
    )
    activity_id: Mapped[str | None] = mapped_column(ID_TYPE, ForeignKey("activity.id", ondelete="SET NULL"), index=True)


class Witness(OwnedRow):
    """Somebody outside who was asked about one observation by a link, and what they answered; a role, never a name."""

    __tablename__ = "witness"
    __table_args__ = (
        UniqueConstraint("secret_hash"),
        CheckConstraint("(answered_at IS NULL) = (agreement IS NULL)", name="answer"),
    )

    observation_id: Mapped[str] = mapped_column(ID_TYPE, ForeignKey("observation.id", ondelete="CASCADE"), index=True)
    secret_hash: Mapped[str] = mapped_column(String(64))
    asked_of: Mapped[str] = mapped_column(SafeString(80))
    until: Mapped[date] = mapped_column("until_day")
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    agreement: Mapped[Agreement | None] = mapped_column(build_enum_type(Agreement, "agreement"))
    remark: Mapped[str] = mapped_column(SafeText, default="")
    intended: Mapped[Intended] = mapped_column(build_enum_type(Intended, "intended"), default=Intended.UNKNOWN)
    about_version: Mapped[int | None]
