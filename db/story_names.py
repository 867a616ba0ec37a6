"""What a story may be called: a name that was proposed from a sentence goes, or hides, when that sentence does."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from itertools import chain, count

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import tables
from db.counting import is_counting
from impact.model import State, Who
from impact.stories import Path, Point, proposed_name

HIDDEN = (State.DRAFT, State.BINNED)
# What makes a name differ from one that was taken already (`other_name`).
COUNTED = re.compile(r" \(\d+\)$")


def ever_said(session: Session, observation_ids: Collection[str]) -> set[str]:
    """Every sentence these observations hold or held before."""
    seen, change = tables.Observation, tables.Change
    now = session.scalars(select(seen.what).where(seen.id.in_(observation_ids)))
    before = session.scalars(select(change.before).where(change.observation_id.in_(observation_ids)))
    return {*now, *(told["what"] for told in before if "what" in told)}


def is_named_after(session: Session, name: str, observation_ids: Collection[str]) -> bool:
    """Whether this name was made from a sentence that one of these observations holds or held before."""
    names = {proposed_name(what) for what in ever_said(session, observation_ids)}
    return name in names or COUNTED.sub("", name) in names


def named_after(session: Session, name: str, path: Path) -> tuple[str, ...]:
    """The observations of this path whose own sentence, now or before, is this name."""
    ids = (one.observation_id for one in path if one.observation_id)
    return tuple(one for one in ids if is_named_after(session, name, [one]))


def other_name(session: Session, who: Who, path: Iterable[Point], today: date, also_taken: Collection[str] = ()) -> str:
    """A name from what is left of the path of a story, or else the day; with a number when it is taken."""
    kept, seen = tables.Story, tables.Observation
    left = [one.observation_id for one in path]
    said = dict(session.execute(select(seen.id, seen.what).where(seen.id.in_(left), is_counting())).all())
    name = next((proposed_name(said[one]) for one in reversed(left) if one in said), today.isoformat())
    taken = set(session.scalars(select(kept.name).where(kept.collaboration_id == who.collaboration_id)))
    taken.update(also_taken)
    return next(one for one in chain([name], (f"{name} ({n})" for n in count(2))) if one not in taken)


def shown_names(session: Session, who: Who, rows: Sequence[tables.Story], paths: Mapping[str, Path]) -> dict[str, str]:
    """What each of these stories is called now, by its id: another name while its own tells what is hidden.

    The name it has stays: out of the bin again, the story is called as before.
    """
    seen, step = tables.Observation, tables.StoryStep
    through = select(step.observation_id).where(step.story_id.in_(paths))
    hidden = set(session.scalars(select(seen.id).where(seen.id.in_(through), seen.state.in_(HIDDEN))))
    names = {row.id: row.name for row in rows}
    for row in rows:
        away = {one.observation_id for one in paths[row.id] if one.observation_id in hidden}
        if away and is_named_after(session, row.name, {one for one in away if one}):
            left = [one for one in paths[row.id] if one.observation_id not in away]
            names[row.id] = other_name(session, who, left, row.created_at.date(), names.values())
    return names
