"""The parts of the home screen: small discs, news, disputed observations, activity per ring, what to celebrate."""

from datetime import UTC, datetime, timedelta

import streamlit as st

from db import collaborations, milestones
from db.observations import latest, review
from impact.access import Act
from impact.model import Who
from pages.ui import browser, still_discs, visitor
from pages.ui.address import VIEW_PARAMETER, build_discs_query, build_query
from pages.ui.database import read_session, write_session
from pages.ui.disc_views import DiscView
from pages.ui.figures import show_figure_downloads
from pages.ui.language import escape_markdown, format_day, format_month, get_timezone, t, tn, today
from pages.ui.logbook_link import show_observation_link
from pages.ui.messages import show_errors
from pages.ui.observation_words import describe_state_change, format_observation_line
from pages.ui.saving import finish_saving

LAST_VISIT_COOKIE, LAST_VISIT_KEY = "rimpel_seen", "seen_since"
# The timeline shows them all.
MAX_HELD_MILESTONES = 3


def show_example_notice(who: Who) -> None:
    """Say that this collaboration is a fictional example, with a button to remove it for those who may manage."""
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="fictional"):
        st.markdown(f":material/theater_comedy: {t('home.fictional')}")
        if visitor.may(who, Act.MANAGE) and st.button(
            t("common.remove_example"), icon=":material/delete:", key="remove_example"
        ):
            with show_errors():
                with write_session() as session:
                    collaborations.remove_collaboration(session, who)
                st.query_params.clear()
                finish_saving("home.fictional_removed")


def show_log_button() -> None:
    """Show the large button that opens the screen to log an observation."""
    with st.container(width=420):
        if st.button(
            t("common.log_observation"), icon=":material/edit_note:", type="primary", width="stretch", key="home_log"
        ):
            st.switch_page("pages/observation/screen.py")


def show_small_discs(who: Who, disc_view: DiscView) -> None:
    """Show the discs, small, at the latest month in which something was seen, with their downloads."""
    st.header(t("home.discs_title", month=format_month(disc_view.picture.months[disc_view.opening_index])))
    if not disc_view.picture.observation_counts[disc_view.opening_index]:
        st.info(t("home.no_picture"), icon=":material/help:")
    still_discs.draw_figure(still_discs.get_still_disc(disc_view, disc_view.opening_index, (), width=520))
    st.page_link(
        "pages/discs/screen.py", label=t("home.to_discs"), icon=":material/album:", query_params=build_discs_query(who)
    )
    box = st.expander(t("discs.closer.still"), icon=":material/download:", key="home_still", on_change="rerun")
    if box.open:  # the files take time to make, so they wait for the reader to open the box
        with box:
            show_figure_downloads(still_discs.get_still_disc(disc_view, disc_view.opening_index, ()), "rimpel-schijven")


def show_news(who: Who) -> None:
    """Show what was logged since the last visit; at a first visit, what was logged last."""
    last_visit = _get_last_visit()
    with read_session() as session:
        count, newest_observations = latest.list_logged_since(
            session, who, last_visit or datetime.min.replace(tzinfo=UTC)
        )
    st.header(t("home.new_title" if last_visit else "home.latest_title"))
    if last_visit and not count:
        st.write(t("home.new_none", day=format_day(last_visit)))
    if last_visit and count:
        st.write(tn("home.new", count))
    for observation in newest_observations:
        st.markdown(format_observation_line(observation))


def _get_last_visit() -> datetime | None:
    """Return the moment of the last visit, or None at the first; the browser remembers this one."""
    # Once per session: otherwise the second run of this visit would take the first one for the last visit.
    if LAST_VISIT_KEY not in st.session_state:
        st.session_state[LAST_VISIT_KEY] = _parse_moment(browser.get_cookie(LAST_VISIT_COOKIE))
        browser.set_cookie(LAST_VISIT_COOKIE, datetime.now(UTC).isoformat(timespec="seconds"))
    last_visit: datetime | None = st.session_state[LAST_VISIT_KEY]
    return last_visit


def _parse_moment(text: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text or "")
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (TypeError, ValueError, OverflowError):  # a visitor can write anything in a cookie
        return None


def show_disputed_observations(who: Who) -> None:
    """Show your own observations that somebody disputes, with the reason and a link to each; nothing without any."""
    with read_session() as session:
        disputed_observations = latest.list_own_disputed(session, who)
    if not disputed_observations:
        return
    st.header(t("judge.answers"))
    for observation, reason in disputed_observations:
        with st.container(gap="xxsmall", key=f"answer_{observation.id}"):
            st.markdown(escape_markdown(observation.details.what))
            if reason:
                st.caption(describe_state_change(reason))
            show_observation_link(who, observation.id, t("common.see_in_logbook"), ":material/forum:")


def show_judging_link(who: Who) -> None:
    """Show how many observations wait for a judgement, as a link to them, to those who may judge."""
    if not visitor.may(who, Act.JUDGE):
        return
    with read_session() as session:
        count = review.count_to_judge(session, who)
    if count:
        address = build_query(who, (VIEW_PARAMETER, "review"))
        label = tn("review.to_judge", count)
        st.page_link("pages/logbook/screen.py", label=label, icon=":material/fact_check:", query_params=address)


def show_ring_activity(who: Who, disc_view: DiscView) -> None:
    """Show for each ring how long ago something was logged."""
    st.header(t("home.rings_title"))
    with read_session() as session:
        logged_at_by_ring = latest.list_last_logged(session, who)
    for ring in disc_view.rings:
        st.markdown(f"**{escape_markdown(ring.name)}** · {_format_days_ago(logged_at_by_ring.get(ring.id))}")


def _format_days_ago(logged_at: datetime | None) -> str:
    if logged_at is None:
        return t("home.never")
    days = (today() - logged_at.astimezone(get_timezone()).date()) // timedelta(days=1)
    return tn("home.days_ago", days) if days > 0 else t("common.today")


def show_held_milestones(who: Who) -> None:
    """Show the milestones that are held ready, without their titles, to those who may reveal them."""
    if not visitor.may(who, Act.CELEBRATE):
        return
    st.header(t("common.ready_to_celebrate"))
    with read_session() as session:
        held_milestones = [
            milestone for milestone in milestones.list_milestones(session, who) if milestone.is_held_ready
        ]
    for milestone in held_milestones[:MAX_HELD_MILESTONES]:
        st.markdown(
            f":material/celebration: **{t(f'model.milestone.{milestone.details.kind}')}**"
            f" · {format_day(milestone.details.on)}"
        )
    if not held_milestones:
        st.write(t("home.celebrate_none"))
    st.page_link("pages/timeline/screen.py", label=t("common.to_timeline"), icon=":material/timeline:")
