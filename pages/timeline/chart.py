"""The chart of the timeline, its filters, which stand in the address, and its milestones as files."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from db.observations.tallies import list_tallies
from impact.charts import Figure
from impact.charts.timeline import draw_timeline
from impact.exporting import milestone_calendar, timeline_csv
from impact.milestones.timeline_layout import PhaseBand, count_by_month, list_phases
from impact.model import Collaboration, Milestone, MilestoneKind, Ring, Who
from pages.ui.cached import cached
from pages.ui.database import read_session
from pages.ui.download import show_download
from pages.ui.figures import show_figure
from pages.ui.language import escape_markdown, get_language, t, today
from pages.ui.still_discs import is_dark_theme

RING_KEY, KINDS_KEY = "timeline_ring", "timeline_kinds"
# For all readers together.
MAX_CACHED_FIGURES = 48


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
    who: Who,
    rings: Sequence[Ring],
    all_milestones: Sequence[Milestone],
    shown_milestones: Sequence[Milestone],
    ring_id: str | None,
) -> None:
    """Draw the milestones that pass the filters, under the phases that follow from all milestones."""
    bands = list_phases(all_milestones, today())
    show_figure(_draw_timeline_figure(who, tuple(rings), tuple(shown_milestones), bands, ring_id), "timeline")


@cached(MAX_CACHED_FIGURES, also_by=[get_language, is_dark_theme, today])
def _draw_timeline_figure(
    who: Who,
    rings: tuple[Ring, ...],
    shown_milestones: tuple[Milestone, ...],
    bands: tuple[PhaseBand, ...],
    ring_id: str | None,
) -> Figure:
    with read_session() as session:
        seen_tallies = list_tallies(session, who)
    month_counts = count_by_month(rings, seen_tallies, ring_id)
    return draw_timeline(rings, month_counts, shown_milestones, bands, today(), get_language(), dark=is_dark_theme())


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
        for kind, build_file, icon in (
            ("ics", build_calendar, ":material/calendar_month:"),
            ("csv", build_timeline_csv, ":material/timeline:"),
        ):
            show_download(
                t(f"timeline.take.{kind}"),
                build_file,
                f"{t('timeline.take_file')}-{current_day.isoformat()}.{kind}",
                icon=icon,
                tip=t(f"timeline.take.{kind}_help"),
                key=f"timeline_take_{kind}",
            )
