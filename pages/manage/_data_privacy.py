"""Personal data in a file before it is taken in: which lines, what and why; leaving it so is a decision."""

from collections.abc import Iterable

import streamlit as st

from impact.exchange.sheet import SheetRow
from impact.privacy.sheets import Looked, looked_at
from pages.ui.language import num, t, tn
from pages.ui.show import show_grid

SHOWN = 500
LOOKED, KEEP = "data_looked", "data_privacy_keep"


def looked(key: object, rows: Iterable[SheetRow]) -> Looked:
    """What may point to a person in these rows, looked at once for each key: a file and how it is matched."""
    kept = st.session_state.get(LOOKED)
    if kept is None or kept[0] != key:
        with st.spinner(t("privacy.file_looking")):
            kept = (key, looked_at(rows))
        st.session_state[LOOKED] = kept
        st.session_state[KEEP] = False
    found: Looked = kept[1]
    return found


def decide(found: Looked, rows: int) -> bool:
    """Show what is marked; whether nothing is, or whoever brings it in let it stand."""
    if found.rows < rows:
        st.caption(t("privacy.file_part", rows=num(found.rows, 0)))
    if not found.marks:
        return True
    with st.container(border=True, key="data_privacy"):
        st.markdown(f":material/shield: **{t('privacy.title')}**")
        st.markdown(tn("privacy.file_lines", len(found.lines)))
        heads = [t("data.line"), t("privacy.file_piece"), t("privacy.file_why")]
        rows = [(mark.line, mark.piece, t(f"privacy.reason.{mark.reason}")) for mark in found.marks[:SHOWN]]
        show_grid(heads, rows, t("privacy.file_alt"), "data_privacy_marks")
        if len(found.marks) > SHOWN:
            st.caption(t("data.shown", count=SHOWN))
        st.caption(t("privacy.file_text"))
        return st.checkbox(t("privacy.file_keep"), key=KEEP)
