"""Files kept by their content: a small store, a local folder by default, and who may read what is in it."""

import os
import re
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Protocol

from sqlalchemy import ColumnElement, Engine, Select, Text, cast, or_, select
from sqlalchemy.orm import Session

from db import tables
from db.failures import named_failures
from db.observations import readable
from db.people import permit
from db.types import now
from impact.access import Act
from impact.evidence import Accepted, described
from impact.model import Evidence, Who

SETTING = "RIMPEL_FILES"
DEFAULT_PLACE = Path(__file__).parent.parent / "data"
UNSAFE = re.compile(r"[^\w-]")
HASH = re.compile("[0-9a-f]{64}")
IN_FLIGHT = timedelta(hours=1)
PIECE = ".part-"
ATTEMPTS = 3  # one piece can be cleared away by another server; three times is no chance any more


class Store(Protocol):
    """Where files are kept under the SHA-256 of their content, in hex. What is no such hash is never found."""

    def put(self, content: bytes) -> str:
        """Keep this content, once, and return its hash. Raises NoRoom, ReadOnly or OSError when it cannot be kept."""

    def get(self, key: str) -> bytes | None:
        """The content with this hash, or None when it is not there."""

    def has(self, key: str) -> bool:
        """Whether the content with this hash is there."""

    def remove(self, key: str) -> None:
        """Let go of this content; what is not there is gone already."""

    def kept(self) -> Iterator[tuple[str, datetime]]:
        """The hash of everything there is, and since when."""

    def clear_pieces(self) -> int:
        """Remove what a `put` that was broken off left behind; returns how many pieces."""


@dataclass(frozen=True)
class Folder:
    """A store in a local folder: each file under the first two signs of its hash."""

    root: Path

    def put(self, content: bytes) -> str:
        """Write beside and rename, so that there is never half a file."""
        key = sha256(content).hexdigest()
        place = self._place(key)
        with named_failures():
            if self.get(key) == content:
                place.touch()
            else:
                place.parent.mkdir(parents=True, exist_ok=True)
                _write_whole(place, content)
        return key

    def get(self, key: str) -> bytes | None:
        """The content, or None when it is missing, damaged, or cannot be read."""
        if not HASH.fullmatch(key):
            return None
        try:
            content = self._place(key).read_bytes()
        except OSError:
            return None
        return content if sha256(content).hexdigest() == key else None

    def has(self, key: str) -> bool:
        """Whether there is such a file."""
        return bool(HASH.fullmatch(key)) and self._place(key).is_file()

    def remove(self, key: str) -> None:
        """Delete the file."""
        if HASH.fullmatch(key):
            self._place(key).unlink(missing_ok=True)

    def kept(self) -> Iterator[tuple[str, datetime]]:
        """Every file, by its hash."""
        for file in self.root.glob("??/*"):
            if HASH.fullmatch(file.name):
                yield file.name, datetime.fromtimestamp(file.stat().st_mtime, UTC)

    def clear_pieces(self) -> int:
        """Pieces of any age: who is writing one at this moment writes it anew."""
        count = 0
        for piece in self.root.glob(f"??/{PIECE}*"):
            with suppress(OSError):  # gone meanwhile, or where nothing can be removed
                piece.unlink()
                count += 1
        return count

    def _place(self, key: str) -> Path:
        return self.root / key[:2] / key


def _write_whole(place: Path, content: bytes) -> None:
    """Write this content there, all or nothing. A piece that was cleared away meanwhile is written once more."""
    for attempt in range(ATTEMPTS):
        piece = None
        try:
            with NamedTemporaryFile(dir=place.parent, prefix=PIECE, delete=False) as part:
                piece = Path(part.name)
                part.write(content)
                part.flush()
                os.fsync(part.fileno())
            piece.replace(place)
            return
        except FileNotFoundError:
            if attempt == ATTEMPTS - 1:
                raise
        except BaseException:
            if piece:
                piece.unlink(missing_ok=True)
            raise


def store_of(engine: Engine) -> Store:
    """The store that goes with this database: the folder of the setting, or one beside the database file.

    With PostgreSQL a folder by the name of the database: two databases that share one would clear each other's files.
    """
    if asked := os.environ.get(SETTING):
        return Folder(Path(asked).absolute())
    file = engine.url.database
    if engine.dialect.name == "sqlite" and file and file != ":memory:":
        return beside(Path(file))
    return Folder(DEFAULT_PLACE / f"{UNSAFE.sub('_', file or 'rimpel')}-files")


def beside(file: Path) -> Folder:
    """The folder for the files that go with this database, or with this backup of one: rimpel.db has rimpel-files."""
    name = f"{file.stem}-files" if file.suffix == ".db" else f"{file.name}.files"
    return Folder(file.absolute().with_name(name))


def keep(store: Store, taken: Accepted, caption: str = "", consent: str = "") -> Evidence:
    """Put a file in the store; returns the evidence to log with. Until that is done the file hangs on nothing."""
    store.put(taken.content)
    return described(taken, caption, consent)


def content(session: Session, who: Who, store: Store, observation_id: str, key: str) -> bytes | None:
    """A file under an observation this person may read; None when it is missing, or not for this person."""
    permit(session, who, Act.LOOK)
    seen, proof = tables.Observation, tables.Evidence
    mine = select(proof.id).join(seen, seen.id == proof.observation_id)
    found = session.scalar(mine.where(readable(who), proof.observation_id == observation_id, proof.file_hash == key))
    return None if found is None else store.get(key)


def referred(session: Session) -> set[str]:
    """The hashes some evidence refers to, in any collaboration, now or in the history of an observation."""
    return _named(session) | _remembered(session)


def files_of(session: Session, observation_ids: Collection[str] | Select[str]) -> set[str]:
    """The hashes these observations refer to or referred to before."""
    proof, change = tables.Evidence, tables.Change
    mine = proof.observation_id.in_(observation_ids)
    return _named(session, mine) | _remembered(session, change.observation_id.in_(observation_ids))


def _named(session: Session, *where: ColumnElement[bool]) -> set[str]:
    key = tables.Evidence.file_hash
    return {one for one in session.scalars(select(key).where(key.is_not(None), *where)) if one}


def _remembered(session: Session, *where: ColumnElement[bool]) -> set[str]:
    """Files that were taken off an observation may come back by an undo: the history still knows them."""
    change = tables.Change
    sides = (change.before, change.after)
    with_file = or_(*(cast(side, Text).contains('"hash"') for side in sides))
    pieces = (
        piece
        for told in session.execute(select(*sides).where(with_file, *where))
        for side in told
        for piece in side.get("evidence") or ()
    )
    return {file["hash"] for _kind, _text, *files in pieces for file in files}


def sweep(session: Session, store: Store, *, even_new: bool = False) -> int:
    """Remove files nothing refers to, and pieces of files; returns how many files.

    Files of the last hour may be on their way and are spared.
    """
    used, since = referred(session), now() - IN_FLIGHT
    loose = [key for key, at in store.kept() if key not in used and (even_new or at < since)]
    for key in loose:
        store.remove(key)
    store.clear_pieces()
    return len(loose)


def copy(session: Session, source: Store, target: Store, *, only_new: bool = False) -> int:
    """Copy every file something refers to from one store to another; returns how many there were to copy.

    With `only_new` those the target has already are not looked at again.
    """
    wanted = (key for key in sorted(referred(session)) if not (only_new and target.has(key)))
    return sum(1 for content in filter(None, map(source.get, wanted)) if target.put(content))


def missing(session: Session, store: Store) -> int:
    """How many files some evidence refers to and the store has not."""
    return sum(not store.has(key) for key in _named(session))
