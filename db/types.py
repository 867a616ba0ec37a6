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
MAX_TEXT_LENGTH = 20_000  # characters that are read of a text; the app itself never stores a tenth of that
# PostgreSQL allows no NULL in a primary key, so the tallies need a value for "no organisation".
NO_ORGANISATION = "00000000-0000-0000-0000-000000000000"


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC. SQLite stores no time zone, so it is added on reading."""

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
    """An identifier as text. A text that is no identifier becomes NULL, so that a query with it finds nothing.

    PostgreSQL would refuse such a text, and abort the whole transaction.
    """

    impl = Uuid(as_uuid=False)
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return value if value is not None and ID_PATTERN.fullmatch(value) else None


class SafeString(TypeDecorator[str]):
    """A line that somebody wrote, without the characters that no output can take.

    They are removed when a text is stored, whichever way it came in, and when it is read, because an older version or
    a backup may have stored them.
    """

    impl = String
    cache_ok = True

    def __init__(self, length: int | None = None) -> None:
        super().__init__(length)
        self.length = length
        # SQLite does not enforce the length of a column, so a backup made by hand may have names of any length.
        self.max_length = length or MAX_TEXT_LENGTH

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else drop_unsafe(value)

    def process_result_value(self, value: str | bytes | None, dialect: Dialect) -> str | None:
        if isinstance(value, bytes):  # SQLite stores bytes in a text column too, and a file made by hand may have them
            value = decode_damaged(value)
        return None if value is None else drop_unsafe(value[: self.max_length])


class SafeText(SafeString):
    """The same for a text of any length."""

    impl = Text
    cache_ok = True


class SafeJson(TypeDecorator[Any]):
    """The same for every text in a JSON value; `max_length` is None where the app itself stores longer ones."""

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
    """Return a column type for a word from this list, stored as text, with a named check of the list."""
    return Enum(
        terms,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=24,
        values_callable=lambda members: [term.value for term in members],
    )


def create_id() -> str:
    """Return a new identifier, which sorts by the moment it was made (UUID version 7)."""
    return str(uuid7())


def get_utc_now() -> datetime:
    """Return this moment in UTC."""
    return datetime.now(UTC)
