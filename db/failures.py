"""What a database or a disk says when it can't do what was asked, as the error that tells what is the matter."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, OperationalError

from impact.errors import Busy, DiskFailed, NoRoom, NotPermitted, ReadOnly, RimpelError, Unreachable, WrongDatabase
from impact.errors import place_error as _of_place

ANSWERS: dict[int, type[Unreachable]] = {
    sqlite3.SQLITE_FULL: NoRoom,
    sqlite3.SQLITE_READONLY: ReadOnly,
    sqlite3.SQLITE_PERM: NotPermitted,
    sqlite3.SQLITE_AUTH: NotPermitted,
    sqlite3.SQLITE_BUSY: Busy,
    sqlite3.SQLITE_LOCKED: Busy,
    sqlite3.SQLITE_PROTOCOL: Busy,
    sqlite3.SQLITE_IOERR: DiskFailed,
    sqlite3.SQLITE_CANTOPEN: Unreachable,
}
DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
# The states of PostgreSQL, see "PostgreSQL Error Codes" in its manual.
STATES: dict[str, type[Unreachable]] = {
    "53100": NoRoom,
    "25006": ReadOnly,
    "42501": NotPermitted,
    "55P03": Busy,
    "40001": Busy,
    "40P01": Busy,
    "53300": Busy,
    "58030": DiskFailed,
}
DAMAGED_STATES = ("XX001", "XX002")


def primary_code(error: BaseException) -> int:
    """The result code of SQLite without what is added to it; 0 when there is none."""
    # The lowest eight bits; what stands above them tells details.
    return int(getattr(error, "sqlite_errorcode", None) or 0) & 0xFF


def failure_of(error: BaseException) -> RimpelError | None:
    """The error that says what is the matter with the database or the disk; None when it is something else."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    if isinstance(cause, OSError):
        return _of_place(cause)
    code, state = primary_code(cause), str(getattr(cause, "sqlstate", None) or "")
    if code in DAMAGE or state in DAMAGED_STATES:
        return WrongDatabase(reason="damaged")
    kind = ANSWERS.get(code) or STATES.get(state)
    # A statement that fits no table is a fault of ours or of a strange database, and no lack of an answer.
    if kind is None and isinstance(error, OperationalError) and code != sqlite3.SQLITE_ERROR:
        kind = Unreachable
    return kind() if kind else None


@contextmanager
def named_failures() -> Iterator[None]:
    """Raise the error that says what is the matter with the database or the disk; anything else as it is."""
    try:
        yield
    except (OSError, sqlite3.Error, DBAPIError) as error:
        failure = failure_of(error)
        if failure is None:
            raise
        raise failure from error
