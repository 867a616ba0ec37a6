"""One engine from one URL: SQLite by default, PostgreSQL when asked."""

import os
import shutil
import sqlite3
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.pool import ConnectionPoolEntry

from db.damaged_text import Connection as ReadingConnection
from db.failures import failure_of, named_failures, primary_code
from impact.errors import DiskFailed, NoRoom, RimpelError, Unreachable

URL_SETTING = "RIMPEL_DATABASE_URL"
DEFAULT_FILE = Path(__file__).parent.parent / "data" / "rimpel.db"
BUSY_MS = 30_000
INDEX_BYTES = 32_768  # the least SQLite takes for the index of its log
# What SQLite says where nothing can be written, even though no more was asked than to open the file.
UNWRITABLE = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
PRAGMAS = (
    "foreign_keys = ON",
    "journal_mode = WAL",
    "synchronous = FULL",
    "secure_delete = FAST",
    f"busy_timeout = {BUSY_MS}",
)


def database_url() -> str:
    """The URL from the environment, or the embedded database in data/."""
    return os.environ.get(URL_SETTING) or f"sqlite:///{DEFAULT_FILE}"


def open_engine(url: str | None = None) -> Engine:
    """An engine for this URL. A folder for the embedded database is made on first use.

    What was typed stays out of its error messages, and so out of the log.
    """
    address = make_url(url or database_url())
    if address.get_backend_name() == "sqlite":
        return _open_sqlite(str(address), address.database)
    if address.drivername in ("postgresql", "postgres"):
        address = address.set(drivername="postgresql+psycopg")
    return create_engine(address, pool_pre_ping=True, hide_parameters=True)


def _open_sqlite(url: str, file: str | None) -> Engine:
    if not file or file == ":memory:":
        engine = create_engine(url, connect_args={"timeout": BUSY_MS / 1000}, hide_parameters=True)
        event.listen(engine, "connect", lambda connection, _record: _prepare(connection))
        event.listen(engine, "begin", _begin)
        return engine
    place = Path(file)
    with named_failures():
        place.parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, creator=lambda: connect(place), hide_parameters=True)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "begin", lambda _connection: _must_be_there(place))
    event.listen(engine, "checkin", _let_go)
    return engine


def _must_be_there(file: Path) -> None:
    """A file that was taken away goes on living for who has it open, and dies with them: nothing may be saved in it."""
    if not file.exists():
        raise Unreachable(file=file.name)


class Looking(ReadingConnection):
    """A connection that can only look; `failure` says what kept it from more."""

    failure: RimpelError


def connect(file: Path) -> sqlite3.Connection:
    """A connection to this file to read and write with; where nothing can be written, one to look with.

    Raises sqlite3.Error, and NotPermitted when the file may not be read.
    """
    try:
        return _prepare(
            sqlite3.connect(file, timeout=BUSY_MS / 1000, check_same_thread=False, factory=ReadingConnection)
        )
    except sqlite3.OperationalError as error:
        if primary_code(error) not in UNWRITABLE or not file.is_file():
            raise
        with named_failures(), file.open("rb"):
            pass  # only to hear of the system why it can't be opened, which SQLite doesn't tell
        return _look(file, error)


def _look(file: Path, cause: sqlite3.OperationalError) -> Looking:
    """SQLite reads a file with a log only where it can write beside it; without the log, the file is all there is."""
    log = file.with_name(f"{file.name}-wal")
    whole = not log.exists() or log.stat().st_size == 0
    for words in ("mode=ro", "mode=ro&immutable=1") if whole else ("mode=ro",):
        connection = sqlite3.connect(
            f"{file.absolute().as_uri()}?{words}",
            uri=True, timeout=BUSY_MS / 1000, check_same_thread=False, isolation_level=None, factory=Looking,
        )  # fmt: skip
        try:
            connection.execute("SELECT count(*) FROM sqlite_master")
        except sqlite3.OperationalError:
            connection.close()
            continue
        connection.failure = _failure_at(file, cause)
        return connection
    raise cause


def _failure_at(file: Path, cause: sqlite3.OperationalError) -> RimpelError:
    """What SQLite calls a failing disk is a full one where there is no room for the index it makes beside the log."""
    failure = failure_of(cause) or Unreachable(file=file.name)
    full = isinstance(failure, DiskFailed) and shutil.disk_usage(file.parent).free < INDEX_BYTES
    return NoRoom() if full else failure


def _prepare(connection: sqlite3.Connection) -> sqlite3.Connection:
    connection.isolation_level = None  # the driver would begin transactions of its own, too late to be immediate
    try:
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    driver = connection.connection.driver_connection
    if writes and isinstance(driver, Looking):
        raise driver.failure
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _let_go(connection: object, record: ConnectionPoolEntry) -> None:
    """What can only look is not used twice: by then there may be room again, and it would not see what is written."""
    if isinstance(connection, Looking):
        record.invalidate()
