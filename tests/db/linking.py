"""Ripples in one line each, for the tests of the store."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import collaborations, tables
from db.ripples import links
from impact.model import Certainty, RippleKind, Who
from tests.build import make_observation, rings_of, token

EARLY, LATE = date(2026, 3, 10), date(2026, 9, 20)


def join(session: Session, who: Who, effect: str, cause: str | None = None, **fields: object) -> str:
    """Link a cause to its effect, "leads to" unless said otherwise; returns the id of the ripple."""
    plain: dict[str, object] = {"kind": RippleKind.LEADS_TO, "certainty": Certainty.PLAUSIBLE, "token": token()}
    return links.add_ripple(session, who, effect, cause_observation_id=cause, **plain | fields)  # type: ignore[arg-type]


def two(session: Session, who: Who, **later: object) -> tuple[str, str]:
    """An observation among teachers, and one among pupils that was seen later."""
    cause = make_observation(session, who, "Docenten", seen_on=EARLY)
    return cause, make_observation(session, who, "Leerlingen en studenten", **{"seen_on": LATE} | later)  # type: ignore[arg-type]


def stone(session: Session, who: Who) -> str:
    """The id of an activity."""
    return collaborations.find_or_add_named(session, who, tables.Activity, "Docentstages")


def kept(session: Session) -> int:
    """How many ripples there are."""
    return session.scalar(select(func.count()).select_from(tables.Ripple)) or 0


def theme_of(session: Session, who: Who, ring: str, place: int = 0) -> str:
    """The id of a theme in the ring of this name."""
    return next(one for one in rings_of(session, who) if one.name == ring).themes[place].id
