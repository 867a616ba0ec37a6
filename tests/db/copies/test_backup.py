import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from db import collaborations
from db.copies.database_backup import back_up_database, can_back_up, restore_database
from db.engine import open_engine
from db.session import open_read_session, open_write_session
from db.upgrade import downgrade_database, is_current, upgrade_database
from impact.errors import BrokenFile, WrongDatabase
from impact.model import Who
from tests.build import make_collaboration, make_observation


@pytest.fixture
def who(kept: Engine) -> Who:
    with open_write_session(kept) as session:
        who = make_collaboration(session)
        make_observation(session, who, what="Eerste waarneming.")
    return who


def count(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM observation")).scalar_one())


def content(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        return list(connection.iterdump())


def test_a_backup_holds_the_same_content_and_is_one_plain_file(kept: Engine, who: Who, tmp_path: Path) -> None:
    copied = back_up_database(kept, tmp_path / "kopie.db")
    assert (copied.collaborations, copied.observations) == (1, 1)
    assert content(tmp_path / "kopie.db") == content(tmp_path / "rimpel.db")
    assert {file.name for file in tmp_path.glob("kopie*")} == {"kopie.db"}


def test_a_backup_replaces_an_older_one_only_when_it_is_complete(kept: Engine, who: Who, tmp_path: Path) -> None:
    file = tmp_path / "kopie.db"
    back_up_database(kept, file)
    earlier = file.read_bytes()
    kept.dispose()
    whole = (tmp_path / "rimpel.db").read_bytes()
    (tmp_path / "rimpel.db").write_bytes(whole[:8192] + b"\xff" * 20_000 + whole[28_192:])
    with pytest.raises((BrokenFile, WrongDatabase)):
        back_up_database(kept, file)
    assert file.read_bytes() == earlier
    assert not list(tmp_path.glob("*.part*"))


def test_a_restore_brings_back_what_was_there_and_keeps_what_it_replaces(
    kept: Engine, who: Who, tmp_path: Path
) -> None:
    back_up_database(kept, tmp_path / "kopie.db")
    with open_write_session(kept) as session:
        make_observation(session, who, what="Tweede waarneming.")
    restored = restore_database(kept, tmp_path / "kopie.db")
    assert (restored.observations, count(kept)) == (1, 1)
    assert restored.aside is not None
    aside = open_engine(f"sqlite:///{restored.aside}")
    assert count(aside) == 2
    aside.dispose()


def test_a_restore_is_seen_by_connections_that_were_open_already(kept: Engine, who: Who, tmp_path: Path) -> None:
    back_up_database(kept, tmp_path / "kopie.db")
    other = open_engine(f"sqlite:///{tmp_path / 'rimpel.db'}")
    with open_write_session(other) as session:
        make_observation(session, who, what="Tweede waarneming.")
    assert count(other) == 2
    restore_database(kept, tmp_path / "kopie.db")
    assert count(other) == 1
    with open_write_session(other) as session:
        make_observation(session, who, what="Derde waarneming.")
    assert count(kept) == 2
    other.dispose()


def test_after_a_restore_no_cache_can_take_the_data_for_what_it_knew(kept: Engine, who: Who, tmp_path: Path) -> None:
    back_up_database(kept, tmp_path / "kopie.db")
    with open_write_session(kept) as session:
        for _ in range(3):
            make_observation(session, who)
    with open_read_session(kept) as session:
        before = collaborations.get_collaboration(session, who).data_version
    restore_database(kept, tmp_path / "kopie.db")
    with open_read_session(kept) as session:
        assert collaborations.get_collaboration(session, who).data_version > before


def test_a_database_without_tables_is_no_backup(kept: Engine, who: Who, tmp_path: Path) -> None:
    bare = open_engine(f"sqlite:///{tmp_path / 'leeg.db'}")
    upgrade_database(bare)
    downgrade_database(bare)
    bare.dispose()
    with pytest.raises(BrokenFile) as told:
        restore_database(kept, tmp_path / "leeg.db")
    assert told.value.facts["reason"] == "not_ours"
    assert count(kept) == 1


def test_what_was_restored_is_up_to_date(kept: Engine, who: Who, tmp_path: Path) -> None:
    restore_database(kept, back_up_database(kept, tmp_path / "kopie.db").file)
    assert is_current(kept)


def test_a_backup_of_a_newer_version_is_refused_and_nothing_changes(kept: Engine, who: Who, tmp_path: Path) -> None:
    back_up_database(kept, tmp_path / "nieuw.db")
    with closing(sqlite3.connect(tmp_path / "nieuw.db")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = 'uit de toekomst'")
    before = content(tmp_path / "rimpel.db")
    with pytest.raises(WrongDatabase):
        restore_database(kept, tmp_path / "nieuw.db")
    assert content(tmp_path / "rimpel.db") == before
    assert not list(tmp_path.glob("*replaced*")) + list(tmp_path.glob("*.part*"))


@pytest.mark.parametrize(
    ("made", "reason"), [(b"geen database", "not_ours"), (b"SQLite format 3\0" + b"\0" * 900, "damaged")]
)
def test_a_file_that_is_no_backup_is_refused(kept: Engine, who: Who, tmp_path: Path, made: bytes, reason: str) -> None:
    (tmp_path / "iets.db").write_bytes(made)
    with pytest.raises(BrokenFile) as told:
        restore_database(kept, tmp_path / "iets.db")
    assert told.value.facts["reason"] == reason
    assert count(kept) == 1


def test_a_database_of_another_program_is_refused(kept: Engine, who: Who, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "ander.db")) as connection, connection:
        connection.execute("CREATE TABLE recept (naam TEXT)")
    with pytest.raises(BrokenFile) as told:
        restore_database(kept, tmp_path / "ander.db")
    assert told.value.facts["reason"] == "not_ours"


def test_a_restore_works_where_nothing_is_yet(kept: Engine, who: Who, tmp_path: Path) -> None:
    back_up_database(kept, tmp_path / "kopie.db")
    fresh = open_engine(f"sqlite:///{tmp_path / 'nieuw' / 'rimpel.db'}")
    assert restore_database(fresh, tmp_path / "kopie.db").aside is None
    with open_read_session(fresh) as session:
        assert collaborations.get_collaboration(session, who).name == "Leerroute Techniek"
    fresh.dispose()


def test_a_restore_gets_past_a_database_that_is_damaged(kept: Engine, who: Who, tmp_path: Path) -> None:
    back_up_database(kept, tmp_path / "kopie.db")
    kept.dispose()
    for file in tmp_path.glob("rimpel.db*"):
        file.unlink()
    (tmp_path / "rimpel.db").write_bytes(b"SQLite format 3\0" + b"kapot" * 4000)
    restored = restore_database(kept, tmp_path / "kopie.db")
    assert count(kept) == 1
    assert restored.aside is not None
    assert b"kapot" in restored.aside.read_bytes()


def test_a_backup_under_load_stands_for_one_moment(kept: Engine, who: Who, tmp_path: Path) -> None:
    enough = threading.Event()

    def keep_writing() -> None:
        while not enough.is_set():
            with open_write_session(kept) as session:
                make_observation(session, who)

    writers = [threading.Thread(target=keep_writing) for _ in range(2)]
    for writer in writers:
        writer.start()
    copies = [back_up_database(kept, tmp_path / f"kopie{number}.db") for number in range(5)]
    enough.set()
    for writer in writers:
        writer.join()
    for copy in copies:
        engine = open_engine(f"sqlite:///{copy.file}")
        with open_read_session(engine) as session:
            assert count(engine) == copy.observations == collaborations.get_collaboration(session, who).data_version
        engine.dispose()


def test_another_database_than_sqlite_says_which_tool_does_this(tmp_path: Path) -> None:
    engine = open_engine("postgresql://nobody@127.0.0.1:1/none")
    assert not can_back_up(engine)
    for act in (back_up_database, restore_database):
        with pytest.raises(WrongDatabase) as told:
            act(engine, tmp_path / "x.db")
        assert told.value.facts["reason"] == "not_sqlite"
    engine.dispose()
