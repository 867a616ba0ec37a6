"""Sessions: one to read with and one to write with. This module has the only commit of the project."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from db.failures import translate_failures

__all__ = ["Engine", "Session", "open_read_session", "open_write_session"]


@contextmanager
def open_read_session(engine: Engine) -> Iterator[Session]:
    """Yield a session that only reads. Raise what `db.failures` names, such as Unreachable."""
    with translate_failures(), Session(engine) as session:
        yield session


@contextmanager
def open_write_session(engine: Engine) -> Iterator[Session]:
    """Yield a session in one transaction: committed at the end, or on any error rolled back as a whole.

    Raise as `open_read_session` does, and NoRoom or ReadOnly.
    """
    writing_engine = engine.execution_options(writes=True)
    # What was read stays usable after the commit: a screen shows it then.
    with translate_failures(), Session(writing_engine, expire_on_commit=False) as session, session.begin():
        yield session
