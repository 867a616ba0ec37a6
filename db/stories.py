"""Stories: a path through the ripples that is worth telling; kept, named, ordered and told."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from db import ripples, tables
from db.observations import listed, observations
from db.once import once
from db.people import allowed, alone, permit, touched
from db.story_names import is_named_after, named_after, other_name, shown_names
from db.types import now
from impact.access import Act
from impact.chains import orders
from impact.errors import ChangedMeanwhile, Invalid, NotAllowed, NotFound
from impact.model import TEXT_LIMIT, Activity, State, Who
from impact.observe import clean, named
from impact.stories import (
    FEWEST_STEPS,
    MOST_STEPS,
    NAME_LIMIT,
    Gone,
    Path,
    Point,
    Step,
    Story,
    Thing,
    tell,
)

GONE = {State.BINNED: Gone.BINNED, State.WITHDRAWN: Gone.WITHDRAWN}


@dataclass(frozen=True)
class Removed:
    """A story that was taken away, with all that is needed to put it back.

    `after` are the observations whose own sentence is the name, `shown` is what it is called where it is told of.
    """

    id: str
    name: str
    telling: str
    path: Path
    at: int
    maker: str | None
    after: tuple[str, ...] = ()
    shown: str = ""


def keep(session: Session, who: Who, name: str, path: Sequence[Point], telling: str = "", *, token: str) -> str:
    """Keep a path as a story under a name of its own, last in the list, and return its id; once for each token.

    Every step has to be there and linked to the one before it, and counts. Raises Invalid, NotAllowed or NotFound.
    """
    alone(session, who, Act.LOG)
    fit, told_as = named(name, NAME_LIMIT, "story"), _telling(telling)

    def make() -> str:
        _refuse_double(session, who, fit)
        _refuse_loose(session, who, path)
        at = len(_ordered(session, who))
        return _put(session, who, Removed("", fit, told_as, tuple(path), at, who.person_id))

    return once(session, token, make)


def _telling(text: str) -> str:
    fit = clean(text)
    if len(fit) > TEXT_LIMIT:
        raise Invalid(field="telling", reason="too_long", limit=TEXT_LIMIT)
    return fit


def _refuse_double(session: Session, who: Who, name: str, but: str | None = None) -> None:
    kept = tables.Story
    same = select(kept.id).where(kept.collaboration_id == who.collaboration_id, kept.name == name)
    if session.scalar(same if but is None else same.where(kept.id != but)) is not None:
        raise Invalid(field="story", reason="double")


def _refuse_loose(session: Session, who: Who, path: Sequence[Point]) -> None:
    """Raises Invalid or NotFound for a path that is not one: too short or long, in a circle, not there, not linked."""
    if not FEWEST_STEPS <= len(path) <= MOST_STEPS:
        raise Invalid(field="steps", reason="steps", fewest=FEWEST_STEPS, most=MOST_STEPS)
    if len(set(path)) < len(path) or any(point.observation_id is None for point in path[1:]):
        raise Invalid(field="steps", reason="not_linked")
    (steps,) = told(session, who, [path])
    if any(isinstance(step.thing, Gone) or _uncounted(step) for step in steps):
        raise NotFound(what="observation")
    if any(step.ripple is None for step in steps[1:]):
        raise Invalid(field="steps", reason="not_linked")


def _uncounted(step: Step) -> bool:
    return step.observation is not None and not step.observation.counts


def _put(session: Session, who: Who, removed: Removed) -> str:
    """Write a story into its place in the list; the rest moves along."""
    row = tables.Story(
        collaboration_id=who.collaboration_id,
        created_by=removed.maker,
        name=removed.name,
        telling=removed.telling,
        position=removed.at,
        **({"id": removed.id} if removed.id else {}),
    )
    session.add(row)
    session.flush()
    steps = [
        {"story_id": row.id, "position": at, "observation_id": one.observation_id, "activity_id": one.activity_id}
        for at, one in enumerate(removed.path)
    ]
    session.execute(insert(tables.StoryStep), steps)
    _renumber(session, who, row, removed.at)
    return row.id


def _ordered(session: Session, who: Who) -> list[tables.Story]:
    kept = tables.Story
    mine = select(kept).where(kept.collaboration_id == who.collaboration_id)
    return list(session.scalars(mine.order_by(kept.position, kept.id).execution_options(populate_existing=True)))


def _renumber(session: Session, who: Who, row: tables.Story, at: int) -> None:
    """Number the stories anew with this one at place `at`."""
    rows = [one for one in _ordered(session, who) if one.id != row.id]
    rows.insert(max(at, 0), row)
    for number, one in enumerate(rows):
        one.position = number
    session.flush()
    touched(session, who)


def stories(session: Session, who: Who) -> tuple[Story, ...]:
    """Every story in its order, with what there is left of each of its steps."""
    permit(session, who, Act.LOOK)
    rows = _ordered(session, who)
    found = _paths(session, [row.id for row in rows])
    names = shown_names(session, who, rows, found)
    judges, logs = allowed(session, who, Act.JUDGE), allowed(session, who, Act.LOG)
    every = told(session, who, [found[row.id] for row in rows])
    return tuple(
        Story(
            row.id,
            names[row.id],
            row.telling,
            found[row.id],
            steps,
            judges or (logs and row.created_by == who.person_id),
            row.version,
        )
        for row, steps in zip(rows, every, strict=True)
    )


def _shown(session: Session, who: Who, row: tables.Story) -> str:
    return shown_names(session, who, [row], _paths(session, [row.id]))[row.id]


def paths(session: Session, who: Who) -> dict[str, tuple[str, Path]]:
    """The name and the path of every story by its id, in their order: quick, and without what the steps say."""
    permit(session, who, Act.LOOK)
    rows = _ordered(session, who)
    found = _paths(session, [row.id for row in rows])
    names = shown_names(session, who, rows, found)
    return {row.id: (names[row.id], found[row.id]) for row in rows}


def story(session: Session, who: Who, story_id: str) -> Story:
    """One story. Raises NotFound when it is not there."""
    found = next((one for one in stories(session, who) if one.id == story_id), None)
    if found is None:
        raise NotFound(what="story")
    return found


def _paths(session: Session, story_ids: Sequence[str]) -> dict[str, Path]:
    step = tables.StoryStep
    rows = session.execute(
        select(step.story_id, step.observation_id, step.activity_id)
        .where(step.story_id.in_(story_ids))
        .order_by(step.story_id, step.position)
    )
    found: dict[str, list[Point]] = {id_: [] for id_ in story_ids}
    for story_id, observation_id, activity_id in rows:
        found[story_id].append(Point(observation_id, activity_id))
    return {id_: tuple(points) for id_, points in found.items()}


def told(session: Session, who: Who, ways: Sequence[Sequence[Point]]) -> tuple[tuple[Step, ...], ...]:
    """These paths, each told step by step; what this person may not read, or is not there, is a gap."""
    permit(session, who, Act.LOOK)
    if not ways:
        return ()
    things = _things(session, who, {point for path in ways for point in path})
    every = ripples.ripples(session, who)
    order = orders(every)
    return tuple(tell([things.get(point, Gone.ERASED) for point in path], every, order) for path in ways)


def _things(session: Session, who: Who, points: set[Point]) -> dict[Point, Thing]:
    seen, stone = tables.Observation, tables.Activity
    ids = [point.observation_id for point in points if point.observation_id]
    ours = (seen.collaboration_id == who.collaboration_id) & seen.id.in_(ids)
    gone = session.execute(select(seen.id, seen.state).where(ours, seen.state.in_(GONE)))
    found: dict[Point, Thing] = {Point(id_): GONE[state] for id_, state in gone}
    there = session.scalars(select(seen).where(ours, listed(who), seen.state.not_in(GONE))).all()
    found |= {Point(one.id): one for one in observations(session, who, there)}
    stones = [point.activity_id for point in points if point.activity_id]
    mine = select(stone).where(stone.id.in_(stones), stone.collaboration_id == who.collaboration_id)
    for row in session.scalars(mine):
        found[Point(activity_id=row.id)] = Activity(row.id, row.name, row.started_on, row.version)
    return found


def retell(session: Session, who: Who, story_id: str, name: str, telling: str, *, version: int) -> None:
    """Give a story another name and telling: by its maker, or by who may judge. Raises ChangedMeanwhile or Invalid."""
    alone(session, who, Act.LOG)
    row = _changeable(session, who, story_id)
    if row.version != version:
        raise ChangedMeanwhile(now=story(session, who, story_id))
    fit, told_as = named(name, NAME_LIMIT, "story"), _telling(telling)
    if fit == _shown(session, who, row):
        fit = row.name
    _refuse_double(session, who, fit, but=story_id)
    row.name, row.telling, row.version, row.updated_by = fit, told_as, row.version + 1, who.person_id
    session.flush()
    touched(session, who)


def place(session: Session, who: Who, story_id: str, at: int) -> None:
    """Put a story at this place in the list, counted from 0; doing it twice changes nothing."""
    alone(session, who, Act.LOG)
    _renumber(session, who, _changeable(session, who, story_id), at)


def remove(session: Session, who: Who, story_id: str) -> Removed:
    """Take a story away: by its maker, or by who may judge. What it told of stays; `put_back` brings it back."""
    alone(session, who, Act.LOG)
    row = _changeable(session, who, story_id)
    path = _paths(session, [row.id])[row.id]
    after = named_after(session, row.name, path)
    shown = _shown(session, who, row)
    removed = Removed(row.id, row.name, row.telling, path, row.position, row.created_by, after, shown)
    session.execute(delete(tables.Story).where(tables.Story.id == row.id))
    session.expunge(row)
    touched(session, who)
    return removed


def let_go(session: Session, who: Who, observation_ids: Collection[str], today: date) -> None:
    """Rename the stories that are named after one of these observations, which are about to be erased.

    A name is proposed from a sentence (`proposed_name`), so nobody need have typed it to keep that sentence.
    """
    kept, step = tables.Story, tables.StoryStep
    through = select(step.story_id).where(step.observation_id.in_(observation_ids))
    for row in session.scalars(select(kept).where(kept.id.in_(through))).all():
        if not is_named_after(session, row.name, observation_ids):
            continue
        path = [one for one in _paths(session, [row.id])[row.id] if one.observation_id not in observation_ids]
        row.name, row.version = other_name(session, who, path, today), row.version + 1
        session.flush()


def put_back(session: Session, who: Who, removed: Removed, *, token: str) -> str:
    """Put a story back that was taken away, in its place and its maker's; what was erased since stays a gap.

    A name that was the sentence of what was erased does not come back. Raises Invalid when its name was given to
    another story.
    """
    alone(session, who, Act.LOG)
    if removed.maker != who.person_id and not allowed(session, who, Act.JUDGE):
        raise NotAllowed(act=Act.JUDGE.value)

    def make() -> str:
        there = _things(session, who, set(removed.path))
        path = tuple(point if point in there else Point() for point in removed.path)
        maker = session.scalar(select(tables.Person.id).where(tables.Person.id == removed.maker))
        erased = any(Point(one) not in there for one in removed.after)
        name = other_name(session, who, path, now().date()) if erased else removed.name
        _refuse_double(session, who, name)
        return _put(session, who, replace(removed, name=name, path=path, maker=maker))

    return once(session, token, make)


def _changeable(session: Session, who: Who, story_id: str) -> tables.Story:
    kept = tables.Story
    ours = select(kept).where(kept.id == story_id, kept.collaboration_id == who.collaboration_id)
    row = session.scalar(ours.execution_options(populate_existing=True))
    if row is None:
        raise NotFound(what="story")
    if row.created_by != who.person_id and not allowed(session, who, Act.JUDGE):
        raise NotAllowed(act=Act.JUDGE.value)
    return row
