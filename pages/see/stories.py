"""Stories: what led to what; kept, proposed from the strongest chains, made by hand, and the graph they run through."""

import streamlit as st

from pages.see import _ripple_graph, _stories_list, _stories_make, _stories_one
from pages.see._stories_list import OPEN
from pages.see._story_told import shelf
from pages.ui.here import guard, opened
from pages.ui.language import plain, t

who = guard()
if story_id := st.query_params.get(OPEN):
    _stories_one.show(who, story_id)
    st.stop()

st.title(t("story.title"))
st.caption(t("story.lead", name=plain(opened().name)))
found = shelf(who)
_stories_list.gone(who)
_stories_list.kept(who, found)
_stories_list.proposed(who, found)
_stories_make.make(who, found)
_ripple_graph.show(who)
