"""Stories: a path through the ripples that is worth telling, with a name, a text and a place in the list."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from db import tables
from db.observations.records import is_listed, load_observations
from db.once import run_once
from db.people import bump_data_version, check_may_change, is_allowed, lock_collaboration, require_permission
from db.ripples import links
from db.ripples.story_names import find_name_sources, get_shown_names, is_named_after, propose_free_name
from db.rows import check_version, get_own_row, insert_row, save_row
from db.types import get_utc_now
from impact.access import Act
from impact.errors import Invalid, NotFound
from impact.model import MAX_TEXT_LENGTH, Activity, State, Who
from impact.observation.observation_rules import check_name, check_text
from impact.ripples.chains import compute_orders
from impact.ripples.stories import (
    MAX_STORY_NAME_LENGTH,
    MAX_STORY_STEPS,
    MIN_STORY_STEPS,
    MissingReason,
    StepDetails,
    StoryDetails,
    StoryPath,
    StoryPoint,
    StorySubject,
    build_story_steps,
)

GONE_BY_STATE = {State.BINNED: MissingReason.BINNED, State.WITHDRAWN: MissingReason.WITHDRAWN}


@dataclass(frozen=True)
class RemovedStory:
    """A story that was removed, with everything that is needed to restore it.

    `named_after_ids` are the observations whose sentence is its name, `shown_name` is what the message calls it.
    """

    id: str
    name: str
    telling: str
    path: StoryPath
    position: int
    maker_id: str | None
    named_after_ids: tuple[str, ...] = ()
    shown_name: str = ""


def add_story(
    session: Session, who: Who, name: str, path: Sequence[StoryPoint], telling: str = "", *, token: str
) -> str:
    """Store a path as a story with a name that is free, last in the list, once for each token, and return its id.

    Every step must count and be linked to the one before it. Raise Invalid, NotAllowed or NotFound.
    """
    lock_collaboration(session, who, Act.LOG)
    cleaned_name = check_name(name, MAX_STORY_NAME_LENGTH, "story")
    cleaned_telling = check_text(telling, MAX_TEXT_LENGTH, "telling")

    def insert_checked_story() -> str:
        _check_name_free(session, who, cleaned_name)
        _check_path(session, who, path)
        position = len(_list_story_rows(session, who))
        return _insert_story(
            session, who, RemovedStory("", cleaned_name, cleaned_telling, tuple(path), position, who.person_id)
        )

    return run_once(session, token, insert_checked_story)


def _check_name_free(session: Session, who: Who, name: str, except_id: str | None = None) -> None:
    story = tables.Story
    query = select(story.id).where(story.collaboration_id == who.collaboration_id, story.name == name)
    if session.scalar(query if except_id is None else query.where(story.id != except_id)) is not None:
        raise Invalid(field="story", reason="double")


def _check_path(session: Session, who: Who, path: Sequence[StoryPoint]) -> None:
    """Raise Invalid or NotFound for a path that is too short or long, in a circle, not there or not linked."""
    if not MIN_STORY_STEPS <= len(path) <= MAX_STORY_STEPS:
        raise Invalid(field="steps", reason="steps", fewest=MIN_STORY_STEPS, most=MAX_STORY_STEPS)
    if len(set(path)) < len(path) or any(point.observation_id is None for point in path[1:]):
        raise Invalid(field="steps", reason="not_linked")
    (steps,) = describe_paths(session, who, [path])
    if any(isinstance(step.subject, MissingReason) or _is_uncounted(step) for step in steps):
        raise NotFound(what="observation")
    if any(step.ripple is None for step in steps[1:]):
        raise Invalid(field="steps", reason="not_linked")


def _is_uncounted(step: StepDetails) -> bool:
    return step.observation is not None and not step.observation.is_counted


def _insert_story(session: Session, who: Who, removed: RemovedStory) -> str:
    """Insert a story at its place in the list and return its id."""
    row = tables.Story(
        collaboration_id=who.collaboration_id,
        created_by=removed.maker_id,
        name=removed.name,
        telling=removed.telling,
        position=removed.position,
        **({"id": removed.id} if removed.id else {}),
    )
    insert_row(session, row)
    steps = [
        {
            "story_id": row.id,
            "position": position,
            "observation_id": point.observation_id,
            "activity_id": point.activity_id,
        }
        for position, point in enumerate(removed.path)
    ]
    session.execute(insert(tables.StoryStep), steps)
    _save_position(session, who, row, removed.position)
    return row.id


def _list_story_rows(session: Session, who: Who) -> list[tables.Story]:
    story = tables.Story
    query = select(story).where(story.collaboration_id == who.collaboration_id)
    return list(session.scalars(query.order_by(story.position, story.id).execution_options(populate_existing=True)))


def _save_position(session: Session, who: Who, row: tables.Story, position: int) -> None:
    """Number all stories again, with this one at this place."""
    rows = [story_row for story_row in _list_story_rows(session, who) if story_row.id != row.id]
    # A place beyond the end is the end; a negative one would count from the end.
    rows.insert(max(position, 0), row)
    for number, story_row in enumerate(rows):
        story_row.position = number
    session.flush()
    bump_data_version(session, who)


def list_stories(session: Session, who: Who) -> tuple[StoryDetails, ...]:
    """Return every story in order, with what is left of each of its steps."""
    require_permission(session, who, Act.LOOK)
    rows = _list_story_rows(session, who)
    path_by_story = _read_paths(session, [row.id for row in rows])
    names = get_shown_names(session, who, rows, path_by_story)
    may_judge, may_log = is_allowed(session, who, Act.JUDGE), is_allowed(session, who, Act.LOG)
    described_paths = describe_paths(session, who, [path_by_story[row.id] for row in rows])
    return tuple(
        StoryDetails(
            row.id,
            names[row.id],
            row.telling,
            path_by_story[row.id],
            steps,
            may_judge or (may_log and row.created_by == who.person_id),
            row.version,
        )
        for row, steps in zip(rows, described_paths, strict=True)
    )


def _get_shown_name(session: Session, who: Who, row: tables.Story) -> str:
    return get_shown_names(session, who, [row], _read_paths(session, [row.id]))[row.id]


def list_story_paths(session: Session, who: Who) -> dict[str, tuple[str, StoryPath]]:
    """Return by id the name and the path of every story, in order, without the texts of the steps, which is faster."""
    require_permission(session, who, Act.LOOK)
    rows = _list_story_rows(session, who)
    path_by_story = _read_paths(session, [row.id for row in rows])
    names = get_shown_names(session, who, rows, path_by_story)
    return {row.id: (names[row.id], path_by_story[row.id]) for row in rows}


def get_story(session: Session, who: Who, story_id: str) -> StoryDetails:
    """Return one story. Raise NotFound when it is not there."""
    story = next((candidate for candidate in list_stories(session, who) if candidate.id == story_id), None)
    if story is None:
        raise NotFound(what="story")
    return story


def _read_paths(session: Session, story_ids: Sequence[str]) -> dict[str, StoryPath]:
    step = tables.StoryStep
    rows = session.execute(
        select(step.story_id, step.observation_id, step.activity_id)
        .where(step.story_id.in_(story_ids))
        .order_by(step.story_id, step.position)
    )
    points_by_story: dict[str, list[StoryPoint]] = {id_: [] for id_ in story_ids}
    for story_id, observation_id, activity_id in rows:
        points_by_story[story_id].append(StoryPoint(observation_id, activity_id))
    return {id_: tuple(points) for id_, points in points_by_story.items()}


def describe_paths(
    session: Session, who: Who, paths: Sequence[Sequence[StoryPoint]]
) -> tuple[tuple[StepDetails, ...], ...]:
    """Return the steps of each of these paths; what is not there or not for this person to read is a gap."""
    require_permission(session, who, Act.LOOK)
    if not paths:
        return ()
    subjects = _read_subjects(session, who, {point for path in paths for point in path})
    all_ripples = links.list_ripples(session, who)
    orders_by_point = compute_orders(all_ripples)
    return tuple(
        build_story_steps([subjects.get(point, MissingReason.ERASED) for point in path], all_ripples, orders_by_point)
        for path in paths
    )


def _read_subjects(session: Session, who: Who, points: set[StoryPoint]) -> dict[StoryPoint, StorySubject]:
    observation, activity = tables.Observation, tables.Activity
    ids = [point.observation_id for point in points if point.observation_id]
    is_own = (observation.collaboration_id == who.collaboration_id) & observation.id.in_(ids)
    gone_rows = session.execute(
        select(observation.id, observation.state).where(is_own, observation.state.in_(GONE_BY_STATE))
    )
    subjects: dict[StoryPoint, StorySubject] = {StoryPoint(id_): GONE_BY_STATE[state] for id_, state in gone_rows}
    present_rows = session.scalars(
        select(observation).where(is_own, is_listed(who), observation.state.not_in(GONE_BY_STATE))
    ).all()
    subjects |= {StoryPoint(entry.id): entry for entry in load_observations(session, who, present_rows)}
    activity_ids = [point.activity_id for point in points if point.activity_id]
    query = select(activity).where(activity.id.in_(activity_ids), activity.collaboration_id == who.collaboration_id)
    for row in session.scalars(query):
        subjects[StoryPoint(activity_id=row.id)] = Activity(row.id, row.name, row.started_on, row.version)
    return subjects


def change_story(session: Session, who: Who, story_id: str, name: str, telling: str, *, version: int) -> None:
    """Change the name and the text of a story: by its maker, or by who may judge. Raise ChangedMeanwhile or Invalid."""
    lock_collaboration(session, who, Act.LOG)
    row = _get_changeable_story(session, who, story_id)
    check_version(row, version, lambda: get_story(session, who, story_id))
    cleaned_name = check_name(name, MAX_STORY_NAME_LENGTH, "story")
    cleaned_telling = check_text(telling, MAX_TEXT_LENGTH, "telling")
    # The form shows the name that hides a sentence; saving that unchanged must not make it the stored name.
    if cleaned_name == _get_shown_name(session, who, row):
        cleaned_name = row.name
    _check_name_free(session, who, cleaned_name, except_id=story_id)
    row.name, row.telling = cleaned_name, cleaned_telling
    save_row(session, who, row)


def move_story(session: Session, who: Who, story_id: str, position: int) -> None:
    """Move a story to this place in the list, counted from 0; a second time changes nothing."""
    lock_collaboration(session, who, Act.LOG)
    _save_position(session, who, _get_changeable_story(session, who, story_id), position)


def remove_story(session: Session, who: Who, story_id: str) -> RemovedStory:
    """Remove a story, by its maker or who may judge, and return what `restore_story` needs. The observations stay."""
    lock_collaboration(session, who, Act.LOG)
    row = _get_changeable_story(session, who, story_id)
    path = _read_paths(session, [row.id])[row.id]
    named_after_ids = find_name_sources(session, row.name, path)
    shown_name = _get_shown_name(session, who, row)
    removed = RemovedStory(
        row.id, row.name, row.telling, path, row.position, row.created_by, named_after_ids, shown_name
    )
    session.execute(delete(tables.Story).where(tables.Story.id == row.id))
    session.expunge(row)
    bump_data_version(session, who)
    return removed


def rename_before_erasure(session: Session, who: Who, observation_ids: Collection[str], today: date) -> None:
    """Rename the stories whose name is the sentence of one of these observations, which are about to be erased.

    Names are proposed from a sentence, so the name alone would keep what was erased.
    """
    story, step = tables.Story, tables.StoryStep
    story_ids = select(step.story_id).where(step.observation_id.in_(observation_ids))
    for row in session.scalars(select(story).where(story.id.in_(story_ids))).all():
        if not is_named_after(session, row.name, observation_ids):
            continue
        path = [
            point for point in _read_paths(session, [row.id])[row.id] if point.observation_id not in observation_ids
        ]
        row.name, row.version = propose_free_name(session, who, path, today), row.version + 1
        session.flush()


def restore_story(session: Session, who: Who, removed: RemovedStory, *, token: str) -> str:
    """Restore a story that was removed, at its place and with its maker; what was erased since is a gap.

    A name that was an erased sentence is replaced. Raise Invalid when another story has its name by now.
    """
    lock_collaboration(session, who, Act.LOG)
    check_may_change(session, who, removed.maker_id)

    def insert_restored_story() -> str:
        subjects = _read_subjects(session, who, set(removed.path))
        path = tuple(point if point in subjects else StoryPoint() for point in removed.path)
        maker_id = session.scalar(select(tables.Person.id).where(tables.Person.id == removed.maker_id))
        name_is_erased = any(StoryPoint(observation_id) not in subjects for observation_id in removed.named_after_ids)
        name = propose_free_name(session, who, path, get_utc_now().date()) if name_is_erased else removed.name
        _check_name_free(session, who, name)
        return _insert_story(session, who, replace(removed, name=name, path=path, maker_id=maker_id))

    return run_once(session, token, insert_restored_story)


def _get_changeable_story(session: Session, who: Who, story_id: str) -> tables.Story:
    row = get_own_row(session, who, tables.Story, story_id)
    check_may_change(session, who, row.created_by)
    return row
