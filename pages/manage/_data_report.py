"""What became of a file: how many rows are in, which stayed out and why, and the way back."""

from dataclasses import dataclass, replace

import streamlit as st

from db.batches import batches
from impact.exchange.refused import as_csv, as_workbook, why
from impact.exchange.remarks import remark_in_words
from impact.exchange.rows_in import Reader
from impact.exchange.sheet import Remark
from impact.exchange.table import Table
from impact.exchange.through import Verdict
from impact.model import Who
from impact.words import say
from pages.manage._data_earlier import undo
from pages.manage._data_file import another
from pages.manage._data_remarks import remarks
from pages.manage._data_taking import Taking
from pages.ui import browser
from pages.ui.database import look
from pages.ui.here import LAST, forget_pages, open_up
from pages.ui.language import language, plain, t, tn, today

REPORT = "data_report"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Report:
    """An import that is over. `refused` are the rows of the file that stayed out, `remarks` say why."""

    collaboration_id: str
    batch_id: str
    file_name: str
    rows: int
    doubles: int
    out: int
    refused: Table
    remarks: tuple[Remark, ...]
    stopped: bool


def leave(taking: Taking, stopped: bool) -> None:
    """Keep what is to be told, for the next run; a collaboration made for the file is opened."""
    found, table = taking.decided.through, taking.work.rows
    never = tuple(row for row, code in zip(table.rows, found.codes, strict=True) if code == Verdict.REFUSED)
    report = Report(
        taking.collaboration_id,
        taking.batch_id,
        taking.work.name,
        taking.rows,
        len(taking.decided.leave),
        found.codes.count(Verdict.OUT),
        replace(table, rows=never),
        _all_remarks(taking, never),
        stopped,
    )
    if taking.collaboration_id != taking.who.collaboration_id:
        forget_pages()  # what was being done in the one collaboration is not for the other
        open_up(taking.collaboration_id)
        st.session_state[LAST] = taking.collaboration_id
    st.session_state[REPORT] = report


def _all_remarks(taking: Taking, never: tuple[tuple[int, tuple[str, ...]], ...]) -> tuple[Remark, ...]:
    if len({one.line for one in taking.decided.through.refused}) == len(never):
        return taking.decided.through.refused
    reader = Reader(taking.work.rows, taking.work.settled, today())
    return tuple(one for row in never for one in reader(row).refused)


def kept(who: Who) -> Report | None:
    """The report that is still to be looked at, in this collaboration and no other."""
    found: Report | None = st.session_state.get(REPORT)
    return found if found and found.collaboration_id == who.collaboration_id else None


def show(who: Who, report: Report) -> None:
    """Tell what came in and what did not."""
    with st.container(border=True, key="data_report_card"):
        browser.bring_in_view(report.batch_id)
        st.subheader(
            t("bring.report_stopped" if report.stopped else "bring.report_title", file=plain(report.file_name))
        )
        st.success(tn("bring.report_in", report.rows), icon=":material/check_circle:")
        for key, count in (("bring.report_doubles", report.doubles), ("bring.report_out", report.out)):
            if count:
                st.write(tn(key, count))
        if report.refused.rows:
            _refused(report)
        _buttons(who, report)


def _refused(report: Report) -> None:
    st.warning(tn("bring.report_refused", len(report.refused.rows)), icon=":material/warning:")
    st.write(t("bring.report_mend"))
    spoken = language()
    name = f"{t('bring.refused_file')}-{report.file_name.rsplit('.', 1)[0]}"
    reasons = why(report.remarks, lambda one: remark_in_words(spoken, one))
    left, right = st.columns(2)
    left.download_button(
        t("bring.refused_csv"),
        lambda: as_csv(report.refused, reasons, say(spoken, "bring.why_not")),
        file_name=f"{name}.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key="data_refused_csv",
        width="stretch",
    )
    right.download_button(
        t("bring.refused_xlsx"),
        lambda: as_workbook(report.refused, reasons, say(spoken, "bring.why_not")),
        file_name=f"{name}.xlsx",
        mime=WORKBOOK,
        icon=":material/download:",
        on_click="ignore",
        key="data_refused_xlsx",
        width="stretch",
    )
    remarks(report.remarks, "data_report_refused")


def _buttons(who: Who, report: Report) -> None:
    with look() as session:
        batch = next((one for one in batches(session, who) if one.id == report.batch_id), None)
    with st.container(horizontal=True):
        done = st.button(t("bring.report_done"), type="primary", icon=":material/done:", key="data_report_done")
        back = batch and st.button(t("bring.report_undo"), icon=":material/undo:", key="data_report_undo")
    if not (done or back):
        return
    st.session_state.pop(REPORT)
    another()
    if batch and back:
        undo(who, batch)
    st.rerun()
