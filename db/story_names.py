"""What a story may be called: a name that was proposed from a sentence goes when that sentence is erased."""

from collections.abc import Collection, Iterable
from datetime import date
from itertools import chain, count

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import tables
from impact.model import COUNTING, Who
from impact.stories import Path, Point, proposed_name


def ever_said(session: Session, observation_ids: Collection[str]) -> set[str]:
    """Every sentence these observations hold or held before."""
    seen, change = tables.Observation, tables.Change
    now = session.scalars(select(seen.what).where(seen.id.in_(observation_ids)))
    before = session.scalars(select(change.before).where(change.observation_id.in_(observation_ids)))
    return {*now, *(told["what"] for told in before if "what" in told)}


def named_after(session: Session, name: str, path: Path) -> tuple[str, ...]:
    """The observations of this path whose own sentence, now or before, is this name."""
    ids = (one.observation_id for one in path if one.observation_id)
    return tuple(one for one in ids if name in map(proposed_name, ever_said(session, [one])))


def other_name(session: Session, who: Who, path: Iterable[Point], today: date) -> str:
    """A name from what is left of the path of a story, or else the day; with a number when it is taken."""
    kept, seen = tables.Story, tables.Observation
    left = [one.observation_id for one in path]
    said = dict(session.execute(select(seen.id, seen.what).where(seen.id.in_(left), seen.state.in_(COUNTING))).all())
    name = next((proposed_name(said[one]) for one in reversed(left) if one in said), today.isoformat())
    taken = set(session.scalars(select(kept.name).where(kept.collaboration_id == who.collaboration_id)))
    return next(one for one in chain([name], (f"{name} ({n})" for n in count(2))) if one not in taken)
