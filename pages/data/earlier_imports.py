"""The earlier imports of this collaboration, each of which can be undone."""

from collections.abc import Callable

import streamlit as st

from db.imports import batches
from db.imports.batches import ImportBatch
from impact.model import Who
from pages.ui.cached import clear_erased_remains
from pages.ui.database import read_session, write_session
from pages.ui.language import escape_markdown, format_day, t, tn
from pages.ui.messages import show_errors
from pages.ui.saving import finish_saving


def show_earlier_imports(who: Who) -> None:
    """Show every import so far, with a button to undo it."""
    st.header(t("data.batches_title"))
    with read_session() as session:
        earlier_batches = batches.list_batches(session, who)
    if not earlier_batches:
        st.write(t("data.batches_none"))
    for batch in earlier_batches:
        with st.container(border=True, key=f"data_batch_{batch.id}"):
            _show_batch(who, batch)


def _show_batch(who: Who, batch: ImportBatch) -> None:
    st.markdown(f"**{escape_markdown(batch.file_name)}**")
    st.caption(
        t(
            "data.batch",
            day=format_day(batch.imported_at),
            rows=tn("common.count.observations", batch.row_count),
            name=escape_markdown(batch.imported_by),
        )
    )
    if batch.remaining != batch.row_count:
        st.caption(t("data.batch_left", left=batch.remaining))
    if not batch.changed:
        if st.button(t("common.undo"), icon=":material/undo:", key=f"data_undo_{batch.id}"):
            undo_import(who, batch)
        return
    # The undo would also remove what somebody changed since, so it asks once more.
    with st.popover(t("common.undo"), icon=":material/undo:"):
        st.write(tn("data.undo_text", batch.remaining))
        st.write(tn("data.undo_changed", batch.changed))
        if st.button(t("data.undo_sure"), type="primary", key=f"data_undo_{batch.id}"):
            undo_import(who, batch)


def undo_import(who: Who, batch: ImportBatch, after_undo: Callable[[], None] | None = None) -> None:
    """Remove all that this import added; `after_undo` is called only when that succeeded."""
    with show_errors():
        with write_session() as session:
            was_collaboration_removed = batches.undo_batch(session, who, batch.id)
        clear_erased_remains()
        if after_undo:
            after_undo()
        if was_collaboration_removed:  # the import had made it
            st.query_params.clear()
        toast_key = "data.undone_whole" if was_collaboration_removed else "data.undone"
        finish_saving(toast_key, file=escape_markdown(batch.file_name))
