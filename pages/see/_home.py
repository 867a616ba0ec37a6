"""The parts of the home screen: the discs small, what is new, when each ring was last logged, what to celebrate."""

from datetime import UTC, datetime, timedelta

import streamlit as st

from db import collaborations, latest, milestones, review
from impact.access import Act
from impact.model import Observation, Who
from pages.ui import browser, here, stills
from pages.ui.database import act, look
from pages.ui.language import day, month, plain, t, tn, today, zone
from pages.ui.show import take_along
from pages.ui.tell import catching, tell_after
from pages.ui.view import View, link

SEEN, SINCE = "rimpel_seen", "seen_since"


def fictional(who: Who) -> None:
    """Say that this is an example, and take it away in one click."""
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="fictional"):
        st.markdown(f":material/theater_comedy: {t('home.fictional')}")
        if here.may(who, Act.MANAGE) and st.button(
            t("home.fictional_remove"), icon=":material/delete:", key="remove_example"
        ):
            with catching():
                with act() as session:
                    collaborations.remove(session, who)
                st.query_params.clear()
                tell_after("home.fictional_removed")
                st.rerun()


def log_button() -> None:
    """The one big button."""
    with st.container(width=420):
        if st.button(t("home.log"), icon=":material/edit_note:", type="primary", width="stretch", key="home_log"):
            st.switch_page("pages/log/observation.py")


def discs(who: Who, shown: View) -> None:
    """The discs, small, at the latest month in which something was seen."""
    st.header(t("home.discs_title", month=month(shown.picture.months[shown.opening])))
    if not shown.picture.counted[shown.opening]:
        st.info(t("home.no_picture"), icon=":material/help:")
    stills.draw(stills.disc(shown, shown.opening, (), width=520))
    st.page_link("pages/see/discs.py", label=t("home.to_discs"), icon=":material/album:", query_params=link(who))
    box = st.expander(t("discs.closer.still"), icon=":material/download:", key="home_still", on_change="rerun")
    if box.open:
        with box:
            take_along(stills.disc(shown, shown.opening, ()), "rimpel-schijven")


def news(who: Who) -> None:
    """What was logged since the last visit; without one, what was logged last."""
    since = _since()
    with look() as session:
        count, newest = latest.logged_since(session, who, since or datetime.min.replace(tzinfo=UTC))
    st.header(t("home.new_title" if since else "home.latest_title"))
    if since and not count:
        st.write(t("home.new_none", day=day(since)))
    if since and count:
        st.write(tn("home.new", count))
    for one in newest:
        _observation(one)


def _observation(one: Observation) -> None:
    st.markdown(f"{plain(one.said.what)} :gray[{day(one.said.seen_on)} · {t(f'model.rung.{int(one.said.rung)}')}]")


def _since() -> datetime | None:
    """The moment of the last visit; the browser is told of this one."""
    if SINCE not in st.session_state:
        st.session_state[SINCE] = _moment(browser.remembered(SEEN))
        browser.remember(SEEN, datetime.now(UTC).isoformat(timespec="seconds"))
    found: datetime | None = st.session_state[SINCE]
    return found


def _moment(text: str | None) -> datetime | None:
    try:
        found = datetime.fromisoformat(text or "")
        return found.astimezone(UTC) if found.tzinfo else None
    except (TypeError, ValueError, OverflowError):
        return None


def to_judge(who: Who) -> None:
    """For who may judge: how many observations wait for that, and the way there."""
    if not here.may(who, Act.JUDGE):
        return
    with look() as session:
        count = review.to_judge(session, who)
    if count:
        address = {"c": who.collaboration_id, "view": "review"}
        label = tn("review.to_judge", count)
        st.page_link("pages/log/logbook.py", label=label, icon=":material/fact_check:", query_params=address)


def rings(who: Who, shown: View) -> None:
    """Per ring how long ago something was logged."""
    st.header(t("home.rings_title"))
    with look() as session:
        logged = latest.last_logged(session, who)
    for ring in shown.rings:
        st.markdown(f"**{plain(ring.name)}** · {_ago(logged.get(ring.id))}")


def _ago(at: datetime | None) -> str:
    if at is None:
        return t("home.never")
    days = (today() - at.astimezone(zone()).date()) // timedelta(days=1)
    return tn("home.days_ago", days) if days > 0 else t("home.today")


def celebrate(who: Who) -> None:
    """What is held ready, for those who may reveal it."""
    if not here.may(who, Act.CELEBRATE):
        return
    st.header(t("home.celebrate_title"))
    with look() as session:
        held = [one for one in milestones.milestones(session, who) if one.held]
    for one in held[:3]:
        st.markdown(f":material/celebration: **{t(f'model.milestone.{one.said.kind}')}** · {day(one.said.on)}")
    if not held:
        st.write(t("home.celebrate_none"))
    st.page_link("pages/see/timeline.py", label=t("home.to_timeline"), icon=":material/timeline:")
