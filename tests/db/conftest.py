"""Empty tables on a real SQLite file and on a real PostgreSQL: every test of the store runs on both."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from db.session import writing


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session for one act after the other, all in one transaction."""
    with writing(engine) as opened:
        yield opened
