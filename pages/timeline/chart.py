"""The chart of the timeline, its filters, which stand in the address, and its milestones as files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st

from db.observations.tallies import list_tallies
from impact.charts import Figure
from impact.charts.timeline import draw_timeline
from impact.exporting import milestone_calendar, timeline_csv
from impact.milestones.phases import PhaseBand, list_phases
from impact.milestones.timeline_layout import count_by_month
from impact.model import Collaboration, Milestone, MilestoneKind, Ring, Who
from pages.ui.database import read_session
from pages.ui.figures import show_figure
from pages.ui.language import escape_markdown, get_language, t, today

RING_KEY, KINDS_KEY = "timeline_ring", "timeline_kinds"
MAX_CACHED_FIGURES = 48  # for all readers together


@dataclass(frozen=True)
class TimelineFilters:
    """The filters: one ring or all of them (None), and the kinds of milestones (none: all)."""

    ring_id: str | None
    kinds: tuple[MilestoneKind, ...]

    def matches_milestone(self, milestone: Milestone) -> bool:
        """Whether this milestone passes the filters."""
        matches_ring = self.ring_id in (None, milestone.details.ring_id)
        return matches_ring and (not self.kinds or milestone.details.kind in self.kinds)


def choose_timeline_filters(rings: Sequence[Ring]) -> TimelineFilters:
    """Ask for a ring and kinds of milestones, beginning with those in the address."""
    name_by_ring = {ring.id: ring.name for ring in rings}
    all_kinds = [kind.value for kind in MilestoneKind]
    if RING_KEY not in st.session_state:
        address_ring_id = st.query_params.get("ring")
        st.session_state[RING_KEY] = address_ring_id if address_ring_id in name_by_ring else None
    if KINDS_KEY not in st.session_state:
        st.session_state[KINDS_KEY] = [kind for kind in st.query_params.get_all("kind") if kind in all_kinds]
    left, right = st.columns(2)
    ring_id = left.pills(
        t("common.ring"),
        list(name_by_ring),
        format_func=lambda option: escape_markdown(name_by_ring.get(option, "")),
        key=RING_KEY,
        wrap=True,
    )
    chosen_kinds = right.pills(
        t("timeline.kinds"),
        all_kinds,
        selection_mode="multi",
        format_func=lambda option: t(f"model.milestone.{option}"),
        wrap=True,
        key=KINDS_KEY,
    )
    _write_filters_to_address(ring_id, chosen_kinds)
    return TimelineFilters(ring_id, tuple(MilestoneKind(kind) for kind in chosen_kinds))


def _write_filters_to_address(ring_id: str | None, kinds: Sequence[str]) -> None:
    for name, values in (("ring", [ring_id] if ring_id else []), ("kind", list(kinds))):
        if st.query_params.get_all(name) == values:
            continue  # each assignment goes to the browser, also when nothing changed
        if values:
            st.query_params[name] = values
        else:
            del st.query_params[name]


def draw_timeline_chart(
    collaboration: Collaboration,
    rings: Sequence[Ring],
    all_milestones: Sequence[Milestone],
    shown_milestones: Sequence[Milestone],
    ring_id: str | None,
    who: Who,
) -> None:
    """Draw the milestones that pass the filters, under the phases that follow from all milestones."""
    current_day = today()
    dark = st.context.theme.type == "dark"
    figure = _draw_timeline_figure(
        collaboration,
        tuple(shown_milestones),
        list_phases(all_milestones, current_day),
        ring_id,
        current_day,
        get_language(),
        dark,
        rings,
        who,
    )
    show_figure(figure, "timeline")


@st.cache_resource(
    max_entries=MAX_CACHED_FIGURES,
    show_spinner=False,
    hash_funcs={Collaboration: repr, Milestone: repr, PhaseBand: repr},
)
def _draw_timeline_figure(
    collaboration: Collaboration,
    shown_milestones: tuple[Milestone, ...],
    bands: tuple[PhaseBand, ...],
    ring_id: str | None,
    current_day: date,
    language_code: str,
    dark: bool,
    _rings: Sequence[Ring],
    _who: Who,
) -> Figure:
    """Draw the chart once for each data version, filter, day, language and theme."""
    with read_session() as session:
        seen_tallies = list_tallies(session, _who)
    return draw_timeline(
        _rings,
        count_by_month(_rings, seen_tallies, ring_id),
        shown_milestones,
        bands,
        current_day,
        language_code,
        dark=dark,
    )


def show_timeline_downloads(
    collaboration: Collaboration,
    rings: Sequence[Ring],
    all_milestones: Sequence[Milestone],
    shown_milestones: Sequence[Milestone],
) -> None:
    """Offer the shown milestones as a calendar and for TimelineJS; those held ready are left out of the files."""
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
