"""One act, one effect: a one-time token makes a double click or a repeated request write once.

The secrets in links are made here too, because an act makes its secret only the first time. Only their SHA-256 is
kept, so that nobody can read one back.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from db.tables import Base, UsedToken
from db.types import get_utc_now
from impact.errors import Invalid

# A browser tab may wait this long before it sends its act once more.
TOKEN_LIFETIME = timedelta(days=7)
# 256 bits: too many to guess, also for who may try for years.
SECRET_BYTES = 32


@dataclass(frozen=True)
class CreatedSecret:
    """What was just made with a secret; the secret is empty when the same token had made it before."""

    id: str
    secret: str


def build_insert(session: Session, table: type[Base]) -> Any:
    """Return an INSERT that knows ON CONFLICT, in the dialect of the database at hand."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    return dialect.insert(table)


def run_once(session: Session, token: str, make: Callable[[], str]) -> str:
    """Call `make`, and store and return the id it returns; for a token that was used before, return that earlier id."""
    if not token:
        raise Invalid(field="token", reason="empty")
    session.execute(delete(UsedToken).where(UsedToken.at < get_utc_now() - TOKEN_LIFETIME))
    # The claim goes in before `make` runs: a second request with this token waits here until the first is over.
    claim = build_insert(session, UsedToken).values(token=token, result="", at=get_utc_now()).on_conflict_do_nothing()
    if session.scalar(claim.returning(UsedToken.token)) is None:
        # Nothing was inserted: the token was used before.
        return session.get_one(UsedToken, token).result
    result = make()
    session.execute(update(UsedToken).where(UsedToken.token == token).values(result=result))
    return result


def create_secret_once(session: Session, token: str, save_hash: Callable[[str], str]) -> CreatedSecret:
    """Make a secret and call `save_hash` with its hash, which returns an id; once for each token."""
    secret, shown = token_urlsafe(SECRET_BYTES), [""]

    def make() -> str:
        id_ = save_hash(hash_secret(secret))
        shown[0] = secret
        return id_

    return CreatedSecret(run_once(session, token, make), shown[0])


def hash_secret(secret: str) -> str:
    """Return the SHA-256 of a secret in hex; of any text at all, because an address may hold anything."""
    return sha256(secret.encode(errors="replace")).hexdigest()
