"""The choices for a meeting: the month to compare with, the stories to tell, the language of the pack."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import streamlit as st

from db import milestones
from impact.model import Milestone, Who
from impact.months import get_month, list_months, shift_month
from impact.report.material import MAX_STORIES, MEETING_KINDS, PackStory, choose_month_to_compare
from impact.report.pack import PackRequest
from impact.ripples.stories import propose_name
from impact.words import LANGUAGES
from pages.ui import disc_views
from pages.ui.database import read_session
from pages.ui.disc_views import DiscFilter
from pages.ui.language import format_month, get_language, t, today
from pages.ui.menu import LANGUAGE_NAMES
from pages.ui.story_display import get_story_overview

THEN_KEY, STORIES_KEY, LANGUAGE_KEY = "meeting_then", "meeting_stories", "meeting_language"


@dataclass(frozen=True)
class MeetingChoices:
    """The choices for a meeting. `request` holds the months and filters, the organisation stands beside it by id."""

    request: PackRequest
    organisation_id: str | None
    stories: tuple[PackStory, ...]
    language: str


def ask_for_choices(who: Who, view_filters: DiscFilter) -> MeetingChoices:
    """Ask for the choices; each begins with an answer, so that nobody has to choose."""
    with read_session() as session:
        shown_milestones = tuple(
            milestone for milestone in milestones.list_milestones(session, who) if not milestone.is_held_ready
        )
    this_month = get_month(today())
    left, right = st.columns(2)
    with left:
        then_month = _choose_month(who, shown_milestones, this_month)
    with right:
        pack_language = st.segmented_control(
            t("meeting.language"),
            LANGUAGES,
            default=get_language(),
            required=True,
            format_func=LANGUAGE_NAMES.__getitem__,
            key=LANGUAGE_KEY,
        )
    organisation_name = disc_views.list_organisation_names(who).get(view_filters.organisation_id or "", "")
    request = PackRequest(then_month, this_month, view_filters.window, view_filters.confirmed_only, organisation_name)
    return MeetingChoices(request, view_filters.organisation_id, _choose_stories(who), pack_language or get_language())


def _choose_month(who: Who, shown_milestones: tuple[Milestone, ...], this_month: date) -> date:
    """Ask for the month to compare with; it begins with that of the address or of the last agreement or decision."""
    usual_month = choose_month_to_compare(shown_milestones, today())
    first_month = min(
        disc_views.get_disc_view(who, DiscFilter()).picture.months[0], usual_month, shift_month(this_month, -12)
    )
    month_by_text = {
        f"{month:%Y-%m}": month for month in reversed(list_months(first_month, shift_month(this_month, -1)))
    }
    meeting_by_month = {
        get_month(milestone.details.on): milestone
        for milestone in shown_milestones
        if milestone.details.kind in MEETING_KINDS
    }
    # The months offered move with the calendar and the observations; Streamlit refuses a choice that is not offered.
    if st.session_state.get(THEN_KEY) not in month_by_text:
        asked_text = st.query_params.get("then")
        st.session_state[THEN_KEY] = asked_text if asked_text in month_by_text else f"{usual_month:%Y-%m}"
    chosen_text: str = st.selectbox(
        t("meeting.then"),
        list(month_by_text),
        format_func=lambda month_text: _format_month_choice(month_by_text[month_text], meeting_by_month),
        help=t("meeting.then_help"),
        key=THEN_KEY,
    )
    if chosen_text != f"{usual_month:%Y-%m}":
        st.query_params["then"] = chosen_text
    elif "then" in st.query_params:
        del st.query_params["then"]
    return month_by_text[chosen_text]


def _format_month_choice(first_day: date, meeting_by_month: Mapping[date, Milestone]) -> str:
    milestone = meeting_by_month.get(first_day)
    if milestone is None:
        return format_month(first_day)
    return t(
        "meeting.then_met",
        month=format_month(first_day),
        kind=t(f"model.milestone.{milestone.details.kind.value}"),
        title=milestone.details.title,
    )


def _choose_stories(who: Who) -> tuple[PackStory, ...]:
    """Ask for at most `MAX_STORIES` stories; saved ones come first, proposed ones fill up."""
    available = get_story_overview(who)
    story_by_id = {story.id: PackStory(story.name, story.telling, story.steps) for story in available.stories}
    # A proposed story has no id yet; its path is unique among them.
    for path, steps in available.proposals:
        story_by_id[repr(path)] = PackStory(propose_name(steps[-1].sentence), "", steps, is_kept=False)
    if not story_by_id:
        st.caption(t("meeting.stories_none"))
        return ()
    usual_ids = list(story_by_id)[:MAX_STORIES]
    st.session_state[STORIES_KEY] = [
        story_id for story_id in st.session_state.get(STORIES_KEY, usual_ids) if story_id in story_by_id
    ]
    chosen_ids = st.multiselect(
        t("meeting.stories"),
        list(story_by_id),
        max_selections=MAX_STORIES,
        format_func=lambda story_id: _format_story_choice(story_by_id[story_id]),
        placeholder=t("meeting.stories_choose"),
        key=STORIES_KEY,
    )
    return tuple(story_by_id[story_id] for story_id in chosen_ids)


def _format_story_choice(story: PackStory) -> str:
    return story.name if story.is_kept else t("meeting.proposed", name=story.name)
