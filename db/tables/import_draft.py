"""The table of imports that are not finished."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.base import ID_TYPE, Base
from db.types import SafeJson, SafeString, UtcDateTime, build_enum_type, create_id, get_utc_now


class ImportPhase(StrEnum):
    """How far an import is: being matched, running, or done with its report still to be read."""

    MATCHING = "matching"
    RUNNING = "running"
    REPORT = "report"


class ImportDraft(Base):
    """The one import of this person in this collaboration that is not finished.

    `content` is the file itself, or with the report the rows that were refused; `told` is what was chosen, `progress`
    how far it came. It leaves no trace: it is deleted when the import is done, cancelled, or left for too long.
    """

    __tablename__ = "import_draft"
    __table_args__ = (UniqueConstraint("collaboration_id", "person_id"),)

    id: Mapped[str] = mapped_column(ID_TYPE, primary_key=True, default=create_id)
    collaboration_id: Mapped[str] = mapped_column(ID_TYPE, ForeignKey("collaboration.id", ondelete="CASCADE"))
    person_id: Mapped[str] = mapped_column(ID_TYPE, ForeignKey("person.id", ondelete="CASCADE"), index=True)
    phase: Mapped[ImportPhase] = mapped_column(build_enum_type(ImportPhase, "phase"))
    file_name: Mapped[str] = mapped_column(SafeString(255))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    told: Mapped[dict[str, Any]] = mapped_column(SafeJson(None))  # the rows that are left out may be many
    progress: Mapped[dict[str, Any]] = mapped_column(SafeJson)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=get_utc_now, index=True)
