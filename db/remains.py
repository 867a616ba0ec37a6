"""Remains: what was really deleted may still lie in files nobody refers to and in unused parts of the database.

Whatever deletes for good writes that down in its own transaction; `finish` clears it away afterwards. When the app
stops in between, the next start, the next erasure or `python -m db check` does the rest.
"""

from collections.abc import Iterable
from sqlite3 import OperationalError

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from db import search, tables
from db.backup import clear_leftovers
from db.engine import BUSY_MS
from db.failures import named_failures
from db.files import Store, referred, sweep
from db.session import reading, writing

PATIENCE_MS = 2_000


def leave(session: Session, files: Iterable[str] = ()) -> None:
    """Write down that something was deleted for good, and which files may go with it; part of the act that deletes."""
    session.add(tables.Remains(files=sorted(set(files))))
    session.flush()


def finish(engine: Engine, store: Store) -> bool:
    """Clear away what remains: files nothing refers to any more, and the unused parts of the database.

    Returns whether all is done; when the database was too busy it is tried again the next time.
    """
    with reading(engine) as session:
        waiting = dict(session.execute(select(tables.Remains.id, tables.Remains.files)).all())
        if not waiting:
            return True
        used = referred(session)
        with named_failures():
            for key in {key for files in waiting.values() for key in files} - used:
                store.remove(key)
        sweep(session, store)
    clear_leftovers(engine)
    if not _scrub(engine):
        return False
    with writing(engine) as session:
        session.execute(delete(tables.Remains).where(tables.Remains.id.in_(waiting)))
    return True


def _scrub(engine: Engine) -> bool:
    """Write the whole database file anew, without its unused parts, and empty the log beside it.

    PostgreSQL looks after its own files: its vacuum runs by itself.
    """
    if engine.dialect.name != "sqlite":
        return True
    with writing(engine) as session:
        search.forget(session)
    raw = engine.raw_connection()
    driver = raw.driver_connection
    assert driver is not None
    try:
        driver.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")
        driver.execute("VACUUM")
        busy, *_ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy
    except OperationalError:
        return False
    finally:
        driver.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
        raw.close()
