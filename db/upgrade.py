"""Bringing a database up to date: all steps under one lock and in one transaction, so never half."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, func, select, text
from sqlalchemy.orm import Session

from db import tables
from db.failures import translate_failures
from db.observations import search
from impact.errors import NoRoom, NotPermitted, ReadOnly, WrongDatabase

MIGRATIONS_FOLDER = Path(__file__).parent / "migrations"
NEWEST_REVISION = "head"
EMPTY_REVISION = "base"
UPGRADE_LOCK_KEY = 7_246_735
LARGE_TABLE_ROWS = 10_000


def upgrade_database(engine: Engine, revision: str = NEWEST_REVISION) -> None:
    """Take every step up to this revision. Raises WrongDatabase when a newer app has made the database.

    Whoever comes while another process is at it waits, and then finds nothing left to do. Where nothing can be
    written, a database that took every step already is left as it is; for any other it raises NoRoom or ReadOnly.
    """
    try:
        _run_steps(engine, revision)
    except (NoRoom, ReadOnly, NotPermitted):
        if revision != NEWEST_REVISION or not is_current(engine):
            raise


def _run_steps(engine: Engine, revision: str) -> None:
    with translate_failures(), _lock_database(engine) as connection:
        _run_alembic(connection, command.upgrade, revision)
        if revision == NEWEST_REVISION:
            with Session(connection, join_transaction_mode="rollback_only") as session:
                search.index_missing(session)
                session.flush()
                _analyze_large_tables(session)


def _analyze_large_tables(session: Session) -> None:
    """Let SQLite look how its large tables are filled, so that it picks the index that leads to the fewest rows.

    Only tables whose indexes hold no words, and only once they are large: PostgreSQL does so by itself.
    """
    observations = select(tables.Observation.id).limit(LARGE_TABLE_ROWS).subquery()
    if (
        session.get_bind().dialect.name != "sqlite"
        or session.scalar(select(func.count()).select_from(observations)) != LARGE_TABLE_ROWS
    ):
        return
    session.execute(text("PRAGMA analysis_limit = 1000"))
    for table in ("observation", "change", "ripple", "found"):
        session.execute(text(f'ANALYZE "{table}"'))


def downgrade_database(engine: Engine, revision: str = EMPTY_REVISION) -> None:
    """Take the steps back down to this revision. What only the newer tables could hold is lost."""
    with _lock_database(engine) as connection:
        _run_alembic(connection, command.downgrade, revision)


def is_current(engine: Engine) -> bool:
    """Whether this database has taken every step there is."""
    with engine.connect() as connection:
        heads = MigrationContext.configure(connection).get_current_heads()
    return set(heads) == set(ScriptDirectory.from_config(build_alembic_config()).get_heads())


def build_alembic_config() -> Config:
    """What Alembic must know to find the steps."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _run_alembic(connection: Connection, step: Callable[[Config, str], None], revision: str) -> None:
    config = build_alembic_config()
    config.attributes["connection"] = connection
    try:
        step(config, revision)
    except CommandError as error:
        raise WrongDatabase(reason="unknown_version") from error


@contextmanager
def _lock_database(engine: Engine) -> Iterator[Connection]:
    """A connection in a transaction that no other upgrade shares."""
    lock = _lock_sqlite if engine.dialect.name == "sqlite" else _lock_postgresql
    with lock(engine) as connection:
        yield connection


@contextmanager
def _lock_postgresql(engine: Engine) -> Iterator[Connection]:
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": UPGRADE_LOCK_KEY})
        yield connection


@contextmanager
def _lock_sqlite(engine: Engine) -> Iterator[Connection]:
    with engine.execution_options(writes=True).connect() as connection:
        # A step may rebuild a table, and with foreign keys on, dropping the old one would empty all that refers to it.
        # SQLite heeds this switch only outside a transaction, so it is set beneath SQLAlchemy, before its BEGIN.
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys = OFF")
        try:
            with connection.begin():
                yield connection
                if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise WrongDatabase(reason="broken_links")
        finally:
            driver.execute("PRAGMA foreign_keys = ON")
