"""The options of a command, and in whose name, in which collaboration and on which day it acts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Engine, inspect, select
from sqlalchemy.orm import Session

from db import collaborations, people, tables
from db.session import open_read_session, open_write_session
from impact.access import Act, Role, may
from impact.errors import Invalid, NotFound, WrongDatabase
from impact.model import Collaboration, Who
from impact.words import LANGUAGES, get_text


@dataclass(frozen=True)
class CliOptions:
    """The options of one command, and the language to answer in."""

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


def require_database(engine: Engine) -> None:
    """Raise WrongDatabase (absent) when there is no database yet."""
    # Opening an SQLite file that is not there would make it, empty.
    if engine.dialect.name == "sqlite" and not Path(str(engine.url.database)).exists():
        raise WrongDatabase(reason="absent")
    if not inspect(engine).has_table(tables.Collaboration.__tablename__):
        raise WrongDatabase(reason="absent")


def get_administrator(session: Session, language: str) -> str:
    """Return the id of the person in whose name the command line acts, who is made once, whatever the language."""
    names = [get_text(code, "cli.administration") for code in LANGUAGES]
    person = tables.Person
    query = select(person.id).where(person.name.in_(names), person.role == Role.ADMINISTRATOR)
    person_id = session.scalar(query.order_by(person.id).limit(1))
    return person_id or people.create_profile(session, get_text(language, "cli.administration"), Role.ADMINISTRATOR)


def get_writer(session: Session, options: CliOptions) -> tuple[Who, str]:
    """Return who the command line is in a collaboration, and its name: the one named by name or id, or the only one."""
    collaboration = _find_collaboration(collaborations.list_collaborations(session), options.collaboration)
    person_id = get_administrator(session, options.language)
    people.join_collaboration(session, person_id, collaboration.id)
    return Who(person_id, collaboration.id), collaboration.name


def get_reader(engine: Engine, options: CliOptions) -> tuple[Who, str]:
    """Return the same for a command that only reads, as somebody who manages the collaboration if anybody does."""
    with open_read_session(engine) as session:
        collaboration = _find_collaboration(collaborations.list_collaborations(session), options.collaboration)
        membership = tables.Membership
        managing = [role for role in Role if may(role, Act.MANAGE)]
        query = select(membership.person_id).where(
            membership.collaboration_id == collaboration.id, membership.role.in_(managing)
        )
        person_id = session.scalar(query.order_by(membership.person_id).limit(1))
    if person_id:
        return Who(person_id, collaboration.id), collaboration.name
    # Nobody does, for instance after an import of a whole collaboration: the command line joins it.
    with open_write_session(engine) as session:
        return get_writer(session, options)


def _find_collaboration(available: tuple[Collaboration, ...], name_or_id: str | None) -> Collaboration:
    matches = [
        collaboration
        for collaboration in available
        if name_or_id is None or name_or_id.casefold() in (collaboration.id, collaboration.name.casefold())
    ]
    if not matches:
        raise NotFound(what="collaboration")
    if len(matches) > 1:
        raise Invalid(
            field="collaboration",
            reason="which_one",
            names=", ".join(f"{collaboration.name} ({collaboration.id})" for collaboration in matches),
        )
    return matches[0]


def format_database_address(engine: Engine) -> str:
    """Return the address of the database, without its password."""
    return engine.url.render_as_string(hide_password=True)


def get_today() -> date:
    """Return the present day on this machine."""
    return datetime.now().astimezone().date()
