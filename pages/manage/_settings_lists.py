"""The organisations and activities of the collaboration: add, rename, take out and put back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from db import collaborations, tables
from impact.model import Activity, Organisation, Who
from pages.ui import privacy
from pages.ui.database import act
from pages.ui.language import plain, t
from pages.ui.tell import catching, tell_after

Verb = Callable[..., Any]


@dataclass(frozen=True)
class _Named:
    """One list of names and what can be done with it; each verb takes a session, who, and what its name says."""

    key: str
    add: Verb
    rename: Verb
    remove: Verb

    def state(self, name: str) -> str:
        """The key under which this list remembers something."""
        return f"settings_{self.key}_{name}"


def _rename_organisation(session: Any, who: Who, one: Organisation, name: str) -> None:
    collaborations.rename_organisation(session, who, one.id, name, version=one.version)


def _rename_activity(session: Any, who: Who, one: Activity, name: str) -> None:
    collaborations.rename_activity(session, who, one.id, name, version=one.version)


ORGANISATIONS = _Named(
    "organisation",
    lambda session, who, name: collaborations.add_named(session, who, tables.Organisation, name),
    _rename_organisation,
    collaborations.remove_organisation,
)
ACTIVITIES = _Named(
    "activity",
    lambda session, who, name: collaborations.add_named(session, who, tables.Activity, name),
    _rename_activity,
    collaborations.remove_activity,
)


def organisations(who: Who, found: Sequence[Organisation], manages: bool) -> None:
    """The organisations that take part."""
    st.header(t("settings.organisations_title"))
    if not found:
        st.info(t("settings.organisations_empty"), icon=":material/help:")
    _list(who, ORGANISATIONS, found, manages)
    if manages:
        _add(who, ORGANISATIONS, t("settings.organisation_new"))


def activities(who: Who, found: Sequence[Activity], logs: bool, manages: bool) -> None:
    """The activities: the stones that were thrown."""
    st.header(t("settings.activities_title"))
    st.write(t("settings.activities_text"))
    if not found:
        st.info(t("settings.activities_empty"), icon=":material/help:")
    _list(who, ACTIVITIES, found, manages)
    if logs:
        _add(who, ACTIVITIES, t("settings.activity_new"))


def _list(who: Who, kind: _Named, found: Sequence[Organisation | Activity], manages: bool) -> None:
    if manages:
        _gone(who, kind)
    open_one = _opened(kind)
    for one in found:
        if manages and open_one and open_one.id == one.id:
            _edit(who, kind, open_one)
        else:
            _row(who, kind, one, manages)


def _opened(kind: _Named) -> Organisation | Activity | None:
    """What is being renamed. The field went when another page was shown meanwhile: then nothing is."""
    if kind.state("name") not in st.session_state:
        st.session_state.pop(kind.state("open"), None)
    found: Organisation | Activity | None = st.session_state.get(kind.state("open"))
    return found


def _row(who: Who, kind: _Named, one: Organisation | Activity, manages: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=kind.state(one.id)):
        st.markdown(plain(one.name))
        if not manages:
            return
        st.button(
            t("settings.edit"),
            icon=":material/edit:",
            type="tertiary",
            help=t("settings.edit_help", name=plain(one.name)),
            on_click=_open,
            args=(kind, one),
            key=kind.state(f"edit_{one.id}"),
        )
        removing = st.button(
            t("settings.remove"),
            icon=":material/delete:",
            type="tertiary",
            help=t("settings.remove_help", name=plain(one.name)),
            key=kind.state(f"remove_{one.id}"),
        )
    if removing:
        with catching():
            with act() as session:
                kind.remove(session, who, one.id)
            st.session_state[kind.state("gone")] = one.name
            st.rerun()


def _open(kind: _Named, one: Organisation | Activity | None) -> None:
    st.session_state[kind.state("open")] = one
    st.session_state.pop(kind.state("gone"), None)
    if one:
        st.session_state[kind.state("name")] = one.name


def _edit(who: Who, kind: _Named, one: Organisation | Activity) -> None:
    with st.form(kind.state("form"), enter_to_submit=False):
        typed = st.text_input(t("settings.new_name"), max_chars=120, key=kind.state("name"))
        with st.container(horizontal=True, key=kind.state("ends")):
            saving = st.form_submit_button(t("settings.save"), type="primary", key=kind.state("save"))
            st.form_submit_button(t("settings.cancel"), on_click=_open, args=(kind, None), key=kind.state("cancel"))
    key = kind.state("form")
    privacy.warn([typed], key)
    if saving and privacy.ready([typed], key):
        with catching():
            with act() as session:
                kind.rename(session, who, one, typed)
                privacy.settle(session, who, [typed], key, kind.key)
            del st.session_state[kind.state("open")]
            tell_after("settings.renamed")
            st.rerun()


def _add(who: Who, kind: _Named, label: str) -> None:
    count = st.session_state.get(kind.state("added"), 0)
    with st.form(kind.state("add_form"), enter_to_submit=False):
        typed = st.text_input(label, max_chars=120, key=kind.state(f"new_{count}"))
        adding = st.form_submit_button(t("settings.add"), icon=":material/add:", key=kind.state("add"))
    key = kind.state("add_form")
    privacy.warn([typed], key)
    if adding and privacy.ready([typed], key):
        with catching():
            with act() as session:
                kind.add(session, who, typed)
                privacy.settle(session, who, [typed], key, kind.key)
            st.session_state[kind.state("added")] = count + 1
            tell_after("settings.added")
            st.rerun()


def _gone(who: Who, kind: _Named) -> None:
    name = st.session_state.get(kind.state("gone"))
    if name is None:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=kind.state("gone_card")):
        st.markdown(t("settings.gone", name=plain(name)))
        undoing = st.button(t("settings.undo"), icon=":material/undo:", key=kind.state("undo"))
    if undoing:
        with catching():
            with act() as session:
                kind.add(session, who, name)
            del st.session_state[kind.state("gone")]
            st.rerun()
