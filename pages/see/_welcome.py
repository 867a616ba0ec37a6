"""The first minute with an empty pond: look at an example, or start our own."""

import streamlit as st

from db import collaborations, example
from db.collaborations import NewRing
from impact.access import Role
from impact.example import example as make_example
from impact.model import MOST_RINGS
from impact.observe import one_line
from pages.manage import _data_backup, _data_whole
from pages.ui import browser, here
from pages.ui.database import act, look
from pages.ui.language import language, t, today
from pages.ui.tell import catching, tell_after
from pages.ui.token import spent, token

PROPOSED = ("students", "teachers", "schools", "curriculum")
ROWS = "welcome_rows"
OWN, FROM_FILE = "welcome_own", "welcome_file"


def welcome() -> None:
    """Two ways in; and when there are collaborations here already, taking part in one of those."""
    st.title(t("home.welcome_title"))
    if st.session_state.get(OWN):
        _start_our_own()
        return
    if st.session_state.get(FROM_FILE):
        _from_file()
        return
    st.write(t("home.welcome_text"))
    with look() as session:
        kept = collaborations.here(session)
    if kept:
        here.join_card(list(kept))
    left, right = st.columns(2, gap="medium")
    with left.container(border=True, height="stretch", key="welcome_example"):
        st.header(t("home.example_title"))
        st.write(t("home.example_text"))
        if st.button(t("home.example"), icon=":material/visibility:", type="primary", key="look_at_example"):
            with catching(), st.spinner(t("home.example_busy")):
                _look_at_example()
    with right.container(border=True, height="stretch", key="welcome_start"):
        st.header(t("home.own_title"))
        st.write(t("home.own_text"))
        st.button(t("home.own"), icon=":material/add_circle:", on_click=_begin, args=(OWN,), key="start_our_own")
    st.button(
        t("whole.have_file"),
        icon=":material/folder_zip:",
        type="tertiary",
        on_click=_begin,
        args=(FROM_FILE,),
        key="start_from_file",
    )


def _begin(way: str) -> None:
    st.session_state[way] = True
    browser.to_top()


def _leave(way: str) -> None:
    st.session_state.pop(way, None)


def _back(way: str) -> None:
    st.button(
        t("home.back"), icon=":material/arrow_back:", type="tertiary", on_click=_leave, args=(way,), key=f"{way}_back"
    )


def _person(name: str, role: Role) -> str:
    person = here.profile()
    return person.id if person else here.arrive(name, role)


def _look_at_example() -> None:
    person_id = _person(t("home.visitor"), Role.COORDINATOR)
    with act() as session:
        made = example.plant(session, person_id, make_example(language(), today()), token=token("example"))
    spent("example")
    here.open_up(made)
    st.rerun()


def _start_our_own() -> None:
    _back(OWN)
    st.header(t("home.own_title"))
    person = here.profile()
    name = "" if person else st.text_input(t("home.your_name"), max_chars=80, key="own_person")
    title = st.text_input(t("home.own_name"), max_chars=120, placeholder=t("home.own_name_like"), key="own_name")
    schools = st.text_area(
        t("home.own_organisations"), placeholder=t("home.own_organisations_like"), height=100, key="own_organisations"
    )
    st.subheader(t("home.own_rings"))
    st.caption(t("home.own_rings_text"))
    rings = [_ring(number) for number in range(st.session_state.get(ROWS, len(PROPOSED)))]
    if len(rings) < MOST_RINGS and st.button(
        t("home.own_more"), icon=":material/add:", type="tertiary", key="own_more"
    ):
        st.session_state[ROWS] = len(rings) + 1
        st.rerun()
    if st.button(t("home.own_start"), type="primary", key="own_start"):
        with catching():
            _start(name, title, schools.splitlines(), [ring for ring in rings if ring.name])


def _from_file() -> None:
    _back(FROM_FILE)
    st.header(t("whole.in_title"))
    person = here.profile()
    name = "" if person else st.text_input(t("home.your_name"), max_chars=80, key="file_person")
    _data_whole.bring_in(lambda: _person(name, Role.COORDINATOR))
    _data_backup.into_nothing()


def _ring(number: int) -> NewRing:
    proposed = t(f"home.ring.{PROPOSED[number]}") if number < len(PROPOSED) else ""
    like = t(f"home.wish.{PROPOSED[number]}") if number < len(PROPOSED) else ""
    left, right = st.columns([2, 3])
    ring = left.text_input(
        t("home.own_ring", number=number + 1), value=proposed, max_chars=60, key=f"own_ring_{number}"
    )
    wish = right.text_input(t("home.own_wish"), placeholder=like, max_chars=60, key=f"own_wish_{number}")
    return NewRing(one_line(ring), (one_line(wish),) if one_line(wish) else ())


def _start(name: str, title: str, schools: list[str], rings: list[NewRing]) -> None:
    named = [one_line(school) for school in schools if one_line(school)]
    collaborations.fit_to_start(title, named, rings)
    person_id = _person(name, Role.COORDINATOR)
    with act() as session:
        made = collaborations.start(session, person_id, title, named, rings, token=token("own"))
    spent("own")
    here.open_up(made)
    tell_after("home.own_started")
    browser.to_top()
    st.session_state.pop(OWN)
    st.rerun()
