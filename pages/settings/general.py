"""The language, one's own name and role, the name of the collaboration, who takes part, and removing it all."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import streamlit as st

from db import collaborations, people
from db.observations import overrules
from db.people import Profile
from impact.access import Role
from impact.errors import ChangedMeanwhile
from impact.model import Collaboration, Who
from impact.observation.observation_rules import clean_line
from impact.words import LANGUAGES
from pages.ui import browser, visitor
from pages.ui.cached import clear_erased_remains
from pages.ui.database import read_session, write_session
from pages.ui.language import choose_language, escape_markdown, get_chosen_language, num, t, tn
from pages.ui.menu import LANGUAGE_NAMES
from pages.ui.messages import show_errors, toast_after_rerun
from pages.ui.saving import finish_saving

COUNTED_PERIOD = timedelta(days=365)
BROWSER_OPTION, NAME_KEY, VERSION_KEY = "browser", "settings_name", "settings_version"


def show_language_choice() -> None:
    """Ask for one of the languages of the app, or the language of the browser."""
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
    """Ask for one's own name, and one's role in this collaboration."""
    person = visitor.get_profile()
    if person is None:
        return
    st.header(t("common.who_are_you"))
    st.write(t("settings.me_text"))
    with st.form("settings_me", enter_to_submit=False):
        name = st.text_input(t("common.your_name"), value=person.name, max_chars=80, key="settings_my_name")
        roles: list[Role] = list(Role)
        role = st.selectbox(
            t("common.your_role"),
            roles,
            index=roles.index(visitor.get_role() or person.role),
            format_func=lambda option: t(f"model.role.{option.value}"),
            key="settings_my_role",
        )
        if st.form_submit_button(t("common.save"), key="settings_save_me"):
            with show_errors():
                with write_session() as session:
                    people.change_own_membership(session, who, name, role)
                finish_saving("settings.me_saved")


def show_collaboration_name_form(who: Who, collaboration: Collaboration) -> None:
    """Ask for another name of the collaboration; when somebody else renamed it meanwhile, show that name too."""
    st.header(t("settings.collaboration_title"))
    if NAME_KEY not in st.session_state:
        # A visit to another page drops the field but not the version, and these two belong together.
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
        # The other name is shown beside what was typed: to save again then is a decision.
        st.session_state[VERSION_KEY] = collaboration.version
        st.info(t("settings.name_now", name=escape_markdown(collaboration.name)))
        raise
    finish_saving("settings.name_saved", state_keys=[VERSION_KEY])


def show_overrule_counts(who: Who) -> None:
    """Show for each reason how often writers overruled a privacy warning; numbers only, never the texts."""
    st.header(t("privacy.counts_title"))
    st.write(t("privacy.counts_text"))
    with read_session() as session:
        count_by_reason = overrules.count_overrules(session, who, datetime.now(UTC) - COUNTED_PERIOD)
    for reason, count in count_by_reason.items():
        st.markdown(f"**{num(count, 0)}** · {t(f'privacy.reason.{reason}')}")
    if not count_by_reason:
        st.write(t("privacy.counts_none"))


def show_participants(profiles: Sequence[Profile]) -> None:
    """Show who takes part, by name and role."""
    st.header(t("settings.people_title"))
    st.write(t("settings.people_text"))
    for profile in profiles:
        st.markdown(f":material/person: {escape_markdown(profile.name)} · {t(f'model.role.{profile.role.value}')}")


def show_collaboration_removal(who: Who, collaboration: Collaboration) -> None:
    """Offer to remove the whole collaboration: the example at once, any other after typing its name."""
    st.header(t("settings.end_title"))
    if collaboration.fictional:
        st.write(t("settings.end_example"))
        if st.button(t("common.remove_example"), icon=":material/delete:", key="settings_end_example"):
            with show_errors():
                _remove_collaboration(who)
        return
    st.write(t("settings.end_text", name=escape_markdown(collaboration.name), what=_format_possessions(who)))
    with st.form("settings_end", enter_to_submit=False):
        typed_name = st.text_input(
            t("settings.end_type", name=escape_markdown(collaboration.name)), max_chars=120, key="settings_end_name"
        )
        is_confirmed = st.form_submit_button(
            t("settings.end_button"), icon=":material/delete_forever:", key="settings_end_go"
        )
    if not is_confirmed:
        return
    if clean_line(typed_name) != collaboration.name:
        st.error(t("settings.end_other_name"), icon=":material/error:")
        return
    with show_errors():
        _remove_collaboration(who)


def _format_possessions(who: Who) -> str:
    with read_session() as session:
        count_by_kind = asdict(collaborations.count_owned(session, who))
    return ", ".join(tn(f"common.count.{name}", n) for name, n in count_by_kind.items() if n)


def _remove_collaboration(who: Who) -> None:
    with write_session() as session:
        collaborations.remove_collaboration(session, who)
    clear_erased_remains()
    st.query_params.clear()
    browser.scroll_to_top()
    toast_after_rerun("settings.end_done")
    st.switch_page("pages/home/screen.py")
