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
from pages.ui.database import act, look
from pages.ui.language import CHOSEN, plain, t
from pages.ui.tell import AFTER, UNREAD, catching

PERSON, COLLABORATION, OPEN = "rimpel_person", "rimpel_collaboration", "c"
HERE, LAST = "here", "here_last"
# What is the reader's own and outlives a change of collaboration; the last two under the names their screens give them.
KEPT = frozenset({CHOSEN, browser.WAITING, browser.TOP, HERE, LAST, AFTER, UNREAD, "seen_since", "draft_spent"})


def begin() -> None:
    """Settle who is here and which collaboration is open; nothing is written."""
    person_id = browser.remembered(PERSON)
    with look() as session:
        profile = people.profile(session, person_id) if person_id else None
        mine = collaborations.here(session, profile.id) if profile else ()
        roles = people.roles(session, profile.id) if profile else {}
    st.session_state[HERE] = (profile, mine, roles)
    asked = (st.query_params.get(OPEN), browser.remembered(COLLABORATION))
    known = [one.id for one in mine]
    found = next((one for one in asked if one in known), known[0] if known else None)
    if found and found != browser.remembered(COLLABORATION) and asked[0] in (None, found):
        browser.remember(COLLABORATION, found)
    _settle_in()


def _settle_in() -> None:
    """Begin with empty pages when this visit went on in another collaboration: by the menu, a link or a removal."""
    found = opened()
    collaboration_id = found.id if found else None
    if st.session_state.setdefault(LAST, collaboration_id) != collaboration_id:
        forget_pages()
        st.session_state[LAST] = collaboration_id


def forget_pages() -> None:
    """Let go of all that pages remember; what they hold of one collaboration may never reach another."""
    for name in [name for name in st.session_state if name not in KEPT]:
        del st.session_state[name]


def profile() -> Profile | None:
    """The profile of who is here, or None."""
    return st.session_state[HERE][0]


def mine() -> tuple[Collaboration, ...]:
    """The collaborations this person takes part in."""
    return st.session_state[HERE][1]


def opened() -> Collaboration | None:
    """The collaboration that is open, or None."""
    wanted = st.query_params.get(OPEN) or browser.remembered(COLLABORATION)
    return next((one for one in mine() if one.id == wanted), None)


def open_up(collaboration_id: str) -> None:
    """Open this collaboration from here on; what the address asked of another one is over."""
    browser.remember(COLLABORATION, collaboration_id)
    st.query_params.from_dict({OPEN: collaboration_id})


def arrive(name: str, role: Role) -> str:
    """Make a profile for who is here and have the browser remember it; returns the person's id."""
    with act() as session:
        person_id = people.arrive(session, name, role)
    browser.remember(PERSON, person_id)
    return person_id


def guard(wanted: Act = Act.LOOK) -> Who:
    """Who is here, when they may open this screen; else a card that says what to do, and nothing more of the page."""
    person, collaboration = profile(), opened()
    if collaboration is None or person is None:
        _card()
        st.stop()
    if st.query_params.get(OPEN) != collaboration.id:
        st.query_params[OPEN] = collaboration.id
    who = Who(person.id, collaboration.id, person.name)
    if not may(who, wanted):
        st.title(plain(collaboration.name))
        st.info(t("here.not_allowed", role=t(f"model.role.{role() or person.role}")), icon=":material/lock:")
        st.stop()
    return who


def role() -> Role | None:
    """The role of this person in the collaboration that is open; None when none is."""
    here = opened()
    found: Role | None = st.session_state[HERE][2].get(here.id) if here else None
    return found


def may(who: Who, wanted: Act) -> bool:
    """Whether this person may do this here, as known at the start of this run: to leave out a button."""
    mine: Role | None = st.session_state[HERE][2].get(who.collaboration_id)
    return mine is not None and access.may(mine, wanted)


def _card() -> None:
    wanted = st.query_params.get(OPEN)
    with look() as session:
        kept = collaborations.here(session)
    named = [one for one in kept if one.id == wanted] or list(kept)
    if not named:
        st.title(t("here.empty_title"))
        st.page_link("pages/see/home.py", label=t("here.to_home"), icon=":material/water_drop:")
        return
    join_card(named, st.title)


def join_card(named: list[Collaboration], heading: Callable[[str], object] = st.header) -> None:
    """Ask who is here, and let them take part in one of these collaborations; `heading` fits the rest of the page."""
    person = profile()
    with st.container(border=True, width=520, key="here_card"):
        if person and mine():
            heading(t("here.join_title"))
            st.write(t("here.join_text", name=plain(person.name)))
            name = person.name
        else:
            heading(t("here.who_title"))
            st.write(t("here.who_text"))
            name = st.text_input(t("here.name"), value=person.name if person else "", max_chars=80, key="here_name")
        chosen_role = _role(person)
        chosen = st.selectbox(t("here.which"), named, format_func=lambda one: one.name, key="here_which")
        st.caption(t("here.role_text"))
        if st.button(t("here.enter"), type="primary", key="here_enter"):
            with catching():
                _enter(person, name, chosen_role, chosen.id)


def _role(person: Profile | None) -> Role:
    """The role somebody will have here; the one they began with stands ready."""
    return st.selectbox(
        t("here.role"),
        list(Role),
        index=list(Role).index(person.role if person else Role.MEMBER),
        format_func=lambda one: t(f"model.role.{one}"),
        key="here_role",
    )


def _enter(person: Profile | None, name: str, chosen: Role, collaboration_id: str) -> None:
    person_id = person.id if person else arrive(name, chosen)
    with act() as session:
        # Who takes part elsewhere keeps their role there: joining sets a role in this one alone.
        if person and not mine():
            people.change_profile(session, person_id, name, chosen)
        people.join(session, person_id, collaboration_id, chosen)
    open_up(collaboration_id)
    st.rerun()
