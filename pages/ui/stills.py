"""Still pictures of the discs, each made once per data version: on the home screen, beside the live discs, to download."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from impact.charts import Figure
from impact.charts.lines import ring_lines
from impact.charts.multiples import small_multiples
from impact.charts.still import Said, still_disc, table_frame
from impact.twin import twin_table
from pages.ui.language import language, month, t
from pages.ui.view import View

KEPT_FIGURES = 48
KEYED = {View: lambda view: repr((view.collaboration, view.choice))}


def dark() -> bool:
    """Whether the reader looks at a dark page."""
    return st.context.theme.type == "dark"


def draw(figure: Figure) -> None:
    """Only the picture with its words for who cannot see it."""
    st.vega_lite_chart(figure.spec, alt=figure.alt, width="content", theme=None)


def disc(view: View, index: int, turned: Mapping[str, int] | tuple[()], width: int = 760) -> Figure:
    """The discs of one month as a still picture, turned as they stand."""
    return _disc(view, index, dict(turned), width, language(), dark())


@st.cache_resource(max_entries=KEPT_FIGURES, show_spinner=False, hash_funcs=KEYED)
def _disc(view: View, index: int, turned: Mapping[str, int], width: int, spoken: str, on_dark: bool) -> Figure:
    note = t("stills.filtered") if view.choice.filtered else ""
    title = f"{view.collaboration.name}, {month(view.picture.months[index])}" if width > 600 else ""
    said = Said(spoken, view.collaboration.name, note, title)
    return still_disc(view.picture, index, turned, said, view.links, on_dark, width)


def multiples(view: View, every: str) -> Figure:
    """Small discs side by side, one per quarter or year."""
    return _multiples(view, every, language(), dark())


@st.cache_resource(max_entries=KEPT_FIGURES, show_spinner=False, hash_funcs=KEYED)
def _multiples(view: View, every: str, spoken: str, on_dark: bool) -> Figure:
    return small_multiples(view.picture, every, spoken, on_dark)


def lines(view: View) -> Figure:
    """One line per ring through time."""
    return _lines(view, language(), dark())


@st.cache_resource(max_entries=KEPT_FIGURES, show_spinner=False, hash_funcs=KEYED)
def _lines(view: View, spoken: str, on_dark: bool) -> Figure:
    return ring_lines(view.picture, spoken, on_dark)


def twin(view: View, index: int) -> pd.DataFrame:
    """The discs of one month as a table in the reader's language."""
    return table_frame(twin_table(view.picture, index, language()))
