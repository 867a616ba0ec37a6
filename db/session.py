"""Sessions: `reading` to look, `writing` to change. The only commit of the project stands here."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from db.failures import translate_failures

__all__ = ["Engine", "Session", "open_read_session", "open_write_session"]


@contextmanager
def open_read_session(engine: Engine) -> Iterator[Session]:
    """A session that looks and never writes. Raises what `db.failures` names, such as Unreachable."""
    with translate_failures(), Session(engine) as session:
        yield session


@contextmanager
def open_write_session(engine: Engine) -> Iterator[Session]:
    """One transaction: all of it is kept, or on any error nothing. Raises as `reading` does, and NoRoom, ReadOnly."""
    writing_engine = engine.execution_options(writes=True)
    with translate_failures(), Session(writing_engine, expire_on_commit=False) as session, session.begin():
        yield session
