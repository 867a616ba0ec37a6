"""Collaborations: starting, opening and removing one, and the organisations and activities in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from db import remains, tables
from db.files import files_of
from db.once import once
from db.people import Profile, alone, permit, touched
from impact.access import Act, Role
from impact.errors import ChangedMeanwhile, InUse, Invalid, NotFound
from impact.model import FEWEST_RINGS, MOST_RINGS, Activity, Collaboration, Organisation, Who
from impact.observe import named, one_line


@dataclass(frozen=True)
class NewRing:
    """A ring to start with, and the labels of the first desired impacts in it."""

    name: str
    wishes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Possessions:
    """How many of each a collaboration owns."""

    observations: int
    ripples: int
    milestones: int
    rings: int
    themes: int
    organisations: int
    activities: int


Named = TypeVar("Named", tables.Organisation, tables.Activity)


def here(session: Session, person_id: str | None = None) -> tuple[Collaboration, ...]:
    """Every collaboration kept here, or only those this person takes part in, by name."""
    query = select(tables.Collaboration).order_by(tables.Collaboration.name, tables.Collaboration.id)
    if person_id is not None:
        taking_part = select(tables.Membership.collaboration_id).where(tables.Membership.person_id == person_id)
        query = query.where(tables.Collaboration.id.in_(taking_part))
    return tuple(_collaboration(row) for row in session.scalars(query))


def get(session: Session, who: Who) -> Collaboration:
    """The collaboration as it stands, with its data version."""
    return _collaboration(permit(session, who, Act.LOOK))


def _collaboration(row: tables.Collaboration) -> Collaboration:
    return Collaboration(row.id, row.name, row.fictional, row.data_version, row.version)


def start(
    session: Session,
    person_id: str,
    name: str,
    organisations: Sequence[str],
    rings: Sequence[NewRing],
    *,
    token: str,
    fictional: bool = False,
) -> str:
    """Start a collaboration with organisations, rings and first wishes, return its id; its starter coordinates it."""
    fit_to_start(name, organisations, rings)
    return once(session, token, lambda: _start(session, person_id, name, organisations, rings, fictional))


def fit_to_start(name: str, organisations: Sequence[str], rings: Sequence[NewRing]) -> None:
    """Raises Invalid with the first thing that keeps a collaboration like this from being started."""
    named(name, 120)
    if not FEWEST_RINGS <= len(rings) <= MOST_RINGS:
        raise Invalid(field="rings", reason="out_of_range", least=FEWEST_RINGS, most=MOST_RINGS)
    _refuse_doubles("rings", [ring.name for ring in rings])
    _refuse_doubles("organisations", organisations)


def _refuse_doubles(field: str, names: Sequence[str]) -> None:
    if len({one_line(name).casefold() for name in names}) < len(names):
        raise Invalid(field=field, reason="double")


def _start(
    session: Session,
    person_id: str,
    name: str,
    organisations: Sequence[str],
    rings: Sequence[NewRing],
    fictional: bool,
) -> str:
    by = {"created_by": person_id}
    owner = tables.Collaboration(name=named(name, 120), fictional=fictional, **by)
    session.add(owner)
    session.flush()
    mine = by | {"collaboration_id": owner.id}
    session.add(tables.Membership(person_id=person_id, role=Role.COORDINATOR, **mine))
    session.add_all(tables.Organisation(name=named(one, 120, "organisations"), **mine) for one in organisations)
    for position, ring in enumerate(rings):
        row = tables.Ring(name=named(ring.name, 60, "rings"), position=position, **mine)
        session.add(row)
        session.flush()
        session.add_all(_themes(row.id, ring.wishes, mine))
    session.flush()
    return owner.id


def _themes(ring_id: str, wishes: Sequence[str], mine: dict[str, str]) -> list[tables.Theme]:
    _refuse_doubles("themes", wishes)
    themes = [
        tables.Theme(ring_id=ring_id, label=named(wish, 60, "themes"), position=position, **mine)
        for position, wish in enumerate(wishes)
    ]
    return [*themes, unexpected_of(ring_id, mine)]


def unexpected_of(ring_id: str, mine: dict[str, str]) -> tables.Theme:
    """The sector of a ring for what nobody wished for; it stands last, its label is a word of the reader's language."""
    return tables.Theme(ring_id=ring_id, label="", unexpected=True, position=10_000, **mine)


def rename(session: Session, who: Who, name: str, version: int) -> None:
    """Give the collaboration another name. Raises ChangedMeanwhile with the name as it stands."""
    owner = alone(session, who, Act.MANAGE)
    if owner.version != version:
        raise ChangedMeanwhile(now=owner.name)
    owner.name, owner.version, owner.updated_by = named(name, 120), owner.version + 1, who.person_id
    session.flush()
    touched(session, who)


def remove(session: Session, who: Who) -> None:
    """Remove the collaboration with everything it owns; `remains.finish` clears up. This cannot be undone."""
    alone(session, who, Act.MANAGE)
    mine = who.collaboration_id
    seen = tables.Observation
    remains.leave(session, files_of(session, select(seen.id).where(seen.collaboration_id == mine)))
    for table in (tables.Ripple, tables.Observation, tables.Organisation):
        session.execute(delete(table).where(table.collaboration_id == mine))
    session.execute(delete(tables.Collaboration).where(tables.Collaboration.id == mine))


def organisations(session: Session, who: Who) -> tuple[Organisation, ...]:
    """The organisations of this collaboration, by name."""
    permit(session, who, Act.LOOK)
    rows = session.scalars(
        select(tables.Organisation)
        .where(tables.Organisation.collaboration_id == who.collaboration_id)
        .order_by(tables.Organisation.name)
    )
    return tuple(Organisation(row.id, row.name, row.version) for row in rows)


def activities(session: Session, who: Who) -> tuple[Activity, ...]:
    """The activities of this collaboration, by name."""
    permit(session, who, Act.LOOK)
    rows = session.scalars(
        select(tables.Activity)
        .where(tables.Activity.collaboration_id == who.collaboration_id)
        .order_by(tables.Activity.name)
    )
    return tuple(Activity(row.id, row.name, row.started_on, row.version) for row in rows)


def add_named(session: Session, who: Who, table: type[tables.Organisation | tables.Activity], name: str) -> str:
    """The id of the organisation or activity of this name; it is made when it is new."""
    alone(session, who, Act.MANAGE if table is tables.Organisation else Act.LOG)
    wanted = named(name, 120)
    found = session.scalar(select(table.id).where(table.collaboration_id == who.collaboration_id, table.name == wanted))
    if found is not None:
        return found
    row = table(name=wanted, collaboration_id=who.collaboration_id, created_by=who.person_id)
    session.add(row)
    session.flush()
    touched(session, who)
    return row.id


def rename_organisation(session: Session, who: Who, organisation_id: str, name: str, *, version: int) -> None:
    """Give an organisation another name. Raises Invalid when another one has it already."""
    _rename(session, who, _ours(session, who, tables.Organisation, organisation_id), name, version)


def rename_activity(session: Session, who: Who, activity_id: str, name: str, *, version: int) -> None:
    """Give an activity another name. Raises Invalid when another one has it already."""
    _rename(session, who, _ours(session, who, tables.Activity, activity_id), name, version)


def _rename(
    session: Session, who: Who, row: tables.Organisation | tables.Activity, name: str, version: int | None
) -> None:
    if version not in (None, row.version):
        raise ChangedMeanwhile(now=row.name)
    wanted, table = named(name, 120), type(row)
    same = (table.collaboration_id == who.collaboration_id) & (table.name == wanted) & (table.id != row.id)
    if session.scalar(select(table.id).where(same)) is not None:
        raise Invalid(field="name", reason="double")
    row.name, row.version, row.updated_by = wanted, row.version + 1, who.person_id
    session.flush()
    touched(session, who)


def remove_organisation(session: Session, who: Who, organisation_id: str) -> None:
    """Take an organisation out. Raises InUse while observations stand to its name."""
    row = _ours(session, who, tables.Organisation, organisation_id)
    _remove(session, who, row, _number(session, tables.Observation.organisation_id == row.id))


def remove_activity(session: Session, who: Who, activity_id: str) -> None:
    """Take an activity out. Raises InUse while observations or ripples hang on it."""
    row = _ours(session, who, tables.Activity, activity_id)
    seen = _number(session, tables.Observation.activity_id == row.id)
    _remove(session, who, row, seen + _number(session, tables.Ripple.cause_activity_id == row.id))


def _remove(session: Session, who: Who, row: tables.Organisation | tables.Activity, hanging: int) -> None:
    if hanging:
        raise InUse(count=hanging)
    session.delete(row)
    session.flush()
    touched(session, who)


def _ours(session: Session, who: Who, table: type[Named], row_id: str) -> Named:
    alone(session, who, Act.MANAGE)
    row = session.get(table, row_id, populate_existing=True)
    if row is None or row.collaboration_id != who.collaboration_id:
        raise NotFound(what=table.__tablename__)
    return row


def _number(session: Session, where: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).where(where)) or 0


def possessions(session: Session, who: Who) -> Possessions:
    """How much this collaboration owns: what goes when it is removed."""
    permit(session, who, Act.MANAGE)
    owned = {
        "observations": tables.Observation,
        "ripples": tables.Ripple,
        "milestones": tables.Milestone,
        "rings": tables.Ring,
        "themes": tables.Theme,
        "organisations": tables.Organisation,
        "activities": tables.Activity,
    }
    mine = who.collaboration_id
    return Possessions(**{name: _number(session, table.collaboration_id == mine) for name, table in owned.items()})


def participants(session: Session, who: Who) -> tuple[Profile, ...]:
    """Who takes part in this collaboration, in which role, by name."""
    permit(session, who, Act.LOOK)
    query = (
        select(tables.Person.id, tables.Person.name, tables.Membership.role)
        .join(tables.Membership, tables.Membership.person_id == tables.Person.id)
        .where(tables.Membership.collaboration_id == who.collaboration_id)
    )
    found = session.execute(query.order_by(tables.Person.name, tables.Person.id))
    return tuple(Profile(id_, name, role) for id_, name, role in found)
