"""The report of an import: how many rows came in, which stayed out and why, and a button to undo it."""

from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial

import streamlit as st

from db.imports.batches import list_batches
from db.tables import ImportPhase
from impact.errors import NotAllowed, NotFound
from impact.exporting.refused_rows import explain_refusals, write_refused_csv, write_refused_workbook
from impact.importing.files.table import FileTable
from impact.importing.plan.parsed_sheet import Remark
from impact.importing.plan.row_checks import RowVerdict
from impact.model import Who
from impact.words import get_text
from pages.data.earlier_imports import undo_import
from pages.data.import_file import start_another_file
from pages.data.import_storage import (
    drop_import,
    get_session_import,
    refused_rows_from_bytes,
    refused_rows_to_bytes,
    save_report,
)
from pages.data.remark_table import show_remarks
from pages.data.running_import import RunningImport
from pages.ui import browser
from pages.ui.database import read_session
from pages.ui.download import show_download
from pages.ui.language import escape_markdown, get_language, t, tn
from pages.ui.visitor import LAST_COLLABORATION_STATE, clear_page_state, open_collaboration

REPORT_KEY = "data_report"
FACT_NAMES = ("collaboration_id", "batch_id", "file_name", "rows", "doubles", "out", "stopped")


@dataclass(frozen=True)
class ImportReport:
    """An import that is over.

    `rows`, `doubles` and `out` count the rows that were imported, were here already, or were left out by choice;
    `refused` holds the rows that could not be imported, and `remarks` says why.
    """

    collaboration_id: str
    batch_id: str
    file_name: str
    rows: int
    doubles: int
    out: int
    refused: FileTable
    remarks: tuple[Remark, ...]
    stopped: bool


def save_import_report(running_import: RunningImport, stopped: bool) -> None:
    """Store the report for the next run, and open the collaboration when it was made for this file."""
    import_check, table = running_import.decision.import_check, running_import.setup.observation_table
    refused_rows = tuple(
        row for row, code in zip(table.rows, import_check.verdict_codes, strict=True) if code == RowVerdict.REFUSED
    )
    report = ImportReport(
        running_import.collaboration_id,
        running_import.batch_id,
        running_import.setup.file_name,
        running_import.rows,
        len(running_import.decision.skipped_positions),
        import_check.verdict_codes.count(RowVerdict.OUT),
        replace(table, rows=refused_rows),
        _list_all_remarks(running_import, refused_rows),
        stopped,
    )
    if running_import.collaboration_id != running_import.who.collaboration_id:
        clear_page_state()  # nothing of one collaboration may show up in another
        open_collaboration(running_import.collaboration_id)
        st.session_state[LAST_COLLABORATION_STATE] = running_import.collaboration_id
    st.session_state[REPORT_KEY] = report
    facts = {name: getattr(report, name) for name in FACT_NAMES}
    packed_rows = refused_rows_to_bytes(report.refused, report.remarks) if report.refused.rows else b""
    save_report(running_import.owner, report.file_name, packed_rows, facts)


def _list_all_remarks(
    running_import: RunningImport, refused_rows: tuple[tuple[int, tuple[str, ...]], ...]
) -> tuple[Remark, ...]:
    """Return the remarks of all refused rows."""
    # The check keeps only the first remarks of a file; when it has not all, the refused rows are read once more.
    if len({remark.line for remark in running_import.decision.import_check.refused}) == len(refused_rows):
        return running_import.decision.import_check.refused
    reader = running_import.row_reader
    return tuple(remark for row in refused_rows for remark in reader(row).refused)


def get_import_report(who: Who) -> ImportReport | None:
    """Return the report that is still to be read, when it is about this collaboration."""
    report: ImportReport | None = st.session_state.get(REPORT_KEY)
    session_import = get_session_import()
    if report is None and session_import and session_import.phase is ImportPhase.REPORT:
        refused, refused_remarks = (
            refused_rows_from_bytes(session_import.content) if session_import.content else (FileTable((), (), 0), ())
        )
        facts = {name: session_import.state[name] for name in FACT_NAMES}
        report = st.session_state[REPORT_KEY] = ImportReport(refused=refused, remarks=refused_remarks, **facts)
    return report if report and report.collaboration_id == who.collaboration_id else None


def forget_report() -> None:
    """Forget the report that this session knows."""
    st.session_state.pop(REPORT_KEY, None)


def show_import_report(who: Who, report: ImportReport) -> None:
    """Show how many rows came in, how many stayed out and why, and the buttons to close the report or undo."""
    with st.container(border=True, key="data_report_card"):
        browser.bring_into_view(report.batch_id)
        st.subheader(
            t(
                "bring.report_stopped" if report.stopped else "bring.report_title",
                file=escape_markdown(report.file_name),
            )
        )
        st.success(tn("bring.report_in", report.rows), icon=":material/check_circle:")
        for key, count in (("bring.report_doubles", report.doubles), ("bring.report_out", report.out)):
            if count:
                st.write(tn(key, count))
        if report.refused.rows:
            _show_refused_rows(report)
        _show_report_buttons(who, report)


def _show_refused_rows(report: ImportReport) -> None:
    st.warning(tn("bring.report_refused", len(report.refused.rows)), icon=":material/warning:")
    st.write(t("bring.report_mend"))
    language_code = get_language()
    name = f"{t('bring.refused_file')}-{report.file_name.rsplit('.', 1)[0]}"
    reasons = explain_refusals(report.remarks, language_code)
    reason_head = get_text(language_code, "bring.why_not")
    for column, kind, write in zip(
        st.columns(2), ("csv", "xlsx"), (write_refused_csv, write_refused_workbook), strict=True
    ):
        with column:
            show_download(
                t(f"bring.refused_{kind}"),
                partial(write, report.refused, reasons, reason_head),
                f"{name}.{kind}",
                width="stretch",
                key=f"data_refused_{kind}",
            )
    show_remarks(report.remarks, "data_report_refused")


def _show_report_buttons(who: Who, report: ImportReport) -> None:
    with read_session() as session:
        batch = next((candidate for candidate in list_batches(session, who) if candidate.id == report.batch_id), None)
    with st.container(horizontal=True):
        is_done = st.button(t("bring.report_done"), type="primary", icon=":material/done:", key="data_report_done")
        is_undone = batch and st.button(t("bring.report_undo"), icon=":material/undo:", key="data_report_undo")
    if batch and is_undone:
        undo_import(who, batch, lambda: _close_report(who))
    if is_done:
        _close_report(who)
        st.rerun()


def _close_report(who: Who) -> None:
    """Delete the stored report, which was read or whose import was undone, and show an empty upload field."""
    # The undo may have removed the collaboration that was made for the file, and the stored report with it.
    with suppress(NotAllowed, NotFound):
        drop_import(who)
    forget_report()
    start_another_file()
