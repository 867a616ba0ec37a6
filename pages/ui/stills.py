"""Still pictures of the discs, each made once per data version: on the home screen and beside the live discs."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from impact.charts import Figure, inlined
from impact.charts.lines import ring_lines
from impact.charts.multiples import Every, small_multiples
from impact.charts.still import Said, frame_of, still_disc
from impact.twin import twin_table
from pages.ui.language import language, month, t
from pages.ui.view import View

KEPT_FIGURES, SMALL = 48, 600
KEYED = {View: lambda view: repr((view.collaboration, view.choice, view.picture.months[-1]))}


def dark() -> bool:
    """Whether the reader looks at a dark page."""
    return st.context.theme.type == "dark"


def draw(figure: Figure) -> None:
    """Only the picture with its words for who cannot see it."""
    st.vega_lite_chart(inlined(figure.spec), alt=figure.alt, width="stretch", theme=None)


def disc(view: View, index: int, turned: Mapping[str, int] | tuple[()], width: int = 760) -> Figure:
    """The discs of one month as a still picture, turned as they stand."""
    return _disc(view, index, dict(turned), width, language(), dark())


@st.cache_resource(max_entries=KEPT_FIGURES, show_spinner=False, hash_funcs=KEYED)
def _disc(view: View, index: int, turned: Mapping[str, int], width: int, spoken: str, on_dark: bool) -> Figure:
    title = f"{view.collaboration.name}, {month(view.picture.months[index])}" if width > SMALL else ""
    return still_disc(view.picture, index, turned, _said(view, title), view.links, on_dark, width)


def _said(view: View, title: str = "") -> Said:
    note = t("stills.filtered") if view.choice.filtered else ""
    return Said(language(), view.collaboration.name, note, title)


def multiples(view: View, every: Every) -> Figure:
    """Small discs side by side, one per quarter or year."""
    return _multiples(view, every, language(), dark())


@st.cache_resource(max_entries=KEPT_FIGURES, show_spinner=False, hash_funcs=KEYED)
def _multiples(view: View, every: Every, spoken: str, on_dark: bool) -> Figure:
    return small_multiples(view.picture, every, _said(view, view.collaboration.name), on_dark)


def lines(view: View) -> Figure:
    """One line per ring through time."""
    return _lines(view, language(), dark())


@st.cache_resource(max_entries=KEPT_FIGURES, show_spinner=False, hash_funcs=KEYED)
def _lines(view: View, spoken: str, on_dark: bool) -> Figure:
    return ring_lines(view.picture, view.tallies, _said(view, view.collaboration.name), on_dark)


def twin(view: View, index: int) -> pd.DataFrame:
    """The discs of one month as a table in the reader's language."""
    return frame_of(twin_table(view.picture, index, language()))
