"""One engine from one URL: SQLite by default, PostgreSQL when asked."""

import os
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url

from impact.errors import Unreachable

URL_SETTING = "RIMPEL_DATABASE_URL"
DEFAULT_FILE = Path(__file__).parent.parent / "data" / "rimpel.db"
BUSY_MS = 30_000
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
    if file and file != ":memory:":
        Path(file).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": BUSY_MS / 1000}, hide_parameters=True)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    if file and file != ":memory:":
        event.listen(engine, "begin", lambda _connection: _must_be_there(Path(file)))
    return engine


def _must_be_there(file: Path) -> None:
    """A file that was taken away goes on living for who has it open, and dies with them: nothing may be saved in it."""
    if not file.exists():
        raise Unreachable(file=file.name)


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver would begin transactions of its own, too late to be immediate
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
