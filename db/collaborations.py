"""Collaborations: starting, reading and removing one, and the organisations and activities in it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from db import cleanup, tables
from db.copies.evidence_files import list_hashes_of
from db.once import run_once
from db.people import Profile, bump_data_version, lock_collaboration, require_permission
from db.rows import check_version, count_where, delete_row, get_own_row, get_owner_values, insert_row, save_row
from impact.access import Act, Role
from impact.errors import InUse, Invalid
from impact.model import (
    MAX_LABEL_LENGTH,
    MAX_NAME_LENGTH,
    MAX_RINGS,
    MIN_RINGS,
    Activity,
    Collaboration,
    Organisation,
    Who,
)
from impact.observation.observation_rules import check_name, clean_line

UNEXPECTED_POSITION = 10_000  # beyond that of every other theme of the ring


@dataclass(frozen=True)
class NewRing:
    """A ring to start a collaboration with, and the labels of the first desired impacts in it."""

    name: str
    wishes: tuple[str, ...] = ()


@dataclass(frozen=True)
class OwnedCounts:
    """How many rows of each kind a collaboration owns."""

    observations: int
    ripples: int
    milestones: int
    rings: int
    themes: int
    organisations: int
    activities: int


def list_collaborations(session: Session, person_id: str | None = None) -> tuple[Collaboration, ...]:
    """Return every collaboration in the database, or only those this person takes part in, by name."""
    query = select(tables.Collaboration).order_by(tables.Collaboration.name, tables.Collaboration.id)
    if person_id is not None:
        own_collaboration_ids = select(tables.Membership.collaboration_id).where(
            tables.Membership.person_id == person_id
        )
        query = query.where(tables.Collaboration.id.in_(own_collaboration_ids))
    return tuple(_build_collaboration(row) for row in session.scalars(query))


def get_collaboration(session: Session, who: Who) -> Collaboration:
    """Return the collaboration, with its data version."""
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
    """Start a collaboration with these organisations, rings and first wishes, with this coordinator; return its id."""
    check_start(name, organisations, rings)
    return run_once(
        session, token, lambda: _create_collaboration(session, person_id, name, organisations, rings, fictional)
    )


def check_start(name: str, organisations: Sequence[str], rings: Sequence[NewRing]) -> None:
    """Raise Invalid with the first thing that keeps a collaboration like this from being started."""
    check_name(name, MAX_NAME_LENGTH)
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
    collaboration = tables.Collaboration(name=check_name(name, MAX_NAME_LENGTH), fictional=fictional, **creator_values)
    insert_row(session, collaboration)
    owner_values = creator_values | {"collaboration_id": collaboration.id}
    session.add(tables.Membership(person_id=person_id, role=Role.COORDINATOR, **owner_values))
    session.add_all(
        tables.Organisation(name=check_name(organisation_name, MAX_NAME_LENGTH, "organisations"), **owner_values)
        for organisation_name in organisations
    )
    for position, ring in enumerate(rings):
        row = tables.Ring(name=check_name(ring.name, MAX_LABEL_LENGTH, "rings"), position=position, **owner_values)
        session.add_all(_build_first_themes(insert_row(session, row), ring.wishes, owner_values))
    session.flush()
    return collaboration.id


def _build_first_themes(ring_id: str, wishes: Sequence[str], owner_values: dict[str, str]) -> list[tables.Theme]:
    _check_names_differ("themes", wishes)
    themes = [
        tables.Theme(
            ring_id=ring_id, label=check_name(wish, MAX_LABEL_LENGTH, "themes"), position=position, **owner_values
        )
        for position, wish in enumerate(wishes)
    ]
    return [*themes, build_unexpected_theme(ring_id, owner_values)]


def build_unexpected_theme(ring_id: str, owner_values: dict[str, str]) -> tables.Theme:
    """Return the theme of a ring for what nobody wished for. It has no label: the reader's language names it."""
    return tables.Theme(ring_id=ring_id, label="", unexpected=True, position=UNEXPECTED_POSITION, **owner_values)


def rename_collaboration(session: Session, who: Who, name: str, version: int) -> None:
    """Rename the collaboration. Raise ChangedMeanwhile with the name as it is now."""
    collaboration = lock_collaboration(session, who, Act.MANAGE)
    check_version(collaboration, version, lambda: collaboration.name)
    collaboration.name = check_name(name, MAX_NAME_LENGTH)
    save_row(session, who, collaboration)


def remove_collaboration(session: Session, who: Who) -> None:
    """Remove the collaboration with all it owns, for good. Call `cleanup.clear_remains` after the transaction."""
    lock_collaboration(session, who, Act.MANAGE)
    collaboration_id = who.collaboration_id
    observation = tables.Observation
    cleanup.record_remains(
        session, list_hashes_of(session, select(observation.id).where(observation.collaboration_id == collaboration_id))
    )
    # Before the rest, in this order: their foreign keys forbid deleting what they refer to.
    for table in (tables.Ripple, tables.Observation, tables.Organisation):
        session.execute(delete(table).where(table.collaboration_id == collaboration_id))
    session.execute(delete(tables.Collaboration).where(tables.Collaboration.id == collaboration_id))


def list_organisations(session: Session, who: Who) -> tuple[Organisation, ...]:
    """Return the organisations of this collaboration, by name."""
    require_permission(session, who, Act.LOOK)
    rows = session.scalars(
        select(tables.Organisation)
        .where(tables.Organisation.collaboration_id == who.collaboration_id)
        .order_by(tables.Organisation.name)
    )
    return tuple(Organisation(row.id, row.name, row.version) for row in rows)


def list_activities(session: Session, who: Who) -> tuple[Activity, ...]:
    """Return the activities of this collaboration, by name."""
    require_permission(session, who, Act.LOOK)
    rows = session.scalars(
        select(tables.Activity)
        .where(tables.Activity.collaboration_id == who.collaboration_id)
        .order_by(tables.Activity.name)
    )
    return tuple(Activity(row.id, row.name, row.started_on, row.version) for row in rows)


def read_names_by_id(
    session: Session, table: type[tables.Organisation | tables.Activity], collaboration_id: str
) -> dict[str, str]:
    """Return the names of the organisations or activities of this collaboration by id. The caller asks permission."""
    query = select(table.id, table.name).where(table.collaboration_id == collaboration_id)
    return dict(session.execute(query).all())


def find_or_add_named(session: Session, who: Who, table: type[tables.Organisation | tables.Activity], name: str) -> str:
    """Return the id of the organisation or activity of this name, which is added when there is none."""
    lock_collaboration(session, who, Act.MANAGE if table is tables.Organisation else Act.LOG)
    cleaned_name = check_name(name, MAX_NAME_LENGTH)
    existing_id = session.scalar(
        select(table.id).where(table.collaboration_id == who.collaboration_id, table.name == cleaned_name)
    )
    if existing_id is not None:
        return existing_id
    new_id = insert_row(session, table(name=cleaned_name, **get_owner_values(who)))
    bump_data_version(session, who)
    return new_id


def rename_organisation(session: Session, who: Who, organisation_id: str, name: str, *, version: int) -> None:
    """Rename an organisation. Raise Invalid when another one has the name, or ChangedMeanwhile."""
    lock_collaboration(session, who, Act.MANAGE)
    _rename_row(session, who, get_own_row(session, who, tables.Organisation, organisation_id), name, version)


def rename_activity(session: Session, who: Who, activity_id: str, name: str, *, version: int) -> None:
    """Rename an activity. Raise Invalid when another one has the name, or ChangedMeanwhile."""
    lock_collaboration(session, who, Act.MANAGE)
    _rename_row(session, who, get_own_row(session, who, tables.Activity, activity_id), name, version)


def _rename_row(
    session: Session, who: Who, row: tables.Organisation | tables.Activity, name: str, version: int
) -> None:
    check_version(row, version, lambda: row.name)
    cleaned_name, table = check_name(name, MAX_NAME_LENGTH), type(row)
    is_own_name = (table.collaboration_id == who.collaboration_id) & (table.name == cleaned_name)
    if session.scalar(select(table.id).where(is_own_name, table.id != row.id)) is not None:
        raise Invalid(field="name", reason="double")
    row.name = cleaned_name
    save_row(session, who, row)


def remove_organisation(session: Session, who: Who, organisation_id: str) -> None:
    """Remove an organisation. Raise InUse while it has observations."""
    lock_collaboration(session, who, Act.MANAGE)
    row = get_own_row(session, who, tables.Organisation, organisation_id)
    _remove_unused_row(session, who, row, count_where(session, tables.Observation.organisation_id == row.id))


def remove_activity(session: Session, who: Who, activity_id: str) -> None:
    """Remove an activity. Raise InUse while it has observations or ripples."""
    lock_collaboration(session, who, Act.MANAGE)
    row = get_own_row(session, who, tables.Activity, activity_id)
    observation_count = count_where(session, tables.Observation.activity_id == row.id)
    ripple_count = count_where(session, tables.Ripple.cause_activity_id == row.id)
    _remove_unused_row(session, who, row, observation_count + ripple_count)


def _remove_unused_row(session: Session, who: Who, row: tables.Organisation | tables.Activity, use_count: int) -> None:
    # Nothing that people logged goes along with a name.
    if use_count:
        raise InUse(count=use_count)
    delete_row(session, who, row)


def count_owned(session: Session, who: Who) -> OwnedCounts:
    """Return how much this collaboration owns: what goes when it is removed."""
    require_permission(session, who, Act.MANAGE)
    owned_tables: dict[str, type[tables.OwnedRow]] = {
        "observations": tables.Observation,
        "ripples": tables.Ripple,
        "milestones": tables.Milestone,
        "rings": tables.Ring,
        "themes": tables.Theme,
        "organisations": tables.Organisation,
        "activities": tables.Activity,
    }
    return OwnedCounts(
        **{
            name: count_where(session, table.collaboration_id == who.collaboration_id)
            for name, table in owned_tables.items()
        }
    )


def list_participants(session: Session, who: Who) -> tuple[Profile, ...]:
    """Return who takes part in this collaboration, with their role here, by name."""
    require_permission(session, who, Act.LOOK)
    query = (
        select(tables.Person.id, tables.Person.name, tables.Membership.role)
        .join(tables.Membership, tables.Membership.person_id == tables.Person.id)
        .where(tables.Membership.collaboration_id == who.collaboration_id)
    )
    rows = session.execute(query.order_by(tables.Person.name, tables.Person.id))
    return tuple(Profile(id_, name, role) for id_, name, role in rows)
