"""People: who is here, what they take part in, and whether they may do what they ask."""

from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from db import tables
from db.types import ID_PATTERN
from impact.access import Act, Role, list_allowed_roles, may
from impact.errors import NotAllowed, NotFound
from impact.model import Who
from impact.observation.observation_rules import check_name


@dataclass(frozen=True)
class Profile:
    """A local profile: somebody's name and the role they chose."""

    id: str
    name: str
    role: Role


def create_profile(session: Session, name: str, role: Role) -> str:
    """Make a local profile; returns its id. Raises Invalid for a name that is empty or too long."""
    person = tables.Person(name=check_name(name, 80), role=role)
    session.add(person)
    session.flush()
    return person.id


def get_export_person_id(person_id: str) -> str:
    """The identifier under which a person goes along in a file; it cannot be turned back, and nobody is here under it.

    An identifier of version 7 is somebody's own, one of version 8 came from a file and stays as it is.
    """
    if is_imported_person(person_id):
        return person_id
    digest = bytearray(sha256(f"rimpel person {person_id}".encode()).digest()[:16])
    digest[6], digest[8] = digest[6] & 0x0F | 0x80, digest[8] & 0x3F | 0x80
    return str(UUID(bytes=bytes(digest)))


def is_imported_person(person_id: str) -> bool:
    """Whether this is somebody whom a file told of: a name under what they did, and no profile to be chosen."""
    return ID_PATTERN.fullmatch(person_id) is not None and UUID(person_id).version == 8


def get_profile(session: Session, person_id: str) -> Profile | None:
    """The profile with this id, or None when there is no such person."""
    if is_imported_person(person_id):
        return None
    person = session.get(tables.Person, person_id)
    return Profile(person.id, person.name, person.role) if person else None


def change_profile(session: Session, person_id: str, name: str, role: Role) -> None:
    """Change one's own name, and the role one begins with elsewhere; a role one has already stays."""
    person = session.get(tables.Person, person_id)
    if person is None:
        raise NotFound(what="person")
    person.name, person.role = check_name(name, 80), role


def change_own_membership(session: Session, who: Who, name: str, role: Role) -> None:
    """Change one's own name everywhere, and one's role in this collaboration alone. Raises Invalid and NotAllowed."""
    lock_collaboration(session, who, Act.LOOK)
    session.get_one(tables.Person, who.person_id).name = check_name(name, 80)
    membership = tables.Membership
    is_own_membership = (membership.person_id == who.person_id) & (membership.collaboration_id == who.collaboration_id)
    values = {"role": role, "version": membership.version + 1, "updated_by": who.person_id}
    session.execute(update(membership).where(is_own_membership, membership.role != role).values(values))


def join_collaboration(session: Session, person_id: str, collaboration_id: str, role: Role | None = None) -> None:
    """Take part in a collaboration in this role (None: that of the profile); taking part twice changes nothing."""
    person = session.get(tables.Person, person_id)
    if person is None or session.get(tables.Collaboration, collaboration_id) is None:
        raise NotFound(what="collaboration")
    if get_role(session, Who(person_id, collaboration_id)) is None:
        session.add(
            tables.Membership(
                person_id=person_id, collaboration_id=collaboration_id, role=role or person.role, created_by=person_id
            )
        )
        session.flush()


def get_role(session: Session, who: Who) -> Role | None:
    """The role this person has in this collaboration, or None."""
    return session.scalar(
        select(tables.Membership.role).where(
            tables.Membership.collaboration_id == who.collaboration_id,
            tables.Membership.person_id == who.person_id,
        )
    )


def list_roles(session: Session, person_id: str) -> dict[str, Role]:
    """The role this person has in each collaboration they take part in, by its id."""
    membership = tables.Membership
    rows = session.execute(
        select(membership.collaboration_id, membership.role).where(membership.person_id == person_id)
    )
    return dict(rows.all())


def require_permission(session: Session, who: Who, act: Act) -> tables.Collaboration:
    """The collaboration, when this person may do this act in it. Raises NotAllowed otherwise."""
    return _get_permitted(session, act, _select_permitted(who, act))


def lock_collaboration(session: Session, who: Who, act: Act) -> tables.Collaboration:
    """The same as `permit`, and nobody else changes this collaboration until this transaction ends.

    Every act that changes something begins here, before it locks any row: so two of them never wait in a circle.
    """
    # Not the full lock: that one would also stop the foreign keys of people who join.
    locking_query = _select_permitted(who, act).with_for_update(of=tables.Collaboration, key_share=True)
    return _get_permitted(session, act, locking_query.execution_options(populate_existing=True))


def _select_permitted(who: Who, act: Act) -> Select[tables.Collaboration]:
    return (
        select(tables.Collaboration)
        .join(tables.Membership, tables.Membership.collaboration_id == tables.Collaboration.id)
        .where(
            tables.Collaboration.id == who.collaboration_id,
            tables.Membership.person_id == who.person_id,
            tables.Membership.role.in_(list_allowed_roles(act)),
        )
    )


def _get_permitted(session: Session, act: Act, query: Select[tables.Collaboration]) -> tables.Collaboration:
    collaboration = session.scalar(query)
    if collaboration is None:
        raise NotAllowed(act=act.value)
    return collaboration


def is_allowed(session: Session, who: Who, act: Act) -> bool:
    """Whether this person may do this act here."""
    role = get_role(session, who)
    return role is not None and may(role, act)


def bump_data_version(session: Session, who: Who) -> None:
    """Say that something this collaboration owns has changed: every cache of it is stale from here on."""
    collaboration = tables.Collaboration
    session.execute(
        update(collaboration)
        .where(collaboration.id == who.collaboration_id)
        .values(data_version=collaboration.data_version + 1)
        .execution_options(synchronize_session=False)
    )
