"""Running an import: piece by piece with progress, so that it can stop between two pieces; or all rows or none."""

from collections.abc import Generator, Iterator
from contextlib import closing, suppress
from dataclasses import replace
from uuid import uuid4

import streamlit as st

from db.imports import batches, drafts, exchange, matchings
from db.imports.batch_rows import save_piece
from db.observations import overrules
from db.session import Session
from db.tables import ImportPhase
from impact.errors import NotFound
from impact.importing.files.file_format import read_table
from impact.importing.files.table import take_names_as_row
from impact.importing.plan.matching import compute_shape
from impact.importing.plan.parsed_sheet import SheetRow
from impact.importing.plan.row_checks import read_fit_rows, split_into_pieces
from impact.model import Who
from impact.words.proposed_rings import list_proposed_rings
from pages.data import import_file, import_report
from pages.data.import_preview import ImportDecision
from pages.data.import_setup import ImportSetup
from pages.data.import_storage import drop_import, get_session_import, start_running, stop_running
from pages.data.running_import import RunningImport, running_import_from_json, running_import_to_json
from pages.ui import browser
from pages.ui.cached import clear_erased_remains
from pages.ui.database import write_session
from pages.ui.language import get_language, num, t, tn, today
from pages.ui.messages import show_errors

RUNNING_IMPORT_KEY, STOP_KEY = "data_taking", "data_stop"


def start_import(who: Who, setup: ImportSetup, decision: ImportDecision) -> None:
    """Begin the import of this file, which the next run does, unless another tab began it first."""
    running_import = RunningImport(uuid4().hex, who, setup, decision, setup.settled_matching, today())
    if start_running(who, running_import_to_json(running_import)):
        st.session_state[RUNNING_IMPORT_KEY] = running_import


def find_running_import(who: Who) -> RunningImport | None:
    """Return the unfinished import of this person, from this session or else as it is stored; None without one."""
    running_import: RunningImport | None = st.session_state.get(RUNNING_IMPORT_KEY)
    session_import = get_session_import()
    if running_import is None and session_import and session_import.phase is ImportPhase.RUNNING:
        with st.spinner(t("bring.reading")):
            table = read_table(session_import.content, session_import.state["running"]["sheet"] or None)
            if not session_import.state["running"]["named"]:
                table = take_names_as_row(table)
            running_import = st.session_state[RUNNING_IMPORT_KEY] = running_import_from_json(who, session_import, table)
    return running_import if running_import and running_import.who == who else None


def forget_running_import() -> None:
    """Forget the running import that this session knows."""
    st.session_state.pop(RUNNING_IMPORT_KEY, None)


def continue_import(running_import: RunningImport) -> None:
    """Import the rows that are not saved yet, or show how far it came when it was stopped."""
    if running_import.stopped:
        _show_halted_import(running_import)
        return
    with st.container(border=True, key="data_going"):
        browser.bring_into_view(running_import.token)
        st.subheader(t("bring.taking_title"))
        st.write(t("bring.taking_whole" if running_import.decision.is_all_or_nothing else "bring.taking_text"))
        progress_bar, stop_place = st.progress(0.0), st.empty()
        stop_place.button(
            t("common.stop"),
            icon=":material/stop_circle:",
            on_click=_request_stop,
            args=(running_import,),
            key=STOP_KEY,
        )
        is_done = False
        # When the stop button ends this run in the middle, closing the generator rolls an all-or-nothing import back.
        with (
            show_errors() as caught_error,
            closing(
                _take_all_at_once(running_import)
                if running_import.decision.is_all_or_nothing
                else _take_in_pieces(running_import)
            ) as row_counts,
        ):
            for row_count in row_counts:
                progress_text = t("bring.progress", done=num(row_count, 0), total=num(running_import.total_rows, 0))
                progress_bar.progress(min(row_count / max(running_import.total_rows, 1), 1.0), progress_text)
            is_done = True
        stop_place.empty()
        if not is_done:
            running_import.stopped, running_import.stop_reason = True, caught_error.text
            st.write(t("bring.halted_text", done=num(running_import.rows, 0), total=num(running_import.total_rows, 0)))
            _show_halted_buttons(running_import)
            return
    _finish_import(running_import, stopped=False)


def _request_stop(running_import: RunningImport) -> None:
    running_import.stopped = True


def _list_rows_to_take(running_import: RunningImport) -> Iterator[SheetRow]:
    return read_fit_rows(
        running_import.setup.observation_table,
        running_import.row_reader,
        running_import.decision.import_check,
        running_import.decision.skipped_positions,
    )


def _begin_import(session: Session, running_import: RunningImport) -> tuple[str, str]:
    setup, decision = running_import.setup, running_import.decision
    token = f"{running_import.token}-begin"
    if setup.is_separate:
        return exchange.begin_import_as_collaboration(
            session,
            running_import.who.person_id,
            decision.collaboration_name,
            list_proposed_rings(get_language()),
            decision.import_check,
            setup.file_name,
            token=token,
        )
    return exchange.begin_import(
        session,
        running_import.who,
        decision.import_check,
        setup.file_name,
        token=token,
        allow_new_themes=decision.allows_new_themes,
    )


def _take_in_pieces(running_import: RunningImport) -> Generator[int]:
    """Import piece by piece, each in an act of its own, and give how many rows are saved after each."""
    with write_session() as session:
        running_import.collaboration_id, running_import.batch_id = _begin_import(session, running_import)
        _save_progress(session, running_import)
    for piece_number, piece in enumerate(split_into_pieces(_list_rows_to_take(running_import))):
        if piece_number < running_import.pieces:
            continue  # saved before this import was stopped
        token = f"{running_import.token}-{piece_number}"
        advanced = replace(running_import, pieces=piece_number + 1, rows=running_import.rows + len(piece))
        with write_session() as session:
            save_piece(session, running_import.owner, running_import.batch_id, piece, token=token)
            _save_progress(session, advanced)
        # Only now: a piece that failed is tried again when the import goes on.
        running_import.pieces, running_import.rows = advanced.pieces, advanced.rows
        yield running_import.rows
    with write_session() as session:
        _remember_choices(session, running_import)


def _take_all_at_once(running_import: RunningImport) -> Generator[int]:
    """Import all rows in one act, which leaves nothing behind when it is stopped half-way; give the rows so far."""
    row_count = 0
    with write_session() as session:
        collaboration_id, batch_id = _begin_import(session, running_import)
        owner = replace(running_import.who, collaboration_id=collaboration_id)
        for piece_number, piece in enumerate(split_into_pieces(_list_rows_to_take(running_import))):
            save_piece(session, owner, batch_id, piece, token=f"{running_import.token}-{piece_number}")
            row_count += len(piece)
            yield row_count
        complete_import = replace(running_import, collaboration_id=collaboration_id, batch_id=batch_id)
        _remember_choices(session, complete_import)
    running_import.collaboration_id, running_import.batch_id, running_import.rows = (
        collaboration_id,
        batch_id,
        row_count,
    )


def _save_progress(session: Session, running_import: RunningImport) -> None:
    """Store how far it came in the same act as the rows themselves, so that a reload goes on from exactly there."""
    if session_import := get_session_import():
        drafts.save_progress(session, running_import.who, session_import.id, running_import.progress)


def _remember_choices(session: Session, running_import: RunningImport) -> None:
    """Store the matching for the next file of this shape, and the reasons of privacy warnings that were overruled."""
    setup = running_import.setup
    overrules.record_overrule(
        session,
        running_import.owner,
        "import",
        running_import.decision.privacy_report.reasons,
        token=f"{running_import.token}-seen",
    )
    # Only the choices: what is certain will be so the next time, and what follows from this file may not hold then.
    matchings.save_matching(session, running_import.owner, compute_shape(setup.table), setup.matching)


def _finish_import(running_import: RunningImport, stopped: bool) -> None:
    """Drop the file and store the report about it."""
    drop_import(running_import.who)
    forget_running_import()
    import_file.forget_file()
    import_report.save_import_report(running_import, stopped)
    st.rerun()


def _show_halted_import(running_import: RunningImport) -> None:
    with st.container(border=True, key="data_going"):
        st.subheader(t("bring.halted_title"))
        if running_import.stop_reason:
            st.error(running_import.stop_reason, icon=":material/error:")
        st.write(t("bring.halted_text", done=num(running_import.rows, 0), total=num(running_import.total_rows, 0)))
        _show_halted_buttons(running_import)


def _show_halted_buttons(running_import: RunningImport) -> None:
    """Offer to go on, to keep what was imported so far, or to undo that; without any rows, to go on or to give up."""
    with st.container(horizontal=True):
        if st.button(t("bring.go_on"), type="primary", icon=":material/play_arrow:", key="data_go_on"):
            running_import.stopped, running_import.stop_reason = False, ""
            st.rerun()
        if not running_import.rows:
            if st.button(t("common.cancel"), icon=":material/close:", key="data_give_up"):
                _undo_running_import(running_import)
            return
        if st.button(t("bring.leave_it"), icon=":material/done:", key="data_leave_it"):
            _finish_import(running_import, stopped=True)
        if st.button(t("bring.undo_part"), icon=":material/undo:", key="data_undo_part"):
            _undo_running_import(running_import)


def _undo_running_import(running_import: RunningImport) -> None:
    """Undo what was imported so far, and go back to the choices for the file."""
    with show_errors():
        if running_import.batch_id:
            with write_session() as session, suppress(NotFound):  # somebody may have undone it in another tab
                batches.undo_batch(session, running_import.owner, running_import.batch_id)
            clear_erased_remains()
        stop_running(running_import.who)
        forget_running_import()
        st.rerun()


def format_import_label(decision: ImportDecision) -> str:
    """Return the label of the button that starts the import: how many rows it takes."""
    return tn("common.take_in", decision.import_check.count - len(decision.skipped_positions))
