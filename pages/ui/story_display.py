"""Stories as every screen shows them: the saved and the proposed ones, computed once per data version, and steps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from db import desired
from db.ripples import stories
from impact.model import Ring, Who
from impact.ripples import story_text
from impact.ripples.stories import (
    StepDetails,
    StoryDetails,
    StoryPath,
    find_reading_line,
    is_same_path,
    suggest_paths,
)
from pages.ui import evidence_list, ripple_chains
from pages.ui.address import build_discs_query
from pages.ui.cached import cached
from pages.ui.database import read_session
from pages.ui.language import escape_lines, escape_markdown, get_language, t
from pages.ui.logbook_link import show_observation_link

# For all readers together.
MAX_CACHED_OVERVIEWS = 32


@dataclass(frozen=True)
class StoryOverview:
    """The stories in their order, the proposed paths that are no story yet with their steps, and all rings."""

    stories: tuple[StoryDetails, ...]
    proposals: tuple[tuple[StoryPath, tuple[StepDetails, ...]], ...]
    rings: tuple[Ring, ...]


@cached(MAX_CACHED_OVERVIEWS, also_by=[get_language], per_person=True)
def get_story_overview(who: Who) -> StoryOverview:
    """Return the stories of this collaboration as this person may read and change them."""
    paths = suggest_paths(ripple_chains.get_chain_nodes(who), ripple_chains.get_counting_ripples(who))
    with read_session() as session:
        saved_stories = stories.list_stories(session, who)
        new_paths = [path for path in paths if not any(is_same_path(path, story.path) for story in saved_stories)]
        proposals = tuple(zip(new_paths, stories.describe_paths(session, who, new_paths), strict=True))
        return StoryOverview(saved_stories, proposals, desired.list_rings(session, who, t("model.unexpected")))


@cached(MAX_CACHED_OVERVIEWS)
def get_story_paths(who: Who) -> Mapping[str, tuple[str, StoryPath]]:
    """Return the name and the path of every story by its id, in their order; quick, for the discs."""
    with read_session() as session:
        return stories.list_story_paths(session, who)


@cached(MAX_CACHED_OVERVIEWS)
def get_story_steps(who: Who, path: StoryPath) -> tuple[StepDetails, ...]:
    """Return the steps of this path with their observations, ripples and doubts."""
    with read_session() as session:
        return stories.describe_paths(session, who, [path])[0]


def show_story_in_short(steps: Sequence[StepDetails], rings: Sequence[Ring]) -> None:
    """Show the sentences of a story one below the other, with the ripple between each pair."""
    paragraphs = []
    for number, step in enumerate(steps):
        if number:
            paragraphs.append(f":small[**↓ {escape_markdown(story_text.describe_step_ripple(step, get_language()))}**]")
        place = escape_markdown(story_text.describe_step_place(step, rings, get_language()))
        paragraphs.append(
            f"{escape_markdown(story_text.get_step_sentence(step, get_language()))} :small[:gray[{place}]]"
        )
    st.markdown("\n\n".join(paragraphs))


def show_story_in_full(who: Who, steps: Sequence[StepDetails], rings: Sequence[Ring]) -> None:
    """Show every step with its evidence and doubts, the ripple before it with its reason, and a link to the logbook."""
    for number, step in enumerate(steps):
        if number:
            _show_way_between_steps(step)
        with st.container(border=True, gap="xsmall", key=f"story_step_{number}"):
            _show_story_step(who, step, rings)


def _show_way_between_steps(step: StepDetails) -> None:
    way_text = story_text.describe_step_ripple(step, get_language())
    st.markdown(f":material/arrow_downward: **{escape_markdown(way_text)}**" if way_text else ":material/more_vert:")
    if step.ripple and step.ripple.why:
        st.caption(escape_lines(step.ripple.why))


def _show_story_step(who: Who, step: StepDetails, rings: Sequence[Ring]) -> None:
    place = story_text.describe_step_place(step, rings, get_language())
    order_texts = [] if step.order is None else [t("common.order", order=step.order)]
    st.markdown(f"**{escape_markdown(story_text.get_step_sentence(step, get_language()))}**")
    if place:
        st.caption(" · ".join([escape_markdown(place), *order_texts]))
    if step.doubts:
        st.markdown(f":small[:material/help: {escape_markdown(story_text.describe_step_doubts(step, get_language()))}]")
    if observation := step.observation:
        evidence_list.show_evidence(who, observation, small=True)
        show_observation_link(who, observation.id, t("story.to_log"), ":material/menu_book:")


def show_line_up_link(who: Who, steps: Sequence[StepDetails]) -> None:
    """Show a link to the discs with this story on the reading line, in the month of its last step."""
    themes, month = find_reading_line(steps)
    if month is None:
        return
    address = build_discs_query(who, themes.values(), month)
    st.page_link("pages/discs/screen.py", label=t("story.lined_up"), icon=":material/album:", query_params=address)
