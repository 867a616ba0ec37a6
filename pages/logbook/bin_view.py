"""The bin of the logbook: moving an observation to it, listing it, restoring from it, and erasing for good."""

from collections.abc import Sequence

import streamlit as st

from db import erase
from db.observations import recycle_bin as observation_bin
from db.observations.recycle_bin import BinnedObservation
from impact.access import Act
from impact.model import Observation, State, Who
from impact.observation.state_rules import MAX_REASON_LENGTH
from pages.logbook.query import close_observation, show_open_button
from pages.logbook.reason_form import PRIVACY_AREA
from pages.ui import privacy_check
from pages.ui.cached import clear_erased_remains
from pages.ui.database import read_session, write_session
from pages.ui.language import escape_markdown, format_day, num, t, tn, today
from pages.ui.messages import show_errors
from pages.ui.observation_words import CollaborationNames, describe_state_change, format_seen_on
from pages.ui.saving import finish_saving, saving
from pages.ui.visitor import may

BIN_KEY, ERASE_IDS_KEY = "bin", "bin_asked"


def show_bin_actions(who: Who, observation: Observation) -> None:
    """Show the buttons to throw away, restore or erase the observation that is open, as far as allowed."""
    if observation.state is State.BINNED:
        with read_session() as session:
            binned_observations, _ = observation_bin.list_binned(session, who, observation.id)
        for binned in binned_observations:
            _show_binned_actions(who, binned)
        return
    with read_session() as session:
        can_throw_away = observation_bin.may_move_to_bin(session, who, observation.id)
        can_erase = observation.state is State.DRAFT and bool(
            erase.count_erasure_reach(session, who, [observation.id]).observations
        )
    if can_throw_away:
        with st.popover(
            t("bin.throw"), icon=":material/delete:", key=f"{BIN_KEY}_throw_{observation.id}_{observation.version}"
        ):
            _show_throw_away_form(who, observation)
    if can_erase:
        _show_erase_button(who, [observation.id], t("bin.discard"), observation.id)


def _show_throw_away_form(who: Who, observation: Observation) -> None:
    st.write(t("bin.throw_text"))
    reason = st.text_input(t("bin.reason"), max_chars=MAX_REASON_LENGTH, key=f"{BIN_KEY}_reason_{observation.id}")
    privacy_check.show_privacy_warning([reason], f"{BIN_KEY}_reason")
    if st.button(t("bin.throw_do"), type="primary", key=f"{BIN_KEY}_do_{observation.id}_{observation.version}"):
        with show_errors():
            with saving(who, [reason], f"{BIN_KEY}_reason", PRIVACY_AREA) as session:
                observation_bin.move_to_bin(session, who, observation.id, version=observation.version, reason=reason)
            close_observation()
            finish_saving("bin.thrown")


def show_if_erased(who: Who, observation_id: str | None) -> bool:
    """Return whether the observation with this id was erased, and if so show when."""
    if observation_id is None:
        return False
    with read_session() as session:
        erased_on = erase.get_erasure_day(session, who, observation_id)
    if erased_on:
        st.info(t("bin.gone", day=format_day(erased_on)), icon=":material/delete_forever:")
    return erased_on is not None


def show_bin(who: Who, names: CollaborationNames) -> None:
    """Show what lies in the bin, last thrown away first."""
    with read_session() as session:
        binned_observations, total = observation_bin.list_binned(session, who)
    if not may(who, Act.JUDGE):
        st.caption(t("bin.own"))
    if not binned_observations:
        st.info(t("bin.empty"), icon=":material/delete:")
        return
    st.markdown(f"**{tn('bin.total', total)}**")
    st.caption(t("bin.text"))
    if len(binned_observations) > 1 and may(who, Act.MANAGE):
        _show_erase_button(
            who,
            [binned.observation.id for binned in binned_observations],
            t("bin.empty_all", count=num(len(binned_observations), 0)),
            "all",
        )
    for binned in binned_observations:
        _show_binned_card(who, binned, names)


def _show_binned_card(who: Who, binned: BinnedObservation, names: CollaborationNames) -> None:
    content = binned.observation.details
    with st.container(border=True, gap="xsmall", key=f"{BIN_KEY}_card_{binned.observation.id}"):
        st.markdown(f"**{escape_markdown(content.what)}**")
        theme_name = escape_markdown(names.name_by_id.get(content.theme_id, ""))
        st.caption(f"{format_seen_on(content.seen_on, content.precision)} · {theme_name}")
        if binned.deciding_change:
            st.caption(describe_state_change(binned.deciding_change))
        with st.container(horizontal=True):
            show_open_button(binned.observation.id, f"{BIN_KEY}_open_{binned.observation.id}")
            _show_binned_actions(who, binned)


def _show_binned_actions(who: Who, binned: BinnedObservation) -> None:
    if not binned.may_restore:
        return
    observation = binned.observation
    if st.button(
        t("bin.restore"),
        icon=":material/restore_from_trash:",
        key=f"{BIN_KEY}_back_{observation.id}_{observation.version}",
    ):
        with show_errors():
            with write_session() as session:
                observation_bin.restore_observation(session, who, observation.id, version=observation.version)
            finish_saving("bin.restored")
    with read_session() as session:
        can_erase = bool(erase.count_erasure_reach(session, who, [observation.id]).observations)
    if can_erase:
        _show_erase_button(who, [observation.id], t("common.erase"), observation.id)


def _show_erase_button(who: Who, ids: Sequence[str], label: str, key: str) -> None:
    """Show a button to erase; after a click, the confirmation takes its place."""
    # Compared with the ids the question was asked for: what entered the bin since is not erased along unseen.
    ids_to_erase = tuple(ids)
    if st.session_state.get(ERASE_IDS_KEY) == ids_to_erase:
        with st.container(border=True, key=f"{BIN_KEY}_sure"):
            _show_erase_confirmation(who, ids_to_erase)
    else:
        st.button(
            label,
            icon=":material/delete_forever:",
            on_click=_set_ids_to_erase,
            args=(ids_to_erase,),
            key=f"{BIN_KEY}_erase_{key}",
        )


def _set_ids_to_erase(ids: tuple[str, ...] | None) -> None:
    st.session_state[ERASE_IDS_KEY] = ids
    # A confirmation given for other observations does not count for these.
    st.session_state.pop(f"{BIN_KEY}_understood", None)


def _show_erase_confirmation(who: Who, ids: tuple[str, ...]) -> None:
    """Show everything that is erased along with these observations, and erase them once that is confirmed."""
    with read_session() as session:
        reach = erase.count_erasure_reach(session, who, ids)
    st.markdown(f":material/delete_forever: **{tn('bin.sure', reach.observations)}**")
    counts = {name: getattr(reach, name) for name in ("evidence", "files", "ripples", "witnesses", "changes")}
    st.markdown("\n".join(f"- {tn(f'bin.goes.{name}', count)}" for name, count in counts.items() if count))
    if reach.stories:
        st.write(tn("bin.goes.stories", reach.stories))
    st.write(t("bin.stays"))
    is_sure = st.checkbox(t("bin.understood"), key=f"{BIN_KEY}_understood")
    with st.container(horizontal=True, key=f"{BIN_KEY}_sure_ends"):
        erase_clicked = st.button(t("common.erase"), type="primary", disabled=not is_sure, key=f"{BIN_KEY}_erase_do")
        st.button(t("common.cancel"), on_click=_set_ids_to_erase, args=(None,), key=f"{BIN_KEY}_leave")
    if erase_clicked:
        with show_errors():
            with write_session() as session:
                erase.erase_observations(session, who, ids, today())
            _set_ids_to_erase(None)
            is_cleared = clear_erased_remains()
            close_observation()
            finish_saving("bin.erased" if is_cleared else "bin.erased_later")
