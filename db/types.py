"""Column types that behave the same on SQLite and PostgreSQL."""

import re
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, Enum, String, Text, Uuid
from sqlalchemy.types import TypeDecorator
from uuid6 import uuid7

from db.damaged_text import decode_damaged
from impact.text.safe_text import drop_unsafe, make_safe

ID_PATTERN = re.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
MAX_TEXT_LENGTH = 20_000  # of a text that is read; no door lets in a tenth of it
NO_ORGANISATION = "00000000-0000-0000-0000-000000000000"


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC. SQLite forgets time zones, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class IdText(TypeDecorator[str]):
    """An identifier as text. What is no identifier is asked for as NULL, which no row has: it is never found.

    PostgreSQL would refuse such a text, and with it the whole transaction.
    """

    impl = Uuid(as_uuid=False)
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return value if value is not None and ID_PATTERN.fullmatch(value) else None


class SafeString(TypeDecorator[str]):
    """A line that somebody wrote, without the characters that no output can take.

    On the way in, so that no door can forget it; on the way out, for what an older version or a backup brought.
    """

    impl = String
    cache_ok = True

    def __init__(self, length: int | None = None) -> None:
        super().__init__(length)
        self.length = length
        # SQLite holds no column to its length, so a backup made by hand could hold a name that fills every screen.
        self.max_length = length or MAX_TEXT_LENGTH

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else drop_unsafe(value)

    def process_result_value(self, value: str | bytes | None, dialect: Dialect) -> str | None:
        if isinstance(value, bytes):  # SQLite keeps them in a column of text, as a file made by hand may have it
            value = decode_damaged(value)
        return None if value is None else drop_unsafe(value[: self.max_length])


class SafeText(SafeString):
    """The same for a text of any length."""

    impl = Text
    cache_ok = True


class SafeJson(TypeDecorator[Any]):
    """The same for every text in a value of JSON; `most` is None where the app itself keeps longer ones."""

    impl = JSON
    cache_ok = True

    def __init__(self, max_length: int | None = MAX_TEXT_LENGTH) -> None:
        super().__init__()
        self.max_length = max_length

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        return make_safe(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return make_safe(value, self.max_length)


def build_enum_type(terms: type[StrEnum], name: str) -> Enum:
    """A word from this list, kept as text and held to the list by a named check."""
    return Enum(
        terms,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=24,
        values_callable=lambda members: [term.value for term in members],
    )


def create_id() -> str:
    """An identifier that sorts by the moment it was made (UUID version 7)."""
    return str(uuid7())


def get_utc_now() -> datetime:
    """This moment in UTC."""
    return datetime.now(UTC)
