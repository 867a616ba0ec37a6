"""What was noted about the rows of a file: the first of it as a table, and all of it as a file to mend it by."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

import streamlit as st

from impact.exporting.observations_csv import CSV_DELIMITER
from impact.importing.plan.parsed_sheet import format_remark, format_remark_column
from impact.importing.plan.parsed_sheet import Remark
from impact.importing.files.table import FileTable
from impact.text.safe_text import guard_formula
from impact.words import get_text
from pages.ui.language import get_language, t, tn
from pages.ui.figures import show_grid, show_table

MAX_REMARKS_SHOWN, MAX_REMARKS_AS_CELLS = 500, 50


def show_remarks(remark_list: Sequence[Remark], key: str) -> None:
    """A table of these remarks; of a long list the beginning, and the whole of it to download."""
    language_code = get_language()
    rows = [_list_remark_cells(remark, language_code) for remark in remark_list[:MAX_REMARKS_SHOWN]]
    show_grid(_list_remark_heads(language_code), rows, t("data.remarks_alt", count=len(rows)), key)
    if len(remark_list) <= MAX_REMARKS_SHOWN:
        return
    st.caption(t("data.shown", count=MAX_REMARKS_SHOWN))
    st.download_button(
        t("data.remarks_all"),
        lambda: write_remarks_csv(remark_list, language_code),
        file_name=f"{t('data.remarks_file')}.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key=f"{key}_all",
    )


def show_few_remarks(remark_list: Sequence[Remark], key: str) -> None:
    """The same, as a table of real cells when these remarks are few."""
    if len(remark_list) > MAX_REMARKS_AS_CELLS:
        show_remarks(remark_list, key)
        return
    language_code = get_language()
    rows = [[str(cell) for cell in _list_remark_cells(remark, language_code)] for remark in remark_list]
    show_table(_list_remark_heads(language_code), rows, t("data.remarks_alt", count=len(rows)))


def show_table_notes(table: FileTable) -> None:
    """What was done with cells of a workbook as a whole."""
    if table.merged:
        st.caption(tn("bring.merged", table.merged))
    if table.uncalculated:
        st.warning(tn("bring.uncalculated", table.uncalculated), icon=":material/warning:")


def write_remarks_csv(remark_list: Iterable[Remark], language_code: str) -> bytes:
    """These remarks as a CSV file in this language: UTF-8 with its mark, semicolons, harmless in a spreadsheet."""
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
