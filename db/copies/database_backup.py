"""Backup and restore of the embedded database while the app runs: written beside, verified, then put in place.

PostgreSQL has its own tools for this (pg_dump, pg_restore); asked here it raises WrongDatabase (not_sqlite).
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

from db.engine import BUSY_TIMEOUT_MS, connect_sqlite, open_file_engine
from db.failures import find_failure, translate_failures
from db.types import get_utc_now
from db.upgrade import upgrade_database
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

DRAFT_TABLE = "import_draft"
REQUIRED_TABLES = frozenset({"alembic_version", "collaboration", "observation", "person", "theme"})
SQLITE_HEADER = b"SQLite format 3\0"
# Ours, over the search index. Another trigger or view in a backup could act by itself.
ALLOWED_TRIGGERS = frozenset({"found_added", "found_removed", "found_changed"})
MAX_WAITS = 3  # times BUSY_TIMEOUT_MS
TEMPORARY_PREFIX, MIN_LEFTOVER_AGE = ".rimpel-", timedelta(days=1)
# These say that something is wrong with the disk, and not with the file that is written on it.
DISK_ERRORS = (NoRoom, ReadOnly, NotPermitted, DiskFailed, Busy)
DATA_VERSION_MARGIN = 1_000  # more changes than anybody can save while the restore takes place


@dataclass(frozen=True)
class DatabaseCopy:
    """A copy and how much it holds; `aside` is where a restore put the database that it replaced."""

    file: Path
    collaborations: int
    observations: int
    aside: Path | None = None


def can_back_up(engine: Engine) -> bool:
    """Return whether this database is a file that Rimpel can copy."""
    return engine.dialect.name == "sqlite" and engine.url.database not in (None, "", ":memory:")


def back_up_database(engine: Engine, file: Path) -> DatabaseCopy:
    """Copy the database as it is at one moment to this file and verify the copy; an older file there is replaced.

    Raise WrongDatabase (not_sqlite, absent), BrokenFile (damaged, differs), and NoRoom and the like.
    """
    live = _get_database_path(engine)
    if not live.exists():
        raise WrongDatabase(reason="absent")
    with translate_failures(), _open_part_file(file) as part:
        with closing(connect_sqlite(live)) as source, closing(_open_connection(part)) as target:
            source.execute("BEGIN")  # the count and the copy see the same moment
            row_counts = _count_table_rows(source)
            source.backup(target)
            source.execute("ROLLBACK")
            target.execute("PRAGMA journal_mode = DELETE")
            _remove_drafts(target, row_counts)
            _check_integrity(target)
            if _count_table_rows(target) != row_counts:
                raise BrokenFile(reason="differs")
        _move_into_place(part, file)
    return DatabaseCopy(file, row_counts.get("collaboration", 0), row_counts.get("observation", 0))


def _remove_drafts(target: sqlite3.Connection, row_counts: dict[str, int]) -> None:
    """Remove unfinished imports from a copy: whole files that nobody has checked for personal data yet."""
    if row_counts.get(DRAFT_TABLE):
        target.execute(f"DELETE FROM {DRAFT_TABLE}")  # noqa: S608 - a constant
        target.execute("VACUUM")  # a deleted row remains in unused pages
        row_counts[DRAFT_TABLE] = 0


def choose_aside_path(engine: Engine) -> Path:
    """Return where a restore that begins now keeps the database it replaces."""
    live = _get_database_path(engine)
    return live.with_name(f"{live.stem}-replaced-{get_utc_now():%Y%m%d-%H%M%S-%f}{live.suffix}")


def restore_database(engine: Engine, file: Path, aside: Path | None = None) -> DatabaseCopy:
    """Upgrade this backup and put it in the place of the database, which is kept aside.

    Raise WrongDatabase (not_sqlite, unknown_version), BrokenFile (absent, not_ours, damaged), Busy when somebody
    writes for too long, and NoRoom and the like; nothing has changed then.
    """
    with translate_failures():
        return _restore_file(engine, file, aside or choose_aside_path(engine))


def _restore_file(engine: Engine, file: Path, aside: Path) -> DatabaseCopy:
    live = _get_database_path(engine)
    if not file.is_file():
        raise BrokenFile(reason="absent")
    live.parent.mkdir(parents=True, exist_ok=True)
    with _open_part_file(live) as part:
        copy_with_log(file, part)
        check_is_rimpel_database(part)
        upgrade_database_file(part)
        with closing(_open_connection(part)) as source:
            row_counts = _count_table_rows(source)
            replaced = live.exists()
            if replaced:
                _replace_database(engine, source, live, aside)
        if not live.exists():
            _move_into_place(part, live)
    return DatabaseCopy(live, row_counts["collaboration"], row_counts["observation"], aside if replaced else None)


def copy_with_log(source: Path, target: Path) -> None:
    """Copy a database file, with the log beside it when there is one: what was saved last may be only in the log."""
    for suffix in ("", "-wal"):
        part = source.with_name(source.name + suffix)
        if part.is_file():
            shutil.copyfile(part, target.with_name(target.name + suffix))


def _replace_database(engine: Engine, source: sqlite3.Connection, live: Path, aside: Path) -> None:
    """Copy this database over the live one and keep that aside; one too damaged for that is moved aside as it is."""
    try:
        with closing(_open_connection(live)) as target:
            target.execute("PRAGMA journal_mode = WAL")
            _raise_data_versions(source, target)
            _copy_database(engine, source, target, aside)
            _check_integrity(target)
    except (sqlite3.OperationalError, Unreachable):
        aside.unlink(missing_ok=True)  # nothing was replaced, so nothing is kept aside
        raise
    except (sqlite3.DatabaseError, BrokenFile, WrongDatabase):
        if aside.exists():  # the live database could be copied, so it is sound: what failed is the backup
            raise
        engine.dispose()
        for suffix in ("", "-wal", "-shm"):
            file = live.with_name(live.name + suffix)
            if file.exists():
                file.replace(aside.with_name(aside.name + suffix))


def _copy_database(engine: Engine, source: sqlite3.Connection, target: sqlite3.Connection, aside: Path) -> None:
    """Copy a database over the live one in a single transaction of SQLite: a killed process leaves the old database."""
    waits = 0

    def keep_aside_at_first_page(status: int, _left: int, _pages: int) -> None:
        nonlocal waits
        # From the first page on nobody else can write. Only then the old database is copied, so that it has everything
        # that was saved in it.
        if status == sqlite3.SQLITE_OK and not aside.exists():
            back_up_database(engine, aside)
        waits += status != sqlite3.SQLITE_OK
        # Without this SQLite waits for ever for somebody who writes.
        if waits > MAX_WAITS:
            raise Busy

    source.backup(target, pages=1, progress=keep_aside_at_first_page)


def _get_database_path(engine: Engine) -> Path:
    if not can_back_up(engine):
        raise WrongDatabase(reason="not_sqlite")
    return Path(str(engine.url.database)).absolute()


def get_database_folder(engine: Engine) -> Path:
    """Return the folder of the database, which is made when it is not there. Raise WrongDatabase (not_sqlite)."""
    folder = _get_database_path(engine).parent
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _open_connection(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(file, isolation_level=None, timeout=BUSY_TIMEOUT_MS / 1000)


@contextmanager
def _open_part_file(file: Path) -> Iterator[Path]:
    """Yield a file beside this one to write first; whatever is left of it is removed."""
    _remove_leftovers(file.parent.glob(f"{escape(file.name)}.[0-9]*.part"))
    part = file.with_name(f"{file.name}.{os.getpid()}.part")
    try:
        yield part
    finally:
        for suffix in ("", "-wal", "-shm", "-journal"):
            part.with_name(part.name + suffix).unlink(missing_ok=True)


def _move_into_place(part_file: Path, file: Path) -> None:
    """Rename what was written, once it is really on the disk, so that there is never half a file of this name."""
    with part_file.open("rb+") as stream:
        os.fsync(stream.fileno())
    part_file.replace(file)
    if os.name == "posix":  # the rename itself must reach the disk too; Windows cannot open a folder for that
        folder = os.open(file.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)


def _remove_leftovers(leftovers: Iterable[Path]) -> None:
    """Remove what a process that was killed left behind a day ago: it may be a copy of everything."""
    for leftover in leftovers:
        with suppress(OSError):
            if datetime.fromtimestamp(leftover.stat().st_mtime, UTC) < get_utc_now() - MIN_LEFTOVER_AGE:
                shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()


def clear_leftovers(engine: Engine) -> None:
    """Remove what an interrupted backup or restore left beside the database more than a day ago."""
    if can_back_up(engine):
        live = _get_database_path(engine)
        _remove_leftovers(
            [*live.parent.glob(f"{TEMPORARY_PREFIX}*"), *live.parent.glob(f"{escape(live.stem)}*.[0-9]*.part*")]
        )


@contextmanager
def open_temporary_folder(folder: Path) -> Iterator[Path]:
    """Yield a temporary folder in this one, or in that of the system where this one cannot be written in."""
    _remove_leftovers(folder.glob(f"{TEMPORARY_PREFIX}*"))
    with translate_failures(), _make_temporary_folder(folder) as temporary:
        yield Path(temporary)


def _make_temporary_folder(folder: Path) -> TemporaryDirectory[str]:
    try:
        return TemporaryDirectory(dir=folder, prefix=TEMPORARY_PREFIX)
    except OSError as error:
        if not isinstance(find_failure(error), ReadOnly | NotPermitted):
            raise
        return TemporaryDirectory(prefix=TEMPORARY_PREFIX)


@contextmanager
def write_in_place(file: Path) -> Iterator[Path]:
    """Yield a file to write, which takes the place of this one once it is complete. Raise NoRoom and the like."""
    with translate_failures(), _open_part_file(file) as part:
        yield part
        _move_into_place(part, file)


def _list_tables(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return [name for (name,) in rows]


def _count_table_rows(connection: sqlite3.Connection) -> dict[str, int]:
    """Return how many rows each table has."""
    quoted_names = {name: '"' + name.replace('"', '""') + '"' for name in _list_tables(connection)}
    count_query = "SELECT count(*) FROM "
    return {
        name: connection.execute(count_query + quoted_name).fetchone()[0] for name, quoted_name in quoted_names.items()
    }


def _check_integrity(connection: sqlite3.Connection) -> None:
    if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
        raise BrokenFile(reason="damaged")
    if connection.execute("PRAGMA foreign_key_check").fetchone():
        raise BrokenFile(reason="damaged")


def check_is_rimpel_database(file: Path) -> None:
    """Raise BrokenFile (not_ours, damaged) unless this file is a sound database of Rimpel."""
    with file.open("rb") as stream:
        if stream.read(len(SQLITE_HEADER)) != SQLITE_HEADER:
            raise BrokenFile(reason="not_ours")
    try:
        with closing(_open_connection(file)) as connection:
            # A hostile file may call functions from its schema; with this SQLite runs only harmless ones.
            connection.execute("PRAGMA trusted_schema = OFF")
            if not frozenset(_list_tables(connection)) >= REQUIRED_TABLES or _has_unknown_triggers(connection):
                raise BrokenFile(reason="not_ours")
            _check_integrity(connection)
    except sqlite3.DatabaseError as error:
        failure = find_failure(error)
        if isinstance(failure, DISK_ERRORS):
            raise failure from error
        raise BrokenFile(reason="damaged") from error


def _has_unknown_triggers(connection: sqlite3.Connection) -> bool:
    """Return whether it has a trigger or a view that Rimpel did not make."""
    trigger_rows = connection.execute("SELECT name FROM sqlite_master WHERE type IN ('trigger', 'view')")
    return not {name for (name,) in trigger_rows} <= ALLOWED_TRIGGERS


def upgrade_database_file(part: Path) -> None:
    """Run every migration on this file. Raise WrongDatabase (unknown_version) when a newer Rimpel made it."""
    with open_file_engine(part) as engine:
        upgrade_database(engine)
    with closing(_open_connection(part)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        _check_integrity(connection)


def _raise_data_versions(restored: sqlite3.Connection, live: sqlite3.Connection) -> None:
    """Raise every data version far above all there are, so that no cache takes the restored data for the old."""
    data_version = max(_get_highest_data_version(restored), _get_highest_data_version(live)) + DATA_VERSION_MARGIN
    restored.execute("UPDATE collaboration SET data_version = ?", (data_version,))


def _get_highest_data_version(connection: sqlite3.Connection) -> int:
    if "collaboration" not in _list_tables(connection):
        return 0
    return int(connection.execute("SELECT coalesce(max(data_version), 0) FROM collaboration").fetchone()[0])
