"""Engines: SQLite by default, PostgreSQL when the setting says so."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.pool import ConnectionPoolEntry

from db.damaged_text import DamagedTextConnection
from db.failures import find_failure, get_primary_code, translate_failures
from impact.errors import DiskFailed, NoRoom, RimpelError, Unreachable

URL_SETTING = "RIMPEL_DATABASE_URL"
DEFAULT_FILE = Path(__file__).parent.parent / "data" / "rimpel.db"
BUSY_TIMEOUT_MS = 30_000  # a backup or a large import may keep others waiting this long
MIN_LOG_INDEX_BYTES = 32_768  # the smallest index SQLite makes for its log
# What SQLite answers where nothing can be written, although it was asked only to open the file.
UNWRITABLE_CODES = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
PRAGMAS = (
    "foreign_keys = ON",  # SQLite checks them only for who asks
    "journal_mode = WAL",  # who reads does not wait for who writes
    "synchronous = FULL",  # what was saved survives a power cut
    "secure_delete = FAST",  # deleted text is overwritten where that costs no extra writing
    f"busy_timeout = {BUSY_TIMEOUT_MS}",
)


def get_database_url() -> str:
    """Return the URL from the environment, or that of the embedded database in data/."""
    return os.environ.get(URL_SETTING) or f"sqlite:///{DEFAULT_FILE}"


def open_engine(url: str | None = None) -> Engine:
    """Return an engine for this URL. A folder for the embedded database is made on first use."""
    # hide_parameters keeps what people typed out of error messages, and so out of the log.
    address = make_url(url or get_database_url())
    if address.get_backend_name() == "sqlite":
        return _open_sqlite(str(address), address.database)
    if address.drivername in ("postgresql", "postgres"):
        address = address.set(drivername="postgresql+psycopg")
    return create_engine(address, pool_pre_ping=True, hide_parameters=True)


@contextmanager
def open_file_engine(file: Path) -> Iterator[Engine]:
    """Yield an engine on this SQLite file, such as a backup, and close it afterwards."""
    engine = open_engine(f"sqlite:///{file}")
    try:
        yield engine
    finally:
        engine.dispose()


def _open_sqlite(url: str, file: str | None) -> Engine:
    if not file or file == ":memory:":
        engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000}, hide_parameters=True)
        event.listen(engine, "connect", lambda connection, _record: _set_pragmas(connection))
        event.listen(engine, "begin", _begin_transaction)
        return engine
    path = Path(file)
    with translate_failures():
        path.parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, creator=lambda: connect_sqlite(path), hide_parameters=True)
    event.listen(engine, "begin", _begin_transaction)
    event.listen(engine, "begin", lambda _connection: _check_file_exists(path))
    event.listen(engine, "checkin", _drop_read_only)
    return engine


def _check_file_exists(file: Path) -> None:
    # A deleted file lives on for who has it open, and what is saved in it is lost when they close it.
    if not file.exists():
        raise Unreachable(file=file.name)


class ReadOnlyConnection(DamagedTextConnection):
    """A connection that can only read; `failure` says why it cannot write."""

    failure: RimpelError


def connect_sqlite(file: Path) -> sqlite3.Connection:
    """Return a connection that reads and writes this file, or only reads it where nothing can be written.

    Raise sqlite3.Error, and NotPermitted when the file may not be read.
    """
    try:
        return _set_pragmas(
            sqlite3.connect(
                file, timeout=BUSY_TIMEOUT_MS / 1000, check_same_thread=False, factory=DamagedTextConnection
            )
        )
    except sqlite3.OperationalError as error:
        if get_primary_code(error) not in UNWRITABLE_CODES or not file.is_file():
            raise
        with translate_failures(), file.open("rb"):
            pass  # only so that the system says why it can't be opened, which SQLite doesn't
        return _connect_read_only(file, error)


def _connect_read_only(file: Path, cause: sqlite3.OperationalError) -> ReadOnlyConnection:
    # SQLite needs to write beside a file with a log, also to read it. An empty log need not be read: then
    # "immutable" opens the file alone.
    log = file.with_name(f"{file.name}-wal")
    is_log_empty = not log.exists() or log.stat().st_size == 0
    for mode in ("mode=ro", "mode=ro&immutable=1") if is_log_empty else ("mode=ro",):
        connection = sqlite3.connect(
            f"{file.absolute().as_uri()}?{mode}",
            uri=True,
            timeout=BUSY_TIMEOUT_MS / 1000,
            check_same_thread=False,
            isolation_level=None,
            factory=ReadOnlyConnection,
        )
        try:
            connection.execute("SELECT count(*) FROM sqlite_master")
        except sqlite3.OperationalError:
            connection.close()
            continue
        connection.failure = _find_open_failure(file, cause)
        return connection
    raise cause


def _find_open_failure(file: Path, cause: sqlite3.OperationalError) -> RimpelError:
    # SQLite reports a failing disk where there is no room for the index it makes beside its log.
    failure = find_failure(cause) or Unreachable(file=file.name)
    is_full = isinstance(failure, DiskFailed) and shutil.disk_usage(file.parent).free < MIN_LOG_INDEX_BYTES
    return NoRoom() if is_full else failure


def _set_pragmas(connection: sqlite3.Connection) -> sqlite3.Connection:
    connection.isolation_level = None  # else the driver begins transactions itself, and never immediate ones
    try:
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _begin_transaction(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    driver = connection.connection.driver_connection
    if writes and isinstance(driver, ReadOnlyConnection):
        raise driver.failure
    # Immediate: who will write waits at the start, instead of failing half-way when somebody else has written.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _drop_read_only(connection: object, record: ConnectionPoolEntry) -> None:
    # Never used twice: by then writing may work again, and an immutable connection sees nothing of that.
    if isinstance(connection, ReadOnlyConnection):
        record.invalidate()
