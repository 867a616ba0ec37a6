"""The commands for people who run Rimpel: each does one thing and yields what it did, line by line."""

from collections.abc import Callable, Iterator
from uuid import uuid4

from sqlalchemy import Engine, text

from db import backup as copies
from db import collaborations, example, exchange, files, tallies
from db.asked import Asked, administration, database, must_stand, today, who_looks
from db.commands_files import back_up, pack, put_back, unpack
from db.import_command import take_in
from db.session import reading, writing
from db.upgrade import is_current, upgrade
from impact.errors import WrongDatabase
from impact.example import example as told_example
from impact.words import count as say_count
from impact.words import say


def bring_up_to_date(engine: Engine, asked: Asked) -> Iterator[str]:
    """Make the tables, or bring them up to date."""
    upgrade(engine)
    yield say(asked.language, "cli.upgraded", database=database(engine))


def plant_example(engine: Engine, asked: Asked) -> Iterator[str]:
    """Plant the fictional example."""
    upgrade(engine)
    told = told_example(asked.language, today())
    with writing(engine) as session:
        example.plant(session, administration(session, asked.language), told, token=uuid4().hex)
    yield say(asked.language, "cli.planted", name=told.name, rings=len(told.rings), observations=len(told.observations))


def put_out(engine: Engine, asked: Asked) -> Iterator[str]:
    """Export the observations of a collaboration to a CSV file."""
    must_stand(engine)
    who, name = who_looks(engine, asked)
    with reading(engine) as session:
        content = exchange.exported(session, who, asked.language)
    with copies.in_place(asked.file) as part:
        part.write_bytes(content)
    yield say(asked.language, "cli.put_out", name=name, file=asked.file)


def check(engine: Engine, asked: Asked) -> Iterator[str]:
    """Look whether all is well: the file, the links between rows, the tallies, and the files under observations.

    Files that nothing refers to any more are removed. Raises WrongDatabase (not_well).
    """
    must_stand(engine)
    if not is_current(engine):
        raise WrongDatabase(reason="old")
    wrong = 0
    for look in (_damage, _broken_links, _wrong_tallies, _missing_files):
        for line in look(engine, asked.language):
            wrong += 1
            yield line
    if wrong:
        raise WrongDatabase(reason="not_well", count=wrong)
    copies.clear_leftovers(engine)
    with reading(engine) as session:
        if count := files.sweep(session, files.store_of(engine)):
            yield say_count(asked.language, "cli.files_swept", count)
        yield say_count(asked.language, "cli.well", len(collaborations.here(session)), database=database(engine))


def _damage(engine: Engine, language: str) -> Iterator[str]:
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            for (line,) in connection.execute(text("PRAGMA integrity_check")):
                if line != "ok":
                    yield say(language, "cli.damaged", line=line)


def _broken_links(engine: Engine, language: str) -> Iterator[str]:
    """SQLite keeps links only for who switched that on; PostgreSQL always does."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            for table, *_ in connection.execute(text("PRAGMA foreign_key_check")):
                yield say(language, "cli.broken_link", table=table)


def _wrong_tallies(engine: Engine, language: str) -> Iterator[str]:
    with reading(engine) as session:
        for one in collaborations.here(session):
            if count := tallies.differences(session, one.id):
                yield say_count(language, "cli.wrong_tallies", count, name=one.name)


def _missing_files(engine: Engine, language: str) -> Iterator[str]:
    with reading(engine) as session:
        if count := files.missing(session, files.store_of(engine)):
            yield say_count(language, "cli.missing_files", count)


COMMANDS: dict[str, Callable[[Engine, Asked], Iterator[str]]] = {
    "upgrade": bring_up_to_date,
    "example": plant_example,
    "import": take_in,
    "export": put_out,
    "pack": pack,
    "unpack": unpack,
    "backup": back_up,
    "restore": put_back,
    "check": check,
}
WITH_FILE = ("import", "export", "pack", "unpack", "backup", "restore")
