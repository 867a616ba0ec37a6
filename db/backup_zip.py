"""A backup as one file: the database and the files under observations in a zip, verified after it was written.

It is looked through before it is offered and before it is put back; a database alone is looked through just so.
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

from db import backup as copies
from db import files, tables
from db.backup import OF_THE_PLACE, Copied
from db.engine import open_engine
from db.failures import named_failures
from db.files import Folder, Store
from db.session import reading
from db.types import now
from impact.errors import BrokenFile, Unreachable, WrongDatabase
from impact.evidence import MOST_BYTES as MOST_FILE
from impact.exchange import packed

FORMAT, VERSION = "rimpel.backup", 1
TOLD, DATABASE, FOLDER = "backup.json", "rimpel.db", "files/"
NAMED = re.compile(rf"{re.escape(TOLD)}|{re.escape(DATABASE)}|{FOLDER}[0-9a-f]{{64}}")
MOST_PARTS = 60_000
MOST_UNPACKED = 20_000_000_000
MOST_TOLD = 20_000_000
AT_ONCE = 1_000_000
ZIP = b"PK"


class Source(Protocol):
    """Where the files of a backup are."""

    def get(self, key: str) -> bytes | None:
        """The content with this hash, or None when it is not there."""


@dataclass(frozen=True)
class Held:
    """What a backup holds: when it was made, of which version (a step of the database), and how much of what."""

    at: datetime
    step: str
    names: tuple[str, ...]
    observations: int
    files: int
    missing: int


@dataclass(frozen=True)
class Opened:
    """A backup that was looked through: what it holds, its database, up to date, and its files."""

    held: Held
    database: Path
    source: Source


@dataclass(frozen=True)
class PutBack:
    """What a restore did: the database, how many files came back, and how many are missing now."""

    copied: Copied
    files: int
    missing: int


def pack(engine: Engine, store: Store, file: Path) -> Held:
    """Write database and files as they stand at one moment to this file, while the app runs, and look through it.

    Raises as `backup` does. A file that is missing in the store is counted, not refused.
    """
    beside = file.absolute().parent
    with copies.room(beside) as folder, copies.in_place(file) as part:
        copied = copies.backup(engine, folder / DATABASE)
        _write(part, copied.file, store)
        with opened(part, beside) as again:
            if (len(again.held.names), again.held.observations) != (copied.collaborations, copied.observations):
                raise BrokenFile(reason="differs")
            return again.held


def _write(part: Path, database: Path, store: Store) -> None:
    keys = _referred(database)
    kept = sorted(key for key in keys if store.has(key))
    with ZipFile(part, "w") as made:
        size = database.stat().st_size
        with (
            database.open("rb") as source,
            made.open(packed.part(DATABASE, squeezed=True), "w", force_zip64=size > 2**31 - 2**20) as target,
        ):
            shutil.copyfileobj(source, target, AT_ONCE)
        sizes = {}
        for key in kept:
            content = store.get(key)
            if content is not None:
                made.writestr(packed.part(FOLDER + key), content)
                sizes[key] = len(content)
        told = {
            "format": FORMAT,
            "version": VERSION,
            "at": now().isoformat(),
            "database": {"sha256": _hash(database), "size": size},
            "files": [{"hash": key, "size": size} for key, size in sizes.items()],
        }
        made.writestr(packed.part(TOLD), json.dumps(told, sort_keys=True, indent=1) + "\n")


def _hash(file: Path) -> str:
    with file.open("rb") as stream:
        made = sha256()
        while some := stream.read(AT_ONCE):
            made.update(some)
    return made.hexdigest()


def _referred(database: Path) -> set[str]:
    engine = open_engine(f"sqlite:///{database}")
    try:
        with reading(engine) as session:
            return files.referred(session)
    finally:
        engine.dispose()


@contextmanager
def opened(file: Path, room: Path | None = None, most_bytes: int = MOST_UNPACKED) -> Iterator[Opened]:
    """A backup, a zip or a database alone, looked through to the last byte, with its database brought up to date.

    Raises BrokenFile and WrongDatabase; nothing but a folder in `room` is written, for the time being.
    """
    if not file.is_file():
        raise BrokenFile(reason="absent")
    with named_failures(), file.open("rb") as stream, copies.room(room or Path(gettempdir())) as folder:
        database = folder / DATABASE
        source: Source
        if stream.read(2) == ZIP:
            zipped = _InZip(packed.opened(stream, MOST_PARTS), most_bytes)
            source, at = zipped, zipped.unpack(database)
        else:
            source, at = files.beside(file), datetime.fromtimestamp(file.stat().st_mtime, UTC)
            for ending in filter(lambda ending: file.with_name(file.name + ending).is_file(), ("", "-wal")):
                shutil.copyfile(file.with_name(file.name + ending), database.with_name(DATABASE + ending))
        yield Opened(_looked_through(database, source, at), database, source)


def _looked_through(database: Path, source: Source, at: datetime) -> Held:
    """Whether it is a sound database of Rimpel, brought up to date, and what it holds."""
    copies.must_be_ours(database)
    try:
        step = _step(database)
        copies.bring_up_to_date(database)
        return _held(database, source, at, step)
    except OF_THE_PLACE:
        raise  # of the place it was laid down in, not of what is in it
    except (SQLAlchemyError, sqlite3.Error, CommandError, Unreachable, LookupError, TypeError, ValueError) as error:
        # It bears the right names and holds something else.
        raise BrokenFile(reason="damaged") from error
    except WrongDatabase as error:
        if error.facts.get("reason") != "damaged":
            raise
        raise BrokenFile(reason="damaged") from error


class _InZip:
    """The files in a backup that is a zip."""

    def __init__(self, zipped: ZipFile, most_bytes: int) -> None:
        self.zip = zipped
        self.parts = packed.parts(zipped, NAMED, most_bytes)
        if TOLD not in self.parts or DATABASE not in self.parts or self.parts[TOLD].file_size > MOST_TOLD:
            raise BrokenFile(reason="not_ours")

    def get(self, key: str) -> bytes | None:
        """The content, or None when it is not in there."""
        found = self.parts.get(FOLDER + key)
        return packed.content(self.zip, found) if found else None

    def unpack(self, database: Path) -> datetime:
        """Put the database there, look whether all is as the zip itself tells, and return when it was made."""
        told = _told(packed.content(self.zip, self.parts[TOLD]))
        listed = {FOLDER + one["hash"]: one["size"] for one in told["files"]}
        there = {name: one.file_size for name, one in self.parts.items() if name.startswith(FOLDER)}
        if listed != there or any(size > MOST_FILE for size in there.values()):
            raise BrokenFile(reason="damaged")
        for name in there:
            if sha256(packed.content(self.zip, self.parts[name])).hexdigest() != name.removeprefix(FOLDER):
                raise BrokenFile(reason="damaged")
        packed.sound(lambda: self._unpack(database))
        if _hash(database) != told["database"]["sha256"]:
            raise BrokenFile(reason="damaged")
        return datetime.fromisoformat(told["at"]).astimezone(UTC)

    def _unpack(self, database: Path) -> None:
        part = self.parts[DATABASE]
        with self.zip.open(part) as source, database.open("wb") as target:
            _copy(source, target, part.file_size)


def _copy(source: IO[bytes], target: IO[bytes], size: int) -> None:
    """Copy this much, and refuse more or less than was told."""
    while some := source.read(AT_ONCE):
        size -= len(some)
        if size < 0:
            raise BadZipFile
        target.write(some)
    if size:
        raise BadZipFile


def _told(content: bytes) -> dict[str, Any]:
    """What a backup tells of itself. Raises BrokenFile (not_ours, damaged, backup_newer)."""
    try:
        told: dict[str, Any] = json.loads(content)
        if told["format"] != FORMAT:
            raise BrokenFile(reason="not_ours")
        if told["version"] > VERSION:
            raise BrokenFile(reason="backup_newer")
        datetime.fromisoformat(told["at"])
        if not all(isinstance(one["hash"], str) and isinstance(one["size"], int) for one in told["files"]):
            raise BrokenFile(reason="damaged")
        str(told["database"]["sha256"])
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise BrokenFile(reason="damaged") from error
    return told


def _step(database: Path) -> str:
    engine = open_engine(f"sqlite:///{database}")
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision() or ""
    finally:
        engine.dispose()


def _held(database: Path, source: Source, at: datetime, step: str) -> Held:
    engine = open_engine(f"sqlite:///{database}")
    try:
        with reading(engine) as session:
            _must_have_all_columns(session)
            names = session.scalars(select(tables.Collaboration.name).order_by(tables.Collaboration.name)).all()
            seen = session.scalar(select(func.count()).select_from(tables.Observation)) or 0
            keys = files.referred(session)
    finally:
        engine.dispose()
    there = sum(source.get(key) is not None for key in keys)
    return Held(at, step, tuple(names), seen, there, len(keys) - there)


def _must_have_all_columns(session: Session) -> None:
    for table in tables.Base.metadata.sorted_tables:
        session.execute(select(table).limit(1)).all()


def put_back(engine: Engine, store: Store, file: Path, most_bytes: int = MOST_UNPACKED) -> PutBack:
    """Put a backup in the place of the database and its files in the store; what it replaces is kept aside, with files.

    The files come first, the database last and at once: whoever is stopped half-way finds what was there.
    Raises as `opened` and `restore` do; nothing has changed then but files that nothing refers to.
    """
    with opened(file, copies.folder_of(engine), most_bytes) as found:
        keys = _referred(found.database)
        count = sum(1 for content in filter(None, map(found.source.get, sorted(keys))) if store.put(content))
        aside = copies.name_aside(engine)
        with _files_aside(engine, store, aside):
            copied = copies.restore(engine, found.database, aside)
    with reading(engine) as session:
        return PutBack(copied, count, files.missing(session, store))


@contextmanager
def _files_aside(engine: Engine, store: Store, aside: Path) -> Iterator[None]:
    """What is replaced keeps its files too: the store lets go of what nothing refers to any more.

    They are copied first, under another name until all are there: when there is no room, nothing has changed yet.
    """
    target = files.beside(aside)
    with copies.room(aside.parent) as folder:
        part = Folder(folder / target.root.name)
        if _copy_referred(engine, store, part):
            part.root.replace(target.root)
    try:
        yield
    except BaseException:
        shutil.rmtree(target.root, ignore_errors=True)
        raise
    if aside.exists():  # what somebody added between the copying and the restore
        later = open_engine(f"sqlite:///{aside}")
        try:
            _copy_referred(later, store, target, only_new=True)
        finally:
            later.dispose()


def _copy_referred(engine: Engine, store: Store, target: Store, *, only_new: bool = False) -> int:
    if not Path(str(engine.url.database)).exists():
        return 0
    try:
        with reading(engine) as session:
            return files.copy(session, store, target, only_new=only_new)
    except OF_THE_PLACE:
        raise
    except (SQLAlchemyError, Unreachable, WrongDatabase):
        return 0  # too damaged, or of a version without files
