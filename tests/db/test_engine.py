"""The embedded database: what happens to it while the app runs."""

from pathlib import Path

import pytest

from db.engine import open_engine
from db.session import reading, writing
from db.upgrade import upgrade
from impact.errors import Unreachable
from tests.build import make_collaboration


def test_nothing_is_saved_in_a_database_that_was_taken_away(tmp_path: Path) -> None:
    file = tmp_path / "folder" / "rimpel.db"
    engine = open_engine(f"sqlite:///{file}")
    upgrade(engine)
    with writing(engine) as session:
        make_collaboration(session)
    file.unlink()
    with pytest.raises(Unreachable), writing(engine) as session:
        make_collaboration(session, name="Nergens")
    with pytest.raises(Unreachable), reading(engine) as session:
        session.connection()
    engine.dispose()
