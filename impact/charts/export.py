"""Figures as files: pictures through vl-convert, which fetches nothing, and tables that are safe in a spreadsheet.

On paper they go with their words and their language: see `impact.report.pdf`.
"""

from csv import writer
from html import escape
from io import StringIO

import pandas as pd
import vl_convert

from impact.charts import Figure, Spec
from impact.text.safe_text import drop_unsafe, guard_formula, make_safe
from impact.words import LANGUAGE_BY_CODE

PAPER_WIDTH_PIXELS = 960
_NO_BASE_URLS: list[str] = []


def render_png(figure: Figure, scale: float = 2) -> bytes:
    """The figure as a PNG, `scale` pixels per pixel of the chart."""
    return bytes(vl_convert.vegalite_to_png(_build_safe_spec(figure), scale=scale, allowed_base_urls=_NO_BASE_URLS))


def render_svg(figure: Figure) -> bytes:
    """The figure as an SVG, UTF-8, with its words inside for who cannot see it."""
    drawing = str(vl_convert.vegalite_to_svg(_build_safe_spec(figure), allowed_base_urls=_NO_BASE_URLS))
    return drawing.replace(">", f"><desc>{escape(figure.alt)}</desc>", 1).encode()


def _build_safe_spec(figure: Figure) -> Spec:
    # A chart that fills the room it finds on a page has to be told how much there is on paper.
    paper_width = {"width": PAPER_WIDTH_PIXELS} if figure.spec.get("width") == "container" else {}
    # One character that XML does not allow makes the converter end the whole process.
    safe_spec: Spec = make_safe(figure.spec | paper_width | {"description": figure.alt})
    return safe_spec


def write_table_csv(table: pd.DataFrame, language: str) -> bytes:
    """The table as CSV, UTF-8 with a byte order mark; with the decimal sign and delimiter of the language.

    A text that a spreadsheet would take for a formula gets an apostrophe before it; numbers stay numbers.
    """
    locale = LANGUAGE_BY_CODE[language]
    sign = locale.decimal_sign
    buffer = StringIO()
    csv_rows = writer(buffer, delimiter=locale.csv_delimiter, lineterminator="\r\n")
    csv_rows.writerow([_format_csv_cell(head, sign) for head in table.columns])
    csv_rows.writerows(
        [_format_csv_cell(cell, sign) for cell in row] for row in table.itertuples(index=False, name=None)
    )
    return buffer.getvalue().encode("utf-8-sig")


def _format_csv_cell(value: object, decimal_sign: str) -> str:
    if isinstance(value, str):
        return guard_formula(drop_unsafe(value))
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return ""
    if hasattr(value, "isoformat"):
        return str(value.isoformat())[:10]
    return str(value).replace(".", decimal_sign)
