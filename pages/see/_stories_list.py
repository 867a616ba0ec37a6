"""The stories in their order, those that are proposed, and the one that was just taken away."""

import streamlit as st

from db import stories
from db.stories import Removed
from impact.access import Act
from impact.model import Who
from impact.stories import Story, doubts, proposed_name
from pages.see import _story_keep
from pages.see._story_told import Shelf, in_short, to_discs
from pages.ui.database import act
from pages.ui.here import may
from pages.ui.language import plain, t, tn
from pages.ui.tell import catching, tell_after
from pages.ui.token import spent, token

GONE = "story_removed"
OPEN = "story"


def gone(who: Who) -> None:
    """The story that was just taken away can be put back."""
    removed: Removed | None = st.session_state.get(GONE)
    if removed is None:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="story_gone"):
        st.markdown(t("story.gone_named", name=plain(removed.shown)))
        if st.button(t("story.put_back"), icon=":material/undo:", key="story_put_back"):
            with catching():
                with act() as session:
                    stories.put_back(session, who, removed, token=token(f"story_{removed.id}"))
                spent(f"story_{removed.id}")
                del st.session_state[GONE]
                tell_after("story.is_back")
                st.rerun()


def kept(who: Who, found: Shelf) -> None:
    """Every story with the way to it, to the discs, and to another place in the list."""
    if not found.stories and not found.proposed:
        _empty(who)
    elif not found.stories:
        st.info(t("story.kept_none"), icon=":material/help:")
    for number, one in enumerate(found.stories):
        with st.container(border=True, gap="xsmall", key=f"story_{one.id}"):
            st.header(plain(one.name))
            _rings(found, one)
            with st.container(horizontal=True, vertical_alignment="center"):
                st.page_link(
                    "pages/see/stories.py",
                    label=t("story.read"),
                    icon=":material/auto_stories:",
                    query_params={"c": who.collaboration_id, OPEN: one.id},
                )
                to_discs(who, one.steps)
                if one.changeable:
                    _move(who, one, "up", number - 1, number == 0)
                    _move(who, one, "down", number + 1, number == len(found.stories) - 1)


def _empty(who: Who) -> None:
    logs = may(who, Act.LOG)
    st.info(t("story.empty" if logs else "story.empty_viewer"), icon=":material/help:")
    if logs:
        with st.container(horizontal=True):
            st.page_link("pages/log/observation.py", label=t("home.log"), icon=":material/edit_note:")
            st.page_link("pages/log/logbook.py", label=t("story.to_logbook"), icon=":material/add_link:")


def _rings(found: Shelf, one: Story) -> None:
    named = {ring.id: ring.name for ring in found.rings}
    rings = dict.fromkeys(named[step.observation.ring_id] for step in one.steps if step.observation)
    parts = [tn("story.steps", len(one.steps)), " → ".join(map(plain, rings))]
    if n := sum(doubts(one.steps).values()):
        parts.append(tn("story.doubted", n))
    st.caption(" · ".join(part for part in parts if part))


def _move(who: Who, one: Story, way: str, at: int, at_the_end: bool) -> None:
    icon = {"up": ":material/arrow_upward:", "down": ":material/arrow_downward:"}[way]
    label = t(f"story.{way}")
    if st.button(label, icon=icon, type="tertiary", disabled=at_the_end, key=f"story_{way}_{one.id}_{at}"):
        with catching():
            with act() as session:
                stories.place(session, who, one.id, at)
            st.rerun()


def proposed(who: Who, found: Shelf) -> None:
    """The strongest chains that are not kept yet, told in short, each ready to be kept."""
    if not found.proposed:
        if found.stories:
            st.caption(t("story.suggested_none"))
        return
    st.header(t("story.suggested"))
    st.caption(t("story.suggested_text"))
    for path, steps in found.proposed:
        key = _story_keep.key_of(path)
        with st.container(border=True, key=f"{key}_proposed"):
            in_short(steps, found.rings)
            with st.container(horizontal=True, vertical_alignment="center"):
                to_discs(who, steps)
                if _story_keep.keep(who, path, proposed_name(steps[-1].sentence), key):
                    st.rerun()
