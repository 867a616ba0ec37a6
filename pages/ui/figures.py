"""A figure on the screen: the picture with its words, the table beside it, and both to take along."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any, Literal

import pandas as pd
import streamlit as st

from impact.charts import Figure, export, inline_datasets
from impact.picture.text_twin import format_signed_level
from impact.report.pdf import write_picture_pdf
from impact.text.safe_text import guard_formula
from pages.ui.download import show_download
from pages.ui.language import WORD_JOINER, escape_markdown, get_language, t, today

# Real cells read well aloud, and are slow when there are more.
MAX_TABLE_ROWS = 150
FIGURE_WRITERS: dict[str, Callable[[Figure, str, date], bytes]] = {
    "png": lambda figure, *_: export.render_png(figure),
    "svg": lambda figure, *_: export.render_svg(figure),
    "pdf": write_picture_pdf,
    "csv": lambda figure, reader_language, _: export.write_table_csv(figure.table, reader_language),
}


def show_figure(figure: Figure, name: str, width: int | Literal["stretch", "content"] = "stretch") -> None:
    """Draw a figure under this name (a key and a file name): picture, table one click away, downloads on demand."""
    st.vega_lite_chart(inline_datasets(figure.spec), alt=figure.alt, theme=None, width=width, key=f"{name}_picture")
    box = st.expander(t("chart.table"), icon=":material/table:", key=f"{name}_table", on_change="rerun")
    if box.open:
        with box:
            st.markdown(escape_markdown(figure.alt))
            show_number_table(figure.table, figure.alt)
    show_figure_downloads(figure, name)


def show_number_table(frame: pd.DataFrame, alt: str) -> None:
    """Show a table with numbers in the format of the reader, and an alternative text."""
    reader_language = get_language()
    rows = [
        [_format_number_cell(cell, reader_language) for cell in row] for row in frame.itertuples(index=False, name=None)
    ]
    show_table([str(head) for head in frame.columns], rows, alt)


def show_table(heads: Sequence[str], rows: Sequence[Sequence[str]], alt: str) -> None:
    """Show rows under heads, every sign of both as it was typed; heads may be equal."""
    # A long table of real cells is slow to draw; the grid draws only what is in sight.
    if len(rows) > MAX_TABLE_ROWS:
        show_grid(heads, rows, alt)
        return
    cells = [[escape_markdown(cell) for cell in row] for row in rows]
    st.table(
        pd.DataFrame(cells, columns=_make_heads_unique([escape_markdown(head) for head in heads])),
        hide_index=True,
        alt=alt,
    )


def show_grid(heads: Sequence[str], rows: Sequence[Sequence[object]], alt: str, key: str | None = None) -> None:
    """Show many rows as a grid that scrolls; copied into a spreadsheet, no cell becomes a formula."""
    cells = [[guard_formula(cell) if isinstance(cell, str) else cell for cell in row] for row in rows]
    frame = pd.DataFrame(cells, columns=_make_heads_unique([guard_formula(head) for head in heads]))
    st.dataframe(frame, hide_index=True, width="stretch", alt=alt, key=key)


def _make_heads_unique(heads: Sequence[str]) -> list[str]:
    """Return the heads made unique with an invisible sign, because a data frame takes no equal ones."""
    unique_heads: list[str] = []
    for head in heads:
        while head in unique_heads:
            head += WORD_JOINER
        unique_heads.append(head)
    return unique_heads


def show_figure_downloads(figure: Figure, name: str) -> None:
    """Show the four downloads of a figure."""
    with st.container(horizontal=True, key=f"{name}_files"):
        for kind, write in FIGURE_WRITERS.items():
            show_download(
                t(f"chart.{kind}"),
                partial(write, figure, get_language(), today()),
                f"{name}.{kind}",
                tip=t(f"chart.{kind}_help"),
                key=f"{name}_{kind}",
            )


def _format_number_cell(cell: Any, reader_language: str) -> str:
    return cell if isinstance(cell, str) else format_signed_level(reader_language, cell)
