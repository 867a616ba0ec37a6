"""Sessions: `reading` to look, `writing` to change. The only commit of the project stands here."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from db.failures import named_failures

__all__ = ["Engine", "Session", "reading", "writing"]


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session that looks and never writes. Raises what `db.failures` names, such as Unreachable."""
    with named_failures(), Session(engine) as session:
        yield session


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """One transaction: all of it is kept, or on any error nothing. Raises as `reading` does, and NoRoom, ReadOnly."""
    view = engine.execution_options(writes=True)
    with named_failures(), Session(view, expire_on_commit=False) as session, session.begin():
        yield session
