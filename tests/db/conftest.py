"""Empty tables on a real SQLite file and on a real PostgreSQL: every test of the store runs on both."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from db.engine import open_engine
from db.session import writing
from tests.ready import ready_database


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
