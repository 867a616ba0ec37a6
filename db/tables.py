"""The tables. Every row carries the collaboration it belongs to, who made and changed it and when, and a version."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, MetaData, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from db.types import IdText, UtcDateTime, new_id, now, one_of
from impact.access import Role
from impact.model import (
    SENTENCE_LIMIT,
    Certainty,
    ChangeKind,
    Direction,
    EvidenceKind,
    Intended,
    MilestoneKind,
    Phase,
    Precision,
    RippleKind,
    State,
)

Id = IdText()


class Base(DeclarativeBase):
    """Names every constraint the same way, so that migrations can find them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Kept(Base):
    """A row that knows who made it and who changed it last, when, and how often."""

    __abstract__ = True

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, onupdate=now)

    @declared_attr
    def created_by(cls) -> Mapped[str | None]:
        return mapped_column(Id, ForeignKey("person.id", ondelete="SET NULL"))

    @declared_attr
    def updated_by(cls) -> Mapped[str | None]:
        return mapped_column(Id, ForeignKey("person.id", ondelete="SET NULL"))


class Owned(Kept):
    """A row that belongs to a collaboration and goes when that goes."""

    __abstract__ = True

    @declared_attr
    def collaboration_id(cls) -> Mapped[str]:
        return mapped_column(Id, ForeignKey("collaboration.id", ondelete="CASCADE"), index=True)


class Person(Base):
    """Somebody who uses the app: a name to be greeted by and the role a local profile plays."""

    __tablename__ = "person"

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(80))
    role: Mapped[Role] = mapped_column(one_of(Role, "role"), default=Role.MEMBER)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class Collaboration(Kept):
    """Schools that work together. `data_version` grows with every change to what it owns: caches hang on it."""

    __tablename__ = "collaboration"

    name: Mapped[str] = mapped_column(String(120))
    fictional: Mapped[bool] = mapped_column(default=False)
    data_version: Mapped[int] = mapped_column(default=0)


class Membership(Owned):
    """This person takes part in this collaboration, in this role."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("collaboration_id", "person_id"),)

    person_id: Mapped[str] = mapped_column(Id, ForeignKey("person.id", ondelete="CASCADE"), index=True)
    role: Mapped[Role] = mapped_column(one_of(Role, "role"))


class Batch(Owned):
    """One import: undone as a whole."""

    __tablename__ = "batch"

    file_name: Mapped[str] = mapped_column(String(255))
    rows: Mapped[int]


class Organisation(Owned):
    """A school, college or company in the collaboration."""

    __tablename__ = "organisation"
    __table_args__ = (UniqueConstraint("collaboration_id", "name"),)

    name: Mapped[str] = mapped_column(String(120))
    batch_id: Mapped[str | None] = mapped_column(Id, ForeignKey("batch.id", ondelete="SET NULL"))


class Activity(Owned):
    """A stone: what was thrown into the pond."""

    __tablename__ = "activity"
    __table_args__ = (UniqueConstraint("collaboration_id", "name"),)

    name: Mapped[str] = mapped_column(String(120))
    started_on: Mapped[date | None]
    batch_id: Mapped[str | None] = mapped_column(Id, ForeignKey("batch.id", ondelete="SET NULL"))


class Ring(Owned):
    """For whom: one disc."""

    __tablename__ = "ring"
    __table_args__ = (UniqueConstraint("collaboration_id", "name"),)

    name: Mapped[str] = mapped_column(String(60))
    position: Mapped[int]


class Theme(Owned):
    """A desired impact: one sector. Every ring has exactly one that is `unexpected`; its label is a word of the app."""

    __tablename__ = "theme"
    __table_args__ = (UniqueConstraint("ring_id", "label"),)

    ring_id: Mapped[str] = mapped_column(Id, ForeignKey("ring.id", ondelete="CASCADE"))
    label: Mapped[str] = mapped_column(String(60))
    wish: Mapped[str] = mapped_column(Text, default="")
    unexpected: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int]
    wordings: Mapped[list[str]] = mapped_column(JSON, default=lambda: [""] * 5)
    batch_id: Mapped[str | None] = mapped_column(Id, ForeignKey("batch.id", ondelete="SET NULL"))


class Wanted(Owned):
    """From this day on we want this level of this theme."""

    __tablename__ = "wanted"
    __table_args__ = (
        UniqueConstraint("theme_id", "from_on"),
        CheckConstraint("level >= 0 AND level <= 4", name="level"),
    )

    theme_id: Mapped[str] = mapped_column(Id, ForeignKey("theme.id", ondelete="CASCADE"))
    from_on: Mapped[date]
    level: Mapped[float]


class Observation(Owned):
    """One change that somebody saw."""

    __tablename__ = "observation"
    __table_args__ = (
        CheckConstraint(f"length(what) BETWEEN 1 AND {SENTENCE_LIMIT}", name="what"),
        CheckConstraint("level BETWEEN 0 AND 4", name="level"),
        CheckConstraint("rung BETWEEN 1 AND 5", name="rung"),
        CheckConstraint("direction <> 'no_change' OR level = 0", name="no_change"),
        CheckConstraint("reached IS NULL OR reached >= 0", name="reached"),
        Index(None, "collaboration_id", "seen_on", "id"),
        Index(None, "theme_id", "seen_on"),
        Index(None, "theme_id", "created_at"),
        Index(None, "collaboration_id", "created_at"),
    )

    theme_id: Mapped[str] = mapped_column(Id, ForeignKey("theme.id", ondelete="RESTRICT"))
    what: Mapped[str] = mapped_column(Text)
    seen_on: Mapped[date]
    precision: Mapped[Precision] = mapped_column(one_of(Precision, "precision"))
    direction: Mapped[Direction] = mapped_column(one_of(Direction, "direction"))
    level: Mapped[int]
    rung: Mapped[int]
    state: Mapped[State] = mapped_column(one_of(State, "state"))
    why: Mapped[str] = mapped_column(Text, default="")
    contribution: Mapped[str] = mapped_column(Text, default="")
    circumstances: Mapped[str] = mapped_column(Text, default="")
    intended: Mapped[Intended] = mapped_column(one_of(Intended, "intended"), default=Intended.UNKNOWN)
    change_kind: Mapped[ChangeKind | None] = mapped_column(one_of(ChangeKind, "change_kind"))
    observer_role: Mapped[str] = mapped_column(String(80), default="")
    reached: Mapped[int | None]
    activity_id: Mapped[str | None] = mapped_column(Id, ForeignKey("activity.id", ondelete="SET NULL"), index=True)
    organisation_id: Mapped[str | None] = mapped_column(
        Id, ForeignKey("organisation.id", ondelete="RESTRICT"), index=True
    )
    batch_id: Mapped[str | None] = mapped_column(Id, ForeignKey("batch.id", ondelete="SET NULL"), index=True)


class Evidence(Owned):
    """What an observation rests on."""

    __tablename__ = "evidence"

    observation_id: Mapped[str] = mapped_column(Id, ForeignKey("observation.id", ondelete="CASCADE"), index=True)
    kind: Mapped[EvidenceKind] = mapped_column(one_of(EvidenceKind, "kind"))
    text: Mapped[str] = mapped_column(Text)


class Ripple(Owned):
    """This led to that: from an activity or an observation to an observation."""

    __tablename__ = "ripple"
    __table_args__ = (
        CheckConstraint("(cause_observation_id IS NULL) <> (cause_activity_id IS NULL)", name="one_cause"),
        CheckConstraint("cause_observation_id IS NULL OR cause_observation_id <> effect_id", name="not_itself"),
        UniqueConstraint("effect_id", "cause_observation_id"),
        UniqueConstraint("effect_id", "cause_activity_id"),
    )

    cause_observation_id: Mapped[str | None] = mapped_column(
        Id, ForeignKey("observation.id", ondelete="CASCADE"), index=True
    )
    cause_activity_id: Mapped[str | None] = mapped_column(Id, ForeignKey("activity.id", ondelete="CASCADE"), index=True)
    effect_id: Mapped[str] = mapped_column(Id, ForeignKey("observation.id", ondelete="CASCADE"))
    kind: Mapped[RippleKind] = mapped_column(one_of(RippleKind, "kind"))
    certainty: Mapped[Certainty] = mapped_column(one_of(Certainty, "certainty"))
    why: Mapped[str] = mapped_column(Text, default="")


class Milestone(Owned):
    """A mark on the timeline: success, brilliant failure, agreement, decision or phase change."""

    __tablename__ = "milestone"
    __table_args__ = (CheckConstraint("(kind = 'phase_change') = (phase IS NOT NULL)", name="phase"),)

    kind: Mapped[MilestoneKind] = mapped_column(one_of(MilestoneKind, "kind"))
    title: Mapped[str] = mapped_column(String(120))
    on: Mapped[date] = mapped_column("on_day")
    phase: Mapped[Phase | None] = mapped_column(one_of(Phase, "phase_word"))
    ring_id: Mapped[str | None] = mapped_column(Id, ForeignKey("ring.id", ondelete="SET NULL"))
    intention: Mapped[str] = mapped_column(Text, default="")
    happened: Mapped[str] = mapped_column(Text, default="")
    learned: Mapped[str] = mapped_column(Text, default="")
    changed: Mapped[str] = mapped_column(Text, default="")
    shared_with: Mapped[str] = mapped_column(Text, default="")
    held: Mapped[bool] = mapped_column(default=False)
    revealed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Tally(Base):
    """What is counted of one theme, organisation, month and state. The discs read only this, never the observations."""

    __tablename__ = "tally"

    collaboration_id: Mapped[str] = mapped_column(
        Id, ForeignKey("collaboration.id", ondelete="CASCADE"), primary_key=True
    )
    theme_id: Mapped[str] = mapped_column(Id, ForeignKey("theme.id", ondelete="CASCADE"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(Id, primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    state: Mapped[State] = mapped_column(one_of(State, "state"), primary_key=True)
    n: Mapped[int]
    weight: Mapped[int]
    twice: Mapped[int]
    negatives: Mapped[int]


class Change(Base):
    """History: what somebody did to an observation, and the fields that changed, before and after."""

    __tablename__ = "change"

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    collaboration_id: Mapped[str] = mapped_column(Id, ForeignKey("collaboration.id", ondelete="CASCADE"), index=True)
    observation_id: Mapped[str] = mapped_column(Id, ForeignKey("observation.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    by: Mapped[str | None] = mapped_column("by_person", Id, ForeignKey("person.id", ondelete="SET NULL"))
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)


class Done(Base):
    """An act that was carried out, by its one-time token: the same token never writes twice."""

    __tablename__ = "done"

    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    result: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
