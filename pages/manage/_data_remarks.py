"""What was noted about the rows of a file: the first of it as a table, and all of it as a file to mend it by."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

import streamlit as st

from impact.exchange.csv_out import DELIMITER
from impact.exchange.remarks import column_in_words, remark_in_words
from impact.exchange.sheet import Remark
from impact.exchange.table import Table
from impact.safe_text import guard_formula
from impact.words import say
from pages.ui.language import language, t, tn
from pages.ui.show import show_grid, show_table

SHOWN, FEW = 500, 50


def remarks(found: Sequence[Remark], key: str) -> None:
    """A table of these remarks; of a long list the beginning, and the whole of it to download."""
    spoken = language()
    rows = [_cells(one, spoken) for one in found[:SHOWN]]
    show_grid(_head(spoken), rows, t("data.remarks_alt", count=len(rows)), key)
    if len(found) <= SHOWN:
        return
    st.caption(t("data.shown", count=SHOWN))
    st.download_button(
        t("data.remarks_all"),
        lambda: as_file(found, spoken),
        file_name=f"{t('data.remarks_file')}.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key=f"{key}_all",
    )


def few(found: Sequence[Remark], key: str) -> None:
    """The same, as a table of real cells when these remarks are few."""
    if len(found) > FEW:
        remarks(found, key)
        return
    spoken = language()
    rows = [[str(cell) for cell in _cells(one, spoken)] for one in found]
    show_table(_head(spoken), rows, t("data.remarks_alt", count=len(rows)))


def table_notes(table: Table) -> None:
    """What was done with cells of a workbook as a whole."""
    if table.merged:
        st.caption(tn("bring.merged", table.merged))
    if table.uncalculated:
        st.warning(tn("bring.uncalculated", table.uncalculated), icon=":material/warning:")


def as_file(found: Iterable[Remark], spoken: str) -> bytes:
    """These remarks as a CSV file in this language: UTF-8 with its mark, semicolons, harmless in a spreadsheet."""
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=DELIMITER, lineterminator="\r\n")
    writer.writerow(_head(spoken))
    writer.writerows(map(_guarded, (_cells(one, spoken) for one in found)))
    return text.getvalue().encode("utf-8-sig")


def _head(spoken: str) -> tuple[str, ...]:
    return (
        say(spoken, "data.line"),
        say(spoken, "data.column"),
        say(spoken, "data.value"),
        say(spoken, "data.reason"),
    )


def _cells(one: Remark, spoken: str) -> tuple[object, ...]:
    return one.line, column_in_words(spoken, one), one.value, remark_in_words(spoken, one)


def _guarded(cells: tuple[object, ...]) -> list[object]:
    return [guard_formula(cell) if isinstance(cell, str) else cell for cell in cells]
