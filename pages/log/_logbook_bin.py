"""The bin of the logbook: throwing away, what lies there, putting it back, and erasing it for good."""

from collections.abc import Sequence

import streamlit as st

from db import bin as the_bin
from db import erase
from db.bin import Binned
from impact.access import Act
from impact.judge import REASON_LIMIT
from impact.model import Observation, State, Who
from pages.log._logbook_find import close_one, open_button
from pages.log._logbook_words import Named, seen, stood
from pages.ui import privacy
from pages.ui.database import act, clear_up, look
from pages.ui.here import may
from pages.ui.language import day, num, plain, t, tn, today
from pages.ui.tell import catching, tell_after

KEY, SURE = "bin", "bin_asked"


def acts(who: Who, one: Observation) -> None:
    """What can be thrown away, restored or erased of one observation that is open."""
    if one.state is State.BINNED:
        with look() as session:
            found, _ = the_bin.in_bin(session, who, one.id)
        for binned in found:
            _ends(who, binned)
        return
    with look() as session:
        throws = the_bin.may_throw_away(session, who, one.id)
        erases = one.state is State.DRAFT and bool(erase.reach(session, who, [one.id]).observations)
    if throws:
        with st.popover(t("bin.throw"), icon=":material/delete:", key=f"{KEY}_throw_{one.id}_{one.version}"):
            _throw(who, one)
    if erases:
        _erase_button(who, [one.id], t("bin.discard"), one.id)


def _throw(who: Who, one: Observation) -> None:
    st.write(t("bin.throw_text"))
    reason = st.text_input(t("bin.reason"), max_chars=REASON_LIMIT, key=f"{KEY}_reason_{one.id}")
    privacy.warn([reason], f"{KEY}_reason")
    if st.button(t("bin.throw_do"), type="primary", key=f"{KEY}_do_{one.id}_{one.version}"):
        with catching():
            if privacy.ready([reason], f"{KEY}_reason"):
                with act() as session:
                    the_bin.throw_away(session, who, one.id, version=one.version, reason=reason)
                    privacy.settle(session, who, [reason], f"{KEY}_reason", "judgement")
                tell_after("bin.thrown")
                close_one()
                st.rerun()


def gone(who: Who, observation_id: str | None) -> bool:
    """Say when an observation was erased; returns whether it was."""
    if observation_id is None:
        return False
    with look() as session:
        erased = erase.erased_on(session, who, observation_id)
    if erased:
        st.info(t("bin.gone", day=day(erased)), icon=":material/delete_forever:")
    return erased is not None


def show(who: Who, named: Named) -> None:
    """What lies in the bin, last thrown away first."""
    with look() as session:
        found, total = the_bin.in_bin(session, who)
    if not may(who, Act.JUDGE):
        st.caption(t("bin.own"))
    if not found:
        st.info(t("bin.empty"), icon=":material/delete:")
        return
    st.markdown(f"**{tn('bin.total', total)}**")
    st.caption(t("bin.text"))
    if len(found) > 1 and may(who, Act.MANAGE):
        _erase_button(who, [one.one.id for one in found], t("bin.empty_all", count=num(len(found), 0)), "all")
    for binned in found:
        _card(who, binned, named)


def _card(who: Who, binned: Binned, named: Named) -> None:
    said = binned.one.said
    with st.container(border=True, gap="xsmall", key=f"{KEY}_card_{binned.one.id}"):
        st.markdown(f"**{plain(said.what)}**")
        st.caption(f"{seen(said)} · {plain(named.names.get(said.theme_id, ''))}")
        if binned.thrown:
            st.caption(stood(binned.thrown))
        with st.container(horizontal=True):
            open_button(binned.one.id, f"{KEY}_open_{binned.one.id}")
            _ends(who, binned)


def _ends(who: Who, binned: Binned) -> None:
    if not binned.mine:
        return
    one = binned.one
    if st.button(t("bin.restore"), icon=":material/restore_from_trash:", key=f"{KEY}_back_{one.id}_{one.version}"):
        with catching():
            with act() as session:
                the_bin.restore(session, who, one.id, version=one.version)
            tell_after("bin.restored")
            st.rerun()
    with look() as session:
        erases = bool(erase.reach(session, who, [one.id]).observations)
    if erases:
        _erase_button(who, [one.id], t("bin.erase"), one.id)


def _erase_button(who: Who, ids: Sequence[str], label: str, key: str) -> None:
    """A button that asks once more, right there, before it erases."""
    asked = tuple(ids)
    if st.session_state.get(SURE) == asked:
        with st.container(border=True, key=f"{KEY}_sure"):
            _sure(who, asked)
    else:
        st.button(
            label, icon=":material/delete_forever:", on_click=_ask, args=(asked,), key=f"{KEY}_erase_{key}"
        )  # fmt: skip


def _ask(ids: tuple[str, ...] | None) -> None:
    st.session_state[SURE] = ids
    st.session_state.pop(f"{KEY}_understood", None)


def _sure(who: Who, ids: tuple[str, ...]) -> None:
    """Name what goes, and ask once more."""
    with look() as session:
        goes = erase.reach(session, who, ids)
    st.markdown(f":material/delete_forever: **{tn('bin.sure', goes.observations)}**")
    told = ("evidence", "files", "ripples", "witnesses", "changes")
    st.markdown("\n".join(f"- {tn(f'bin.goes.{name}', n)}" for name in told if (n := getattr(goes, name))))
    if goes.stories:
        st.write(tn("bin.goes.stories", goes.stories))
    st.write(t("bin.stays"))
    sure = st.checkbox(t("bin.understood"), key=f"{KEY}_understood")
    with st.container(horizontal=True, key=f"{KEY}_sure_ends"):
        erasing = st.button(t("bin.erase_do"), type="primary", disabled=not sure, key=f"{KEY}_erase_do")
        st.button(t("bin.leave"), on_click=_ask, args=(None,), key=f"{KEY}_leave")
    if erasing:
        with catching():
            with act() as session:
                erase.erase(session, who, ids, today())
            _ask(None)
            tell_after("bin.erased" if clear_up() else "bin.erased_later")
            close_one()
            st.rerun()
