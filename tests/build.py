"""Builders: a collaboration with people in it, and observations, in one line each."""

from dataclasses import replace
from datetime import date
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from db import collaborations, desired, people
from db.collaborations import NewRing
from db.observations import records
from impact.access import Role
from impact.model import Direction, Level, NewObservation, Ring, Rung, State, Who

TODAY = date(2026, 11, 15)
RINGS = (
    NewRing("Leerlingen en studenten", ("Motivatie", "Doorstroom")),
    NewRing("Docenten", ("Samen ontwikkelen",)),
    NewRing("Scholen", ("Gedeelde tijd",)),
    NewRing("Curriculum", ("Doorlopende leerlijn",)),
)
REASON = "Besproken in het overleg."
_numbers = count(1)


def token() -> str:
    """A one-time token that was not used before."""
    return f"token-{next(_numbers)}"


def make_person(session: Session, collaboration_id: str | None = None, role: Role = Role.MEMBER) -> Who:
    """Somebody in this role, taking part in the collaboration when one is given."""
    person_id = people.create_profile(session, f"{role.value} {next(_numbers)}", role)
    if collaboration_id:
        people.join_collaboration(session, person_id, collaboration_id)
    return Who(person_id, collaboration_id or "")


def make_collaboration(session: Session, rings: tuple[NewRing, ...] = RINGS, name: str = "Leerroute Techniek") -> Who:
    """A collaboration with four rings and two schools; returns its coordinator."""
    starter = make_person(session, role=Role.COORDINATOR)
    made = collaborations.start_collaboration(
        session, starter.person_id, name, ("Vakcollege", "ROC"), rings, token=token()
    )
    return replace(starter, collaboration_id=made)


def rings_of(session: Session, who: Who) -> tuple[Ring, ...]:
    """The rings as a Dutch reader sees them."""
    return desired.list_rings(session, who, "Onverwacht")


def make_said(theme_id: str, **fields: Any) -> NewObservation:
    """Something that was seen, positive and at level 2 unless said otherwise."""
    plain: dict[str, Any] = {
        "what": "Leerlingen vragen zelf om een tweede dag in de werkplaats.",
        "seen_on": date(2026, 11, 1),
        "direction": Direction.POSITIVE,
        "level": Level.SEVERAL_PLACES,
        "rung": Rung.SEEN_MYSELF,
    }
    return NewObservation(theme_id=theme_id, **plain | fields)


def make_observation(
    session: Session, who: Who, ring: str = "Docenten", state: State = State.SHARED, theme: int = 0, **fields: Any
) -> str:
    """Log an observation in the ring of this name and let a coordinator judge it when asked; returns its id."""
    chosen = next(one for one in rings_of(session, who) if one.name == ring).themes[theme]
    first = state if state is State.DRAFT else State.SHARED
    made = records.log_observation(session, who, make_said(chosen.id, **fields), TODAY, token=token(), state=first)
    if state is not first:
        everybody = collaborations.list_participants(session, who)
        judge = next(one for one in everybody if one.role is Role.COORDINATOR)
        records.judge_observation(session, replace(who, person_id=judge.id), made, state, version=1, reason=REASON)
    return made
