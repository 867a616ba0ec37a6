"""A backup as one file: the database and the files of evidence in a zip.

It is checked to the last byte after it was written and before it is restored. A database file alone is a backup too.
"""

import json
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import gettempdir
from typing import IO, Any, Protocol
from zipfile import BadZipFile, ZipFile

from alembic.runtime.migration import MigrationContext
from alembic.util import CommandError
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from db import tables
from db.copies import database_backup, evidence_files
from db.copies.database_backup import DISK_ERRORS, DatabaseCopy
from db.copies.evidence_files import FileStore, FolderStore
from db.engine import open_file_engine
from db.failures import translate_failures
from db.session import open_read_session
from db.types import get_utc_now
from impact.errors import BrokenFile, Unreachable, WrongDatabase
from impact.observation.evidence_files import MAX_EVIDENCE_BYTES
from impact.whole import zip_parts

BACKUP_FORMAT, BACKUP_VERSION = "rimpel.backup", 1
MANIFEST_NAME, DATABASE_NAME, FILES_FOLDER = "backup.json", "rimpel.db", "files/"
ALLOWED_NAMES = re.compile(rf"{re.escape(MANIFEST_NAME)}|{re.escape(DATABASE_NAME)}|{FILES_FOLDER}[0-9a-f]{{64}}")
# A small zip may claim to hold anything: these are far above what the largest collaborations need.
MAX_PARTS = 60_000
MAX_UNPACKED_BYTES = 20_000_000_000
MAX_MANIFEST_BYTES = 20_000_000
COPY_CHUNK_BYTES = 1_000_000  # in memory at once
ZIP_SIGNATURE = b"PK"


class BackupFiles(Protocol):
    """Where the evidence files of a backup are read from."""

    def read_content(self, key: str) -> bytes | None:
        """Return the content with this hash, or None when it is not there."""


@dataclass(frozen=True)
class BackupContents:
    """What a backup holds, when it was made, and by which revision of the database."""

    made_at: datetime
    database_revision: str
    collaboration_names: tuple[str, ...]
    observations: int
    files: int
    missing: int


@dataclass(frozen=True)
class OpenedBackup:
    """A backup that was checked: what it holds, its upgraded database, and its files."""

    contents: BackupContents
    database: Path
    files: BackupFiles


@dataclass(frozen=True)
class RestoreResult:
    """What a restore did: the database, how many files were restored, and how many are missing now."""

    database: DatabaseCopy
    files: int
    missing: int


def write_backup(engine: Engine, store: FileStore, file: Path) -> BackupContents:
    """Write the database as it is at one moment and its files to this file, while the app runs, and check the result.

    A file that is missing in the store is counted, not refused. Raise as `back_up_database` does.
    """
    parent_folder = file.absolute().parent
    with (
        database_backup.open_temporary_folder(parent_folder) as folder,
        database_backup.write_in_place(file) as part_file,
    ):
        database_copy = database_backup.back_up_database(engine, folder / DATABASE_NAME)
        _write_zip(part_file, database_copy.file, store)
        with open_backup(part_file, parent_folder) as reopened:
            if (len(reopened.contents.collaboration_names), reopened.contents.observations) != (
                database_copy.collaborations,
                database_copy.observations,
            ):
                raise BrokenFile(reason="differs")
            return reopened.contents


def _write_zip(part_file: Path, database: Path, store: FileStore) -> None:
    keys = _list_hashes_in(database)
    stored_keys = sorted(key for key in keys if store.has_content(key))
    with ZipFile(part_file, "w") as archive:
        size = database.stat().st_size
        with (
            database.open("rb") as source,
            archive.open(
                zip_parts.build_part_info(DATABASE_NAME, compressed=True), "w", force_zip64=size > 2**31 - 2**20
            ) as target,
        ):
            shutil.copyfileobj(source, target, COPY_CHUNK_BYTES)
        sizes = {}
        for key in stored_keys:
            content = store.read_content(key)
            if content is not None:
                archive.writestr(zip_parts.build_part_info(FILES_FOLDER + key), content)
                sizes[key] = len(content)
        manifest = {
            "format": BACKUP_FORMAT,
            "version": BACKUP_VERSION,
            "at": get_utc_now().isoformat(),
            "database": {"sha256": _compute_file_hash(database), "size": size},
            "files": [{"hash": key, "size": size} for key, size in sizes.items()],
        }
        archive.writestr(
            zip_parts.build_part_info(MANIFEST_NAME), json.dumps(manifest, sort_keys=True, indent=1) + "\n"
        )


def _compute_file_hash(file: Path) -> str:
    with file.open("rb") as stream:
        digest = sha256()
        while chunk := stream.read(COPY_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def _list_hashes_in(database: Path) -> set[str]:
    with open_file_engine(database) as engine, open_read_session(engine) as session:
        return evidence_files.list_referred_hashes(session)


@contextmanager
def open_backup(
    file: Path, working_folder: Path | None = None, max_bytes: int = MAX_UNPACKED_BYTES
) -> Iterator[OpenedBackup]:
    """Yield a backup, a zip or a database alone, checked to the last byte and with its database upgraded.

    Only a temporary folder in `working_folder` is written. Raise BrokenFile or WrongDatabase.
    """
    if not file.is_file():
        raise BrokenFile(reason="absent")
    with (
        translate_failures(),
        file.open("rb") as stream,
        database_backup.open_temporary_folder(working_folder or Path(gettempdir())) as folder,
    ):
        database = folder / DATABASE_NAME
        backup_files: BackupFiles
        if stream.read(2) == ZIP_SIGNATURE:
            zipped_files = _ZippedFiles(zip_parts.open_zip(stream, MAX_PARTS), max_bytes)
            backup_files, made_at = zipped_files, zipped_files.unpack_database(database)
        else:
            backup_files, made_at = (
                evidence_files.open_store_beside(file),
                datetime.fromtimestamp(file.stat().st_mtime, UTC),
            )
            database_backup.copy_with_log(file, database)
        yield OpenedBackup(_check_contents(database, backup_files, made_at), database, backup_files)


def _check_contents(database: Path, backup_files: BackupFiles, made_at: datetime) -> BackupContents:
    """Upgrade this database and return what it holds. Raise BrokenFile when it is no sound database of Rimpel."""
    database_backup.check_is_rimpel_database(database)
    try:
        revision = _read_revision(database)
        database_backup.upgrade_database_file(database)
        return _read_contents(database, backup_files, made_at, revision)
    except DISK_ERRORS:
        raise  # the disk it was unpacked on is full or broken, not the backup
    except (SQLAlchemyError, sqlite3.Error, CommandError, Unreachable, LookupError, TypeError, ValueError) as error:
        # Its tables have the right names, but hold something else.
        raise BrokenFile(reason="damaged") from error
    except WrongDatabase as error:
        if error.facts.get("reason") != "damaged":
            raise
        raise BrokenFile(reason="damaged") from error


class _ZippedFiles:
    """The files in a backup that is a zip, whose list of parts was checked."""

    def __init__(self, archive: ZipFile, max_bytes: int) -> None:
        self.archive = archive
        self.parts = zip_parts.list_parts(archive, ALLOWED_NAMES, max_bytes)
        if (
            MANIFEST_NAME not in self.parts
            or DATABASE_NAME not in self.parts
            or self.parts[MANIFEST_NAME].file_size > MAX_MANIFEST_BYTES
        ):
            raise BrokenFile(reason="not_ours")

    def read_content(self, key: str) -> bytes | None:
        """Return the content with this hash, or None when it is not there."""
        part = self.parts.get(FILES_FOLDER + key)
        return zip_parts.read_part(self.archive, part) if part else None

    def unpack_database(self, database: Path) -> datetime:
        """Check everything against the manifest, write the database there, and return when the backup was made."""
        manifest = _parse_manifest(zip_parts.read_part(self.archive, self.parts[MANIFEST_NAME]))
        listed_sizes = {FILES_FOLDER + entry["hash"]: entry["size"] for entry in manifest["files"]}
        actual_sizes = {name: entry.file_size for name, entry in self.parts.items() if name.startswith(FILES_FOLDER)}
        if listed_sizes != actual_sizes or any(size > MAX_EVIDENCE_BYTES for size in actual_sizes.values()):
            raise BrokenFile(reason="damaged")
        for name in actual_sizes:
            if sha256(zip_parts.read_part(self.archive, self.parts[name])).hexdigest() != name.removeprefix(
                FILES_FOLDER
            ):
                raise BrokenFile(reason="damaged")
        zip_parts.guard_zip_read(lambda: self._write_database(database))
        if _compute_file_hash(database) != manifest["database"]["sha256"]:
            raise BrokenFile(reason="damaged")
        return datetime.fromisoformat(manifest["at"]).astimezone(UTC)

    def _write_database(self, database: Path) -> None:
        part = self.parts[DATABASE_NAME]
        with self.archive.open(part) as source, database.open("wb") as target:
            _copy_exactly(source, target, part.file_size)


def _copy_exactly(source: IO[bytes], target: IO[bytes], size: int) -> None:
    """Copy exactly this many bytes. Raise BadZipFile when there are more or fewer: a zip may lie about sizes."""
    while chunk := source.read(COPY_CHUNK_BYTES):
        size -= len(chunk)
        if size < 0:
            raise BadZipFile
        target.write(chunk)
    if size:
        raise BadZipFile


def _parse_manifest(content: bytes) -> dict[str, Any]:
    """Return what a backup says of itself. Raise BrokenFile (not_ours, damaged, backup_newer)."""
    try:
        manifest: dict[str, Any] = json.loads(content)
        if manifest["format"] != BACKUP_FORMAT:
            raise BrokenFile(reason="not_ours")
        if manifest["version"] > BACKUP_VERSION:
            raise BrokenFile(reason="backup_newer")
        datetime.fromisoformat(manifest["at"])
        if not all(isinstance(entry["hash"], str) and isinstance(entry["size"], int) for entry in manifest["files"]):
            raise BrokenFile(reason="damaged")
        str(manifest["database"]["sha256"])
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise BrokenFile(reason="damaged") from error
    return manifest


def _read_revision(database: Path) -> str:
    with open_file_engine(database) as engine, engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() or ""


def _read_contents(database: Path, backup_files: BackupFiles, made_at: datetime, revision: str) -> BackupContents:
    with open_file_engine(database) as engine, open_read_session(engine) as session:
        _check_columns(session)
        names = session.scalars(select(tables.Collaboration.name).order_by(tables.Collaboration.name)).all()
        observation_count = session.scalar(select(func.count()).select_from(tables.Observation)) or 0
        keys = evidence_files.list_referred_hashes(session)
    present_count = sum(backup_files.read_content(key) is not None for key in keys)
    return BackupContents(made_at, revision, tuple(names), observation_count, present_count, len(keys) - present_count)


def _check_columns(session: Session) -> None:
    for table in tables.Base.metadata.sorted_tables:
        session.execute(select(table).limit(1)).all()


def restore_backup(engine: Engine, store: FileStore, file: Path, max_bytes: int = MAX_UNPACKED_BYTES) -> RestoreResult:
    """Put a backup in the place of the database and its files in the store; what it replaces is kept aside, with files.

    Raise as `open_backup` and `restore_database` do; then nothing has changed but files that nothing refers to.
    """
    # The files first, the database last and at once: a process that is stopped half-way leaves what was there.
    with open_backup(file, database_backup.get_database_folder(engine), max_bytes) as backup:
        keys = _list_hashes_in(backup.database)
        count = sum(
            1 for content in filter(None, map(backup.files.read_content, sorted(keys))) if store.save_content(content)
        )
        aside = database_backup.choose_aside_path(engine)
        with _keep_files_aside(engine, store, aside):
            database_copy = database_backup.restore_database(engine, backup.database, aside)
    with open_read_session(engine) as session:
        return RestoreResult(database_copy, count, evidence_files.count_missing(session, store))


@contextmanager
def _keep_files_aside(engine: Engine, store: FileStore, aside: Path) -> Iterator[None]:
    """Copy the files of the database that is replaced, because the store deletes what nothing refers to any more.

    They are copied first, under another name until all are there: when there is no room, nothing has changed yet.
    """
    target = evidence_files.open_store_beside(aside)
    with database_backup.open_temporary_folder(aside.parent) as folder:
        part_store = FolderStore(folder / target.root.name)
        if _copy_referred_files(engine, store, part_store):
            part_store.root.replace(target.root)
    try:
        yield
    except BaseException:
        shutil.rmtree(target.root, ignore_errors=True)
        raise
    if aside.exists():  # what somebody added between the copying and the restore
        with open_file_engine(aside) as aside_engine:
            _copy_referred_files(aside_engine, store, target, only_new=True)


def _copy_referred_files(engine: Engine, store: FileStore, target: FileStore, *, only_new: bool = False) -> int:
    if not Path(str(engine.url.database)).exists():
        return 0
    try:
        with open_read_session(engine) as session:
            return evidence_files.copy_files(session, store, target, only_new=only_new)
    except DISK_ERRORS:
        raise
    except (SQLAlchemyError, Unreachable, WrongDatabase):
        return 0  # too damaged, or of a version without files
