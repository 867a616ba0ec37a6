"""Sessions: `reading` to look, `writing` to change. The only commit of the project stands here."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from impact.errors import Unreachable

__all__ = ["Engine", "Session", "reading", "writing"]


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session that looks and never writes. Raises Unreachable when the database does not answer."""
    with _answering(), Session(engine) as session:
        yield session


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """One transaction: all of it is kept, or on any error nothing. Raises Unreachable as `reading` does."""
    view = engine.execution_options(writes=True)
    with _answering(), Session(view, expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        raise Unreachable from error
