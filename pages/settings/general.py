"""The language, one's own name and role, the name of the collaboration, and who takes part."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import streamlit as st

from db import collaborations, people
from db.observations import overrules
from db.people import Profile
from impact.access import Role
from impact.errors import ChangedMeanwhile
from impact.model import Collaboration, Who
from impact.words import LANGUAGES
from pages.ui import visitor
from pages.ui.database import read_session, write_session
from pages.ui.language import choose_language, escape_markdown, get_chosen_language, num, t
from pages.ui.menu import LANGUAGE_NAMES
from pages.ui.messages import show_errors, toast_after_rerun

COUNTED_PERIOD = timedelta(days=365)
BROWSER_OPTION, NAME_KEY, VERSION_KEY = "browser", "settings_name", "settings_version"


def show_language_choice() -> None:
    """Show the choice of a language: one of those of the app, or what the browser asks for."""
    st.header(t("common.language"))
    st.session_state["settings_language"] = get_chosen_language() or BROWSER_OPTION
    st.segmented_control(
        t("settings.language"),
        [*LANGUAGES, BROWSER_OPTION],
        required=True,
        format_func=lambda option: LANGUAGE_NAMES.get(option) or t("settings.language_browser"),
        on_change=_save_language_choice,
        key="settings_language",
    )


def _save_language_choice() -> None:
    option = st.session_state["settings_language"]
    choose_language(None if option == BROWSER_OPTION else option)


def show_profile_form(who: Who) -> None:
    """Change one's own name, and one's role in this collaboration."""
    person = visitor.get_profile()
    if person is None:
        return
    st.header(t("common.who_are_you"))
    st.write(t("settings.me_text"))
    with st.form("settings_me", enter_to_submit=False):
        name = st.text_input(t("common.your_name"), value=person.name, max_chars=80, key="settings_my_name")
        role = st.selectbox(
            t("common.your_role"),
            list(Role),
            index=list(Role).index(visitor.get_role() or person.role),
            format_func=lambda option: t(f"model.role.{option.value}"),
            key="settings_my_role",
        )
        if st.form_submit_button(t("common.save"), key="settings_save_me"):
            with show_errors():
                with write_session() as session:
                    people.change_own_membership(session, who, name, role)
                toast_after_rerun("settings.me_saved")
                st.rerun()


def show_collaboration_name_form(who: Who, collaboration: Collaboration) -> None:
    """Give the collaboration another name; when somebody else did so meanwhile, theirs is shown beside it."""
    st.header(t("settings.collaboration_title"))
    if NAME_KEY not in st.session_state:
        # The name and the version it was read at belong together, also after a visit to another page.
        st.session_state[NAME_KEY] = collaboration.name
        st.session_state.pop(VERSION_KEY, None)
    version = st.session_state.setdefault(VERSION_KEY, collaboration.version)
    with st.form("settings_collaboration", enter_to_submit=False):
        typed_name = st.text_input(t("settings.name"), max_chars=120, key=NAME_KEY)
        is_saving = st.form_submit_button(t("common.save"), key="settings_save_name")
    if is_saving:
        with show_errors():
            _rename_collaboration(who, collaboration, typed_name, version)


def _rename_collaboration(who: Who, collaboration: Collaboration, typed_name: str, version: int) -> None:
    try:
        with write_session() as session:
            collaborations.rename_collaboration(session, who, typed_name, version)
    except ChangedMeanwhile:
        # Theirs is shown beside what was typed; saving again then is a choice.
        st.session_state[VERSION_KEY] = collaboration.version
        st.info(t("settings.name_now", name=escape_markdown(collaboration.name)))
        raise
    del st.session_state[VERSION_KEY]
    toast_after_rerun("settings.name_saved")
    st.rerun()


def show_overrule_counts(who: Who) -> None:
    """How often writers left something as it was that may point to a person, per reason; numbers only."""
    st.header(t("privacy.counts_title"))
    st.write(t("privacy.counts_text"))
    with read_session() as session:
        count_by_reason = overrules.count_overrules(session, who, datetime.now(UTC) - COUNTED_PERIOD)
    for reason, count in count_by_reason.items():
        st.markdown(f"**{num(count, 0)}** · {t(f'privacy.reason.{reason}')}")
    if not count_by_reason:
        st.write(t("privacy.counts_none"))


def show_participants(profiles: Sequence[Profile]) -> None:
    """Who takes part, by name and role."""
    st.header(t("settings.people_title"))
    st.write(t("settings.people_text"))
    for profile in profiles:
        st.markdown(f":material/person: {escape_markdown(profile.name)} · {t(f'model.role.{profile.role.value}')}")
