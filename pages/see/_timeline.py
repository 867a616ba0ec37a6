"""The picture of the timeline and its filters, which stand in the address."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st

from db.tallies import tallies
from impact.charts import Figure
from impact.charts.timeline import timeline
from impact.model import Collaboration, Milestone, MilestoneKind, Ring, Who
from impact.phases import Band, phases
from impact.timeline import monthly
from pages.ui.database import look
from pages.ui.language import language, plain, t, today
from pages.ui.show import show

RING, KINDS = "timeline_ring", "timeline_kinds"
KEPT_FIGURES = 48


@dataclass(frozen=True)
class Choice:
    """The filters: one ring or all of them (None), and the kinds of milestones (none: all)."""

    ring_id: str | None
    kinds: tuple[MilestoneKind, ...]

    def shows(self, one: Milestone) -> bool:
        """Whether this milestone passes the filters."""
        fits = self.ring_id in (None, one.said.ring_id)
        return fits and (not self.kinds or one.said.kind in self.kinds)


def filters(rings: Sequence[Ring]) -> Choice:
    """Ask for a ring and kinds of milestones; what the address asks for is chosen beforehand."""
    names = {ring.id: ring.name for ring in rings}
    kinds = [kind.value for kind in MilestoneKind]
    if RING not in st.session_state:
        asked = st.query_params.get("ring")
        st.session_state[RING] = asked if asked in names else None
    if KINDS not in st.session_state:
        st.session_state[KINDS] = [kind for kind in st.query_params.get_all("kind") if kind in kinds]
    left, right = st.columns(2)
    ring_id = left.pills(
        t("timeline.ring"), list(names), format_func=lambda one: plain(names.get(one, "")), key=RING, wrap=True
    )
    chosen = right.pills(
        t("timeline.kinds"),
        kinds,
        selection_mode="multi",
        format_func=lambda one: t(f"model.milestone.{one}"),
        wrap=True,
        key=KINDS,
    )
    _in_the_address(ring_id, chosen)
    return Choice(ring_id, tuple(MilestoneKind(kind) for kind in chosen))


def _in_the_address(ring_id: str | None, kinds: Sequence[str]) -> None:
    for name, values in (("ring", [ring_id] if ring_id else []), ("kind", list(kinds))):
        if st.query_params.get_all(name) == values:
            continue
        if values:
            st.query_params[name] = values
        else:
            del st.query_params[name]


def picture(
    collaboration: Collaboration,
    rings: Sequence[Ring],
    kept: Sequence[Milestone],
    shown: Sequence[Milestone],
    ring_id: str | None,
    who: Who,
) -> None:
    """Draw the timeline of what is shown, under all phases."""
    now = today()
    dark = st.context.theme.type == "dark"
    drawn = _drawn(collaboration, tuple(shown), phases(kept, now), ring_id, now, language(), dark, rings, who)
    show(drawn, "timeline")


@st.cache_resource(
    max_entries=KEPT_FIGURES, show_spinner=False, hash_funcs={Collaboration: repr, Milestone: repr, Band: repr}
)
def _drawn(
    collaboration: Collaboration,
    shown: tuple[Milestone, ...],
    bands: tuple[Band, ...],
    ring_id: str | None,
    now: date,
    spoken: str,
    dark: bool,
    _rings: Sequence[Ring],
    _who: Who,
) -> Figure:
    with look() as session:
        counted = tallies(session, _who)
    return timeline(_rings, monthly(_rings, counted, ring_id), shown, bands, now, spoken, dark=dark)
