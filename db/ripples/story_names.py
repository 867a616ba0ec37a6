"""Names of stories: a name that was proposed from a sentence is replaced or hidden when that sentence is."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from itertools import chain, count

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import tables
from db.counting import is_counting
from impact.model import HIDDEN_STATES, Who
from impact.ripples.stories import StoryPath, StoryPoint, propose_name

# What `propose_free_name` adds to a name that was taken already.
NUMBER_SUFFIX = re.compile(r" \(\d+\)$")


def list_past_sentences(session: Session, observation_ids: Collection[str]) -> set[str]:
    """Return every sentence these observations hold, or held before a change."""
    observation, change = tables.Observation, tables.Change
    current_sentences = session.scalars(select(observation.what).where(observation.id.in_(observation_ids)))
    earlier_values = session.scalars(select(change.before).where(change.observation_id.in_(observation_ids)))
    return {*current_sentences, *(values["what"] for values in earlier_values if "what" in values)}


def is_named_after(session: Session, name: str, observation_ids: Collection[str]) -> bool:
    """Return whether this name was made from a sentence that one of these observations holds or held before."""
    names = {propose_name(what) for what in list_past_sentences(session, observation_ids)}
    return name in names or NUMBER_SUFFIX.sub("", name) in names


def find_name_sources(session: Session, name: str, path: StoryPath) -> tuple[str, ...]:
    """Return the ids of the observations in this path whose sentence, now or before, is this name."""
    ids = (point.observation_id for point in path if point.observation_id)
    return tuple(id_ for id_ in ids if is_named_after(session, name, [id_]))


def propose_free_name(
    session: Session, who: Who, path: Iterable[StoryPoint], today: date, more_taken_names: Collection[str] = ()
) -> str:
    """Return a name made from the last sentence left in this path, or else the day; with a number when it is taken."""
    story, observation = tables.Story, tables.Observation
    remaining_ids = [point.observation_id for point in path]
    sentence_by_id = dict(
        session.execute(
            select(observation.id, observation.what).where(observation.id.in_(remaining_ids), is_counting())
        ).all()
    )
    name = next(
        (propose_name(sentence_by_id[id_]) for id_ in reversed(remaining_ids) if id_ in sentence_by_id),
        today.isoformat(),
    )
    taken_names = set(session.scalars(select(story.name).where(story.collaboration_id == who.collaboration_id)))
    taken_names.update(more_taken_names)
    return next(
        candidate
        for candidate in chain([name], (f"{name} ({number})" for number in count(2)))
        if candidate not in taken_names
    )


def get_shown_names(
    session: Session, who: Who, rows: Sequence[tables.Story], paths: Mapping[str, StoryPath]
) -> dict[str, str]:
    """Return by id the name to show for each of these stories: another one while its own says what is hidden.

    The stored name stays: when the observation comes out of the bin, the story is called as before.
    """
    observation, step = tables.Observation, tables.StoryStep
    observation_ids = select(step.observation_id).where(step.story_id.in_(paths))
    hidden_ids = set(
        session.scalars(
            select(observation.id).where(observation.id.in_(observation_ids), observation.state.in_(HIDDEN_STATES))
        )
    )
    names = {row.id: row.name for row in rows}
    for row in rows:
        hidden_in_path = {point.observation_id for point in paths[row.id] if point.observation_id in hidden_ids}
        if hidden_in_path and is_named_after(session, row.name, {point for point in hidden_in_path if point}):
            remaining_points = [point for point in paths[row.id] if point.observation_id not in hidden_in_path]
            names[row.id] = propose_free_name(session, who, remaining_points, row.created_at.date(), names.values())
    return names
