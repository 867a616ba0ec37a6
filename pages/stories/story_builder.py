"""Building a story by hand: begin at an observation and follow its ripples, step by step, forwards or backwards."""

from collections.abc import Mapping, Sequence

import streamlit as st

from db import collaborations
from db.ripples import links
from impact.access import Act
from impact.model import Ripple, Who
from impact.ripples.stories import MAX_STORY_STEPS, MIN_STORY_STEPS, StoryPath, StoryPoint, propose_name
from pages.ui import observation_search, ripple_chains, story_form
from pages.ui.database import read_session
from pages.ui.language import t
from pages.ui.messages import show_errors
from pages.ui.story_display import StoryOverview, get_story_steps, show_story_in_short
from pages.ui.visitor import may

PATH_KEY = "story_path"
# With more a select is slow to read, and the reader may search by words first.
MAX_OFFERED_OBSERVATIONS = 200


def show_story_builder(who: Who, overview: StoryOverview) -> None:
    """Show the path so far, the steps that can be added before or after it, and the form to save it as a story."""
    if not may(who, Act.LOG):
        return
    box = st.expander(t("story.make"), icon=":material/route:", key="story_make", on_change="rerun")
    if box.open:
        with box, show_errors():
            _show_built_path(who, overview)


def _show_built_path(who: Who, overview: StoryOverview) -> None:
    st.caption(t("story.make_text"))
    ripples = ripple_chains.get_counting_ripples(who)
    path: StoryPath = st.session_state.get(PATH_KEY, ())
    if not path:
        _choose_first_observation(who, overview)
        return
    steps = get_story_steps(who, path)
    show_story_in_short(steps, overview.rings)
    if len(path) < MAX_STORY_STEPS:
        _show_next_points(who, path, ripples)
    else:
        st.caption(t("story.make_full", most=MAX_STORY_STEPS))
    with st.container(horizontal=True, vertical_alignment="center"):
        if len(path) >= MIN_STORY_STEPS:
            key = f"{story_form.build_story_key(path)}_made"
            story_form.show_save_story(who, path, propose_name(steps[-1].sentence), key, state_keys=[PATH_KEY])
        if len(path) > 1:
            st.button(
                t("story.make_back"),
                on_click=_set_built_path,
                args=(path[:-1],),
                icon=":material/undo:",
                key="story_less",
            )
        st.button(
            t("story.make_again"),
            on_click=_set_built_path,
            args=((),),
            icon=":material/restart_alt:",
            key="story_again",
        )


def _set_built_path(path: StoryPath) -> None:
    st.session_state[PATH_KEY] = path


def _choose_first_observation(who: Who, overview: StoryOverview) -> None:
    """Ask for the observation to begin at, among the linked ones; with many of them, offer a search by words."""
    node_by_id = ripple_chains.get_chain_nodes(who)
    if not node_by_id:
        st.info(t("story.make_none"))
        return
    newest_ids = sorted(
        node_by_id, key=lambda observation_id: (node_by_id[observation_id].seen_on, observation_id), reverse=True
    )[:MAX_OFFERED_OBSERVATIONS]
    if len(node_by_id) > MAX_OFFERED_OBSERVATIONS and (
        words := st.text_input(t("common.find_observation"), key="story_search")
    ):
        observation_search.search_observations(
            who,
            words,
            node_by_id,
            overview.rings,
            "story_hit",
            lambda observation_id: _set_built_path((StoryPoint(observation_id),)),
        )
        return
    with read_session() as session:
        sentence_by_id = links.list_sentences(session, who, newest_ids)
    _choose_point(
        t("story.make_start"),
        {
            StoryPoint(observation_id): sentence_by_id[observation_id]
            for observation_id in newest_ids
            if observation_id in sentence_by_id
        },
        (),
        "start",
    )


def _show_next_points(who: Who, path: StoryPath, ripples: Sequence[Ripple]) -> None:
    """Ask for a step before the first or after the last one; a step that is in the path is not offered again."""
    first_id, last_id = path[0].observation_id, path[-1].observation_id
    points_before = [
        StoryPoint(ripple.cause_observation_id, ripple.cause_activity_id)
        for ripple in ripples
        if ripple.effect_id == first_id
    ]
    points_after = [
        StoryPoint(ripple.effect_id) for ripple in ripples if last_id and ripple.cause_observation_id == last_id
    ]
    sentence_by_point = _load_point_texts(
        who, [point for point in (*points_before, *points_after) if point not in path]
    )
    if first_id and (
        causes := {point: sentence_by_point[point] for point in points_before if point in sentence_by_point}
    ):
        _choose_point(t("story.make_before"), causes, path, "before")
    if effects := {point: sentence_by_point[point] for point in points_after if point in sentence_by_point}:
        _choose_point(t("story.make_after"), effects, path, "after")
    else:
        st.caption(t("story.make_end"))


def _load_point_texts(who: Who, points: Sequence[StoryPoint]) -> dict[StoryPoint, str]:
    with read_session() as session:
        sentence_by_id = links.list_sentences(
            session, who, [point.observation_id for point in points if point.observation_id]
        )
        name_by_activity = {activity.id: activity.name for activity in collaborations.list_activities(session, who)}
    text_by_point = {
        point: sentence_by_id.get(point.observation_id or "") or name_by_activity.get(point.activity_id or "")
        for point in points
    }
    return {point: text for point, text in text_by_point.items() if text}


def _choose_point(label: str, text_by_point: Mapping[StoryPoint, str], path: StoryPath, side: str) -> None:
    """Ask for one of these steps; choosing it adds it on this side of the path, "before" or "after"."""
    # The key changes with the path, so that the select is empty again after each step.
    key = f"story_{side}_{len(path)}_{path[0] if path else ''}_{path[-1] if path else ''}"
    points = list(text_by_point)
    st.selectbox(
        label,
        range(len(points)),
        index=None,
        format_func=lambda number: text_by_point[points[number]],
        placeholder=t("story.make_choose"),
        on_change=lambda: _add_point(path, points, st.session_state.get(key), side),
        key=key,
    )


def _add_point(path: StoryPath, points: Sequence[StoryPoint], number: int | None, side: str) -> None:
    if number is not None:
        _set_built_path((points[number], *path) if side == "before" else (*path, points[number]))
