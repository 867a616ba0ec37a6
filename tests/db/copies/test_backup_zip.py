"""A backup in one file: made while people work, looked through, and put back without losing what stood there."""

import multiprocessing
import os
import sqlite3
import threading
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from db.copies import backup_zip, database_backup, evidence_files
from db.copies.evidence_files import FolderStore, open_store_beside
from db.engine import open_engine
from db.observations import records
from db.observations.tallies import count_tally_differences
from db.session import open_read_session, open_write_session
from impact.errors import Unreachable
from impact.model import Who
from impact.observation.evidence_files import accept_file
from tests.build import make_observation
from tests.db.backed import keys, seen, with_report

FORKING = multiprocessing.get_context("fork")


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return open_store_beside(tmp_path / "rimpel.db")


@pytest.fixture
def who(kept: Engine, store: FolderStore) -> Who:
    return with_report(kept, store)


def test_a_backup_tells_what_it_holds(kept: Engine, store: FolderStore, who: Who, tmp_path: Path) -> None:
    packed = backup_zip.write_backup(kept, store, tmp_path / "kopie.zip")
    assert (packed.collaboration_names, packed.observations, packed.files, packed.missing) == (
        ("Leerroute Techniek",),
        1,
        1,
        0,
    )
    with backup_zip.open_backup(tmp_path / "kopie.zip") as found:
        assert found.contents == packed
    assert sorted(file.name for file in tmp_path.iterdir() if "rimpel.db" not in file.name) == [
        "kopie.zip", "rimpel-files",
    ]  # fmt: skip


def test_a_restore_brings_back_both_and_keeps_both_of_what_it_replaces(
    kept: Engine, store: FolderStore, who: Who, tmp_path: Path
) -> None:
    backup_zip.write_backup(kept, store, tmp_path / "kopie.zip")
    before, report = seen(kept), keys(store)
    for key in report:
        store.delete_content(key)
    with open_write_session(kept) as session:
        make_observation(
            session, who, evidence=(evidence_files.save_evidence_file(store, accept_file(b"Later.", "later.txt")),)
        )
    done = backup_zip.restore_backup(kept, store, tmp_path / "kopie.zip")
    assert (seen(kept), done.files, done.missing) == (before, 1, 0)
    assert report <= keys(store)
    assert done.database.aside is not None
    aside = open_engine(f"sqlite:///{done.database.aside}")
    assert len(seen(aside)) == 2
    aside.dispose()
    assert keys(open_store_beside(done.database.aside)) == keys(store)
    again = backup_zip.restore_backup(kept, store, done.database.aside)
    assert (len(seen(kept)), again.missing) == (2, 0)


def test_a_file_that_is_missing_is_counted_and_refused_nowhere(
    kept: Engine, store: FolderStore, who: Who, tmp_path: Path
) -> None:
    for key in keys(store):
        store.delete_content(key)
    packed = backup_zip.write_backup(kept, store, tmp_path / "kopie.zip")
    assert (packed.files, packed.missing) == (0, 1)
    assert backup_zip.restore_backup(kept, store, tmp_path / "kopie.zip").missing == 1


def test_a_backup_while_people_log_holds_one_moment_and_all_its_files(
    kept: Engine, store: FolderStore, who: Who, tmp_path: Path
) -> None:
    enough = threading.Event()

    def keep_logging() -> None:
        number = 0
        while not enough.is_set():
            number += 1
            proof = evidence_files.save_evidence_file(store, accept_file(f"Verslag {number}.".encode(), "verslag.txt"))
            with open_write_session(kept) as session:
                make_observation(session, who, evidence=(proof,))

    logger = threading.Thread(target=keep_logging)
    logger.start()
    packed = [backup_zip.write_backup(kept, store, tmp_path / f"kopie{number}.zip") for number in range(3)]
    enough.set()
    logger.join()
    fresh = open_engine(f"sqlite:///{tmp_path / 'nieuw' / 'rimpel.db'}")
    for number, held in enumerate(packed):
        done = backup_zip.restore_backup(
            fresh, open_store_beside(tmp_path / "nieuw" / "rimpel.db"), tmp_path / f"kopie{number}.zip"
        )
        assert (len(seen(fresh)), done.files, done.missing) == (held.observations, held.observations, 0)
        with open_read_session(fresh) as session:
            assert count_tally_differences(session, who.collaboration_id) == 0
    fresh.dispose()


@pytest.mark.slow
def test_what_is_saved_during_a_restore_is_in_one_of_the_two_databases(
    kept: Engine, store: FolderStore, who: Who, tmp_path: Path
) -> None:
    backup_zip.write_backup(kept, store, tmp_path / "kopie.zip")
    enough, saved = threading.Event(), []

    def keep_logging() -> None:
        while not enough.is_set():
            with open_write_session(kept) as session:
                made = make_observation(session, who)
            saved.append(made)

    loggers = [threading.Thread(target=keep_logging) for _ in range(2)]
    for logger in loggers:
        logger.start()
    asides = [backup_zip.restore_backup(kept, store, tmp_path / "kopie.zip").database.aside for _ in range(3)]
    enough.set()
    for logger in loggers:
        logger.join()
    found = seen(kept)
    for aside in filter(None, asides):
        engine = open_engine(f"sqlite:///{aside}")
        found |= seen(engine)
        engine.dispose()
    assert len(saved) > 3
    assert set(saved) <= found


def _put_back_and_die(address: str, file: Path, at_page: int) -> None:
    copy = sqlite3.Connection.backup

    class Dying(sqlite3.Connection):
        def backup(self, target, *, pages=-1, progress=None, **more):  # type: ignore[no-untyped-def]
            def die(status, left, total):  # type: ignore[no-untyped-def]
                progress(status, left, total)
                if total - left >= at_page:
                    os._exit(9)

            copy(self, target, pages=pages, progress=progress and die, **more)

    database_backup._open_connection = lambda place: sqlite3.connect(
        place, isolation_level=None, timeout=30, factory=Dying
    )
    backup_zip.restore_backup(open_engine(address), open_store_beside(Path(address.removeprefix("sqlite:///"))), file)


@pytest.mark.parametrize("at_page", [1, 20, 60])
def test_killed_half_way_what_was_there_is_there(
    kept: Engine, store: FolderStore, who: Who, tmp_path: Path, at_page: int
) -> None:
    backup_zip.write_backup(kept, store, tmp_path / "kopie.zip")
    with open_write_session(kept) as session:
        make_observation(session, who)
    before = seen(kept)
    kept.dispose()
    dying = FORKING.Process(target=_put_back_and_die, args=(str(kept.url), tmp_path / "kopie.zip", at_page))
    dying.start()
    dying.join()
    assert dying.exitcode == 9
    assert seen(kept) == before
    with closing(sqlite3.connect(tmp_path / "rimpel.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert backup_zip.restore_backup(kept, store, tmp_path / "kopie.zip").database.observations == 1


def test_somebody_who_writes_for_too_long_is_told_and_nothing_changes(
    kept: Engine, store: FolderStore, who: Who, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup_zip.write_backup(kept, store, tmp_path / "kopie.zip")
    monkeypatch.setattr(
        database_backup, "_open_connection", lambda file: sqlite3.connect(file, isolation_level=None, timeout=0.01)
    )
    with open_write_session(kept) as session:
        made = make_observation(session, who)
        with pytest.raises(Unreachable):
            backup_zip.restore_backup(kept, store, tmp_path / "kopie.zip")
    assert made in seen(kept)
    assert not list(tmp_path.glob("*replaced*"))


def test_what_a_killed_process_left_behind_goes_after_a_day(
    kept: Engine, store: FolderStore, who: Who, tmp_path: Path
) -> None:
    left = [tmp_path / ".rimpel-weg", tmp_path / ".rimpel-bezig"]
    for folder in left:
        folder.mkdir()
        (folder / "rimpel.db").write_bytes(b"een kopie van alles")
    half, other = tmp_path / "kopie.zip.7.part", tmp_path / "van_een_ander.part"
    for file in (half, other):
        file.write_bytes(b"een halve kopie")
    for old in (left[0], half, other):
        os.utime(old, (0, 0))
    backup_zip.write_backup(kept, store, tmp_path / "kopie.zip")
    assert [place.exists() for place in left] == [False, True]
    assert [place.exists() for place in (half, other)] == [False, True]


def test_after_it_was_put_back_people_go_on(kept: Engine, store: FolderStore, who: Who, tmp_path: Path) -> None:
    backup_zip.write_backup(kept, store, tmp_path / "kopie.zip")
    backup_zip.restore_backup(kept, store, tmp_path / "kopie.zip")
    with open_write_session(kept) as session:
        made = make_observation(session, who)
        assert records.get_observation(session, who, made).logged_at.date() >= date(2026, 1, 1)
