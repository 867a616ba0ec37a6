"""One ring at a time: choosing it, its name, its place and taking it away; and a new one."""

from collections.abc import Sequence

import streamlit as st

from db import desired
from impact.desire import LABEL_LIMIT
from impact.errors import ChangedMeanwhile, InUse
from impact.model import MOST_RINGS, Ring, Who
from pages.agree import _desired_undo
from pages.ui import privacy
from pages.ui.database import act
from pages.ui.language import plain, t
from pages.ui.tell import catching, tell_after
from pages.ui.token import of_content, spent, token

NEW, TOKEN = "new", "ring"
CHOICE, VERSION = "desired_ring", "desired_ring_version"


def choose(rings: Sequence[Ring], agrees: bool) -> Ring | None:
    """The ring the address asks for, the innermost when it asks for none; None: a new one."""
    by_id = {ring.id: ring for ring in rings}
    names = {ring.id: plain(ring.name) for ring in rings}
    if agrees and len(rings) < MOST_RINGS:
        names[NEW] = f":material/add: {t('desired.new_ring')}"
    asked = st.query_params.get("ring")
    st.session_state[CHOICE] = asked if asked in names else rings[0].id
    chosen = st.pills(
        t("desired.ring"),
        list(names),
        required=True,
        format_func=lambda one: names.get(one, ""),
        on_change=lambda: open_ring(st.session_state[CHOICE]),
        key=CHOICE,
    )
    return by_id.get(chosen)


def open_ring(ring_id: str) -> None:
    """Show this ring from here on."""
    st.query_params["ring"] = ring_id


def head(who: Who, ring: Ring, rings: Sequence[Ring], agrees: bool) -> None:
    """The name of the ring, and what can be done with the ring itself."""
    st.header(plain(ring.name))
    if not agrees:
        return
    place = [one.id for one in rings].index(ring.id)
    with st.expander(t("desired.ring_change"), icon=":material/edit:", key=f"ring_change_{ring.id}"):
        _rename(who, ring)
        st.caption(t("desired.ring_place", place=place + 1, count=len(rings)))
        with st.container(horizontal=True, key="ring_acts"):
            _move(who, ring, place, len(rings))
            if st.button(t("desired.ring_remove"), icon=":material/delete:", key=f"ring_remove_{ring.id}"):
                _remove(who, ring, place)


def _rename(who: Who, ring: Ring) -> None:
    # The version the typing began with; whoever was first is shown, not overwritten.
    version = f"{VERSION}_{ring.id}"
    if f"ring_name_{ring.id}" not in st.session_state:
        st.session_state.pop(version, None)
    began = st.session_state.setdefault(version, ring.version)
    with st.form(f"ring_form_{ring.id}", border=False):
        name = st.text_input(t("desired.ring_name"), value=ring.name, max_chars=LABEL_LIMIT, key=f"ring_name_{ring.id}")
        saving = st.form_submit_button(t("desired.ring_rename"), key=f"ring_rename_{ring.id}")
    key = f"ring_name_{ring.id}"
    privacy.warn([name], key)
    if not saving or not privacy.ready([name], key):
        return
    with catching():
        try:
            with act() as session:
                desired.rename_ring(session, who, ring.id, name, version=began)
                privacy.settle(session, who, [name], key, "desired")
        except ChangedMeanwhile as error:
            now: Ring = error.facts["now"]
            if now.name != name.strip():
                st.session_state[version] = now.version
                st.info(t("desired.ring_now", name=plain(now.name)), icon=":material/sync:")
                raise
        st.session_state.pop(version, None)
        tell_after("desired.saved")
        st.rerun()


def _move(who: Who, ring: Ring, place: int, count: int) -> None:
    for steps, label, icon in (
        (-1, t("desired.inward"), ":material/arrow_upward:"),
        (1, t("desired.outward"), ":material/arrow_downward:"),
    ):
        stuck = not 0 <= place + steps < count
        # The place in the key makes a double click one step.
        if st.button(label, icon=icon, disabled=stuck, key=f"ring_move_{steps}_{ring.id}_{place}"):
            with catching():
                with act() as session:
                    desired.move_ring(session, who, ring.id, steps)
                st.rerun()


def _remove(who: Who, ring: Ring, place: int) -> None:
    with catching():
        try:
            with act() as session:
                gone = desired.remove_ring(session, who, ring.id, version=ring.version)
        except InUse:
            _desired_undo.to_logbook(who, ring=ring.id)
            raise
        st.query_params.pop("ring", None)
        _desired_undo.remember(gone, place)
        st.rerun()


def new(who: Who) -> None:
    """The form of a new ring."""
    st.header(t("desired.new_ring"))
    st.write(t("desired.new_ring_text"))
    with st.form("new_ring", border=False):
        name = st.text_input(
            t("desired.ring_name"), max_chars=LABEL_LIMIT, placeholder=t("desired.ring_like"), key="new_ring_name"
        )
        saving = st.form_submit_button(t("desired.ring_add"), type="primary", key="new_ring_add")
    privacy.warn([name], TOKEN)
    if saving and privacy.ready([name], TOKEN):
        with catching():
            with act() as session:
                made = desired.add_ring(session, who, name, token=of_content(token(TOKEN), name))
                privacy.settle(session, who, [name], TOKEN, "desired")
            spent(TOKEN)
            open_ring(made)
            tell_after("desired.ring_added")
            st.rerun()
