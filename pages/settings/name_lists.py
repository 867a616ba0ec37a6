"""The organisations and activities of the collaboration: add, rename, remove and put back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from db import collaborations, tables
from impact.model import Activity, Organisation, Who
from pages.ui import privacy_check
from pages.ui.database import write_session
from pages.ui.language import escape_markdown, t
from pages.ui.messages import show_errors
from pages.ui.saving import finish_saving, saving
from pages.ui.undo_card import show_undo_card

ListAction = Callable[..., Any]


@dataclass(frozen=True)
class _EditableList:
    """A list of names with its actions.

    `add` takes a session, who and a name; `rename` a session, who, the item and a name; `remove` a session, who and
    the id of the item.
    """

    key: str
    add: ListAction
    rename: ListAction
    remove: ListAction

    def build_key(self, name: str) -> str:
        """Return the key of this list in the session for the thing with this name."""
        return f"settings_{self.key}_{name}"


def _rename_organisation(session: Any, who: Who, organisation: Organisation, name: str) -> None:
    collaborations.rename_organisation(session, who, organisation.id, name, version=organisation.version)


def _rename_activity(session: Any, who: Who, activity: Activity, name: str) -> None:
    collaborations.rename_activity(session, who, activity.id, name, version=activity.version)


ORGANISATIONS = _EditableList(
    "organisation",
    lambda session, who, name: collaborations.find_or_add_named(session, who, tables.Organisation, name),
    _rename_organisation,
    collaborations.remove_organisation,
)
ACTIVITIES = _EditableList(
    "activity",
    lambda session, who, name: collaborations.find_or_add_named(session, who, tables.Activity, name),
    _rename_activity,
    collaborations.remove_activity,
)


def show_organisations(who: Who, organisations: Sequence[Organisation], may_manage: bool) -> None:
    """Show the organisations that take part, with a field for a new one for those who may manage."""
    st.header(t("common.field.organisations"))
    if not organisations:
        st.info(t("settings.organisations_empty"), icon=":material/help:")
    _show_name_list(who, ORGANISATIONS, organisations, may_manage)
    if may_manage:
        _show_add_form(who, ORGANISATIONS, t("settings.organisation_new"))


def show_activities(who: Who, activities: Sequence[Activity], may_log: bool, may_manage: bool) -> None:
    """Show the activities, with a field for a new one for those who may log."""
    st.header(t("common.activities"))
    st.write(t("settings.activities_text"))
    if not activities:
        st.info(t("settings.activities_empty"), icon=":material/help:")
    _show_name_list(who, ACTIVITIES, activities, may_manage)
    if may_log:
        _show_add_form(who, ACTIVITIES, t("settings.activity_new"))


def _show_name_list(
    who: Who, name_list: _EditableList, items: Sequence[Organisation | Activity], may_manage: bool
) -> None:
    if may_manage:
        _show_removed_item(who, name_list)
    open_item = _get_open_item(name_list)
    for item in items:
        if may_manage and open_item and open_item.id == item.id:
            _show_rename_form(who, name_list, open_item)
        else:
            _show_item_row(who, name_list, item, may_manage)


def _get_open_item(name_list: _EditableList) -> Organisation | Activity | None:
    """Return the item whose rename form is open, if any."""
    # Streamlit drops the field while another page is shown: what was typed is gone then, so the form closes.
    if name_list.build_key("name") not in st.session_state:
        st.session_state.pop(name_list.build_key("open"), None)
    open_item: Organisation | Activity | None = st.session_state.get(name_list.build_key("open"))
    return open_item


def _show_item_row(who: Who, name_list: _EditableList, item: Organisation | Activity, may_manage: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=name_list.build_key(item.id)):
        st.markdown(escape_markdown(item.name))
        if not may_manage:
            return
        st.button(
            t("common.edit"),
            icon=":material/edit:",
            type="tertiary",
            help=t("settings.edit_help", name=escape_markdown(item.name)),
            on_click=_set_open_item,
            args=(name_list, item),
            key=name_list.build_key(f"edit_{item.id}"),
        )
        is_removing = st.button(
            t("common.remove"),
            icon=":material/delete:",
            type="tertiary",
            help=t("common.remove_named", name=escape_markdown(item.name)),
            key=name_list.build_key(f"remove_{item.id}"),
        )
    if is_removing:
        with show_errors():
            with write_session() as session:
                name_list.remove(session, who, item.id)
            st.session_state[name_list.build_key("gone")] = item.name
            finish_saving()


def _set_open_item(name_list: _EditableList, item: Organisation | Activity | None) -> None:
    st.session_state[name_list.build_key("open")] = item
    st.session_state.pop(name_list.build_key("gone"), None)
    if item:
        st.session_state[name_list.build_key("name")] = item.name


def _show_rename_form(who: Who, name_list: _EditableList, item: Organisation | Activity) -> None:
    with st.form(name_list.build_key("form"), enter_to_submit=False):
        typed_name = st.text_input(t("settings.new_name"), max_chars=120, key=name_list.build_key("name"))
        with st.container(horizontal=True, key=name_list.build_key("ends")):
            is_saving = st.form_submit_button(t("common.save"), type="primary", key=name_list.build_key("save"))
            st.form_submit_button(
                t("common.cancel"), on_click=_set_open_item, args=(name_list, None), key=name_list.build_key("cancel")
            )
    key = name_list.build_key("form")
    privacy_check.show_privacy_warning([typed_name], key)
    if is_saving:
        with show_errors():
            with saving(who, [typed_name], key, name_list.key) as session:
                name_list.rename(session, who, item, typed_name)
            finish_saving("settings.renamed", state_keys=[name_list.build_key("open")])


def _show_add_form(who: Who, name_list: _EditableList, label: str) -> None:
    count = st.session_state.get(name_list.build_key("added"), 0)  # part of the key: after adding, the field is empty
    with st.form(name_list.build_key("add_form"), enter_to_submit=False):
        typed_name = st.text_input(label, max_chars=120, key=name_list.build_key(f"new_{count}"))
        is_adding = st.form_submit_button(t("common.add"), icon=":material/add:", key=name_list.build_key("add"))
    key = name_list.build_key("add_form")
    privacy_check.show_privacy_warning([typed_name], key)
    if is_adding:
        with show_errors():
            with saving(who, [typed_name], key, name_list.key) as session:
                name_list.add(session, who, typed_name)
            st.session_state[name_list.build_key("added")] = count + 1
            finish_saving("settings.added")


def _show_removed_item(who: Who, name_list: _EditableList) -> None:
    name = st.session_state.get(name_list.build_key("gone"))
    if name is None:
        return
    text, card_key = t("settings.gone", name=escape_markdown(name)), name_list.build_key("gone_card")
    with show_undo_card(text, t("common.restore"), card_key, name_list.build_key("undo")) as is_undoing:
        if is_undoing:
            with show_errors():
                with write_session() as session:
                    name_list.add(session, who, name)
                finish_saving(state_keys=[name_list.build_key("gone")])
