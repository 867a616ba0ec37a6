"""The page of one story: its steps with evidence and doubts, its name and telling, and its card and text as files."""

import streamlit as st

from db.ripples import stories
from impact.charts.story_card import draw_story_card
from impact.errors import ChangedMeanwhile
from impact.model import Who
from impact.ripples.stories import StoryDetails
from impact.ripples.story_text import StoryCard, summarise_doubts, write_story_text
from pages.stories.story_list import REMOVED_STORY_KEY
from pages.ui import story_form
from pages.ui.address import STORY_PARAMETER, build_query
from pages.ui.database import write_session
from pages.ui.download import show_download
from pages.ui.figures import show_figure
from pages.ui.language import escape_lines, escape_markdown, get_language, t, today
from pages.ui.messages import show_errors
from pages.ui.saving import finish_saving, saving
from pages.ui.still_discs import is_dark_theme
from pages.ui.story_display import StoryOverview, get_story_overview, show_line_up_link, show_story_in_full
from pages.ui.visitor import get_current_collaboration


def show_story_page(who: Who, story_id: str) -> None:
    """Show the story with this id, or say that it no longer exists."""
    st.page_link(
        "pages/stories/screen.py",
        label=t("story.back"),
        icon=":material/arrow_back:",
        query_params=build_query(who),
    )
    overview = get_story_overview(who)
    story = next((story for story in overview.stories if story.id == story_id), None)
    if story is None:
        st.title(t("screen.stories"))
        st.info(t("story.not_there"))
        return
    st.title(escape_markdown(story.name))
    if story.telling:
        st.markdown(escape_lines(story.telling))
    show_line_up_link(who, story.steps)
    st.header(t("story.chain"))
    show_story_in_full(who, story.steps, overview.rings)
    st.info(escape_markdown(summarise_doubts(story.steps, get_language())), icon=":material/help:")
    _show_story_card(who, story, overview)
    if story.can_change:
        _show_retell_form(who, story)
        _show_remove_story_button(who, story)


def _show_story_card(who: Who, story: StoryDetails, overview: StoryOverview) -> None:
    """Show the picture of the story for a slide or a newsletter, and the same as text."""
    st.header(t("story.card"))
    st.caption(t("story.card_text"))
    background = st.segmented_control(
        t("story.ground"),
        ["light", "dark"],
        default="dark" if is_dark_theme() else "light",
        required=True,
        format_func=lambda option: t(f"menu.theme.{option}"),
        key="story_ground",
    )
    card = StoryCard(story.name, story.telling, get_current_collaboration(who).name, today(), get_language())
    show_figure(draw_story_card(story.steps, overview.rings, card, dark=background == "dark"), t("story.file"))
    text = write_story_text(story.steps, overview.rings, card)
    with st.expander(t("story.text"), icon=":material/notes:", key="story_text"):
        st.code(text, language=None, wrap_lines=True)
        show_download(t("story.text_download"), lambda: text, f"{t('story.file')}.txt", key="story_txt")


def _show_retell_form(who: Who, story: StoryDetails) -> None:
    """Ask for another name and telling, and save them unless somebody else changed the story meanwhile."""
    key = f"story_retell_{story.id}"
    with st.expander(t("story.retell"), icon=":material/edit:", key=f"{key}_box"):
        version = st.session_state.setdefault(f"{key}_version", story.version)
        typed_texts = story_form.ask_story_texts(story.name, story.telling, key)
        if not st.button(t("common.save"), type="primary", key=f"{key}_save"):
            return
        with show_errors():
            try:
                with saving(who, typed_texts, key, "story") as session:
                    stories.change_story(session, who, story.id, *typed_texts, version=version)
            except ChangedMeanwhile:
                st.session_state[f"{key}_version"] = story.version
                raise
            finish_saving("story.retold", state_keys=[f"{key}_{name}" for name in ("name", "telling", "version")])


def _show_remove_story_button(who: Who, story: StoryDetails) -> None:
    if st.button(t("story.remove"), icon=":material/delete:", type="tertiary", key=f"story_remove_{story.id}"):
        with show_errors():
            with write_session() as session:
                st.session_state[REMOVED_STORY_KEY] = stories.remove_story(session, who, story.id)
            del st.query_params[STORY_PARAMETER]
            finish_saving("story.removed")
