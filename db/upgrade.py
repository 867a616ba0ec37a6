"""Upgrades of the database: all migrations under one lock and in one transaction, so never half of them."""

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
UPGRADE_LOCK_KEY = 7_246_735  # any number that no other program on this PostgreSQL server locks
LARGE_TABLE_ROWS = 10_000  # below this every plan is fast


def upgrade_database(engine: Engine, revision: str = NEWEST_REVISION) -> None:
    """Run every migration up to this revision. Raise WrongDatabase when a newer app made the database.

    A second process waits until the first is done, and then has nothing left to do. Where nothing can be written, a
    database that is up to date stays as it is; for any other this raises NoRoom, ReadOnly or NotPermitted.
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
    """Let SQLite look how its large tables are filled, so that it chooses the best index; PostgreSQL does so itself.

    Only tables without indexes on what people wrote: the statistics hold values from the indexes.
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
    """Revert the migrations down to this revision. What only the newer tables could hold is lost."""
    with _lock_database(engine) as connection:
        _run_alembic(connection, command.downgrade, revision)


def is_current(engine: Engine) -> bool:
    """Return whether every migration was run on this database."""
    with engine.connect() as connection:
        heads = MigrationContext.configure(connection).get_current_heads()
    return set(heads) == set(ScriptDirectory.from_config(build_alembic_config()).get_heads())


def build_alembic_config() -> Config:
    """Return the configuration with which Alembic finds the migrations."""
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
    """Yield a connection in a transaction, while no other process upgrades this database."""
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
        # A migration may rebuild a table, and with foreign keys on, dropping the old one would delete all rows that
        # refer to it. SQLite takes this setting only outside a transaction, so it is set before that of SQLAlchemy.
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
