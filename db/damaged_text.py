"""Bytes that are no text, where a damaged or hand-made SQLite file should hold text: read with a sign for each."""

import sqlite3
from typing import Any

DECODE_ERROR_TEXT = "Could not decode to UTF-8"  # how the driver says it; it has no code for it


def decode_damaged(content: bytes) -> str:
    """These bytes as text, with U+FFFD for what is no UTF-8."""
    return content.decode("utf-8", "replace")


class DamagedTextCursor(sqlite3.Cursor):
    """A cursor that asks again when it meets such bytes.

    Reading all text that way from the first would take half as long again for every text that is well.
    """

    last_query: tuple[Any, ...] = ()
    rows_given = 0

    def execute(self, *arguments: Any) -> "DamagedTextCursor":
        """As sqlite3.Cursor does, and remember what was asked."""
        self.last_query, self.rows_given = arguments, 0
        super().execute(*arguments)
        return self

    def fetchone(self) -> Any:
        """The next row, or None."""
        rows = self.fetchmany(1)
        return rows[0] if rows else None

    def fetchmany(self, size: int | None = None) -> list[Any]:
        """The next rows, so many at most."""
        limit = self.arraysize if size is None else size
        try:
            rows = super().fetchmany(limit)
        except sqlite3.OperationalError as error:
            self._ask_again(error)
            rows = super().fetchmany(limit)
        self.rows_given += len(rows)
        return rows

    def fetchall(self) -> list[Any]:
        """All rows that are left."""
        try:
            return super().fetchall()
        except sqlite3.OperationalError as error:
            self._ask_again(error)
            return super().fetchall()

    def _ask_again(self, error: sqlite3.OperationalError) -> None:
        """Ask the same, on a connection that from now on reads every text with signs, up to the row that failed."""
        # What writes is never done twice.
        if DECODE_ERROR_TEXT not in str(error) or not str(self.last_query[0]).lstrip().upper().startswith(
            ("SELECT", "WITH")
        ):
            raise error
        self.connection.text_factory = decode_damaged
        super().execute(*self.last_query)
        for _ in range(self.rows_given):
            super().fetchone()


class DamagedTextConnection(sqlite3.Connection):
    """A connection whose cursors read damaged text."""

    def cursor(self, *_: Any) -> DamagedTextCursor:  # type: ignore[override]  # SQLAlchemy and sqlite3 itself ask for no other kind
        """A cursor that reads damaged text."""
        return super().cursor(DamagedTextCursor)
