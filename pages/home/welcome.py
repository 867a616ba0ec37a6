"""The home screen when no collaboration is open: look at an example, start one, join one, or bring one in."""

import streamlit as st

from db import collaborations, example
from db.collaborations import NewRing
from db.copies.database_backup import can_back_up
from impact.access import Role
from impact.example import build_example
from impact.model import MAX_RINGS
from impact.observation.observation_rules import clean_line
from impact.words.proposed_rings import PROPOSED_RINGS
from pages.ui import browser, visitor
from pages.ui.collaboration_upload import ask_collaboration_file
from pages.ui.database import get_engine, read_session, write_session
from pages.ui.form_token import get_form_token
from pages.ui.language import get_language, t, today
from pages.ui.messages import show_errors
from pages.ui.saving import finish_saving
from pages.ui.server_restore import show_restore

RING_COUNT_KEY = "welcome_rows"
START_KEY, FROM_FILE_KEY = "welcome_own", "welcome_file"
EXAMPLE_TOKEN, START_TOKEN = "example", "own"


def show_welcome() -> None:
    """Show the ways to begin: join a collaboration of this server, the example, a new one, or one from a file."""
    st.title(t("home.welcome_title"))
    if st.session_state.get(START_KEY):
        _show_start_form()
        return
    if st.session_state.get(FROM_FILE_KEY):
        _show_start_from_file()
        return
    st.write(t("home.welcome_text"))
    with read_session() as session:
        all_collaborations = collaborations.list_collaborations(session)
    if all_collaborations:
        visitor.show_join_card(list(all_collaborations))
    left, right = st.columns(2, gap="medium")
    with left.container(border=True, height="stretch", key="welcome_example"):
        st.header(t("home.example_title"))
        st.write(t("home.example_text"))
        if st.button(t("home.example"), icon=":material/visibility:", type="primary", key="look_at_example"):
            with show_errors(), st.spinner(t("home.example_busy")):
                _open_example()
    with right.container(border=True, height="stretch", key="welcome_start"):
        st.header(t("home.own_title"))
        st.write(t("home.own_text"))
        st.button(
            t("home.own"), icon=":material/add_circle:", on_click=_open_way, args=(START_KEY,), key="start_our_own"
        )
    st.button(
        t("whole.have_file"),
        icon=":material/folder_zip:",
        type="tertiary",
        on_click=_open_way,
        args=(FROM_FILE_KEY,),
        key="start_from_file",
    )


def _open_way(way_key: str) -> None:
    st.session_state[way_key] = True
    browser.scroll_to_top()


def _close_way(way_key: str) -> None:
    st.session_state.pop(way_key, None)


def _show_back_to_welcome(way_key: str) -> None:
    st.button(
        t("home.back"),
        icon=":material/arrow_back:",
        type="tertiary",
        on_click=_close_way,
        args=(way_key,),
        key=f"{way_key}_back",
    )


def _get_person_id(name: str, role: Role) -> str:
    person = visitor.get_profile()
    return person.id if person else visitor.create_profile(name, role)


def _open_example() -> None:
    person_id = _get_person_id(t("home.visitor"), Role.COORDINATOR)
    with write_session() as session:
        collaboration_id = example.create_example(
            session, person_id, build_example(get_language(), today()), token=get_form_token(EXAMPLE_TOKEN)
        )
    visitor.open_collaboration(collaboration_id)
    finish_saving(token_name=EXAMPLE_TOKEN)


def _show_start_form() -> None:
    """Ask for the name, the schools and the rings of a new collaboration."""
    _show_back_to_welcome(START_KEY)
    st.header(t("home.own_title"))
    person = visitor.get_profile()
    name = "" if person else st.text_input(t("common.your_name"), max_chars=80, key="own_person")
    title = st.text_input(t("home.own_name"), max_chars=120, placeholder=t("home.own_name_like"), key="own_name")
    schools = st.text_area(
        t("home.own_organisations"), placeholder=t("home.own_organisations_like"), height=100, key="own_organisations"
    )
    st.subheader(t("home.own_rings"))
    st.caption(t("home.own_rings_text"))
    rings = [_ask_new_ring(number) for number in range(st.session_state.get(RING_COUNT_KEY, len(PROPOSED_RINGS)))]
    if len(rings) < MAX_RINGS and st.button(t("home.own_more"), icon=":material/add:", type="tertiary", key="own_more"):
        st.session_state[RING_COUNT_KEY] = len(rings) + 1
        st.rerun()
    if st.button(t("home.own_start"), type="primary", key="own_start"):
        with show_errors():
            _start_collaboration(name, title, schools.splitlines(), [ring for ring in rings if ring.name])


def _show_start_from_file() -> None:
    """Ask for a collaboration as one file; on an empty server also for a backup."""
    _show_back_to_welcome(FROM_FILE_KEY)
    st.header(t("whole.in_title"))
    person = visitor.get_profile()
    name = "" if person else st.text_input(t("common.your_name"), max_chars=80, key="file_person")
    ask_collaboration_file(lambda: _get_person_id(name, Role.COORDINATOR))
    with read_session() as session:
        has_collaborations = bool(collaborations.list_collaborations(session))
    # A backup replaces everything, so a visitor without a role may restore one only where nothing is yet.
    if not has_collaborations and can_back_up(get_engine()):
        show_restore(None)


def _ask_new_ring(number: int) -> NewRing:
    """Ask for one ring and a desired impact; the first rings are proposed, the others begin empty."""
    proposed_name = t(f"home.ring.{PROPOSED_RINGS[number]}") if number < len(PROPOSED_RINGS) else ""
    example_wish = t(f"home.wish.{PROPOSED_RINGS[number]}") if number < len(PROPOSED_RINGS) else ""
    left, right = st.columns([2, 3])
    ring = left.text_input(
        t("home.own_ring", number=number + 1), value=proposed_name, max_chars=60, key=f"own_ring_{number}"
    )
    wish = right.text_input(t("home.own_wish"), placeholder=example_wish, max_chars=60, key=f"own_wish_{number}")
    return NewRing(clean_line(ring), (clean_line(wish),) if clean_line(wish) else ())


def _start_collaboration(name: str, title: str, schools: list[str], rings: list[NewRing]) -> None:
    school_names = [clean_line(school) for school in schools if clean_line(school)]
    collaborations.check_start(title, school_names, rings)  # first, so that a refused form leaves no profile behind
    person_id = _get_person_id(name, Role.COORDINATOR)
    with write_session() as session:
        collaboration_id = collaborations.start_collaboration(
            session, person_id, title, school_names, rings, token=get_form_token(START_TOKEN)
        )
    visitor.open_collaboration(collaboration_id)
    browser.scroll_to_top()
    finish_saving("home.own_started", token_name=START_TOKEN, state_keys=[START_KEY])
