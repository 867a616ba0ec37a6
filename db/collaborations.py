"""Collaborations: starting, opening and removing one, and the organisations and activities in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from db import cleanup, tables
from db.copies.evidence_files import list_hashes_of
from db.once import run_once
from db.people import Profile, bump_data_version, lock_collaboration, require_permission
from impact.access import Act, Role
from impact.errors import ChangedMeanwhile, InUse, Invalid, NotFound
from impact.model import MAX_RINGS, MIN_RINGS, Activity, Collaboration, Organisation, Who
from impact.observation.observation_rules import check_name, clean_line


@dataclass(frozen=True)
class NewRing:
    """A ring to start with, and the labels of the first desired impacts in it."""

    name: str
    wishes: tuple[str, ...] = ()


@dataclass(frozen=True)
class OwnedCounts:
    """How many of each a collaboration owns."""

    observations: int
    ripples: int
    milestones: int
    rings: int
    themes: int
    organisations: int
    activities: int


Named = TypeVar("Named", tables.Organisation, tables.Activity)


def list_collaborations(session: Session, person_id: str | None = None) -> tuple[Collaboration, ...]:
    """Every collaboration kept here, or only those this person takes part in, by name."""
    query = select(tables.Collaboration).order_by(tables.Collaboration.name, tables.Collaboration.id)
    if person_id is not None:
        own_collaboration_ids = select(tables.Membership.collaboration_id).where(
            tables.Membership.person_id == person_id
        )
        query = query.where(tables.Collaboration.id.in_(own_collaboration_ids))
    return tuple(_build_collaboration(row) for row in session.scalars(query))


def get_collaboration(session: Session, who: Who) -> Collaboration:
    """The collaboration as it stands, with its data version."""
    return _build_collaboration(require_permission(session, who, Act.LOOK))


def _build_collaboration(row: tables.Collaboration) -> Collaboration:
    return Collaboration(row.id, row.name, row.fictional, row.data_version, row.version)


def start_collaboration(
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
    check_start(name, organisations, rings)
    return run_once(
        session, token, lambda: _create_collaboration(session, person_id, name, organisations, rings, fictional)
    )


def check_start(name: str, organisations: Sequence[str], rings: Sequence[NewRing]) -> None:
    """Raises Invalid with the first thing that keeps a collaboration like this from being started."""
    check_name(name, 120)
    if not MIN_RINGS <= len(rings) <= MAX_RINGS:
        raise Invalid(field="rings", reason="out_of_range", least=MIN_RINGS, most=MAX_RINGS)
    _check_names_differ("rings", [ring.name for ring in rings])
    _check_names_differ("organisations", organisations)


def _check_names_differ(field: str, names: Sequence[str]) -> None:
    if len({clean_line(name).casefold() for name in names}) < len(names):
        raise Invalid(field=field, reason="double")


def _create_collaboration(
    session: Session,
    person_id: str,
    name: str,
    organisations: Sequence[str],
    rings: Sequence[NewRing],
    fictional: bool,
) -> str:
    creator_values = {"created_by": person_id}
    collaboration = tables.Collaboration(name=check_name(name, 120), fictional=fictional, **creator_values)
    session.add(collaboration)
    session.flush()
    owner_values = creator_values | {"collaboration_id": collaboration.id}
    session.add(tables.Membership(person_id=person_id, role=Role.COORDINATOR, **owner_values))
    session.add_all(
        tables.Organisation(name=check_name(organisation_name, 120, "organisations"), **owner_values)
        for organisation_name in organisations
    )
    for position, ring in enumerate(rings):
        row = tables.Ring(name=check_name(ring.name, 60, "rings"), position=position, **owner_values)
        session.add(row)
        session.flush()
        session.add_all(_build_first_themes(row.id, ring.wishes, owner_values))
    session.flush()
    return collaboration.id


def _build_first_themes(ring_id: str, wishes: Sequence[str], owner_values: dict[str, str]) -> list[tables.Theme]:
    _check_names_differ("themes", wishes)
    themes = [
        tables.Theme(ring_id=ring_id, label=check_name(wish, 60, "themes"), position=position, **owner_values)
        for position, wish in enumerate(wishes)
    ]
    return [*themes, build_unexpected_theme(ring_id, owner_values)]


def build_unexpected_theme(ring_id: str, owner_values: dict[str, str]) -> tables.Theme:
    """The sector of a ring for what nobody wished for; it stands last, its label is a word of the reader's language."""
    return tables.Theme(ring_id=ring_id, label="", unexpected=True, position=10_000, **owner_values)


def rename_collaboration(session: Session, who: Who, name: str, version: int) -> None:
    """Give the collaboration another name. Raises ChangedMeanwhile with the name as it stands."""
    collaboration = lock_collaboration(session, who, Act.MANAGE)
    if collaboration.version != version:
        raise ChangedMeanwhile(now=collaboration.name)
    collaboration.name, collaboration.version, collaboration.updated_by = (
        check_name(name, 120),
        collaboration.version + 1,
        who.person_id,
    )
    session.flush()
    bump_data_version(session, who)


def remove_collaboration(session: Session, who: Who) -> None:
    """Remove the collaboration with everything it owns; `remains.finish` clears up. This cannot be undone."""
    lock_collaboration(session, who, Act.MANAGE)
    collaboration_id = who.collaboration_id
    observation = tables.Observation
    cleanup.record_remains(
        session, list_hashes_of(session, select(observation.id).where(observation.collaboration_id == collaboration_id))
    )
    for table in (tables.Ripple, tables.Observation, tables.Organisation):
        session.execute(delete(table).where(table.collaboration_id == collaboration_id))
    session.execute(delete(tables.Collaboration).where(tables.Collaboration.id == collaboration_id))


def list_organisations(session: Session, who: Who) -> tuple[Organisation, ...]:
    """The organisations of this collaboration, by name."""
    require_permission(session, who, Act.LOOK)
    rows = session.scalars(
        select(tables.Organisation)
        .where(tables.Organisation.collaboration_id == who.collaboration_id)
        .order_by(tables.Organisation.name)
    )
    return tuple(Organisation(row.id, row.name, row.version) for row in rows)


def list_activities(session: Session, who: Who) -> tuple[Activity, ...]:
    """The activities of this collaboration, by name."""
    require_permission(session, who, Act.LOOK)
    rows = session.scalars(
        select(tables.Activity)
        .where(tables.Activity.collaboration_id == who.collaboration_id)
        .order_by(tables.Activity.name)
    )
    return tuple(Activity(row.id, row.name, row.started_on, row.version) for row in rows)


def find_or_add_named(session: Session, who: Who, table: type[tables.Organisation | tables.Activity], name: str) -> str:
    """The id of the organisation or activity of this name; it is made when it is new."""
    lock_collaboration(session, who, Act.MANAGE if table is tables.Organisation else Act.LOG)
    cleaned_name = check_name(name, 120)
    existing_id = session.scalar(
        select(table.id).where(table.collaboration_id == who.collaboration_id, table.name == cleaned_name)
    )
    if existing_id is not None:
        return existing_id
    row = table(name=cleaned_name, collaboration_id=who.collaboration_id, created_by=who.person_id)
    session.add(row)
    session.flush()
    bump_data_version(session, who)
    return row.id


def rename_organisation(session: Session, who: Who, organisation_id: str, name: str, *, version: int) -> None:
    """Give an organisation another name. Raises Invalid when another one has it already."""
    _rename_row(session, who, _lock_own_row(session, who, tables.Organisation, organisation_id), name, version)


def rename_activity(session: Session, who: Who, activity_id: str, name: str, *, version: int) -> None:
    """Give an activity another name. Raises Invalid when another one has it already."""
    _rename_row(session, who, _lock_own_row(session, who, tables.Activity, activity_id), name, version)


def _rename_row(
    session: Session, who: Who, row: tables.Organisation | tables.Activity, name: str, version: int | None
) -> None:
    if version not in (None, row.version):
        raise ChangedMeanwhile(now=row.name)
    cleaned_name, table = check_name(name, 120), type(row)
    has_same_name = (
        (table.collaboration_id == who.collaboration_id) & (table.name == cleaned_name) & (table.id != row.id)
    )
    if session.scalar(select(table.id).where(has_same_name)) is not None:
        raise Invalid(field="name", reason="double")
    row.name, row.version, row.updated_by = cleaned_name, row.version + 1, who.person_id
    session.flush()
    bump_data_version(session, who)


def remove_organisation(session: Session, who: Who, organisation_id: str) -> None:
    """Take an organisation out. Raises InUse while observations stand to its name."""
    row = _lock_own_row(session, who, tables.Organisation, organisation_id)
    _remove_unused_row(session, who, row, _count_owned(session, tables.Observation.organisation_id == row.id))


def remove_activity(session: Session, who: Who, activity_id: str) -> None:
    """Take an activity out. Raises InUse while observations or ripples hang on it."""
    row = _lock_own_row(session, who, tables.Activity, activity_id)
    observation_count = _count_owned(session, tables.Observation.activity_id == row.id)
    _remove_unused_row(
        session, who, row, observation_count + _count_owned(session, tables.Ripple.cause_activity_id == row.id)
    )


def _remove_unused_row(session: Session, who: Who, row: tables.Organisation | tables.Activity, use_count: int) -> None:
    if use_count:
        raise InUse(count=use_count)
    session.delete(row)
    session.flush()
    bump_data_version(session, who)


def _lock_own_row(session: Session, who: Who, table: type[Named], row_id: str) -> Named:
    lock_collaboration(session, who, Act.MANAGE)
    row = session.get(table, row_id, populate_existing=True)
    if row is None or row.collaboration_id != who.collaboration_id:
        raise NotFound(what=table.__tablename__)
    return row


def _count_owned(session: Session, where: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).where(where)) or 0


def count_owned(session: Session, who: Who) -> OwnedCounts:
    """How much this collaboration owns: what goes when it is removed."""
    require_permission(session, who, Act.MANAGE)
    owned_tables = {
        "observations": tables.Observation,
        "ripples": tables.Ripple,
        "milestones": tables.Milestone,
        "rings": tables.Ring,
        "themes": tables.Theme,
        "organisations": tables.Organisation,
        "activities": tables.Activity,
    }
    collaboration_id = who.collaboration_id
    return OwnedCounts(
        **{
            name: _count_owned(session, table.collaboration_id == collaboration_id)
            for name, table in owned_tables.items()
        }
    )


def list_participants(session: Session, who: Who) -> tuple[Profile, ...]:
    """Who takes part in this collaboration, in which role, by name."""
    require_permission(session, who, Act.LOOK)
    query = (
        select(tables.Person.id, tables.Person.name, tables.Membership.role)
        .join(tables.Membership, tables.Membership.person_id == tables.Person.id)
        .where(tables.Membership.collaboration_id == who.collaboration_id)
    )
    rows = session.execute(query.order_by(tables.Person.name, tables.Person.id))
    return tuple(Profile(id_, name, role) for id_, name, role in rows)
