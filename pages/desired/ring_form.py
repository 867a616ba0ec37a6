"""One ring: choosing it, renaming, moving and removing it; and the form for a new one."""

from collections.abc import Sequence

import streamlit as st

from db import desired
from impact.errors import ChangedMeanwhile, InUse
from impact.model import MAX_RINGS, Ring, Who
from impact.picture.theme_rules import MAX_LABEL_LENGTH
from pages.desired import undo_removal
from pages.ui import privacy_check
from pages.ui.database import write_session
from pages.ui.form_token import build_content_token, get_form_token
from pages.ui.language import escape_markdown, t
from pages.ui.messages import show_errors
from pages.ui.move_buttons import show_move_buttons
from pages.ui.saving import finish_saving, saving

NEW_RING, RING_TOKEN = "new", "ring"
CHOSEN_RING_KEY, START_VERSION_KEY = "desired_ring", "desired_ring_version"


def choose_ring(rings: Sequence[Ring], can_agree: bool) -> Ring | None:
    """Return the ring in the address, or else the innermost one; None when a new ring is chosen."""
    ring_by_id = {ring.id: ring for ring in rings}
    label_by_id = {ring.id: escape_markdown(ring.name) for ring in rings}
    if can_agree and len(rings) < MAX_RINGS:
        label_by_id[NEW_RING] = f":material/add: {t('desired.new_ring')}"
    asked_id = st.query_params.get("ring")
    st.session_state[CHOSEN_RING_KEY] = asked_id if asked_id in label_by_id else rings[0].id
    chosen_id = st.pills(
        t("common.ask.ring"),
        list(label_by_id),
        required=True,
        format_func=lambda ring_id: label_by_id.get(ring_id, ""),
        on_change=lambda: open_ring(st.session_state[CHOSEN_RING_KEY]),
        key=CHOSEN_RING_KEY,
    )
    return ring_by_id.get(chosen_id) if chosen_id else None


def open_ring(ring_id: str) -> None:
    """Show this ring from now on."""
    st.query_params["ring"] = ring_id


def show_ring_header(who: Who, ring: Ring, rings: Sequence[Ring], can_agree: bool) -> None:
    """Show the name of the ring, and the form to rename, move or remove it."""
    st.header(escape_markdown(ring.name))
    if not can_agree:
        return
    place = [other.id for other in rings].index(ring.id)
    with st.expander(t("desired.ring_change"), icon=":material/edit:", key=f"ring_change_{ring.id}"):
        _show_rename_form(who, ring)
        st.caption(t("desired.ring_place", place=place + 1, count=len(rings)))
        with st.container(horizontal=True, key="ring_acts"):
            show_move_buttons(
                (t("desired.inward"), t("desired.outward")),
                place,
                len(rings),
                f"ring_move_{{steps}}_{ring.id}",
                lambda session, steps: desired.move_ring(session, who, ring.id, steps),
            )
            if st.button(t("desired.ring_remove"), icon=":material/delete:", key=f"ring_remove_{ring.id}"):
                _remove_ring(who, ring, place)


def _show_rename_form(who: Who, ring: Ring) -> None:
    # The version the typing began with: what somebody else saved since is shown, not overwritten.
    version_key = f"{START_VERSION_KEY}_{ring.id}"
    if f"ring_name_{ring.id}" not in st.session_state:
        st.session_state.pop(version_key, None)
    start_version = st.session_state.setdefault(version_key, ring.version)
    with st.form(f"ring_form_{ring.id}", border=False):
        name = st.text_input(
            t("common.field.ring_name"), value=ring.name, max_chars=MAX_LABEL_LENGTH, key=f"ring_name_{ring.id}"
        )
        save_clicked = st.form_submit_button(t("desired.ring_rename"), key=f"ring_rename_{ring.id}")
    text_key = f"ring_name_{ring.id}"
    privacy_check.show_privacy_warning([name], text_key)
    if not save_clicked:
        return
    with show_errors():
        try:
            with saving(who, [name], text_key, "desired") as session:
                desired.rename_ring(session, who, ring.id, name, version=start_version)
        except ChangedMeanwhile as error:
            current_ring: Ring = error.facts["now"]
            if current_ring.name != name.strip():
                st.session_state[version_key] = current_ring.version
                st.info(t("desired.ring_now", name=escape_markdown(current_ring.name)), icon=":material/sync:")
                raise
        finish_saving("desired.saved", state_keys=[version_key])


def _remove_ring(who: Who, ring: Ring, place: int) -> None:
    with show_errors():
        try:
            with write_session() as session:
                removed_ring = desired.remove_ring(session, who, ring.id, version=ring.version)
        except InUse:
            undo_removal.show_observations_link(who, ring=ring.id)
            raise
        st.query_params.pop("ring", None)
        undo_removal.remember_removed(removed_ring, place)
        st.rerun()


def show_new_ring_form(who: Who) -> None:
    """Show the form for a new ring."""
    st.header(t("desired.new_ring"))
    st.write(t("desired.new_ring_text"))
    with st.form("new_ring", border=False):
        name = st.text_input(
            t("common.field.ring_name"),
            max_chars=MAX_LABEL_LENGTH,
            placeholder=t("desired.ring_like"),
            key="new_ring_name",
        )
        save_clicked = st.form_submit_button(t("desired.ring_add"), type="primary", key="new_ring_add")
    privacy_check.show_privacy_warning([name], RING_TOKEN)
    if save_clicked:
        with show_errors():
            token = build_content_token(get_form_token(RING_TOKEN), name)
            with saving(who, [name], RING_TOKEN, "desired") as session:
                ring_id = desired.add_ring(session, who, name, token=token)
            open_ring(ring_id)
            finish_saving("desired.ring_added", token_name=RING_TOKEN)
