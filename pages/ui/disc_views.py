"""The discs as the screens see them: the filters, and the picture and tallies that go with them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import streamlit as st

from db import collaborations, desired
from db.observations.tallies import find_month_range, list_tallies
from db.ripples import links
from impact.model import Collaboration, NewObservation, Ring, Tally, Who
from impact.months import get_day_before, get_month, list_months, shift_month
from impact.picture.disc_data import RippleCount, build_disc_data
from impact.picture.discs import DEFAULT_WINDOW_IN_MONTHS, DiscPicture, build_picture
from pages.ui.address import build_discs_query
from pages.ui.cached import cached
from pages.ui.database import read_session
from pages.ui.language import get_language, t, today
from pages.ui.visitor import get_current_collaboration

ALL_OPTION = "all"
# For all readers together; each holds every month of a collaboration.
MAX_CACHED_VIEWS = 48


@dataclass(frozen=True)
class DiscFilter:
    """The filters: months to look back (None: all), one organisation or all of them, confirmed only or not."""

    window: int | None = DEFAULT_WINDOW_IN_MONTHS
    organisation_id: str | None = None
    confirmed_only: bool = False

    @property
    def is_filtered(self) -> bool:
        """Whether something that was seen is left out."""
        return self.confirmed_only or self.organisation_id is not None

    def get_day_before_window(self, month: date) -> date | None:
        """Return the last day before the window that ends with this month, or None when the window is all months."""
        return None if self.window is None else get_day_before(shift_month(month, 1 - self.window))


@dataclass(frozen=True)
class DiscView:
    """What one choice of filters shows: the picture through time, the ripples, the data of the live discs.

    Its `repr`, under which pictures of it are kept, leaves out what follows from the other fields.
    """

    collaboration: Collaboration
    disc_filter: DiscFilter
    last_month: date
    picture: DiscPicture = field(repr=False)
    tallies: tuple[Tally, ...] = field(repr=False)
    ripple_counts: tuple[RippleCount, ...] = field(repr=False)
    feed: Mapping[str, Any] = field(repr=False)
    opening_index: int

    @property
    def rings(self) -> tuple[Ring, ...]:
        """The rings from the inside out."""
        return tuple(disc.ring for disc in self.picture.discs)

    def find_month_index(self, month: date | None) -> int:
        """Return the index of this month in the picture, or of the opening month when it is not there."""
        return self.picture.months.index(month) if month in self.picture.months else self.opening_index


def _get_this_month() -> date:
    return get_month(today())


@cached(MAX_CACHED_VIEWS)
def list_organisation_names(who: Who) -> Mapping[str, str]:
    """Return the names of the organisations by id, in the order of their names."""
    with read_session() as session:
        return {organisation.id: organisation.name for organisation in collaborations.list_organisations(session, who)}


@cached(MAX_CACHED_VIEWS, also_by=[get_language, _get_this_month])
def get_disc_view(who: Who, disc_filter: DiscFilter) -> DiscView:
    """Return the view of this choice as the data stood when this run began."""
    collaboration, this_month = get_current_collaboration(who), _get_this_month()
    with read_session() as session:
        rings = desired.list_rings(session, who, t("model.unexpected"))
        tally_rows = list_tallies(session, who, disc_filter.organisation_id)
        ripple_counts = links.count_ripples(session, who, disc_filter.organisation_id, disc_filter.confirmed_only)
    observed_months = find_month_range(tally_rows)
    months = list_months(*(observed_months or (this_month, this_month)))
    if months[-1] < this_month:
        months += list_months(months[-1], this_month)[1:]
    disc_picture = build_picture(rings, tally_rows, months, disc_filter.window, disc_filter.confirmed_only)
    opening_index = months.index(observed_months[1]) if observed_months else 0
    live_feed = build_disc_data(
        disc_picture, ripple_counts, name=collaboration.name, language=get_language(), filtered=disc_filter.is_filtered
    )
    return DiscView(
        collaboration,
        disc_filter,
        months[-1],
        disc_picture,
        tally_rows,
        tuple(ripple_counts),
        live_feed,
        opening_index,
    )


def show_discs_link(who: Who, details: NewObservation) -> None:
    """Show a link to the discs with the theme of this observation on the reading line, in the month it was seen."""
    query = build_discs_query(who, [details.theme_id], details.seen_on)
    st.page_link("pages/discs/screen.py", label=t("common.see_on_discs"), icon=":material/album:", query_params=query)
