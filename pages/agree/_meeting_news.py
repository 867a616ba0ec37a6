"""What there is to talk about, on the screen itself: what changed, what was celebrated, and what is not known."""

from datetime import date

import streamlit as st

from db.report import material
from impact.model import Collaboration, Who
from impact.report.celebrated import milestone_pages
from impact.report.compared import changed_page
from impact.report.meeting import Meeting, meeting
from impact.report.pack import Asked, Page, Points, Table
from impact.report.text import written
from impact.report.unknown import unknown_page
from pages.agree._meeting_choice import Wanted
from pages.ui import view
from pages.ui.database import look
from pages.ui.language import language, plain, t, today
from pages.ui.show import show_table

KEPT = 16


def news(who: Who, wanted: Wanted) -> None:
    """The pages of the pack that are worth reading before the meeting, in the reader's own language."""
    with st.spinner(t("meeting.counting")):
        about = _meeting(view.opened(who), wanted.asked, wanted.organisation_id, language(), today(), who)
    if not any(about.picture.counted):
        st.info(t("meeting.empty"), icon=":material/help:")
    for page in (changed_page(about), milestone_pages(about)[0], unknown_page(about)):
        _page(page, about)
    with st.container(horizontal=True):
        st.page_link("pages/see/discs.py", label=t("meeting.to_discs"), icon=":material/album:")
        st.page_link("pages/see/timeline.py", label=t("meeting.to_timeline"), icon=":material/timeline:")


@st.cache_resource(max_entries=KEPT, show_spinner=False, hash_funcs={Collaboration: repr, Asked: repr})
def _meeting(
    collaboration: Collaboration, asked: Asked, organisation_id: str | None, spoken: str, day: date, _who: Who
) -> Meeting:
    with look() as session:
        found = material(session, _who, asked, t("model.unexpected"), organisation_id)
    return meeting(found, asked, (), spoken, day)


def _page(page: Page, about: Meeting) -> None:
    st.header(plain(page.title))
    if page.lead:
        st.caption(plain(page.lead))
    for block in page.blocks:
        if isinstance(block, Table):
            _table(block, about)
        elif isinstance(block, Points):
            st.markdown(f"**{plain(block.heading)}**")
            st.markdown("\n".join(f"- {plain(item)}" for item in block.items))


def _table(block: Table, about: Meeting) -> None:
    heads = [column.head for column in block.columns]
    rows = [[written(cell, about.language) for cell in row] for row in block.rows]
    show_table(heads, rows, block.caption)
    if block.key:
        st.caption(plain(block.key))
