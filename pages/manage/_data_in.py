"""Bringing in observations: choose a file, see what is in it, say where it goes, take it in, and undo."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import streamlit as st

from db import batches, exchange, overrules
from db.batches import Batch
from impact.errors import BrokenFile
from impact.exchange.columns import COLUMNS, REQUIRED
from impact.exchange.csv_in import read
from impact.exchange.plan import Plan
from impact.exchange.sheet import Sheet
from impact.model import Collaboration, Who
from impact.words.trouble import in_words
from pages.manage import _data_privacy
from pages.manage._data_remarks import remarks
from pages.ui.database import act, clear_up, look
from pages.ui.here import open_up
from pages.ui.language import day, language, plain, t, tn, today
from pages.ui.tell import catching, tell_after
from pages.ui.token import spent, token

MOST_MB = 5
PROPOSED = ("home.ring.students", "home.ring.teachers", "home.ring.schools", "home.ring.curriculum")
ROUND, SHEET = "data_round", "data_sheet"
NAME, ALLOW, SKIP = "data_apart_name", "data_allow", "data_skip"
APART, THIS = "apart", "this"


def bring_in(who: Who, collaboration: Collaboration) -> None:
    """From a file to observations, step by step; nothing changes before the last."""
    st.header(t("data.import_title"))
    st.write(t("data.import_text"))
    _columns()
    file = st.file_uploader(
        t("data.file", most=MOST_MB),
        type=["csv", "tsv", "txt"],
        max_upload_size=MOST_MB,
        key=f"data_file_{st.session_state.setdefault(ROUND, uuid4().hex)}",
    )
    if file is None:
        return
    sheet = _sheet(file)
    if isinstance(sheet, BrokenFile):
        st.error(in_words(language(), sheet), icon=":material/error:")
        return
    with st.container(border=True, key="data_found"):
        _found(file.name, sheet)
        if sheet.rows:
            _decide(who, collaboration, file, sheet)


def _columns() -> None:
    with st.expander(t("data.columns_title"), key="data_columns"):
        spoken = language()
        needed = [f"`{COLUMNS[field][spoken]}`" for field in REQUIRED]
        more = [f"`{names[spoken]}`" for field, names in COLUMNS.items() if field not in REQUIRED]
        st.markdown(t("data.columns_needed", columns=", ".join(needed)))
        st.markdown(t("data.columns_more", columns=", ".join(more)))
        st.markdown(t("data.columns_words"))


def _sheet(file: Any) -> Sheet | BrokenFile:
    """What the file tells, read once for each file and not at every run; what was decided on another file is over."""
    kept = st.session_state.get(SHEET)
    if kept is None or kept[0] != file.file_id:
        try:
            kept = (file.file_id, read(file.getvalue(), today(), MOST_MB * 1_000_000))
        except BrokenFile as error:
            kept = (file.file_id, error)
        st.session_state[SHEET] = kept
        st.session_state[NAME] = file.name.rsplit(".", 1)[0][:120]
        st.session_state[ALLOW] = st.session_state[SKIP] = False
    found: Sheet | BrokenFile = kept[1]
    return found


def _found(name: str, sheet: Sheet) -> None:
    st.subheader(t("data.found_title", file=plain(name)))
    st.write(tn("data.found", len(sheet.rows)))
    if sheet.refused:
        st.warning(tn("data.rows_refused", sheet.refused_rows), icon=":material/warning:")
        st.caption(t("data.refused_text"))
        remarks(sheet.refused, "data_refused")
    if sheet.notices:
        with st.expander(t("data.notices_title", count=len(sheet.notices)), key="data_notices"):
            remarks(sheet.notices, "data_notices_table")


def _decide(who: Who, collaboration: Collaboration, file: Any, sheet: Sheet) -> None:
    apart = _apart(collaboration)
    name = st.text_input(t("data.apart_name"), max_chars=120, key=NAME) if apart else ""
    proposed = [t(key) for key in PROPOSED]
    with look() as session:
        wanted = exchange.plan(session, None if apart else who, sheet, proposed)
    _new(wanted)
    looked = _data_privacy.looked(sheet, file.file_id)
    stands = _data_privacy.decide(looked, len(sheet.rows))
    allowed = bool(wanted.themes) and st.checkbox(t("data.new_allow"), key=ALLOW)
    skipped = bool(sheet.refused) and st.checkbox(t("data.refused_skip"), key=SKIP)
    if not st.button(t("data.take_in"), type="primary", icon=":material/download_done:", key="data_take_in"):
        return
    if not stands:
        st.warning(t("privacy.before_saving"), icon=":material/shield:")
        return
    once = f"data_take_in_{APART if apart else THIS}_{file.file_id}"
    chosen = {"token": token(once), "allow_new_themes": allowed, "skip_refused": skipped}
    with catching(), st.spinner(t("data.taking_in")):
        with act() as session:
            if apart:
                made = exchange.take_in_apart(session, who.person_id, name, proposed, sheet, file.name, **chosen)
            else:
                made = who.collaboration_id
                exchange.take_in(session, who, sheet, file.name, **chosen)
            owner = replace(who, collaboration_id=made)
            overrules.note(session, owner, "import", looked.reasons, token=f"{token(once)}-seen")
        spent(once)
        if apart:
            open_up(made)
        _taken_in(file.name)


def _apart(collaboration: Collaboration) -> bool:
    labels = {APART: t("data.into.apart"), THIS: t("data.into.this", name=plain(collaboration.name))}
    chosen = st.radio(t("data.into"), list(labels), format_func=labels.__getitem__, key="data_into")
    return chosen == APART


def _taken_in(file_name: str) -> None:
    for name in (SHEET, ROUND, _data_privacy.LOOKED):
        st.session_state.pop(name, None)
    tell_after("data.taken_in", file=plain(file_name))
    st.rerun()


def _new(wanted: Plan) -> None:
    if not (wanted.rings or wanted.themes or wanted.organisations or wanted.activities):
        st.write(t("data.new_none"))
        return
    st.markdown(f"**{t('data.new_title')}**")
    for ring in dict.fromkeys([*wanted.rings, *(ring for ring, _ in wanted.themes)]):
        labels = [plain(label) for other, label in wanted.themes if other == ring]
        if ring in wanted.rings:
            st.markdown(t("data.new_ring", ring=plain(ring)))
        if labels:
            st.markdown(t("data.new_ring_themes", ring=plain(ring), themes=" · ".join(labels)))
    if wanted.organisations or wanted.activities:
        organisations = tn("data.organisations", len(wanted.organisations))
        st.write(
            t("data.new_rest", organisations=organisations, activities=tn("data.activities", len(wanted.activities)))
        )


def earlier(who: Who) -> None:
    """Every import so far, each undone in one click."""
    st.header(t("data.batches_title"))
    with look() as session:
        kept = batches.batches(session, who)
    if not kept:
        st.write(t("data.batches_none"))
    for batch in kept:
        with st.container(border=True, key=f"data_batch_{batch.id}"):
            _batch(who, batch)


def _batch(who: Who, batch: Batch) -> None:
    st.markdown(f"**{plain(batch.file_name)}**")
    st.caption(t("data.batch", day=day(batch.at), rows=tn("data.rows", batch.rows), name=plain(batch.by)))
    if batch.left != batch.rows:
        st.caption(t("data.batch_left", left=batch.left))
    if not batch.changed:
        if st.button(t("data.undo"), icon=":material/undo:", key=f"data_undo_{batch.id}"):
            _undo(who, batch)
        return
    with st.popover(t("data.undo"), icon=":material/undo:"):
        st.write(tn("data.undo_text", batch.left))
        st.write(tn("data.undo_changed", batch.changed))
        if st.button(t("data.undo_sure"), type="primary", key=f"data_undo_{batch.id}"):
            _undo(who, batch)


def _undo(who: Who, batch: Batch) -> None:
    with catching():
        with act() as session:
            whole = batches.undo_batch(session, who, batch.id)
        clear_up()
        if whole:
            st.query_params.clear()
            tell_after("data.undone_whole", file=plain(batch.file_name))
        else:
            tell_after("data.undone", file=plain(batch.file_name))
        st.rerun()
