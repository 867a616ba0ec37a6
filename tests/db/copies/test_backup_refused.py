"""What is put back: a backup of any older version, and nothing that is newer, torn, hostile or of somebody else."""

import io
import json
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine

from db import collaborations
from db.copies import backup_zip, database_backup
from db.copies.evidence_files import FolderStore, open_store_beside
from db.engine import open_engine
from db.session import open_read_session
from db.upgrade import is_current, upgrade_database
from impact.errors import BrokenFile, WrongDatabase
from impact.model import Who
from tests.db.backed import REPORT, keys, seen, with_report
from tests.test_migrations import FILLED, contents, fill


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return open_store_beside(tmp_path / "rimpel.db")


@pytest.fixture
def who(kept: Engine, store: FolderStore) -> Who:
    return with_report(kept, store)


def anew(content: bytes, **parts: bytes | None) -> bytes:
    """The same zip with some of its parts otherwise; None leaves one out."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as made:
        held = {name: old.read(name) for name in old.namelist()}
        for name, part in (held | parts).items():
            if part is not None:
                made.writestr(name, part)
    return stream.getvalue()


@pytest.mark.parametrize("revision", FILLED)
@pytest.mark.parametrize("as_zip", [False, True])
def test_a_backup_of_every_older_version_is_restored_and_upgraded(
    kept: Engine, store: FolderStore, who: Who, tmp_path: Path, revision: str, as_zip: bool
) -> None:
    rows = json.loads(FILLED[revision].read_text(encoding="utf-8"))
    old = open_engine(f"sqlite:///{tmp_path / 'oud.db'}")
    upgrade_database(old, revision)
    fill(old, rows)
    old.dispose()
    file = tmp_path / "oud.db"
    if as_zip:
        backup_zip.write_backup(kept, store, tmp_path / "kopie.zip")
        file = tmp_path / "oud.zip"
        told = json.loads(zipfile.ZipFile(tmp_path / "kopie.zip").read("backup.json"))
        told |= {"files": [], "database": {"sha256": backup_zip._compute_file_hash(tmp_path / "oud.db"), "size": 1}}
        parts = {"backup.json": json.dumps(told).encode(), "rimpel.db": (tmp_path / "oud.db").read_bytes()}
        file.write_bytes(
            anew((tmp_path / "kopie.zip").read_bytes(), **parts, **{f"files/{one}": None for one in keys(store)})
        )
    with backup_zip.open_backup(file) as found:
        assert (found.contents.database_revision, found.contents.observations) == (revision, len(rows["observation"]))
    backup_zip.restore_backup(kept, store, file)
    assert is_current(kept)
    found_rows = contents(kept, rows)
    for name in rows.keys() - {"collaboration"}:
        assert sorted(found_rows[name], key=repr) == sorted(rows[name], key=repr), name
    with open_read_session(kept) as session:
        names = {one.name for one in collaborations.list_collaborations(session)}
    assert names == {row["name"] for row in rows["collaboration"]}


def test_a_newer_version_is_refused_and_nothing_changes(
    kept: Engine, store: FolderStore, who: Who, tmp_path: Path
) -> None:
    backup_zip.write_backup(kept, store, tmp_path / "kopie.zip")
    content = (tmp_path / "kopie.zip").read_bytes()
    told = json.loads(zipfile.ZipFile(io.BytesIO(content)).read("backup.json"))
    (tmp_path / "nieuw.zip").write_bytes(anew(content, **{"backup.json": json.dumps(told | {"version": 2}).encode()}))
    with pytest.raises(BrokenFile) as refused:
        backup_zip.restore_backup(kept, store, tmp_path / "nieuw.zip")
    assert refused.value.facts["reason"] == "backup_newer"
    database_backup.back_up_database(kept, tmp_path / "nieuw.db")
    with closing(sqlite3.connect(tmp_path / "nieuw.db")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(WrongDatabase) as later:
        backup_zip.restore_backup(kept, store, tmp_path / "nieuw.db")
    assert later.value.facts["reason"] == "unknown_version"
    assert not list(tmp_path.glob("*replaced*"))


def test_a_zip_that_is_torn_changed_or_another_is_refused(
    kept: Engine, store: FolderStore, who: Who, tmp_path: Path
) -> None:
    backup_zip.write_backup(kept, store, tmp_path / "kopie.zip")
    content, file = (tmp_path / "kopie.zip").read_bytes(), f"files/{next(iter(keys(store)))}"
    told = zipfile.ZipFile(io.BytesIO(content)).read("backup.json")
    wrong = {
        "torn": content[:-100],
        "not_ours": anew(content, **{"backup.json": None}),
        "damaged": anew(content, **{file: b"iets anders dan wat er stond"[: len(REPORT.content)]}),
        "strange_part": anew(content, **{"../../etc/cron.d/x": b"*"}),
    }
    more = [
        {"rimpel.db": b"SQLite format 3\0" + b"\0" * 900},
        {file: None},
        {"backup.json": told.replace(b'"at": "2', b'"at": "x')},
    ]
    cases = [*wrong.items(), *(("damaged", anew(content, **one)) for one in more)]
    before = seen(kept)
    for reason, made in cases:
        (tmp_path / "stuk.zip").write_bytes(made)
        with pytest.raises(BrokenFile) as refused:
            backup_zip.restore_backup(kept, store, tmp_path / "stuk.zip")
        assert refused.value.facts["reason"] == reason
    assert seen(kept) == before
    assert not [one for one in tmp_path.iterdir() if one.name.startswith(".rimpel-")]


def test_a_bomb_is_refused_before_it_fills_the_disk(kept: Engine, store: FolderStore, who: Who, tmp_path: Path) -> None:
    backup_zip.write_backup(kept, store, tmp_path / "kopie.zip")
    with pytest.raises(BrokenFile) as refused, backup_zip.open_backup(tmp_path / "kopie.zip", None, 10_000):
        pass
    assert refused.value.facts["reason"] == "too_much"


@pytest.mark.parametrize(
    "spoil",
    [
        "ALTER TABLE observation DROP COLUMN why",
        "DROP TABLE evidence",
        "INSERT INTO alembic_version VALUES ('0001')",
        "UPDATE observation SET state = 'onzin'",
        "UPDATE observation SET seen_on = 'ooit'",
        "UPDATE alembic_version SET version_num = '0001'",
    ],
)
def test_a_database_with_the_right_names_and_the_wrong_content_is_told(
    kept: Engine, store: FolderStore, who: Who, tmp_path: Path, spoil: str
) -> None:
    database_backup.back_up_database(kept, tmp_path / "kopie.db")
    with closing(sqlite3.connect(tmp_path / "kopie.db")) as connection, connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute(spoil)
    before = seen(kept)
    with pytest.raises(BrokenFile) as refused:
        backup_zip.restore_backup(kept, store, tmp_path / "kopie.db")
    assert refused.value.facts["reason"] == "damaged"
    assert seen(kept) == before


def test_a_database_that_would_act_by_itself_is_refused(
    kept: Engine, store: FolderStore, who: Who, tmp_path: Path
) -> None:
    database_backup.back_up_database(kept, tmp_path / "kopie.db")
    with closing(sqlite3.connect(tmp_path / "kopie.db")) as connection, connection:
        connection.execute("CREATE TRIGGER sly AFTER INSERT ON observation BEGIN DELETE FROM person; END")
    with pytest.raises(BrokenFile) as refused:
        backup_zip.restore_backup(kept, store, tmp_path / "kopie.db")
    assert refused.value.facts["reason"] == "not_ours"
