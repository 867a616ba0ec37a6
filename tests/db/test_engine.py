"""The embedded database: what happens to it while the app runs."""

from pathlib import Path

import pytest
from sqlalchemy import text

from db.engine import open_engine
from db.session import open_read_session, open_write_session
from db.upgrade import LARGE_TABLE_ROWS, upgrade_database
from impact.errors import Unreachable
from tests.bench.many import fill
from tests.build import make_collaboration


def test_nothing_is_saved_in_a_database_that_was_taken_away(tmp_path: Path) -> None:
    file = tmp_path / "folder" / "rimpel.db"
    engine = open_engine(f"sqlite:///{file}")
    upgrade_database(engine)
    with open_write_session(engine) as session:
        make_collaboration(session)
    file.unlink()
    with pytest.raises(Unreachable), open_write_session(engine) as session:
        make_collaboration(session, name="Nergens")
    with pytest.raises(Unreachable), open_read_session(engine) as session:
        session.connection()
    engine.dispose()


def test_a_large_database_knows_at_the_next_start_how_it_is_filled(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'rimpel.db'}")
    upgrade_database(engine)
    fill(engine, LARGE_TABLE_ROWS)
    known = text("SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'observation'")
    there = text("SELECT count(*) FROM sqlite_master WHERE name = 'sqlite_stat1'")
    with open_read_session(engine) as session:
        assert session.scalar(there) == 0
    upgrade_database(engine)
    with open_read_session(engine) as session:
        assert (session.scalar(known) or 0) > 5
    engine.dispose()
