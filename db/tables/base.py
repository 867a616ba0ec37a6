"""What tables share: named constraints, who made and changed a row and when, and whose it is."""

from datetime import datetime

from sqlalchemy import ForeignKey, MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from db.types import IdText, UtcDateTime, create_id, get_utc_now

ID_TYPE = IdText()


class Base(DeclarativeBase):
    """The base of all tables: it names every constraint, so that migrations can find them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class AuditedRow(Base):
    """A row that knows who made it and who changed it last, when, and how often."""

    __abstract__ = True

    id: Mapped[str] = mapped_column(ID_TYPE, primary_key=True, default=create_id)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=get_utc_now)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=get_utc_now, onupdate=get_utc_now)

    @declared_attr
    def created_by(cls) -> Mapped[str | None]:
        return mapped_column(ID_TYPE, ForeignKey("person.id", ondelete="SET NULL"))

    @declared_attr
    def updated_by(cls) -> Mapped[str | None]:
        return mapped_column(ID_TYPE, ForeignKey("person.id", ondelete="SET NULL"))


class NumberedRow(Base):
    """A row with a place among those of its kind: `number` grows with each new one (`db.rows.select_next_number`)."""

    __abstract__ = True

    number: Mapped[int]


class OwnedRow(AuditedRow):
    """A row that belongs to a collaboration and goes when that goes."""

    __abstract__ = True

    @declared_attr
    def collaboration_id(cls) -> Mapped[str]:
        return mapped_column(ID_TYPE, ForeignKey("collaboration.id", ondelete="CASCADE"), index=True)
