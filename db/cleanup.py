"""Cleaning up after a deletion: what is deleted remains in files nobody refers to and in unused parts of the database.

Whatever deletes for good records that in its own transaction (`record_remains`); `clear_remains` cleans up afterwards.
When the app stops in between, the next start, the next erasure or `python -m db check` does it.
"""

from collections.abc import Iterable
from sqlite3 import OperationalError

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from db import tables
from db.copies.database_backup import clear_leftovers
from db.copies.evidence_files import FileStore, list_referred_hashes, remove_unreferenced
from db.engine import BUSY_TIMEOUT_MS
from db.failures import translate_failures
from db.observations import search
from db.session import open_read_session, open_write_session

CLEANUP_WAIT_MS = 2_000  # somebody waits for the page; what does not work now is tried again later


def record_remains(session: Session, files: Iterable[str] = ()) -> None:
    """Record that something is deleted for good and which files may go too, in the transaction that deletes."""
    session.add(tables.PendingCleanup(files=sorted(set(files))))
    session.flush()


def clear_remains(engine: Engine, store: FileStore) -> bool:
    """Delete what remains: files nothing refers to any more, and the unused parts of the database.

    Return whether all is done. When the database is too busy, the next call tries again.
    """
    with open_read_session(engine) as session:
        files_by_id = dict(session.execute(select(tables.PendingCleanup.id, tables.PendingCleanup.files)).all())
        if not files_by_id:
            return True
        # Another observation may have the same file: it is stored once for all.
        used_hashes = list_referred_hashes(session)
        with translate_failures():
            for key in {key for files in files_by_id.values() for key in files} - used_hashes:
                store.delete_content(key)
        remove_unreferenced(session, store)
    clear_leftovers(engine)
    if not _vacuum_database(engine):
        return False
    with open_write_session(engine) as session:
        session.execute(delete(tables.PendingCleanup).where(tables.PendingCleanup.id.in_(files_by_id)))
    return True


def _vacuum_database(engine: Engine) -> bool:
    """Rewrite the SQLite file without its unused parts and empty its log. Return whether that worked."""
    # PostgreSQL vacuums its own files.
    if engine.dialect.name != "sqlite":
        return True
    with open_write_session(engine) as session:
        search.rebuild_index(session)
    raw_connection = engine.raw_connection()
    driver = raw_connection.driver_connection
    assert driver is not None
    try:
        driver.execute(f"PRAGMA busy_timeout = {CLEANUP_WAIT_MS}")
        driver.execute("VACUUM")
        busy, *_ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy
    except OperationalError:
        return False
    finally:
        driver.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        raw_connection.close()
