"""The organisations and activities of the collaboration: add, rename, take out and put back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from db import collaborations, tables
from impact.model import Activity, Organisation, Who
from pages.ui import privacy_check
from pages.ui.database import write_session
from pages.ui.language import escape_markdown, t
from pages.ui.messages import show_errors, toast_after_rerun

ListAction = Callable[..., Any]


@dataclass(frozen=True)
class _EditableList:
    """One list of names and what can be done with it; each verb takes a session, who, and what its name says."""

    key: str
    add: ListAction
    rename: ListAction
    remove: ListAction

    def build_key(self, name: str) -> str:
        """The key under which this list remembers something."""
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
    """The organisations that take part."""
    st.header(t("common.field.organisations"))
    if not organisations:
        st.info(t("settings.organisations_empty"), icon=":material/help:")
    _show_name_list(who, ORGANISATIONS, organisations, may_manage)
    if may_manage:
        _show_add_form(who, ORGANISATIONS, t("settings.organisation_new"))


def show_activities(who: Who, activities: Sequence[Activity], may_log: bool, may_manage: bool) -> None:
    """The activities: the stones that were thrown."""
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
    """What is being renamed. The field went when another page was shown meanwhile: then nothing is."""
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
            st.rerun()


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
    if is_saving and privacy_check.may_save([typed_name], key):
        with show_errors():
            with write_session() as session:
                name_list.rename(session, who, item, typed_name)
                privacy_check.record_override(session, who, [typed_name], key, name_list.key)
            del st.session_state[name_list.build_key("open")]
            toast_after_rerun("settings.renamed")
            st.rerun()


def _show_add_form(who: Who, name_list: _EditableList, label: str) -> None:
    count = st.session_state.get(name_list.build_key("added"), 0)
    with st.form(name_list.build_key("add_form"), enter_to_submit=False):
        typed_name = st.text_input(label, max_chars=120, key=name_list.build_key(f"new_{count}"))
        is_adding = st.form_submit_button(t("common.add"), icon=":material/add:", key=name_list.build_key("add"))
    key = name_list.build_key("add_form")
    privacy_check.show_privacy_warning([typed_name], key)
    if is_adding and privacy_check.may_save([typed_name], key):
        with show_errors():
            with write_session() as session:
                name_list.add(session, who, typed_name)
                privacy_check.record_override(session, who, [typed_name], key, name_list.key)
            st.session_state[name_list.build_key("added")] = count + 1
            toast_after_rerun("settings.added")
            st.rerun()


def _show_removed_item(who: Who, name_list: _EditableList) -> None:
    name = st.session_state.get(name_list.build_key("gone"))
    if name is None:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=name_list.build_key("gone_card")):
        st.markdown(t("settings.gone", name=escape_markdown(name)))
        is_undoing = st.button(t("common.restore"), icon=":material/undo:", key=name_list.build_key("undo"))
    if is_undoing:
        with show_errors():
            with write_session() as session:
                name_list.add(session, who, name)
            del st.session_state[name_list.build_key("gone")]
            st.rerun()
