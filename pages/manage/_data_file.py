"""The first step of bringing in: which file, which sheet of it, and where it goes."""

from uuid import uuid4

import streamlit as st

from impact.errors import BrokenFile
from impact.exchange.columns import COLUMNS, REQUIRED
from impact.exchange.file_in import opened
from impact.exchange.log_sheet import is_log_sheet
from impact.exchange.table import Table, take_names_as_row
from impact.model import Collaboration, Who
from impact.words.trouble import in_words
from pages.manage import _data_work
from pages.manage._data_kept import HeldImport, begin_import, drop_import, held_import, restore_choices
from pages.manage._data_work import KEPT_FOR, WORK, Work
from pages.ui.language import language, plain, t

MOST_MB = 10
ROUND, TABLE = "data_round", "data_table"
NAME, SHEET, SHEETS, INTO = "data_apart_name", "data_sheet", "data_sheets", "data_into"
APART, THIS = "apart", "this"
NAMED, NAMES, NO_NAMES = "data_named", "yes", "no"
SHOWN = 30  # signs of each cell of a line that may hold names
OF_A_FILE = (
    TABLE, SHEET, SHEETS, NAMED, NAME, INTO, WORK, KEPT_FOR, "data_allow", "data_whole", "data_doubles", "data_verdict",
    "data_looked", "data_privacy_keep",
)  # fmt: skip
OF_ITS_FIELDS = ("data_column_", "data_fixed_", "data_value_", "data_answer_")


def choose(who: Who, collaboration: Collaboration) -> Work | None:
    """Ask for a file, or go on with the one that is kept. None as long as there is none that can be read."""
    held = held_import()
    if held is None:
        _ask(who)
        return None
    restore_choices(held)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f":material/draft: **{plain(held.name)}**")
        if st.button(t("bring.another"), icon=":material/close:", key="data_another"):
            drop_import(who)
            another()
            st.rerun()
    st.session_state.setdefault(NAME, held.name.rsplit(".", 1)[0][:120])
    table = _table(held)
    sheets = table.sheets if isinstance(table, Table) else st.session_state.get(SHEETS, ())
    st.session_state[SHEETS] = sheets
    if len(sheets) > 1:
        if isinstance(table, Table):
            st.session_state.setdefault(SHEET, table.sheet)
        st.selectbox(t("bring.sheet"), sheets, key=SHEET)
    if isinstance(table, BrokenFile):
        st.error(in_words(language(), table), icon=":material/error:")
        return None
    return _work(held, _with_names(table), who, collaboration)


def _with_names(table: Table) -> Table:
    """The table, with its first line as a row when that is what it is; asked when nothing in it is a usual name."""
    if not table.doubtful_names:
        return table
    labels = {NO_NAMES: t("bring.proposed", name=t("bring.names.no")), NAMES: t("bring.names.yes")}
    st.session_state.setdefault(NAMED, NO_NAMES)
    begin = " · ".join(plain(text) for cell in table.doubtful_names if (text := " ".join(cell.split())[:SHOWN]))
    chosen = st.radio(t("bring.names", line=begin), list(labels), format_func=labels.__getitem__, key=NAMED)
    return table if chosen == NAMES else take_names_as_row(table)


def _ask(who: Who) -> None:
    """Ask for a file; from the moment one can be read it is kept until it is in or thrown away."""
    file = st.file_uploader(
        t("data.file", most=MOST_MB),
        max_upload_size=MOST_MB,
        key=f"data_file_{st.session_state.setdefault(ROUND, uuid4().hex)}",
    )
    if file is None:
        _columns()
        return
    with st.spinner(t("bring.reading")):
        table = _opened(file.getvalue(), None)
    if isinstance(table, BrokenFile):
        st.error(in_words(language(), table), icon=":material/error:")
        return
    forget()
    begin_import(who, file.name, file.getvalue())
    st.rerun()


def forget() -> None:
    """Let go of all that was decided on a file."""
    for name in [name for name in st.session_state if name in OF_A_FILE or str(name).startswith(OF_ITS_FIELDS)]:
        del st.session_state[name]


def another() -> None:
    """Begin with an empty choice of file."""
    forget()
    st.session_state.pop(ROUND, None)


def _table(held: HeldImport) -> Table | BrokenFile:
    """What the file holds, read once for each file and sheet and not at every run."""
    sheet = st.session_state.get(SHEET)
    kept = st.session_state.get(TABLE)
    if kept is None or kept[:2] != (held.id, sheet):
        with st.spinner(t("bring.reading")):
            found = _opened(held.content, sheet)
        # The sheet that was found is the one that is shown as chosen from here on.
        kept = (held.id, sheet or (found.sheet if isinstance(found, Table) and len(found.sheets) > 1 else None), found)
        st.session_state[TABLE] = kept
    found_before: Table | BrokenFile = kept[2]
    return found_before


def _opened(content: bytes, sheet: str | None) -> Table | BrokenFile:
    try:
        return opened(content, sheet, MOST_MB * 1_000_000)
    except BrokenFile as error:
        return error


def _work(held: HeldImport, table: Table, who: Who, collaboration: Collaboration) -> Work:
    """The work on this file as it was kept, begun anew when it is to go elsewhere."""
    apart = _apart(who, collaboration, table)
    work: Work | None = st.session_state.get(WORK)
    id_ = f"{held.id}-{table.sheet}-{apart}-{table.named}"
    if work is None or work.id != id_:
        st.session_state.pop(KEPT_FOR, None)
        work = st.session_state[WORK] = _data_work.restored(id_, held, table, who, apart)
    work.known = _data_work.known(who, apart)
    return work


def _apart(who: Who, collaboration: Collaboration, table: Table) -> bool:
    """Whether it goes into a collaboration of its own: proposed only beside the example, whose data are made up.

    Even there a log sheet and a shape that came in before go here.
    """
    if INTO not in st.session_state:
        ours = is_log_sheet(table.headers) or _data_work.came_before(who, table)
        st.session_state[INTO] = APART if collaboration.fictional and not ours else THIS
    labels = {THIS: t("data.into.this", name=plain(collaboration.name)), APART: t("data.into.apart")}
    return st.radio(t("data.into"), list(labels), format_func=labels.__getitem__, key=INTO) == APART


def _columns() -> None:
    with st.expander(t("data.columns_title"), key="data_columns"):
        spoken = language()
        needed = [f"`{COLUMNS[name][spoken]}`" for name in REQUIRED]
        more = [f"`{names[spoken]}`" for name, names in COLUMNS.items() if name not in REQUIRED]
        st.markdown(t("data.columns_needed", columns=", ".join(needed)))
        st.markdown(t("data.columns_more", columns=", ".join(more)))
        st.markdown(t("data.columns_words"))
