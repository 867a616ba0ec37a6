"""What the tests of the screens share: a database of their own, and a coordinator in a collaboration."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from db.session import open_write_session
from impact.model import Who
from tests.build import make_collaboration
from tests.pages.doors import empty_database


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """An engine on the empty database that the app opens too."""
    opened = empty_database(tmp_path, monkeypatch)
    yield opened
    opened.dispose()


@pytest.fixture
def who(engine: Engine) -> Who:
    """The coordinator of a collaboration with four rings."""
    with open_write_session(engine) as session:
        return make_collaboration(session)
