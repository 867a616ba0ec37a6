"""Who is here, and in which collaboration: a local profile, chosen once and remembered by the browser.

Sign-in can take the place of the profile in this one file; no screen would notice.
"""

from collections.abc import Callable

import streamlit as st

from db import collaborations, people
from db.people import Profile
from impact import access
from impact.access import Act, Role
from impact.model import Collaboration, Who
from pages.ui import browser
from pages.ui.address import COLLABORATION_PARAMETER
from pages.ui.database import read_session, write_session
from pages.ui.language import CHOSEN_LANGUAGE_STATE, escape_markdown, t
from pages.ui.messages import PENDING_TOASTS, UNREAD_ERRORS, show_errors

PERSON_COOKIE, COLLABORATION_COOKIE = "rimpel_person", "rimpel_collaboration"
VISITOR_STATE, LAST_COLLABORATION_STATE = "here", "here_last"
# What is the reader's own and outlives a change of collaboration; the last two under the names their screens give them.
LASTING_STATE_KEYS = frozenset(
    {
        CHOSEN_LANGUAGE_STATE,
        browser.PENDING_COOKIES,
        browser.SCROLL_TOP_COUNT,
        VISITOR_STATE,
        LAST_COLLABORATION_STATE,
        PENDING_TOASTS,
        UNREAD_ERRORS,
        "seen_since",
        "draft_spent",
    }
)


def identify_visitor() -> None:
    """Find out who is here and which collaboration is open; nothing is written."""
    person_id = browser.get_cookie(PERSON_COOKIE)
    with read_session() as session:
        profile = people.get_profile(session, person_id) if person_id else None
        own_collaborations = collaborations.list_collaborations(session, profile.id) if profile else ()
        roles = people.list_roles(session, profile.id) if profile else {}
    st.session_state[VISITOR_STATE] = (profile, own_collaborations, roles)
    requested_ids = (st.query_params.get(COLLABORATION_PARAMETER), browser.get_cookie(COLLABORATION_COOKIE))
    known_ids = [candidate.id for candidate in own_collaborations]
    open_id = next(
        (candidate for candidate in requested_ids if candidate in known_ids), known_ids[0] if known_ids else None
    )
    if open_id and open_id != browser.get_cookie(COLLABORATION_COOKIE) and requested_ids[0] in (None, open_id):
        browser.set_cookie(COLLABORATION_COOKIE, open_id)
    _clear_on_new_collaboration()


def _clear_on_new_collaboration() -> None:
    """Empty the pages when another collaboration was opened: by the menu, a link or a removal."""
    collaboration = get_open_collaboration()
    collaboration_id = collaboration.id if collaboration else None
    if st.session_state.setdefault(LAST_COLLABORATION_STATE, collaboration_id) != collaboration_id:
        clear_page_state()
        st.session_state[LAST_COLLABORATION_STATE] = collaboration_id


def clear_page_state() -> None:
    """Forget all state of the pages: what they hold of one collaboration may never reach another."""
    for name in [name for name in st.session_state if name not in LASTING_STATE_KEYS]:
        del st.session_state[name]


def get_profile() -> Profile | None:
    """Return the profile of who is here, or None."""
    profile: Profile | None = st.session_state[VISITOR_STATE][0]
    return profile


def list_own_collaborations() -> tuple[Collaboration, ...]:
    """Return the collaborations this person takes part in."""
    own_collaborations: tuple[Collaboration, ...] = st.session_state[VISITOR_STATE][1]
    return own_collaborations


def get_open_collaboration() -> Collaboration | None:
    """Return the collaboration that is open, or None."""
    collaboration_id = st.query_params.get(COLLABORATION_PARAMETER) or browser.get_cookie(COLLABORATION_COOKIE)
    return next(
        (collaboration for collaboration in list_own_collaborations() if collaboration.id == collaboration_id), None
    )


def get_current_collaboration(who: Who) -> Collaboration:
    """Return the collaboration `who` looks at, with its data version as this run began."""
    return next(
        collaboration for collaboration in list_own_collaborations() if collaboration.id == who.collaboration_id
    )


def open_collaboration(collaboration_id: str) -> None:
    """Open this collaboration, and drop what the address asked of another one."""
    browser.set_cookie(COLLABORATION_COOKIE, collaboration_id)
    st.query_params.from_dict({COLLABORATION_PARAMETER: collaboration_id})


def create_profile(name: str, role: Role) -> str:
    """Create a profile for who is here, remember it in the browser, and return the person's id."""
    with write_session() as session:
        person_id = people.create_profile(session, name, role)
    browser.set_cookie(PERSON_COOKIE, person_id)
    return person_id


def require_access(required_act: Act = Act.LOOK) -> Who:
    """Return who is here when they may open this screen; else show a card that says what to do and stop the page."""
    person, collaboration = get_profile(), get_open_collaboration()
    if collaboration is None or person is None:
        _show_join_offer()
        st.stop()
    if st.query_params.get(COLLABORATION_PARAMETER) != collaboration.id:
        st.query_params[COLLABORATION_PARAMETER] = collaboration.id
    who = Who(person.id, collaboration.id, person.name)
    if not may(who, required_act):
        st.title(escape_markdown(collaboration.name))
        st.info(t("here.not_allowed", role=t(f"model.role.{get_role() or person.role}")), icon=":material/lock:")
        st.stop()
    return who


def get_role() -> Role | None:
    """Return the role of this person in the open collaboration; None when none is open."""
    collaboration = get_open_collaboration()
    current_role: Role | None = st.session_state[VISITOR_STATE][2].get(collaboration.id) if collaboration else None
    return current_role


def may(who: Who, required_act: Act) -> bool:
    """Whether this person may do this here, as known at the start of this run. Only to hide buttons: db decides."""
    current_role: Role | None = st.session_state[VISITOR_STATE][2].get(who.collaboration_id)
    return current_role is not None and access.may(current_role, required_act)


def _show_join_offer() -> None:
    collaboration_id = st.query_params.get(COLLABORATION_PARAMETER)
    with read_session() as session:
        available = collaborations.list_collaborations(session)
    offered = [collaboration for collaboration in available if collaboration.id == collaboration_id] or list(available)
    if not offered:
        st.title(t("here.empty_title"))
        st.page_link("pages/home/screen.py", label=t("here.to_home"), icon=":material/water_drop:")
        return
    show_join_card(offered, st.title)


def show_join_card(offered: list[Collaboration], heading: Callable[[str], object] = st.header) -> None:
    """Ask who is here and let them join one of these collaborations; `heading` shows the title."""
    person = get_profile()
    with st.container(border=True, width=520, key="here_card"):
        if person and list_own_collaborations():
            heading(t("here.join_title"))
            st.write(t("here.join_text", name=escape_markdown(person.name)))
            name = person.name
        else:
            heading(t("common.who_are_you"))
            st.write(t("here.who_text"))
            name = st.text_input(
                t("common.your_name"), value=person.name if person else "", max_chars=80, key="here_name"
            )
        chosen_role = _show_role_choice(person)
        collaboration = st.selectbox(
            t("common.collaboration"), offered, format_func=lambda option: option.name, key="here_which"
        )
        st.caption(t("here.role_text"))
        if st.button(t("here.enter"), type="primary", key="here_enter"):
            with show_errors():
                _join_collaboration(person, name, chosen_role, collaboration.id)


def _show_role_choice(person: Profile | None) -> Role:
    """Show the choice of a role, with the person's first role chosen."""
    roles: list[Role] = list(Role)
    return st.selectbox(
        t("common.your_role"),
        roles,
        index=roles.index(person.role if person else Role.MEMBER),
        format_func=lambda option: t(f"model.role.{option}"),
        key="here_role",
    )


def _join_collaboration(person: Profile | None, name: str, chosen_role: Role, collaboration_id: str) -> None:
    person_id = person.id if person else create_profile(name, chosen_role)
    with write_session() as session:
        # Who takes part elsewhere keeps their role there: joining sets a role in this one alone.
        if person and not list_own_collaborations():
            people.change_profile(session, person_id, name, chosen_role)
        people.join_collaboration(session, person_id, collaboration_id, chosen_role)
    open_collaboration(collaboration_id)
    st.rerun()
