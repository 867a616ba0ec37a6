"""Bringing in observations step by step: the file, its columns, its words, and a preview before anything changes."""

import streamlit as st

from impact.model import Collaboration, Who
from pages.manage import (
    _data_columns,
    _data_file,
    _data_kept,
    _data_preview,
    _data_report,
    _data_take,
    _data_values,
)
from pages.manage._data_preview import Decided
from pages.manage._data_work import COLUMNS, PREVIEW, VALUES, Work
from pages.ui.language import t
from pages.ui.tell import catching

STEPS = (COLUMNS, VALUES, PREVIEW)


def bring_in(who: Who, collaboration: Collaboration) -> bool:
    """From a file to observations; a report of the last file comes first, and then one that is not finished.

    Returns whether a file is under way: then nothing else asks for attention.
    """
    st.header(t("data.import_title"))
    if _data_kept.follow_kept(who):
        _data_file.forget()
        _data_take.forget()
        _data_report.forget()
    if report := _data_report.kept(who):
        _data_report.show(who, report)
        return False
    if taking := _data_take.under_way(who):
        _data_take.go_on(taking)
        return True
    st.write(t("data.import_text"))
    work = _data_file.choose(who, collaboration)
    if work:
        with st.container(border=True, key="data_found"):
            st.caption(t("bring.step", at=STEPS.index(work.step) + 2, of=len(STEPS) + 1))
            _step(who, work)
        _data_kept.save_choices(who, work.to_json())
    return work is not None


def _step(who: Who, work: Work) -> None:
    if work.step == COLUMNS:
        _data_columns.step(work, who)
    elif work.step == VALUES:
        _data_values.step(work, who)
    else:
        _preview(who, work)


def _preview(who: Who, work: Work) -> None:
    decided = _data_preview.step(work, who)
    if decided:
        _offer(who, work, decided)
    _data_columns.back(work)


def _offer(who: Who, work: Work, decided: Decided) -> None:
    clicked = st.button(_data_take.label(decided), type="primary", icon=":material/download_done:", key="data_take_in")
    if not clicked:
        return
    with catching():
        _data_preview.check(decided)
        if not decided.stands:
            st.warning(t("privacy.before_saving"), icon=":material/shield:")
            return
        _data_take.start(who, work, decided)
        st.rerun()
