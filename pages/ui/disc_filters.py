"""The filters of the discs, the same on every screen that shows them: organisation, what counts, period."""

from collections.abc import Callable

import streamlit as st

from impact.model import Who
from impact.picture.discs import DEFAULT_WINDOW_IN_MONTHS, WINDOWS_IN_MONTHS
from pages.ui.disc_views import ALL_OPTION, DiscFilter, list_organisation_names
from pages.ui.language import escape_markdown, t

DEFAULT_OPTIONS = {"org": ALL_OPTION, "state": ALL_OPTION, "window": str(DEFAULT_WINDOW_IN_MONTHS)}


def choose_disc_filter(who: Who) -> DiscFilter:
    """Show the filters, keep them in the address, and return them; an unknown value falls back to everything."""
    organisation_names = list_organisation_names(who)
    windows = [ALL_OPTION if value is None else str(value) for value in WINDOWS_IN_MONTHS]
    formats: dict[str, Callable[[str], str]] = {
        "org": lambda value: t("discs.together") if value == ALL_OPTION else organisation_names[value],
        "state": lambda value: t(f"discs.state.{value}"),
        "window": lambda value: t(f"discs.window.{value}"),
    }
    options = {"org": [ALL_OPTION, *organisation_names], "state": [ALL_OPTION, "confirmed"], "window": windows}
    current = {name: formats[name](_read_option(name, options[name])) for name in formats}
    with st.popover(escape_markdown(t("discs.filters", **current)), icon=":material/filter_alt:", key="discs_filters"):
        organisation, state, window = (_show_option_choice(name, options[name], formats[name]) for name in formats)
    return DiscFilter(
        window=None if window == ALL_OPTION else int(window),
        organisation_id=None if organisation == ALL_OPTION else organisation,
        confirmed_only=state == "confirmed",
    )


def _read_option(name: str, options: list[str]) -> str:
    """Return what was chosen or what the address asks for; an unknown value falls back to everything."""
    key = f"discs_{name}"
    if st.session_state.get(key) not in options:
        requested = st.query_params.get(name)
        st.session_state[key] = requested if requested in options else DEFAULT_OPTIONS[name]
    chosen: str = st.session_state[key]
    return chosen


def _show_option_choice(name: str, options: list[str], format_option: Callable[[str], str]) -> str:
    chosen: str = st.selectbox(t(f"discs.{name}"), options, format_func=format_option, key=f"discs_{name}", width=260)
    if chosen != DEFAULT_OPTIONS[name]:
        st.query_params[name] = chosen
    elif name in st.query_params:
        del st.query_params[name]
    return chosen
