"""Stories: what led to what; kept, proposed from the strongest chains, made by hand, and the graph they run through."""

import streamlit as st

from pages.see import _ripple_graph, _stories_list, _stories_make, _stories_one
from pages.see._stories_list import STORY_PARAMETER
from pages.see._story_told import get_story_overview
from pages.ui.here import get_open_collaboration, require_access
from pages.ui.language import escape_markdown, t

who = require_access()
if story_id := st.query_params.get(STORY_PARAMETER):
    _stories_one.show_story_page(who, story_id)
    st.stop()

st.title(t("story.title"))
st.caption(t("story.lead", name=escape_markdown(get_open_collaboration().name)))
overview = get_story_overview(who)
_stories_list.show_removed_story(who)
_stories_list.show_story_list(who, overview)
_stories_list.show_proposed_stories(who, overview)
_stories_make.show_story_builder(who, overview)
_ripple_graph.show_ripple_graph(who)
