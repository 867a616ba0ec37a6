"""One engine from one URL: SQLite by default, PostgreSQL when asked."""

import os
import shutil
import sqlite3
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.pool import ConnectionPoolEntry

from db.damaged_text import DamagedTextConnection
from db.failures import find_failure, get_primary_code, translate_failures
from impact.errors import DiskFailed, NoRoom, RimpelError, Unreachable

URL_SETTING = "RIMPEL_DATABASE_URL"
DEFAULT_FILE = Path(__file__).parent.parent / "data" / "rimpel.db"
BUSY_TIMEOUT_MS = 30_000
MIN_LOG_INDEX_BYTES = 32_768  # the least SQLite takes for the index of its log
# What SQLite says where nothing can be written, even though no more was asked than to open the file.
UNWRITABLE_CODES = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
PRAGMAS = (
    "foreign_keys = ON",
    "journal_mode = WAL",
    "synchronous = FULL",
    "secure_delete = FAST",
    f"busy_timeout = {BUSY_TIMEOUT_MS}",
)


def get_database_url() -> str:
    """The URL from the environment, or the embedded database in data/."""
    return os.environ.get(URL_SETTING) or f"sqlite:///{DEFAULT_FILE}"


def open_engine(url: str | None = None) -> Engine:
    """An engine for this URL. A folder for the embedded database is made on first use.

    What was typed stays out of its error messages, and so out of the log.
    """
    address = make_url(url or get_database_url())
    if address.get_backend_name() == "sqlite":
        return _open_sqlite(str(address), address.database)
    if address.drivername in ("postgresql", "postgres"):
        address = address.set(drivername="postgresql+psycopg")
    return create_engine(address, pool_pre_ping=True, hide_parameters=True)


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
    """A file that was taken away goes on living for who has it open, and dies with them: nothing may be saved in it."""
    if not file.exists():
        raise Unreachable(file=file.name)


class ReadOnlyConnection(DamagedTextConnection):
    """A connection that can only look; `failure` says what kept it from more."""

    failure: RimpelError


def connect_sqlite(file: Path) -> sqlite3.Connection:
    """A connection to this file to read and write with; where nothing can be written, one to look with.

    Raises sqlite3.Error, and NotPermitted when the file may not be read.
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
            pass  # only to hear of the system why it can't be opened, which SQLite doesn't tell
        return _connect_read_only(file, error)


def _connect_read_only(file: Path, cause: sqlite3.OperationalError) -> ReadOnlyConnection:
    """SQLite reads a file with a log only where it can write beside it; without the log, the file is all there is."""
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
    """What SQLite calls a failing disk is a full one where there is no room for the index it makes beside the log."""
    failure = find_failure(cause) or Unreachable(file=file.name)
    is_full = isinstance(failure, DiskFailed) and shutil.disk_usage(file.parent).free < MIN_LOG_INDEX_BYTES
    return NoRoom() if is_full else failure


def _set_pragmas(connection: sqlite3.Connection) -> sqlite3.Connection:
    connection.isolation_level = None  # the driver would begin transactions of its own, too late to be immediate
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
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _drop_read_only(connection: object, record: ConnectionPoolEntry) -> None:
    """What can only look is not used twice: by then there may be room again, and it would not see what is written."""
    if isinstance(connection, ReadOnlyConnection):
        record.invalidate()
