"""The parts of the home screen: the discs small, what is new, when each ring was last logged, what to celebrate."""

from datetime import UTC, datetime, timedelta

import streamlit as st

from db import collaborations, milestones
from db.observations import latest, review
from impact.access import Act
from impact.model import Observation, Who
from pages.ui import browser, still_discs, visitor
from pages.ui.database import read_session, write_session
from pages.ui.disc_views import DiscView, build_discs_query
from pages.ui.figures import show_figure_downloads
from pages.ui.language import escape_markdown, format_day, format_month, get_timezone, t, tn, today
from pages.ui.messages import show_errors, toast_after_rerun

LAST_VISIT_COOKIE, LAST_VISIT_KEY = "rimpel_seen", "seen_since"


def show_example_notice(who: Who) -> None:
    """Say that this is an example, and take it away in one click."""
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="fictional"):
        st.markdown(f":material/theater_comedy: {t('home.fictional')}")
        if visitor.may(who, Act.MANAGE) and st.button(
            t("home.fictional_remove"), icon=":material/delete:", key="remove_example"
        ):
            with show_errors():
                with write_session() as session:
                    collaborations.remove_collaboration(session, who)
                st.query_params.clear()
                toast_after_rerun("home.fictional_removed")
                st.rerun()


def show_log_button() -> None:
    """The one big button."""
    with st.container(width=420):
        if st.button(t("home.log"), icon=":material/edit_note:", type="primary", width="stretch", key="home_log"):
            st.switch_page("pages/observation/screen.py")


def show_small_discs(who: Who, disc_view: DiscView) -> None:
    """The discs, small, at the latest month in which something was seen."""
    st.header(t("home.discs_title", month=format_month(disc_view.picture.months[disc_view.opening_index])))
    if not disc_view.picture.observation_counts[disc_view.opening_index]:
        st.info(t("home.no_picture"), icon=":material/help:")
    still_discs.draw_figure(still_discs.get_still_disc(disc_view, disc_view.opening_index, (), width=520))
    st.page_link(
        "pages/discs/screen.py", label=t("home.to_discs"), icon=":material/album:", query_params=build_discs_query(who)
    )
    box = st.expander(t("discs.closer.still"), icon=":material/download:", key="home_still", on_change="rerun")
    if box.open:
        with box:
            show_figure_downloads(still_discs.get_still_disc(disc_view, disc_view.opening_index, ()), "rimpel-schijven")


def show_news(who: Who) -> None:
    """What was logged since the last visit; without one, what was logged last."""
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
        _show_news_line(observation)


def _show_news_line(observation: Observation) -> None:
    st.markdown(
        f"{escape_markdown(observation.details.what)} :gray[{format_day(observation.details.seen_on)}"
        f" · {t(f'model.rung.{int(observation.details.rung)}')}]"
    )


def _get_last_visit() -> datetime | None:
    """The moment of the last visit; the browser is told of this one."""
    if LAST_VISIT_KEY not in st.session_state:
        st.session_state[LAST_VISIT_KEY] = _parse_moment(browser.get_cookie(LAST_VISIT_COOKIE))
        browser.set_cookie(LAST_VISIT_COOKIE, datetime.now(UTC).isoformat(timespec="seconds"))
    last_visit: datetime | None = st.session_state[LAST_VISIT_KEY]
    return last_visit


def _parse_moment(text: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text or "")
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (TypeError, ValueError, OverflowError):
        return None


def show_judging_link(who: Who) -> None:
    """For who may judge: how many observations wait for that, and the way there."""
    if not visitor.may(who, Act.JUDGE):
        return
    with read_session() as session:
        count = review.count_to_judge(session, who)
    if count:
        address = {"c": who.collaboration_id, "view": "review"}
        label = tn("review.to_judge", count)
        st.page_link("pages/logbook/screen.py", label=label, icon=":material/fact_check:", query_params=address)


def show_ring_activity(who: Who, disc_view: DiscView) -> None:
    """Per ring how long ago something was logged."""
    st.header(t("home.rings_title"))
    with read_session() as session:
        logged_at_by_ring = latest.list_last_logged(session, who)
    for ring in disc_view.rings:
        st.markdown(f"**{escape_markdown(ring.name)}** · {_format_days_ago(logged_at_by_ring.get(ring.id))}")


def _format_days_ago(logged_at: datetime | None) -> str:
    if logged_at is None:
        return t("home.never")
    days = (today() - logged_at.astimezone(get_timezone()).date()) // timedelta(days=1)
    return tn("home.days_ago", days) if days > 0 else t("home.today")


def show_held_milestones(who: Who) -> None:
    """What is held ready, for those who may reveal it."""
    if not visitor.may(who, Act.CELEBRATE):
        return
    st.header(t("home.celebrate_title"))
    with read_session() as session:
        held_milestones = [
            milestone for milestone in milestones.list_milestones(session, who) if milestone.is_held_ready
        ]
    for milestone in held_milestones[:3]:
        st.markdown(
            f":material/celebration: **{t(f'model.milestone.{milestone.details.kind}')}**"
            f" · {format_day(milestone.details.on)}"
        )
    if not held_milestones:
        st.write(t("home.celebrate_none"))
    st.page_link("pages/timeline/screen.py", label=t("home.to_timeline"), icon=":material/timeline:")
