"""The table of feeds."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.base import OwnedRow
from db.types import SafeJson, SafeString, UtcDateTime


class Feed(OwnedRow):
    """A link by which a program reads observations: which ones (`filter`), and in which language it names them."""

    __tablename__ = "feed"
    __table_args__ = (UniqueConstraint("secret_hash"),)

    secret_hash: Mapped[str] = mapped_column(String(64))
    label: Mapped[str] = mapped_column(SafeString(80))
    filter: Mapped[dict[str, Any]] = mapped_column(SafeJson)
    language: Mapped[str] = mapped_column(String(2))
    until: Mapped[date | None] = mapped_column("until_day")
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_used_on: Mapped[date | None]
