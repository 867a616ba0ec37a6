"""Backup and restore of the embedded database, while the app runs: written beside, verified, then put in place.

PostgreSQL has its own tools for this (pg_dump, pg_restore); here it gets a clear message.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from glob import escape
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine

from db.engine import BUSY_MS, connect, open_engine
from db.failures import failure_of, named_failures
from db.types import now
from db.upgrade import upgrade
from impact.errors import (
    BrokenFile,
    Busy,
    DiskFailed,
    NoRoom,
    NotPermitted,
    ReadOnly,
    Unreachable,
    WrongDatabase,
)

NEVER_COPIED = "import_draft"
OURS = frozenset({"alembic_version", "collaboration", "observation", "person", "theme"})
HEADER = b"SQLite format 3\0"
ACTING = frozenset({"found_added", "found_removed", "found_changed"})
PATIENCE = 3  # times the wait of the engine
ROOM, LEFT_BEHIND = ".rimpel-", timedelta(days=1)
# What is the matter with the place something is laid down in, and not with what is laid down.
OF_THE_PLACE = (NoRoom, ReadOnly, NotPermitted, DiskFailed, Busy)
OUTRUN = 1_000  # more than can be saved in the moment between


@dataclass(frozen=True)
class Copied:
    """What a copy holds; `aside` is where a restore put the database that it replaced."""

    file: Path
    collaborations: int
    observations: int
    aside: Path | None = None


def is_possible(engine: Engine) -> bool:
    """Whether this database is a file that Rimpel can copy."""
    return engine.dialect.name == "sqlite" and engine.url.database not in (None, "", ":memory:")


def backup(engine: Engine, file: Path) -> Copied:
    """Copy the database as it stands at one moment to this file, verified; an older file there is replaced.

    Raises WrongDatabase (not_sqlite, absent), BrokenFile (damaged, differs), and NoRoom and the like.
    """
    live = _live(engine)
    if not live.exists():
        raise WrongDatabase(reason="absent")
    with named_failures(), _beside(file) as part:
        with closing(connect(live)) as source, closing(_open(part)) as target:
            source.execute("BEGIN")
            held = _counts(source)
            source.backup(target)
            source.execute("ROLLBACK")
            target.execute("PRAGMA journal_mode = DELETE")
            _leave_out_drafts(target, held)
            _verify(target)
            if _counts(target) != held:
                raise BrokenFile(reason="differs")
        _put(part, file)
    return Copied(file, held.get("collaboration", 0), held.get("observation", 0))


def _leave_out_drafts(target: sqlite3.Connection, held: dict[str, int]) -> None:
    """Take imports that are not finished out of a copy: whole files that nobody has looked through yet."""
    if held.get(NEVER_COPIED):
        target.execute(f"DELETE FROM {NEVER_COPIED}")  # noqa: S608 - a name of ours
        target.execute("VACUUM")  # also from the pages that are no longer used
        held[NEVER_COPIED] = 0


def name_aside(engine: Engine) -> Path:
    """Where a restore begun now keeps the database it replaces."""
    live = _live(engine)
    return live.with_name(f"{live.stem}-replaced-{now():%Y%m%d-%H%M%S-%f}{live.suffix}")


def restore(engine: Engine, file: Path, aside: Path | None = None) -> Copied:
    """Put this backup in the place of the database, brought up to date first; what it replaces is kept aside.

    Raises WrongDatabase (not_sqlite, unknown_version), BrokenFile (absent, not_ours, damaged), Busy when somebody
    writes for too long, and NoRoom and the like; nothing has changed then.
    """
    with named_failures():
        return _restore(engine, file, aside or name_aside(engine))


def _restore(engine: Engine, file: Path, aside: Path) -> Copied:
    live = _live(engine)
    if not file.is_file():
        raise BrokenFile(reason="absent")
    live.parent.mkdir(parents=True, exist_ok=True)
    with _beside(live) as part:
        for ending in filter(lambda ending: file.with_name(file.name + ending).is_file(), ("", "-wal")):
            shutil.copyfile(file.with_name(file.name + ending), part.with_name(part.name + ending))
        must_be_ours(part)
        bring_up_to_date(part)
        with closing(_open(part)) as source:
            held = _counts(source)
            replaced = live.exists()
            if replaced:
                _swap(engine, source, live, aside)
        if not live.exists():
            _put(part, live)
    return Copied(live, held["collaboration"], held["observation"], aside if replaced else None)


def _swap(engine: Engine, source: sqlite3.Connection, live: Path, aside: Path) -> None:
    """Copy this database over the live one, and keep aside what stood there.

    A database too damaged for that is put out of the way as it is.
    """
    try:
        with closing(_open(live)) as target:
            target.execute("PRAGMA journal_mode = WAL")
            _outrun(source, target)
            _copy_over(engine, source, target, aside)
            _verify(target)
    except (sqlite3.OperationalError, Unreachable):
        aside.unlink(missing_ok=True)  # nothing was replaced, so nothing is kept aside
        raise
    except (sqlite3.DatabaseError, BrokenFile, WrongDatabase):
        if aside.exists():  # what stood there was sound: it is not written over by what came in its place
            raise
        engine.dispose()
        for ending in ("", "-wal", "-shm"):
            found = live.with_name(live.name + ending)
            if found.exists():
                found.replace(aside.with_name(aside.name + ending))


def _copy_over(engine: Engine, source: sqlite3.Connection, target: sqlite3.Connection, aside: Path) -> None:
    """One transaction of SQLite: whoever kills it finds the old database. From its first page on nobody else writes,
    and only then what is there is kept aside: nothing that was saved slips between the two.
    """
    waited = 0

    def first(status: int, _left: int, _pages: int) -> None:
        nonlocal waited
        if status == sqlite3.SQLITE_OK and not aside.exists():
            backup(engine, aside)
        waited += status != sqlite3.SQLITE_OK
        if waited > PATIENCE:
            raise Busy

    source.backup(target, pages=1, progress=first)


def _live(engine: Engine) -> Path:
    if not is_possible(engine):
        raise WrongDatabase(reason="not_sqlite")
    return Path(str(engine.url.database)).absolute()


def folder_of(engine: Engine) -> Path:
    """The folder the database lies in, made when it is not there. Raises WrongDatabase (not_sqlite)."""
    folder = _live(engine).parent
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _open(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(file, isolation_level=None, timeout=BUSY_MS / 1000)


@contextmanager
def _beside(file: Path) -> Iterator[Path]:
    """A file beside this one to write first; whatever is left of it goes."""
    _sweep(file.parent.glob(f"{escape(file.name)}.[0-9]*.part"))
    part = file.with_name(f"{file.name}.{os.getpid()}.part")
    try:
        yield part
    finally:
        for ending in ("", "-wal", "-shm", "-journal"):
            part.with_name(part.name + ending).unlink(missing_ok=True)


def _put(part: Path, file: Path) -> None:
    """Rename what was written into place, once it is really on the disk."""
    with part.open("rb+") as stream:
        os.fsync(stream.fileno())
    part.replace(file)
    if os.name == "posix":
        folder = os.open(file.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)


def _sweep(ours: Iterable[Path]) -> None:
    """Remove what somebody who was killed left behind a day ago: it may be a copy of everything."""
    for left in ours:
        with suppress(OSError):
            if datetime.fromtimestamp(left.stat().st_mtime, UTC) < now() - LEFT_BEHIND:
                shutil.rmtree(left) if left.is_dir() else left.unlink()


def clear_leftovers(engine: Engine) -> None:
    """Remove what a backup or a restore that was broken off left beside the database a day ago."""
    if is_possible(engine):
        live = _live(engine)
        _sweep([*live.parent.glob(f"{ROOM}*"), *live.parent.glob(f"{escape(live.stem)}*.[0-9]*.part*")])


@contextmanager
def room(folder: Path) -> Iterator[Path]:
    """A folder in this one for the time being, or where nothing can be written in it, one of the system."""
    _sweep(folder.glob(f"{ROOM}*"))
    with named_failures(), _temporary(folder) as made:
        yield Path(made)


def _temporary(folder: Path) -> TemporaryDirectory[str]:
    try:
        return TemporaryDirectory(dir=folder, prefix=ROOM)
    except OSError as error:
        if not isinstance(failure_of(error), ReadOnly | NotPermitted):
            raise
        return TemporaryDirectory(prefix=ROOM)


@contextmanager
def in_place(file: Path) -> Iterator[Path]:
    """A file beside this one to write, put in its place once it is whole. Raises NoRoom and the like."""
    with named_failures(), _beside(file) as part:
        yield part
        _put(part, file)


def _tables(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return [name for (name,) in rows]


def _counts(connection: sqlite3.Connection) -> dict[str, int]:
    """How many rows each table holds."""
    quoted = {name: '"' + name.replace('"', '""') + '"' for name in _tables(connection)}
    count = "SELECT count(*) FROM "
    return {name: connection.execute(count + quote).fetchone()[0] for name, quote in quoted.items()}


def _verify(connection: sqlite3.Connection) -> None:
    if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
        raise BrokenFile(reason="damaged")
    if connection.execute("PRAGMA foreign_key_check").fetchone():
        raise BrokenFile(reason="damaged")


def must_be_ours(file: Path) -> None:
    """Raises BrokenFile (not_ours, damaged) for what is no sound database of Rimpel."""
    with file.open("rb") as stream:
        if stream.read(len(HEADER)) != HEADER:
            raise BrokenFile(reason="not_ours")
    try:
        with closing(_open(file)) as connection:
            connection.execute("PRAGMA trusted_schema = OFF")
            if not frozenset(_tables(connection)) >= OURS or _strange(connection):
                raise BrokenFile(reason="not_ours")
            _verify(connection)
    except sqlite3.DatabaseError as error:
        failure = failure_of(error)
        if isinstance(failure, OF_THE_PLACE):
            raise failure from error
        raise BrokenFile(reason="damaged") from error


def _strange(connection: sqlite3.Connection) -> bool:
    """Whether something in it would act by itself that Rimpel did not put there."""
    acting = connection.execute("SELECT name FROM sqlite_master WHERE type IN ('trigger', 'view')")
    return not {name for (name,) in acting} <= ACTING


def bring_up_to_date(part: Path) -> None:
    """Take every step in this database file. Raises WrongDatabase (unknown_version) for that of a newer Rimpel."""
    engine = open_engine(f"sqlite:///{part}")
    try:
        upgrade(engine)
    finally:
        engine.dispose()
    with closing(_open(part)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        _verify(connection)


def _outrun(restored: sqlite3.Connection, live: sqlite3.Connection) -> None:
    """Raise every data version far above all there are, so that no cache takes the restored data for what it knew."""
    highest = max(_highest(restored), _highest(live)) + OUTRUN
    restored.execute("UPDATE collaboration SET data_version = ?", (highest,))


def _highest(connection: sqlite3.Connection) -> int:
    if "collaboration" not in _tables(connection):
        return 0
    return int(connection.execute("SELECT coalesce(max(data_version), 0) FROM collaboration").fetchone()[0])
