"""Making a story by hand: begin at an observation and follow its ripples, step by step, forwards or back."""

from collections.abc import Mapping, Sequence

import streamlit as st

from db import collaborations, graph
from impact.access import Act
from impact.model import Ripple, Who
from impact.stories import FEWEST_STEPS, MOST_STEPS, Path, Point, proposed_name
from pages.see import _story_keep
from pages.see._story_told import Shelf, in_short
from pages.see._story_told import steps as told
from pages.ui import chains, hits, view
from pages.ui.database import look
from pages.ui.here import may
from pages.ui.language import t
from pages.ui.tell import catching

PATH = "story_path"
OFFERED = 200


def make(who: Who, found: Shelf) -> None:
    """The path so far, what can be put before or behind it, and keeping it."""
    if not may(who, Act.LOG):
        return
    box = st.expander(t("story.make"), icon=":material/route:", key="story_make", on_change="rerun")
    if box.open:
        with box, catching():
            _make(who, found)


def _make(who: Who, found: Shelf) -> None:
    st.caption(t("story.make_text"))
    ripples = chains.every(who, view.opened(who))
    path: Path = st.session_state.get(PATH, ())
    if not path:
        _begin(who, found)
        return
    steps = told(who, path)
    in_short(steps, found.rings)
    if len(path) < MOST_STEPS:
        _further(who, path, ripples)
    else:
        st.caption(t("story.make_full", most=MOST_STEPS))
    with st.container(horizontal=True, vertical_alignment="center"):
        if len(path) >= FEWEST_STEPS:
            _keep(who, path, proposed_name(steps[-1].sentence))
        if len(path) > 1:
            st.button(t("story.make_back"), on_click=_set, args=(path[:-1],), icon=":material/undo:", key="story_less")
        st.button(t("story.make_again"), on_click=_set, args=((),), icon=":material/restart_alt:", key="story_again")


def _keep(who: Who, path: Path, name: str) -> None:
    if _story_keep.keep(who, path, name, f"{_story_keep.key_of(path)}_made"):
        _set(())
        st.rerun()


def _set(path: Path) -> None:
    st.session_state[PATH] = path


def _begin(who: Who, shelf: Shelf) -> None:
    """Choose the observation to begin at, among those that are linked; with many of them, search first."""
    linked = chains.nodes(who, view.opened(who))
    if not linked:
        st.info(t("story.make_none"))
        return
    newest = sorted(linked, key=lambda one: (linked[one].seen_on, one), reverse=True)[:OFFERED]
    if len(linked) > OFFERED and (words := st.text_input(t("story.make_search"), key="story_search")):
        hits.search_observations(who, words, linked, shelf.rings, "story_hit", lambda one: _set((Point(one),)))
        return
    with look() as session:
        said = graph.sentences(session, who, newest)
    _choose(t("story.make_start"), {Point(one): said[one] for one in newest if one in said}, (), "start")


def _further(who: Who, path: Path, ripples: Sequence[Ripple]) -> None:
    """What can be put before the first step, and behind the last one; a step stands in a story once."""
    first, last = path[0].observation_id, path[-1].observation_id
    before = [Point(one.cause_observation_id, one.cause_activity_id) for one in ripples if one.effect_id == first]
    after = [Point(one.effect_id) for one in ripples if last and one.cause_observation_id == last]
    named = _named(who, [point for point in (*before, *after) if point not in path])
    if first and (causes := {point: named[point] for point in before if point in named}):
        _choose(t("story.make_before"), causes, path, "before")
    if effects := {point: named[point] for point in after if point in named}:
        _choose(t("story.make_after"), effects, path, "after")
    else:
        st.caption(t("story.make_end"))


def _named(who: Who, points: Sequence[Point]) -> dict[Point, str]:
    with look() as session:
        said = graph.sentences(session, who, [point.observation_id for point in points if point.observation_id])
        stones = {one.id: one.name for one in collaborations.activities(session, who)}
    words = {point: said.get(point.observation_id or "") or stones.get(point.activity_id or "") for point in points}
    return {point: told for point, told in words.items() if told}


def _choose(label: str, offered: Mapping[Point, str], path: Path, side: str) -> None:
    """A list to choose the next step from; choosing puts it in its place."""
    key = f"story_{side}_{len(path)}_{path[0] if path else ''}_{path[-1] if path else ''}"
    keys = list(offered)
    st.selectbox(
        label,
        range(len(keys)),
        index=None,
        format_func=lambda number: offered[keys[number]],
        placeholder=t("story.make_choose"),
        on_change=lambda: _put(path, keys, st.session_state.get(key), side),
        key=key,
    )


def _put(path: Path, offered: Sequence[Point], chosen: int | None, side: str) -> None:
    if chosen is not None:
        _set((offered[chosen], *path) if side == "before" else (*path, offered[chosen]))
