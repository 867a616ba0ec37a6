"""One act, one effect: a one-time token makes a double click or a repeated request write once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from db.tables import Base, Done
from db.types import now
from impact.errors import Invalid

KEPT = timedelta(days=7)


def inserting(session: Session, table: type[Base]) -> Any:
    """An INSERT that knows ON CONFLICT, in the words of the database at hand."""
    speaks = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    return speaks.insert(table)


def once(session: Session, token: str, make: Callable[[], str]) -> str:
    """Do `make` and keep the id it returns; with a token that was used before, only return that earlier id."""
    if not token:
        raise Invalid(field="token", reason="empty")
    session.execute(delete(Done).where(Done.at < now() - KEPT))
    claim = inserting(session, Done).values(token=token, result="", at=now()).on_conflict_do_nothing()
    if session.scalar(claim.returning(Done.token)) is None:
        return session.get_one(Done, token).result
    result = make()
    session.execute(update(Done).where(Done.token == token).values(result=result))
    return result
