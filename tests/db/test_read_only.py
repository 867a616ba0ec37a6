"""A database in a place where nothing may be written: looking and taking along work, saving says why it does not."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from db.__main__ import main
from db.copies import backup_zip
from db.copies.evidence_files import FolderStore
from db.engine import URL_SETTING, open_engine
from db.session import open_write_session
from db.upgrade import upgrade_database
from impact.errors import NotPermitted, ReadOnly
from tests.build import make_collaboration, make_observation
from tests.db.backed import seen, with_report
from tests.db.disk import open_folder, read_only
from tests.ready import ready_database


@pytest.fixture
def place() -> Iterator[Path]:
    with open_folder() as made:
        yield made


@pytest.fixture
def kept(place: Path) -> Iterator[Engine]:
    engine = open_engine(ready_database(place / "rimpel.db"))
    yield engine
    engine.dispose()


@pytest.fixture
def store(place: Path) -> FolderStore:
    return FolderStore(place / "rimpel-files")


def test_reading_works_and_saving_says_that_nothing_may_be_written(
    kept: Engine, store: FolderStore, place: Path
) -> None:
    who = with_report(kept, store)
    before = seen(kept)
    kept.dispose()
    with read_only(place):
        upgrade_database(kept)
        assert seen(kept) == before
        for _ in range(2):
            with pytest.raises((ReadOnly, NotPermitted)), open_write_session(kept) as session:
                make_observation(session, who)
        assert sorted(file.name for file in place.iterdir()) == ["rimpel-files", "rimpel.db"]
    with open_write_session(kept) as session:
        made = make_observation(session, who)
    assert seen(kept) == before | {made}, "once it may be written again, it is, without a new start"


def test_what_stands_only_in_the_log_beside_it_is_seen_too(kept: Engine, store: FolderStore, place: Path) -> None:
    with_report(kept, store)
    before = seen(kept)
    assert (place / "rimpel.db-wal").stat().st_size > 0
    other = open_engine(f"sqlite:///{place / 'rimpel.db'}")
    with read_only(place):
        assert seen(other) == before
        other.dispose()


def test_a_file_alone_that_may_not_be_written_can_be_looked_at(kept: Engine, store: FolderStore, place: Path) -> None:
    who = with_report(kept, store)
    before = seen(kept)
    kept.dispose()
    with read_only(place):
        os.seteuid(os.getuid())
        place.chmod(0o777)
        if os.getuid() == 0:
            os.seteuid(65_534)
        assert seen(kept) == before
        with pytest.raises(ReadOnly), open_write_session(kept) as session:
            make_observation(session, who)
        kept.dispose()


def test_an_old_database_that_cannot_be_brought_up_to_date_says_why(place: Path) -> None:
    engine = open_engine(f"sqlite:///{place / 'old.db'}")
    upgrade_database(engine, "0001")
    engine.dispose()
    with read_only(place), pytest.raises((ReadOnly, NotPermitted)):
        upgrade_database(engine)
    engine.dispose()


def test_a_file_that_may_not_even_be_read_is_named_so(kept: Engine, place: Path) -> None:
    with open_write_session(kept) as session:
        make_collaboration(session)
    kept.dispose()
    with read_only(place):
        os.seteuid(os.getuid())
        (place / "rimpel.db").chmod(0o000)
        if os.getuid() == 0:
            os.seteuid(65_534)
        with pytest.raises(NotPermitted):
            seen(kept)


def test_everything_can_be_taken_along_from_a_place_that_may_only_be_read(
    kept: Engine, store: FolderStore, place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with_report(kept, store)
    kept.dispose()
    monkeypatch.setenv(URL_SETTING, str(kept.url))
    commands = (("export", "uit.csv"), ("pack", "uit.zip"), ("backup", "uit.db"), ("backup", "kopie.zip"))
    with open_folder() as target:
        target.chmod(0o777)
        with read_only(place):
            for name, file in commands:
                assert (main([name, str(target / file)]), capsys.readouterr().err) == (0, ""), name
                assert (target / file).stat().st_size > 0
            assert main(["check"]) == 0
            assert main(["upgrade"]) == 0
            assert main(["restore", str(target / "kopie.zip"), "--language", "nl"]) == 1
            wrong = capsys.readouterr().err
            assert len(wrong.splitlines()) == 1
            assert "te lezen" in wrong or "niet lezen of schrijven" in wrong
        with backup_zip.open_backup(target / "kopie.zip") as found:
            assert (found.contents.observations, found.contents.files) == (1, 1)


def test_a_folder_that_cannot_be_made_is_told(place: Path) -> None:
    with read_only(place), pytest.raises(NotPermitted):
        open_engine(f"sqlite:///{place / 'sub' / 'rimpel.db'}")
