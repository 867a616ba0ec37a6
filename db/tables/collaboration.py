"""The tables of collaborations: people, rings and themes, wanted levels, milestones, imports."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.base import ID_TYPE, AuditedRow, Base, NumberedRow, OwnedRow
from db.types import SafeJson, SafeString, SafeText, UtcDateTime, build_enum_type, create_id, get_utc_now
from impact.access import Role
from impact.model import MAX_LABEL_LENGTH, MAX_NAME_LENGTH, MilestoneKind, Phase


class Person(Base):
    """Somebody who uses the app: a name to be greeted by and the role a local profile plays."""

    __tablename__ = "person"

    id: Mapped[str] = mapped_column(ID_TYPE, primary_key=True, default=create_id)
    name: Mapped[str] = mapped_column(SafeString(80))
    role: Mapped[Role] = mapped_column(build_enum_type(Role, "role"), default=Role.MEMBER)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=get_utc_now)


class Collaboration(AuditedRow):
    """Schools that work together. `data_version` grows with every change to what it owns: caches hang on it."""

    __tablename__ = "collaboration"

    name: Mapped[str] = mapped_column(SafeString(MAX_NAME_LENGTH))
    fictional: Mapped[bool] = mapped_column(default=False)
    data_version: Mapped[int] = mapped_column(default=0)


class Membership(OwnedRow):
    """This person takes part in this collaboration, in this role."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("collaboration_id", "person_id"),)

    person_id: Mapped[str] = mapped_column(ID_TYPE, ForeignKey("person.id", ondelete="CASCADE"), index=True)
    role: Mapped[Role] = mapped_column(build_enum_type(Role, "role"))


class Batch(OwnedRow):
    """One import: undone as a whole."""

    __tablename__ = "batch"

    file_name: Mapped[str] = mapped_column(SafeString(255))
    rows: Mapped[int]


class Matching(NumberedRow, OwnedRow):
    """How files of this shape (a SHA-256 in hex) were matched to our columns and words, for the next such file.

    `told` is the matching as JSON. `number` grows whenever one is stored or replaced: the highest was chosen last.
    """

    __tablename__ = "matching"
    __table_args__ = (UniqueConstraint("collaboration_id", "shape"),)

    shape: Mapped[str] = mapped_column(String(64))
    told: Mapped[dict[str, Any]] = mapped_column(SafeJson)


class Organisation(OwnedRow):
    """A school, college or company in the collaboration."""

    __tablename__ = "organisation"
    __table_args__ = (UniqueConstraint("collaboration_id", "name"),)

    name: Mapped[str] = mapped_column(SafeString(MAX_NAME_LENGTH))
    batch_id: Mapped[str | None] = mapped_column(ID_TYPE, ForeignKey("batch.id", ondelete="SET NULL"))


class Activity(OwnedRow):
    """What the collaboration did: the stone thrown into the pond, from which ripples may start."""

    __tablename__ = "activity"
    __table_args__ = (UniqueConstraint("collaboration_id", "name"),)

    name: Mapped[str] = mapped_column(SafeString(MAX_NAME_LENGTH))
    started_on: Mapped[date | None]
    batch_id: Mapped[str | None] = mapped_column(ID_TYPE, ForeignKey("batch.id", ondelete="SET NULL"))


class Ring(OwnedRow):
    """For whom the impact is: one disc."""

    __tablename__ = "ring"
    __table_args__ = (UniqueConstraint("collaboration_id", "name"),)

    name: Mapped[str] = mapped_column(SafeString(MAX_LABEL_LENGTH))
    position: Mapped[int]


class Theme(OwnedRow):
    """A desired impact: one sector. Every ring has exactly one that is `unexpected`, with a label of the app."""

    __tablename__ = "theme"
    __table_args__ = (UniqueConstraint("ring_id", "label"),)

    ring_id: Mapped[str] = mapped_column(ID_TYPE, ForeignKey("ring.id", ondelete="CASCADE"))
    label: Mapped[str] = mapped_column(SafeString(MAX_LABEL_LENGTH))
    wish: Mapped[str] = mapped_column(SafeText, default="")
    unexpected: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int]
    wordings: Mapped[list[str]] = mapped_column(SafeJson, default=lambda: [""] * 5)
    batch_id: Mapped[str | None] = mapped_column(ID_TYPE, ForeignKey("batch.id", ondelete="SET NULL"))


class WantedStep(OwnedRow):
    """The level of a theme that is wanted from this day on."""

    __tablename__ = "wanted"
    __table_args__ = (
        UniqueConstraint("theme_id", "from_on"),
        CheckConstraint("level >= 0 AND level <= 4", name="level"),
    )

    theme_id: Mapped[str] = mapped_column(ID_TYPE, ForeignKey("theme.id", ondelete="CASCADE"))
    from_on: Mapped[date]
    level: Mapped[float]


class Milestone(NumberedRow, OwnedRow):
    """A mark on the timeline: success, brilliant failure, agreement, decision or phase change.

    `number` grows within a collaboration: of two phases that begin on one day the one with the highest counts.
    """

    __tablename__ = "milestone"
    __table_args__ = (
        CheckConstraint("(kind = 'phase_change') = (phase IS NOT NULL)", name="phase"),
        UniqueConstraint("collaboration_id", "number"),
    )

    kind: Mapped[MilestoneKind] = mapped_column(build_enum_type(MilestoneKind, "kind"))
    title: Mapped[str] = mapped_column(SafeString(MAX_NAME_LENGTH))
    on: Mapped[date] = mapped_column("on_day")
    phase: Mapped[Phase | None] = mapped_column(build_enum_type(Phase, "phase_word"))
    ring_id: Mapped[str | None] = mapped_column(ID_TYPE, ForeignKey("ring.id", ondelete="SET NULL"))
    intention: Mapped[str] = mapped_column(SafeText, default="")
    happened: Mapped[str] = mapped_column(SafeText, default="")
    learned: Mapped[str] = mapped_column(SafeText, default="")
    changed: Mapped[str] = mapped_column(SafeText, default="")
    shared_with: Mapped[str] = mapped_column(SafeText, default="")
    held: Mapped[bool] = mapped_column(default=False)
    revealed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
