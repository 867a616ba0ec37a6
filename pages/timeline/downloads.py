"""Taking the timeline along: into a calendar, or into the timeline maker TimelineJS."""

from collections.abc import Sequence

import streamlit as st

from impact.exporting import milestone_calendar, timeline_csv
from impact.milestones.phases import list_phases
from impact.model import Collaboration, Milestone, Ring
from pages.ui.language import get_language, t, today


def show_timeline_downloads(
    collaboration: Collaboration,
    rings: Sequence[Ring],
    all_milestones: Sequence[Milestone],
    shown_milestones: Sequence[Milestone],
) -> None:
    """The milestones that are shown, as files in a box that opens; what is held ready stays here."""
    if all(milestone.is_held_ready for milestone in shown_milestones):
        return
    name_by_ring, language_code, current_day = {ring.id: ring.name for ring in rings}, get_language(), today()

    def build_calendar() -> bytes:
        return milestone_calendar.write_calendar(collaboration.name, shown_milestones, name_by_ring, language_code)

    def build_timeline_csv() -> bytes:
        return timeline_csv.write_timeline_csv(
            collaboration.name, shown_milestones, list_phases(all_milestones, current_day), name_by_ring, language_code
        )

    with st.popover(t("timeline.take"), icon=":material/download:", key="timeline_take"):
        st.caption(t("timeline.take_text"))
        for kind, mime, build_file, icon in (
            ("ics", "text/calendar", build_calendar, ":material/calendar_month:"),
            ("csv", "text/csv", build_timeline_csv, ":material/timeline:"),
        ):
            st.download_button(
                t(f"timeline.take.{kind}"),
                build_file,
                file_name=f"{t('timeline.take_file')}-{current_day.isoformat()}.{kind}",
                mime=mime,
                icon=icon,
                on_click="ignore",
                help=t(f"timeline.take.{kind}_help"),
                key=f"timeline_take_{kind}",
            )
