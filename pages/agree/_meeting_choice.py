"""What the meeting is about: which month to compare with, which stories to tell, in which language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import streamlit as st

from db import milestones
from impact.model import Milestone, Who
from impact.months import all_months, month_after, month_of
from impact.report.material import MEETINGS, MOST_STORIES, Told, compared_with
from impact.report.pack import Asked
from impact.stories import proposed_name
from impact.words import LANGUAGES
from pages.see._story_told import shelf
from pages.ui import view
from pages.ui.database import look
from pages.ui.language import language, month, t, today
from pages.ui.menu import LANGUAGES as NAMED
from pages.ui.view import Choice

THEN, STORIES, SPOKEN = "meeting_then", "meeting_stories", "meeting_language"


@dataclass(frozen=True)
class Wanted:
    """What was chosen: the months and filters, the organisation's id, the stories to tell, the language of the pack."""

    asked: Asked
    organisation_id: str | None
    stories: tuple[Told, ...]
    language: str


def wanted(who: Who, choice: Choice) -> Wanted:
    """Ask what nobody has to choose: everything has an answer to begin with."""
    with look() as session:
        marks = tuple(one for one in milestones.milestones(session, who) if not one.held)
    now = month_of(today())
    left, right = st.columns(2)
    with left:
        then = _then(who, marks, now)
    with right:
        spoken = st.segmented_control(
            t("meeting.language"), LANGUAGES, default=language(), required=True, format_func=NAMED.get, key=SPOKEN
        )
    organisation = view.organisations(who).get(choice.organisation_id or "", "")
    asked = Asked(then, now, choice.window, choice.confirmed_only, organisation)
    return Wanted(asked, choice.organisation_id, _stories(who), spoken)


def _then(who: Who, marks: tuple[Milestone, ...], now: date) -> date:
    """The month to compare with: chosen, asked for in the address, or the month of the last agreement or decision."""
    usual = compared_with(marks, today())
    first = min(view.view(who, Choice()).picture.months[0], usual, month_after(now, -12))
    months = {f"{one:%Y-%m}": one for one in reversed(all_months(first, month_after(now, -1)))}
    met = {month_of(one.said.on): one for one in marks if one.said.kind in MEETINGS}
    if st.session_state.get(THEN) not in months:
        asked = st.query_params.get("then")
        st.session_state[THEN] = asked if asked in months else f"{usual:%Y-%m}"
    chosen: str = st.selectbox(
        t("meeting.then"),
        list(months),
        format_func=lambda one: _named(months[one], met),
        help=t("meeting.then_help"),
        key=THEN,
    )
    if chosen != f"{usual:%Y-%m}":
        st.query_params["then"] = chosen
    elif "then" in st.query_params:
        del st.query_params["then"]
    return months[chosen]


def _named(when: date, met: Mapping[date, Milestone]) -> str:
    one = met.get(when)
    if one is None:
        return month(when)
    return t(
        "meeting.then_met", month=month(when), kind=t(f"model.milestone.{one.said.kind.value}"), title=one.said.title
    )


def _stories(who: Who) -> tuple[Told, ...]:
    """At most three stories; the kept ones stand first, and where there are fewer the proposed ones fill up."""
    found = shelf(who)
    offered = {one.id: Told(one.name, one.telling, one.steps) for one in found.stories}
    for path, steps in found.proposed:
        offered[repr(path)] = Told(proposed_name(steps[-1].sentence), "", steps, kept=False)
    if not offered:
        st.caption(t("meeting.stories_none"))
        return ()
    usual = list(offered)[:MOST_STORIES]
    st.session_state[STORIES] = [one for one in st.session_state.get(STORIES, usual) if one in offered]
    chosen = st.multiselect(
        t("meeting.stories"),
        list(offered),
        max_selections=MOST_STORIES,
        format_func=lambda one: _titled(offered[one]),
        placeholder=t("meeting.stories_choose"),
        key=STORIES,
    )
    return tuple(offered[one] for one in chosen)


def _titled(one: Told) -> str:
    return one.name if one.kept else t("meeting.proposed", name=one.name)
