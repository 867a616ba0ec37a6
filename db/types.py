"""Column types that behave the same on SQLite and PostgreSQL."""

import re
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import DateTime, Dialect, Enum, Uuid
from sqlalchemy.types import TypeDecorator
from uuid6 import uuid7

AN_ID = re.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
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
        return value if value is not None and AN_ID.fullmatch(value) else None


def one_of(words: type[StrEnum], name: str) -> Enum:
    """A word from this list, kept as text and held to the list by a named check."""
    return Enum(
        words,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=24,
        values_callable=lambda listed: [word.value for word in listed],
    )


def new_id() -> str:
    """An identifier that sorts by the moment it was made (UUID version 7)."""
    return str(uuid7())


def now() -> datetime:
    """This moment in UTC."""
    return datetime.now(UTC)
