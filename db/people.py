"""People: who uses the app, in which collaborations they take part, and what they may do there."""

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

MAX_PERSON_NAME_LENGTH = 80  # characters, as wide as the column
# An identifier of somebody here has version 7, that of somebody who came with a file version 8.
IMPORTED_PERSON_VERSION = 8


@dataclass(frozen=True)
class Profile:
    """A local profile: somebody's name and the role they chose."""

    id: str
    name: str
    role: Role


def create_profile(session: Session, name: str, role: Role) -> str:
    """Make a local profile and return its id. Raise Invalid for a name that is empty or too long."""
    person = tables.Person(name=check_name(name, MAX_PERSON_NAME_LENGTH), role=role)
    session.add(person)
    session.flush()
    return person.id


def get_export_person_id(person_id: str) -> str:
    """Return the identifier of a person in an exported file: a hash, so that it does not lead back to the person.

    Somebody who came with a file has such an identifier already and keeps it.
    """
    if is_imported_person(person_id):
        return person_id
    digest = bytearray(sha256(f"rimpel person {person_id}".encode()).digest()[:16])
    # The two fields of RFC 9562 that make it a UUID of version 8, the version for what an application makes itself.
    digest[6], digest[8] = digest[6] & 0x0F | 0x80, digest[8] & 0x3F | 0x80
    return str(UUID(bytes=bytes(digest)))


def is_imported_person(person_id: str) -> bool:
    """Return whether this person came with a file: a name under what they did, and no profile to choose."""
    return ID_PATTERN.fullmatch(person_id) is not None and UUID(person_id).version == IMPORTED_PERSON_VERSION


def get_profile(session: Session, person_id: str) -> Profile | None:
    """Return the profile with this id, or None when there is no such person."""
    if is_imported_person(person_id):
        return None
    person = session.get(tables.Person, person_id)
    return Profile(person.id, person.name, person.role) if person else None


def change_profile(session: Session, person_id: str, name: str, role: Role) -> None:
    """Change a person's name and the role they begin with in other collaborations; the roles they have stay."""
    person = session.get(tables.Person, person_id)
    if person is None:
        raise NotFound(what="person")
    person.name, person.role = check_name(name, MAX_PERSON_NAME_LENGTH), role


def change_own_membership(session: Session, who: Who, name: str, role: Role) -> None:
    """Change one's own name everywhere, and one's role in this collaboration only. Raise Invalid or NotAllowed."""
    lock_collaboration(session, who, Act.LOOK)
    session.get_one(tables.Person, who.person_id).name = check_name(name, MAX_PERSON_NAME_LENGTH)
    membership = tables.Membership
    is_own_membership = (membership.person_id == who.person_id) & (membership.collaboration_id == who.collaboration_id)
    values = {"role": role, "version": membership.version + 1, "updated_by": who.person_id}
    session.execute(update(membership).where(is_own_membership, membership.role != role).values(values))


def join_collaboration(session: Session, person_id: str, collaboration_id: str, role: Role | None = None) -> None:
    """Let a person take part in this role (None: the role of their profile); a second time changes nothing."""
    person = session.get(tables.Person, person_id)
    if person is None or session.get(tables.Collaboration, collaboration_id) is None:
        raise NotFound(what="collaboration")
    # Whoever takes part already keeps the role they have.
    if get_role(session, Who(person_id, collaboration_id)) is None:
        session.add(
            tables.Membership(
                person_id=person_id, collaboration_id=collaboration_id, role=role or person.role, created_by=person_id
            )
        )
        session.flush()


def get_role(session: Session, who: Who) -> Role | None:
    """Return the role this person has in this collaboration, or None."""
    return session.scalar(
        select(tables.Membership.role).where(
            tables.Membership.collaboration_id == who.collaboration_id,
            tables.Membership.person_id == who.person_id,
        )
    )


def list_roles(session: Session, person_id: str) -> dict[str, Role]:
    """Return the role this person has in each of their collaborations, by the id of the collaboration."""
    membership = tables.Membership
    rows = session.execute(
        select(membership.collaboration_id, membership.role).where(membership.person_id == person_id)
    )
    return dict(rows.all())


def require_permission(session: Session, who: Who, act: Act) -> tables.Collaboration:
    """Return the collaboration when this person may do this act in it, else raise NotAllowed."""
    return _get_permitted(session, act, _select_permitted(who, act))


def lock_collaboration(session: Session, who: Who, act: Act) -> tables.Collaboration:
    """Return what `require_permission` does, and keep everybody else from changing it until this transaction ends.

    Every act that changes something begins here, before it locks any other row, so that no two wait for each other.
    """
    # Not the full lock: that would also stop the foreign keys of people who join.
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
    """Return whether this person may do this act in this collaboration."""
    role = get_role(session, who)
    return role is not None and may(role, act)


def may_change(session: Session, who: Who, created_by: str | None) -> bool:
    """Return whether this person may change what `created_by` made: their own, or anything when they may judge."""
    role = get_role(session, who)
    return role is not None and (may(role, Act.JUDGE) or (created_by == who.person_id and may(role, Act.LOG)))


def check_may_change(session: Session, who: Who, created_by: str | None) -> None:
    """Raise NotAllowed when this person neither made this nor may judge."""
    if not may_change(session, who, created_by):
        raise NotAllowed(act=Act.JUDGE.value)


def bump_data_version(session: Session, who: Who) -> None:
    """Count one change to what this collaboration owns, which makes every cache of it stale."""
    collaboration = tables.Collaboration
    session.execute(
        update(collaboration)
        .where(collaboration.id == who.collaboration_id)
        .values(data_version=collaboration.data_version + 1)
        .execution_options(synchronize_session=False)
    )
