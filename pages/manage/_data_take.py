"""Taking a file in: piece by piece with progress, to be stopped between two pieces; or all of it, or nothing."""

from collections.abc import Generator, Iterator
from contextlib import closing, suppress
from dataclasses import replace
from uuid import uuid4

import streamlit as st

from db import batches, exchange, import_drafts, matchings, overrules
from db.pieces import take_piece
from db.session import Session
from db.tables import ImportPhase
from impact.errors import NotFound
from impact.exchange.file_in import opened
from impact.exchange.matching import shape_of
from impact.exchange.sheet import SheetRow
from impact.exchange.table import take_names_as_row
from impact.exchange.through import fit_rows, in_pieces
from impact.model import Who
from pages.manage import _data_file, _data_report, _data_work
from pages.manage._data_kept import drop_import, held_import, start_running, stop_running
from pages.manage._data_preview import Decided
from pages.manage._data_taking import Taking, from_json, to_json
from pages.manage._data_work import Work
from pages.ui import browser
from pages.ui.database import act, clear_up
from pages.ui.language import num, t, tn, today
from pages.ui.tell import catching

TAKING, STOP = "data_taking", "data_stop"


def start(who: Who, work: Work, decided: Decided) -> None:
    """Begin taking in this file; the run after this one does it, unless another tab began it first."""
    taking = Taking(uuid4().hex, who, work, decided, work.settled, today())
    if start_running(who, to_json(taking)):
        st.session_state[TAKING] = taking


def under_way(who: Who) -> Taking | None:
    """The import of this person that is not finished, if there is one: of this session, or as it was kept."""
    found: Taking | None = st.session_state.get(TAKING)
    held = held_import()
    if found is None and held and held.phase is ImportPhase.RUNNING:
        with st.spinner(t("bring.reading")):
            table = opened(held.content, held.told["running"]["sheet"] or None)
            if not held.told["running"]["named"]:
                table = take_names_as_row(table)
            found = st.session_state[TAKING] = from_json(who, held, table)
    return found if found and found.who == who else None


def forget() -> None:
    """Let go of the import this session knows."""
    st.session_state.pop(TAKING, None)


def go_on(taking: Taking) -> None:
    """Take in what is not in yet, or say how far it came when it was stopped."""
    if taking.stopped:
        _halted(taking)
        return
    with st.container(border=True, key="data_going"):
        browser.bring_in_view(taking.token)
        st.subheader(t("bring.taking_title"))
        st.write(t("bring.taking_whole" if taking.decided.whole else "bring.taking_text"))
        bar, stop = st.progress(0.0), st.empty()
        stop.button(t("bring.stop"), icon=":material/stop_circle:", on_click=_stop, args=(taking,), key=STOP)
        done = False
        # Closed at once when stop ends this run in the middle: then all or nothing is nothing.
        with catching() as caught, closing(_whole(taking) if taking.decided.whole else _in_pieces(taking)) as steps:
            for rows in steps:
                told = t("bring.progress", done=num(rows, 0), total=num(taking.total, 0))
                bar.progress(min(rows / max(taking.total, 1), 1.0), told)
            done = True
        stop.empty()
        if not done:
            taking.stopped, taking.why = True, caught.text
            st.write(t("bring.halted_text", done=num(taking.rows, 0), total=num(taking.total, 0)))
            _buttons(taking)
            return
    _finish(taking, stopped=False)


def _stop(taking: Taking) -> None:
    taking.stopped = True


def _rows(taking: Taking) -> Iterator[SheetRow]:
    return fit_rows(taking.work.rows, taking.reader, taking.decided.through, taking.decided.leave)


def _begin(session: Session, taking: Taking) -> tuple[str, str]:
    work, decided = taking.work, taking.decided
    token = f"{taking.token}-begin"
    if work.apart:
        return exchange.begin_apart(
            session, taking.who.person_id, decided.name, _data_work.proposed(), decided.through, work.name, token=token
        )
    return exchange.begin(session, taking.who, decided.through, work.name, token=token, allow_new_themes=decided.allow)


def _in_pieces(taking: Taking) -> Generator[int]:
    """Each piece is a whole by itself: what is in stays in, whatever happens to the rest."""
    with act() as session:
        taking.collaboration_id, taking.batch_id = _begin(session, taking)
        _save_progress(session, taking)
    for place, some in enumerate(in_pieces(_rows(taking))):
        if place < taking.pieces:
            continue
        with act() as session:
            take_piece(session, taking.owner, taking.batch_id, some, token=f"{taking.token}-{place}")
            _save_progress(session, replace(taking, pieces=place + 1, rows=taking.rows + len(some)))
        taking.pieces, taking.rows = place + 1, taking.rows + len(some)
        yield taking.rows
    with act() as session:
        _note(session, taking)


def _whole(taking: Taking) -> Generator[int]:
    """All rows in one act: when it is stopped half-way, nothing of it is there."""
    rows = 0
    with act() as session:
        made, batch_id = _begin(session, taking)
        owner = replace(taking.who, collaboration_id=made)
        for place, some in enumerate(in_pieces(_rows(taking))):
            take_piece(session, owner, batch_id, some, token=f"{taking.token}-{place}")
            rows += len(some)
            yield rows
        taking_now = replace(taking, collaboration_id=made, batch_id=batch_id)
        _note(session, taking_now)
    taking.collaboration_id, taking.batch_id, taking.rows = made, batch_id, rows


def _save_progress(session: Session, taking: Taking) -> None:
    """Keep how far it came, in the same act as the rows themselves: a reload goes on from just there."""
    if held := held_import():
        import_drafts.save_progress(session, taking.who, held.id, taking.progress)


def _note(session: Session, taking: Taking) -> None:
    """Remember the matching for the next file, and that somebody let stand what may point to a person."""
    work = taking.work
    overrules.note(session, taking.owner, "import", taking.decided.looked.reasons, token=f"{taking.token}-seen")
    # What was chosen, and no more: what is sure will be so the next time, and what this file told says nothing of it.
    matchings.remember(session, taking.owner, shape_of(work.table), work.matching)


def _finish(taking: Taking, stopped: bool) -> None:
    """Let go of the file and tell what became of it."""
    drop_import(taking.who)
    forget()
    _data_file.forget()
    _data_report.leave(taking, stopped)
    st.rerun()


def _halted(taking: Taking) -> None:
    with st.container(border=True, key="data_going"):
        st.subheader(t("bring.halted_title"))
        if taking.why:
            st.error(taking.why, icon=":material/error:")
        st.write(t("bring.halted_text", done=num(taking.rows, 0), total=num(taking.total, 0)))
        _buttons(taking)


def _buttons(taking: Taking) -> None:
    with st.container(horizontal=True):
        if st.button(t("bring.go_on"), type="primary", icon=":material/play_arrow:", key="data_go_on"):
            taking.stopped, taking.why = False, ""
            st.rerun()
        if not taking.rows:
            if st.button(t("bring.give_up"), icon=":material/close:", key="data_give_up"):
                _drop(taking)
            return
        if st.button(t("bring.leave_it"), icon=":material/done:", key="data_leave_it"):
            _finish(taking, stopped=True)
        if st.button(t("bring.undo_part"), icon=":material/undo:", key="data_undo_part"):
            _drop(taking)


def _drop(taking: Taking) -> None:
    """Take out again what is in of this import, and go back to the file."""
    with catching():
        if taking.batch_id:
            with act() as session, suppress(NotFound):
                batches.undo_batch(session, taking.owner, taking.batch_id)
            clear_up()
        stop_running(taking.who)
        forget()
        st.rerun()


def label(decided: Decided) -> str:
    """What the button says that takes it in."""
    return tn("bring.take_in", decided.through.count - len(decided.leave))
