"""People: who is here, what they take part in, and whether they may do what they ask."""

from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from db import tables
from db.types import AN_ID
from impact.access import Act, Role, may, roles_that_may
from impact.errors import NotAllowed, NotFound
from impact.model import Who
from impact.observe import named


@dataclass(frozen=True)
class Profile:
    """A local profile: somebody's name and the role they chose."""

    id: str
    name: str
    role: Role


def arrive(session: Session, name: str, role: Role) -> str:
    """Make a local profile; returns its id. Raises Invalid for a name that is empty or too long."""
    person = tables.Person(name=named(name, 80), role=role)
    session.add(person)
    session.flush()
    return person.id


def told_as(person_id: str) -> str:
    """The identifier under which a person goes along in a file; it cannot be turned back, and nobody is here under it.

    An identifier of version 7 is somebody's own, one of version 8 came from a file and stays as it is.
    """
    if came_along(person_id):
        return person_id
    made = bytearray(sha256(f"rimpel person {person_id}".encode()).digest()[:16])
    made[6], made[8] = made[6] & 0x0F | 0x80, made[8] & 0x3F | 0x80
    return str(UUID(bytes=bytes(made)))


def came_along(person_id: str) -> bool:
    """Whether this is somebody whom a file told of: a name under what they did, and no profile to be chosen."""
    return AN_ID.fullmatch(person_id) is not None and UUID(person_id).version == 8


def profile(session: Session, person_id: str) -> Profile | None:
    """The profile with this id, or None when there is no such person."""
    if came_along(person_id):
        return None
    person = session.get(tables.Person, person_id)
    return Profile(person.id, person.name, person.role) if person else None


def change_profile(session: Session, person_id: str, name: str, role: Role) -> None:
    """Change one's own name, and the role one begins with elsewhere; a role one has already stays."""
    person = session.get(tables.Person, person_id)
    if person is None:
        raise NotFound(what="person")
    person.name, person.role = named(name, 80), role


def change_me(session: Session, who: Who, name: str, role: Role) -> None:
    """Change one's own name everywhere, and one's role in this collaboration alone. Raises Invalid and NotAllowed."""
    alone(session, who, Act.LOOK)
    session.get_one(tables.Person, who.person_id).name = named(name, 80)
    mine = tables.Membership
    here = (mine.person_id == who.person_id) & (mine.collaboration_id == who.collaboration_id)
    values = {"role": role, "version": mine.version + 1, "updated_by": who.person_id}
    session.execute(update(mine).where(here, mine.role != role).values(values))


def join(session: Session, person_id: str, collaboration_id: str, role: Role | None = None) -> None:
    """Take part in a collaboration in this role (None: that of the profile); taking part twice changes nothing."""
    person = session.get(tables.Person, person_id)
    if person is None or session.get(tables.Collaboration, collaboration_id) is None:
        raise NotFound(what="collaboration")
    if role_in(session, Who(person_id, collaboration_id)) is None:
        session.add(
            tables.Membership(
                person_id=person_id, collaboration_id=collaboration_id, role=role or person.role, created_by=person_id
            )
        )
        session.flush()


def role_in(session: Session, who: Who) -> Role | None:
    """The role this person has in this collaboration, or None."""
    return session.scalar(
        select(tables.Membership.role).where(
            tables.Membership.collaboration_id == who.collaboration_id,
            tables.Membership.person_id == who.person_id,
        )
    )


def roles(session: Session, person_id: str) -> dict[str, Role]:
    """The role this person has in each collaboration they take part in, by its id."""
    mine = tables.Membership
    found = session.execute(select(mine.collaboration_id, mine.role).where(mine.person_id == person_id))
    return dict(found.all())


def permit(session: Session, who: Who, act: Act) -> tables.Collaboration:
    """The collaboration, when this person may do this act in it. Raises NotAllowed otherwise."""
    return _permitted(session, act, _open_to(who, act))


def alone(session: Session, who: Who, act: Act) -> tables.Collaboration:
    """The same as `permit`, and nobody else changes this collaboration until this transaction ends.

    Every act that changes something begins here, before it locks any row: so two of them never wait in a circle.
    """
    # Not the full lock: that one would also stop the foreign keys of people who join.
    locked = _open_to(who, act).with_for_update(of=tables.Collaboration, key_share=True)
    return _permitted(session, act, locked.execution_options(populate_existing=True))


def _open_to(who: Who, act: Act) -> Select[tables.Collaboration]:
    return (
        select(tables.Collaboration)
        .join(tables.Membership, tables.Membership.collaboration_id == tables.Collaboration.id)
        .where(
            tables.Collaboration.id == who.collaboration_id,
            tables.Membership.person_id == who.person_id,
            tables.Membership.role.in_(roles_that_may(act)),
        )
    )


def _permitted(session: Session, act: Act, query: Select[tables.Collaboration]) -> tables.Collaboration:
    found = session.scalar(query)
    if found is None:
        raise NotAllowed(act=act.value)
    return found


def allowed(session: Session, who: Who, act: Act) -> bool:
    """Whether this person may do this act here."""
    role = role_in(session, who)
    return role is not None and may(role, act)


def touched(session: Session, who: Who) -> None:
    """Say that something this collaboration owns has changed: every cache of it is stale from here on."""
    owner = tables.Collaboration
    session.execute(
        update(owner)
        .where(owner.id == who.collaboration_id)
        .values(data_version=owner.data_version + 1)
        .execution_options(synchronize_session=False)
    )
