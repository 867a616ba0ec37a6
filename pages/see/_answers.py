"""What others found of what you logged, on the home screen."""

import streamlit as st

from db import answers
from impact.model import Who
from pages.log._logbook_find import OPEN
from pages.log._logbook_words import stood
from pages.ui.database import look
from pages.ui.language import plain, t


def show(who: Who) -> None:
    """What you logged and is disputed, with the reason and the way there; nothing when nothing is."""
    with look() as session:
        found = answers.disputed(session, who)
    if not found:
        return
    st.header(t("judge.answers"))
    for one, why in found:
        with st.container(gap="xxsmall", key=f"answer_{one.id}"):
            st.markdown(plain(one.said.what))
            if why:
                st.caption(stood(why))
            st.page_link(
                "pages/log/logbook.py",
                label=t("judge.answers_open"),
                icon=":material/forum:",
                query_params={"c": who.collaboration_id, OPEN: one.id},
            )
