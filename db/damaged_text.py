"""Damaged text: bytes that are no UTF-8 in an SQLite file are read as replacement characters, without an error."""

import sqlite3
from typing import Any

DECODE_ERROR_TEXT = "Could not decode to UTF-8"  # the driver gives it no code of its own


def decode_damaged(content: bytes) -> str:
    """Return these bytes as text, with U+FFFD for what is no UTF-8."""
    return content.decode("utf-8", "replace")


class DamagedTextCursor(sqlite3.Cursor):
    """A cursor that runs its query again when it meets such bytes.

    Decoding all text that way from the start would make reading sound text half as slow again.
    """

    last_query: tuple[Any, ...] = ()
    rows_given = 0

    def execute(self, *arguments: Any) -> "DamagedTextCursor":
        """Run a statement as sqlite3.Cursor does, and remember it."""
        self.last_query, self.rows_given = arguments, 0
        super().execute(*arguments)
        return self

    def fetchone(self) -> Any:
        """Return the next row, or None."""
        rows = self.fetchmany(1)
        return rows[0] if rows else None

    def fetchmany(self, size: int | None = None) -> list[Any]:
        """Return the next rows, at most this many."""
        limit = self.arraysize if size is None else size
        try:
            rows = super().fetchmany(limit)
        except sqlite3.OperationalError as error:
            self._ask_again(error)
            rows = super().fetchmany(limit)
        self.rows_given += len(rows)
        return rows

    def fetchall(self) -> list[Any]:
        """Return all remaining rows."""
        try:
            return super().fetchall()
        except sqlite3.OperationalError as error:
            self._ask_again(error)
            return super().fetchall()

    def _ask_again(self, error: sqlite3.OperationalError) -> None:
        """Run the last query again, with damaged text allowed from now on, up to the row that failed."""
        # A statement that writes must not run twice.
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
        """Return a cursor that reads damaged text."""
        return super().cursor(DamagedTextCursor)
