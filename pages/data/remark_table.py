"""The remarks about the rows of a file: the first ones as a table, and all of them as a file."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

import streamlit as st

from impact.exporting.observations_csv import CSV_DELIMITER
from impact.importing.files.table import FileTable
from impact.importing.plan.parsed_sheet import Remark, format_remark, format_remark_column
from impact.text.safe_text import guard_formula
from impact.words import get_text
from pages.ui.download import show_download
from pages.ui.figures import show_grid, show_table
from pages.ui.language import get_language, t, tn

# The browser gets every remark that is shown.
MAX_REMARKS_SHOWN = 500
# A table of real cells reads better than a grid, and is slow when it is long.
MAX_REMARKS_AS_CELLS = 50


def show_remarks(remark_list: Sequence[Remark], key: str) -> None:
    """Show these remarks in a grid; of a long list the first ones, with all of them to download."""
    language_code = get_language()
    rows = [_list_remark_cells(remark, language_code) for remark in remark_list[:MAX_REMARKS_SHOWN]]
    show_grid(_list_remark_heads(language_code), rows, t("data.remarks_alt", count=len(rows)), key)
    if len(remark_list) <= MAX_REMARKS_SHOWN:
        return
    st.caption(t("data.shown", count=MAX_REMARKS_SHOWN))
    show_download(
        t("data.remarks_all"),
        lambda: write_remarks_csv(remark_list, language_code),
        f"{t('data.remarks_file')}.csv",
        key=f"{key}_all",
    )


def show_few_remarks(remark_list: Sequence[Remark], key: str) -> None:
    """Show these remarks as a table of real cells when they are few, and in a grid otherwise."""
    if len(remark_list) > MAX_REMARKS_AS_CELLS:
        show_remarks(remark_list, key)
        return
    language_code = get_language()
    rows = [[str(cell) for cell in _list_remark_cells(remark, language_code)] for remark in remark_list]
    show_table(_list_remark_heads(language_code), rows, t("data.remarks_alt", count=len(rows)))


def show_table_notes(table: FileTable) -> None:
    """Show how many cells of a workbook were merged, and how many formulas have no computed value."""
    if table.merged:
        st.caption(tn("bring.merged", table.merged))
    if table.uncalculated:
        st.warning(tn("bring.uncalculated", table.uncalculated), icon=":material/warning:")


def write_remarks_csv(remark_list: Iterable[Remark], language_code: str) -> bytes:
    """Return these remarks as a CSV file in this language: UTF-8 with a byte order mark, semicolons, no formulas."""
    csv_text = StringIO(newline="")
    writer = csv.writer(csv_text, delimiter=CSV_DELIMITER, lineterminator="\r\n")
    writer.writerow(_list_remark_heads(language_code))
    writer.writerows(map(_guard_cells, (_list_remark_cells(remark, language_code) for remark in remark_list)))
    return csv_text.getvalue().encode("utf-8-sig")


def _list_remark_heads(language_code: str) -> tuple[str, ...]:
    return (
        get_text(language_code, "data.line"),
        get_text(language_code, "data.column"),
        get_text(language_code, "data.value"),
        get_text(language_code, "common.field.reason"),
    )


def _list_remark_cells(remark: Remark, language_code: str) -> tuple[object, ...]:
    return remark.line, format_remark_column(language_code, remark), remark.value, format_remark(language_code, remark)


def _guard_cells(cells: tuple[object, ...]) -> list[object]:
    return [guard_formula(cell) if isinstance(cell, str) else cell for cell in cells]
