"""Personal data in a file before it is taken in: which lines, what and why; leaving it so is a decision."""

from collections.abc import Iterable

import streamlit as st

from impact.importing.plan.parsed_sheet import SheetRow
from impact.privacy.row_check import PrivacyReport, check_rows_for_privacy
from pages.ui.language import num, t, tn
from pages.ui.figures import show_grid

MAX_MARKS_SHOWN = 500
FINDINGS_KEY, ACCEPTED_KEY = "data_looked", "data_privacy_keep"


def find_personal_data(key: object, rows: Iterable[SheetRow]) -> PrivacyReport:
    """What may point to a person in these rows, looked at once for each key: a file and how it is matched."""
    cached_findings = st.session_state.get(FINDINGS_KEY)
    if cached_findings is None or cached_findings[0] != key:
        with st.spinner(t("privacy.file_looking")):
            cached_findings = (key, check_rows_for_privacy(rows))
        st.session_state[FINDINGS_KEY] = cached_findings
        st.session_state[ACCEPTED_KEY] = False
    findings: PrivacyReport = cached_findings[1]
    return findings


def accept_personal_data(findings: PrivacyReport, rows: int) -> bool:
    """Show what is marked; whether nothing is, or whoever brings it in let it stand."""
    if findings.row_count < rows:
        st.caption(t("privacy.file_part", rows=num(findings.row_count, 0)))
    if not findings.marks:
        return True
    with st.container(border=True, key="data_privacy"):
        st.markdown(f":material/shield: **{t('privacy.title')}**")
        st.markdown(tn("privacy.file_lines", len(findings.line_numbers)))
        heads = [t("data.line"), t("privacy.file_piece"), t("common.field.reason")]
        rows = [
            (mark.line_number, mark.text, t(f"privacy.reason.{mark.reason}"))
            for mark in findings.marks[:MAX_MARKS_SHOWN]
        ]
        show_grid(heads, rows, t("privacy.file_alt"), "data_privacy_marks")
        if len(findings.marks) > MAX_MARKS_SHOWN:
            st.caption(t("data.shown", count=MAX_MARKS_SHOWN))
        st.caption(t("privacy.file_text"))
        return st.checkbox(t("privacy.file_keep"), key=ACCEPTED_KEY)
