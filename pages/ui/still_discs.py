"""Still pictures of the discs, each made once per data version: on the home screen and beside the live discs."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from impact.charts import Figure, inline_datasets
from impact.charts.ring_lines import draw_ring_lines
from impact.charts.small_multiples import Interval, draw_small_multiples
from impact.charts.still_disc import PictureCaption, build_twin_frame, draw_still_disc
from impact.picture.text_twin import build_text_twin
from pages.ui.cached import cached
from pages.ui.disc_views import DiscView
from pages.ui.language import format_month, get_language, t

# For all readers together.
MAX_CACHED_FIGURES = 48
# Pixels: a smaller picture stands under a title of the page.
MAX_UNTITLED_WIDTH = 600


def is_dark_theme() -> bool:
    """Whether the reader looks at a dark page."""
    return st.context.theme.type == "dark"


def draw_figure(figure: Figure) -> None:
    """Draw only the picture, with its alternative text."""
    st.vega_lite_chart(inline_datasets(figure.spec), alt=figure.alt, width="stretch", theme=None)


@cached(MAX_CACHED_FIGURES, also_by=[get_language, is_dark_theme])
def get_still_disc(view: DiscView, index: int, rotation: Mapping[str, int] | tuple[()], width: int = 760) -> Figure:
    """Return the discs of one month as a still picture, turned as they stand."""
    title = (
        f"{view.collaboration.name}, {format_month(view.picture.months[index])}" if width > MAX_UNTITLED_WIDTH else ""
    )
    return draw_still_disc(
        view.picture, index, dict(rotation), _build_labels(view, title), view.ripple_counts, is_dark_theme(), width
    )


def _build_labels(view: DiscView, title: str = "") -> PictureCaption:
    note = t("stills.filtered") if view.disc_filter.is_filtered else ""
    return PictureCaption(get_language(), view.collaboration.name, note, title)


@cached(MAX_CACHED_FIGURES, also_by=[get_language, is_dark_theme])
def get_small_multiples(view: DiscView, interval: Interval) -> Figure:
    """Return small discs side by side, one per quarter or year."""
    labels = _build_labels(view, view.collaboration.name)
    return draw_small_multiples(view.picture, interval, labels, is_dark_theme())


@cached(MAX_CACHED_FIGURES, also_by=[get_language, is_dark_theme])
def get_ring_lines(view: DiscView) -> Figure:
    """Return one line per ring through time."""
    labels = _build_labels(view, view.collaboration.name)
    return draw_ring_lines(view.picture, view.tallies, labels, is_dark_theme())


def get_twin_table(view: DiscView, index: int) -> pd.DataFrame:
    """Return the discs of one month as a table in the reader's language."""
    return build_twin_frame(build_text_twin(view.picture, index, get_language()))
