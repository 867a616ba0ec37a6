"""The discs as the screens see them: what was chosen, the picture that goes with it, and the link that restores it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from db import collaborations, desired, ripples
from db.tallies import months_seen, tallies
from impact.disc_feed import RippleCount, feed
from impact.discs import DEFAULT_WINDOW, Picture, picture
from impact.model import Collaboration, Ring, Tally, Who
from impact.months import all_months, month_of
from pages.ui.database import look
from pages.ui.here import mine
from pages.ui.language import language, t, today

ALL = "all"
KEPT_VIEWS = 48


@dataclass(frozen=True)
class Choice:
    """The filters: months to look back (None: all), one organisation or all of them, confirmed only or not."""

    window: int | None = DEFAULT_WINDOW
    organisation_id: str | None = None
    confirmed_only: bool = False

    @property
    def filtered(self) -> bool:
        """Whether something that was seen is left out."""
        return self.confirmed_only or self.organisation_id is not None


@dataclass(frozen=True)
class View:
    """What there is to see for one choice: the picture through time, the ripples in it, the feed of the live discs."""

    collaboration: Collaboration
    choice: Choice
    picture: Picture
    tallies: tuple[Tally, ...]
    links: tuple[RippleCount, ...]
    feed: Mapping[str, Any]
    opening: int

    @property
    def rings(self) -> tuple[Ring, ...]:
        """The rings from the inside out."""
        return tuple(disc.ring for disc in self.picture.discs)

    def index(self, month: date | None) -> int:
        """Where this month stands in the picture; the opening month when it stands nowhere."""
        return self.picture.months.index(month) if month in self.picture.months else self.opening


def view(who: Who, choice: Choice) -> View:
    """The view of this choice as the data stood when this run began; made once per data version for all."""
    return _made(opened(who), choice, language(), month_of(today()), who)


def organisations(who: Who) -> Mapping[str, str]:
    """The names of the organisations by id, in the order of their names."""
    return _organisations(opened(who), who)


def opened(who: Who) -> Collaboration:
    """The collaboration with its data version, out of those this person takes part in."""
    return next(one for one in mine() if one.id == who.collaboration_id)


@st.cache_resource(max_entries=KEPT_VIEWS, show_spinner=False, hash_funcs={Collaboration: repr})
def _organisations(collaboration: Collaboration, _who: Who) -> Mapping[str, str]:
    with look() as session:
        return {one.id: one.name for one in collaborations.organisations(session, _who)}


@st.cache_resource(max_entries=KEPT_VIEWS, show_spinner=False, hash_funcs={Collaboration: repr, Choice: repr})
def _made(collaboration: Collaboration, choice: Choice, spoken: str, this_month: date, _who: Who) -> View:
    with look() as session:
        rings = desired.rings(session, _who, t("model.unexpected"))
        counted = tallies(session, _who, choice.organisation_id)
        links = ripples.counts(session, _who, choice.organisation_id, choice.confirmed_only)
    seen = months_seen(counted)
    months = all_months(*(seen or (this_month, this_month)))
    if months[-1] < this_month:
        months += all_months(months[-1], this_month)[1:]
    drawn = picture(rings, counted, months, choice.window, choice.confirmed_only)
    opening = months.index(seen[1]) if seen else 0
    fed = feed(drawn, links, name=collaboration.name, language=spoken, filtered=choice.filtered)
    return View(collaboration, choice, drawn, counted, tuple(links), fed, opening)


def link(who: Who, *, theme_id: str | None = None, month: date | None = None) -> dict[str, str]:
    """The address of the discs with this theme on the reading line in this month."""
    address = {"c": who.collaboration_id}
    if theme_id:
        address["line"] = theme_id
    if month:
        address["month"] = f"{month:%Y-%m}"
    return address
