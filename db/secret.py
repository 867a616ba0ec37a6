"""Secrets in links: made here, told once, and kept only as their SHA-256, so that nobody can read one back."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from secrets import token_urlsafe

from sqlalchemy.orm import Session

from db.once import once

BYTES = 32


@dataclass(frozen=True)
class Made:
    """What was just made with a secret of its own; the secret stands in its link and is told this once."""

    id: str
    secret: str


def made_once(session: Session, token: str, keep: Callable[[str], str]) -> Made:
    """Make a secret and `keep` its hash, which returns an id; the same token keeps once, and then tells no secret."""
    secret, told = token_urlsafe(BYTES), [""]

    def make() -> str:
        id_ = keep(hashed(secret))
        told[0] = secret
        return id_

    return Made(once(session, token, make), told[0])


def hashed(secret: str) -> str:
    """The SHA-256 of a secret in hex; of any text at all, for an address may hold anything."""
    return sha256(secret.encode(errors="replace")).hexdigest()
