"""Taking the timeline along: into a calendar, or into the timeline maker TimelineJS."""

from collections.abc import Sequence

import streamlit as st

from impact.exchange import calendar_out, timeline_out
from impact.model import Collaboration, Milestone, Ring
from impact.phases import phases
from pages.ui.language import language, t, today


def take_along(
    collaboration: Collaboration, rings: Sequence[Ring], kept: Sequence[Milestone], shown: Sequence[Milestone]
) -> None:
    """The milestones that are shown, as files in a box that opens; what is held ready stays here."""
    if all(one.held for one in shown):
        return
    names, spoken, now = {ring.id: ring.name for ring in rings}, language(), today()

    def calendar() -> bytes:
        return calendar_out.written(collaboration.name, shown, names, spoken)

    def timeline() -> bytes:
        return timeline_out.written(collaboration.name, shown, phases(kept, now), names, spoken)

    with st.popover(t("timeline.take"), icon=":material/download:", key="timeline_take"):
        st.caption(t("timeline.take_text"))
        for kind, mime, make, icon in (
            ("ics", "text/calendar", calendar, ":material/calendar_month:"),
            ("csv", "text/csv", timeline, ":material/timeline:"),
        ):
            st.download_button(
                t(f"timeline.take.{kind}"),
                make,
                file_name=f"{t('timeline.take_file')}-{now.isoformat()}.{kind}",
                mime=mime,
                icon=icon,
                on_click="ignore",
                help=t(f"timeline.take.{kind}_help"),
                key=f"timeline_take_{kind}",
            )
