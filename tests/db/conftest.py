"""Empty tables on a real SQLite file and on a real PostgreSQL: every test of the store runs on both."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from db.engine import open_engine
from db.session import writing
from db.tables import Base
from tests.conftest import KINDS, fresh_database
from tests.ready import ready_database


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


@pytest.fixture(params=KINDS)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An engine on empty tables, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        file = tmp_path / "rimpel.db"
        shutil.copy(request.getfixturevalue("filled_once"), file)
        opened = open_engine(f"sqlite:///{file}")
    else:
        opened = open_engine(request.getfixturevalue("tables_on_postgresql"))
        with opened.begin() as connection:
            # One statement for all tables: thirty deletes took most of the time of a short test.
            connection.execute(text(f"TRUNCATE {', '.join(Base.metadata.tables)} CASCADE"))
    yield opened
    opened.dispose()


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Engine]:
    """An engine on an SQLite file that was taken through the steps, as an app has it."""
    opened = open_engine(ready_database(tmp_path / "rimpel.db"))
    yield opened
    opened.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session for one act after the other, all in one transaction."""
    with writing(engine) as opened:
        yield opened
