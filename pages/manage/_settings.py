"""The language, one's own name and role, the name of the collaboration, and who takes part."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import streamlit as st

from db import collaborations, overrules
from db import people as persons
from db.people import Profile
from impact.access import Role
from impact.errors import ChangedMeanwhile
from impact.model import Collaboration, Who
from impact.words import LANGUAGES
from pages.ui import here
from pages.ui.database import act, look
from pages.ui.language import choose, chosen, num, plain, t
from pages.ui.tell import catching, tell_after

YEAR = timedelta(days=365)
NAMES = {"nl": "Nederlands", "en": "English"}
BROWSER, NAME, VERSION = "browser", "settings_name", "settings_version"


def language_of_the_app() -> None:
    """Dutch, English, or what the browser asks for."""
    st.header(t("settings.language_title"))
    st.session_state["settings_language"] = chosen() or BROWSER
    st.segmented_control(
        t("settings.language"),
        [*LANGUAGES, BROWSER],
        required=True,
        format_func=lambda one: NAMES.get(one) or t("settings.language_browser"),
        on_change=_choose,
        key="settings_language",
    )


def _choose() -> None:
    wanted = st.session_state["settings_language"]
    choose(None if wanted == BROWSER else wanted)


def me(who: Who) -> None:
    """Change one's own name, and one's role in this collaboration."""
    person = here.profile()
    if person is None:
        return
    st.header(t("settings.me_title"))
    st.write(t("settings.me_text"))
    with st.form("settings_me", enter_to_submit=False):
        name = st.text_input(t("settings.my_name"), value=person.name, max_chars=80, key="settings_my_name")
        role = st.selectbox(
            t("settings.my_role"),
            list(Role),
            index=list(Role).index(here.role() or person.role),
            format_func=lambda one: t(f"model.role.{one.value}"),
            key="settings_my_role",
        )
        if st.form_submit_button(t("settings.save"), key="settings_save_me"):
            with catching():
                with act() as session:
                    persons.change_me(session, who, name, role)
                tell_after("settings.me_saved")
                st.rerun()


def name(who: Who, collaboration: Collaboration) -> None:
    """Give the collaboration another name; when somebody else did so meanwhile, theirs is shown beside it."""
    st.header(t("settings.collaboration_title"))
    if NAME not in st.session_state:
        # The name and the version it was read at belong together, also after a visit to another page.
        st.session_state[NAME] = collaboration.name
        st.session_state.pop(VERSION, None)
    version = st.session_state.setdefault(VERSION, collaboration.version)
    with st.form("settings_collaboration", enter_to_submit=False):
        typed = st.text_input(t("settings.name"), max_chars=120, key=NAME)
        saving = st.form_submit_button(t("settings.save"), key="settings_save_name")
    if saving:
        with catching():
            _rename(who, collaboration, typed, version)


def _rename(who: Who, collaboration: Collaboration, typed: str, version: int) -> None:
    try:
        with act() as session:
            collaborations.rename(session, who, typed, version)
    except ChangedMeanwhile:
        # Theirs is shown beside what was typed; saving again then is a choice.
        st.session_state[VERSION] = collaboration.version
        st.info(t("settings.name_now", name=plain(collaboration.name)))
        raise
    del st.session_state[VERSION]
    tell_after("settings.name_saved")
    st.rerun()


def let_stand(who: Who) -> None:
    """How often writers left something as it was that may point to a person, per reason; numbers only."""
    st.header(t("privacy.counts_title"))
    st.write(t("privacy.counts_text"))
    with look() as session:
        found = overrules.counted(session, who, datetime.now(UTC) - YEAR)
    for reason, count in found.items():
        st.markdown(f"**{num(count, 0)}** · {t(f'privacy.reason.{reason}')}")
    if not found:
        st.write(t("privacy.counts_none"))


def people(found: Sequence[Profile]) -> None:
    """Who takes part, by name and role."""
    st.header(t("settings.people_title"))
    st.write(t("settings.people_text"))
    for one in found:
        st.markdown(f":material/person: {plain(one.name)} · {t(f'model.role.{one.role.value}')}")
