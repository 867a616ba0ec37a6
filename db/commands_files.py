"""The commands for files that hold everything: of one collaboration, or of the whole database as a backup."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Engine

from db import backup as copies
from db import backup_zip, files, whole, whole_in
from db.asked import Asked, administration, must_stand, today, who_looks
from db.session import reading, writing
from db.upgrade import upgrade
from impact.exchange.whole import Whole, read
from impact.words import count as say_count
from impact.words import say


def pack(engine: Engine, asked: Asked) -> Iterator[str]:
    """Put a whole collaboration in one file."""
    must_stand(engine)
    who, name = who_looks(engine, asked)
    with reading(engine) as session, copies.in_place(asked.file) as part, part.open("wb") as stream:
        whole.written(session, who, files.store_of(engine), stream)
    with _looked_through(asked.file) as found:
        seen = say_count(asked.language, "cli.observations", len(found.told["observations"]))
    yield say(asked.language, "cli.packed", name=name, file=asked.file, observations=seen)


def unpack(engine: Engine, asked: Asked) -> Iterator[str]:
    """Bring in a whole collaboration, as the one it was or as a copy."""
    upgrade(engine)
    store = files.store_of(engine)
    with _looked_through(asked.file) as found:
        whole_in.keep_files(store, found)
        with writing(engine) as session:
            person_id = administration(session, asked.language)
            whole_in.take_in(session, person_id, found, token=uuid4().hex, copy=asked.copy)
        whole_in.keep_files(store, found)
    name = asked.copy or found.told["collaboration"]["name"]
    seen = say_count(asked.language, "cli.observations", len(found.told["observations"]))
    yield say(asked.language, "cli.unpacked", name=name, observations=seen)


@contextmanager
def _looked_through(file: Path) -> Iterator[Whole]:
    """This file, looked through."""
    with file.open("rb") as stream:
        yield read(stream, today())


def back_up(engine: Engine, asked: Asked) -> Iterator[str]:
    """Copy the database and what is kept beside it: to one file when it ends in .zip, else to a file and a folder."""
    live, target = files.store_of(engine), files.beside(asked.file)
    if asked.file.suffix.lower() == ".zip":
        held = backup_zip.pack(engine, live, asked.file)
        yield _copied(asked.language, "cli.backed_up", copies.Copied(asked.file, len(held.names), held.observations))
        if held.files:
            yield say_count(asked.language, "cli.files_packed", held.files)
        return
    # The files first: when there is no room for them, an older backup of this name is as it was.
    count = 0
    if live != target and copies.is_possible(engine):
        must_stand(engine)
        with reading(engine) as session:
            count = files.copy(session, live, target)
    yield _copied(asked.language, "cli.backed_up", copies.backup(engine, asked.file))
    if live == target:
        return
    with reading(engine) as session:
        count += files.copy(session, live, target, only_new=True)
        files.sweep(session, target, even_new=True)
    if count:
        yield say_count(asked.language, "cli.files_backed_up", count, folder=target.root)


def put_back(engine: Engine, asked: Asked) -> Iterator[str]:
    """Put a backup in the place of the database."""
    done = backup_zip.put_back(engine, files.store_of(engine), asked.file)
    yield _copied(asked.language, "cli.put_back", done.copied)
    if done.copied.aside:
        yield say(asked.language, "cli.aside", file=done.copied.aside)
    if done.files:
        yield say_count(asked.language, "cli.files_put_back", done.files)
    if done.missing:
        yield say_count(asked.language, "cli.missing_files", done.missing)


def _copied(language: str, key: str, copied: copies.Copied) -> str:
    return say(
        language,
        key,
        file=copied.file,
        collaborations=say_count(language, "cli.collaborations", copied.collaborations),
        observations=say_count(language, "cli.observations", copied.observations),
    )
