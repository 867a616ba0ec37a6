"""A figure on the screen: the picture with its words, the table beside it, and both to take along."""

from collections.abc import Callable
from functools import partial
from typing import Literal

import pandas as pd
import streamlit as st

from impact.charts import Figure, export, inlined
from impact.twin import signed
from pages.ui.language import language, plain, t

MOST_ROWS = 150
FILES: tuple[tuple[str, str, str, str, Callable[[Figure, str], bytes]], ...] = (
    ("png", "chart.png", "chart.png_help", "image/png", lambda figure, _: export.png(figure)),
    ("svg", "chart.svg", "chart.svg_help", "image/svg+xml", lambda figure, _: export.svg(figure)),
    ("pdf", "chart.pdf", "chart.pdf_help", "application/pdf", lambda figure, _: export.pdf(figure)),
    ("csv", "chart.csv", "chart.csv_help", "text/csv", lambda figure, spoken: export.csv(figure.table, spoken)),
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
    told = written(numbers, language())
    # A long table of real cells is slow to draw; the grid draws only what is in sight.
    if len(told) > MOST_ROWS:
        st.dataframe(told, hide_index=True, alt=alt)
    else:
        st.table(told.map(plain), hide_index=True, alt=alt)


def take_along(figure: Figure, name: str) -> None:
    """The four downloads of a figure; no file is made before somebody asks for it."""
    with st.container(horizontal=True, key=f"{name}_files"):
        for kind, key, tip, mime, make in FILES:
            st.download_button(
                t(key),
                data=partial(make, figure, language()),
                file_name=f"{name}.{kind}",
                mime=mime,
                on_click="ignore",
                icon=":material/download:",
                help=t(tip),
                key=f"{name}_{kind}",
            )


def written(table: pd.DataFrame, spoken: str) -> pd.DataFrame:
    """The table as the reader writes numbers, as text."""
    return table.map(lambda cell: cell if isinstance(cell, str) else signed(spoken, cell))
