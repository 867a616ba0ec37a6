"""Failures of a database or a disk, translated into the error that says what is wrong."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, OperationalError

from impact.errors import (
    Busy,
    DiskFailed,
    NoRoom,
    NotPermitted,
    ReadOnly,
    RimpelError,
    Unreachable,
    WrongDatabase,
    get_place_error,
)

ERROR_BY_SQLITE_CODE: dict[int, type[Unreachable]] = {
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
SQLITE_DAMAGE_CODES = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
# The states of PostgreSQL, see "PostgreSQL Error Codes" in its manual.
ERROR_BY_POSTGRESQL_STATE: dict[str, type[Unreachable]] = {
    "53100": NoRoom,
    "25006": ReadOnly,
    "42501": NotPermitted,
    "55P03": Busy,
    "40001": Busy,
    "40P01": Busy,
    "53300": Busy,
    "58030": DiskFailed,
}
POSTGRESQL_DAMAGE_STATES = ("XX001", "XX002")


def get_primary_code(error: BaseException) -> int:
    """Return the primary result code of SQLite, or 0 when the error has none."""
    # The lowest eight bits of an extended result code are the primary one; the rest is detail.
    return int(getattr(error, "sqlite_errorcode", None) or 0) & 0xFF


def find_failure(error: BaseException) -> RimpelError | None:
    """Return the error that says what is wrong with the database or the disk; None when it is something else."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    if isinstance(cause, OSError):
        return get_place_error(cause)
    code, state = get_primary_code(cause), str(getattr(cause, "sqlstate", None) or "")
    if code in SQLITE_DAMAGE_CODES or state in POSTGRESQL_DAMAGE_STATES:
        return WrongDatabase(reason="damaged")
    kind = ERROR_BY_SQLITE_CODE.get(code) or ERROR_BY_POSTGRESQL_STATE.get(state)
    # SQLITE_ERROR is a statement that fits no table: a fault of ours or a strange database, which does answer.
    if kind is None and isinstance(error, OperationalError) and code != sqlite3.SQLITE_ERROR:
        kind = Unreachable
    return kind() if kind else None


@contextmanager
def translate_failures() -> Iterator[None]:
    """Raise failures of the database or the disk as the error that says what is wrong; other errors as they are."""
    try:
        yield
    except (OSError, sqlite3.Error, DBAPIError) as error:
        failure = find_failure(error)
        if failure is None:
            raise
        raise failure from error
