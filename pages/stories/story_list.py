"""The saved stories in their order, the proposed ones, and the card for a story that was just removed."""

import streamlit as st

from db.ripples import stories
from db.ripples.stories import RemovedStory
from impact.access import Act
from impact.model import Who
from impact.ripples.stories import StoryDetails, count_doubts, propose_name
from pages.ui import story_form
from pages.ui.address import STORY_PARAMETER, build_query
from pages.ui.database import write_session
from pages.ui.form_token import get_form_token
from pages.ui.language import escape_markdown, t, tn
from pages.ui.messages import show_errors
from pages.ui.move_buttons import show_move_buttons
from pages.ui.saving import finish_saving
from pages.ui.story_display import StoryOverview, show_line_up_link, show_story_in_short
from pages.ui.undo_card import show_undo_card
from pages.ui.visitor import may

REMOVED_STORY_KEY = "story_removed"


def show_removed_story(who: Who) -> None:
    """Offer to put back the story that was just removed."""
    removed_story: RemovedStory | None = st.session_state.get(REMOVED_STORY_KEY)
    if removed_story is None:
        return
    text = t("story.gone_named", name=escape_markdown(removed_story.shown_name))
    with show_undo_card(text, t("common.restore"), "story_gone", "story_put_back") as is_undoing:
        if is_undoing:
            with show_errors():
                with write_session() as session:
                    stories.restore_story(
                        session, who, removed_story, token=get_form_token(f"story_{removed_story.id}")
                    )
                token_name = f"story_{removed_story.id}"
                finish_saving("story.is_back", token_name=token_name, state_keys=[REMOVED_STORY_KEY])


def show_story_list(who: Who, overview: StoryOverview) -> None:
    """Show every story with links to its page and to the discs, and buttons to move it up or down."""
    if not overview.stories and not overview.proposals:
        _show_no_stories(who)
    elif not overview.stories:
        st.info(t("story.kept_none"), icon=":material/help:")
    for number, story in enumerate(overview.stories):
        with st.container(border=True, gap="xsmall", key=f"story_{story.id}"):
            st.header(escape_markdown(story.name))
            _show_story_rings(overview, story)
            with st.container(horizontal=True, vertical_alignment="center"):
                st.page_link(
                    "pages/stories/screen.py",
                    label=t("story.read"),
                    icon=":material/auto_stories:",
                    query_params=build_query(who, (STORY_PARAMETER, story.id)),
                )
                show_line_up_link(who, story.steps)
                if story.can_change:
                    _show_story_move_buttons(who, story, number, len(overview.stories))


def _show_no_stories(who: Who) -> None:
    may_log = may(who, Act.LOG)
    st.info(t("story.empty" if may_log else "story.empty_viewer"), icon=":material/help:")
    if may_log:
        with st.container(horizontal=True):
            st.page_link("pages/observation/screen.py", label=t("common.log_observation"), icon=":material/edit_note:")
            st.page_link("pages/logbook/screen.py", label=t("story.to_logbook"), icon=":material/add_link:")


def _show_story_rings(overview: StoryOverview, story: StoryDetails) -> None:
    name_by_ring = {ring.id: ring.name for ring in overview.rings}
    ring_names = dict.fromkeys(name_by_ring[step.observation.ring_id] for step in story.steps if step.observation)
    parts = [tn("story.steps", len(story.steps)), " → ".join(map(escape_markdown, ring_names))]
    if doubt_count := sum(count_doubts(story.steps).values()):
        parts.append(tn("story.doubted", doubt_count))
    st.caption(" · ".join(part for part in parts if part))


def _show_story_move_buttons(who: Who, story: StoryDetails, place: int, count: int) -> None:
    show_move_buttons(
        (t("common.up"), t("common.down")),
        place,
        count,
        f"story_move_{{steps}}_{story.id}",
        lambda session, steps: stories.move_story(session, who, story.id, place + steps),
        "tertiary",
    )


def show_proposed_stories(who: Who, overview: StoryOverview) -> None:
    """Show the strongest chains that are no saved story yet, each in short with a form to save it."""
    if not overview.proposals:
        if overview.stories:
            st.caption(t("story.suggested_none"))
        return
    st.header(t("story.suggested"))
    st.caption(t("story.suggested_text"))
    for path, steps in overview.proposals:
        key = story_form.build_story_key(path)
        with st.container(border=True, key=f"{key}_proposed"):
            show_story_in_short(steps, overview.rings)
            with st.container(horizontal=True, vertical_alignment="center"):
                show_line_up_link(who, steps)
                story_form.show_save_story(who, path, propose_name(steps[-1].sentence), key)
