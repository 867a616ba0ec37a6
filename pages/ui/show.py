"""A figure on the screen: the picture with its words, the table beside it, and both to take along."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any, Literal

import pandas as pd
import streamlit as st

from impact.charts import Figure, export, inlined
from impact.report.pdf import picture_pdf
from impact.safe_text import guard_formula
from impact.twin import signed
from pages.ui.language import JOINER, language, plain, t, today

MOST_ROWS = 150
FILES: tuple[tuple[str, str, str, str, Callable[[Figure, str, date], bytes]], ...] = (
    ("png", "chart.png", "chart.png_help", "image/png", lambda figure, *_: export.png(figure)),
    ("svg", "chart.svg", "chart.svg_help", "image/svg+xml", lambda figure, *_: export.svg(figure)),
    ("pdf", "chart.pdf", "chart.pdf_help", "application/pdf", picture_pdf),
    ("csv", "chart.csv", "chart.csv_help", "text/csv", lambda figure, spoken, _: export.csv(figure.table, spoken)),
)


def show(figure: Figure, name: str, width: int | Literal["stretch", "content"] = "stretch") -> None:
    """Draw a figure under this name (a key and a file name): picture, table one click away, downloads on demand."""
    st.vega_lite_chart(inlined(figure.spec), alt=figure.alt, theme=None, width=width, key=f"{name}_picture")
    box = st.expander(t("chart.table"), icon=":material/table:", key=f"{name}_table", on_change="rerun")
    if box.open:
        with box:
            st.markdown(plain(figure.alt))
            table(figure.table, figure.alt)
    take_along(figure, name)


def table(numbers: pd.DataFrame, alt: str) -> None:
    """A table with its numbers as the reader writes them, and the same in words for who cannot see it."""
    spoken = language()
    rows = [[_written(cell, spoken) for cell in row] for row in numbers.itertuples(index=False, name=None)]
    show_table([str(head) for head in numbers.columns], rows, alt)


def show_table(heads: Sequence[str], rows: Sequence[Sequence[str]], alt: str) -> None:
    """Rows under heads, both just as they were typed, whatever is in them; heads may be the same."""
    # A long table of real cells is slow to draw; the grid draws only what is in sight.
    if len(rows) > MOST_ROWS:
        show_grid(heads, rows, alt)
        return
    cells = [[plain(cell) for cell in row] for row in rows]
    st.table(pd.DataFrame(cells, columns=_apart([plain(head) for head in heads])), hide_index=True, alt=alt)


def show_grid(heads: Sequence[str], rows: Sequence[Sequence[object]], alt: str, key: str | None = None) -> None:
    """The same for many rows, as a grid that scrolls; copied into a spreadsheet, nothing in it is a formula."""
    cells = [[guard_formula(cell) if isinstance(cell, str) else cell for cell in row] for row in rows]
    numbers = pd.DataFrame(cells, columns=_apart([guard_formula(head) for head in heads]))
    st.dataframe(numbers, hide_index=True, width="stretch", alt=alt, key=key)


def _apart(heads: Sequence[str]) -> list[str]:
    """The same heads, each of its own: the same one again gets a sign that shows nothing."""
    found: list[str] = []
    for head in heads:
        while head in found:
            head += JOINER
        found.append(head)
    return found


def take_along(figure: Figure, name: str) -> None:
    """The four downloads of a figure; no file is made before somebody asks for it."""
    with st.container(horizontal=True, key=f"{name}_files"):
        for kind, key, tip, mime, make in FILES:
            st.download_button(
                t(key),
                data=partial(make, figure, language(), today()),
                file_name=f"{name}.{kind}",
                mime=mime,
                on_click="ignore",
                icon=":material/download:",
                help=t(tip),
                key=f"{name}_{kind}",
            )


def _written(cell: Any, spoken: str) -> str:
    return cell if isinstance(cell, str) else signed(spoken, cell)
