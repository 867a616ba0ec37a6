"""One story: its steps with evidence and doubts, its name and telling, and the card and the text to take along."""

import streamlit as st

from db import stories
from impact.charts.story import story_card
from impact.errors import ChangedMeanwhile
from impact.model import Who
from impact.stories import Story
from impact.story_words import Card, as_text, doubt_line
from pages.see import _story_keep
from pages.see._stories_list import GONE, OPEN
from pages.see._story_told import Shelf, in_full, shelf, to_discs
from pages.ui import privacy
from pages.ui.database import act
from pages.ui.here import opened
from pages.ui.language import language, lines, plain, t, today
from pages.ui.show import show as show_figure
from pages.ui.stills import dark
from pages.ui.tell import catching, tell_after


def show(who: Who, story_id: str) -> None:
    """The story with this id, or that it is not there any more."""
    st.page_link(
        "pages/see/stories.py",
        label=t("story.back"),
        icon=":material/arrow_back:",
        query_params={"c": who.collaboration_id},
    )
    found = shelf(who)
    one = next((one for one in found.stories if one.id == story_id), None)
    if one is None:
        st.title(t("story.title"))
        st.info(t("story.not_there"))
        return
    st.title(plain(one.name))
    if one.telling:
        st.markdown(lines(one.telling))
    to_discs(who, one.steps)
    st.header(t("story.chain"))
    in_full(who, one.steps, found.rings)
    st.info(plain(doubt_line(one.steps, language())), icon=":material/help:")
    _card(one, found)
    if one.changeable:
        _retell(who, one)
        _remove(who, one)


def _card(one: Story, found: Shelf) -> None:
    """The picture for a slide or a newsletter, and the same as text."""
    st.header(t("story.card"))
    st.caption(t("story.card_text"))
    ground = st.segmented_control(
        t("story.ground"),
        ["light", "dark"],
        default="dark" if dark() else "light",
        required=True,
        format_func=lambda one: t(f"story.ground.{one}"),
        key="story_ground",
    )
    card = Card(one.name, one.telling, opened().name, today(), language())
    show_figure(story_card(one.steps, found.rings, card, dark=ground == "dark"), t("story.file"))
    text = as_text(one.steps, found.rings, card)
    with st.expander(t("story.text"), icon=":material/notes:", key="story_text"):
        st.code(text, language=None, wrap_lines=True)
        st.download_button(
            t("story.text_download"),
            text,
            file_name=f"{t('story.file')}.txt",
            mime="text/plain; charset=utf-8",
            on_click="ignore",
            icon=":material/download:",
            key="story_txt",
        )


def _retell(who: Who, one: Story) -> None:
    """Another name and telling; what somebody else saved meanwhile is not overwritten unseen."""
    key = f"story_retell_{one.id}"
    with st.expander(t("story.retell"), icon=":material/edit:", key=f"{key}_box"):
        begun = st.session_state.setdefault(f"{key}_version", one.version)
        said = _story_keep.fields(one.name, one.telling, key)
        if not st.button(t("story.retell_save"), type="primary", key=f"{key}_save"):
            return
        with catching():
            if not privacy.ready(said, key):
                return
            try:
                _save(who, one, said, begun, key)
            except ChangedMeanwhile:
                st.session_state[f"{key}_version"] = one.version
                raise
            for name in ("name", "telling", "version"):
                st.session_state.pop(f"{key}_{name}", None)
            tell_after("story.retold")
            st.rerun()


def _save(who: Who, one: Story, said: tuple[str, str], version: int, key: str) -> None:
    with act() as session:
        stories.retell(session, who, one.id, *said, version=version)
        privacy.settle(session, who, said, key, "story")


def _remove(who: Who, one: Story) -> None:
    if st.button(t("story.remove"), icon=":material/delete:", type="tertiary", key=f"story_remove_{one.id}"):
        with catching():
            with act() as session:
                st.session_state[GONE] = stories.remove(session, who, one.id)
            tell_after("story.removed")
            del st.query_params[OPEN]
            st.rerun()
