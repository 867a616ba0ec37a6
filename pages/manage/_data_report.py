"""What became of a file: how many rows are in, which stayed out and why, and the way back."""

from contextlib import suppress
from dataclasses import dataclass, replace

import streamlit as st

from db.batches import batches
from db.tables import ImportPhase
from impact.errors import NotAllowed, NotFound
from impact.exchange.refused import as_csv, as_workbook, why
from impact.exchange.sheet import Remark
from impact.exchange.table import Table
from impact.exchange.through import Verdict
from impact.model import Who
from impact.words import say
from pages.manage._data_earlier import undo
from pages.manage._data_file import another
from pages.manage._data_kept import drop_import, held_import, keep_report, rows_from_bytes, rows_to_bytes
from pages.manage._data_remarks import remarks
from pages.manage._data_taking import Taking
from pages.ui import browser
from pages.ui.database import look
from pages.ui.here import LAST, forget_pages, open_up
from pages.ui.language import language, plain, t, tn

REPORT = "data_report"
FACTS = ("collaboration_id", "batch_id", "file_name", "rows", "doubles", "out", "stopped")
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
    facts = {name: getattr(report, name) for name in FACTS}
    packed = rows_to_bytes(report.refused, report.remarks) if report.refused.rows else b""
    keep_report(taking.owner, report.file_name, packed, facts)


def _all_remarks(taking: Taking, never: tuple[tuple[int, tuple[str, ...]], ...]) -> tuple[Remark, ...]:
    if len({one.line for one in taking.decided.through.refused}) == len(never):
        return taking.decided.through.refused
    reader = taking.reader
    return tuple(one for row in never for one in reader(row).refused)


def kept(who: Who) -> Report | None:
    """The report that is still to be looked at, in this collaboration and no other."""
    found: Report | None = st.session_state.get(REPORT)
    held = held_import()
    if found is None and held and held.phase is ImportPhase.REPORT:
        refused, remarks_ = rows_from_bytes(held.content) if held.content else (Table((), (), 0), ())
        facts = {name: held.told[name] for name in FACTS}
        found = st.session_state[REPORT] = Report(refused=refused, remarks=remarks_, **facts)
    return found if found and found.collaboration_id == who.collaboration_id else None


def forget() -> None:
    """Let go of the report this session knows."""
    st.session_state.pop(REPORT, None)


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
    reasons = why(report.remarks, spoken)
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
    if batch and back:
        undo(who, batch, lambda: _close(who))
    if done:
        _close(who)
        st.rerun()


def _close(who: Who) -> None:
    """The report was read, or what it tells of is out again."""
    # A collaboration made for the file is gone with it, and what was kept of its import too.
    with suppress(NotAllowed, NotFound):
        drop_import(who)
    forget()
    another()
