"""One act, one effect: a one-time token makes a double click or a repeated request write once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from db.tables import Base, UsedToken
from db.types import get_utc_now
from impact.errors import Invalid

TOKEN_LIFETIME = timedelta(days=7)


def build_insert(session: Session, table: type[Base]) -> Any:
    """An INSERT that knows ON CONFLICT, in the words of the database at hand."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    return dialect.insert(table)


def run_once(session: Session, token: str, make: Callable[[], str]) -> str:
    """Do `make` and keep the id it returns; with a token that was used before, only return that earlier id."""
    if not token:
        raise Invalid(field="token", reason="empty")
    session.execute(delete(UsedToken).where(UsedToken.at < get_utc_now() - TOKEN_LIFETIME))
    claim = build_insert(session, UsedToken).values(token=token, result="", at=get_utc_now()).on_conflict_do_nothing()
    if session.scalar(claim.returning(UsedToken.token)) is None:
        return session.get_one(UsedToken, token).result
    result = make()
    session.execute(update(UsedToken).where(UsedToken.token == token).values(result=result))
    return result
