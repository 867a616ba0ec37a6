"""The tables that follow from acts: tallies, history, erasures, cleaning up, overruled warnings and used tokens."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.base import ID_TYPE, Base, NumberedRow
from db.types import SafeJson, SafeText, UtcDateTime, build_enum_type, create_id, get_utc_now
from impact.model import State


class Tally(Base):
    """The counts of one theme, organisation, month and state. The discs read only these, never the observations."""

    __tablename__ = "tally"

    collaboration_id: Mapped[str] = mapped_column(
        ID_TYPE, ForeignKey("collaboration.id", ondelete="CASCADE"), primary_key=True
    )
    theme_id: Mapped[str] = mapped_column(ID_TYPE, ForeignKey("theme.id", ondelete="CASCADE"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ID_TYPE, primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    state: Mapped[State] = mapped_column(build_enum_type(State, "state"), primary_key=True)
    n: Mapped[int]
    weight: Mapped[int]
    twice: Mapped[int]
    negatives: Mapped[int]


class Change(NumberedRow):
    """One change in the history of an observation: who, when and why, and the fields before and after.

    `other_id` is the observation at the other end when a ripple was linked or unlinked. `number` grows with every
    change of an observation: only that tells which was last, because `at` and `id` follow a clock.
    """

    __tablename__ = "change"
    __table_args__ = (Index("ix_change_made", "collaboration_id", "at"), UniqueConstraint("observation_id", "number"))

    id: Mapped[str] = mapped_column(ID_TYPE, primary_key=True, default=create_id)
    collaboration_id: Mapped[str] = mapped_column(
        ID_TYPE, ForeignKey("collaboration.id", ondelete="CASCADE"), index=True
    )
    observation_id: Mapped[str] = mapped_column(ID_TYPE, ForeignKey("observation.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=get_utc_now)
    by: Mapped[str | None] = mapped_column("by_person", ID_TYPE, ForeignKey("person.id", ondelete="SET NULL"))
    before: Mapped[dict[str, Any]] = mapped_column(SafeJson)
    after: Mapped[dict[str, Any]] = mapped_column(SafeJson)
    reason: Mapped[str] = mapped_column(SafeText, default="", server_default="")
    other_id: Mapped[str | None] = mapped_column(ID_TYPE, ForeignKey("observation.id", ondelete="CASCADE"), index=True)


class ErasedObservation(Base):
    """What is kept of an observation that was erased: its id, and on which day it was erased."""

    __tablename__ = "erased"

    id: Mapped[str] = mapped_column(ID_TYPE, primary_key=True)
    collaboration_id: Mapped[str] = mapped_column(
        ID_TYPE, ForeignKey("collaboration.id", ondelete="CASCADE"), index=True
    )
    erased_on: Mapped[date]


class PendingCleanup(Base):
    """A deletion to clean up after: it may remain in unused parts of the database, or in these files (hashes)."""

    __tablename__ = "remains"

    id: Mapped[str] = mapped_column(ID_TYPE, primary_key=True, default=create_id)
    since: Mapped[datetime] = mapped_column(UtcDateTime, default=get_utc_now)
    files: Mapped[list[str]] = mapped_column(SafeJson, default=list)


class Overrule(Base):
    """A writer saved a text that may point to a person: who, when, where and why it was marked, never the text."""

    __tablename__ = "overrule"

    id: Mapped[str] = mapped_column(ID_TYPE, primary_key=True, default=create_id)
    collaboration_id: Mapped[str] = mapped_column(
        ID_TYPE, ForeignKey("collaboration.id", ondelete="CASCADE"), index=True
    )
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=get_utc_now)
    by: Mapped[str | None] = mapped_column("by_person", ID_TYPE, ForeignKey("person.id", ondelete="SET NULL"))
    area: Mapped[str] = mapped_column(String(24))
    reasons: Mapped[list[str]] = mapped_column(SafeJson)


class UsedToken(Base):
    """The one-time token of an act that was carried out, so that the same token never writes twice."""

    __tablename__ = "done"

    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    result: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=get_utc_now)
