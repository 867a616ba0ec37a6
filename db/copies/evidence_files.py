"""Evidence files: a store that keeps each file under its content, in a local folder, and who may read them."""

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
from db.engine import DEFAULT_FILE
from db.failures import translate_failures
from db.observations.records import is_readable
from db.people import require_permission
from db.types import get_utc_now
from impact.access import Act
from impact.model import Evidence, Who
from impact.observation.evidence_files import AcceptedFile, build_evidence

FOLDER_SETTING = "RIMPEL_FILES"
DEFAULT_FOLDER = DEFAULT_FILE.parent
UNSAFE_NAME_CHARACTERS = re.compile(r"[^\w-]")
HASH_PATTERN = re.compile("[0-9a-f]{64}")
MIN_SWEEP_AGE = timedelta(hours=1)  # a file is stored before the observation that refers to it
PIECE_PREFIX = ".part-"
MAX_WRITE_ATTEMPTS = 3  # another server may clear a piece while it is written, but not three times by chance


class FileStore(Protocol):
    """A store that keeps files under the SHA-256 of their content, in hex. What is no such hash is never found."""

    def save_content(self, content: bytes) -> str:
        """Store this content once and return its hash. Raise NoRoom, ReadOnly or OSError when that does not work."""

    def read_content(self, key: str) -> bytes | None:
        """Return the content with this hash, or None when it is not there."""

    def has_content(self, key: str) -> bool:
        """Return whether the content with this hash is there."""

    def delete_content(self, key: str) -> None:
        """Delete this content, if it is there."""

    def list_contents(self) -> Iterator[tuple[str, datetime]]:
        """Yield the hash of everything there is, and since when."""

    def clear_pieces(self) -> int:
        """Remove what an interrupted `save_content` left behind, and return how many pieces there were."""


@dataclass(frozen=True)
class FolderStore:
    """A store in a local folder, each file in a folder named after the first two characters of its hash."""

    root: Path

    def save_content(self, content: bytes) -> str:
        """Write a file beside its place and rename it, so that there is never half a file."""
        key = sha256(content).hexdigest()
        file = self._get_file_path(key)
        with translate_failures():
            if self.read_content(key) == content:
                file.touch()  # as new, so that it is not swept before somebody refers to it
            else:
                file.parent.mkdir(parents=True, exist_ok=True)
                _write_whole(file, content)
        return key

    def read_content(self, key: str) -> bytes | None:
        """Return the content, or None when it is missing, damaged, or cannot be read."""
        if not HASH_PATTERN.fullmatch(key):
            return None
        try:
            content = self._get_file_path(key).read_bytes()
        except OSError:
            return None
        return content if sha256(content).hexdigest() == key else None

    def has_content(self, key: str) -> bool:
        """Return whether there is such a file."""
        return bool(HASH_PATTERN.fullmatch(key)) and self._get_file_path(key).is_file()

    def delete_content(self, key: str) -> None:
        """Delete the file."""
        if HASH_PATTERN.fullmatch(key):
            self._get_file_path(key).unlink(missing_ok=True)

    def list_contents(self) -> Iterator[tuple[str, datetime]]:
        """Yield the hash of every file, and when it was last written or used."""
        for file in self.root.glob("??/*"):
            if HASH_PATTERN.fullmatch(file.name):
                yield file.name, datetime.fromtimestamp(file.stat().st_mtime, UTC)

    def clear_pieces(self) -> int:
        """Remove pieces of any age: a server that is writing one at this moment writes it again."""
        count = 0
        for piece in self.root.glob(f"??/{PIECE_PREFIX}*"):
            with suppress(OSError):  # gone meanwhile, or where nothing can be removed
                piece.unlink()
                count += 1
        return count

    def _get_file_path(self, key: str) -> Path:
        return self.root / key[:2] / key


def _write_whole(file: Path, content: bytes) -> None:
    """Write this content there, all or nothing. A piece that was cleared meanwhile is written again."""
    for attempt in range(MAX_WRITE_ATTEMPTS):
        piece = None
        try:
            with NamedTemporaryFile(dir=file.parent, prefix=PIECE_PREFIX, delete=False) as part:
                piece = Path(part.name)
                part.write(content)
                part.flush()
                os.fsync(part.fileno())
            piece.replace(file)
            return
        except FileNotFoundError:
            if attempt == MAX_WRITE_ATTEMPTS - 1:
                raise
        except BaseException:
            if piece:
                piece.unlink(missing_ok=True)
            raise


def open_store(engine: Engine) -> FileStore:
    """Return the store of this database: the folder in the setting, or one beside the database file.

    With PostgreSQL that is a folder named after the database: two databases that share one would delete each other's
    files.
    """
    if folder_setting := os.environ.get(FOLDER_SETTING):
        return FolderStore(Path(folder_setting).absolute())
    file = engine.url.database
    if engine.dialect.name == "sqlite" and file and file != ":memory:":
        return open_store_beside(Path(file))
    return FolderStore(DEFAULT_FOLDER / f"{UNSAFE_NAME_CHARACTERS.sub('_', file or 'rimpel')}-files")


def open_store_beside(file: Path) -> FolderStore:
    """Return the store of this database file or backup, a folder beside it: rimpel.db has rimpel-files."""
    name = f"{file.stem}-files" if file.suffix == ".db" else f"{file.name}.files"
    return FolderStore(file.absolute().with_name(name))


def save_evidence_file(store: FileStore, accepted_file: AcceptedFile, caption: str = "", consent: str = "") -> Evidence:
    """Store a file and return the evidence to log with. Until that is logged nothing refers to the file."""
    store.save_content(accepted_file.content)
    return build_evidence(accepted_file, caption, consent)


def read_evidence_file(session: Session, who: Who, store: FileStore, observation_id: str, key: str) -> bytes | None:
    """Return a file of an observation this person may read; None when it is missing or not for this person."""
    require_permission(session, who, Act.LOOK)
    observation, evidence = tables.Observation, tables.Evidence
    query = select(evidence.id).join(observation, observation.id == evidence.observation_id)
    evidence_id = session.scalar(
        query.where(is_readable(who), evidence.observation_id == observation_id, evidence.file_hash == key)
    )
    return None if evidence_id is None else store.read_content(key)


def list_referred_hashes(session: Session) -> set[str]:
    """Return the hashes that evidence refers to in any collaboration, now or in the history of an observation."""
    return _list_current_hashes(session) | _list_past_hashes(session)


def list_hashes_of(session: Session, observation_ids: Collection[str] | Select[str]) -> set[str]:
    """Return the hashes these observations refer to or referred to before."""
    evidence, change = tables.Evidence, tables.Change
    is_own_evidence = evidence.observation_id.in_(observation_ids)
    return _list_current_hashes(session, is_own_evidence) | _list_past_hashes(
        session, change.observation_id.in_(observation_ids)
    )


def _list_current_hashes(session: Session, *where: ColumnElement[bool]) -> set[str]:
    key = tables.Evidence.file_hash
    return {file_hash for file_hash in session.scalars(select(key).where(key.is_not(None), *where)) if file_hash}


def _list_past_hashes(session: Session, *where: ColumnElement[bool]) -> set[str]:
    """Return the hashes in the history: an undo may bring a file back that was removed from an observation."""
    change = tables.Change
    sides = (change.before, change.after)
    # A coarse filter on the text of the JSON, because the two databases read into JSON in different ways.
    with_file = or_(*(cast(side, Text).contains('"hash"') for side in sides))
    pieces = (
        piece
        for change_sides in session.execute(select(*sides).where(with_file, *where))
        for side in change_sides
        for piece in side.get("evidence") or ()
    )
    return {file["hash"] for _kind, _text, *files in pieces for file in files}


def remove_unreferenced(session: Session, store: FileStore, *, even_new: bool = False) -> int:
    """Delete files nothing refers to, and pieces of files; return how many files there were.

    Newer files than `MIN_SWEEP_AGE` stay unless `even_new`, because somebody may be about to refer to them.
    """
    used_hashes, since = list_referred_hashes(session), get_utc_now() - MIN_SWEEP_AGE
    unreferenced = [
        key for key, stored_at in store.list_contents() if key not in used_hashes and (even_new or stored_at < since)
    ]
    for key in unreferenced:
        store.delete_content(key)
    store.clear_pieces()
    return len(unreferenced)


def copy_files(session: Session, source: FileStore, target: FileStore, *, only_new: bool = False) -> int:
    """Copy every file something refers to from one store to another, and return how many there were to copy.

    With `only_new` files that the target has already are skipped.
    """
    hashes = (key for key in sorted(list_referred_hashes(session)) if not (only_new and target.has_content(key)))
    return sum(1 for content in filter(None, map(source.read_content, hashes)) if target.save_content(content))


def count_missing(session: Session, store: FileStore) -> int:
    """Return how many files evidence refers to that the store does not have."""
    return sum(not store.has_content(key) for key in _list_current_hashes(session))
