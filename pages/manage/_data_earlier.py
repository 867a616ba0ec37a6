"""What was brought in before, each file undone in one click."""

from collections.abc import Callable

import streamlit as st

from db import batches
from db.batches import Batch
from impact.model import Who
from pages.ui.database import act, clear_up, look
from pages.ui.language import day, plain, t, tn
from pages.ui.tell import catching, tell_after


def earlier(who: Who) -> None:
    """Every import so far."""
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
            undo(who, batch)
        return
    with st.popover(t("data.undo"), icon=":material/undo:"):
        st.write(tn("data.undo_text", batch.left))
        st.write(tn("data.undo_changed", batch.changed))
        if st.button(t("data.undo_sure"), type="primary", key=f"data_undo_{batch.id}"):
            undo(who, batch)


def undo(who: Who, batch: Batch, after: Callable[[], None] | None = None) -> None:
    """Take out all that this file brought; `after` is done once it is out, and not when it was refused."""
    with catching():
        with act() as session:
            whole = batches.undo_batch(session, who, batch.id)
        clear_up()
        if after:
            after()
        if whole:
            st.query_params.clear()
            tell_after("data.undone_whole", file=plain(batch.file_name))
        else:
            tell_after("data.undone", file=plain(batch.file_name))
        st.rerun()
