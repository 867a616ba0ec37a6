"""What was asked on the command line, and of whom: in whose name it acts, in which collaboration, on what day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Engine, inspect, select
from sqlalchemy.orm import Session

from db import collaborations, people, tables
from db.session import reading, writing
from impact.access import Act, Role, may
from impact.errors import Invalid, NotFound, WrongDatabase
from impact.model import Collaboration, Who
from impact.words import LANGUAGES, say


@dataclass(frozen=True)
class Asked:
    """What was asked on the command line, and the language to answer in."""

    language: str
    file: Path = Path()
    collaboration: str | None = None
    name: str | None = None
    skip_refused: bool = False
    copy: str | None = None
    map: Sequence[str] = ()
    fix: Sequence[str] = ()
    word: Sequence[str] = ()
    answer: Sequence[str] = ()
    header: bool | None = None
    accept: bool = False
    skip_duplicates: bool = False
    dry_run: bool = False


def must_stand(engine: Engine) -> None:
    """Raises WrongDatabase when there is nothing yet, without making an empty file by looking."""
    if engine.dialect.name == "sqlite" and not Path(str(engine.url.database)).exists():
        raise WrongDatabase(reason="absent")
    if not inspect(engine).has_table(tables.Collaboration.__tablename__):
        raise WrongDatabase(reason="absent")


def administration(session: Session, language: str) -> str:
    """The person in whose name the command line acts; made once, whatever the language."""
    names = [say(one, "cli.administration") for one in LANGUAGES]
    person = tables.Person
    theirs = select(person.id).where(person.name.in_(names), person.role == Role.ADMINISTRATOR)
    found = session.scalar(theirs.order_by(person.id).limit(1))
    return found or people.arrive(session, say(language, "cli.administration"), Role.ADMINISTRATOR)


def who_asked(session: Session, asked: Asked) -> tuple[Who, str]:
    """The command line in the collaboration that was named by name or id, or in the only one there is."""
    chosen = _chosen(collaborations.here(session), asked.collaboration)
    person_id = administration(session, asked.language)
    people.join(session, person_id, chosen.id)
    return Who(person_id, chosen.id), chosen.name


def who_looks(engine: Engine, asked: Asked) -> tuple[Who, str]:
    """The same for what only looks: nothing is written where somebody manages that collaboration already."""
    with reading(engine) as session:
        chosen = _chosen(collaborations.here(session), asked.collaboration)
        member = tables.Membership
        managing = [role for role in Role if may(role, Act.MANAGE)]
        theirs = select(member.person_id).where(member.collaboration_id == chosen.id, member.role.in_(managing))
        found = session.scalar(theirs.order_by(member.person_id).limit(1))
    if found:
        return Who(found, chosen.id), chosen.name
    with writing(engine) as session:
        return who_asked(session, asked)


def _chosen(kept: tuple[Collaboration, ...], wanted: str | None) -> Collaboration:
    fitting = [one for one in kept if wanted is None or wanted.casefold() in (one.id, one.name.casefold())]
    if not fitting:
        raise NotFound(what="collaboration")
    if len(fitting) > 1:
        raise Invalid(
            field="collaboration", reason="which_one", names=", ".join(f"{one.name} ({one.id})" for one in fitting)
        )
    return fitting[0]


def database(engine: Engine) -> str:
    """The address of the database, without its password."""
    return engine.url.render_as_string(hide_password=True)


def today() -> date:
    """The day it is on this machine."""
    return datetime.now().astimezone().date()
