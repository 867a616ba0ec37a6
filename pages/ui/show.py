"""A figure on the screen: the picture with its words, the table beside it, and both to take along."""

from collections.abc import Callable
from functools import partial
from typing import Literal

import pandas as pd
import streamlit as st

from impact.charts import Figure, export
from impact.twin import signed
from pages.ui.language import language, plain, t

MOST_ROWS = 150
FILES: tuple[tuple[str, str, str, Callable[[Figure, str], bytes]], ...] = (
    ("png", "chart.png", "image/png", lambda figure, _: export.png(figure)),
    ("svg", "chart.svg", "image/svg+xml", lambda figure, _: export.svg(figure)),
    ("pdf", "chart.pdf", "application/pdf", lambda figure, _: export.pdf(figure)),
    ("csv", "chart.csv", "text/csv", lambda figure, spoken: export.csv(figure.table, spoken)),
)


def show(figure: Figure, name: str, width: Literal["stretch", "content"] = "stretch") -> None:
    """Draw a figure under this name (a key and a file name): picture, table one click away, downloads made when asked."""
    st.vega_lite_chart(figure.spec, alt=figure.alt, theme=None, width=width, key=f"{name}_picture")
    with st.expander(t("chart.table"), icon=":material/table:", key=f"{name}_table"):
        st.caption(plain(figure.alt))
        _table(written(figure.table, language()), figure.alt)
    take_along(figure, name)


def _table(table: pd.DataFrame, alt: str) -> None:
    # A long table of real cells is slow to draw; the grid draws only what is in sight.
    if len(table) > MOST_ROWS:
        st.dataframe(table, hide_index=True, alt=alt)
    else:
        st.table(table.map(plain), hide_index=True, alt=alt)


def take_along(figure: Figure, name: str) -> None:
    """The four downloads of a figure; no file is made before somebody asks for it."""
    with st.container(horizontal=True, key=f"{name}_files"):
        for kind, key, mime, make in FILES:
            st.download_button(
                t(key),
                data=partial(make, figure, language()),
                file_name=f"{name}.{kind}",
                mime=mime,
                on_click="ignore",
                icon=":material/download:",
                help=t(f"chart.{kind}_help"),
                key=f"{name}_{kind}",
            )


def written(table: pd.DataFrame, spoken: str) -> pd.DataFrame:
    """The table as the reader writes numbers, as text."""
    return table.map(lambda cell: cell if isinstance(cell, str) else signed(spoken, cell))
