"""Secrets in links: made here, told once, and kept only as their SHA-256, so that nobody can read one back."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from secrets import token_urlsafe

from sqlalchemy.orm import Session

from db.once import run_once

SECRET_BYTES = 32


@dataclass(frozen=True)
class CreatedSecret:
    """What was just made with a secret of its own; the secret stands in its link and is told this once."""

    id: str
    secret: str


def create_secret_once(session: Session, token: str, save_hash: Callable[[str], str]) -> CreatedSecret:
    """Make a secret and `keep` its hash, which returns an id; the same token keeps once, and then tells no secret."""
    secret, shown = token_urlsafe(SECRET_BYTES), [""]

    def make() -> str:
        id_ = save_hash(hash_secret(secret))
        shown[0] = secret
        return id_

    return CreatedSecret(run_once(session, token, make), shown[0])


def hash_secret(secret: str) -> str:
    """The SHA-256 of a secret in hex; of any text at all, for an address may hold anything."""
    return sha256(secret.encode(errors="replace")).hexdigest()
