"""Bytes that are no text, where a damaged or hand-made SQLite file should hold text: read with a sign for each."""

import sqlite3
from typing import Any

UNREADABLE = "Could not decode to UTF-8"  # how the driver says it; it has no code for it


def read_with_signs(content: bytes) -> str:
    """These bytes as text, with U+FFFD for what is no UTF-8."""
    return content.decode("utf-8", "replace")


class Cursor(sqlite3.Cursor):
    """A cursor that asks again when it meets such bytes.

    Reading all text that way from the first would take half as long again for every text that is well.
    """

    asked: tuple[Any, ...] = ()
    given = 0

    def execute(self, *asked: Any) -> "Cursor":
        """As sqlite3.Cursor does, and remember what was asked."""
        self.asked, self.given = asked, 0
        super().execute(*asked)
        return self

    def fetchone(self) -> Any:
        """The next row, or None."""
        rows = self.fetchmany(1)
        return rows[0] if rows else None

    def fetchmany(self, size: int | None = None) -> list[Any]:
        """The next rows, so many at most."""
        most = self.arraysize if size is None else size
        try:
            rows = super().fetchmany(most)
        except sqlite3.OperationalError as error:
            self._ask_again(error)
            rows = super().fetchmany(most)
        self.given += len(rows)
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
        if UNREADABLE not in str(error) or not str(self.asked[0]).lstrip().upper().startswith(("SELECT", "WITH")):
            raise error
        self.connection.text_factory = read_with_signs
        super().execute(*self.asked)
        for _ in range(self.given):
            super().fetchone()


class Connection(sqlite3.Connection):
    """A connection whose cursors read damaged text."""

    def cursor(self, *_: Any) -> Cursor:  # type: ignore[override]  # SQLAlchemy and sqlite3 itself ask for no other kind
        """A cursor that reads damaged text."""
        return super().cursor(Cursor)
