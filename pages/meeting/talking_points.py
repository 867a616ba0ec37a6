"""The talking points of a meeting: what changed, what was celebrated, and what is not known."""

import streamlit as st

from db.report import gather_pack_material
from impact.model import Who
from impact.report.comparison import MeetingComparison, compare_months
from impact.report.comparison_pages import build_changed_page
from impact.report.milestone_pages import build_milestone_pages
from impact.report.pack import ListBlock, PackPage, PackRequest, TableBlock
from impact.report.pack_pages import build_unknown_page
from impact.report.plain_text import format_pack_cell
from pages.meeting.pack_choices import MeetingChoices
from pages.ui.cached import cached
from pages.ui.database import read_session
from pages.ui.figures import show_table
from pages.ui.language import escape_markdown, get_language, t, today

MAX_CACHED_MEETINGS = 16


def show_talking_points(who: Who, choices: MeetingChoices) -> None:
    """Show the pages of the pack that are worth reading before the meeting, in the language of the reader."""
    with st.spinner(t("meeting.counting")):
        meeting_data = _compute_meeting(who, choices.request, choices.organisation_id)
    if not any(meeting_data.picture.observation_counts):
        st.info(t("meeting.empty"), icon=":material/help:")
    for page in (
        build_changed_page(meeting_data),
        build_milestone_pages(meeting_data)[0],
        build_unknown_page(meeting_data),
    ):
        _show_pack_page(page, meeting_data)
    with st.container(horizontal=True):
        st.page_link("pages/discs/screen.py", label=t("meeting.to_discs"), icon=":material/album:")
        st.page_link("pages/timeline/screen.py", label=t("common.to_timeline"), icon=":material/timeline:")


@cached(MAX_CACHED_MEETINGS, also_by=[get_language, today])
def _compute_meeting(who: Who, request: PackRequest, organisation_id: str | None) -> MeetingComparison:
    with read_session() as session:
        meeting_material = gather_pack_material(session, who, request, t("model.unexpected"), organisation_id)
    return compare_months(meeting_material, request, (), get_language(), today())


def _show_pack_page(page: PackPage, meeting_data: MeetingComparison) -> None:
    st.header(escape_markdown(page.title))
    if page.lead:
        st.caption(escape_markdown(page.lead))
    for block in page.blocks:
        if isinstance(block, TableBlock):
            _show_pack_table(block, meeting_data)
        elif isinstance(block, ListBlock):
            st.markdown(f"**{escape_markdown(block.heading)}**")
            st.markdown("\n".join(f"- {escape_markdown(line)}" for line in block.items))


def _show_pack_table(block: TableBlock, meeting_data: MeetingComparison) -> None:
    headers = [column.head for column in block.columns]
    rows = [[format_pack_cell(cell, meeting_data.language) for cell in row] for row in block.rows]
    show_table(headers, rows, block.caption)
    if block.key:
        st.caption(escape_markdown(block.key))
