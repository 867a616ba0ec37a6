"""A full disk: each act says so, nothing is half done, and no piece of it stays behind."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, event, text

from db import cleanup, erase
from db.__main__ import main
from db.copies import backup_zip, database_backup
from db.copies.evidence_files import PIECE_PREFIX, FolderStore, remove_unreferenced, save_evidence_file
from db.engine import URL_SETTING, open_engine
from db.session import open_read_session, open_write_session
from impact.errors import Busy, DiskFailed, NoRoom, NotPermitted, ReadOnly, RimpelError, WrongDatabase
from impact.model import State, Who
from impact.observation.evidence_files import accept_file
from tests.build import TODAY, make_observation
from tests.db.backed import keys, seen, with_report
from tests.db.disk import full_disk

LARGE = accept_file(b"Een lang verslag. " * 20_000, "lang.txt")


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "rimpel-files")


@pytest.fixture
def who(kept: Engine, store: FolderStore) -> Who:
    return with_report(kept, store)


def fill_up(engine: Engine) -> None:
    """Let the database grow no further, as on a disk without room."""

    @event.listens_for(engine, "connect")
    def limit(connection, _record):  # type: ignore[no-untyped-def]
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")

    engine.dispose()


def log_many(engine: Engine, who: Who) -> None:
    """More than one page of the database holds, in one act."""
    with open_write_session(engine) as session:
        for number in range(100):
            make_observation(session, who, what=f"Waarneming {number} " + "x" * 200)


def pieces(folder: Path) -> list[str]:
    """What a broken off act left anywhere below this folder."""
    return [
        file.name
        for file in folder.rglob("*")
        if PIECE_PREFIX in file.name or ".part" in file.name or ".rimpel" in file.name
    ]


@pytest.mark.parametrize(
    ("state", "kind"),
    [("53100", NoRoom), ("25006", ReadOnly), ("42501", NotPermitted), ("55P03", Busy), ("58030", DiskFailed),
     ("XX001", WrongDatabase)],
)  # fmt: skip
def test_postgresql_says_what_is_the_matter(tables_on_postgresql: str, state: str, kind: type[RimpelError]) -> None:
    engine = open_engine(tables_on_postgresql)
    raising = text(f"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{state}'; END $$")
    with pytest.raises(RimpelError) as raised, open_write_session(engine) as session:
        session.execute(raising)
    assert type(raised.value) is kind
    engine.dispose()


def test_saving_on_a_full_disk_says_so_and_keeps_nothing_half(kept: Engine, who: Who) -> None:
    before = seen(kept)
    fill_up(kept)
    with pytest.raises(NoRoom):
        log_many(kept, who)
    assert seen(kept) == before


def test_a_file_that_finds_no_room_leaves_no_piece(store: FolderStore) -> None:
    with full_disk(100_000), pytest.raises(NoRoom):
        save_evidence_file(store, LARGE)
    assert pieces(store.root) == []
    assert keys(store) == set()


def test_a_backup_that_finds_no_room_says_so_and_leaves_the_older_one(
    kept: Engine, store: FolderStore, who: Who, tmp_path: Path
) -> None:
    for name, make in (("kopie.zip", lambda file: backup_zip.write_backup(kept, store, file)),
                       ("kopie.db", lambda file: database_backup.back_up_database(kept, file))):  # fmt: skip
        make(tmp_path / name)
        older = (tmp_path / name).read_bytes()
        with full_disk(50_000), pytest.raises((NoRoom, DiskFailed)):
            make(tmp_path / name)
        assert (tmp_path / name).read_bytes() == older
    assert pieces(tmp_path) == []


@pytest.mark.parametrize("most", [2_000, 50_000, 300_000])
def test_putting_back_without_room_says_so_and_changes_nothing(
    kept: Engine, store: FolderStore, who: Who, tmp_path: Path, most: int
) -> None:
    with open_write_session(kept) as session:
        make_observation(session, who, evidence=(save_evidence_file(store, LARGE),))
    backup_zip.write_backup(kept, store, tmp_path / "kopie.zip")
    with open_write_session(kept) as session:
        make_observation(session, who, what="Van na de kopie.")
    before = seen(kept), keys(store)
    kept.dispose()
    with full_disk(most), pytest.raises((NoRoom, DiskFailed)):
        backup_zip.restore_backup(kept, store, tmp_path / "kopie.zip")
    assert (seen(kept), keys(store)) == before
    assert pieces(tmp_path) == []
    assert list(tmp_path.glob("*replaced*")) == []


def test_a_backup_laid_down_on_a_full_disk_is_not_called_broken(
    kept: Engine, store: FolderStore, who: Who, tmp_path: Path
) -> None:
    backup_zip.write_backup(kept, store, tmp_path / "kopie.zip")
    with full_disk(20_000), pytest.raises((NoRoom, DiskFailed)), backup_zip.open_backup(tmp_path / "kopie.zip"):
        pass


def test_the_files_kept_aside_get_their_name_only_when_all_are_there(
    kept: Engine, store: FolderStore, who: Who, tmp_path: Path
) -> None:
    backup_zip.write_backup(kept, store, tmp_path / "kopie.zip")
    with open_write_session(kept) as session:
        make_observation(session, who, evidence=(save_evidence_file(store, LARGE),))
    kept.dispose()
    # The backup itself and its files find room; the larger file, to be kept aside, does not.
    with full_disk(len(LARGE.content) - 1), pytest.raises((NoRoom, DiskFailed)):
        backup_zip.restore_backup(kept, store, tmp_path / "kopie.zip")
    assert list(tmp_path.glob("*replaced*")) == []
    assert len(seen(kept)) == 2
    done = backup_zip.restore_backup(kept, store, tmp_path / "kopie.zip")
    assert done.database.aside
    assert len(keys(FolderStore(done.database.aside.with_name(f"{done.database.aside.stem}-files")))) == 2


@pytest.fixture
def torn(store: FolderStore) -> Path:
    """A piece of a photo, left by a server that was killed while it wrote."""
    piece = store.root / "ab" / f"{PIECE_PREFIX}xyz"
    piece.parent.mkdir(parents=True)
    piece.write_bytes(b"half a photo")
    return piece


def test_sweeping_takes_pieces_along(kept: Engine, store: FolderStore, torn: Path) -> None:
    with open_read_session(kept) as session:
        remove_unreferenced(session, store)
    assert not torn.exists()


def test_erasing_for_good_reaches_pieces(kept: Engine, store: FolderStore, who: Who, torn: Path) -> None:
    with open_write_session(kept) as session:
        made = make_observation(session, who, state=State.DRAFT)
        erase.erase_observations(session, who, [made], TODAY)
    assert cleanup.clear_remains(kept, store)
    assert not torn.exists()


def test_a_piece_that_is_cleared_away_while_it_is_written_is_written_anew(
    store: FolderStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace, cleared = Path.replace, []

    def clear_first(self: Path, target: Path) -> Path:
        if not cleared:
            cleared.append(store.clear_pieces())
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", clear_first)
    save_evidence_file(store, LARGE)
    assert cleared == [1]
    assert len(keys(store)) == 1


@pytest.mark.usefixtures("who")
@pytest.mark.parametrize(("command", "name"), [("backup", "uit.zip"), ("backup", "uit.db"), ("pack", "uit.zip"),
                                               ("export", "uit.csv")])  # fmt: skip
def test_the_command_line_names_a_full_disk_and_leaves_nothing_half(
    kept: Engine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: str,
    name: str,
) -> None:
    monkeypatch.setenv(URL_SETTING, str(kept.url))
    kept.dispose()
    with full_disk(10):
        code = main([command, str(tmp_path / name), "--language", "nl"])
    told = capsys.readouterr()
    assert (code, told.out, len(told.err.splitlines())) == (1, "", 1)
    assert "schijf" in told.err
    assert not (tmp_path / name).exists()
    assert pieces(tmp_path) == []
