"""Figures as files: pictures through vl-convert, which fetches nothing, and tables that are safe in a spreadsheet.

On paper they go with their words and their language: see `impact.report.pdf`.
"""

from csv import writer
from html import escape
from io import StringIO

import pandas as pd
import vl_convert

from impact.charts import Figure, Spec
from impact.safe_text import drop_unsafe, guard_formula, make_safe

PAGE = 960
_NOWHERE: list[str] = []


def png(figure: Figure, scale: float = 2) -> bytes:
    """The figure as a PNG, `scale` pixels per pixel of the chart."""
    return bytes(vl_convert.vegalite_to_png(_whole(figure), scale=scale, allowed_base_urls=_NOWHERE))


def svg(figure: Figure) -> bytes:
    """The figure as an SVG, UTF-8, with its words inside for who cannot see it."""
    drawing = str(vl_convert.vegalite_to_svg(_whole(figure), allowed_base_urls=_NOWHERE))
    return drawing.replace(">", f"><desc>{escape(figure.alt)}</desc>", 1).encode()


def _whole(figure: Figure) -> Spec:
    # A chart that fills the room it finds on a page has to be told how much there is on paper.
    room = {"width": PAGE} if figure.spec.get("width") == "container" else {}
    # One character that XML does not allow makes the converter end the whole process.
    safe: Spec = make_safe(figure.spec | room | {"description": figure.alt})
    return safe


def csv(table: pd.DataFrame, language: str) -> bytes:
    """The table as CSV, UTF-8 with a byte order mark; in Dutch with semicolons and decimal commas.

    A text that a spreadsheet would take for a formula gets an apostrophe before it; numbers stay numbers.
    """
    dutch = language == "nl"
    text = StringIO()
    lines = writer(text, delimiter=";" if dutch else ",", lineterminator="\r\n")
    lines.writerow([_cell(head, dutch) for head in table.columns])
    lines.writerows([_cell(cell, dutch) for cell in row] for row in table.itertuples(index=False, name=None))
    return text.getvalue().encode("utf-8-sig")


def _cell(value: object, dutch: bool) -> str:
    if isinstance(value, str):
        return guard_formula(drop_unsafe(value))
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return ""
    if hasattr(value, "isoformat"):
        return str(value.isoformat())[:10]
    return str(value).replace(".", ",") if dutch else str(value)
