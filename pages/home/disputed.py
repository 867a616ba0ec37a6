"""What others found of what you logged, on the home screen."""

import streamlit as st

from db.observations import disputed
from impact.model import Who
from pages.logbook.query import OPEN_PARAM
from pages.ui.database import read_session
from pages.ui.language import escape_markdown, t
from pages.ui.observation_words import describe_state_change


def show_disputed_observations(who: Who) -> None:
    """What you logged and is disputed, with the reason and the way there; nothing when nothing is."""
    with read_session() as session:
        disputed_observations = disputed.list_own_disputed(session, who)
    if not disputed_observations:
        return
    st.header(t("judge.answers"))
    for observation, reason in disputed_observations:
        with st.container(gap="xxsmall", key=f"answer_{observation.id}"):
            st.markdown(escape_markdown(observation.details.what))
            if reason:
                st.caption(describe_state_change(reason))
            st.page_link(
                "pages/logbook/screen.py",
                label=t("judge.answers_open"),
                icon=":material/forum:",
                query_params={"c": who.collaboration_id, OPEN_PARAM: observation.id},
            )
