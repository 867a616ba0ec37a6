"""Files go along with a backup and come back with it; the check says what is missing and clears what is left over."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from db.__main__ import main
from db.copies import evidence_files
from db.copies.evidence_files import FOLDER_SETTING, FolderStore, open_store_beside
from db.engine import URL_SETTING, open_engine
from db.observations import records
from db.session import open_write_session
from db.upgrade import upgrade_database
from impact.model import Who
from impact.observation.evidence_files import accept_file
from tests.build import make_collaboration, make_observation

REPORT = accept_file(b"Verslag van het overleg.", "verslag.txt")
NOTES = accept_file(b"Notulen van het overleg.", "notulen.txt")
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    address = f"sqlite:///{tmp_path / 'rimpel.db'}"
    monkeypatch.setenv(URL_SETTING, address)
    monkeypatch.delenv(FOLDER_SETTING, raising=False)
    monkeypatch.setenv("LC_ALL", "nl_NL.UTF-8")
    engine = open_engine(address)
    upgrade_database(engine)
    with open_write_session(engine) as session:
        make_observation(
            session, make_collaboration(session), evidence=(evidence_files.save_evidence_file(live(tmp_path), REPORT),)
        )
    yield engine
    engine.dispose()


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def carried_out(*words: object) -> tuple[int, str]:
        code = main([str(word) for word in words])
        told = capsys.readouterr()
        return code, told.out + told.err

    return carried_out


def live(tmp_path: Path) -> FolderStore:
    return open_store_beside(tmp_path / "rimpel.db")


def keys(store: FolderStore) -> set[str]:
    return {key for key, _ in store.list_contents()}


def long_ago(store: FolderStore) -> None:
    """As if every file had been there for years."""
    past = datetime(2020, 1, 1, tzinfo=UTC).timestamp()
    for key in keys(store):
        os.utime(store.root / key[:2] / key, (past, past))


def test_a_backup_takes_along_what_observations_refer_to_and_nothing_else(
    kept: Engine, run: Run, tmp_path: Path
) -> None:
    live(tmp_path).save_content(b"bij geen waarneming")
    code, told = run("backup", tmp_path / "kopie.db")
    assert (code, told.splitlines()[1]) == (0, f"1 foto of document staat in {tmp_path / 'kopie-files'}")
    copied = open_store_beside(tmp_path / "kopie.db")
    assert [copied.read_content(key) for key in keys(copied)] == [REPORT.content]


def test_a_backup_over_an_older_one_no_longer_holds_what_is_gone(kept: Engine, run: Run, tmp_path: Path) -> None:
    copied = open_store_beside(tmp_path / "kopie.db")
    gone = copied.save_content(b"intussen gewist")
    run("backup", tmp_path / "kopie.db")
    assert gone not in keys(copied)
    assert len(keys(copied)) == 1


def test_a_backup_without_files_makes_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    monkeypatch.setenv(URL_SETTING, f"sqlite:///{tmp_path / 'leeg.db'}")
    run("upgrade")
    code, told = run("backup", tmp_path / "kopie.db")
    assert (code, len(told.splitlines())) == (0, 1)
    assert not (tmp_path / "kopie-files").exists()


@pytest.mark.parametrize("name", ["rimpel.bak", "rimpel", "rimpel.2026.db"])
def test_a_backup_beside_the_database_never_shares_its_folder(name: str, tmp_path: Path) -> None:
    assert open_store_beside(tmp_path / name) != live(tmp_path)


def test_putting_a_backup_back_brings_its_files_back(kept: Engine, run: Run, tmp_path: Path) -> None:
    run("backup", tmp_path / "kopie.db")
    kept.dispose()
    shutil.rmtree(live(tmp_path).root)
    code, told = run("restore", tmp_path / "kopie.db")
    assert code == 0
    assert "1 foto of document staat weer op zijn plaats." in told
    assert [live(tmp_path).read_content(key) for key in keys(live(tmp_path))] == [REPORT.content]


def test_putting_back_without_the_folder_says_what_is_missing(kept: Engine, run: Run, tmp_path: Path) -> None:
    run("backup", tmp_path / "kopie.db")
    kept.dispose()
    shutil.rmtree(live(tmp_path).root)
    shutil.rmtree(tmp_path / "kopie-files")
    code, told = run("restore", tmp_path / "kopie.db")
    assert code == 0
    assert "1 foto of document bij een waarneming is er niet" in told


def test_the_check_says_what_is_missing(kept: Engine, run: Run, tmp_path: Path) -> None:
    assert run("check")[0] == 0
    shutil.rmtree(live(tmp_path).root)
    code, told = run("check")
    assert code == 1
    assert "1 foto of document bij een waarneming is er niet" in told


def test_the_check_clears_what_no_observation_refers_to(kept: Engine, run: Run, tmp_path: Path) -> None:
    left_over = live(tmp_path).save_content(b"van een opslag die mislukte")
    assert "Opgeruimd" not in run("check")[1], "it may be on its way"
    long_ago(live(tmp_path))
    code, told = run("check")
    assert code == 0
    assert "Opgeruimd: 1 bestand dat bij geen waarneming meer hoort." in told
    assert left_over not in keys(live(tmp_path))
    assert len(keys(live(tmp_path))) == 1


def test_one_content_under_two_observations_stays_while_one_of_them_does(session: Session, tmp_path: Path) -> None:
    store, who = FolderStore(tmp_path / "files"), make_collaboration(session)
    first, second = (_logged(session, who, store) for _ in range(2))
    assert len(keys(store)) == 1
    long_ago(store)
    _take_away(session, who, first)
    assert evidence_files.remove_unreferenced(session, store) == 0
    _take_away(session, who, second)
    assert evidence_files.remove_unreferenced(session, store) == 1
    assert keys(store) == set()


def test_copying_skips_what_is_missing_and_keeps_what_was_there(session: Session, tmp_path: Path) -> None:
    source, target, who = FolderStore(tmp_path / "van"), FolderStore(tmp_path / "naar"), make_collaboration(session)
    proofs = tuple(evidence_files.save_evidence_file(source, one) for one in (REPORT, NOTES))
    make_observation(session, who, evidence=proofs)
    lost = proofs[0].file
    assert lost is not None
    source.delete_content(lost.hash)
    there = target.save_content(b"stond er al")
    assert evidence_files.copy_files(session, source, target) == 1
    assert keys(target) == {there, *keys(source)}
    assert evidence_files.count_missing(session, source) == 1


def _logged(session: Session, who: Who, store: FolderStore) -> str:
    return make_observation(session, who, evidence=(evidence_files.save_evidence_file(store, NOTES),))


def _take_away(session: Session, who: Who, observation_id: str) -> None:
    records.undo_logging(session, who, observation_id)
