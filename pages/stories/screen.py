"""The screen with the stories: saved ones, proposals from the strongest chains, making one, and the ripple graph."""

import streamlit as st

from pages.stories import ripple_graph, story_builder, story_list, story_page
from pages.ui.address import STORY_PARAMETER
from pages.ui.language import escape_markdown, t
from pages.ui.story_display import get_story_overview
from pages.ui.visitor import get_current_collaboration, require_access

who = require_access()
if story_id := st.query_params.get(STORY_PARAMETER):
    story_page.show_story_page(who, story_id)
    st.stop()

st.title(t("screen.stories"))
st.caption(t("story.lead", name=escape_markdown(get_current_collaboration(who).name)))
overview = get_story_overview(who)
story_list.show_removed_story(who)
story_list.show_story_list(who, overview)
story_list.show_proposed_stories(who, overview)
story_builder.show_story_builder(who, overview)
ripple_graph.show_ripple_graph(who)
