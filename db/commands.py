"""The commands for people who run Rimpel: each does one thing and yields what it did, line by line."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Engine, inspect, select, text
from sqlalchemy.orm import Session

from db import backup as copies
from db import collaborations, example, exchange, files, people, tables, tallies
from db.session import reading, writing
from db.upgrade import is_current, upgrade
from impact.access import Role
from impact.errors import Invalid, NotFound, WrongDatabase
from impact.example import example as told_example
from impact.exchange.file_in import read
from impact.exchange.plan import Plan
from impact.exchange.sheet import MOST_BYTES, Remark, Sheet
from impact.model import Collaboration, Who
from impact.words import LANGUAGES, say
from impact.words import count as say_count

REMARKS_SHOWN = 200
PROPOSED = ("home.ring.students", "home.ring.teachers", "home.ring.schools", "home.ring.curriculum")


@dataclass(frozen=True)
class Asked:
    """What was asked on the command line, and the language to answer in."""

    language: str
    file: Path = Path()
    collaboration: str | None = None
    name: str | None = None
    skip_refused: bool = False


def bring_up_to_date(engine: Engine, asked: Asked) -> Iterator[str]:
    """Make the tables, or bring them up to date."""
    upgrade(engine)
    yield say(asked.language, "cli.upgraded", database=_database(engine))


def plant_example(engine: Engine, asked: Asked) -> Iterator[str]:
    """Plant the fictional example."""
    upgrade(engine)
    told = told_example(asked.language, _today())
    with writing(engine) as session:
        example.plant(session, _administration(session, asked.language), told, token=uuid4().hex)
    yield say(asked.language, "cli.planted", name=told.name, rings=len(told.rings), observations=len(told.observations))


def take_in(engine: Engine, asked: Asked) -> Iterator[str]:
    """Import a CSV file: into a collaboration of its own, or into the one that was named."""
    upgrade(engine)
    sheet = read(_content(asked.file), _today())
    yield from _remarks(asked.language, sheet)
    proposed = [say(asked.language, key) for key in PROPOSED]
    with writing(engine) as session:
        person_id = _administration(session, asked.language)
        if asked.collaboration is None:
            wanted = exchange.plan(session, None, sheet, proposed)
            name = asked.name or asked.file.stem
            exchange.take_in_apart(
                session, person_id, name, proposed, sheet, asked.file.name,
                token=uuid4().hex, skip_refused=asked.skip_refused,
            )  # fmt: skip
        else:
            who, name = _who(session, asked)
            wanted = exchange.plan(session, who, sheet)
            exchange.take_in(session, who, sheet, asked.file.name, token=uuid4().hex, skip_refused=asked.skip_refused)
    yield _taken_in(asked.language, name, sheet, wanted)


def _taken_in(language: str, name: str, sheet: Sheet, wanted: Plan) -> str:
    return say(
        language,
        "cli.taken_in",
        name=name,
        rows=say_count(language, "data.rows", wanted.rows),
        themes=say_count(language, "data.themes", len(wanted.themes)),
        organisations=say_count(language, "data.organisations", len(wanted.organisations)),
        activities=say_count(language, "data.activities", len(wanted.activities)),
        refused=say_count(language, "data.rows_refused", sheet.refused_rows),
    )


def put_out(engine: Engine, asked: Asked) -> Iterator[str]:
    """Export the observations of a collaboration to a CSV file."""
    _must_stand(engine)
    with writing(engine) as session:
        who, name = _who(session, asked)
        content = exchange.exported(session, who, asked.language)
    asked.file.write_bytes(content)
    yield say(asked.language, "cli.put_out", name=name, file=asked.file)


def back_up(engine: Engine, asked: Asked) -> Iterator[str]:
    """Copy the database to a file, and what is kept beside it to a folder beside that file."""
    yield _copied(asked.language, "cli.backed_up", copies.backup(engine, asked.file))
    live, target = files.store_of(engine), files.beside(asked.file)
    if live == target:
        return
    with reading(engine) as session:
        count = files.copy(session, live, target)
        files.sweep(session, target, even_new=True)
    if count:
        yield say_count(asked.language, "cli.files_backed_up", count, folder=target.root)


def put_back(engine: Engine, asked: Asked) -> Iterator[str]:
    """Put a backup in the place of the database."""
    restored = copies.restore(engine, asked.file)
    yield _copied(asked.language, "cli.put_back", restored)
    if restored.aside:
        yield say(asked.language, "cli.aside", file=restored.aside)
    with reading(engine) as session:
        live = files.store_of(engine)
        count = files.copy(session, files.beside(asked.file), live)
        gone = files.missing(session, live)
    if count:
        yield say_count(asked.language, "cli.files_put_back", count)
    if gone:
        yield say_count(asked.language, "cli.missing_files", gone)


def _copied(language: str, key: str, copied: copies.Copied) -> str:
    return say(
        language,
        key,
        file=copied.file,
        collaborations=say_count(language, "cli.collaborations", copied.collaborations),
        observations=say_count(language, "cli.observations", copied.observations),
    )


def check(engine: Engine, asked: Asked) -> Iterator[str]:
    """Look whether all is well: the file, the links between rows, the tallies, and the files under observations.

    Files that nothing refers to any more are removed. Raises WrongDatabase (not_well).
    """
    _must_stand(engine)
    if not is_current(engine):
        raise WrongDatabase(reason="old")
    wrong = 0
    for look in (_damage, _broken_links, _wrong_tallies, _missing_files):
        for line in look(engine, asked.language):
            wrong += 1
            yield line
    if wrong:
        raise WrongDatabase(reason="not_well", count=wrong)
    with reading(engine) as session:
        if count := files.sweep(session, files.store_of(engine)):
            yield say_count(asked.language, "cli.files_swept", count)
        yield say_count(asked.language, "cli.well", len(collaborations.here(session)), database=_database(engine))


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


def _remarks(language: str, sheet: Sheet) -> Iterator[str]:
    for key, remarks in (("cli.refused", sheet.refused), ("cli.notice", sheet.notices)):
        for remark in remarks[:REMARKS_SHOWN]:
            reason = in_words(language, remark)
            yield say(language, key, line=remark.line, column=remark.column, value=remark.value, reason=reason)
        if len(remarks) > REMARKS_SHOWN:
            yield say_count(language, "cli.more", len(remarks) - REMARKS_SHOWN)


def in_words(language: str, remark: Remark) -> str:
    """Why this cell was refused or read otherwise."""
    return say(language, f"data.reason.{remark.reason}", **remark.facts)


def _content(file: Path) -> bytes:
    """The bytes of the file; of one that is too big no more than needed to see that."""
    with file.open("rb") as stream:
        return stream.read(MOST_BYTES + 1)


def _must_stand(engine: Engine) -> None:
    """Raises WrongDatabase when there is nothing yet, without making an empty file by looking."""
    if engine.dialect.name == "sqlite" and not Path(str(engine.url.database)).exists():
        raise WrongDatabase(reason="absent")
    if not inspect(engine).has_table(tables.Collaboration.__tablename__):
        raise WrongDatabase(reason="absent")


def _administration(session: Session, language: str) -> str:
    """The person in whose name the command line acts; made once, whatever the language."""
    names = [say(one, "cli.administration") for one in LANGUAGES]
    person = tables.Person
    theirs = select(person.id).where(person.name.in_(names), person.role == Role.ADMINISTRATOR)
    found = session.scalar(theirs.order_by(person.id).limit(1))
    return found or people.arrive(session, say(language, "cli.administration"), Role.ADMINISTRATOR)


def _who(session: Session, asked: Asked) -> tuple[Who, str]:
    """The command line in the collaboration that was named by name or id, or in the only one there is."""
    chosen = _chosen(collaborations.here(session), asked.collaboration)
    person_id = _administration(session, asked.language)
    people.join(session, person_id, chosen.id)
    return Who(person_id, chosen.id), chosen.name


def _chosen(kept: tuple[Collaboration, ...], wanted: str | None) -> Collaboration:
    fitting = [one for one in kept if wanted is None or wanted.casefold() in (one.id, one.name.casefold())]
    if not fitting:
        raise NotFound(what="collaboration")
    if len(fitting) > 1:
        raise Invalid(
            field="collaboration", reason="which_one", names=", ".join(f"{one.name} ({one.id})" for one in fitting)
        )
    return fitting[0]


def _database(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=True)


def _today() -> date:
    return datetime.now().astimezone().date()


COMMANDS: dict[str, Callable[[Engine, Asked], Iterator[str]]] = {
    "upgrade": bring_up_to_date,
    "example": plant_example,
    "import": take_in,
    "export": put_out,
    "backup": back_up,
    "restore": put_back,
    "check": check,
}
WITH_FILE = ("import", "export", "backup", "restore")
