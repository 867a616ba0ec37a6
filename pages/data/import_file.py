"""The first step of an import: which file, which sheet of it, and into which collaboration it goes."""

from uuid import uuid4

import streamlit as st

from impact.errors import BrokenFile
from impact.exporting.log_sheet import is_log_sheet
from impact.importing.files.file_format import read_table
from impact.importing.files.table import FileTable, take_names_as_row
from impact.importing.headers.columns import COLUMN_NAMES, REQUIRED_COLUMNS
from impact.model import Collaboration, Who
from impact.text.fold import join_white_space
from impact.words.error_text import describe_error
from pages.data import import_setup
from pages.data.import_setup import CACHE_KEY, SETUP_KEY, ImportSetup
from pages.data.import_storage import (
    SessionImport,
    begin_import,
    drop_import,
    get_session_import,
    restore_choices,
)
from pages.ui.language import escape_markdown, get_language, t

# Kept in the database until the import is over.
MAX_IMPORT_MB = 10
UPLOADER_KEY, TABLE_KEY = "data_round", "data_table"
NAME_KEY, SHEET_KEY, SHEETS_KEY, TARGET_KEY = "data_apart_name", "data_sheet", "data_sheets", "data_into"
NEW_COLLABORATION, THIS_COLLABORATION = "apart", "this"
HEADER_ROW_KEY, HAS_HEADER_ROW, NO_HEADER_ROW = "data_named", "yes", "no"
# Characters of each cell of a first line that may hold headers.
MAX_CELL_LENGTH = 30
FILE_KEYS = (
    TABLE_KEY, SHEET_KEY, SHEETS_KEY, HEADER_ROW_KEY, NAME_KEY, TARGET_KEY, SETUP_KEY, CACHE_KEY, "data_allow",
    "data_whole", "data_doubles", "data_verdict", "data_looked", "data_privacy_keep",
)  # fmt: skip
FIELD_KEY_PREFIXES = ("data_column_", "data_fixed_", "data_value_", "data_answer_")


def choose_import_file(who: Who, collaboration: Collaboration) -> ImportSetup | None:
    """Ask for a file, or go on with the stored one; None as long as there is none that can be read."""
    session_import = get_session_import()
    if session_import is None:
        _ask_import_file(who)
        return None
    restore_choices(session_import)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f":material/draft: **{escape_markdown(session_import.file_name)}**")
        if st.button(t("bring.another"), icon=":material/close:", key="data_another"):
            drop_import(who)
            start_another_file()
            st.rerun()
    st.session_state.setdefault(NAME_KEY, session_import.file_name.rsplit(".", 1)[0][:120])
    table = _read_import_table(session_import)
    sheets = table.sheets if isinstance(table, FileTable) else st.session_state.get(SHEETS_KEY, ())
    st.session_state[SHEETS_KEY] = sheets
    if len(sheets) > 1:
        if isinstance(table, FileTable):
            st.session_state.setdefault(SHEET_KEY, table.sheet)
        st.selectbox(t("bring.sheet"), sheets, key=SHEET_KEY)
    if isinstance(table, BrokenFile):
        st.error(describe_error(get_language(), table), icon=":material/error:")
        return None
    return _get_setup(session_import, _ask_header_row(table), who, collaboration)


def _ask_header_row(table: FileTable) -> FileTable:
    """Return the table; when no header in its first line is a usual one, ask whether that line is a row like others."""
    if not table.doubtful_names:
        return table
    labels = {NO_HEADER_ROW: t("bring.proposed", name=t("bring.names.no")), HAS_HEADER_ROW: t("bring.names.yes")}
    st.session_state.setdefault(HEADER_ROW_KEY, NO_HEADER_ROW)
    first_cells = " · ".join(
        escape_markdown(text) for cell in table.doubtful_names if (text := join_white_space(cell)[:MAX_CELL_LENGTH])
    )
    answer = st.radio(
        t("bring.names", line=first_cells), list(labels), format_func=labels.__getitem__, key=HEADER_ROW_KEY
    )
    return table if answer == HAS_HEADER_ROW else take_names_as_row(table)


def _ask_import_file(who: Who) -> None:
    """Ask for a file; one that can be read is stored until it is imported or dropped."""
    file = st.file_uploader(
        t("data.file", most=MAX_IMPORT_MB),
        max_upload_size=MAX_IMPORT_MB,
        key=f"data_file_{st.session_state.setdefault(UPLOADER_KEY, uuid4().hex)}",
    )
    if file is None:
        _show_known_columns()
        return
    with st.spinner(t("bring.reading")):
        table = _try_read_import(file.getvalue(), None)
    if isinstance(table, BrokenFile):
        st.error(describe_error(get_language(), table), icon=":material/error:")
        return
    forget_file()
    begin_import(who, file.name, file.getvalue())
    st.rerun()


def forget_file() -> None:
    """Forget everything that was decided about a file."""
    for name in [name for name in st.session_state if name in FILE_KEYS or str(name).startswith(FIELD_KEY_PREFIXES)]:
        del st.session_state[name]


def start_another_file() -> None:
    """Forget the file and show an empty upload field."""
    forget_file()
    st.session_state.pop(UPLOADER_KEY, None)


def _read_import_table(session_import: SessionImport) -> FileTable | BrokenFile:
    """Return the table in the file, or why it cannot be read; read once per file and sheet, not at every run."""
    sheet = st.session_state.get(SHEET_KEY)
    cached_table = st.session_state.get(TABLE_KEY)
    if cached_table is None or cached_table[:2] != (session_import.id, sheet):
        with st.spinner(t("bring.reading")):
            read_result = _try_read_import(session_import.content, sheet)
        # Without a choice the reader picks a sheet, and the select shows that one as chosen from the next run on.
        cached_table = (
            session_import.id,
            sheet
            or (read_result.sheet if isinstance(read_result, FileTable) and len(read_result.sheets) > 1 else None),
            read_result,
        )
        st.session_state[TABLE_KEY] = cached_table
    cached_result: FileTable | BrokenFile = cached_table[2]
    return cached_result


def _try_read_import(content: bytes, sheet: str | None) -> FileTable | BrokenFile:
    try:
        return read_table(content, sheet, MAX_IMPORT_MB * 1_000_000)
    except BrokenFile as error:
        return error


def _get_setup(session_import: SessionImport, table: FileTable, who: Who, collaboration: Collaboration) -> ImportSetup:
    """Return the setup of this file, begun anew when the sheet, the header row or the target changed."""
    is_separate = _choose_target(who, collaboration, table)
    setup: ImportSetup | None = st.session_state.get(SETUP_KEY)
    setup_id = f"{session_import.id}-{table.sheet}-{is_separate}-{table.named}"
    if setup is None or setup.id != setup_id:
        st.session_state.pop(CACHE_KEY, None)
        setup = st.session_state[SETUP_KEY] = import_setup.restore_setup(
            setup_id, session_import, table, who, is_separate
        )
    setup.known_places = import_setup.get_known_places(who, is_separate)
    return setup


def _choose_target(who: Who, collaboration: Collaboration, table: FileTable) -> bool:
    """Ask where the file goes; True for a new collaboration.

    That is proposed only in the example, so that real observations do not mix with made-up ones, and not for a log
    sheet or a file of a shape that was imported here before.
    """
    if TARGET_KEY not in st.session_state:
        belongs_here = is_log_sheet(table.headers) or import_setup.has_earlier_import(who, table)
        st.session_state[TARGET_KEY] = (
            NEW_COLLABORATION if collaboration.fictional and not belongs_here else THIS_COLLABORATION
        )
    labels = {
        THIS_COLLABORATION: t("data.into.this", name=escape_markdown(collaboration.name)),
        NEW_COLLABORATION: t("data.into.apart"),
    }
    return st.radio(t("data.into"), list(labels), format_func=labels.__getitem__, key=TARGET_KEY) == NEW_COLLABORATION


def _show_known_columns() -> None:
    with st.expander(t("data.columns_title"), key="data_columns"):
        language_code = get_language()
        required_columns = [f"`{COLUMN_NAMES[name][language_code]}`" for name in REQUIRED_COLUMNS]
        optional_columns = [
            f"`{names[language_code]}`" for name, names in COLUMN_NAMES.items() if name not in REQUIRED_COLUMNS
        ]
        st.markdown(t("data.columns_needed", columns=", ".join(required_columns)))
        st.markdown(t("data.columns_more", columns=", ".join(optional_columns)))
        st.markdown(t("data.columns_words"))
