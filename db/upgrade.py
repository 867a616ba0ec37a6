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

from db import search, tables
from db.failures import named_failures
from impact.errors import NoRoom, NotPermitted, ReadOnly, WrongDatabase

STEPS = Path(__file__).parent / "migrations"
NEWEST = "head"
NOTHING = "base"
LOCK = 7_246_735
LARGE = 10_000


def upgrade(engine: Engine, to: str = NEWEST) -> None:
    """Take every step up to this revision. Raises WrongDatabase when a newer app has made the database.

    Whoever comes while another process is at it waits, and then finds nothing left to do. Where nothing can be
    written, a database that took every step already is left as it is; for any other it raises NoRoom or ReadOnly.
    """
    try:
        _take_steps(engine, to)
    except (NoRoom, ReadOnly, NotPermitted):
        if to != NEWEST or not is_current(engine):
            raise


def _take_steps(engine: Engine, to: str) -> None:
    with named_failures(), _alone(engine) as connection:
        _walk(connection, command.upgrade, to)
        if to == NEWEST:
            with Session(connection, join_transaction_mode="rollback_only") as session:
                search.catch_up(session)
                session.flush()
                _size_up(session)


def _size_up(session: Session) -> None:
    """Let SQLite look how its large tables are filled, so that it picks the index that leads to the fewest rows.

    Only tables whose indexes hold no words, and only once they are large: PostgreSQL does so by itself.
    """
    seen = select(tables.Observation.id).limit(LARGE).subquery()
    if session.get_bind().dialect.name != "sqlite" or session.scalar(select(func.count()).select_from(seen)) != LARGE:
        return
    session.execute(text("PRAGMA analysis_limit = 1000"))
    for table in ("observation", "change", "ripple", "found"):
        session.execute(text(f'ANALYZE "{table}"'))


def downgrade(engine: Engine, to: str = NOTHING) -> None:
    """Take the steps back down to this revision. What only the newer tables could hold is lost."""
    with _alone(engine) as connection:
        _walk(connection, command.downgrade, to)


def is_current(engine: Engine) -> bool:
    """Whether this database has taken every step there is."""
    with engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_heads()
    return set(found) == set(ScriptDirectory.from_config(settings()).get_heads())


def settings() -> Config:
    """What Alembic must know to find the steps."""
    config = Config()
    config.set_main_option("script_location", str(STEPS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _walk(connection: Connection, step: Callable[[Config, str], None], to: str) -> None:
    config = settings()
    config.attributes["connection"] = connection
    try:
        step(config, to)
    except CommandError as error:
        raise WrongDatabase(reason="unknown_version") from error


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """A connection in a transaction that no other upgrade shares."""
    alone = _alone_on_sqlite if engine.dialect.name == "sqlite" else _alone_on_postgresql
    with alone(engine) as connection:
        yield connection


@contextmanager
def _alone_on_postgresql(engine: Engine) -> Iterator[Connection]:
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        yield connection


@contextmanager
def _alone_on_sqlite(engine: Engine) -> Iterator[Connection]:
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
